//! Causes: which landing each lends to its event, who wrote the commit that it names, and which of them lie.

use std::collections::BTreeMap;

use crate::ledger::{Cause, Code, Fault};
use crate::model::CommitId;
use crate::project::entry::{Entry, Place};

use super::facts;
use super::values::{History, Projection, Step};

/// What the causes of these entries lend, and of those that stand for what no event records yet.
pub(super) fn lend(
    entries: &[&Entry],
    steps: &[Step],
    history: &dyn History,
    out: &mut Projection,
) {
    let mut texts: BTreeMap<CommitId, Option<(String, String)>> = BTreeMap::new();
    for entry in entries {
        let Some(cause) = &entry.event.cause else { continue };
        let Some(commit) = cause.commit() else { continue };
        let text = texts.entry(commit.clone()).or_insert_with(|| history.text(commit));
        if out.lends.contains_key(cause) {
            continue;
        }
        let at = history.landing(commit);
        let holds = match cause {
            Cause::Tracker { .. } => true,
            Cause::Trigger { line, text: hash, .. } => {
                text.as_ref().is_some_and(|(_, message)| facts::holds_line(message, *line, *hash))
            }
            Cause::Removed { removed, .. } => {
                at.and_then(|i| step_of(steps, i)).is_some_and(|s| s.removed.contains(removed))
            }
            Cause::Restored { restored, .. } => {
                at.and_then(|i| step_of(steps, i)).is_some_and(|s| s.restored.contains(restored))
            }
        };
        match at.filter(|_| holds) {
            Some(at) => {
                out.lends.insert(cause.clone(), at);
            }
            None if matches!(cause, Cause::Tracker { .. }) => {}
            // What a branch's own commit asks for has not landed: it lends nothing yet, and lies not.
            None if holds && history.named(commit.as_str()).is_some() => {}
            None => out.faults.push(false_cause(entry, commit, at.is_some())),
        }
    }
    for entry in &out.entries {
        let Some(cause) = &entry.event.cause else { continue };
        if let Some(commit) = cause.commit() {
            texts.entry(commit.clone()).or_insert_with(|| history.text(commit));
        }
        if let Place::Landed(at) = entry.place {
            out.lends.insert(cause.clone(), at);
        }
    }
    let authors = texts.into_iter().filter_map(|(commit, text)| Some((commit, text?.0)));
    out.authors = authors.collect();
}

fn step_of(steps: &[Step], landing: usize) -> Option<&Step> {
    steps.iter().find(|s| s.place == Place::Landed(landing))
}

fn false_cause(entry: &Entry, commit: &CommitId, is_there: bool) -> Fault {
    let message = if is_there {
        format!("{} does not say what it names as its cause", commit.short())
    } else {
        format!("the commit that it names as its cause ({}) is not on the trunk", commit.short())
    };
    Fault { code: Code::FalseCause, event: Some(entry.id), path: Some(entry.path.clone()), message }
}
