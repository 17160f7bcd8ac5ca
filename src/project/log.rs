//! The landing log: what landed, in the order in which it landed. Its root stands for all of it, so that whoever holds
//! an old root can tell whether anything before it was changed, dropped or moved. Well-formed or not, every event
//! file is in it: what counts is for the fold to say.

use std::iter;

use sha2::{Digest, Sha256};

use super::merkle::{self, Hash};
use crate::model::Id;

/// One file that landed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Landed {
    pub path: Vec<u8>,
    /// BLAKE3 of the whole file.
    pub file: Hash,
}

impl Landed {
    /// The path, a line break, the hash in hex, a line break.
    pub fn bytes(&self) -> Vec<u8> {
        let hex = Id::from_bytes(self.file).to_string();
        [self.path.as_slice(), b"\n", hex.as_bytes(), b"\n"].concat()
    }

    pub fn leaf(&self) -> Hash {
        merkle::leaf(&self.bytes())
    }
}

/// Leaves in landing order, within a landing in path order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Log {
    pub landed: Vec<Landed>,
    leaves: Vec<Hash>,
}

impl Log {
    pub fn new(landed: Vec<Landed>) -> Self {
        let leaves = landed.iter().map(Landed::leaf).collect();
        Self { landed, leaves }
    }

    /// The same beside a log that mostly begins alike: what stands at one place in both is hashed once.
    pub fn beside(landed: Vec<Landed>, other: &Self) -> Self {
        let leaf = |(landed, same): (&Landed, Option<(&Landed, &Hash)>)| match same {
            Some((other, leaf)) if other == landed => *leaf,
            _ => landed.leaf(),
        };
        let known = other.landed.iter().zip(&other.leaves).map(Some).chain(iter::repeat(None));
        let leaves = landed.iter().zip(known).map(leaf).collect();
        Self { landed, leaves }
    }

    pub fn size(&self) -> usize {
        self.leaves.len()
    }

    pub fn leaves(&self) -> &[Hash] {
        &self.leaves
    }

    pub fn root(&self) -> Hash {
        merkle::root(&self.leaves)
    }

    /// The root as it was when the log had this size.
    pub fn root_at(&self, size: u64) -> Option<Hash> {
        let size = usize::try_from(size).ok().filter(|s| *s <= self.size())?;
        Some(merkle::root(&self.leaves[..size]))
    }
}

/// How many marks a checkpoint carries at most.
const MARKS_MAX: usize = 512;

/// A few bits of each stretch of the log: they prove nothing, but tell where two logs part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marks {
    /// How many leaves one mark stands for.
    pub every: usize,
    pub marks: Vec<[u8; 3]>,
}

impl Marks {
    pub fn of(leaves: &[Hash]) -> Self {
        let every = leaves.len().div_ceil(MARKS_MAX).max(1);
        Self { every, marks: leaves.chunks(every).map(mark).collect() }
    }

    /// The first leaf, from 0, of the first stretch that differs, and how many leaves that stretch has.
    pub fn parts_from(&self, size: usize, leaves: &[Hash]) -> Option<(usize, usize)> {
        let now: Vec<[u8; 3]> =
            leaves[..size.min(leaves.len())].chunks(self.every).map(mark).collect();
        let count = size.div_ceil(self.every);
        let at = (0..count).find(|i| now.get(*i) != self.marks.get(*i))?;
        let first = at * self.every;
        Some((first, self.every.min(size - first)))
    }
}

fn mark(leaves: &[Hash]) -> [u8; 3] {
    let mut hasher = Sha256::new();
    leaves.iter().for_each(|l| hasher.update(l));
    let hash: Hash = hasher.finalize().into();
    [hash[0], hash[1], hash[2]]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(n: usize) -> Log {
        let landed = |i: usize| Landed { path: format!("p/{i}").into_bytes(), file: [i as u8; 32] };
        Log::new((0..n).map(landed).collect())
    }

    #[test]
    fn a_log_beside_another_is_the_same_log() {
        for (size, other) in [(0, 9), (9, 0), (9, 9), (9, 20), (20, 9)] {
            let mut changed = log(other).landed;
            changed.iter_mut().skip(4).step_by(3).for_each(|l| l.file = [0xEE; 32]);
            changed.iter_mut().skip(5).step_by(3).for_each(|l| l.path = b"q".to_vec());
            let beside = Log::beside(log(size).landed, &Log::new(changed));
            assert_eq!(beside, log(size), "{size} beside {other}");
        }
    }

    #[test]
    fn marks_tell_where_two_logs_part() {
        for (size, at) in [(20, 0), (20, 7), (20, 19), (512, 511), (513, 0), (1300, 777)] {
            let old = log(size);
            let marks = Marks::of(old.leaves());
            assert_eq!(marks.parts_from(size, log(size + 9).leaves()), None);
            let mut other = log(size + 9).landed;
            other[at].file = [0xEE; 32];
            let (first, count) = marks.parts_from(size, Log::new(other).leaves()).unwrap();
            assert!((first..first + count).contains(&at), "{first} {count} {at} of {size}");
            assert_eq!(count, size.div_ceil(512).min(size - first));
        }
        let marks = Marks::of(log(20).leaves());
        assert_eq!(marks.parts_from(20, log(12).leaves()), Some((12, 1)), "a tail that is gone");
    }
}
