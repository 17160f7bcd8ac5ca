//! `missing-parent`: an event builds on one that is not here.

use crate::ledger::Code;
use crate::project::audit::{Finding, Seen};

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::MissingParent,
    title: "an event builds on one that is not here",
    why: "It still counts, at the same time as all that it is not tied to. The other one may be on a branch that was never merged, or gone.",
    todo: "Ask the signer for the branch. `gaps show` names the gap.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    seen.told(Code::MissingParent)
}
