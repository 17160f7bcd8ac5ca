//! Commits as a walk through history needs them: their tree and their parents. From the commit-graph where there is
//! one that git would believe too; else each is decoded once. No message is read here.

use std::collections::BTreeSet;

use gix::bstr::{BStr, ByteSlice};
use gix::commitgraph::Position;
use gix::prelude::Find;

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

/// A commit as its bytes have it, read no further than it is asked for.
pub(super) struct Raw<'d> {
    head: &'d [u8],
    pub(super) message: &'d BStr,
}

impl<'d> Raw<'d> {
    pub(super) fn of(data: &'d [u8]) -> Option<Self> {
        let end = data.find(b"\n\n")?;
        Some(Self { head: &data[..end], message: BStr::new(&data[end + 2..]) })
    }

    /// A commit that is here, or why it cannot be read.
    pub(super) fn find(
        repo: &gix::Repository,
        id: gix::ObjectId,
        buffer: &'d mut Vec<u8>,
    ) -> Result<Self, GitError> {
        let unreadable = |why: String| GitError::Read { what: format!("commit {id}"), why };
        if id.kind() != repo.object_hash() {
            return Err(unreadable("it is the id of another kind of repository".into()));
        }
        let found = repo.objects.try_find(&id, buffer).map_err(|e| unreadable(e.to_string()))?;
        let found = found.ok_or_else(|| unreadable("it is not here".into()))?;
        let is_commit = found.kind == gix::objs::Kind::Commit;
        let raw = Self::of(found.data).filter(|_| is_commit);
        raw.ok_or_else(|| unreadable("it is no commit".into()))
    }

    fn lines(&self) -> impl Iterator<Item = &'d [u8]> {
        self.head.split(|b| *b == b'\n')
    }

    /// What the first line of this name says.
    pub(super) fn line(&self, name: &[u8]) -> &'d [u8] {
        self.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(b" ")).unwrap_or(b"")
    }

    /// The tree and the parents; none where their ids are not those of such a repository.
    fn shape(&self, hash: gix::hash::Kind) -> Option<Shape> {
        let id = |hex| gix::ObjectId::from_hex(hex).ok().filter(|id| id.kind() == hash);
        let mut lines = self.lines();
        let tree = id(lines.next()?.strip_prefix(b"tree ")?)?;
        let parents: Option<_> = lines.map_while(|l| l.strip_prefix(b"parent ")).map(id).collect();
        Some(Shape { tree, parents: parents? })
    }

    /// The committer date.
    pub(super) fn seconds(&self) -> i64 {
        person(self.line(b"committer")).1
    }
}

/// `Name <mail> 1795176000 +0100`: who, and when.
pub(super) fn person(line: &[u8]) -> (String, i64) {
    let end = line.rfind(b">").map_or(0, |at| at + 1);
    let seconds = line[end..].to_str_lossy();
    let seconds = seconds.split_whitespace().next().and_then(|s| s.parse().ok());
    (line[..end].to_str_lossy().into_owned(), seconds.unwrap_or_default())
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
        if let Some(shape) = self.graphed(&id) {
            return Ok(shape);
        }
        self.decoded(id, |raw| show(raw.message)).map(|(shape, ())| shape)
    }

    /// The shape of a commit from its bytes, and what somebody makes of them.
    fn decoded<T>(
        &mut self,
        id: gix::ObjectId,
        look: impl FnOnce(&Raw<'_>) -> T,
    ) -> Result<(Shape, T), GitError> {
        let raw = Raw::find(self.repo, id, &mut self.buffer)?;
        let malformed =
            || GitError::Read { what: format!("commit {id}"), why: "it is malformed".into() };
        let mut shape = raw.shape(self.repo.object_hash()).ok_or_else(malformed)?;
        if self.shallow.contains(&id) {
            shape.parents.clear();
        }
        Ok((shape, look(&raw)))
    }

    /// Adds the parents of a commit; where it has to be decoded, somebody is shown it.
    pub(super) fn parents(
        &mut self,
        id: gix::ObjectId,
        parents: &mut Vec<gix::ObjectId>,
        show: impl FnOnce(&Raw<'_>),
    ) -> Result<(), GitError> {
        if self.graphed_parents(&id, parents).is_none() {
            parents.extend(self.decoded(id, show)?.0.parents);
        }
        Ok(())
    }

    /// The committer date of a commit, and its parents; where it has to be decoded, somebody is shown its message.
    pub(super) fn dated(
        &mut self,
        id: gix::ObjectId,
        show: impl FnOnce(&BStr),
    ) -> Result<(i64, Vec<gix::ObjectId>), GitError> {
        let mut parents = Vec::new();
        let graphed = self.graph.as_ref().and_then(|g| g.commit_by_id(id));
        let graphed = graphed.map(|commit| commit.committer_timestamp());
        if let Some(seconds) = graphed
            && self.graphed_parents(&id, &mut parents).is_some()
        {
            return Ok((i64::try_from(seconds).unwrap_or(i64::MAX), parents));
        }
        let look = |raw: &Raw<'_>| {
            show(raw.message);
            raw.seconds()
        };
        self.decoded(id, look).map(|(shape, seconds)| (seconds, shape.parents))
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

#[cfg(test)]
mod tests {
    use gix::hash::Kind;

    use super::*;

    const ID: &str = "0123456789012345678901234567890123456789";
    const LONG: &str = "0123456789012345678901234567890123456789012345678901234567890123";

    #[test]
    fn a_commit_is_read_as_far_as_it_is_asked_for() {
        let text = format!(
            "tree {ID}\nparent {ID}\nparent {ID}\nauthor A <a@b> 5 +0130\ncommitter C D <c@d> 9 -0100\n\
             gpgsig x\n parent {ID}\n \n y\n\nsubject\n\nparent of none\n"
        );
        let raw = Raw::of(text.as_bytes()).unwrap();
        let shape = raw.shape(Kind::Sha1).unwrap();
        assert_eq!((shape.tree.to_string().as_str(), shape.parents.len()), (ID, 2));
        assert_eq!((raw.seconds(), raw.line(b"author")), (9, &b"A <a@b> 5 +0130"[..]));
        assert_eq!(person(raw.line(b"committer")), ("C D <c@d>".to_owned(), 9));
        assert_eq!(raw.message, "subject\n\nparent of none\n");
    }

    #[test]
    fn what_is_no_commit_of_such_a_repository_has_no_shape() {
        for (text, hash) in [
            (format!("tree {LONG}\n\n"), Kind::Sha1),
            (format!("tree {ID}\n\n"), Kind::Sha256),
            (format!("tree {ID}\nparent {LONG}\n\n"), Kind::Sha1),
            (format!("tree {}\n\n", &ID[1..]), Kind::Sha1),
            (format!("parent {ID}\n\n"), Kind::Sha1),
            ("\n\n".to_owned(), Kind::Sha1),
        ] {
            assert!(Raw::of(text.as_bytes()).unwrap().shape(hash).is_none(), "{text}");
        }
        assert!(Raw::of(b"tree and no end").is_none());
    }
}
