//! `torn`: an event file ends before its signature does.

use crate::ledger::Code;
use crate::project::audit::{Finding, Seen};

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::Torn,
    title: "an event file ends before its signature does",
    why: "Nobody can tell what it was meant to say. It changes nothing.",
    todo: "Ask who wrote it; their clone may hold the whole file. It can be added again under the same name.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    seen.files(Code::Torn)
}
