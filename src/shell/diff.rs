//! What differs between two trees of event files. Only folders that differ are opened, names decide, and no rename
//! is ever guessed.

use std::cmp::Ordering;

use gix::bstr::{BStr, ByteSlice};
use gix::prelude::FindExt;

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

/// Compares two trees that stand at the same path.
pub fn compare(
    repo: &gix::Repository,
    before: Option<gix::ObjectId>,
    after: Option<gix::ObjectId>,
    prefix: &str,
    found: &mut Difference,
) -> Result<(), GitError> {
    let (mut old_bytes, mut new_bytes) = (Vec::new(), Vec::new());
    let old = entries(repo, before, &mut old_bytes)?;
    let new = entries(repo, after, &mut new_bytes)?;
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
                compare(repo, Some(a.id.to_owned()), Some(b.id.to_owned()), &path(b), found)?;
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
        let mut bytes = Vec::new();
        for below in entries(repo, Some(entry.id.to_owned()), &mut bytes)? {
            let path = format!("{path}/{}", below.name.to_str_lossy());
            collect(repo, &below, path, into)?;
        }
        return Ok(());
    };
    into.push(Found { path, blob: entry.id.to_owned(), kind });
    Ok(())
}

/// The entries of a tree, sorted by name: git sorts folders as if their names ended in a slash, and a forged tree
/// may not be sorted at all.
fn entries<'a>(
    repo: &gix::Repository,
    tree: Option<gix::ObjectId>,
    bytes: &'a mut Vec<u8>,
) -> Result<Vec<Entry<'a>>, GitError> {
    let Some(tree) = tree else { return Ok(Vec::new()) };
    let unreadable = |e: String| GitError::Read { what: format!("tree {tree}"), why: e };
    let found = repo.objects.find_tree_iter(&tree, bytes).map_err(|e| unreadable(e.to_string()))?;
    let mut entries = Vec::new();
    for entry in found {
        let entry = entry.map_err(|e| unreadable(e.to_string()))?;
        entries.push(Entry { name: entry.filename, id: entry.oid, kind: Kind::of(entry.mode) });
    }
    entries.sort_by(|a, b| a.name.cmp(b.name));
    Ok(entries)
}
