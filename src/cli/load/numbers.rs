//! The numbers of pull requests that the commits of a line bear, each with the first commit to bear it. Kept in a form
//! that is searched as it is, since a line has many and a question is about a few.

use std::sync::Arc;

use gix::bstr::{BStr, ByteSlice};

use crate::project::forge::Forge;
use crate::project::pull_request;

/// Those of the first commits of a line.
#[derive(Debug, Clone)]
pub(super) struct Numbers {
    /// So many commits were asked.
    pub(super) upto: usize,
    /// A number and a place each, by number.
    pub(super) sorted: Arc<[u8]>,
    /// The kept line beside which this one is kept has the same.
    pub(super) is_of_base: bool,
}

const ROW: usize = size_of::<u64>() + size_of::<u32>();

impl Numbers {
    /// The first commit to bear each number, as they come.
    pub(super) fn of(upto: usize, borne: impl Iterator<Item = (u64, usize)>) -> Self {
        let mut all: Vec<(u64, usize)> = borne.collect();
        // The first to bear a number stands first among those that do.
        all.sort_unstable();
        all.dedup_by_key(|(number, _)| *number);
        let mut sorted = Vec::with_capacity(all.len() * ROW);
        for (number, at) in all {
            sorted.extend(number.to_le_bytes());
            sorted.extend(u32::try_from(at).unwrap_or(u32::MAX).to_le_bytes());
        }
        let sorted = sorted.into();
        Self { upto, sorted, is_of_base: false }
    }

    fn rows(&self) -> &[[u8; ROW]] {
        self.sorted.as_chunks().0
    }

    /// Each number with the first commit to bear it.
    pub(super) fn all(&self) -> impl Iterator<Item = (u64, usize)> {
        self.rows().iter().map(read)
    }

    pub(super) fn first(&self, number: u64) -> Option<usize> {
        let rows = self.rows();
        let found = rows.binary_search_by_key(&number, |row| read(row).0).ok()?;
        Some(read(&rows[found]).1)
    }
}

fn read(row: &[u8; ROW]) -> (u64, usize) {
    let number = row.first_chunk().map_or(0, |b| u64::from_le_bytes(*b));
    let at = row.last_chunk().map_or(0, |b| u32::from_le_bytes(*b));
    (number, at as usize)
}

/// The number that a commit with this message bears.
pub(super) fn number(message: &BStr, forge: Option<Forge>) -> Option<u64> {
    match message.find_byte(b'#') {
        // Azure DevOps alone writes its numbers without a `#`.
        None if !message.trim_start().starts_with(b"Merged PR ") => None,
        _ => pull_request::borne(&message.to_str_lossy(), forge),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_to_bear_a_number_is_found() {
        let numbers = Numbers::of(9, [(7, 5), (3, 2), (7, 4), (900, 8)].into_iter());
        let found = [7, 3, 900, 4, 0, u64::MAX].map(|n| numbers.first(n));
        assert_eq!(found, [Some(4), Some(2), Some(8), None, None, None]);
        assert_eq!(Numbers::of(0, std::iter::empty()).first(7), None);
    }
}
