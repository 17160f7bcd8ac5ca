//! The backlog as a release sees it: what landed on the trunk and nothing else, or, for a pull request, what will
//! have landed once it is merged. What is staged, and what another branch has, does not count.

use crate::model::{At, CommitId, Day};
use crate::project::Place;
use crate::shell::git::commit_id;

use super::context::Context;
use super::failure::Failure;
use super::load::{self, Loaded, Look};
use super::revision;

/// What was asked, and the backlog that answers it.
pub struct Landed {
    pub loaded: Loaded,
    /// The day that ages and ends are counted from: today, or that of the revision that was asked for.
    pub today: Day,
    /// The commit of the trunk that is looked at; none where the trunk is not here.
    pub commit: Option<gix::ObjectId>,
    /// When that commit was made.
    pub committed: Option<At>,
    pub as_landed: bool,
}

/// Which backlog is asked about.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// A revision or a date; the trunk as it is where none is named.
    pub at: Option<String>,
    /// What this branch brings counts too.
    pub as_landed: bool,
}

impl Landed {
    pub fn read(ctx: &Context, asked: &Asked) -> Result<Self, Failure> {
        let here = load::load(ctx)?;
        let Some((_, tip)) = here.trunk.clone() else {
            let today = here.today;
            return Ok(Self {
                loaded: here,
                today,
                commit: None,
                committed: None,
                as_landed: false,
            });
        };
        let point = match &asked.at {
            None => tip,
            Some(at) => {
                let rev = revision::resolve(ctx, at)?;
                here.git.on_line(tip, rev).unwrap_or(tip)
            }
        };
        let committed = At::from_unix(here.git.read_commit(point)?.seconds);
        let today = asked.at.as_ref().and(committed).map_or(here.today, At::day);
        let head = here.git.head()?;
        let loaded = if asked.as_landed {
            let look = Look { rev: head, base: Some(point), ..Look::here(ctx) };
            load::load_at(ctx, &look)?
        } else if asked.at.is_none() && is_all_landed(&here, head, point) {
            here
        } else {
            load::load_at(ctx, &Look { rev: Some(point), ..Look::here(ctx) })?
        };
        let as_landed = asked.as_landed;
        Ok(Self { loaded, today, commit: Some(point), committed, as_landed })
    }

    /// The commit of the trunk, as the vocabulary has it.
    pub fn commit_id(&self) -> Option<CommitId> {
        self.commit.and_then(commit_id)
    }

    /// A file of the trunk's tree at that commit; none where there is none.
    pub fn file(&self, path: &str, bytes_max: usize) -> Result<Option<Vec<u8>>, Failure> {
        let git = &self.loaded.git;
        let Some(commit) = self.commit else { return Ok(None) };
        let tree = git.read_commit(commit)?.tree;
        let Some(blob) = git.file(tree, path)? else { return Ok(None) };
        Ok(Some(git.blob(blob, bytes_max)?))
    }
}

/// Whether this clone has nothing beside what landed: then it need not be read twice.
fn is_all_landed(here: &Loaded, head: Option<gix::ObjectId>, tip: gix::ObjectId) -> bool {
    head == Some(tip)
        && here.entries.iter().all(|e| matches!(e.place, Place::Landed(_)))
        && !here.faults.iter().any(|f| f.code.is_violation())
}
