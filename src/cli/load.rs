//! From a repository to a backlog: which files, which trunk, which landings; then the fold. Everything that a
//! command asks of the ledger starts here.

mod genesis;
mod landed;
mod reader;
mod seen;
mod trunk;

use crate::ledger::Fault;
use crate::model::{CommitId, Day};
use crate::project::remote::Remote;
use crate::project::{Backlog, Entry, Landings, fold};
use crate::shell::git::{Git, commit_id};

use super::context::Context;
use super::failure::{ENVIRONMENT, Failure};
use landed::Shared;
use reader::Reader;
use seen::Seen;

/// What is looked at.
#[derive(Debug, Clone, Default)]
pub struct Look {
    /// A revision; the working tree's branch with its index where none is named.
    pub rev: Option<gix::ObjectId>,
    /// Another branch than the ledger's own trunk.
    pub trunk: Option<String>,
}

pub struct Loaded {
    pub git: Git,
    pub backlog: Backlog,
    pub faults: Vec<Fault>,
    pub entries: Vec<Entry>,
    pub landings: Landings,
    /// The reference and the commit of the trunk.
    pub trunk: Option<(String, gix::ObjectId)>,
    pub remote: Option<Remote>,
    pub today: Day,
}

impl Loaded {
    /// The trunk commit that a writer sees now.
    pub fn base(&self) -> Option<CommitId> {
        self.trunk.as_ref().and_then(|(_, id)| commit_id(*id))
    }
}

/// Loads the ledger as this branch and its index have it.
pub fn load(ctx: &Context) -> Result<Loaded, Failure> {
    load_at(ctx, &Look { rev: None, trunk: ctx.trunk.clone() })
}

/// Loads the ledger as a look sees it.
pub fn load_at(ctx: &Context, look: &Look) -> Result<Loaded, Failure> {
    let git = ctx.git()?;
    let seen = Seen::read(&git, look)?;
    let mut reader = Reader::new(&git);
    let founding = genesis::founding(&mut reader, &seen);
    let asked = ctx.ledger.as_deref();
    let Some(first) = genesis::choose(&git, &founding, asked)? else {
        return Err(genesis::why_none(&mut reader, &seen).unwrap_or_else(|| no_ledger(&git)));
    };
    let mut faults = Vec::new();
    let (name, trunk, walk) = trunk::find_trunk(&mut reader, &seen, &first, look)?;
    let shared = Shared::new(&git, trunk.as_ref());
    let mut entries = reader.entries(&seen, &walk, &shared, &mut faults);
    let missing = trunk::missing(&git, trunk.is_some(), &name, &walk);
    let landings = landed::landings(&git, &walk, &shared, &mut entries, missing)?;
    let (backlog, mut found) = fold(&entries, first.id, &landings);
    faults.append(&mut found);
    faults.sort();
    faults.dedup();
    let Shared { remote, .. } = shared;
    Ok(Loaded { backlog, faults, entries, landings, trunk, remote, today: ctx.now.day(), git })
}

fn no_ledger(git: &Git) -> Failure {
    let elsewhere = git.remote().and_then(|r| git.reference(&format!("refs/remotes/{r}/HEAD")));
    let there = elsewhere.is_some_and(|id| git.files_at(id).is_ok_and(|f| !f.is_empty()));
    if there {
        let hint = "git merge the trunk into this branch";
        return Failure::new(
            ENVIRONMENT,
            "no-ledger",
            "this branch has no ledger, and the remote's trunk has one",
            hint,
        );
    }
    Failure::new(
        ENVIRONMENT,
        "no-ledger",
        "there is no ledger here (no `.gaps` folder)",
        "gaps init",
    )
}
