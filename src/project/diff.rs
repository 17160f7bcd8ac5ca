//! What changed between two backlogs: the changelog of a release. Two states are compared, and where a state is the
//! same on both sides but was another one in between, the events that only the later one knows say so.

use std::collections::BTreeSet;

use crate::ledger::Body;
use crate::model::{Criticality, Id, Status};

use super::backlog::{Backlog, Gap};

/// What happened to a gap between the two, in the order in which a changelog tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    Closed,
    Confirmed,
    Opened,
    Reopened,
    Started,
    Deferred,
    Dropped,
    Criticality,
    /// From started back to open: nobody is on it any more.
    SetDown,
    /// The later revision does not know it: it is of another branch.
    Gone,
}

impl What {
    pub const ALL: [Self; 10] = [
        Self::Closed,
        Self::Confirmed,
        Self::Opened,
        Self::Reopened,
        Self::Started,
        Self::Deferred,
        Self::Dropped,
        Self::Criticality,
        Self::SetDown,
        Self::Gone,
    ];

    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Confirmed => "confirmed",
            Self::Opened => "opened",
            Self::Reopened => "reopened",
            Self::Started => "started",
            Self::Deferred => "deferred",
            Self::Dropped => "dropped",
            Self::Criticality => "criticality",
            Self::SetDown => "set-down",
            Self::Gone => "gone",
        }
    }
}

/// One gap that is not what it was.
#[derive(Debug, Clone)]
pub struct Change<'b> {
    pub before: Option<&'b Gap>,
    pub after: Option<&'b Gap>,
    pub what: BTreeSet<What>,
}

impl<'b> Change<'b> {
    /// The gap as it is, or as it was where it is no more.
    pub fn gap(&self) -> Option<&'b Gap> {
        self.after.or(self.before)
    }

    /// Where it stands in a changelog: under the first of what happened, so that it stands there once. What was
    /// opened and is left stands under opened, whoever is on it.
    pub fn heading(&self) -> Option<What> {
        let opened = self.what.contains(&What::Opened);
        let left = self.after.is_some_and(|g| g.status.is_left());
        if opened && left { Some(What::Opened) } else { self.what.first().copied() }
    }
}

/// Every gap that differs, by label. Before there was a ledger, there was no gap.
pub fn changes<'b>(before: Option<&'b Backlog>, after: Option<&'b Backlog>) -> Vec<Change<'b>> {
    let ids: BTreeSet<Id> =
        before.iter().chain(&after).flat_map(|b| b.gaps.keys().copied()).collect();
    let find = |backlog: Option<&'b Backlog>, id: &Id| backlog.and_then(|b| b.gaps.get(id));
    let mut changes: Vec<Change<'b>> = ids
        .iter()
        .map(|id| change(find(before, id), find(after, id)))
        .filter(|c| !c.what.is_empty())
        .collect();
    changes.sort_by_key(|c| {
        c.gap().map(|g| (g.criticality().map_or(9, |c| c as u8), g.named.clone(), g.id))
    });
    changes
}

fn change<'b>(before: Option<&'b Gap>, after: Option<&'b Gap>) -> Change<'b> {
    let mut what = BTreeSet::new();
    match (before, after) {
        (None, Some(after)) => {
            what.insert(What::Opened);
            what.extend(moved(Status::Open, after.status));
        }
        (Some(_), None) => {
            what.insert(What::Gone);
        }
        (Some(before), Some(after)) => {
            what.extend(moved(before.status, after.status));
            if before.criticality() != after.criticality() {
                what.insert(What::Criticality);
            }
            if before.status.is_done() && after.status.is_done() && was_reopened(before, after) {
                what.extend([What::Reopened, What::Closed]);
            }
        }
        (None, None) => {}
    }
    Change { before, after, what }
}

fn moved(from: Status, to: Status) -> Option<What> {
    match (from, to) {
        (from, to) if from == to => None,
        (Status::Started, Status::Open) => Some(What::SetDown),
        (Status::Open, Status::Started) => Some(What::Started),
        (_, Status::Open | Status::Started) => Some(What::Reopened),
        (Status::Confirmed, Status::Closed) => Some(What::Reopened),
        (_, Status::Closed) => Some(What::Closed),
        (Status::Closed, Status::Confirmed) => Some(What::Confirmed),
        (_, Status::Confirmed) => Some(What::Closed),
        (_, Status::Deferred) => Some(What::Deferred),
        (_, Status::Dropped) => Some(What::Dropped),
    }
}

/// Closed on both sides, and open in between.
fn was_reopened(before: &Gap, after: &Gap) -> bool {
    let known: BTreeSet<Id> = before.events.iter().map(|t| t.id).collect();
    let new = after.events.iter().filter(|t| !known.contains(&t.id) && t.rejected.is_none());
    new.into_iter().any(|t| matches!(t.event.body, Body::Reopened(_)))
}

/// How many gaps are left, by criticality; the last is for none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Left(pub [usize; 5]);

impl Left {
    pub fn of(backlog: Option<&Backlog>) -> Self {
        let mut left = Self::default();
        for gap in backlog.iter().flat_map(|b| b.gaps.values()) {
            left.count(gap.status, gap.criticality());
        }
        left
    }

    pub fn count(&mut self, status: Status, criticality: Option<Criticality>) {
        if status.is_left() {
            self.0[criticality.map_or(4, |c| c as usize)] += 1;
        }
    }

    /// Takes one that was left away again.
    pub fn uncount(&mut self, criticality: Option<Criticality>) {
        let count = &mut self.0[criticality.map_or(4, |c| c as usize)];
        *count = count.saturating_sub(1);
    }

    pub fn total(&self) -> usize {
        self.0.iter().sum()
    }

    /// Each criticality with its number, worst first; `none` where there is one.
    pub fn by_criticality(&self) -> impl Iterator<Item = (&'static str, usize)> {
        let words = Criticality::ALL.iter().map(|c| c.as_str()).chain(["none"]);
        words.zip(self.0).filter(|(word, n)| *word != "none" || *n > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_move_has_one_word() {
        use Status::*;
        for (from, to, word) in [
            (Open, Closed, Some("closed")),
            (Deferred, Closed, Some("closed")),
            (Open, Confirmed, Some("closed")),
            (Closed, Confirmed, Some("confirmed")),
            (Closed, Open, Some("reopened")),
            (Closed, Started, Some("reopened")),
            (Dropped, Open, Some("reopened")),
            (Started, Open, Some("set-down")),
            (Open, Started, Some("started")),
            (Started, Deferred, Some("deferred")),
            (Open, Dropped, Some("dropped")),
            (Open, Open, None),
        ] {
            assert_eq!(moved(from, to).map(What::as_str), word, "{from} {to}");
        }
    }
}
