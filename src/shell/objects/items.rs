//! The entries of one tree, kept as git has them: one run of bytes, and where each entry begins. An audit holds many
//! trees and looks at few of their names, so that no name is kept by itself. Whether a tree is made as git makes them
//! is not judged here.

use std::ops::Range;

use gix::bstr::{BStr, ByteSlice};
use gix::{ObjectId, oid};

/// Entries in the order in which they stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Items {
    bytes: Vec<u8>,
    spots: Vec<Spot>,
    /// No name stands twice.
    is_distinct: bool,
}

/// Where an entry, its name and its id begin in the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Spot {
    start: u32,
    name: u32,
    id: u32,
    mode: u32,
}

/// One line of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item<'t> {
    pub name: &'t BStr,
    pub mode: u32,
    pub id: ObjectId,
}

impl Item<'_> {
    pub fn is_tree(&self) -> bool {
        self.mode == TREE
    }
}

pub(super) const TREE: u32 = 0o040_000;

/// A short entry, its id included: how much room is made at first.
const ENTRY_BYTES: usize = 30;

/// How many bytes are compared at once.
const RUN: usize = 32;

impl Items {
    /// The entries of these bytes; none where they are no tree.
    pub(super) fn read(bytes: &[u8], id_bytes: usize) -> Option<Self> {
        let mut spots = Vec::with_capacity(bytes.len() / ENTRY_BYTES);
        let mut start = 0;
        while start < bytes.len() {
            let left = &bytes[start..];
            let space = left.find_byte(b' ')?;
            let mode = mode(&left[..space])?;
            let id = space + 1 + left[space + 1..].find_byte(0)? + 1;
            left.get(id..id + id_bytes)?;
            let at = |n: usize| u32::try_from(start + n).ok();
            spots.push(Spot { start: at(0)?, name: at(space + 1)?, id: at(id)?, mode });
            start += id + id_bytes;
        }
        Some(Self { bytes: bytes.to_owned(), spots, is_distinct: false })
    }

    /// The same entries, once it is known that no name stands twice.
    pub(super) fn distinct(self) -> Self {
        Self { is_distinct: true, ..self }
    }

    pub fn len(&self) -> usize {
        self.spots.len()
    }

    pub fn is_empty(&self) -> bool {
        self.spots.is_empty()
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Item<'_>> {
        self.range(0..self.len())
    }

    /// Those from one place to another.
    pub fn range(&self, range: Range<usize>) -> impl DoubleEndedIterator<Item = Item<'_>> {
        range.map(|at| {
            let id =
                oid::from_bytes_unchecked(&self.bytes[self.spots[at].id as usize..self.end(at)]);
            Item { name: self.name(at), mode: self.spots[at].mode, id: id.to_owned() }
        })
    }

    pub(super) fn name(&self, at: usize) -> &BStr {
        let spot = &self.spots[at];
        self.bytes[spot.name as usize..spot.id as usize - 1].as_bstr()
    }

    /// The mode, and how it is spelled.
    pub(super) fn mode(&self, at: usize) -> (u32, &[u8]) {
        let spot = &self.spots[at];
        (spot.mode, &self.bytes[spot.start as usize..spot.name as usize - 1])
    }

    fn end(&self, at: usize) -> usize {
        self.spots.get(at + 1).map_or(self.bytes.len(), |next| next.start as usize)
    }

    /// Only those of which this is so.
    pub fn only(&self, is_so: impl Fn(&BStr) -> bool) -> Self {
        let mut some = Self { is_distinct: self.is_distinct, ..Self::default() };
        for at in (0..self.len()).filter(|at| is_so(self.name(*at))) {
            let spot = self.spots[at];
            let moved = |n: u32| n - spot.start + some.bytes.len() as u32;
            let (start, name, id) = (moved(spot.start), moved(spot.name), moved(spot.id));
            some.spots.push(Spot { start, name, id, mode: spot.mode });
            some.bytes.extend_from_slice(&self.bytes[spot.start as usize..self.end(at)]);
        }
        some
    }

    /// The places that are left of both without what both begin with, and what both end with. A name that stands twice
    /// in one is told elsewhere; here it makes both stay whole, so that the first one counts.
    pub fn differing(&self, other: &Self) -> (Range<usize>, Range<usize>) {
        if !(self.is_distinct && other.is_distinct) {
            return (0..self.len(), 0..other.len());
        }
        let same = alike(&self.bytes, &other.bytes);
        let first = (0..self.len()).take_while(|at| self.end(*at) <= same).count();
        let same = alike_at_end(&self.bytes, &other.bytes);
        // Of how many bytes the last ones are.
        let bytes = |items: &Self, last: usize| {
            items.bytes.len() - items.spots[items.len() - last].start as usize
        };
        // Alike in bytes, they are alike where they begin at the same ones.
        let is_same =
            |last: &usize| bytes(self, *last) <= same && bytes(self, *last) == bytes(other, *last);
        let most = self.len().min(other.len()) - first;
        let last = (1..=most).take_while(is_same).count();
        (first..self.len() - last, first..other.len() - last)
    }
}

/// A mode from its digits.
fn mode(digits: &[u8]) -> Option<u32> {
    match digits {
        b"40000" => Some(TREE),
        b"100644" => Some(0o100_644),
        _ => u32::from_str_radix(digits.to_str().ok()?, 8).ok(),
    }
}

/// How many bytes two runs begin with alike.
fn alike(a: &[u8], b: &[u8]) -> usize {
    let runs = a.chunks_exact(RUN).zip(b.chunks_exact(RUN)).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[runs * RUN..], &b[runs * RUN..]);
    runs * RUN + a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

/// How many bytes two runs end with alike.
fn alike_at_end(a: &[u8], b: &[u8]) -> usize {
    let runs = a.rchunks_exact(RUN).zip(b.rchunks_exact(RUN)).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - runs * RUN], &b[..b.len() - runs * RUN]);
    runs * RUN + a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(entries: &[(&str, u8)]) -> Items {
        let entry = |(name, id): &(&str, u8)| {
            [format!("100644 {name}\0").into_bytes(), vec![*id; 20]].concat()
        };
        let bytes: Vec<u8> = entries.iter().flat_map(entry).collect();
        Items::read(&bytes, 20).unwrap().distinct()
    }

    /// The plain way, entry by entry.
    fn plainly(a: &Items, b: &Items) -> (Range<usize>, Range<usize>) {
        let first = a.iter().zip(b.iter()).take_while(|(a, b)| a == b).count();
        let (old, new) = (a.range(first..a.len()).rev(), b.range(first..b.len()).rev());
        let last = old.zip(new).take_while(|(a, b)| a == b).count();
        (first..a.len() - last, first..b.len() - last)
    }

    #[test]
    fn what_two_trees_begin_and_end_with_is_left_out() {
        let names: Vec<String> = (0..40).map(|n| format!("{n:03}")).collect();
        let all: Vec<(&str, u8)> = names.iter().map(|n| (n.as_str(), 1)).collect();
        let whole = items(&all);
        assert_eq!(whole.differing(&whole), (40..40, 40..40));
        for at in 0..all.len() {
            let mut less = all.clone();
            less.remove(at);
            let mut other = all.clone();
            other[at].1 = 7;
            assert_eq!(whole.differing(&items(&less)), (at..at + 1, at..at));
            assert_eq!(items(&less).differing(&whole), (at..at, at..at + 1));
            assert_eq!(whole.differing(&items(&other)), (at..at + 1, at..at + 1));
        }
        assert_eq!(whole.differing(&items(&[])), (0..40, 0..0));
    }

    #[test]
    fn an_end_that_begins_elsewhere_is_no_same_entry() {
        // The id of the one holds what reads as a whole entry of the other.
        let short = b"100644 b\0\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02";
        let one = Items::read(short, 20).unwrap().distinct();
        let mut bytes = b"100644 a\0".to_vec();
        bytes.extend_from_slice(&short[..20]);
        bytes.extend_from_slice(b"100644 c");
        bytes.extend_from_slice(&short[8..]);
        let other = Items::read(&bytes, 20).unwrap().distinct();
        assert_eq!(one.differing(&other), plainly(&one, &other));
        let sides = [&[("a", 1), ("b", 2)][..], &[("b", 2)], &[("a", 1), ("a", 2), ("b", 2)]];
        for (a, b) in sides.iter().flat_map(|a| sides.iter().map(move |b| (items(a), items(b)))) {
            assert_eq!(a.differing(&b), plainly(&a, &b));
        }
    }

    #[test]
    fn a_name_that_may_stand_twice_leaves_all() {
        let whole = items(&[("a", 1), ("b", 1)]);
        let loose = Items { is_distinct: false, ..whole.clone() };
        assert_eq!(whole.differing(&loose), (0..2, 0..2));
        let some = whole.only(|name| name == "b");
        assert_eq!(some.iter().collect::<Vec<_>>(), whole.range(1..2).collect::<Vec<_>>());
    }
}
