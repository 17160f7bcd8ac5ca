//! `renamed`: an event file bears the id of another event.

use crate::ledger::Code;
use crate::project::audit::{Finding, Seen};

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::Renamed,
    title: "an event file bears the id of another event",
    why: "The name of a file is the hash of what it says. Under another name the event cannot be found by those who refer to it, and may stand in for one that is gone.",
    todo: "Find the commit that named it so, and bring the event back under its own name.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    seen.files(Code::Renamed)
}
