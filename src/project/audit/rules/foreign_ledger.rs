//! `foreign-ledger`: an event belongs to another ledger.

use super::second_genesis::ceded;
use crate::ledger::Code;
use crate::model::Id;
use crate::project::audit::{Finding, Seen};

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::ForeignLedger,
    title: "an event belongs to another ledger",
    why: "Events replayed from another repository or from a fork say nothing about this one. The event changes nothing.",
    todo: "Find the commit that brought it. If two ledgers were merged on purpose, a root of the other one may cede it to this one.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    let mut found = seen.told(Code::ForeignLedger);
    let ceded = ceded(seen);
    let other = |id: &Option<Id>| {
        seen.entries.iter().find(|e| Some(e.id) == *id).and_then(|e| e.event.ledger)
    };
    for finding in &mut found {
        finding.is_notice = other(&finding.event).is_some_and(|l| ceded.contains(&l));
    }
    found
}
