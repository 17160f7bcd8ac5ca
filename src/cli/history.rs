//! The versions of a document along the trunk, for `import --history`: which are new, when they landed, and what
//! they say. Only the trunk's own line counts: a branch that never landed said nothing.

use std::collections::BTreeSet;

use crate::ledger::Cause;
use crate::model::{At, CommitId};
use crate::project::entry::Missing;
use crate::shell::git::{Git, commit_id};
use crate::shell::history::Version;
use crate::tracker::{Tracker, claims_with};

use super::document::Document;
use super::failure::{ENVIRONMENT, Failure};
use super::load::Loaded;

/// One version of a document.
pub struct Reading {
    pub commit: CommitId,
    pub blob: CommitId,
    pub at: At,
    /// Where it stood then.
    pub path: String,
    /// None where it could not be read; `why` says so.
    pub tracker: Option<Tracker>,
    pub why: String,
}

/// The versions to take in, oldest first, and the one before them. What a version said stays said: those before the
/// newest one that an event names are not read again; that one is, since a run may have been cut short in it.
pub fn versions(
    git: &Git,
    loaded: Option<&Loaded>,
    document: &Document,
) -> Result<(Option<Reading>, Vec<Reading>), Failure> {
    if let Some(missing) = loaded.and_then(|l| l.backlog.missing.as_ref()) {
        return Err(cut(missing));
    }
    reaches_back(git)?;
    let trunk = loaded.and_then(|l| l.trunk.as_ref()).map(|(_, id)| *id);
    let Some(tip) = trunk.or(git.head()?) else { return Ok((None, Vec::new())) };
    let mut all = git.versions_of(tip, &document.home.path, &document.home.former)?;
    all.reverse();
    let entries = loaded.map(|l| l.entries.as_slice()).unwrap_or_default();
    let named: BTreeSet<(&str, Option<&CommitId>, &CommitId)> = entries
        .iter()
        .filter_map(|e| match &e.event.cause {
            Some(Cause::Tracker { blob, commit, tracker, .. }) => {
                Some((tracker.as_str(), commit.as_ref(), blob))
            }
            _ => None,
        })
        .collect();
    let paths: BTreeSet<&str> = all.iter().map(|v| v.path.as_str()).collect();
    let taken = |v: &Version| {
        let (commit, blob) = (commit_id(v.commit), commit_id(v.blob));
        named.iter().any(|(tracker, by, of)| {
            paths.contains(tracker)
                && Some(*of) == blob.as_ref()
                && (by.is_none() || *by == commit.as_ref())
        })
    };
    let first = all.iter().rposition(taken).unwrap_or(0);
    let new: Vec<Version> = all.drain(first..).collect();
    let before = all.into_iter().rev().filter_map(|v| read(v, document));
    let before = { before }.find(|r| r.tracker.is_some());
    Ok((before, new.into_iter().filter_map(|v| read(v, document)).collect()))
}

/// Asked before anything is written: a clone that was cut off knows no first version of anything.
pub fn reaches_back(git: &Git) -> Result<(), Failure> {
    if git.is_shallow() { Err(cut(&Missing::Shallow)) } else { Ok(()) }
}

fn cut(missing: &Missing) -> Failure {
    Failure::new(ENVIRONMENT, missing.word(), missing.says(), missing.hint())
}

fn read(version: Version, document: &Document) -> Option<Reading> {
    let (tracker, why) = match claims_with(&version.bytes, &document.profile) {
        _ if is_in_conflict(&version.bytes) => (None, "it has conflict markers".to_owned()),
        Ok(tracker) => (Some(tracker), String::new()),
        Err(error) => (None, error.to_string()),
    };
    Some(Reading {
        commit: commit_id(version.commit)?,
        blob: commit_id(version.blob)?,
        at: At::from_unix(version.seconds)?,
        path: version.path,
        tracker,
        why,
    })
}

/// A version that somebody committed in the middle of a merge says two things at once.
fn is_in_conflict(bytes: &[u8]) -> bool {
    let starts = |mark: &[u8]| bytes.split(|b| *b == b'\n').any(|l| l.starts_with(mark));
    starts(b"<<<<<<< ") && starts(b">>>>>>> ")
}
