//! What differs between two trees of event files. Only folders that differ are opened, names decide, and no rename
//! is ever guessed.

use std::cmp::Ordering;
use std::sync::Arc;

use gix::bstr::{BStr, ByteSlice};
use gix::prelude::Find;

use super::git::GitError;
use super::tree::{Found, Kind};

/// The files that one tree has and another lacks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    pub added: Vec<Found>,
    pub removed: Vec<Found>,
    /// Files that both have, with another content; as the newer tree has them.
    pub edited: Vec<Found>,
}

impl Difference {
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.edited.is_empty()
    }
}

struct Entry<'a> {
    name: &'a BStr,
    id: &'a gix::oid,
    /// None for a folder.
    kind: Option<Kind>,
}

/// Trees that were read lately: what a commit has is what the next one had.
#[derive(Default)]
pub struct Recent {
    trees: gix::hashtable::HashMap<gix::ObjectId, Arc<Vec<u8>>>,
    held_bytes: usize,
    buffer: Vec<u8>,
}

/// So much is kept of them.
const HELD_BYTES_MAX: usize = 2 << 20;

impl Recent {
    /// A tree as git keeps it.
    fn bytes(
        &mut self,
        repo: &gix::Repository,
        tree: Option<gix::ObjectId>,
    ) -> Result<Arc<Vec<u8>>, GitError> {
        let Some(tree) = tree else { return Ok(Arc::default()) };
        if let Some(known) = self.trees.get(&tree) {
            return Ok(Arc::clone(known));
        }
        let bytes = Arc::new(bytes(repo, Some(tree), &mut self.buffer)?.to_vec());
        if self.held_bytes > HELD_BYTES_MAX {
            self.trees.clear();
            self.held_bytes = 0;
        }
        self.held_bytes += bytes.len();
        self.trees.insert(tree, Arc::clone(&bytes));
        Ok(bytes)
    }
}

/// Compares two trees that stand at the same path.
pub fn compare(
    repo: &gix::Repository,
    before: Option<gix::ObjectId>,
    after: Option<gix::ObjectId>,
    prefix: &str,
    found: &mut Difference,
) -> Result<(), GitError> {
    compare_one(repo, &mut Recent::default(), (before, after), prefix, found)
}

/// The same for one pair of trees of many.
pub fn compare_one(
    repo: &gix::Repository,
    recent: &mut Recent,
    (before, after): (Option<gix::ObjectId>, Option<gix::ObjectId>),
    prefix: &str,
    found: &mut Difference,
) -> Result<(), GitError> {
    let old_bytes = recent.bytes(repo, before)?;
    let new_bytes = recent.bytes(repo, after)?;
    let hash_bytes = repo.object_hash().len_in_bytes();
    let (old_bytes, new_bytes) = trimmed(&old_bytes, &new_bytes, hash_bytes);
    let old = entries(repo, old_bytes)?;
    let new = entries(repo, new_bytes)?;
    let (mut i, mut j) = (0, 0);
    loop {
        let order = match (old.get(i), new.get(j)) {
            (None, None) => return Ok(()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(a), Some(b)) => a.name.cmp(b.name),
        };
        let (was, is) = match order {
            Ordering::Less => (Some(&old[i]), None),
            Ordering::Greater => (None, Some(&new[j])),
            Ordering::Equal => (Some(&old[i]), Some(&new[j])),
        };
        i += usize::from(was.is_some());
        j += usize::from(is.is_some());
        if let (Some(a), Some(b)) = (was, is)
            && a.id == b.id
            && a.kind == b.kind
        {
            continue;
        }
        let path = |e: &Entry<'_>| format!("{prefix}/{}", e.name.to_str_lossy());
        match (was, is) {
            (Some(a), Some(b)) if a.kind.is_none() && b.kind.is_none() => {
                let pair = (Some(a.id.to_owned()), Some(b.id.to_owned()));
                compare_one(repo, recent, pair, &path(b), found)?;
            }
            (Some(a), Some(b)) if a.kind.is_some() && b.kind.is_some() => {
                collect(repo, b, path(b), &mut found.edited)?;
            }
            (was, is) => {
                if let Some(a) = was {
                    collect(repo, a, path(a), &mut found.removed)?;
                }
                if let Some(b) = is {
                    collect(repo, b, path(b), &mut found.added)?;
                }
            }
        }
    }
}

/// Everything at and below an entry.
fn collect(
    repo: &gix::Repository,
    entry: &Entry<'_>,
    path: String,
    into: &mut Vec<Found>,
) -> Result<(), GitError> {
    let Some(kind) = entry.kind else {
        let mut buffer = Vec::new();
        for below in entries(repo, bytes(repo, Some(entry.id.to_owned()), &mut buffer)?)? {
            let path = format!("{path}/{}", below.name.to_str_lossy());
            collect(repo, &below, path, into)?;
        }
        return Ok(());
    };
    into.push(Found { path, blob: entry.id.to_owned(), kind });
    Ok(())
}

/// A tree as git keeps it.
fn bytes<'a>(
    repo: &gix::Repository,
    tree: Option<gix::ObjectId>,
    buffer: &'a mut Vec<u8>,
) -> Result<&'a [u8], GitError> {
    let Some(tree) = tree else { return Ok(&[]) };
    let unreadable = |e: String| GitError::Read { what: format!("tree {tree}"), why: e };
    let object = repo
        .objects
        .try_find(&tree, buffer)
        .map_err(|e| unreadable(e.to_string()))?
        .ok_or_else(|| unreadable("it is not here".into()))?;
    if object.kind == gix::objs::Kind::Tree {
        Ok(object.data)
    } else {
        Err(unreadable("it is no tree".into()))
    }
}

/// Two trees without the entries that both begin with, and those that both end with. A commit changes one file of
/// many, and what is the same need not be taken apart.
fn trimmed<'a>(old: &'a [u8], new: &'a [u8], hash_bytes: usize) -> (&'a [u8], &'a [u8]) {
    let next = |tree: &[u8]| {
        let name_ends = tree.find_byte(0)?;
        Some(name_ends + 1 + hash_bytes).filter(|end| *end <= tree.len())
    };
    let same = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let mut start = 0;
    while let Some(end) = next(&old[start..]).filter(|end| start + end <= same) {
        start += end;
    }
    let (old, new) = (&old[start..], &new[start..]);
    let same = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    let (mut i, mut j) = (0, 0);
    loop {
        let (left_old, left_new) = (old.len() - i, new.len() - j);
        if left_old == left_new && left_old <= same {
            return (&old[..i], &new[..j]);
        }
        // The one with more before it goes on to its next entry.
        let (tree, at) = if left_old >= left_new { (old, &mut i) } else { (new, &mut j) };
        match next(&tree[*at..]) {
            Some(end) => *at += end,
            None => return (old, new),
        }
    }
}

/// The entries of a tree, sorted by name: git sorts folders as if their names ended in a slash, and a forged tree
/// may not be sorted at all.
fn entries<'a>(repo: &gix::Repository, tree: &'a [u8]) -> Result<Vec<Entry<'a>>, GitError> {
    let unreadable = |e: String| GitError::Read { what: "a tree".into(), why: e };
    let mut entries = Vec::new();
    for entry in gix::objs::TreeRefIter::from_bytes(tree, repo.object_hash()) {
        let entry = entry.map_err(|e| unreadable(e.to_string()))?;
        entries.push(Entry { name: entry.filename, id: entry.oid, kind: Kind::of(entry.mode) });
    }
    entries.sort_by(|a, b| a.name.cmp(b.name));
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(entries: &[(&str, u8)]) -> Vec<u8> {
        entries
            .iter()
            .flat_map(|(name, id)| [b"100644 ", name.as_bytes(), &[0], &[*id; 20]].concat())
            .collect()
    }

    #[test]
    fn only_what_differs_is_left() {
        type Entries<'e> = &'e [(&'e str, u8)];
        let cases: [(Entries<'_>, Entries<'_>, usize, usize); 8] = [
            (&[("a", 1), ("b", 2), ("c", 3)], &[("a", 1), ("b", 2), ("c", 3)], 0, 0),
            (&[("a", 1), ("c", 3)], &[("a", 1), ("b", 2), ("c", 3)], 0, 1),
            (&[("a", 1), ("b", 2), ("c", 3)], &[("a", 1), ("c", 3)], 1, 0),
            (&[("a", 1), ("b", 2), ("c", 3)], &[("a", 1), ("b", 9), ("c", 3)], 1, 1),
            (&[], &[("a", 1)], 0, 1),
            (&[("a", 1)], &[("b", 1)], 1, 1),
            (&[("a", 1), ("b", 1)], &[("b", 1), ("b", 1)], 1, 1),
            (&[("aa", 1), ("b", 1)], &[("a", 1), ("aa", 1), ("aaa", 1), ("b", 1)], 1, 3),
        ];
        for (old, new, left_old, left_new) in cases {
            let (a, b) = (tree(old), tree(new));
            let (a, b) = trimmed(&a, &b, 20);
            let count = |t: &[u8]| {
                gix::objs::TreeRefIter::from_bytes(t, gix::hash::Kind::Sha1)
                    .inspect(|e| assert!(e.is_ok()))
                    .count()
            };
            assert!(count(a) <= left_old.max(1) && count(b) <= left_new, "{old:?} {new:?}");
        }
    }

    #[test]
    fn a_tree_that_is_cut_is_left_as_it_is() {
        let whole = tree(&[("a", 1), ("b", 2)]);
        for n in 0..whole.len() {
            let (a, b) = trimmed(&whole[..n], &whole, 20);
            assert!(whole[..n].ends_with(a) && whole.ends_with(b) || a.is_empty());
        }
    }
}
