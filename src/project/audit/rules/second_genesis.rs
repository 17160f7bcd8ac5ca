//! `second-genesis`: a second ledger was founded here.

use crate::ledger::Body;
use crate::ledger::Code;
use crate::model::Id;
use crate::project::audit::{Finding, Seen};
use crate::project::entry::Entry;
use std::collections::BTreeSet;

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::SecondGenesis,
    title: "a second ledger was founded here",
    why: "Two ledgers in one history: whoever is shown the other one sees another roster and another truth.",
    todo: "If it was a mistake, its founder writes `ceded` and everybody sees that it is settled. If not, look at who put it on the trunk.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    let mut found = seen.told(Code::SecondGenesis);
    let ceded = ceded(seen);
    for finding in &mut found {
        finding.is_notice = finding.event.is_some_and(|id| ceded.contains(&id));
    }
    found
}

/// Ledgers whose founder gave them up for this one.
pub(super) fn ceded(seen: &Seen<'_>) -> BTreeSet<Id> {
    let founder = |ledger: Id| seen.entries.iter().find(|e| e.id == ledger).map(|e| e.key.clone());
    let gives = |e: &Entry| match (&e.event.body, e.event.ledger) {
        (Body::Ceded(body), Some(other)) if body.to == seen.case.ledger => {
            Some(other).filter(|_| founder(other).as_ref() == Some(&e.key))
        }
        _ => None,
    };
    seen.entries.iter().filter_map(gives).collect()
}
