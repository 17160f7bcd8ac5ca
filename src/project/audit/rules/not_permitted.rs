//! `not-permitted`: a signer wrote what their role may not.

use crate::ledger::Code;
use crate::project::audit::{Finding, Seen};

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::NotPermitted,
    title: "a signer wrote what their role may not",
    why: "Roles keep one person or one machine from deciding everything. The event changes nothing.",
    todo: "Ask one whose role may, to write it or to adopt it (`gaps signer list` shows who).",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    seen.told(Code::NotPermitted)
}
