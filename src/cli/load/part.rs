//! Some gaps without the others: their events, the ledger's own, and the fold of just these. It gives exactly what a
//! fold of everything gives for them, or nothing: wherever one gap may hang on another, everything is folded.

use std::collections::BTreeSet;

use crate::cli::failure::Failure;
use crate::ledger::{Cause, Code, Fault, path};
use crate::model::Id;
use crate::project::{Backlog, Entry, Landings, Place, fold};
use crate::shell::git::Git;
use crate::shell::tree::Files;

use super::landed::{self, Shared};
use super::line::Line;
use super::line_kept::KeptLine;
use super::page::Unlanded;
use super::reader::Reader;
use super::seen::Seen;

/// The fold of some gaps.
pub(super) struct Part {
    pub(super) backlog: Backlog,
    pub(super) faults: Vec<Fault>,
    pub(super) entries: Vec<Entry>,
    pub(super) landings: Landings,
}

/// What says nothing about any gap but its own.
const OWN: [Code; 9] = [
    Code::IllegalMove,
    Code::NotPermitted,
    Code::UnknownSigner,
    Code::UnknownKind,
    Code::MissingParent,
    Code::BadSignature,
    Code::NotCanonical,
    Code::Torn,
    Code::WeakKey,
];

/// Whether a fold of everything shows that single gaps can be folded alone: no label in doubt, no copy, no edit, no
/// revocation, nothing that history asked for, or asks for again where the event that records it is not.
pub(super) fn is_regular(faults: &[Fault], entries: &[Entry], landings: &Landings) -> bool {
    landings.missing.is_none()
        && landings.seen_from.is_empty()
        && landings.unplaced.is_empty()
        && faults.iter().all(|f| OWN.contains(&f.code) && f.path.is_some())
        && !entries.iter().any(|e| e.asked || records_for_now(e))
}

/// Whether an event that has not landed records what history asked for.
fn records_for_now(entry: &Entry) -> bool {
    let of_history = |cause: &Cause| !matches!(cause, Cause::Tracker { .. });
    !matches!(entry.place, Place::Landed(_)) && entry.event.cause.as_ref().is_some_and(of_history)
}

/// The folder of an event file, below the folder of all events: that of its gap.
pub(super) fn folder(path: &str) -> Option<&str> {
    path::id_of(path)?;
    Some(path.strip_prefix(path::EVENTS)?.strip_prefix('/')?.rsplit_once('/')?.0)
}

/// Folds the events that this line and these files hold; `line` has only the folders that are wanted and the
/// ledger's own.
pub(super) fn fold_some(
    git: &Git,
    shared: &Shared,
    (kept, line): (&KeptLine, &mut Line),
    unlanded: &[&Unlanded],
    ledger: Id,
    mut reader: Reader<'_>,
) -> Result<Option<Part>, Failure> {
    let mut seen = Seen { committed: Files::new(), staged: Files::new(), live: false };
    seen.live = git.workdir().is_some();
    for one in unlanded {
        let found = one.found.clone();
        if !one.is_pending {
            seen.committed.insert(found.path.clone(), found.clone());
        }
        seen.staged.insert(found.path.clone(), found);
    }
    let mut faults = Vec::new();
    let mut entries = reader.entries(&seen, line, shared, &mut faults);
    line.right.extend(reader.verdicts.take());
    let causes = entries.iter().filter_map(|e| e.event.cause.as_ref().and_then(Cause::commit));
    if kept.lend(line, causes).is_none() || !stands_alone(&entries, line) {
        return Ok(None);
    }
    let known = landed::known(git, line, &entries, None, &mut faults)?;
    let asked = landed::lent(git, line, &entries);
    let landings = landed::landings(git, line, shared, &mut entries, known, &asked)?;
    let (backlog, mut found) = fold(&entries, ledger, &landings);
    faults.append(&mut found);
    faults.sort();
    faults.dedup();
    if !is_regular(&faults, &entries, &landings) {
        return Ok(None);
    }
    Ok(Some(Part { backlog, faults, entries, landings }))
}

/// Whether these events are about gaps that are here, and the commits that caused them are known.
fn stands_alone(entries: &[Entry], line: &Line) -> bool {
    let here: BTreeSet<Id> = entries.iter().map(|e| e.id).collect();
    entries.iter().all(|e| {
        let cause = e.event.cause.as_ref().and_then(|c| c.commit());
        e.event.of.is_none_or(|of| here.contains(&of))
            && cause.is_none_or(|c| line.lent.contains_key(c))
    })
}
