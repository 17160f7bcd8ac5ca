//! The numbers of pull requests that the commits of a line bear, each with the first commit to bear it. Kept in a form
//! that is searched as it is, since a line has many and a question is about a few.

use std::sync::Arc;

use gix::bstr::{BStr, ByteSlice};

use crate::project::forge::Forge;
use crate::project::pull_request;
use crate::shell::parts::{Draft, Parts};

/// Those of the first commits of a line.
#[derive(Debug, Clone)]
pub(super) struct Numbers {
    /// So many commits were asked.
    pub(super) upto: usize,
    rows: Rows,
    /// The kept line beside which this one is kept has the same.
    pub(super) is_of_base: bool,
}

/// A number and a place each, by number.
#[derive(Debug, Clone)]
enum Rows {
    Here(Arc<[Row]>),
    /// On a shelf of a file, read where somebody asks.
    Kept(Arc<Parts>, usize),
}

pub(super) type Row = [u8; ROW];

const NUMBER: usize = size_of::<u64>();
const ROW: usize = NUMBER + size_of::<u32>();

impl Numbers {
    /// The first commit to bear each number, as they come.
    pub(super) fn of(upto: usize, borne: impl Iterator<Item = (u64, usize)>) -> Self {
        let mut all: Vec<(u64, usize)> = borne.collect();
        // The first to bear a number stands first among those that do.
        all.sort_unstable();
        all.dedup_by_key(|(number, _)| *number);
        let rows = Rows::Here(all.into_iter().map(row).collect());
        Self { upto, rows, is_of_base: false }
    }

    /// Those on a shelf of a file, which is the kept line itself or stands beside it.
    pub(super) fn kept(
        upto: usize,
        (parts, shelf): (&Arc<Parts>, usize),
        is_of_base: bool,
    ) -> Self {
        Self { upto, rows: Rows::Kept(parts.clone(), shelf), is_of_base }
    }

    /// All of them. None where what was kept is not whole.
    pub(super) fn rows(&self) -> Option<Arc<[Row]>> {
        match &self.rows {
            Rows::Here(rows) => Some(rows.clone()),
            Rows::Kept(parts, shelf) => {
                let part = |at| Some(rows(parts.part(*shelf, at)?));
                let all: Option<Vec<&[Row]>> = parts.all(*shelf).map(part).collect();
                Some(all?.concat().into())
            }
        }
    }

    /// The first commit to bear a number. The outer `None`: what was kept is not whole.
    pub(super) fn first(&self, number: u64) -> Option<Option<usize>> {
        match &self.rows {
            Rows::Here(rows) => Some(find(rows, number)),
            Rows::Kept(parts, shelf) => {
                let key = number.to_be_bytes();
                let mut having = parts.having(*shelf, &key, &key);
                having.try_fold(None, |found, at| {
                    Some(found.or(find(rows(parts.part(*shelf, at)?), number)))
                })
            }
        }
    }
}

/// Puts them on a shelf.
pub(super) fn put(draft: &mut Draft, all: &[Row]) {
    draft.shelf(all, |row| &row[..NUMBER], ROW, |rows| rows.as_flattened().to_vec());
}

fn rows(part: &[u8]) -> &[Row] {
    part.as_chunks().0
}

fn find(rows: &[Row], number: u64) -> Option<usize> {
    let found = rows.binary_search_by_key(&number, |row| read(row).0).ok()?;
    Some(read(&rows[found]).1)
}

fn row((number, at): (u64, usize)) -> Row {
    let mut row = [0; ROW];
    row[..NUMBER].copy_from_slice(&number.to_be_bytes());
    row[NUMBER..].copy_from_slice(&u32::try_from(at).unwrap_or(u32::MAX).to_be_bytes());
    row
}

pub(super) fn read(row: &Row) -> (u64, usize) {
    let number = row.first_chunk().map_or(0, |b| u64::from_be_bytes(*b));
    let at = row.last_chunk().map_or(0, |b| u32::from_be_bytes(*b));
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
        let found = [7, 3, 900, 4, 0, u64::MAX].map(|n| numbers.first(n).unwrap());
        assert_eq!(found, [Some(4), Some(2), Some(8), None, None, None]);
        assert_eq!(Numbers::of(0, std::iter::empty()).first(7), Some(None));
    }
}
