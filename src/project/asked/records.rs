//! Which events record which triggers. A trigger is recorded by an event that names its commit and its line; or by
//! one that names a commit which is in no history now, where everything else is equal: then history was rewritten.

use std::collections::{BTreeMap, BTreeSet};

use crate::ledger::Cause;
use crate::model::{At, Id};
use crate::project::entry::{Entry, Place};

use super::facts::{Counts, Heard};
use super::gaps::Gaps;
use super::values::{History, Step};

/// Events with a cause that a commit or a landing is.
#[derive(Debug, Default)]
pub struct Records<'a> {
    by_cause: BTreeMap<&'a Cause, Vec<&'a Entry>>,
    /// Those whose commit is in no history now.
    gone: BTreeMap<Loose, Vec<&'a Entry>>,
    /// Where the cause of each came to the trunk, as far as history knows it.
    pub cause_at: BTreeMap<Id, Place>,
    done: BTreeSet<Id>,
}

/// What a rewriting of history leaves as it was.
type Loose = (At, Id, u64);

fn loose(cause: &Cause) -> Option<Loose> {
    match cause {
        Cause::Trigger { authored, text, n, .. } => Some((*authored, *text, *n)),
        Cause::Removed { authored, removed, .. } => Some((*authored, *removed, 0)),
        Cause::Restored { authored, restored, .. } => Some((*authored, *restored, 1)),
        Cause::Tracker { .. } => None,
    }
}

impl<'a> Records<'a> {
    pub fn new(entries: &[&'a Entry], gaps: &Gaps<'a>, history: &dyn History) -> Self {
        let mut records = Self::default();
        for entry in entries {
            let Some(cause) = entry.event.cause.as_ref() else { continue };
            let (Some(commit), Some(loose)) = (cause.commit(), loose(cause)) else { continue };
            if !gaps.is_accepted(entry) {
                continue;
            }
            if history.named(commit.as_str()).is_some() {
                let at = history.landing(commit).map_or(Place::Unlanded, Place::Landed);
                records.cause_at.insert(entry.id, at);
                records.by_cause.entry(cause).or_default().push(entry);
            } else {
                records.gone.entry(loose).or_default().push(entry);
            }
        }
        records
    }

    /// Finds out where the causes of events stand now whose commit was rewritten.
    pub fn find_rewritten(&mut self, steps: &[Step], heard: &[Vec<Heard>]) {
        if self.gone.is_empty() {
            return;
        }
        for (step, heard) in steps.iter().zip(heard) {
            for (commit, heard) in step.commits.iter().zip(heard) {
                for asked in heard.reading.asked.iter().filter(|_| heard.counts == Counts::Yes) {
                    let key = (commit.authored, asked.text_hash(), u64::from(asked.n));
                    for entry in self.gone.get(&key).into_iter().flatten() {
                        self.cause_at.entry(entry.id).or_insert(step.place);
                    }
                }
            }
        }
    }

    /// The events about this gap and of this kind that record a trigger with one of these causes; and whether
    /// they name a commit that is gone.
    pub fn of(
        &self,
        causes: &[Cause],
        gap: Id,
        kind: &str,
        gaps: &Gaps<'a>,
    ) -> (Vec<&'a Entry>, bool) {
        let fits = |e: &&&Entry| {
            gaps.gap_of(e.id) == Some(gap)
                && e.event.body.kind() == kind
                && !self.done.contains(&e.id)
        };
        let found: Vec<&Entry> = causes
            .iter()
            .filter_map(|c| self.by_cause.get(c))
            .flatten()
            .filter(fits)
            .copied()
            .collect();
        if !found.is_empty() {
            return (found, false);
        }
        let mut gone: Vec<&Entry> = causes
            .iter()
            .filter_map(|c| self.gone.get(&loose(c)?))
            .flatten()
            .filter(fits)
            .copied()
            .collect();
        // Of equal lines of one message the first is the one that the first event records.
        let line = |e: &&Entry| match &e.event.cause {
            Some(Cause::Trigger { line, .. }) => *line,
            _ => 0,
        };
        let first = gone.iter().map(line).min();
        gone.retain(|e| Some(line(e)) == first);
        let is_gone = !gone.is_empty();
        (gone, is_gone)
    }

    pub fn settle(&mut self, event: Id) {
        self.done.insert(event);
    }

    /// Whether an event records something that comes later than what is looked at now.
    pub fn is_later(&self, event: Id, place: Place) -> bool {
        self.cause_at.get(&event).is_some_and(|at| *at >= place) && !self.done.contains(&event)
    }

    /// Whether an event records something at all.
    pub fn is_settled(&self, event: Id) -> bool {
        self.done.contains(&event)
    }
}
