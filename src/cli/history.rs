//! The versions of a document along the trunk, for `import --history`: which are new, when they landed, and what
//! they say. Only the trunk's own line counts: a branch that never landed said nothing.

use crate::ledger::Cause;
use crate::model::{At, CommitId};
use crate::shell::git::commit_id;
use crate::shell::history::Version;
use crate::tracker::{Tracker, claims};

use super::failure::{ENVIRONMENT, Failure};
use super::load::Loaded;

/// One version of a document.
pub struct Reading {
    pub commit: CommitId,
    pub blob: CommitId,
    pub at: At,
    /// None where it could not be read; `why` says so.
    pub tracker: Option<Tracker>,
    pub why: String,
}

/// The versions that no event comes from yet, oldest first.
pub fn versions(
    loaded: &Loaded,
    path: &str,
    old_paths: &[String],
) -> Result<Vec<Reading>, Failure> {
    if let Some(missing) = &loaded.backlog.missing {
        return Err(Failure::new(ENVIRONMENT, missing.word(), missing.says(), missing.hint()));
    }
    let tip = loaded.trunk.as_ref().map(|(_, id)| *id).or(loaded.git.head()?);
    let Some(tip) = tip else { return Ok(Vec::new()) };
    let mut all = loaded.git.versions_of(tip, path, old_paths)?;
    all.reverse();
    let taken = |v: &Version| {
        loaded.entries.iter().any(|e| match &e.event.cause {
            Some(Cause::Tracker { blob, commit, tracker, .. }) if tracker == path => {
                *commit == commit_id(v.commit) || Some(blob) == commit_id(v.blob).as_ref()
            }
            _ => false,
        })
    };
    let first = all.iter().rposition(taken).map_or(0, |i| i + 1);
    Ok(all.drain(first..).filter_map(read).collect())
}

fn read(version: Version) -> Option<Reading> {
    let (tracker, why) = match claims(&version.bytes) {
        _ if is_in_conflict(&version.bytes) => (None, "it has conflict markers".to_owned()),
        Ok(tracker) => (Some(tracker), String::new()),
        Err(error) => (None, error.to_string()),
    };
    Some(Reading {
        commit: commit_id(version.commit)?,
        blob: commit_id(version.blob)?,
        at: At::from_unix(version.seconds)?,
        tracker,
        why,
    })
}

/// A version that somebody committed in the middle of a merge says two things at once.
fn is_in_conflict(bytes: &[u8]) -> bool {
    let starts = |mark: &[u8]| bytes.split(|b| *b == b'\n').any(|l| l.starts_with(mark));
    starts(b"<<<<<<< ") && starts(b">>>>>>> ")
}
