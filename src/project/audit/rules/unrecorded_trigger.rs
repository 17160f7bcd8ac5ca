//! `unrecorded-trigger`: a commit message asks for a change that no event records.

use crate::ledger::Code;
use crate::project::audit::{Finding, Seen};

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::UnrecordedTrigger,
    title: "a commit message asks for a change that no event records",
    why: "The backlog counts it already; an auditor without this program would not see it.",
    todo: "Record it: `gaps sync --commit`.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    let of = |f: &&Finding| f.code == Code::UnrecordedTrigger;
    seen.case.causes.iter().filter(of).cloned().collect()
}
