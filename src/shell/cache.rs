//! The cache: files in the folder `gaps` of the git directory that all worktrees share. It can be thrown away at any
//! moment. What is broken, older, newer or not there is the same as nothing, and a folder that cannot be written to
//! is no error: the answer is the same, only later. Nothing that audits reads any of it.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use super::git::Git;

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

    /// The hash of the body.
    pub fn hash(&self) -> [u8; 32] {
        let mut hash = [0; 32];
        hash.copy_from_slice(&self.bytes[24..HEAD_BYTES]);
        hash
    }
}

impl Cache {
    pub fn of(git: &Git) -> Self {
        Self { folder: git.common_dir().join("gaps") }
    }

    /// What was kept under a name, if it is whole.
    pub fn read(&self, name: &str) -> Option<Kept> {
        let path = self.folder.join(name);
        let meta = fs::symlink_metadata(&path).ok()?;
        if !meta.is_file() || meta.len() > BYTES_MAX {
            return None;
        }
        let bytes = fs::read(path).ok()?;
        let whole = bytes.len() >= HEAD_BYTES
            && &bytes[..8] == MAGIC
            && &bytes[8..24] == BUILD
            && blake3::hash(&bytes[HEAD_BYTES..]).as_bytes() == &bytes[24..HEAD_BYTES];
        whole.then_some(Kept { bytes })
    }

    /// Keeps bytes under a name; returns their hash. Where that fails, nothing was kept, and nobody needs to know.
    pub fn write(&self, name: &str, body: &[u8]) -> [u8; 32] {
        let hash = *blake3::hash(body).as_bytes();
        let _ = self.replace(name, &hash, body);
        hash
    }

    fn replace(&self, name: &str, hash: &[u8; 32], body: &[u8]) -> std::io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let mut file = tempfile::Builder::new().prefix(".tmp-").tempfile_in(&self.folder)?;
        for part in [&MAGIC[..], &BUILD[..], &hash[..], body] {
            file.write_all(part)?;
        }
        // Not synced: after a crash the hash says that it is not whole.
        file.persist(self.folder.join(name)).map_err(|e| e.error)?;
        Ok(())
    }
}
