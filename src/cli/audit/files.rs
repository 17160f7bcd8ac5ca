//! The contents of the files that the walk found below `.gaps`, each read once and judged by itself; and the landing
//! log, which has every event file, well-formed or not.

use std::collections::BTreeMap;

use gix::ObjectId;
use gix::bstr::ByteSlice;

use crate::ledger::form::FILE_BYTES_MAX;
use crate::ledger::{Code, path};
use crate::project::audit::{Content, File, Record, Removal};
use crate::project::foxtrot::Merge;
use crate::project::log::Landed;
use crate::project::pull_request;
use crate::shell::objects::{Commit, Objects, Surroundings, Unread};
use crate::shell::survey::{Leaf, ObjectFault, Survey, object_fault};
use crate::shell::tree::judge_bytes;

/// What was read.
#[derive(Default)]
pub(super) struct Read {
    pub(super) files: Vec<File>,
    pub(super) removals: Vec<Removal>,
    pub(super) landed: Vec<Landed>,
    pub(super) faults: Vec<ObjectFault>,
    pub(super) messages: Messages,
}

const SUBMODULE: u32 = 0o160_000;
const ATTRIBUTES: &[u8] = b".gaps/.gitattributes";

fn is_event(path: &[u8]) -> bool {
    path.starts_with(b".gaps/events/") && path.ends_with(path::ENDING.as_bytes())
}

/// Reads what the walk found.
pub(super) fn read(objects: &Objects, around: &Surroundings, walk: &Survey) -> Read {
    let mut found = Read::default();
    let mut leaves: Vec<(usize, &Leaf, bool)> = Vec::new();
    for change in &walk.changes {
        let mut all: Vec<(usize, &Leaf, bool)> = Vec::new();
        all.extend(change.added.iter().map(|l| (change.step, l, true)));
        all.extend(change.edited.iter().map(|l| (change.step, l, false)));
        all.sort_by(|a, b| a.1.path.cmp(&b.1.path));
        leaves.append(&mut all);
        found.removals.extend(
            change
                .removed
                .iter()
                .map(|l| Removal { path: l.path.to_str_lossy().into_owned(), commit: change.step }),
        );
    }
    let wanted = |l: &Leaf| l.mode != SUBMODULE && (is_event(&l.path) || l.path == ATTRIBUTES);
    let blobs: Vec<(usize, ObjectId)> = leaves
        .iter()
        .enumerate()
        .filter(|(_, (_, l, _))| wanted(l))
        .map(|(i, (_, l, _))| (i, l.id))
        .collect();
    let ids: Vec<ObjectId> = blobs.iter().map(|(_, id)| *id).collect();
    let judged = objects.blobs(&ids, FILE_BYTES_MAX, |i, bytes| judge(leaves[blobs[i].0].1, bytes));
    let mut judged = judged.into_iter();
    for (commit, leaf, is_added) in leaves {
        let one = if wanted(leaf) { judged.next() } else { None };
        let (hash, content, why) = one.unwrap_or_else(|| (unread(leaf), Content::Other, None));
        let at = walk.line.get(commit).copied();
        let shown = leaf.path.to_str_lossy().into_owned();
        found.faults.extend(why.map(|w| object_fault(around, &w, at, Some(shown.clone()))));
        let landed = (is_added && is_event(&leaf.path)).then_some(found.landed.len());
        if landed.is_some() {
            found.landed.push(Landed { path: leaf.path.to_vec(), file: hash });
        }
        found.files.push(File {
            is_text: leaf.path.to_str().is_ok(),
            path: shown,
            mode: leaf.mode,
            blob: leaf.id.to_string(),
            commit,
            landed,
            content,
        });
    }
    found
}

/// The hash of the bytes, what they are, and the object that could not be read.
type Judged = ([u8; 32], Content, Option<Unread>);

fn judge(leaf: &Leaf, bytes: Result<Vec<u8>, Unread>) -> Judged {
    let faulty = |code, why| Content::Event(Record::Faulty(code, why));
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(why @ Unread::Large { .. }) => {
            return (unread(leaf), faulty(Code::NotCanonical, why.to_string()), None);
        }
        Err(why) => return (unread(leaf), Content::Other, Some(why)),
    };
    let hash = *blake3::hash(&bytes).as_bytes();
    if leaf.path == ATTRIBUTES {
        return (hash, Content::Attributes(bytes), None);
    }
    // A name that states no id is the rule's on paths to tell.
    let Some(id) = leaf.path.to_str().ok().and_then(path::id_of) else {
        return (hash, Content::Other, None);
    };
    let record = match judge_bytes(&bytes, id) {
        Ok(signed) => Content::Event(Record::Good(Box::new(signed))),
        Err((code, why)) => faulty(code, why),
    };
    (hash, record, None)
}

/// What was not inflated stands in the log by the name that git gives it.
fn unread(leaf: &Leaf) -> [u8; 32] {
    *blake3::hash(leaf.id.to_string().as_bytes()).as_bytes()
}

/// What the messages of the line say that an audit asks for. While the walk goes on, from the newest commit down, places
/// count from there.
#[derive(Default)]
pub(super) struct Messages {
    seen: usize,
    /// For each number the first commit that bears it.
    first: BTreeMap<u64, usize>,
    merges: Vec<Merge<ObjectId>>,
}

impl Messages {
    pub(super) fn see(&mut self, commit: &Commit, forge: Option<crate::project::forge::Forge>) {
        let message = commit.message.to_str_lossy();
        let is_asked = message.contains('#') || message.trim_start().starts_with("Merged PR ");
        if let Some(number) = is_asked.then(|| pull_request::borne(&message, forge)).flatten() {
            self.first.insert(number, self.seen);
        }
        if let Some(brought) = commit.parents.get(1) {
            let subject = message.lines().next().unwrap_or_default().to_owned();
            self.merges.push(Merge { at: self.seen, subject, brought: *brought });
        }
        self.seen += 1;
    }

    /// After the walk: places count from the oldest commit on.
    pub(super) fn turn(&mut self) {
        let last = self.seen.saturating_sub(1);
        self.first.values_mut().for_each(|at| *at = last - *at);
        self.merges.iter_mut().for_each(|merge| merge.at = last - merge.at);
        self.merges.reverse();
    }

    /// Whether a commit before this one bears a number.
    pub(super) fn is_borne_before(&self, at: usize, number: u64) -> bool {
        self.first.get(&number).is_some_and(|first| *first < at)
    }

    /// The merges of the line, the oldest first, each with its subject and the first parent that it brought.
    pub(super) fn merges(&self) -> impl Iterator<Item = Merge<ObjectId>> {
        self.merges.iter().cloned()
    }
}
