//! The backlog as a release sees it: what landed on the trunk and nothing else, or, for a pull request, what will
//! have landed once it is merged. What is staged, and what another branch has, does not count.

use crate::ledger::path;
use crate::model::{At, CommitId, Day};
use crate::project::Place;
use crate::shell::git::{Git, commit_id};

use super::context::Context;
use super::failure::{ENVIRONMENT, Failure, REFUSED};
use super::load::{self, Loaded, Look, TrunkHere};
use super::revision;

/// What was asked, and the backlog that answers it.
pub struct Landed {
    pub loaded: Loaded,
    /// The day that ages and ends are counted from: today, or that of the revision that was asked for.
    pub today: Day,
    /// The reference of the trunk.
    pub trunk: Option<String>,
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
        if asked.at.is_none()
            && !asked.as_landed
            && let Some(landed) = Self::of_here(ctx)?
        {
            return Ok(landed);
        }
        let trunk = load::trunk(ctx)?;
        let Some((reference, tip)) = trunk.at.clone() else {
            return Self::without(load::load(ctx)?);
        };
        let point = match &asked.at {
            None => tip,
            Some(at) => on_trunk(ctx, &trunk, tip, at)?,
        };
        let committed = At::from_unix(trunk.git.read_commit(point)?.seconds);
        let now = ctx.now.day();
        let today = match &asked.at {
            None => now,
            Some(at) => day(ctx, &trunk.git, at).or(committed.map(At::day)).unwrap_or(now),
        };
        let branch = if asked.as_landed { trunk.git.head()? } else { None };
        let look = if asked.as_landed {
            Look { rev: branch, base: Some(point), ..Look::here(ctx) }
        } else {
            Look { rev: Some(point), ..Look::here(ctx) }
        };
        let loaded = load::load_at(ctx, &look).map_err(|e| not_yet(e, asked, &trunk.name))?;
        let (commit, is_tip, trunk) = (Some(point), point == tip, Some(reference));
        Ok(Self { loaded, today, trunk, commit, committed, is_tip, branch })
    }

    /// This clone as it stands, where it has nothing beside what landed: then it is read once. None where the branch
    /// that is checked out cannot be the trunk, or more is here.
    fn of_here(ctx: &Context) -> Result<Option<Self>, Failure> {
        let git = ctx.git()?;
        let head = git.head()?;
        let may_be = |branch: String| git.trunk(&branch).is_some_and(|(_, tip)| Some(tip) == head);
        if !git.branch().is_none_or(may_be) {
            return Ok(None);
        }
        let loaded = load::load(ctx)?;
        let Some((reference, tip)) = loaded.trunk.clone() else {
            return Self::without(loaded).map(Some);
        };
        if !is_all_landed(&loaded, head, tip) {
            return Ok(None);
        }
        let committed = At::from_unix(git.read_commit(tip)?.seconds);
        let (today, trunk, commit) = (loaded.today, Some(reference), Some(tip));
        Ok(Some(Self { loaded, today, trunk, commit, committed, is_tip: true, branch: None }))
    }

    /// What is here, where the trunk is not. Where it has no commit yet, nothing has landed.
    fn without(loaded: Loaded) -> Result<Self, Failure> {
        if loaded.backlog.missing.is_none() {
            return Err(nothing_landed());
        }
        Ok(Self {
            today: loaded.today,
            loaded,
            trunk: None,
            commit: None,
            committed: None,
            is_tip: true,
            branch: None,
        })
    }

    /// The commit of the trunk, as the vocabulary has it.
    pub fn commit_id(&self) -> Option<CommitId> {
        self.commit.and_then(commit_id)
    }

    /// Whether the trunk's own branch is checked out with commits that were not pushed and may change the answer: one
    /// of them has another `.gaps`, or a message that may ask for something.
    pub fn may_change(&self) -> Result<bool, Failure> {
        let git = &self.loaded.git;
        let (Some(tip), Some(head)) = (self.commit, git.head()?) else { return Ok(false) };
        let is_own = load::is_own(git, &self.loaded.backlog.trunk, Some(head))?;
        if !is_own || head == tip || git.on_line(head, tip) != Some(tip) {
            return Ok(false);
        }
        let new = git.since(head, tip)?;
        let was = git.entry_at(tip, path::ROOT);
        Ok(new.iter().any(|c| git.entry_at(*c, path::ROOT) != was) || git.may_speak(&new)?)
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

/// A trunk without a commit.
pub fn nothing_landed() -> Failure {
    Failure::new(
        ENVIRONMENT,
        "no-commit",
        "nothing has landed: the trunk has no commit yet",
        "git commit -m \"start a ledger of gaps\"",
    )
}

/// The commit of the trunk's line where a revision stands, or left it.
fn on_trunk(
    ctx: &Context,
    here: &TrunkHere,
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
fn day(ctx: &Context, git: &Git, at: &str) -> Option<Day> {
    if git.commit(at).is_ok() {
        return None;
    }
    revision::until(ctx, git, at).ok().map(At::day)
}

/// A ledger that is here and has not landed yet.
fn not_yet(error: Failure, asked: &Asked, trunk: &str) -> Failure {
    if error.code != "no-ledger" || asked.at.is_some() || asked.as_landed {
        return error;
    }
    let says = format!("the ledger has not landed on `{trunk}` yet");
    Failure::new(ENVIRONMENT, "no-ledger", says, "gaps gate --as-landed")
}

/// Whether this clone has nothing beside what landed: then it need not be read twice.
fn is_all_landed(here: &Loaded, head: Option<gix::ObjectId>, tip: gix::ObjectId) -> bool {
    head == Some(tip)
        && here.entries.iter().all(|e| matches!(e.place, Place::Landed(_)))
        && !here.faults.iter().any(|f| f.code.is_violation())
}
