//! The tree that git wrote down at the end of the index. The entries before it are stepped over: there are as many as
//! files in the repository, and none is asked for. What is not as it should be is left to whoever reads all of it.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;

use gix::index::extension::{Iter, Tree, tree};

use super::git::Git;
use crate::ledger::path;

/// So many bytes are read at once.
const READ_BYTES: usize = 1 << 15;

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
        let file = File::open(&self.path).ok()?;
        let mut reader = BufReader::with_capacity(READ_BYTES, file);
        let object_hash = self.object_hash;
        skip_entries(&mut reader, object_hash.len_in_bytes())?;
        let mut rest = Vec::new();
        reader.read_to_end(&mut rest).ok()?;
        let mut extensions = Iter::new_without_checksum(&rest, object_hash)?;
        let (_, bytes) = extensions.find(|(signature, _)| *signature == tree::SIGNATURE)?;
        events(tree::decode(bytes, object_hash, None)?)
    }
}

fn events(mut at: Tree) -> Option<gix::ObjectId> {
    for name in path::EVENTS.split('/') {
        at = at.children.into_iter().find(|child| child.name.as_slice() == name.as_bytes())?;
    }
    // A number of entries says that it still holds.
    at.num_entries.map(|_| at.id)
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
