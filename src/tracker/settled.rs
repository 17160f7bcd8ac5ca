//! What the ledger says of a document's gaps, as the truth that `render` writes. What a person changed in the
//! document is not judged here: `agreed` finds it.

use std::collections::{BTreeMap, BTreeSet};

use crate::ledger::Field;
use crate::model::{Block, Day, Id, Status};
use crate::project::backlog::Gap as Known;

use super::claim::{File, Gap, Tracker};
use super::dates::Date;
use super::owned::{Owned, adopted};
use super::truth::{GapTruth, NewGap, Truth};

/// The truth for one document.
pub fn truth(owned: &Owned<'_>, tracker: &Tracker) -> Truth {
    let mut truth = Truth::default();
    let mut seen = BTreeSet::new();
    let mut last: Option<Day> = None;
    for gap in &tracker.gaps {
        let Some(known) = owned.find(gap) else { continue };
        seen.insert(known.id);
        last = last.max(last_change(known));
        truth.gaps.insert(gap.label.to_string(), of_gap(known, gap));
    }
    for known in missing(owned, &seen) {
        last = last.max(last_change(known));
        truth.new.push(new_gap(known));
    }
    truth.updated = last.and_then(date);
    truth
}

/// Gaps that belong into the document and that it never had, by label. A gap that it had and has no more stays away,
/// and so does what is dropped.
pub fn missing<'b>(owned: &Owned<'b>, seen: &BTreeSet<Id>) -> Vec<&'b Known> {
    let mut missing = owned.own();
    missing
        .retain(|k| !seen.contains(&k.id) && k.status != Status::Dropped && adopted(k).is_empty());
    missing
}

/// The day of the newest landing that says something about a gap.
fn last_change(known: &Known) -> Option<Day> {
    known.completed.as_ref().and_then(|c| c.when.day).max(known.opened.day)
}

fn of_gap(known: &Known, gap: &Gap) -> GapTruth {
    let criteria: BTreeMap<String, bool> = known
        .criteria()
        .into_iter()
        .filter(|c| {
            c.criterion.of == known.id
                || gap.criteria.iter().any(|g| g.number == c.criterion.number.as_str())
        })
        .map(|c| (c.criterion.number.to_string(), c.met))
        .collect();
    let done = known.status.is_done();
    let completed = known.completed.as_ref();
    let known_day = completed.and_then(|c| c.when.day).and_then(date);
    let known_pr = completed.and_then(|c| c.pr.as_ref()).map(|p| p.text.clone());
    let stated_pr = gap.pr.as_ref().map(|p| p.text.clone());
    let adopted = adopted(known);
    let retitled = adopted.get(&Field::Title).is_some_and(|t| t.text() != Some(known.title()));
    GapTruth {
        // A gap whose closing has not landed is not done for anybody who reads the trunk; here the branch counts.
        status: known.status,
        criticality: known.criticality().or(gap.criticality.filter(|_| {
            known.value(&Field::Criticality).is_none() && !adopted.contains_key(&Field::Criticality)
        })),
        criteria,
        completed: if done { known_day.or(gap.completed) } else { None },
        pr: if done { known_pr.or(stated_pr) } else { None },
        title: retitled.then(|| known.title().to_owned()),
        reason: reason(known),
    }
}

/// Why a gap is deferred or dropped.
fn reason(known: &Known) -> Option<String> {
    let told = known.told(known.status_event)?;
    let says = matches!(known.status, Status::Deferred | Status::Dropped);
    told.event.body.reason().filter(|_| says).map(str::to_owned)
}

fn date(day: Day) -> Option<Date> {
    let text = day.to_string();
    let mut parts = text.split('-');
    let mut next = || parts.next().and_then(|p| p.parse::<u16>().ok());
    let (year, month, day) = (next()?, next()?, next()?);
    Date::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
}

pub fn new_gap(known: &Known) -> NewGap {
    let Block { name, .. } = known.block();
    let done = known.status.is_done();
    NewGap {
        label: known.named.clone(),
        title: known.title().to_owned(),
        status: known.status,
        criticality: known.criticality(),
        block: Some(name),
        kind: known.text(&Field::Type).map(str::to_owned),
        description: known.text(&Field::Description).map(str::to_owned),
        criteria: known.criteria().into_iter().map(|c| (c.text, c.met)).collect(),
        files: known.members(|f, v| match f {
            Field::File(path) => {
                Some(File { path: path.clone(), note: v.text().map(str::to_owned) })
            }
            _ => None,
        }),
        owner: known.owner().map(str::to_owned),
        due: known.due().and_then(date),
        effort: known.text(&Field::Effort).map(str::to_owned),
        completed: known
            .completed
            .as_ref()
            .filter(|_| done)
            .and_then(|c| c.when.day)
            .and_then(date),
        pr: known
            .completed
            .as_ref()
            .and_then(|c| c.pr.as_ref())
            .filter(|_| done)
            .map(|p| p.text.clone()),
    }
}
