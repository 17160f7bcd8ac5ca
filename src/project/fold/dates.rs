//! When a gap was opened and completed, and by which pull request: from landings, from what a cause lends, or from what a
//! document claims; never guessed.

use crate::ledger::{Body, Cause, Field};
use crate::model::Id;
use crate::project::backlog::{Completed, Dated, Gap, Source, Told};
use crate::project::causal::Causal;
use crate::project::entry::{Entry, Landing, Landings, Place, Pr};

use super::judged::Judged;

/// When an event came to the trunk, and how that is known. A cause commit lends its landing.
pub(super) fn dated<'l>(
    entry: &Entry,
    landings: &'l Landings,
) -> (Dated, Option<Source>, Option<&'l Landing>) {
    entry_landing(entry, landings).map_or((Dated::default(), None, None), |(landing, source)| {
        let dated = Dated {
            at: Some(landing.at),
            day: Some(landing.day),
            commit: Some(landing.commit.clone()),
        };
        (dated, Some(source), Some(landing))
    })
}

fn entry_landing<'l>(entry: &Entry, landings: &'l Landings) -> Option<(&'l Landing, Source)> {
    let cause = entry.event.cause.as_ref();
    if let Some(lent) = cause.and_then(|c| landings.of_cause.get(c)) {
        return landings.list.get(*lent).map(|l| (l, Source::Cause));
    }
    // A plain import says what the document says; when its own event landed is another matter.
    if matches!(cause, Some(Cause::Tracker { commit: None, .. })) {
        return None;
    }
    match entry.place {
        Place::Landed(i) => landings.list.get(i).map(|l| (l, Source::Landing)),
        _ => None,
    }
}

/// The completion of a gap that is done: that of the earliest closing which gives its status.
pub(super) fn completed(
    gap: &Gap,
    causal: &Causal,
    judged: &Judged<'_>,
    landings: &Landings,
) -> Option<Completed> {
    if !gap.status.is_done() {
        return None;
    }
    let at = |id: Id| causal.order.iter().position(|o| *o == id);
    let givers: Vec<Id> = gap.fields[&Field::Status].iter().map(|(id, _)| *id).collect();
    let closing = |t: &&Told| {
        t.rejected.is_none() && t.alias_of.is_none() && matches!(t.event.body, Body::Closed(_))
    };
    let reopened_after = |i: usize| {
        gap.events
            .iter()
            .filter(|t| t.rejected.is_none() && matches!(t.event.body, Body::Reopened(_)))
            .any(|t| {
                at(t.id).is_some_and(|r| {
                    causal.precedes(i, r)
                        && givers.iter().any(|g| at(*g).is_some_and(|g| causal.precedes(r, g)))
                })
            })
    };
    let mut closings: Vec<&Entry> = gap
        .events
        .iter()
        .filter(closing)
        .filter(|t| {
            at(t.id).is_some_and(|i| {
                !reopened_after(i)
                    && givers
                        .iter()
                        .any(|g| *g == t.id || at(*g).is_some_and(|g| causal.precedes(i, g)))
            })
        })
        .map(|t| judged.entries[&t.id].0)
        .collect();
    closings.sort_by_key(|e| (e.place, e.id));
    let entry = closings.first()?;
    let unlanded = entry.place == Place::Unlanded && landings.missing.is_none();
    if unlanded || entry.place == Place::Pending {
        return None;
    }
    let claimed = match &entry.event.body {
        Body::Closed(closed) => closed.claimed.clone(),
        _ => None,
    };
    let (when, source, landing) = dated(entry, landings);
    let tracker = matches!(entry.event.cause, Some(Cause::Tracker { .. }));
    Some(match source {
        Some(source) => Completed { when, pr: landing.and_then(|l| l.pr.clone()), source, claimed },
        None if tracker && entry.event.cause.as_ref().is_some_and(|c| c.commit().is_none()) => {
            let day = claimed.as_ref().and_then(|c| c.completed);
            let pr = claimed.as_ref().and_then(|c| c.pr.as_ref()).map(|text| Pr {
                text: text.clone(),
                number: text.trim_start_matches(['#', '!']).parse().ok(),
                url: None,
            });
            Completed {
                when: Dated { at: None, day, commit: None },
                pr,
                source: Source::Claimed,
                claimed,
            }
        }
        None => {
            Completed { when: Dated::default(), pr: None, source: Source::Unresolvable, claimed }
        }
    })
}
