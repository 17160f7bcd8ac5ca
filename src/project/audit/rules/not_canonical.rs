//! `not-canonical`: an event file is not spelled as events are.

use crate::ledger::Code;
use crate::project::audit::{Finding, Seen};

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::NotCanonical,
    title: "an event file is not spelled as events are",
    why: "One event has one spelling, so that one id is one event. What is spelled otherwise changes nothing, and no version of this program wrote it.",
    todo: "Ask who wrote it and with what. An event written by `gaps` can say the same.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    [seen.files(Code::NotCanonical), seen.told(Code::NotCanonical)].concat()
}
