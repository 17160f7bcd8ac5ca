//! The tree that git wrote down at the end of the index. The entries before it are stepped over, or in a large index not
//! read at all: there are as many as files in the repository, and none is asked for. What is not as it should be is left
//! to whoever reads all of it.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::str::FromStr;

use gix::bstr::ByteSlice;
use gix::index::extension::tree;

use super::git::Git;
use crate::ledger::path;

/// So many bytes are read at once.
const READ_BYTES: usize = 1 << 15;

/// In an index of so many bytes its end is looked at first: so large a part of it, and no more than so many bytes.
const LARGE: u64 = 1 << 18;
const PART: u64 = 16;
const END_MAX: u64 = 1 << 23;

/// The name of an extension, and how long it is.
const HEAD: usize = 8;

/// The flags of an entry: the length of its path, and whether more flags follow.
const LENGTH: u16 = 0x0FFF;
const EXTENDED: u16 = 0x4000;

/// What stands before the id of an entry: times, device, inode, mode, owner, size.
const STAT_BYTES: usize = 40;

/// Where the index is: what a thread beside others needs to know of it.
pub struct Index {
    path: PathBuf,
    object_hash: gix::hash::Kind,
}

impl Git {
    pub fn index_file(&self) -> Index {
        Index { path: self.repo.index_path(), object_hash: self.repo.object_hash() }
    }
}

impl Index {
    /// The tree that the index has at the folder of all events, where git has written it down: it does until something
    /// there is staged.
    pub fn staged_tree(&self) -> Option<gix::ObjectId> {
        let mut file = File::open(&self.path).ok()?;
        if let Some(found) = self.in_end(&mut file) {
            return events(&mut &*found, self.object_hash);
        }
        file.rewind().ok()?;
        let mut reader = BufReader::with_capacity(READ_BYTES, file);
        let object_hash = self.object_hash;
        skip_entries(&mut reader, object_hash.len_in_bytes())?;
        loop {
            let (signature, bytes) = (read(&mut reader)?, u32::from_be_bytes(read(&mut reader)?));
            if signature == tree::SIGNATURE {
                return events(&mut reader.take(bytes.into()), object_hash);
            }
            skip(&mut reader, usize::try_from(bytes).ok()?)?;
        }
    }

    /// What git wrote down, where it is found in the last part of a large index.
    fn in_end(&self, file: &mut File) -> Option<Vec<u8>> {
        let bytes = file.metadata().ok().map(|meta| meta.len()).filter(|bytes| *bytes >= LARGE)?;
        let wanted = (bytes / PART).min(END_MAX);
        file.seek(SeekFrom::Start(bytes - wanted)).ok()?;
        let mut end = Vec::with_capacity(usize::try_from(wanted).ok()?);
        file.take(wanted).read_to_end(&mut end).ok()?;
        end.truncate(end.len().checked_sub(self.object_hash.len_in_bytes())?);
        let found = end.find_iter(&tree::SIGNATURE).find_map(|at| extension(&end[at..]))?;
        Some(found.to_owned())
    }
}

/// The content of the extension that begins here, where none but extensions follow, each as long as it says, up to the
/// end. Nothing else in an index is taken for one: a length of less than 16 MiB begins with a zero, and no path has one.
fn extension(bytes: &[u8]) -> Option<&[u8]> {
    let next = |bytes: &'_ [u8]| {
        let (signature, rest) = bytes.split_first_chunk::<4>()?;
        let (length, rest) = rest.split_first_chunk()?;
        let is_named = signature.iter().all(u8::is_ascii_alphabetic);
        let length = usize::try_from(u32::from_be_bytes(*length)).ok().filter(|_| is_named)?;
        (length <= rest.len()).then_some(length)
    };
    let content = &bytes[HEAD..HEAD + next(bytes)?];
    let mut left = &bytes[HEAD + content.len()..];
    while !left.is_empty() {
        left = &left[HEAD + next(left)?..];
    }
    Some(content)
}

/// The folder of all events among the folders that git wrote down, each before those in it. What stands behind it is
/// not read.
fn events(reader: &mut impl BufRead, object_hash: gix::hash::Kind) -> Option<gix::ObjectId> {
    let mut at = node(reader, object_hash)?;
    for name in path::EVENTS.split('/') {
        let mut left = at.folders;
        at = loop {
            left = left.checked_sub(1)?;
            let next = node(reader, object_hash)?;
            if next.name == name.as_bytes() {
                break next;
            }
            // Those in this one are none of ours.
            let mut inside = next.folders;
            while let Some(less) = inside.checked_sub(1) {
                inside = less.checked_add(node(reader, object_hash)?.folders)?;
            }
        };
    }
    at.id
}

/// A folder as git wrote it down.
struct Node {
    name: Vec<u8>,
    /// None where something in it has changed since.
    id: Option<gix::ObjectId>,
    folders: usize,
}

fn node(reader: &mut impl BufRead, object_hash: gix::hash::Kind) -> Option<Node> {
    let name = until(reader, 0)?;
    let entries: i64 = number(reader, b' ')?;
    let folders = number(reader, b'\n')?;
    let mut id = object_hash.null();
    if entries >= 0 {
        reader.read_exact(id.as_mut_slice()).ok()?;
    }
    Some(Node { name, id: (entries >= 0).then_some(id), folders })
}

fn number<N: FromStr>(reader: &mut impl BufRead, end: u8) -> Option<N> {
    std::str::from_utf8(&until(reader, end)?).ok()?.parse().ok()
}

fn until(reader: &mut impl BufRead, end: u8) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.read_until(end, &mut bytes).ok()?;
    (bytes.pop()? == end).then_some(bytes)
}

/// Comes to the first byte behind the entries.
fn skip_entries(reader: &mut BufReader<impl Read>, hash_bytes: usize) -> Option<()> {
    let (b"DIRC", version) = (&read::<4>(reader)?, u32::from_be_bytes(read(reader)?)) else {
        return None;
    };
    (2..=4).contains(&version).then_some(())?;
    for _ in 0..u32::from_be_bytes(read(reader)?) {
        skip(reader, STAT_BYTES + hash_bytes)?;
        let flags = u16::from_be_bytes(read(reader)?);
        let mut bytes = STAT_BYTES + hash_bytes + size_of_val(&flags);
        if flags & EXTENDED != 0 {
            skip(reader, size_of_val(&flags))?;
            bytes += size_of_val(&flags);
        }
        if version == 4 {
            // How much of the path before is left out, then the rest of this one.
            while read::<1>(reader)?[0] & 0x80 != 0 {}
            reader.skip_until(0).ok()?;
            continue;
        }
        let (length, read) = match flags & LENGTH {
            // Too long to be stated: it ends where the padding begins.
            LENGTH => (reader.skip_until(0).ok()?.checked_sub(1)?, 1),
            stated => (skip(reader, stated.into()).map(|()| stated.into())?, 0),
        };
        let padding = 8 - (bytes + length) % 8;
        skip(reader, padding - read)?;
    }
    Some(())
}

fn read<const N: usize>(reader: &mut impl Read) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    reader.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

fn skip(reader: &mut impl BufRead, mut bytes: usize) -> Option<()> {
    while bytes > 0 {
        let here = reader.fill_buf().ok()?.len().min(bytes);
        (here > 0).then_some(())?;
        reader.consume(here);
        bytes -= here;
    }
    Some(())
}
