//! `unknown-kind`: an event is of a kind that this version does not know.

use crate::ledger::Code;
use crate::project::audit::{Finding, Seen};

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::UnknownKind,
    title: "an event is of a kind that this version does not know",
    why: "A newer version wrote it. It is kept and counted and changes nothing here, so that this audit cannot be whole.",
    todo: "Audit again with a newer version of gaps.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    seen.told(Code::UnknownKind)
}
