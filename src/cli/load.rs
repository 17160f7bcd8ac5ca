//! From a repository to a backlog: which files, which trunk, which landings; then the fold. Everything that a
//! command asks of the ledger starts here.

mod ahead;
mod base;
mod borne;
mod facts;
mod genesis;
mod landed;
mod line;
mod line_kept;
mod list;
mod named;
mod notices;
mod numbers;
mod page;
mod part;
mod reader;
mod refresh;
mod seen;
mod some;
mod trunk;

use crate::ledger::Fault;
use crate::ledger::file::Signed;
use crate::model::{CommitId, Day};
use crate::project::asked::Projection;
use crate::project::entry::Missing;
use crate::project::remote::Remote;
use crate::project::{Backlog, Entry, Landings, fold};
use crate::shell::cache::Cache;
use crate::shell::git::{Git, commit_id};
use crate::shell::messages::Messages;
use crate::shell::verdicts::Verdicts;

use super::asked;
use super::context::Context;
use super::failure::{ENVIRONMENT, Failure};
use landed::Shared;
use page::{Facts, Now};
use reader::Reader;
use seen::Seen;
use trunk::TrunkFound;

pub use list::{Listed, list, list_anew};
pub use notices::{names as trunk_names, notices};
pub use page::Page;
pub use some::{load_for, to_commit, to_write_for};
pub use trunk::is_own;

/// What is looked at.
#[derive(Debug, Clone, Default)]
pub struct Look {
    /// A revision; the working tree's branch with its index where none is named.
    pub rev: Option<gix::ObjectId>,
    /// Another branch than the ledger's own trunk.
    pub trunk: Option<String>,
    /// Where the trunk stands, whatever its reference says: the base of a pull request.
    pub base: Option<gix::ObjectId>,
    /// Whether events will be written: then the branch's own triggers are left out, which a plain event answers.
    pub writes: bool,
}

impl Look {
    /// At this branch, with its index.
    pub fn here(ctx: &Context) -> Self {
        Self { trunk: ctx.trunk.clone(), ..Self::default() }
    }
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
    /// What messages asked for, and what became of it; nothing where only some gaps were loaded.
    pub asked: Projection,
}

impl Loaded {
    /// The trunk commit that a writer sees now.
    pub fn base(&self) -> Option<CommitId> {
        self.trunk.as_ref().and_then(|(_, id)| commit_id(*id))
    }
}

/// Loads the ledger as this branch and its index have it.
pub fn load(ctx: &Context) -> Result<Loaded, Failure> {
    load_at(ctx, &Look::here(ctx))
}

/// Loads the ledger for a verb that writes.
pub fn to_write(ctx: &Context) -> Result<Loaded, Failure> {
    load_at(ctx, &Look { writes: true, ..Look::here(ctx) })
}

/// Loads the ledger as a look sees it.
pub fn load_at(ctx: &Context, look: &Look) -> Result<Loaded, Failure> {
    let git = ctx.git()?;
    let cache = cache(ctx, &git, look);
    whole(ctx, git, look, cache.as_ref()).map(|(loaded, _)| loaded)
}

/// Loads the ledger as a look sees it, from git's objects alone: for whatever must not believe a cache.
pub fn load_from_git(ctx: &Context, look: &Look) -> Result<Loaded, Failure> {
    fold_all(ctx, ctx.git()?, look, None, Verdicts::none()).map(|(loaded, _)| loaded)
}

/// Which trunk the ledger names, and where it stands.
pub struct TrunkHere {
    pub git: Git,
    pub name: String,
    /// The reference and the commit; none where it is not here.
    pub at: Option<(String, gix::ObjectId)>,
}

/// The trunk alone: nothing is folded, and of the events only those about the ledger itself are read.
pub fn trunk(ctx: &Context) -> Result<TrunkHere, Failure> {
    let git = ctx.git()?;
    let look = Look::here(ctx);
    let cache = cache(ctx, &git, &look);
    let seen = Seen::read(&git, &look).map_err(|e| lacking(&git, e))?;
    let mut reader = Reader::new(&git, Verdicts::of(&Cache::of(&git)));
    let kept = cache.as_ref().map(|(cache, now)| (cache, &now.settings));
    let (_, found) = ledger(ctx, &mut reader, &seen, &look, kept)?;
    drop(reader);
    Ok(TrunkHere { git, name: found.name, at: found.trunk })
}

/// The cache with where everything stands, for a look at this branch with no question that it does not answer.
fn cache(ctx: &Context, git: &Git, look: &Look) -> Option<(Cache, Now)> {
    let is_plain =
        look.rev.is_none() && look.base.is_none() && look.trunk.is_none() && ctx.ledger.is_none();
    let may = is_plain && facts::may_cache(git);
    may.then(|| Some((Cache::of(git), Now::read(git)?)))?
}

/// Everything, and the facts that it hangs on.
fn whole(
    ctx: &Context,
    git: Git,
    look: &Look,
    cache: Option<&(Cache, Now)>,
) -> Result<(Loaded, Facts), Failure> {
    let verdicts = Verdicts::of(&Cache::of(&git));
    fold_all(ctx, git, look, cache, verdicts)
}

fn fold_all(
    ctx: &Context,
    git: Git,
    look: &Look,
    cache: Option<&(Cache, Now)>,
    verdicts: Verdicts,
) -> Result<(Loaded, Facts), Failure> {
    let seen = Seen::read(&git, look).map_err(|e| lacking(&git, e))?;
    let mut reader = Reader::new(&git, verdicts);
    let mut faults = Vec::new();
    let kept = cache.map(|(cache, now)| (cache, &now.settings));
    let (first, found) = ledger(ctx, &mut reader, &seen, look, kept)?;
    let TrunkFound { name, trunk, mut line, tried } = found;
    let shared = Shared::new(&git, trunk.as_ref());
    // How the files stand is looked at before they are read: what changes in between is seen the next time.
    let unlanded = if kept.is_some() { seen.unlanded(&git, &line) } else { Vec::new() };
    let missing = trunk::missing(&git, trunk.is_some(), &name, &line);
    // All that is read of commits before the events, so that both are not held while the packs are looked through.
    let head = look.rev.or(git.head()?);
    let messages = match missing {
        Some(_) => Messages::default(),
        None => landed::messages(&git, &mut line, head, cache.map(|(c, _)| c), &shared)?,
    };
    if missing.is_none() {
        landed::read_changes(&git, &mut line, &shared)?;
    }
    let mut entries = reader.entries(&seen, &line, &shared, &mut faults);
    reader.forget();
    if matches!(missing, Some(Missing::Partial)) {
        // What was not fetched is not wrong.
        let absent = trunk::absent(&git, &line);
        faults.retain(|f| !f.path.as_ref().is_some_and(|p| absent.contains(p)));
    }
    let known = landed::known(&git, &line, &entries, missing, &mut faults)?;
    let past = asked::Past {
        git: &git,
        line: line.whole(&git)?,
        changes: &line.changes,
        head,
        is_own: messages.lineage.has_own() && trunk::is_own(&git, &name, head)?,
        remote: shared.remote.as_ref(),
        messages: &messages,
    };
    let mut asked = past.asked(&entries, first.id, &known)?;
    faults.append(&mut asked.faults);
    entries.extend(asked.shown(look.writes));
    drop(messages);
    let landings = landed::landings(&git, &mut line, &shared, &mut entries, known, &asked)?;
    reader.verdicts.keep();
    if let Some((cache, settings)) = kept {
        line.right = reader.verdicts.take();
        line_kept::keep(cache, &line, settings);
    }
    let (backlog, mut found) = fold(&entries, first.id, &landings);
    faults.append(&mut found);
    faults.sort();
    faults.dedup();
    let now = cache.map(|(_, now)| now.clone()).unwrap_or_default();
    let is_regular = part::is_regular(&faults, &entries, &landings) && !asked.is_on_branch();
    let facts = Facts { now, trunks: tried, unlanded, is_regular };
    let Shared { remote, .. } = shared;
    let today = ctx.now.day();
    Ok((Loaded { backlog, faults, entries, landings, trunk, remote, today, asked, git }, facts))
}

/// Which ledger, which trunk, and the trunk's line.
fn ledger(
    ctx: &Context,
    reader: &mut Reader<'_>,
    seen: &Seen,
    look: &Look,
    cache: Option<(&Cache, &[u8; 32])>,
) -> Result<(Signed, TrunkFound), Failure> {
    let git = reader.git;
    let mut founding = genesis::founding(reader, seen);
    let asked = ctx.ledger.as_deref();
    let tip = look.rev.map_or_else(|| git.head(), |rev| Ok(Some(rev)))?;
    let mut tips: Vec<gix::ObjectId> = tip.into_iter().collect();
    let Some(first) = genesis::choose(git, &founding, asked, &tips)? else {
        return Err(genesis::why_none(reader, seen).unwrap_or_else(|| no_ledger(git)));
    };
    let found = trunk::find_trunk(reader, &first, look, cache)?;
    // One that landed there and was taken away since, or that this branch does not know, is a ledger as well.
    let more = genesis::landed(reader, &found.line);
    founding.extend(more.into_iter().filter(|s| s.event.ledger.is_none()));
    founding.sort_by_key(|s| s.id);
    founding.dedup_by_key(|s| s.id);
    tips.extend(found.line.tip);
    match genesis::choose(git, &founding, asked, &tips)? {
        Some(older) if older.id != first.id => {
            let found = trunk::find_trunk(reader, &older, look, cache)?;
            Ok((older, found))
        }
        _ => Ok((first, found)),
    }
}

/// What cannot be read in a partial clone was mostly never fetched.
fn lacking(git: &Git, failure: Failure) -> Failure {
    if failure.code != "unreadable" || !git.is_partial() {
        return failure;
    }
    Failure { code: "partial".into(), hint: Missing::Partial.hint(), ..failure }
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
