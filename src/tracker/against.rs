//! What a document claims against what the ledger and its history know: dates and pull requests that are another
//! change, completions that never landed, gaps that one of the two does not have. Contradictions inside the
//! document are `lint`'s.

use std::collections::BTreeSet;

use crate::ledger::{Body, Cause};
use crate::model::{Label, Status};
use crate::project::Place;
use crate::project::backlog::{Gap as Known, Source};

use super::agreed::{self, Fact as Stated};
use super::claim::{Fact, Gap, Tracker};
use super::lint::{Code, Finding};
use super::owned::{Owned, adopted};
use super::{said, settled};

/// Findings in the order of the document's lines; gaps that it does not have come last.
pub fn against(owned: &Owned<'_>, tracker: &Tracker) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for (at, gap) in tracker.gaps.iter().enumerate() {
        match owned.find(gap) {
            Some(known) => {
                seen.insert(known.id);
                landed(known, gap, &mut found);
                regressed(owned, known, gap, &mut found);
                completion(known, gap, at, tracker, &mut found);
            }
            None => found.push(finding(
                Code::Unknown,
                gap.line,
                gap,
                "a gap".into(),
                "not in the ledger".into(),
            )),
        }
    }
    found.extend(agreed::differences(owned, tracker).into_iter().map(stale));
    found.sort_by_key(|f| f.line);
    let last = tracker.text.lines().count().max(1);
    let gone = |k: &&Known| k.status != Status::Dropped && !adopted(k).is_empty();
    let mut missing: Vec<&Known> = owned.own().into_iter().filter(gone).collect();
    missing.extend(settled::missing(owned, &seen));
    missing.retain(|k| !seen.contains(&k.id));
    found.extend(missing.into_iter().map(|k| Finding {
        code: Code::Missing,
        line: last,
        label: Some(k.named.clone()),
        claimed: "nothing".into(),
        actual: format!("{} in the ledger", k.status),
        place: None,
    }));
    found
}

/// Labels of gaps that somebody closed over just the criteria that the document shows as unmet: that is on record,
/// signed, and no news. That a document closed one so is the document's own contradiction.
pub fn forced(owned: &Owned<'_>, tracker: &Tracker) -> BTreeSet<Label> {
    let is_forced = |gap: &&Gap| {
        let mut unmet = gap.criteria.iter().filter(|c| c.marked && !c.met).peekable();
        let Some(known) = unmet.peek().and_then(|_| owned.find(gap)) else { return false };
        let closing = known.events.iter().rev().find_map(|t| match &t.event.body {
            Body::Closed(closed) if t.rejected.is_none() => Some((t, closed)),
            _ => None,
        });
        let Some((told, closed)) = closing.filter(|_| known.status.is_done()) else { return false };
        let verb = !matches!(told.event.cause, Some(Cause::Tracker { .. }));
        let on_record = |number: &str| closed.unmet.iter().any(|c| c.number.as_str() == number);
        verb && unmet.all(|c| on_record(&c.number))
    };
    tracker.gaps.iter().filter(is_forced).map(|g| g.label.clone()).collect()
}

fn finding(code: Code, line: usize, gap: &Gap, claimed: String, actual: String) -> Finding {
    Finding { code, line, label: Some(gap.label.clone()), claimed, actual, place: None }
}

/// Another status, criticality, title or tick than the ledger's.
fn stale(differs: agreed::Difference) -> Finding {
    let claimed = match &differs.fact {
        Stated::Criterion(number) => format!("criterion {number} {}", differs.says),
        _ => differs.says.clone(),
    };
    let actual = format!("{} in the ledger", differs.ledger);
    let is = |text: &str, what: fn(Status) -> bool| text.parse().is_ok_and(what);
    let code = match differs.fact {
        Stated::Status
            if is(&differs.says, Status::is_done) && is(&differs.ledger, Status::is_left) =>
        {
            Code::NotLanded
        }
        _ => Code::Stale,
    };
    Finding {
        code,
        line: differs.line,
        label: differs.label.parse().ok(),
        claimed,
        actual,
        place: None,
    }
}

/// Done by an event that this branch has and the trunk has not. What an import took over is the document's own
/// word, and what is not committed yet goes the same way as the document.
fn landed(known: &Known, gap: &Gap, found: &mut Vec<Finding>) {
    let says_done = gap.status.is_some_and(Status::is_done) && known.status.is_done();
    let Some(told) = known.told(known.status_event).filter(|_| says_done) else { return };
    let adopted = matches!(told.event.cause, Some(Cause::Tracker { .. }));
    if matches!(told.place, Place::Unlanded) && !adopted {
        let says = gap.status.map_or_else(String::new, |s| s.to_string());
        let actual = "on this branch, not on the trunk".to_owned();
        found.push(finding(Code::NotLanded, gap.line, gap, says, actual));
    }
}

/// It was done, and this document has it open again with no word why.
fn regressed(owned: &Owned<'_>, known: &Known, gap: &Gap, found: &mut Vec<Finding>) {
    let last = known
        .events
        .iter()
        .rev()
        .find(|t| t.rejected.is_none() && matches!(t.event.body, Body::Reopened(_)));
    let Some(told) = last.filter(|_| known.status.is_left()) else { return };
    let here =
        matches!(&told.event.cause, Some(Cause::Tracker { tracker, .. }) if owned.home.is(tracker));
    let mute = told.event.body.reason().is_none();
    if here && mute && gap.status.is_some_and(Status::is_left) {
        let actual = "open again after it was done, with no word why".to_owned();
        found.push(finding(Code::Regressed, gap.line, gap, "open".into(), actual));
    }
}

/// Dates and pull requests that history gives; what only another claim gives contradicts nothing.
fn completion(known: &Known, gap: &Gap, at: usize, tracker: &Tracker, found: &mut Vec<Finding>) {
    let Some(done) =
        known.completed.as_ref().filter(|c| matches!(c.source, Source::Landing | Source::Cause))
    else {
        return;
    };
    let line_of = |is: &dyn Fn(&Fact) -> bool| {
        tracker.claims.iter().find(|c| c.gap == at && is(&c.fact)).map_or(gap.line, |c| c.line)
    };
    if let (Some(says), Some(is)) = (gap.completed.and_then(said::day), done.when.day)
        && says != is
    {
        let line = line_of(&|f| matches!(f, Fact::Completed(_)));
        found.push(finding(Code::WrongDate, line, gap, says.to_string(), is.to_string()));
    }
    if let (Some(says), Some(is)) = (&gap.pr, &done.pr)
        && says.number.is_some()
        && says.number != is.number
    {
        let line = line_of(&|f| matches!(f, Fact::Pr(_)));
        found.push(finding(Code::WrongPr, line, gap, says.text.clone(), is.text.clone()));
    }
}
