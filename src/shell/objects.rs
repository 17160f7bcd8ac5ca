//! Git objects for the audit: whatever is read here is hashed again and believed only where the hash is the name that
//! it was asked for by. Nothing else of git is believed: no replace ref, no graft, no commit-graph, no shallow file,
//! no environment, no configuration but the repository's own, and of that as little as a repository needs to be
//! opened. No process is started.

mod items;
mod raw;
mod surroundings;

use std::cell::Cell;
use std::convert::Infallible;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use gix::ObjectId;
use gix::objs::Kind;
use gix::prelude::{FindExt, HeaderExt};

use super::git::{self, Apart, Git, GitError};
use crate::ledger::Code;

pub use items::{Item, Items};
pub use raw::{Commit, TreeFault, commit as read_commit, tree as read_tree};
pub use surroundings::Surroundings;

/// What the repository's own configuration cannot change: overrides come last.
const OVERRIDES: &[&str] = &[
    "core.useReplaceRefs=false",
    "core.commitGraph=false",
    "core.multiPackIndex=true",
    "core.deltaBaseCacheLimit=8m",
    "gitoxide.objects.noReplace=true",
    "gitoxide.objects.cacheLimit=0",
    "gitoxide.objects.allocLimit=134217728",
];

/// The objects of a repository, read with distrust.
pub struct Objects {
    pub git: Git,
    read: Cell<u64>,
}

impl Objects {
    /// Finds the repository of a folder, whatever the environment says.
    pub fn open(cwd: &Path) -> Result<Self, GitError> {
        Ok(Self { git: Git::distrusted(cwd, opened)?, read: Cell::new(0) })
    }

    /// How many objects were read and hashed again.
    pub fn read_count(&self) -> u64 {
        self.read.get()
    }

    /// What a full reference name stands for; no object is read for it.
    pub fn reference(&self, name: &str) -> Option<ObjectId> {
        let mut found = self.git.repo.try_find_reference(name).ok()??;
        Some(found.follow_to_object().ok()?.detach())
    }

    /// The commit that is checked out; none before the first.
    pub fn head(&self) -> Option<ObjectId> {
        Some(self.git.repo.head().ok()?.id()?.detach())
    }

    /// Where the trunk of this name is: the remote's branch where it exists, else the local one, else what a remote's
    /// HEAD says since it was renamed there.
    pub fn trunk(&self, name: &str) -> Option<(String, ObjectId)> {
        let remote = self.git.remote();
        let far = remote.as_ref().map(|r| format!("refs/remotes/{r}/{name}"));
        let near = format!("refs/heads/{name}");
        let moved = remote.map(|r| format!("refs/remotes/{r}/HEAD"));
        let moved = moved.filter(|_| self.reference(&near).is_none());
        far.into_iter()
            .chain([near])
            .chain(moved)
            .find_map(|r| self.reference(&r).map(|id| (r, id)))
    }

    /// A commit, if what is stored under this name is one and has this name.
    pub fn commit(&self, id: ObjectId) -> Result<Commit, Unread> {
        self.commit_of(&self.git.repo, id, |_| ())
    }

    /// The same, from these of its objects; somebody is shown its bytes.
    pub(super) fn commit_of(
        &self,
        repo: &gix::Repository,
        id: ObjectId,
        show: impl FnOnce(&[u8]),
    ) -> Result<Commit, Unread> {
        self.count(1);
        commit(repo, id, &mut Vec::new(), show)
    }

    /// Commits in the order asked, on two threads where that pays.
    pub fn commits(&self, ids: &[ObjectId]) -> Vec<Result<Commit, Unread>> {
        self.count(ids.len() as u64);
        super::parallel::map(&self.git.apart(ids.len()), ids, |repo, part| {
            let mut buffer = Vec::new();
            part.iter().map(|id| commit(repo, *id, &mut buffer, |_| ())).collect()
        })
    }

    /// A commit's bytes as git stores them.
    pub fn commit_bytes(&self, id: ObjectId) -> Result<Vec<u8>, Unread> {
        self.count(1);
        let mut buffer = Vec::new();
        verified(&self.git.repo, id, Kind::Commit, &mut buffer)?;
        Ok(buffer)
    }

    /// An annotated tag's bytes as git stores them.
    pub fn tag_bytes(&self, id: ObjectId) -> Result<Vec<u8>, Unread> {
        self.count(1);
        let mut buffer = Vec::new();
        verified(&self.git.repo, id, Kind::Tag, &mut buffer)?;
        Ok(buffer)
    }

    /// What a reference of this name holds itself, without following a tag to what it tags.
    pub fn target(&self, name: &str) -> Option<ObjectId> {
        let found = self.git.repo.try_find_reference(name).ok()??;
        found.target().try_id().map(ToOwned::to_owned)
    }

    /// The same objects for a step through all of history.
    pub(super) fn apart(&self) -> Apart<'_> {
        self.git.apart(usize::MAX)
    }

    /// The entries of a tree, and what is wrong with how it is made.
    pub fn tree(&self, id: ObjectId) -> Result<Tree, Unread> {
        self.count(1);
        tree(&self.git.repo, id, &mut Vec::new())
    }

    /// Trees that are found one after the other, in pieces, on two threads where that pays. What a function says of
    /// each piece comes back in the order in which they were found.
    pub(super) fn trees<T: Send, R: Send>(
        &self,
        repo: &gix::Repository,
        find: impl FnOnce(&mut dyn FnMut(T)),
        say: impl Fn(&mut dyn FnMut(ObjectId) -> Result<Tree, Unread>, T) -> R + Sync,
    ) -> Vec<R> {
        let read = AtomicU64::new(0);
        let found: Result<Vec<R>, Infallible> = super::parallel::pipe(
            repo,
            |send| {
                find(send);
                Ok(())
            },
            |repo, piece| {
                let mut buffer = Vec::new();
                let mut one = |id: ObjectId| {
                    read.fetch_add(1, Ordering::Relaxed);
                    tree(repo, id, &mut buffer)
                };
                say(&mut one, piece)
            },
        );
        self.count(read.into_inner());
        let Ok(found) = found;
        found
    }

    /// The bytes of a blob. One that is larger is not even inflated.
    pub fn blob(&self, id: ObjectId, bytes_max: usize) -> Result<Vec<u8>, Unread> {
        self.count(1);
        blob(&self.git.repo, id, bytes_max)
    }

    /// Blobs in the order asked, on two threads where that pays.
    pub fn blobs<T: Send>(
        &self,
        ids: &[ObjectId],
        bytes_max: usize,
        say: impl Fn(usize, Result<Vec<u8>, Unread>) -> T + Sync,
    ) -> Vec<T> {
        self.count(ids.len() as u64);
        let numbered: Vec<(usize, ObjectId)> = ids.iter().copied().enumerate().collect();
        super::parallel::map(&self.git.apart(ids.len()), &numbered, |repo, part| {
            part.iter().map(|(i, id)| say(*i, blob(repo, *id, bytes_max))).collect()
        })
    }

    fn count(&self, read: u64) {
        self.read.set(self.read.get() + read);
    }
}

/// Finds and opens the repository of a folder, and believes as little of it as it can.
fn opened(cwd: &Path) -> Result<gix::Repository, GitError> {
    let options = || {
        gix::open::Options::isolated()
            .config_overrides(OVERRIDES.iter().copied())
            .bail_if_untrusted(false)
    };
    let trust = gix::sec::trust::Mapping { full: options(), reduced: options() };
    let opened = gix::ThreadSafeRepository::discover_opts(cwd, Default::default(), trust);
    let mut repo = opened.map_err(|e| git::refused(cwd, &format!("{e:#}")))?.to_thread_local();
    repo.objects.ignore_replacements = true;
    Ok(repo)
}

fn commit(
    repo: &gix::Repository,
    id: ObjectId,
    buffer: &mut Vec<u8>,
    show: impl FnOnce(&[u8]),
) -> Result<Commit, Unread> {
    let data = verified(repo, id, Kind::Commit, buffer)?;
    show(data);
    raw::commit(data).ok_or(Unread::Malformed { id, what: "commit" })
}

/// The entries of a tree, and what is wrong with how it is made.
pub type Tree = (Items, Vec<TreeFault>);

fn tree(repo: &gix::Repository, id: ObjectId, buffer: &mut Vec<u8>) -> Result<Tree, Unread> {
    let data = verified(repo, id, Kind::Tree, buffer)?;
    raw::tree(data, repo.object_hash()).ok_or(Unread::Malformed { id, what: "tree" })
}

fn blob(repo: &gix::Repository, id: ObjectId, bytes_max: usize) -> Result<Vec<u8>, Unread> {
    // An id of the other kind of repository names nothing here; the library would end the program over it.
    if id.kind() != repo.object_hash() {
        return Err(Unread::Missing { id });
    }
    let header = repo.objects.header(id).map_err(|e| unread(repo, id, &e.to_string()))?;
    if header.size() > bytes_max as u64 {
        return Err(Unread::Large { id, bytes: header.size() });
    }
    let mut buffer = Vec::new();
    verified(repo, id, Kind::Blob, &mut buffer)?;
    Ok(buffer)
}

/// The bytes of an object, if they have this name.
fn verified<'b>(
    repo: &gix::Repository,
    id: ObjectId,
    kind: Kind,
    buffer: &'b mut Vec<u8>,
) -> Result<&'b [u8], Unread> {
    if id.kind() != repo.object_hash() {
        return Err(Unread::Missing { id });
    }
    let found = repo.objects.find(&id, buffer).map_err(|e| unread(repo, id, &e.to_string()))?;
    let stored = found.kind;
    let hash = gix::objs::compute_hash(id.kind(), stored, found.data)
        .map_err(|e| Unread::Tampered { id, why: format!("its hash cannot be made: {e}") })?;
    if hash != id {
        return Err(Unread::Tampered { id, why: format!("what is stored there is object {hash}") });
    }
    if stored != kind {
        return Err(Unread::Tampered {
            id,
            why: format!("it is a {stored}, where a {kind} must be"),
        });
    }
    Ok(found.data)
}

/// Not there, or there and unreadable.
fn unread(repo: &gix::Repository, id: ObjectId, why: &str) -> Unread {
    if repo.objects.header(id).is_err() && !why.contains("decode") && !is_stored_loose(repo, id) {
        return Unread::Missing { id };
    }
    Unread::Tampered { id, why: why.lines().next().unwrap_or_default().to_owned() }
}

fn is_stored_loose(repo: &gix::Repository, id: ObjectId) -> bool {
    let hex = id.to_string();
    repo.common_dir().join("objects").join(&hex[..2]).join(&hex[2..]).exists()
}

/// Why an object could not be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    #[error("object {id} is not here")]
    Missing { id: ObjectId },
    #[error("object {id} was tampered with: {why}")]
    Tampered { id: ObjectId, why: String },
    #[error("object {id} is no well-formed {what}")]
    Malformed { id: ObjectId, what: &'static str },
    #[error("object {id} has {bytes} bytes, more than an event can have")]
    Large { id: ObjectId, bytes: u64 },
}

impl Unread {
    pub fn code(&self) -> Code {
        match self {
            Self::Missing { .. } | Self::Tampered { .. } => Code::TamperedObject,
            Self::Malformed { .. } => Code::BadTree,
            Self::Large { .. } => Code::NotCanonical,
        }
    }
}
