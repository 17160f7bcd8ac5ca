//! The landing walk: the trunk's first-parent line, and what each of its commits added below `.gaps/events` or
//! took away. Only trees are compared; no rename is ever guessed and no message is read for its meaning.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashSet};
use std::ops::ControlFlow;

use gix::bstr::{BStr, BString, ByteSlice};
use gix::prelude::FindExt;

use super::commits::Commits;
use super::diff::{self, Difference, Recent};
use super::git::{Git, GitError};
use super::parallel;
use super::tree::{Files, Found, Kind, child};
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

/// What one commit of the trunk changed below `.gaps/events`.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// Counts in the line, the oldest being 0.
    pub commit: usize,
    pub files: Difference,
}

/// The trunk's first-parent line, oldest first.
#[derive(Debug, Default)]
pub struct Walk {
    pub line: Vec<gix::ObjectId>,
    pub changes: Vec<Change>,
    /// The line ends at a commit whose parents are not here, or a tree on it is not here.
    pub is_cut: bool,
    /// What a listener said of the message of each commit of the line; empty where not every one was decoded.
    pub heard: Vec<Option<u64>>,
}

/// Listens to the messages of the line, where they pass by anyway.
pub type Listener<'l> = &'l (dyn Fn(&BStr) -> Option<u64> + Sync);

/// A commit of the line and its root tree.
type Step = (gix::ObjectId, gix::ObjectId);

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
    /// Walks the first-parent line down from a commit.
    pub fn walk(&self, tip: gix::ObjectId) -> Result<Walk, GitError> {
        self.walk_above(tip, None, &|_| None).map(|(walk, _)| walk)
    }

    /// Walks the line down to a commit that is known already, which is left out. Says whether the line came there;
    /// where it did not, the walk is whole.
    pub fn walk_above(
        &self,
        tip: gix::ObjectId,
        known: Option<gix::ObjectId>,
        listener: Listener<'_>,
    ) -> Result<(Walk, bool), GitError> {
        let mut line: Vec<gix::ObjectId> = Vec::new();
        let mut heard: Vec<Option<u64>> = Vec::new();
        let mut is_cut = false;
        let mut met = false;
        let lenient = self.is_partial();
        let mut found = Vec::new();
        let mut next = Some(tip);
        let mut steps: Vec<Step> = Vec::with_capacity(CHUNK + 1);
        while next.is_some() {
            let apart = self.apart(if known.is_none() { BATCH } else { 0 });
            let mut commits = Commits::of(&apart);
            let mut left = BATCH;
            let part = parallel::pipe(
                &apart,
                |send| {
                    while let Some(id) = next.filter(|_| left > 0) {
                        left -= 1;
                        let shape =
                            commits.shape_and(id, |message| heard.push(listener(message)))?;
                        steps.push((id, shape.tree));
                        if known == Some(id) {
                            met = true;
                            next = None;
                            break;
                        }
                        line.push(id);
                        is_cut |= commits.is_cut_at(id);
                        if steps.len() > CHUNK {
                            // The last of one part is the first of the next: each is compared with what is before it.
                            let last = (id, shape.tree);
                            send(std::mem::replace(&mut steps, vec![last]));
                        }
                        next = shape.parents.first().copied();
                    }
                    if next.is_none() {
                        send(std::mem::take(&mut steps));
                    }
                    Ok::<_, GitError>(())
                },
                |repo, steps: Vec<Step>| differences(repo, &steps, known, lenient),
            )?;
            found.extend(part);
        }
        line.reverse();
        heard.truncate(line.len());
        heard.reverse();
        if heard.len() < line.len() {
            heard.clear();
        }
        let mut walk = Walk { line, changes: Vec::new(), is_cut, heard };
        let mut above = walk.line.len();
        for part in found {
            let (steps, differences, lacks) = part?;
            walk.is_cut |= lacks;
            for (place, files) in differences {
                walk.changes.push(Change { commit: above - 1 - place, files });
            }
            above = above.saturating_sub(steps);
        }
        walk.changes.sort_by_key(|c| c.commit);
        Ok((walk, met))
    }

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
            let mut one = |id: &gix::ObjectId| {
                let unreadable =
                    |e: String| GitError::Read { what: format!("commit {id}"), why: e };
                let commit = repo
                    .objects
                    .find_commit_iter(id, &mut buffer)
                    .map_err(|e| unreadable(e.to_string()))?;
                commit.message().map(&say).map_err(|e| unreadable(e.to_string()))
            };
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
        // By date, the newest first, from both at once: when only what is known is left, nothing new is below. Where
        // dates lie, more commits come out than are new, never fewer.
        let mut commits = self.commits();
        let mut hidden: HashSet<gix::ObjectId> = HashSet::from([known]);
        let mut seen: HashSet<gix::ObjectId> = HashSet::from([tip, known]);
        let mut waiting = BinaryHeap::new();
        waiting.push((commits.seconds(known)?, known));
        let mut new = Vec::new();
        let mut open = usize::from(tip != known);
        if open > 0 {
            waiting.push((commits.seconds(tip)?, tip));
        }
        while let Some((_, id)) = waiting.pop().filter(|_| open > 0) {
            let is_hidden = hidden.contains(&id);
            if !is_hidden {
                open -= 1;
                new.push(id);
            }
            for parent in commits.shape(id)?.parents {
                let newly_hidden = is_hidden && hidden.insert(parent);
                if seen.insert(parent) {
                    open += usize::from(!is_hidden);
                    waiting.push((commits.seconds(parent)?, parent));
                } else if newly_hidden && waiting.iter().any(|(_, w)| *w == parent) {
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

    /// The tree of `.gaps/events` in a commit.
    pub fn events_tree(&self, commit: gix::ObjectId) -> Result<Option<gix::ObjectId>, GitError> {
        let shape = self.commits().shape(commit)?;
        Roots::default().events(&self.repo, shape.tree)
    }
}

/// How many commits of the line make one piece of work: large enough that the trees of one piece lie close together
/// in the pack.
const CHUNK: usize = 2048;

/// How many commits of a long line are looked at before what they mapped of the packs is let go of.
pub(super) const BATCH: usize = 16 * CHUNK;

/// How many were judged, what they changed, and whether a tree was not here.
type Differences = (usize, Vec<(usize, Difference)>, bool);

/// What each of these commits, newest first, changed against the one after it in this list. The last is not judged
/// itself, unless the line ends there. A partial clone may lack trees: there a commit is compared with the nearest
/// one before it whose tree is here.
fn differences(
    repo: &gix::Repository,
    steps: &[Step],
    known: Option<gix::ObjectId>,
    lenient: bool,
) -> Result<Differences, GitError> {
    let mut roots = Roots::default();
    let mut trees: Vec<Option<Option<gix::ObjectId>>> = Vec::with_capacity(steps.len());
    for (_, tree) in steps {
        match roots.events(repo, *tree) {
            Ok(events) => trees.push(Some(events)),
            Err(_) if lenient => trees.push(None),
            Err(error) => return Err(error),
        }
    }
    let is_whole = steps.len() > CHUNK;
    let ends = !is_whole && steps.last().is_none_or(|(id, _)| known != Some(*id));
    let judged = if ends { steps.len() } else { steps.len().saturating_sub(1) };
    let mut lacks = trees.contains(&None);
    let mut found = Vec::new();
    let mut recent = Recent::default();
    for i in 0..judged {
        let Some(after) = trees[i] else { continue };
        let before = trees[i + 1..].iter().find_map(|t| *t).flatten();
        if after != before {
            let mut files = Difference::default();
            let pair = (before, after);
            match diff::compare_one(repo, &mut recent, pair, path::EVENTS, &mut files) {
                Ok(()) => {}
                Err(_) if lenient => lacks = true,
                Err(error) => return Err(error),
            }
            if !files.is_empty() {
                found.push((i, files));
            }
        }
    }
    Ok((judged, found, lacks))
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
        repo: &gix::Repository,
        root: gix::ObjectId,
    ) -> Result<Option<gix::ObjectId>, GitError> {
        if let Some((last, events)) = self.last
            && last == root
        {
            return Ok(events);
        }
        let events = match child(repo, root, path::ROOT)? {
            None => None,
            Some(gaps) => match self.last_gaps {
                Some((last, events)) if last == gaps => events,
                _ => {
                    let events = child(repo, gaps, "events")?;
                    self.last_gaps = Some((gaps, events));
                    events
                }
            },
        };
        self.last = Some((root, events));
        Ok(events)
    }
}
