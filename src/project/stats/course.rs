//! Every change of a gap's stand with the landing from which it counts. Mostly that is what the replay says. An import
//! with `--history` lands at once what earlier versions of a document said one after the other: those changes count
//! from the landings of the versions, as the dates of completion do.

use std::collections::{BTreeMap, BTreeSet};

use crate::ledger::{Cause, Field, Value};
use crate::model::{At, CommitId, Day, Id};
use crate::project::backlog::{Backlog, Told};
use crate::project::entry::Landings;
use crate::project::replay::{Changed, Stand, Step};

/// What changed when, oldest first.
#[derive(Debug, Clone, Default)]
pub struct Course {
    /// The landings at which something changed, oldest first.
    pub marks: Vec<Mark>,
    pub turns: Vec<Turn>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its place among the landings of the trunk.
    pub landing: usize,
    /// Never before the mark before it, and never after the newest commit: clocks go wrong, landings do not.
    pub at: At,
    pub day: Day,
    pub commit: CommitId,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Which of the marks.
    pub mark: usize,
    pub gap: Id,
    pub label: String,
    pub from: Option<Stand>,
    pub to: Option<Stand>,
}

impl Turn {
    pub fn is_opening(&self) -> bool {
        self.from.is_none()
    }

    pub fn is_closing(&self) -> bool {
        is_done(self.to) && !is_done(self.from)
    }

    pub fn is_reopening(&self) -> bool {
        is_done(self.from) && self.to.is_some_and(|s| s.status.is_left())
    }
}

fn is_done(stand: Option<Stand>) -> bool {
    stand.is_some_and(|s| s.status.is_done())
}

impl Course {
    pub fn new(
        backlog: &Backlog,
        steps: &[Step<'_>],
        landings: &Landings,
        newest: (At, Day),
    ) -> Self {
        let places: BTreeMap<&CommitId, usize> =
            landings.list.iter().enumerate().map(|(i, l)| (&l.commit, i)).collect();
        let mut dated: Vec<(usize, Turn)> = Vec::new();
        let mut last: BTreeMap<Id, usize> = BTreeMap::new();
        for step in steps {
            let Some(here) = places.get(&step.landing.commit).copied() else { continue };
            for changed in &step.changes {
                let from = last.get(&changed.gap).copied().unwrap_or(0);
                let turns = turns(backlog, step, changed, landings, (from, here));
                last.extend(turns.last().map(|(at, t)| (t.gap, *at)));
                dated.extend(turns);
            }
        }
        dated.sort_by_key(|(landing, _)| *landing);
        Self::marked(dated, landings, newest)
    }

    fn marked(dated: Vec<(usize, Turn)>, landings: &Landings, newest: (At, Day)) -> Self {
        let mut course = Self::default();
        for (place, turn) in dated {
            if course.marks.last().is_none_or(|m| m.landing != place) {
                let Some(landing) = landings.list.get(place) else { continue };
                let (mut at, mut day) = (landing.at.min(newest.0), landing.day.min(newest.1));
                if let Some(before) = course.marks.last() {
                    (at, day) = (at.max(before.at), day.max(before.day));
                }
                course.marks.push(Mark { landing: place, at, day, commit: landing.commit.clone() });
            }
            course.turns.push(Turn { mark: course.marks.len() - 1, ..turn });
        }
        course
    }
}

/// One change of the replay, taken apart where earlier versions of a document tell how it came to that.
fn turns(
    backlog: &Backlog,
    step: &Step<'_>,
    changed: &Changed,
    landings: &Landings,
    (mut after, here): (usize, usize),
) -> Vec<(usize, Turn)> {
    let turn =
        |from, to| Turn { mark: 0, gap: changed.gap, label: changed.label.clone(), from, to };
    let mut turns = Vec::new();
    let mut stand = changed.from;
    // The version of the document that the event before came from.
    let mut last: Option<(&CommitId, usize)> = None;
    for told in of_documents(backlog, step, changed.gap) {
        let Some(Cause::Tracker { blob, .. }) = &told.event.cause else { continue };
        let version = told.event.cause.as_ref().and_then(|c| landings.of_cause.get(c).copied());
        // What was true before the first version of a document came with that version.
        let version = version.or(last.filter(|(b, _)| *b == blob).map(|(_, place)| place));
        last = version.map(|place| (blob, place));
        let (Some(place), Some(next)) = (version, written(told, stand)) else { continue };
        if Some(next) != stand {
            after = place.clamp(after.min(here), here);
            turns.push((after, turn(stand, Some(next))));
            stand = Some(next);
        }
    }
    if stand != changed.to {
        turns.push((here, turn(stand, changed.to)));
    }
    turns
}

/// The events of a gap in this landing that a document caused, in causal order.
fn of_documents<'b>(backlog: &'b Backlog, step: &Step<'_>, gap: Id) -> Vec<&'b Told> {
    let caused = |told: &&Told| {
        let document = matches!(told.event.cause, Some(Cause::Tracker { .. }));
        document && told.rejected.is_none() && told.alias_of.is_none()
    };
    let told: Vec<&Told> =
        backlog.gaps.get(&gap).into_iter().flat_map(|g| &g.events).filter(caused).collect();
    if told.is_empty() {
        return told;
    }
    let here: BTreeSet<Id> = step.moments.iter().map(|m| m.event).collect();
    told.into_iter().filter(|t| here.contains(&t.id)).collect()
}

/// The stand after an event, as it says.
fn written(told: &Told, before: Option<Stand>) -> Option<Stand> {
    let opened = told.event.of.unwrap_or(told.id);
    let mut status = before.map(|s| s.status);
    let mut criticality = before.and_then(|s| s.criticality);
    for (field, value) in told.event.body.writes(told.id, opened, told.event.gap.as_ref()?) {
        match (field, value) {
            (Field::Status, Value::Status(next)) => status = Some(next),
            (Field::Criticality, value) => {
                criticality = value.text().and_then(|word| word.parse().ok());
            }
            _ => {}
        }
    }
    status.map(|status| Stand { status, criticality })
}
