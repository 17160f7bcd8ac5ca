//! What the ledger says of a document's gaps, as the truth that `render` writes; and what a person changed in the
//! document since it was last adopted or written, which is theirs and is not overwritten.

use std::collections::BTreeMap;

use crate::ledger::{Field, Value};
use crate::model::{Block, Day, Status};
use crate::project::Backlog;
use crate::project::backlog::Gap as Known;

use super::changed::{self, belongs, is_same};
use super::claim::{File, Gap, Tracker};
use super::dates::Date;
use super::truth::{GapTruth, NewGap, Truth};

/// A fact that a person changed by hand and that no event says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByHand {
    pub label: String,
    pub line: usize,
    pub fact: &'static str,
    pub says: String,
    pub ledger: String,
}

/// The truth for one document, and the hand edits that it would overwrite. `base` is the document as it was when
/// it was last adopted or written, where that is known.
pub fn truth(
    backlog: &Backlog,
    tracker: &Tracker,
    path: &str,
    base: Option<&Tracker>,
) -> (Truth, Vec<ByHand>) {
    let mut truth = Truth::default();
    let mut by_hand = Vec::new();
    let mut seen = Vec::new();
    let mut last: Option<Day> = None;
    for gap in &tracker.gaps {
        let Some(known) = backlog.gaps.values().find(|k| is_same(k, gap, path)) else { continue };
        seen.push(known.id);
        let told = of_gap(known, gap);
        let before = base.and_then(|b| b.gaps.iter().find(|g| g.label == gap.label));
        by_hand.extend(hand_edits(known, gap, &told, before));
        last = last.max(last_change(known));
        truth.gaps.insert(gap.label.to_string(), told);
    }
    let mut missing: Vec<&Known> = backlog
        .gaps
        .values()
        .filter(|k| !seen.contains(&k.id) && is_new_here(backlog, k, path))
        .collect();
    missing.sort_by_key(|k| k.named.clone());
    for known in missing {
        last = last.max(last_change(known));
        truth.new.push(new_gap(known));
    }
    truth.updated = last.and_then(date);
    (truth, by_hand)
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
    let adopted = changed::adopted(known);
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

/// Three values of each fact: what the document says, what it said before, what the ledger says.
fn hand_edits(known: &Known, gap: &Gap, told: &GapTruth, before: Option<&Gap>) -> Vec<ByHand> {
    let adopted = changed::adopted(known);
    let mut all = Vec::new();
    let mut edited = |fact: &'static str, says: String, ledger: String| {
        all.push(ByHand { label: known.label.clone(), line: gap.line, fact, says, ledger });
    };
    let said_status = match (before, adopted.get(&Field::Status)) {
        (Some(before), _) => before.status,
        (None, Some(Value::Status(status))) => Some(*status),
        _ => None,
    };
    if let Some(now) = gap.status
        && now != told.status
        && !(now.is_done() && told.status.is_done())
        && said_status.is_some_and(|s| s != now)
    {
        edited("status", now.to_string(), told.status.to_string());
    }
    let said_criticality = match (before, adopted.get(&Field::Criticality)) {
        (Some(before), _) => before.criticality,
        (None, Some(value)) => value.text().and_then(|t| t.parse().ok()),
        (None, None) => gap.criticality,
    };
    if gap.criticality != told.criticality
        && gap.criticality.is_some()
        && said_criticality != gap.criticality
    {
        let word = |c: Option<crate::model::Criticality>| {
            c.map_or_else(|| "none".to_owned(), |c| c.to_string())
        };
        edited("criticality", word(gap.criticality), word(told.criticality));
    }
    for criterion in gap.criteria.iter().filter(|c| c.marked) {
        let Some(met) = told.criteria.get(&criterion.number) else { continue };
        let line =
            known.criteria().into_iter().find(|c| c.criterion.number.as_str() == criterion.number);
        let said = match before {
            Some(before) => {
                before.criteria.iter().find(|c| c.number == criterion.number).map(|c| c.met)
            }
            None => line.map(|l| adopted.get(&Field::Met(l.criterion)) == Some(&Value::Flag(true))),
        };
        if criterion.met != *met && said.is_some_and(|s| s != criterion.met) {
            let word = |met: bool| if met { "met" } else { "unmet" }.to_owned();
            edited(
                "criterion",
                format!("{} {}", criterion.number, word(criterion.met)),
                word(*met),
            );
        }
    }
    all
}

/// Whether a gap that the document does not have belongs in it: one that was opened here, in a block whose gaps
/// that came from a tracker all came from this one. A gap that the document had and has no more stays away.
fn is_new_here(backlog: &Backlog, known: &Known, path: &str) -> bool {
    if known.status == Status::Dropped {
        return false;
    }
    if let Some(tracker) = known.text(&Field::Tracker) {
        let opened_here = changed::adopted(known).is_empty();
        return tracker == path && opened_here;
    }
    let block = known.block();
    let mut others =
        backlog.gaps.values().filter(|g| g.id != known.id && g.block().name == block.name);
    let homes: Vec<&str> = others.by_ref().filter_map(|g| g.text(&Field::Tracker)).collect();
    if homes.is_empty() {
        // A new block goes where every gap of a tracker is.
        let mut all = backlog.gaps.values().filter_map(|g| g.text(&Field::Tracker)).peekable();
        return all.peek().is_some() && all.all(|t| t == path);
    }
    homes.iter().all(|t| *t == path)
}

fn new_gap(known: &Known) -> NewGap {
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

/// Whether a document belongs to the ledger at all.
pub fn is_adopted(backlog: &Backlog, path: &str) -> bool {
    backlog.gaps.values().any(|g| belongs(g, path))
}
