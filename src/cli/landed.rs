//! The backlog as a release sees it: what landed on the trunk and nothing else, or, for a pull request, what will
//! have landed once it is merged. What is staged, and what another branch has, does not count.

use crate::model::{At, CommitId, Day};
use crate::project::Place;
use crate::shell::git::commit_id;

use super::context::Context;
use super::failure::{ENVIRONMENT, Failure, REFUSED};
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
    /// Whether that is the trunk as it is now.
    pub is_tip: bool,
    /// What is merged in thought, where it is.
    branch: Option<gix::ObjectId>,
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
                is_tip: true,
                branch: None,
            });
        };
        let point = match &asked.at {
            None => tip,
            Some(at) => on_trunk(ctx, &here, tip, at)?,
        };
        let committed = At::from_unix(here.git.read_commit(point)?.seconds);
        let today = match &asked.at {
            None => here.today,
            Some(at) => day(ctx, &here, at).or(committed.map(At::day)).unwrap_or(here.today),
        };
        let head = here.git.head()?;
        let loaded = if asked.as_landed {
            let look = Look { rev: head, base: Some(point), ..Look::here(ctx) };
            load::load_at(ctx, &look)?
        } else if asked.at.is_none() && is_all_landed(&here, head, point) {
            here
        } else {
            let look = Look { rev: Some(point), ..Look::here(ctx) };
            load::load_at(ctx, &look).map_err(|e| not_yet(e, asked, &here))?
        };
        let branch = head.filter(|_| asked.as_landed);
        Ok(Self { loaded, today, commit: Some(point), committed, is_tip: point == tip, branch })
    }

    /// The commit of the trunk, as the vocabulary has it.
    pub fn commit_id(&self) -> Option<CommitId> {
        self.commit.and_then(commit_id)
    }

    /// A file of the trunk's tree at that commit; none where there is none.
    pub fn file(&self, path: &str, bytes_max: usize) -> Result<Option<Vec<u8>>, Failure> {
        self.commit.map_or(Ok(None), |commit| self.file_at(commit, path, bytes_max))
    }

    /// The file of the branch that is merged in thought.
    pub fn brought(&self, path: &str, bytes_max: usize) -> Result<Option<Vec<u8>>, Failure> {
        self.branch.map_or(Ok(None), |commit| self.file_at(commit, path, bytes_max))
    }

    fn file_at(
        &self,
        commit: gix::ObjectId,
        path: &str,
        bytes_max: usize,
    ) -> Result<Option<Vec<u8>>, Failure> {
        let git = &self.loaded.git;
        let tree = git.read_commit(commit)?.tree;
        let Some(blob) = git.file(tree, path)? else { return Ok(None) };
        Ok(Some(git.blob(blob, bytes_max)?))
    }
}

/// The commit of the trunk's line where a revision stands, or left it.
fn on_trunk(
    ctx: &Context,
    here: &Loaded,
    tip: gix::ObjectId,
    at: &str,
) -> Result<gix::ObjectId, Failure> {
    let rev = revision::resolve(ctx, at)?;
    here.git.on_line(tip, rev).ok_or_else(|| {
        let says = format!("`{at}` has no commit of the trunk in its history");
        Failure::new(REFUSED, "unknown-revision", says, "git log --oneline --first-parent")
    })
}

/// The day that was asked for, where a date was.
fn day(ctx: &Context, here: &Loaded, at: &str) -> Option<Day> {
    if here.git.commit(at).is_ok() {
        return None;
    }
    revision::until(ctx, &here.git, at).ok().map(At::day)
}

/// A ledger that is here and has not landed yet.
fn not_yet(error: Failure, asked: &Asked, here: &Loaded) -> Failure {
    if error.code != "no-ledger" || asked.at.is_some() {
        return error;
    }
    let says = format!("the ledger has not landed on `{}` yet", here.backlog.trunk);
    Failure::new(ENVIRONMENT, "no-ledger", says, "gaps gate --as-landed")
}

/// Whether this clone has nothing beside what landed: then it need not be read twice.
fn is_all_landed(here: &Loaded, head: Option<gix::ObjectId>, tip: gix::ObjectId) -> bool {
    head == Some(tip)
        && here.entries.iter().all(|e| matches!(e.place, Place::Landed(_)))
        && !here.faults.iter().any(|f| f.code.is_violation())
}
