//! What may follow what: each move is judged against its own causal past, never against what is concurrent with it.

use std::collections::{BTreeMap, BTreeSet};

use crate::ledger::{Field, Value};
use crate::model::count::criteria;
use crate::model::{Id, Status};
use crate::project::backlog;
use crate::project::causal::Causal;

/// All writes of status in causal order, twice: with the events that a revocation struck, so that nobody who built
/// on one falls with it, and without them, so that what they did can be done again. None is ever taken out: what a
/// concurrent event follows may still be the last word in the past of another.
#[derive(Default)]
pub(super) struct Moves {
    with_struck: Vec<(usize, Status)>,
    without: Vec<(usize, Status)>,
}

impl Moves {
    pub(super) fn add(&mut self, i: usize, status: Status, is_struck: bool) {
        self.with_struck.push((i, status));
        if !is_struck {
            self.without.push((i, status));
        }
    }

    /// Legal in one of the two ways is legal.
    pub(super) fn legal(&self, causal: &Causal, i: usize, next: Status) -> Result<(), String> {
        legal(&standing_before(&self.without, causal, i), next).or_else(|why| {
            legal(&standing_before(&self.with_struck, causal, i), next).map_err(|_| why)
        })
    }
}

/// The statuses of the event's causal past that nothing in that past follows.
fn standing_before(moves: &[(usize, Status)], causal: &Causal, i: usize) -> BTreeSet<Status> {
    let mut last: Vec<(usize, Status)> = Vec::new();
    for (m, status) in moves.iter().rev().filter(|(m, _)| causal.precedes(*m, i)) {
        if !last.iter().any(|(l, _)| causal.precedes(*m, *l)) {
            last.push((*m, *status));
        }
        if causal.follows_all(*m) {
            break;
        }
    }
    let mut sides: BTreeSet<Status> = last.into_iter().map(|(_, status)| status).collect();
    if sides.len() > 1 {
        sides.remove(&Status::Started);
    }
    sides
}

/// Judged against the causal past only: concurrency is never illegal. A contest may be settled by any move that
/// is legal from a side, or by saying a side again.
fn legal(before: &BTreeSet<Status>, next: Status) -> Result<(), String> {
    let settles = before.len() > 1 && before.contains(&next);
    if before.is_empty() || settles || before.iter().any(|from| from.may_become(next)) {
        return Ok(());
    }
    let from: Vec<&str> = before.iter().map(|s| s.as_str()).collect();
    Err(format!("{next} does not follow from {}", from.join(" or ")))
}

/// Why a closing that a message asks for is refused: the verb would refuse it too. Judged, like a move, by what
/// stands before it, and by nothing that came beside it or after.
pub(super) fn unmet(said: &[(usize, Field, Value)], causal: &Causal, i: usize) -> Option<String> {
    let mut before: BTreeMap<&Field, Vec<(usize, &Value)>> = BTreeMap::new();
    for (m, field, value) in said.iter().filter(|(m, ..)| causal.precedes(*m, i)) {
        let sides = before.entry(field).or_default();
        sides.retain(|(earlier, _)| !causal.precedes(*earlier, *m));
        sides.push((*m, value));
    }
    let shown = |field: &Field| {
        let sides = before.get(field)?.iter();
        let sides: Vec<(Id, Value)> =
            sides.map(|(m, v)| (causal.order[*m], (*v).clone())).collect();
        backlog::shown(field, &sides).cloned()
    };
    let open = before.keys().filter(|field| match field {
        Field::Criterion(c) => {
            let is_there = shown(field).is_some_and(|v| v != Value::Absent);
            is_there && shown(&Field::Met(c.clone())) != Some(Value::Flag(true))
        }
        _ => false,
    });
    match open.count() {
        0 => None,
        n => Some(format!("{} unmet", criteria(n))),
    }
}
