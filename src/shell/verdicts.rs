//! Which files were found right before: form, signature and all, by the BLAKE3 of the whole file. A file that differs
//! in one bit is another file. Only what is right is kept: a fault is cheap to find again, and says why.

use std::collections::HashSet;

use gix::hashtable::HashMap;

use super::cache::{Cache, Kept};

const NAME: &str = "verdicts";

/// The hash of a file that was found right, by the object that it is.
pub type Right = HashMap<gix::ObjectId, [u8; 32]>;

/// The hash of a file that is right, and whether nobody had found that before.
#[derive(Debug, Clone, Copy)]
pub struct Checked {
    pub hash: [u8; 32],
    pub is_new: bool,
}

#[derive(Default)]
pub struct Verdicts {
    cache: Option<Cache>,
    /// Sorted, as they are kept.
    kept: Option<Kept>,
    is_read: bool,
    new: HashSet<[u8; 32]>,
    /// All that were asked for and are right.
    right: Right,
}

impl Verdicts {
    /// None are known, and none are kept.
    pub fn none() -> Self {
        Self::default()
    }

    /// Those of a cache, read when they are first asked for.
    pub fn of(cache: &Cache) -> Self {
        Self { cache: Some(cache.clone()), ..Self::default() }
    }

    /// Reads what is kept. Not worth it for a few files, which are checked sooner.
    pub fn read(&mut self) {
        if !std::mem::replace(&mut self.is_read, true) {
            self.kept = self.cache.as_ref().and_then(|c| c.read(NAME));
        }
    }

    fn known(&self) -> &[[u8; 32]] {
        self.kept.as_ref().map_or(&[], |kept| kept.body().as_chunks().0)
    }

    pub fn holds(&self, hash: &[u8; 32]) -> bool {
        self.known().binary_search(hash).is_ok() || self.new.contains(hash)
    }

    /// Adds a file that is right.
    pub fn add(&mut self, file: gix::ObjectId, Checked { hash, is_new }: Checked) {
        if is_new {
            self.new.insert(hash);
        }
        self.right.insert(file, hash);
    }

    /// Every file that was found right.
    pub fn take(&mut self) -> Right {
        std::mem::take(&mut self.right)
    }

    /// Keeps what is new, with what was there.
    pub fn keep(&mut self) {
        if self.new.is_empty() {
            return;
        }
        self.read();
        let mut all: Vec<[u8; 32]> = self.known().to_vec();
        all.extend(self.new.drain());
        all.sort_unstable();
        all.dedup();
        if let Some(cache) = &self.cache {
            cache.write(NAME, all.as_flattened());
        }
    }
}
