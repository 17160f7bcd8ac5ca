//! A file of the cache in parts: what stands beside each other is read together, and the rest is not read. Its top
//! says where each part is and what its hash is; a part is whole or nothing, as a file of the cache is.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::{Mutex, OnceLock, PoisonError};

use super::bytes::{Reader, Writer};

/// A part is closed when it has so many bytes: a page of memory.
const PART_BYTES: usize = 4096;

/// A part larger than this is not ours.
const PART_BYTES_MAX: usize = 1 << 28;

/// A file of which the top was read.
#[derive(Debug)]
pub struct Parts {
    file: Mutex<File>,
    hash: [u8; 32],
    top: Vec<u8>,
    head: Range<usize>,
    shelves: Vec<Vec<Part>>,
}

#[derive(Debug)]
struct Part {
    /// Where its key is in the top: above all keys of the part before, and not above its own.
    key: Range<usize>,
    at: u64,
    len: usize,
    hash: [u8; 32],
    bytes: OnceLock<Option<Vec<u8>>>,
}

impl Parts {
    /// Takes a top that is whole, and the file that it stands in, in which the parts begin at this byte.
    pub(super) fn new(file: File, hash: [u8; 32], top: Vec<u8>, mut at: u64) -> Option<Self> {
        let place = |r: &Reader<'_>, len: usize| top.len() - r.left() - len..top.len() - r.left();
        let mut reader = Reader::new(&top);
        let head = reader.bytes()?.len();
        let head = place(&reader, head);
        let shelves = reader.list(|r| {
            r.list(|r| {
                let key = r.bytes()?.len();
                let key = place(r, key);
                let len = r.count().filter(|len| *len <= PART_BYTES_MAX)?;
                let hash = r.raw(32)?.try_into().ok()?;
                let part = Part { key, at, len, hash, bytes: OnceLock::new() };
                at = at.checked_add(len as u64)?;
                Some(part)
            })
        })?;
        reader.is_done().then_some(())?;
        Some(Self { file: Mutex::new(file), hash, top, head, shelves })
    }

    /// What stands before the parts.
    pub fn head(&self) -> &[u8] {
        &self.top[self.head.clone()]
    }

    /// The hash of the top, and so of all.
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }

    /// Which parts of a shelf may have these keys.
    pub fn having(&self, shelf: usize, from: &[u8], to: &[u8]) -> Range<usize> {
        let parts = self.shelf(shelf);
        let key = |part: &Part| &self.top[part.key.clone()];
        let first = parts.partition_point(|part| key(part) <= from).saturating_sub(1);
        first..parts.partition_point(|part| key(part) <= to)
    }

    /// All parts of a shelf.
    pub fn all(&self, shelf: usize) -> Range<usize> {
        0..self.shelf(shelf).len()
    }

    fn shelf(&self, shelf: usize) -> &[Part] {
        self.shelves.get(shelf).map_or(&[], Vec::as_slice)
    }

    /// The bytes of a part. None where they are not as they were written.
    pub fn part(&self, shelf: usize, at: usize) -> Option<&[u8]> {
        let part = self.shelf(shelf).get(at)?;
        part.bytes.get_or_init(|| self.read(part)).as_deref()
    }

    /// The bytes of the only part; see [`Draft::single`].
    pub fn single(&self) -> Option<&[u8]> {
        self.part(0, 0)
    }

    fn read(&self, part: &Part) -> Option<Vec<u8>> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(part.at)).ok()?;
        let mut bytes = Vec::with_capacity(part.len);
        (&mut *file).take(part.len as u64).read_to_end(&mut bytes).ok()?;
        (blake3::hash(&bytes).as_bytes() == &part.hash).then_some(bytes)
    }
}

/// What becomes such a file: shelves, one after the other, each with its parts in the order of their keys.
#[derive(Debug, Default)]
pub struct Draft {
    shelves: Vec<Vec<(Vec<u8>, Vec<u8>)>>,
}

impl Draft {
    /// One part, which is not read with the top.
    pub fn single(part: Vec<u8>) -> Self {
        Self { shelves: vec![vec![(Vec::new(), part)]] }
    }

    /// Adds a shelf of values that are sorted by their keys. Some of them are written together; values with the same
    /// key are.
    pub fn shelf<T>(
        &mut self,
        values: &[T],
        key: impl Fn(&T) -> &[u8],
        bytes: usize,
        put: impl Fn(&[T]) -> Vec<u8>,
    ) {
        let (mut shelf, mut left) = (Vec::new(), values);
        let mut before: &[u8] = &[];
        while let Some(first) = left.first() {
            let mut end = left.len().min((PART_BYTES / bytes.max(1)).max(1));
            while end < left.len() && key(&left[end]) == key(&left[end - 1]) {
                end += 1;
            }
            let (some, rest) = left.split_at(end);
            shelf.push((between(before, key(first)).to_vec(), put(some)));
            before = some.last().map_or(&[], &key);
            left = rest;
        }
        self.shelves.push(shelf);
    }

    /// What says where each part is.
    pub(super) fn top(&self, head: &[u8]) -> Vec<u8> {
        let mut top = Writer::default();
        top.bytes(head);
        top.list(&self.shelves, |w, shelf| {
            w.list(shelf, |w, (key, part)| {
                w.bytes(key);
                w.count(part.len());
                w.raw(blake3::hash(part).as_bytes());
            });
        });
        top.finish()
    }

    pub(super) fn parts(&self) -> impl Iterator<Item = &[u8]> {
        self.shelves.iter().flatten().map(|(_, part)| part.as_slice())
    }
}

/// The shortest beginning of a key that is above the key before it.
fn between<'k>(before: &[u8], key: &'k [u8]) -> &'k [u8] {
    let same = before.iter().zip(key).take_while(|(a, b)| a == b).count();
    &key[..key.len().min(same + 1)]
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    type Values = Vec<(String, u32)>;

    fn values() -> Values {
        let mut all: Values =
            (0..900).map(|n| (format!("{}/{:03}", ["a", "a-b", "b"][n % 3], n % 297), 0)).collect();
        all.sort();
        (0..).zip(&mut all).for_each(|(n, value)| value.1 = n);
        all
    }

    fn draft(all: &Values) -> Draft {
        let mut draft = Draft::default();
        for bytes in [100, 3000] {
            draft.shelf(
                all,
                |(key, _)| key.as_bytes(),
                bytes,
                |some| {
                    let mut bytes = Writer::default();
                    bytes.list(some, |w, (key, n)| {
                        w.text(key);
                        w.count(*n as usize);
                    });
                    bytes.finish()
                },
            );
        }
        draft.shelf(&Values::new(), |(key, _)| key.as_bytes(), 1, |_| Vec::new());
        draft
    }

    fn kept(draft: &Draft, bend: impl FnOnce(&mut Vec<u8>)) -> Parts {
        let mut bytes: Vec<u8> = draft.parts().flatten().copied().collect();
        bend(&mut bytes);
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"before").unwrap();
        file.write_all(&bytes).unwrap();
        Parts::new(file, [7; 32], draft.top(b"head"), 6).unwrap()
    }

    fn read(parts: &Parts, shelf: usize, at: usize) -> Option<Values> {
        let mut bytes = Reader::new(parts.part(shelf, at)?);
        bytes.list(|r| Some((r.text()?.to_owned(), r.count()? as u32)))
    }

    #[test]
    fn what_is_asked_for_is_found_and_little_else_is_read() {
        let all = values();
        let parts = kept(&draft(&all), |_| ());
        assert_eq!((parts.head(), parts.hash()), (&b"head"[..], [7; 32]));
        for shelf in [0, 1] {
            let every: Values =
                parts.all(shelf).flat_map(|at| read(&parts, shelf, at).unwrap()).collect();
            assert_eq!(every, all);
            assert!(parts.all(shelf).len() > 20);
            for (key, _) in &all {
                let having = parts.having(shelf, key.as_bytes(), key.as_bytes());
                assert!(having.len() <= 2, "{key}");
                let found = having.flat_map(|at| read(&parts, shelf, at).unwrap());
                let found: Values = found.filter(|(k, _)| k == key).collect();
                assert!(found.iter().eq(all.iter().filter(|(k, _)| k == key)), "{key}");
            }
            let of_folder = parts
                .having(shelf, b"a-b/", b"a-b0")
                .flat_map(|at| read(&parts, shelf, at).unwrap());
            let below = |(key, _): &&(String, u32)| key.starts_with("a-b/");
            assert_eq!(of_folder.collect::<Values>().iter().filter(below).count(), 300);
        }
        assert!(parts.all(2).is_empty() && parts.having(2, b"", b"z").is_empty());
        assert!(parts.part(2, 0).is_none() && parts.part(9, 0).is_none());
    }

    #[test]
    fn a_part_that_is_not_as_it_was_is_no_part() {
        let draft = draft(&values());
        let size = draft.parts().map(<[u8]>::len).sum::<usize>();
        for at in (0..size).step_by(977) {
            let parts = kept(&draft, |bytes| bytes[at] ^= 1);
            let is_bad = |shelf, n| read(&parts, shelf, n).is_none();
            let bad = |shelf| parts.all(shelf).filter(|n| is_bad(shelf, *n)).count();
            assert_eq!([0, 1].map(bad).into_iter().sum::<usize>(), 1, "{at}");
            let parts = kept(&draft, |bytes| bytes.truncate(at));
            assert!(read(&parts, 1, parts.all(1).len() - 1).is_none(), "{at}");
        }
        let top = draft.top(b"head");
        for n in 0..top.len() {
            let file = tempfile::tempfile().unwrap();
            assert!(Parts::new(file, [7; 32], top[..n].to_vec(), 6).is_none(), "{n}");
        }
    }
}
