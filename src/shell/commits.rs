//! Commits as a walk through history needs them: their tree and their parents. From the commit-graph where there is
//! one that git would believe too; else each is decoded once. No message is read here.

use std::collections::BTreeSet;

use gix::bstr::BStr;
use gix::commitgraph::Position;
use gix::prelude::FindExt;

use super::git::{Git, GitError};

/// Reads the shape of history.
pub struct Commits<'g> {
    repo: &'g gix::Repository,
    graph: Option<gix::commitgraph::Graph>,
    shallow: BTreeSet<gix::ObjectId>,
    buffer: Vec<u8>,
    /// Where the graph has the first parent of the last commit that was asked for.
    next: Option<(gix::ObjectId, Position)>,
}

/// A commit without its words.
#[derive(Debug, Clone)]
pub struct Shape {
    pub tree: gix::ObjectId,
    pub parents: Vec<gix::ObjectId>,
}

impl Git {
    pub fn commits(&self) -> Commits<'_> {
        Commits::of(&self.repo)
    }
}

impl<'g> Commits<'g> {
    pub(super) fn of(repo: &'g gix::Repository) -> Self {
        let shallow: BTreeSet<gix::ObjectId> = match repo.shallow_commits() {
            Ok(Some(commits)) => commits.iter().copied().collect(),
            _ => BTreeSet::new(),
        };
        // A graph knows nothing of where a clone was cut; git asks none in such a clone either.
        let graph =
            if shallow.is_empty() { repo.commit_graph_if_enabled().ok().flatten() } else { None };
        Self { repo, graph, shallow, buffer: Vec::new(), next: None }
    }

    /// Whether most commits can be had without decoding them.
    pub fn has_graph(&self) -> bool {
        self.graph.is_some()
    }

    pub(super) fn graph(&self) -> Option<&gix::commitgraph::Graph> {
        self.graph.as_ref()
    }

    /// Adds the first-parent line down from a commit, until there are so many, where the graph has it. There each is
    /// found by its place.
    pub(super) fn put_line(
        &self,
        from: gix::ObjectId,
        most: usize,
        line: &mut Vec<gix::ObjectId>,
    ) -> bool {
        let Some(graph) = &self.graph else { return false };
        let mut next = graph.lookup(from);
        let before = line.len();
        while let Some(at) = next.filter(|_| line.len() < most) {
            line.push(graph.id_at(at).to_owned());
            next = match graph.commit_at(at).iter_parents().next() {
                Some(Ok(parent)) => Some(parent),
                None => None,
                Some(Err(_)) => {
                    line.truncate(before);
                    return false;
                }
            };
        }
        line.len() > before
    }

    /// Whether history was cut at this commit.
    pub fn is_cut_at(&self, id: gix::ObjectId) -> bool {
        self.shallow.contains(&id)
    }

    /// The tree and the parents of a commit; none where history was cut.
    pub fn shape(&mut self, id: gix::ObjectId) -> Result<Shape, GitError> {
        self.shape_and(id, |_| ())
    }

    /// The same; where the commit has to be decoded, somebody is shown its message.
    pub fn shape_and(
        &mut self,
        id: gix::ObjectId,
        show: impl FnOnce(&BStr),
    ) -> Result<Shape, GitError> {
        let unreadable = |e: String| GitError::Read { what: format!("commit {id}"), why: e };
        if id.kind() != self.repo.object_hash() {
            return Err(unreadable("it is the id of another kind of repository".into()));
        }
        if let Some(shape) = self.graphed(&id) {
            return Ok(shape);
        }
        let commit = self
            .repo
            .objects
            .find_commit_iter(&id, &mut self.buffer)
            .map_err(|e| unreadable(e.to_string()))?;
        let mut tokens = commit;
        let tree = tokens.tree_id().map_err(|e| unreadable(e.to_string()))?;
        let parents =
            if self.shallow.contains(&id) { Vec::new() } else { commit.parent_ids().collect() };
        show(commit.message().unwrap_or(BStr::new(b"")));
        Ok(Shape { tree, parents })
    }

    /// Adds the parents of a commit; where it has to be decoded, somebody is shown its bytes.
    pub fn parents(
        &mut self,
        id: gix::ObjectId,
        parents: &mut Vec<gix::ObjectId>,
        show: impl FnOnce(&[u8]),
    ) -> Result<(), GitError> {
        let unreadable = |e: String| GitError::Read { what: format!("commit {id}"), why: e };
        if self.graphed_parents(&id, parents).is_some() {
            return Ok(());
        }
        if id.kind() != self.repo.object_hash() {
            return Err(unreadable("it is the id of another kind of repository".into()));
        }
        let found = self.repo.objects.find(&id, &mut self.buffer);
        let data = found.map_err(|e| unreadable(e.to_string()))?;
        let commit =
            data.try_into_commit_iter().ok_or_else(|| unreadable("it is no commit".into()))?;
        if !self.shallow.contains(&id) {
            parents.extend(commit.parent_ids());
        }
        show(data.data);
        Ok(())
    }

    /// The committer date of a commit.
    pub fn seconds(&mut self, id: gix::ObjectId) -> Result<i64, GitError> {
        let graphed = self.graph.as_ref().and_then(|g| g.commit_by_id(id));
        if let Some(commit) = graphed {
            return Ok(i64::try_from(commit.committer_timestamp()).unwrap_or(i64::MAX));
        }
        let unreadable = |e: String| GitError::Read { what: format!("commit {id}"), why: e };
        let commit = self
            .repo
            .objects
            .find_commit_iter(&id, &mut self.buffer)
            .map_err(|e| unreadable(e.to_string()))?;
        let committer = commit.committer().map_err(|e| unreadable(e.to_string()))?;
        Ok(committer.time().map_or(0, |t| t.seconds))
    }

    /// Adds nothing where the graph does not know them all.
    fn graphed_parents(&self, id: &gix::oid, parents: &mut Vec<gix::ObjectId>) -> Option<()> {
        let graph = self.graph.as_ref()?;
        let before = parents.len();
        for parent in graph.commit_by_id(id)?.iter_parents() {
            let Ok(parent) = parent else {
                parents.truncate(before);
                return None;
            };
            parents.push(graph.id_at(parent).to_owned());
        }
        Some(())
    }

    fn graphed(&mut self, id: &gix::oid) -> Option<Shape> {
        let graph = self.graph.as_ref()?;
        let commit = match self.next {
            Some((next, at)) if next == id => graph.commit_at(at),
            _ => graph.commit_by_id(id)?,
        };
        let mut parents = Vec::with_capacity(1);
        let mut next = None;
        for parent in commit.iter_parents() {
            let at = parent.ok()?;
            let id = graph.id_at(at).to_owned();
            next = next.or(Some((id, at)));
            parents.push(id);
        }
        let tree = commit.root_tree_id().to_owned();
        self.next = next;
        Some(Shape { tree, parents })
    }
}
