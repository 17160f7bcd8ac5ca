//! The landing walk: the trunk's first-parent line, and what each of its commits added below `.gaps/events` or
//! took away. Only trees are compared; no rename is ever guessed and no message is read for its meaning.

use std::collections::{BTreeMap, BTreeSet};

use gix::bstr::{BString, ByteSlice};
use gix::prelude::FindExt;

use super::git::{Git, GitError};
use super::tree::{Files, Found};
use crate::ledger::path;

/// One first-parent commit of the trunk.
#[derive(Debug, Clone)]
pub struct TrunkCommit {
    pub id: gix::ObjectId,
    pub parents: Vec<gix::ObjectId>,
    pub tree: gix::ObjectId,
    pub seconds: i64,
    pub offset_seconds: i32,
    pub author: String,
    pub authored_seconds: i64,
    pub message: BString,
}

/// What one commit of the trunk changed below `.gaps/events`.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// Counts in [`Walk::commits`].
    pub commit: usize,
    pub added: Vec<Found>,
    pub removed: Vec<Found>,
}

/// The trunk's first-parent line, oldest first.
#[derive(Debug, Default)]
pub struct Walk {
    pub commits: Vec<TrunkCommit>,
    pub changes: Vec<Change>,
    /// The line ends at a commit whose parents are not here.
    pub is_cut: bool,
}

impl Walk {
    /// The first commit whose tree held each file, and the file as it was then.
    pub fn landed(&self) -> BTreeMap<&str, (usize, &Found)> {
        let mut landed = BTreeMap::new();
        for change in &self.changes {
            for found in &change.added {
                landed.entry(found.path.as_str()).or_insert((change.commit, found));
            }
        }
        landed
    }
}

impl Git {
    /// Walks the first-parent line down from a commit.
    pub fn walk(&self, tip: gix::ObjectId) -> Result<Walk, GitError> {
        let mut walk = Walk::default();
        let mut next = Some(tip);
        let shallow: BTreeSet<gix::ObjectId> = match self.repo.shallow_commits() {
            Ok(Some(commits)) => commits.iter().copied().collect(),
            _ => BTreeSet::new(),
        };
        while let Some(id) = next {
            let commit = self.read_commit(id)?;
            walk.is_cut |= shallow.contains(&id);
            next = if shallow.contains(&id) { None } else { commit.parents.first().copied() };
            walk.commits.push(commit);
        }
        walk.commits.reverse();
        let mut before: Option<gix::ObjectId> = None;
        let mut roots = Roots::default();
        for i in 0..walk.commits.len() {
            let events = roots.events(self, walk.commits[i].tree)?;
            if events != before {
                walk.changes.push(self.compare(i, before, events)?);
                before = events;
            }
        }
        Ok(walk)
    }

    pub fn read_commit(&self, id: gix::ObjectId) -> Result<TrunkCommit, GitError> {
        let unreadable = |e: String| GitError::Read { what: format!("commit {id}"), why: e };
        let mut buffer = Vec::new();
        let commit = self
            .repo
            .objects
            .find_commit(&id, &mut buffer)
            .map_err(|e| unreadable(e.to_string()))?;
        let committer = commit.committer().map_err(|e| unreadable(e.to_string()))?;
        let author = commit.author().map_err(|e| unreadable(e.to_string()))?;
        let time = committer.time().unwrap_or_default();
        Ok(TrunkCommit {
            id,
            parents: commit.parents().collect(),
            tree: commit.tree(),
            seconds: time.seconds,
            offset_seconds: time.offset,
            author: author.name.to_str_lossy().into_owned(),
            authored_seconds: author.time().unwrap_or_default().seconds,
            message: commit.message.to_owned(),
        })
    }

    fn compare(
        &self,
        commit: usize,
        before: Option<gix::ObjectId>,
        after: Option<gix::ObjectId>,
    ) -> Result<Change, GitError> {
        let mut change = Change { commit, ..Change::default() };
        self.compare_trees(before, after, path::EVENTS, &mut change)?;
        Ok(change)
    }

    /// Descends only where two trees differ.
    fn compare_trees(
        &self,
        before: Option<gix::ObjectId>,
        after: Option<gix::ObjectId>,
        prefix: &str,
        change: &mut Change,
    ) -> Result<(), GitError> {
        let (old, new) = (self.entries(before)?, self.entries(after)?);
        for (name, (id, is_tree)) in &new {
            let path = format!("{prefix}/{name}");
            match old.get(name) {
                Some(same) if same == &(*id, *is_tree) => {}
                Some((was, true)) if *is_tree => {
                    self.compare_trees(Some(*was), Some(*id), &path, change)?
                }
                // An edited file neither comes nor goes: the first landed blob of a name stands.
                Some((_, false)) if !*is_tree => {}
                other => {
                    if let Some((was, was_tree)) = other {
                        self.collect(*was, *was_tree, &path, &mut change.removed)?;
                    }
                    self.collect(*id, *is_tree, &path, &mut change.added)?;
                }
            }
        }
        for (name, (id, is_tree)) in old.iter().filter(|(name, _)| !new.contains_key(*name)) {
            self.collect(*id, *is_tree, &format!("{prefix}/{name}"), &mut change.removed)?;
        }
        Ok(())
    }

    fn collect(
        &self,
        id: gix::ObjectId,
        is_tree: bool,
        path: &str,
        into: &mut Vec<Found>,
    ) -> Result<(), GitError> {
        if is_tree {
            into.extend(self.files_below(id, path)?.into_values());
        } else {
            into.push(Found { path: path.to_owned(), blob: id, kind: super::tree::Kind::File });
        }
        Ok(())
    }

    fn entries(
        &self,
        tree: Option<gix::ObjectId>,
    ) -> Result<BTreeMap<String, (gix::ObjectId, bool)>, GitError> {
        let Some(tree) = tree else { return Ok(BTreeMap::new()) };
        let mut buffer = Vec::new();
        let unreadable = |e: String| GitError::Read { what: format!("tree {tree}"), why: e };
        let entries = self
            .repo
            .objects
            .find_tree_iter(&tree, &mut buffer)
            .map_err(|e| unreadable(e.to_string()))?;
        entries
            .map(|e| {
                e.map(|e| {
                    (e.filename.to_str_lossy().into_owned(), (e.oid.to_owned(), e.mode.is_tree()))
                })
            })
            .collect::<Result<_, _>>()
            .map_err(|e| unreadable(e.to_string()))
    }

    /// Every event file that any commit in the history of this one ever held.
    pub fn ever_held(&self, tip: gix::ObjectId) -> Result<Files, GitError> {
        let mut held = Files::new();
        let mut seen_trees = BTreeSet::new();
        let mut roots = Roots::default();
        for commit in self.ancestors(tip)? {
            if let Some(events) = roots.events(self, commit.1)?
                && seen_trees.insert(events)
            {
                held.extend(self.files_below(events, path::EVENTS)?);
            }
        }
        Ok(held)
    }

    /// Every commit in the history of this one, itself included, with its tree.
    pub fn ancestors(
        &self,
        tip: gix::ObjectId,
    ) -> Result<Vec<(gix::ObjectId, gix::ObjectId)>, GitError> {
        let mut seen = BTreeSet::from([tip]);
        let mut waiting = vec![tip];
        let mut found = Vec::new();
        let mut buffer = Vec::new();
        let shallow: BTreeSet<gix::ObjectId> = self
            .repo
            .shallow_commits()
            .ok()
            .flatten()
            .map(|c| c.iter().copied().collect())
            .unwrap_or_default();
        while let Some(id) = waiting.pop() {
            let unreadable = |e: String| GitError::Read { what: format!("commit {id}"), why: e };
            let commit = self
                .repo
                .objects
                .find_commit(&id, &mut buffer)
                .map_err(|e| unreadable(e.to_string()))?;
            found.push((id, commit.tree()));
            if !shallow.contains(&id) {
                waiting.extend(commit.parents().filter(|p| seen.insert(*p)));
            }
        }
        Ok(found)
    }
}

/// Remembers the last answers, since most commits change nothing of ours.
#[derive(Default)]
struct Roots {
    last: Option<(gix::ObjectId, Option<gix::ObjectId>)>,
    last_gaps: Option<(gix::ObjectId, Option<gix::ObjectId>)>,
}

impl Roots {
    /// The tree of `.gaps/events` below a root tree.
    fn events(
        &mut self,
        git: &Git,
        root: gix::ObjectId,
    ) -> Result<Option<gix::ObjectId>, GitError> {
        if let Some((last, events)) = self.last
            && last == root
        {
            return Ok(events);
        }
        let events = match git.child(root, path::ROOT)? {
            None => None,
            Some(gaps) => match self.last_gaps {
                Some((last, events)) if last == gaps => events,
                _ => {
                    let events = git.child(gaps, "events")?;
                    self.last_gaps = Some((gaps, events));
                    events
                }
            },
        };
        self.last = Some((root, events));
        Ok(events)
    }
}
