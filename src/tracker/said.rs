//! What a gap of a document says, in the pieces that events are made of: its criteria, its links, the moves that
//! lead to its status. No decision here on what is written: `adopt` and `changed` make it.

use std::collections::BTreeMap;

use crate::ledger::kinds::closed::{Claimed, Closed};
use crate::ledger::kinds::confirmed::Confirmed;
use crate::ledger::kinds::deferred::Deferred;
use crate::ledger::kinds::dropped::Dropped;
use crate::ledger::kinds::opened::{File, NewCriterion};
use crate::ledger::kinds::reopened::Reopened;
use crate::ledger::kinds::started::Started;
use crate::ledger::link::Link;
use crate::ledger::{Body, Cause};
use crate::model::{CommitId, Criterion, Day, Id, Number, Status};

use super::claim::{Gap, Tracker};
use super::dates::Date;
use super::fit;

/// Where a document comes from.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Its path below the root of the repository.
    pub path: String,
    pub blob: CommitId,
    pub commit: Option<CommitId>,
    /// Where this is the oldest version that git has: the day on which it came.
    pub oldest: Option<Day>,
}

impl Origin {
    /// Whether the document knows better than history when a gap was completed: it was done before the document came
    /// into git, and what it claims does not lie after that day.
    pub fn is_before_history(&self, gap: &Gap) -> bool {
        let claimed = gap.completed.and_then(day);
        let claims = claimed.is_some() || gap.pr.is_some();
        claims && self.oldest.is_some_and(|came| claimed.is_none_or(|day| day <= came))
    }
}

/// The cause of the nth fact of its kind on a gap's line.
pub fn cause(origin: &Origin, gap: &Gap, n: u64) -> Option<Cause> {
    Some(Cause::Tracker {
        blob: origin.blob.clone(),
        commit: origin.commit.clone(),
        line: gap.line as u64,
        n,
        tracker: origin.path.clone(),
    })
}

/// Where a fact comes from. A completion from before the document came into git is the document's own claim: no commit
/// of its history brought it.
pub fn origin_of(origin: &Origin, gap: &Gap, body: &Body) -> Origin {
    let done = matches!(body, Body::Closed(_) | Body::Confirmed(_));
    let commit = origin.commit.clone().filter(|_| !(done && origin.is_before_history(gap)));
    Origin { commit, ..origin.clone() }
}

pub fn day(date: Date) -> Option<Day> {
    Day::new(i32::from(date.year), u32::from(date.month), u32::from(date.day))
}

/// The heading that a gap stands under.
pub fn section(gap: &Gap, tracker: &Tracker) -> Option<String> {
    gap.section.and_then(|s| tracker.sections.get(s)).and_then(|s| fit::line(&s.title))
}

pub fn links(gap: &Gap) -> Vec<Link> {
    let mut links: Vec<Link> = gap
        .links
        .iter()
        .filter_map(|text| {
            let text = fit::line(text)?;
            let relation = if text.starts_with("http") { "url" } else { "commit" };
            Some(Link { relation: relation.into(), of: None, text: Some(text) })
        })
        .collect();
    links.sort();
    links.dedup();
    links
}

/// The criteria whose number has the ledger's form; each number once.
pub fn criteria(gap: &Gap) -> Vec<NewCriterion> {
    let mut by_number: BTreeMap<Number, String> = BTreeMap::new();
    for criterion in &gap.criteria {
        if let (Ok(number), Some(text)) = (criterion.number.parse(), fit::lines(&criterion.text)) {
            by_number.entry(number).or_insert(text);
        }
    }
    by_number.into_iter().take(200).map(|(number, text)| NewCriterion { number, text }).collect()
}

pub fn files(gap: &Gap) -> Vec<File> {
    let mut by_path: BTreeMap<String, Option<String>> = BTreeMap::new();
    for file in &gap.files {
        if let Some(path) = fit::line(&file.path) {
            by_path.entry(path).or_insert(file.note.as_deref().and_then(fit::line));
        }
    }
    by_path.into_iter().take(200).map(|(path, note)| File { path, note }).collect()
}

pub fn verify(gap: &Gap) -> Vec<String> {
    let mut all: Vec<String> = gap.verify.iter().filter_map(|v| fit::lines(v)).collect();
    all.sort();
    all.dedup();
    all.truncate(50);
    all
}

/// The events that lead from one status to another along legal moves.
pub fn steps(from: Status, to: Status, gap: &Gap, of: Id) -> Vec<Body> {
    let mut path = Vec::new();
    let mut at = from;
    while at != to && path.len() < 4 {
        at = if at.may_become(to) {
            to
        } else if to == Status::Confirmed && at.may_become(Status::Closed) {
            Status::Closed
        } else {
            Status::Open
        };
        path.push(body(at, gap, of));
    }
    path
}

fn body(status: Status, gap: &Gap, of: Id) -> Body {
    let reason = gap.reason.as_deref().and_then(fit::lines);
    match status {
        Status::Open => Body::from(Reopened { reason: None }),
        Status::Started => Body::from(Started { reason, owner: None }),
        Status::Closed => closed(gap, reason, of),
        Status::Confirmed => Body::from(Confirmed { reason }),
        Status::Deferred => {
            let until = gap.until.as_deref().and_then(|u| u.parse().ok());
            Body::from(Deferred {
                reason: reason.unwrap_or_else(|| "the tracker states none".into()),
                until,
            })
        }
        Status::Dropped => Body::from(Dropped { reason }),
    }
}

fn closed(gap: &Gap, reason: Option<String>, of: Id) -> Body {
    let unmet: Vec<_> = gap
        .criteria
        .iter()
        .filter(|c| c.marked && !c.met)
        .filter_map(|c| Some(Criterion { number: c.number.parse().ok()?, of }.named(of)))
        .collect();
    let completed = gap.completed.and_then(day);
    let pr = gap.pr.as_ref().and_then(|p| fit::line(&p.text));
    let claimed = (completed.is_some() || pr.is_some()).then_some(Claimed { completed, pr });
    let forced =
        (!unmet.is_empty()).then(|| "the tracker closes it over unmet criteria".to_owned());
    Body::from(Closed {
        reason: reason.or(forced),
        solution: gap.solution.as_deref().and_then(fit::lines),
        unmet,
        claimed,
    })
}
