//! `cycle`: events build on each other in a circle.

use crate::ledger::Code;
use crate::model::Id;
use crate::project::audit::{Finding, Seen};
use std::collections::BTreeMap;

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::Cycle,
    title: "events build on each other in a circle",
    why: "An id is a hash over the ids before it, so that no honest program can make a circle: somebody broke the hash, or this program.",
    todo: "Keep the repository as it is and report it.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    let parents: BTreeMap<Id, Vec<Id>> = seen
        .own()
        .map(|e| (e.id, e.event.parents.iter().copied().chain(e.event.of).collect()))
        .collect();
    // Take away what builds on nothing that is left; what cannot be taken away goes round, or builds on what does.
    let mut left = parents.clone();
    loop {
        let free: Vec<Id> = left
            .iter()
            .filter(|(_, ps)| ps.iter().all(|p| !left.contains_key(p)))
            .map(|(id, _)| *id)
            .collect();
        if free.is_empty() {
            break;
        }
        free.iter().for_each(|id| {
            left.remove(id);
        });
    }
    let says = || "it builds on itself, by way of others or at once".to_owned();
    seen.own()
        .filter(|e| left.contains_key(&e.id))
        .map(|e| seen.on(e, Code::Cycle, says()))
        .collect()
}
