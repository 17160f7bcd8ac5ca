//! The history, landing by landing: what each brought and what was left after it. What is true after a landing is
//! folded from what had landed by then, so that a key which was revoked later still counted, as it did on that day;
//! only the gaps that a landing touches are folded again.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::ledger::{Cause, Field};
use crate::model::{Criticality, Id, Status};

use super::backlog::Backlog;
use super::diff::Left;
use super::entry::{Entry, Landing, Landings, Place};
use super::fold::fold;
use super::timeline::Moment;

/// One landing and the backlog after it.
#[derive(Debug, Clone)]
pub struct Step<'l> {
    pub landing: &'l Landing,
    /// What it brought.
    pub moments: Vec<&'l Moment>,
    pub changes: Vec<Changed>,
    pub after: Standings,
}

/// A gap whose status or criticality this landing changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    pub gap: Id,
    pub label: String,
    /// None where it was opened here.
    pub from: Option<Stand>,
    /// None where its opening no longer counts: the key that signed it was revoked.
    pub to: Option<Stand>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stand {
    pub status: Status,
    pub criticality: Option<Criticality>,
}

/// How many gaps stand how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standings {
    pub left: Left,
    pub done: usize,
    pub deferred: usize,
    pub dropped: usize,
}

/// Every landing that brought something, oldest first. `all` are the moments of that backlog.
pub fn replay<'l>(
    backlog: &Backlog,
    entries: &[Entry],
    landings: &'l Landings,
    all: &'l [Moment],
) -> Vec<Step<'l>> {
    let mut walk = Walk::new(backlog, entries, landings);
    let mut moments: BTreeMap<usize, Vec<&Moment>> = BTreeMap::new();
    for moment in all {
        if let Some(i) = walk.landed_in.get(&moment.event) {
            moments.entry(*i).or_default().push(moment);
        }
    }
    let mut steps = Vec::new();
    for (i, landing) in landings.list.iter().enumerate() {
        let Some(moments) = moments.remove(&i) else { continue };
        let changes = walk.land(i, entries, landings);
        steps.push(Step { landing, moments, changes, after: walk.after });
    }
    steps
}

/// The landing that an event counts from: its own, or the earlier one of the commit that asked for it.
fn counts_from(entry: &Entry, landings: &Landings) -> Option<usize> {
    let Place::Landed(own) = entry.place else { return None };
    let asked = match &entry.event.cause {
        Some(Cause::Tracker { .. }) | None => None,
        Some(cause) => landings.of_cause.get(cause).copied(),
    };
    Some(asked.map_or(own, |asked| asked.min(own)))
}

struct Walk<'b> {
    backlog: &'b Backlog,
    /// Event -> the landing from which it counts.
    landed_in: HashMap<Id, usize>,
    /// Landing -> the entries that count from it.
    of: BTreeMap<usize, Vec<usize>>,
    gap_of: HashMap<Id, Id>,
    /// The entries of each gap so far; those of the ledger itself under none.
    so_far: BTreeMap<Option<Id>, Vec<usize>>,
    stands: BTreeMap<Id, Stand>,
    /// How many stand how.
    after: Standings,
    /// Every event so far.
    known: HashSet<Id>,
    /// Gaps of which an event builds on one that is not here yet.
    incomplete: BTreeSet<Option<Id>>,
}

impl<'b> Walk<'b> {
    fn new(backlog: &'b Backlog, entries: &[Entry], landings: &Landings) -> Self {
        let mut landed_in = HashMap::with_capacity(entries.len());
        let mut of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (n, entry) in entries.iter().enumerate() {
            if let Some(i) = counts_from(entry, landings) {
                landed_in.insert(entry.id, i);
                of.entry(i).or_default().push(n);
            }
        }
        let gap_of =
            backlog.gaps.values().flat_map(|g| g.events.iter().map(|t| (t.id, g.id))).collect();
        Self {
            backlog,
            landed_in,
            of,
            gap_of,
            so_far: BTreeMap::new(),
            stands: BTreeMap::new(),
            after: Standings::default(),
            known: HashSet::new(),
            incomplete: BTreeSet::new(),
        }
    }

    /// Takes the events of one more landing in, and says which gaps they can have changed. An event that writes
    /// neither status nor criticality changes no stand, unless another one that came before it builds on it: so the
    /// notes of a gap are not folded over and over.
    fn take(&mut self, i: usize, entries: &[Entry]) -> BTreeSet<Option<Id>> {
        let taken = self.of.remove(&i).unwrap_or_default();
        self.known.extend(taken.iter().map(|n| entries[*n].id));
        let mut touched: BTreeSet<Option<Id>> = BTreeSet::new();
        for n in taken {
            let entry = &entries[n];
            let gap = entry.event.gap.as_ref().map(|_| {
                let opened = entry.event.of.unwrap_or(entry.id);
                self.gap_of.get(&entry.id).copied().unwrap_or(opened)
            });
            self.so_far.entry(gap).or_default().push(n);
            let is_whole = entry.event.parents.iter().chain(&entry.event.of);
            if !is_whole.into_iter().all(|p| self.known.contains(p)) {
                self.incomplete.insert(gap);
            }
            if self.incomplete.contains(&gap) || writes_stand(entry) {
                touched.insert(gap);
            }
        }
        touched
    }

    /// Takes one more landing in, and says what it changed.
    fn land(&mut self, i: usize, entries: &[Entry], landings: &Landings) -> Vec<Changed> {
        let mut touched = self.take(i, entries);
        if touched.is_empty() {
            return Vec::new();
        }
        // Who may sign changed: that may change any gap.
        if touched.contains(&None) {
            touched.extend(self.so_far.keys().copied());
        }
        touched.insert(None);
        let of = |gap: &Option<Id>| self.so_far.get(gap).into_iter().flatten();
        let subset = touched.iter().flat_map(of).map(|n| &entries[*n]);
        let (folded, _) = fold(subset, self.backlog.ledger, landings);
        let mut changed = Vec::new();
        for id in touched.into_iter().flatten() {
            let now = folded.gaps.get(&id);
            let to = now.map(|g| Stand { status: g.status, criticality: g.criticality() });
            let from = match to {
                Some(to) => self.stands.insert(id, to),
                None => self.stands.remove(&id),
            };
            if to != from {
                self.after.recount(from, to);
                let label = self.backlog.gaps.get(&id).or(now).map(|g| g.label.clone());
                changed.push(Changed { gap: id, label: label.unwrap_or_default(), from, to });
            }
        }
        changed.sort_by(|a, b| (&a.label, a.gap).cmp(&(&b.label, b.gap)));
        changed
    }
}

/// Whether an event says something of status or criticality, or of the ledger itself.
fn writes_stand(entry: &Entry) -> bool {
    let Some(label) = &entry.event.gap else { return true };
    let opened = entry.event.of.unwrap_or(entry.id);
    let writes = entry.event.body.writes(entry.id, opened, label);
    writes.iter().any(|(field, _)| matches!(field, Field::Status | Field::Criticality))
}

impl Standings {
    fn recount(&mut self, from: Option<Stand>, to: Option<Stand>) {
        let left = |stand: Option<Stand>| stand.filter(|s| s.status.is_left());
        let is = |stand: Option<Stand>, pick: fn(Status) -> bool| {
            usize::from(stand.is_some_and(|s| pick(s.status)))
        };
        if let Some(stand) = left(to) {
            self.left.count(stand.status, stand.criticality);
        }
        if let Some(stand) = left(from) {
            self.left.uncount(stand.criticality);
        }
        for (count, pick) in [
            (&mut self.done, Status::is_done as fn(Status) -> bool),
            (&mut self.deferred, |s| s == Status::Deferred),
            (&mut self.dropped, |s| s == Status::Dropped),
        ] {
            *count = (*count + is(to, pick)).saturating_sub(is(from, pick));
        }
    }
}
