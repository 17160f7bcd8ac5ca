//! The document as it was when it was last adopted or written: what tells a hand edit from a stale claim. It is
//! found, not believed: in what this clone remembers, else in the document's own history.

use std::path::PathBuf;

use crate::ledger::Cause;
use crate::model::CommitId;
use crate::shell::git::{Git, commit_id};
use crate::tracker::{Tracker, claims};

use super::load::Loaded;

/// How many versions of a document are looked at.
const VERSIONS_MAX: usize = 200;

/// The last version that the ledger agreed with: this one where it is an adopted or a remembered one, else what
/// this clone wrote last, else the newest committed version that was adopted.
pub fn find(loaded: &Loaded, path: &str, bytes: &[u8]) -> Option<Tracker> {
    let adopted = adopted_blobs(loaded, path);
    let blob = |bytes: &[u8]| {
        let kind = loaded.git.repo.object_hash();
        gix::objs::compute_hash(kind, gix::objs::Kind::Blob, bytes).ok().and_then(commit_id)
    };
    if blob(bytes).is_some_and(|b| adopted.contains(&b)) {
        return claims(bytes).ok();
    }
    if let Ok(remembered) = std::fs::read(place(&loaded.git, path)) {
        return claims(&remembered).ok();
    }
    let head = loaded.git.head().ok()??;
    let versions = loaded.git.versions(head, path, VERSIONS_MAX).ok()?;
    let known =
        versions.iter().find(|(id, _)| commit_id(*id).is_some_and(|id| adopted.contains(&id)));
    known.and_then(|(_, bytes)| claims(bytes).ok())
}

fn adopted_blobs(loaded: &Loaded, path: &str) -> Vec<CommitId> {
    let blob = |e: &crate::project::Entry| match &e.event.cause {
        Some(Cause::Tracker { blob, tracker, .. }) if tracker == path => Some(blob.clone()),
        _ => None,
    };
    loaded.entries.iter().filter_map(blob).collect()
}

/// Remembers what was written. Disposable: where it is gone, history answers.
pub fn remember(git: &Git, path: &str, bytes: &[u8]) {
    let place = place(git, path);
    if let Some(folder) = place.parent() {
        let _ = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&place, bytes));
    }
}

fn place(git: &Git, path: &str) -> PathBuf {
    let name = blake3::hash(path.as_bytes()).to_hex().to_string();
    git.common_dir().join("gaps").join("rendered").join(name)
}
