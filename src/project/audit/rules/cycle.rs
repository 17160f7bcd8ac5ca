//! `cycle`: events build on each other in a circle.

use crate::ledger::Code;
use crate::model::Id;
use crate::project::audit::{Finding, Seen};
use crate::project::entry::Entry;

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::Cycle,
    title: "events build on each other in a circle",
    why: "An id is a hash over the ids before it, so that no honest program can make a circle: somebody broke the hash, or this program.",
    todo: "Keep the repository as it is and report it.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    let mut own: Vec<(Id, &Entry)> = seen.own().map(|e| (e.id, e)).collect();
    own.sort_unstable_by_key(|(id, _)| *id);
    own.dedup_by_key(|(id, _)| *id);
    let place = |id: &Id| own.binary_search_by_key(id, |(other, _)| *other).ok();
    // How many of those that it builds on are left, and who builds on it.
    let mut waits_for = vec![0_usize; own.len()];
    let mut carries: Vec<Vec<usize>> = vec![Vec::new(); own.len()];
    for (at, (_, entry)) in own.iter().enumerate() {
        for parent in entry.event.parents.iter().chain(&entry.event.of).filter_map(place) {
            waits_for[at] += 1;
            carries[parent].push(at);
        }
    }
    // Take away what builds on nothing that is left; what cannot be taken away goes round, or builds on what does.
    let mut free: Vec<usize> = (0..own.len()).filter(|at| waits_for[*at] == 0).collect();
    while let Some(taken) = free.pop() {
        for at in &carries[taken] {
            waits_for[*at] -= 1;
            if waits_for[*at] == 0 {
                free.push(*at);
            }
        }
    }
    let is_left = |id: &Id| place(id).is_some_and(|at| waits_for[at] > 0);
    let says = || "it builds on itself, by way of others or at once".to_owned();
    seen.own().filter(|e| is_left(&e.id)).map(|e| seen.on(e, Code::Cycle, says())).collect()
}
