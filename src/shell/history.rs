//! The landing walk: the trunk's first-parent line, and what each of its commits added below `.gaps/events` or
//! took away. Only trees are compared; no rename is ever guessed and no message is read for its meaning.

use std::collections::{BTreeMap, BTreeSet};

use gix::bstr::{BString, ByteSlice};
use gix::prelude::FindExt;

use super::git::{Git, GitError};
use super::tree::{Files, Found, Kind};
use crate::ledger::path;
use crate::model::CommitId;

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
    /// Files whose content this commit changed.
    pub edited: Vec<Found>,
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
    /// For each file the commits that gave it a content, oldest first: mostly one, the landing.
    pub fn landed(&self) -> BTreeMap<&str, Vec<(usize, &Found)>> {
        let mut landed: BTreeMap<&str, Vec<(usize, &Found)>> = BTreeMap::new();
        for change in &self.changes {
            for found in change.added.iter().chain(&change.edited) {
                landed.entry(found.path.as_str()).or_default().push((change.commit, found));
            }
        }
        landed
    }
}

type Entries = BTreeMap<String, (gix::ObjectId, Option<Kind>)>;

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
        for (name, (id, kind)) in &new {
            let path = format!("{prefix}/{name}");
            match old.get(name) {
                Some(same) if same == &(*id, *kind) => {}
                Some((was, None)) if kind.is_none() => {
                    self.compare_trees(Some(*was), Some(*id), &path, change)?;
                }
                Some((_, Some(_))) if kind.is_some() => {
                    self.collect(*id, *kind, &path, &mut change.edited)?
                }
                other => {
                    if let Some((was, was_kind)) = other {
                        self.collect(*was, *was_kind, &path, &mut change.removed)?;
                    }
                    self.collect(*id, *kind, &path, &mut change.added)?;
                }
            }
        }
        for (name, (id, kind)) in old.iter().filter(|(name, _)| !new.contains_key(*name)) {
            self.collect(*id, *kind, &format!("{prefix}/{name}"), &mut change.removed)?;
        }
        Ok(())
    }

    fn collect(
        &self,
        id: gix::ObjectId,
        kind: Option<Kind>,
        path: &str,
        into: &mut Vec<Found>,
    ) -> Result<(), GitError> {
        match kind {
            None => into.extend(self.files_below(id, path)?.into_values()),
            Some(kind) => into.push(Found { path: path.to_owned(), blob: id, kind }),
        }
        Ok(())
    }

    /// The entries of a tree by name; a folder has no kind.
    fn entries(&self, tree: Option<gix::ObjectId>) -> Result<Entries, GitError> {
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
                    (e.filename.to_str_lossy().into_owned(), (e.oid.to_owned(), Kind::of(e.mode)))
                })
            })
            .collect::<Result<_, _>>()
            .map_err(|e| unreadable(e.to_string()))
    }

    /// Where a revision meets the first-parent line of a tip: itself, or the newest commit of the line that is in
    /// its history.
    pub fn on_line(&self, tip: gix::ObjectId, rev: gix::ObjectId) -> Option<gix::ObjectId> {
        let history: BTreeSet<gix::ObjectId> =
            self.ancestors(rev).ok()?.into_iter().map(|(id, _)| id).collect();
        let mut next = Some(tip);
        while let Some(id) = next {
            if history.contains(&id) {
                return Some(id);
            }
            next = self.read_commit(id).ok()?.parents.first().copied();
        }
        None
    }

    /// For commits anywhere in the trunk's history: which commit of the line brought them.
    pub fn brought_by(
        &self,
        walk: &Walk,
        wanted: &BTreeSet<CommitId>,
    ) -> Result<BTreeMap<CommitId, usize>, GitError> {
        let mut brought = BTreeMap::new();
        let mut seen: BTreeSet<gix::ObjectId> = BTreeSet::new();
        for (i, commit) in walk.commits.iter().enumerate() {
            let mut waiting = vec![commit.id];
            while let Some(id) = waiting.pop() {
                if !seen.insert(id) {
                    continue;
                }
                if let Some(named) = super::git::commit_id(id).filter(|n| wanted.contains(n)) {
                    brought.insert(named, i);
                }
                if id == commit.id {
                    waiting.extend(commit.parents.iter().skip(1));
                } else {
                    waiting.extend(self.read_commit(id)?.parents);
                }
            }
        }
        Ok(brought)
    }

    /// The versions of a file along the first-parent line, newest first, each content once.
    pub fn versions(
        &self,
        tip: gix::ObjectId,
        path: &str,
        most: usize,
    ) -> Result<Vec<(gix::ObjectId, Vec<u8>)>, GitError> {
        let mut found: Vec<(gix::ObjectId, Vec<u8>)> = Vec::new();
        let mut next = Some(tip);
        while let Some(id) = next.filter(|_| found.len() < most) {
            let commit = self.read_commit(id)?;
            if let Some(blob) = self.file(commit.tree, path)?
                && found.last().is_none_or(|(last, _)| *last != blob)
            {
                found.push((blob, self.blob(blob, 16 << 20)?));
            }
            next = commit.parents.first().copied();
        }
        Ok(found)
    }

    /// The blob at a path of a tree.
    pub fn file(&self, tree: gix::ObjectId, path: &str) -> Result<Option<gix::ObjectId>, GitError> {
        let unreadable = |e: String| GitError::Read { what: format!("tree {tree}"), why: e };
        let root = self.repo.find_tree(tree).map_err(|e| unreadable(e.to_string()))?;
        let entry = root.lookup_entry_by_path(path).map_err(|e| unreadable(e.to_string()))?;
        Ok(entry.filter(|e| e.mode().is_blob()).map(|e| e.object_id()))
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
