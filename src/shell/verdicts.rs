//! Which files were found right before: form, signature and all, by the BLAKE3 of the whole file. A file that differs
//! in one bit is another file. Only what is right is kept: a fault is cheap to find again, and says why.

use std::collections::HashSet;

use super::cache::Cache;

const NAME: &str = "verdicts";

#[derive(Debug, Default)]
pub struct Verdicts {
    cache: Option<Cache>,
    right: HashSet<[u8; 32]>,
    is_read: bool,
    new: usize,
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
        if std::mem::replace(&mut self.is_read, true) {
            return;
        }
        let Some(kept) = self.cache.as_ref().and_then(|c| c.read(NAME)) else { return };
        self.right.extend(kept.body().as_chunks::<32>().0);
    }

    pub fn holds(&self, hash: &[u8; 32]) -> bool {
        self.right.contains(hash)
    }

    pub fn add(&mut self, hash: [u8; 32]) {
        self.new += usize::from(self.right.insert(hash));
    }

    /// Keeps what is new, with what was there.
    pub fn keep(&mut self) {
        if self.new == 0 {
            return;
        }
        self.read();
        self.new = 0;
        if let Some(cache) = &self.cache {
            let mut all: Vec<[u8; 32]> = self.right.iter().copied().collect();
            all.sort_unstable();
            cache.write(NAME, all.as_flattened());
        }
    }
}
