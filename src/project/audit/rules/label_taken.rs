//! `label-taken`: two gaps have one label.

use crate::ledger::Code;
use crate::project::audit::{Finding, Seen};

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::LabelTaken,
    title: "two gaps have one label",
    why: "The first to land it keeps it; the other is shown with a mark, so that nobody takes one for the other.",
    todo: "Give the other one its own: `gaps revise LABEL~MARK --label NEW`.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    seen.told(Code::LabelTaken)
}
