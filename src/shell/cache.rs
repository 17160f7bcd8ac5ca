//! The cache: files in the folder `gaps` of the git directory that all worktrees share. It can be thrown away at any
//! moment. What is broken, older, newer or not there is the same as nothing, and a folder that cannot be written to
//! is no error: the answer is the same, only later. Nothing that audits reads any of it.

use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::iter;
use std::path::PathBuf;

use super::git::Git;
use super::parts::{Draft, Parts};

/// How a file of ours begins; what follows is the build that wrote it, a hash of the rest, and the rest.
const MAGIC: &[u8; 8] = b"gapscach";

/// The build: a file that another one wrote may mean something else, so that it means nothing.
const BUILD: &[u8; 16] = match env!("GAPS_BUILD").as_bytes().first_chunk() {
    Some(build) => build,
    None => b"no build is here",
};

const HEAD_BYTES: usize = 8 + 16 + 32;

/// A file larger than this is not ours.
const BYTES_MAX: u64 = 1 << 30;

/// So much room is made for a top at once, whatever it says of itself.
const TOP_BYTES_EXPECTED: u64 = 1 << 20;

/// So many bytes are written at once.
const WRITE_BYTES: usize = 1 << 16;

/// Where the files are.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
}

/// A file of the cache that is whole.
pub struct Kept {
    bytes: Vec<u8>,
}

impl Kept {
    pub fn body(&self) -> &[u8] {
        &self.bytes[HEAD_BYTES..]
    }
}

impl Cache {
    pub fn of(git: &Git) -> Self {
        Self { folder: git.common_dir().join("gaps") }
    }

    /// What was kept under a name, if it is whole.
    pub fn read(&self, name: &str) -> Option<Kept> {
        let bytes = fs::read(self.path(name)?).ok()?;
        let hash = head(&bytes)?;
        (blake3::hash(&bytes[HEAD_BYTES..]).as_bytes() == &hash).then_some(Kept { bytes })
    }

    /// What was kept in parts under a name, if its top is whole.
    pub fn parts(&self, name: &str) -> Option<Parts> {
        let path = self.path(name)?;
        let mut file = File::open(path).ok()?;
        let mut begin = [0; HEAD_BYTES + 8];
        file.read_exact(&mut begin).ok()?;
        let (hash, bytes) = (head(&begin)?, u64::from_le_bytes(*begin.last_chunk()?));
        let mut top = Vec::with_capacity(usize::try_from(bytes.min(TOP_BYTES_EXPECTED)).ok()?);
        (&mut file).take(bytes.min(BYTES_MAX)).read_to_end(&mut top).ok()?;
        if blake3::hash(&top).as_bytes() != &hash {
            return None;
        }
        let parts_at = (begin.len() + top.len()) as u64;
        Parts::new(file, hash, top, parts_at)
    }

    /// Where a file of ours is: no link, and none that is too large.
    fn path(&self, name: &str) -> Option<PathBuf> {
        let path = self.folder.join(name);
        let meta = fs::symlink_metadata(&path).ok()?;
        (meta.is_file() && meta.len() <= BYTES_MAX).then_some(path)
    }

    /// Keeps bytes under a name. Where that fails, nothing was kept, and nobody needs to know.
    pub fn write(&self, name: &str, body: &[u8]) {
        let _ = self.replace(name, blake3::hash(body).as_bytes(), iter::once(body));
    }

    /// Keeps parts under a name, and what stands before them.
    pub fn write_parts(&self, name: &str, before: &[u8], draft: &Draft) {
        let top = draft.top(before);
        let hash = blake3::hash(&top);
        let bytes = (top.len() as u64).to_le_bytes();
        let begin = [&bytes[..], &top[..]].into_iter();
        let _ = self.replace(name, hash.as_bytes(), begin.chain(draft.parts()));
    }

    fn replace<'b>(
        &self,
        name: &str,
        hash: &'b [u8; 32],
        body: impl Iterator<Item = &'b [u8]>,
    ) -> std::io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let file = tempfile::Builder::new().prefix(".tmp-").tempfile_in(&self.folder)?;
        let mut writer = BufWriter::with_capacity(WRITE_BYTES, file);
        for part in [&MAGIC[..], &BUILD[..], &hash[..]].into_iter().chain(body) {
            writer.write_all(part)?;
        }
        let file = writer.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        // Not synced: after a crash the hash says that it is not whole.
        file.persist(self.folder.join(name)).map_err(|e| e.error)?;
        Ok(())
    }
}

/// The hash that a file of ours states, where it was written by this build.
fn head(bytes: &[u8]) -> Option<[u8; 32]> {
    let (head, _) = bytes.split_first_chunk::<HEAD_BYTES>()?;
    (&head[..8] == MAGIC && &head[8..24] == BUILD).then_some(())?;
    head.last_chunk().copied()
}
