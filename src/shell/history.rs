//! What history is asked beside the landing walk: commits with their words, lines of commits, the versions of a
//! document.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashSet};
use std::ops::ControlFlow;

use gix::bstr::{BStr, BString, ByteSlice};
use gix::prelude::FindExt;

use super::commits::Raw;
use super::git::{Git, GitError};
use super::parallel;
use super::roots::Roots;
use super::tree::{Files, Found, Kind};
use super::walk::Step;
use crate::ledger::path;
use crate::model::CommitId;

/// A commit with its words.
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

/// A content that a document had on the trunk.
#[derive(Debug, Clone)]
pub struct Version {
    pub commit: gix::ObjectId,
    pub blob: gix::ObjectId,
    pub seconds: i64,
    /// Where it stood then.
    pub path: String,
    pub bytes: Vec<u8>,
}

/// A content that a file kept over several commits of a line.
#[derive(Debug, Clone)]
pub struct Run {
    pub blob: gix::ObjectId,
    /// Newest first; the last one brought it.
    pub commits: Vec<gix::ObjectId>,
}

impl Git {
    /// The first-parent line down from a commit, oldest first.
    pub fn line(&self, tip: gix::ObjectId) -> Result<Vec<gix::ObjectId>, GitError> {
        self.line_end(tip, usize::MAX)
    }

    /// The last commits of a line, so many at most.
    pub fn line_end(
        &self,
        tip: gix::ObjectId,
        most: usize,
    ) -> Result<Vec<gix::ObjectId>, GitError> {
        let mut commits = self.commits();
        let mut line = Vec::new();
        let mut next = Some(tip);
        while let Some(id) = next.filter(|_| line.len() < most) {
            if commits.put_line(id, most, &mut line) {
                break;
            }
            line.push(id);
            next = commits.shape(id)?.parents.first().copied();
        }
        line.reverse();
        Ok(line)
    }

    pub fn read_commit(&self, id: gix::ObjectId) -> Result<TrunkCommit, GitError> {
        read_commit(&self.repo, id, &mut Vec::new())
    }

    /// Commits with their words, in the order asked, on two threads where that pays.
    pub fn read_commits(&self, ids: &[gix::ObjectId]) -> Result<Vec<TrunkCommit>, GitError> {
        let read = parallel::map(&self.apart(ids.len()), ids, |repo, ids| {
            let mut buffer = Vec::new();
            ids.iter().map(|id| read_commit(repo, *id, &mut buffer)).collect()
        });
        read.into_iter().collect()
    }

    /// What a function says of the message of each of these commits, in the order asked, on two threads where that
    /// pays.
    pub fn each_message<T: Send>(
        &self,
        ids: &[gix::ObjectId],
        say: impl Fn(&BStr) -> T + Sync,
    ) -> Result<Vec<T>, GitError> {
        let said = parallel::map(&self.apart(ids.len()), ids, |repo, ids| {
            let mut buffer = Vec::new();
            let mut one =
                |id: &gix::ObjectId| Raw::find(repo, *id, &mut buffer).map(|raw| say(raw.message));
            ids.iter().map(&mut one).collect()
        });
        said.into_iter().collect()
    }

    /// Where a revision meets the first-parent line of a tip: itself, or the newest commit of the line that is in
    /// its history.
    pub fn on_line(&self, tip: gix::ObjectId, rev: gix::ObjectId) -> Option<gix::ObjectId> {
        let history: HashSet<gix::ObjectId> =
            self.ancestors(rev).ok()?.into_iter().map(|(id, _)| id).collect();
        let mut commits = self.commits();
        let mut next = Some(tip);
        while let Some(id) = next {
            if history.contains(&id) {
                return Some(id);
            }
            next = commits.shape(id).ok()?.parents.first().copied();
        }
        None
    }

    /// For commits anywhere in the trunk's history: which commit of the line brought them.
    pub fn brought_by(
        &self,
        line: &[gix::ObjectId],
        wanted: &BTreeSet<CommitId>,
    ) -> Result<BTreeMap<CommitId, usize>, GitError> {
        let mut brought = BTreeMap::new();
        let wanted: HashSet<gix::ObjectId> = wanted
            .iter()
            .filter_map(|w| gix::ObjectId::from_hex(w.as_str().as_bytes()).ok())
            .collect();
        let mut commits = self.commits();
        let mut seen: HashSet<gix::ObjectId> = HashSet::new();
        for (i, on_line) in line.iter().enumerate() {
            let mut waiting = vec![*on_line];
            while let Some(id) = waiting.pop() {
                if !seen.insert(id) {
                    continue;
                }
                if wanted.contains(&id)
                    && let Some(named) = super::git::commit_id(id)
                {
                    brought.insert(named, i);
                }
                waiting.extend(commits.shape(id)?.parents.iter().filter(|p| !seen.contains(*p)));
            }
        }
        Ok(brought)
    }

    /// The commits of the first-parent line that gave a document a new content, newest first. Where it came to its
    /// path from another one, that is followed by exact content, else by the paths that the user names.
    pub fn versions_of(
        &self,
        tip: gix::ObjectId,
        path: &str,
        old_paths: &[String],
    ) -> Result<Vec<Version>, GitError> {
        let mut found = Vec::new();
        let mut path = path.to_owned();
        let mut next = Some(tip);
        while let Some(id) = next {
            let commit = self.read_commit(id)?;
            next = commit.parents.first().copied();
            let before = next.map(|p| self.read_commit(p)).transpose()?;
            let Some(blob) = self.file(commit.tree, &path)? else { continue };
            let was = before.as_ref().map_or(Ok(None), |b| self.file(b.tree, &path))?;
            if was == Some(blob) {
                continue;
            }
            let bytes = self.blob(blob, 16 << 20)?;
            found.push(Version {
                commit: id,
                blob,
                seconds: commit.seconds,
                path: path.clone(),
                bytes,
            });
            if let (None, Some(before)) = (was, &before) {
                let same = self.path_of(before.tree, blob)?;
                // A copy is no rename: the other one is still there.
                let same = match same {
                    Some(old) if self.file(commit.tree, &old)?.is_none() => Some(old),
                    _ => None,
                };
                let named = old_paths
                    .iter()
                    .find(|p| matches!(self.file(before.tree, p), Ok(Some(_))))
                    .cloned();
                if let Some(old) = same.or(named) {
                    if self.file(before.tree, &old)? == Some(blob) {
                        // The rename itself says nothing new.
                        found.pop();
                    }
                    path = old;
                }
            }
        }
        Ok(found)
    }

    /// A path of a tree that holds this very content.
    fn path_of(
        &self,
        tree: gix::ObjectId,
        blob: gix::ObjectId,
    ) -> Result<Option<String>, GitError> {
        let files = self.files_below(tree, "")?;
        Ok(files
            .into_values()
            .find(|f| f.blob == blob)
            .map(|f| f.path.trim_start_matches('/').to_owned()))
    }

    /// Shows the versions of a file along the first-parent line, newest first, each run of one content once, until
    /// the caller has seen enough.
    pub fn each_version(
        &self,
        tip: gix::ObjectId,
        path: &str,
        see: &mut dyn FnMut(&Run) -> ControlFlow<()>,
    ) -> Result<(), GitError> {
        let mut run: Option<Run> = None;
        let mut next = Some(tip);
        while let Some(id) = next {
            let commit = self.read_commit(id)?;
            next = commit.parents.first().copied();
            let blob = self.file(commit.tree, path)?;
            if let (Some(run), Some(blob)) = (&mut run, blob)
                && run.blob == blob
            {
                run.commits.push(id);
                continue;
            }
            if run.take().is_some_and(|run| see(&run).is_break()) {
                return Ok(());
            }
            run = blob.map(|blob| Run { blob, commits: vec![id] });
        }
        if let Some(run) = run {
            let _ = see(&run);
        }
        Ok(())
    }

    /// Of some paths the one that this file had before it was renamed, by exact content, along the first-parent
    /// line or in the working tree that these bytes are from.
    pub fn former_path(
        &self,
        tip: gix::ObjectId,
        path: &str,
        now: gix::ObjectId,
        candidates: &[String],
    ) -> Result<Option<String>, GitError> {
        let (mut blob, mut next) = (now, Some(tip));
        while let Some(id) = next {
            let commit = self.read_commit(id)?;
            next = commit.parents.first().copied();
            if let Some(there) = self.file(commit.tree, path)? {
                blob = there;
                continue;
            }
            for candidate in candidates {
                if self.file(commit.tree, candidate)? == Some(blob) {
                    return Ok(Some(candidate.clone()));
                }
            }
            return Ok(None);
        }
        Ok(None)
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
        let mut seen = HashSet::new();
        let mut roots = Roots::default();
        for commit in self.ancestors(tip)? {
            if let Some(events) = roots.events(&self.repo, commit.1)? {
                self.collect_new(events, path::EVENTS, &mut seen, &mut held)?;
            }
        }
        Ok(held)
    }

    /// The files below a tree that no tree seen before had at this place.
    fn collect_new(
        &self,
        tree: gix::ObjectId,
        prefix: &str,
        seen: &mut HashSet<(gix::ObjectId, String)>,
        held: &mut Files,
    ) -> Result<(), GitError> {
        if !seen.insert((tree, prefix.to_owned())) {
            return Ok(());
        }
        let unreadable = |e: String| GitError::Read { what: format!("tree {tree}"), why: e };
        let read = self.repo.find_tree(tree).map_err(|e| unreadable(e.to_string()))?;
        for entry in read.iter() {
            let entry = entry.map_err(|e| unreadable(e.to_string()))?;
            let path = format!("{prefix}/{}", entry.filename().to_str_lossy());
            let id = entry.object_id();
            match Kind::of(entry.mode()) {
                None => self.collect_new(id, &path, seen, held)?,
                Some(kind) => {
                    held.entry(path.clone()).or_insert(Found { path, blob: id, kind });
                }
            }
        }
        Ok(())
    }

    /// Every commit in the history of this one that is not in that of another.
    pub fn since(
        &self,
        tip: gix::ObjectId,
        known: gix::ObjectId,
    ) -> Result<Vec<gix::ObjectId>, GitError> {
        self.since_and(&[tip], known, &[], &mut |_, _| ())
    }

    /// The same for several commits, without those that were passed already. Somebody is shown the messages that pass
    /// by, those of a few other commits among them.
    pub(super) fn since_and(
        &self,
        tips: &[gix::ObjectId],
        known: gix::ObjectId,
        passed: &[gix::ObjectId],
        show: &mut dyn FnMut(gix::ObjectId, &BStr),
    ) -> Result<Vec<gix::ObjectId>, GitError> {
        // By date, the newest first, from both at once: when only what is known is left, nothing new is below. Where
        // dates lie, more commits come out than are new, never fewer.
        let mut commits = self.commits();
        let mut hidden: HashSet<gix::ObjectId> = HashSet::from([known]);
        let mut seen: HashSet<gix::ObjectId> = passed.iter().copied().chain([known]).collect();
        let mut read = |id| {
            let (seconds, parents) = commits.dated(id, |message| show(id, message))?;
            Ok::<_, GitError>((seconds, id, parents))
        };
        let mut new = Vec::new();
        let tips: Vec<_> = tips.iter().filter(|tip| seen.insert(**tip)).collect();
        let mut open = tips.len();
        if open == 0 {
            return Ok(new);
        }
        let mut waiting = BinaryHeap::from([read(known)?]);
        for tip in tips {
            waiting.push(read(*tip)?);
        }
        while let Some((_, id, parents)) = waiting.pop().filter(|_| open > 0) {
            let is_hidden = hidden.contains(&id);
            if !is_hidden {
                open -= 1;
                new.push(id);
            }
            for parent in parents {
                let newly_hidden = is_hidden && hidden.insert(parent);
                if seen.insert(parent) {
                    open += usize::from(!is_hidden);
                    waiting.push(read(parent)?);
                } else if newly_hidden && waiting.iter().any(|(_, w, _)| *w == parent) {
                    open -= 1;
                }
            }
        }
        Ok(new)
    }

    /// Every commit in the history of this one, itself included, with its tree.
    pub fn ancestors(&self, tip: gix::ObjectId) -> Result<Vec<Step>, GitError> {
        let mut commits = self.commits();
        let mut seen = HashSet::from([tip]);
        let mut waiting = vec![tip];
        let mut found = Vec::new();
        while let Some(id) = waiting.pop() {
            let shape = commits.shape(id)?;
            found.push((id, shape.tree));
            waiting.extend(shape.parents.into_iter().filter(|p| seen.insert(*p)));
        }
        Ok(found)
    }
}

fn read_commit(
    repo: &gix::Repository,
    id: gix::ObjectId,
    buffer: &mut Vec<u8>,
) -> Result<TrunkCommit, GitError> {
    let unreadable = |e: String| GitError::Read { what: format!("commit {id}"), why: e };
    if id.kind() != repo.object_hash() {
        return Err(unreadable("it is the id of another kind of repository".into()));
    }
    let commit = repo.objects.find_commit(&id, buffer).map_err(|e| unreadable(e.to_string()))?;
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
