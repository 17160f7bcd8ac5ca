//! The facts that an answer from the cache hangs on: where HEAD, the trunk and the index stand, the settings that
//! change an answer, and the files of the working tree that git's history does not hold yet. While none of them
//! changes, no answer does.

use std::fs;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::cli::config;
use crate::ledger::form::FILE_BYTES_MAX;
use crate::shell::disk;
use crate::shell::git::Git;

/// A file that changed this short a time before it was looked at may have changed again within the same tick of
/// its clock.
const TICK_NANOS: i128 = 2_000_000_000;

/// Whether answers may come from a cache at all: not where history is cut, replaced, or fetched as needed.
pub(super) fn may_cache(git: &Git) -> bool {
    !git.is_shallow() && !git.is_partial() && !git.has_replacements()
}

/// Settings that change an answer: the remote with its address, and the ledger's config.
pub(super) fn settings(git: &Git) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    let mut put = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    let remote = git.remote();
    let url = remote.as_ref().and_then(|r| git.remote_url(r));
    put(remote.unwrap_or_default().as_bytes());
    put(url.unwrap_or_default().as_bytes());
    let config = git
        .workdir()
        .and_then(|root| disk::read(&root.join(config::PATH), config::BYTES_MAX).ok()?);
    put(&config.unwrap_or_default());
    *hasher.finalize().as_bytes()
}

/// What the index is: its own checksum, or where it was told to write none, a hash of all of it.
pub(super) fn index(git: &Git) -> Option<[u8; 32]> {
    let mut file = fs::File::open(git.repo.index_path()).ok()?;
    let length = file.metadata().ok()?.len();
    let size = git.repo.object_hash().len_in_bytes();
    file.seek(SeekFrom::Start(length.checked_sub(size as u64)?)).ok()?;
    let mut tail = Vec::with_capacity(size);
    file.read_to_end(&mut tail).ok()?;
    if tail.iter().all(|b| *b == 0) {
        file.rewind().ok()?;
        tail.clear();
        file.read_to_end(&mut tail).ok()?;
    }
    tail.extend_from_slice(&length.to_le_bytes());
    Some(*blake3::hash(&tail).as_bytes())
}

/// How a file of the working tree stands: nothing of it changes unnoticed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OnDisk {
    /// What its folder says of it; all zero where it is not there.
    pub(super) stat: [u8; 32],
    /// BLAKE3 of what it holds.
    pub(super) content: [u8; 32],
    /// It changed so lately that its folder may not show the next change.
    pub(super) is_fresh: bool,
}

impl OnDisk {
    pub(super) fn read(root: &Path, path: &str) -> Self {
        let path = root.join(path);
        let (stat, is_fresh) = stat(&path);
        // A pipe would be waited for, for ever; what is no file is judged where it is read.
        let bytes = disk::read(&path, FILE_BYTES_MAX as u64).ok().flatten().unwrap_or_default();
        Self { stat, content: *blake3::hash(&bytes).as_bytes(), is_fresh }
    }

    /// Whether the file is as it was.
    pub(super) fn holds(&self, root: &Path, path: &str) -> bool {
        let (now, _) = stat(&root.join(path));
        now == self.stat && (!self.is_fresh || Self::read(root, path).content == self.content)
    }
}

#[cfg(unix)]
fn stat(path: &Path) -> ([u8; 32], bool) {
    use std::os::unix::fs::MetadataExt;
    let Ok(meta) = fs::symlink_metadata(path) else { return ([0; 32], false) };
    let nanos = |s: i64, n: i64| i128::from(s) * 1_000_000_000 + i128::from(n);
    let (m, c) = (nanos(meta.mtime(), meta.mtime_nsec()), nanos(meta.ctime(), meta.ctime_nsec()));
    let mut hasher = blake3::Hasher::new();
    for n in [m, c, meta.ino().into(), meta.size().into(), meta.mode().into(), meta.dev().into()] {
        hasher.update(&n.to_le_bytes());
    }
    (*hasher.finalize().as_bytes(), is_fresh(m.max(c)))
}

#[cfg(not(unix))]
fn stat(path: &Path) -> ([u8; 32], bool) {
    let Ok(meta) = fs::symlink_metadata(path) else { return ([0; 32], false) };
    let since = meta.modified().ok().and_then(|t| t.duration_since(UNIX_EPOCH).ok());
    let nanos = since.map_or(0, |d| i128::try_from(d.as_nanos()).unwrap_or(i128::MAX));
    let mut hasher = blake3::Hasher::new();
    hasher.update(&nanos.to_le_bytes());
    hasher.update(&meta.len().to_le_bytes());
    hasher.update(&[u8::from(meta.is_file()), u8::from(meta.is_dir())]);
    (*hasher.finalize().as_bytes(), is_fresh(nanos))
}

fn is_fresh(changed: i128) -> bool {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.map_or(0, |d| i128::try_from(d.as_nanos()).unwrap_or(i128::MAX));
    changed + TICK_NANOS >= now
}
