//! When things landed and by which pull request: from the commits of the trunk's line to the landings that the fold
//! asks for.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use gix::bstr::{BStr, ByteSlice};

use crate::cli::failure::Failure;
use crate::ledger::{Cause, Fault};
use crate::model::{At, CommitId};
use crate::project::asked::Projection;
use crate::project::entry::{Missing, Pr};
use crate::project::forge::Forge;
use crate::project::pull_request::{self, PrText, pull_request};
use crate::project::remote::{Remote, shown};
use crate::project::{Entry, Landing, Landings, Place};
use crate::shell::cache::Cache;
use crate::shell::git::{Git, commit_id};
use crate::shell::history::TrunkCommit;
use crate::shell::messages::Messages;
use crate::shell::walk::Listener;

use super::base;
use super::borne::Borne;
use super::line::Line;
use super::numbers::number;

/// So many commits are read at a time.
const SOME: usize = 5000;

/// What several steps need to know about the remote.
pub(super) struct Shared {
    pub(super) remote: Option<Remote>,
    trunk: Option<String>,
}

/// The remote that the trunk comes from.
fn remote(git: &Git) -> Option<Remote> {
    let url = git.remote().and_then(|r| git.remote_url(&r))?;
    Remote::read(&url, &crate::cli::config::hosts(git))
}

/// The forge where the trunk is.
pub(super) fn forge(git: &Git) -> Option<Forge> {
    remote(git).and_then(|r| r.forge)
}

impl Shared {
    pub(super) fn new(git: &Git, trunk: Option<&(String, gix::ObjectId)>) -> Self {
        Self { remote: remote(git), trunk: trunk.map(|(name, _)| name.clone()) }
    }

    pub(super) fn in_trunk(&self) -> String {
        self.trunk.as_ref().map(|t| format!(" on {t}")).unwrap_or_default()
    }
}

/// What is known of landings before any is numbered.
pub(super) fn known(
    git: &Git,
    line: &Line,
    entries: &[Entry],
    missing: Option<Missing>,
    faults: &mut Vec<Fault>,
) -> Result<Landings, Failure> {
    let seen_from = base::seen_from(git, line, entries, missing.as_ref(), faults)?;
    Ok(Landings { seen_from, missing, ..Landings::default() })
}

/// Every message of the history of a line, and of the branch beside it. The numbers that the commits of the line bear
/// are heard on the way, where they are not known yet.
pub(super) fn messages(
    git: &Git,
    line: &mut Line,
    head: Option<gix::ObjectId>,
    cache: Option<&Cache>,
    shared: &Shared,
) -> Result<Messages, Failure> {
    let forge = shared.remote.as_ref().and_then(|r| r.forge);
    let number = |message: &BStr| number(message, forge);
    let is_known = line.numbers.is_some() || line.heard.len() == line.length;
    let listener: Option<Listener<'_>> = if is_known { None } else { Some(&number) };
    let mut messages = git.messages(line.whole(git)?, head, cache, listener)?;
    if !is_known {
        line.heard = std::mem::take(&mut messages.heard);
    }
    Ok(messages)
}

/// Keeps the landings that something asks for, and renumbers the places of entries accordingly.
pub(super) fn landings(
    git: &Git,
    line: &mut Line,
    shared: &Shared,
    entries: &mut [Entry],
    known: Landings,
    asked: &Projection,
) -> Result<Landings, Failure> {
    if known.missing.is_some() {
        return Ok(untold(entries, known));
    }
    for (cause, at) in &asked.lends {
        let commit = cause.commit().filter(|c| !line.lent.contains_key(*c)).cloned();
        line.is_new |= commit.is_some();
        line.lent.extend(commit.map(|c| (c, *at)));
    }
    let mut wanted: BTreeSet<usize> = asked.lends.values().copied().collect();
    wanted.extend(entries.iter().filter_map(|e| match e.place {
        Place::Landed(commit) => Some(commit),
        _ => None,
    }));
    let place_of: BTreeMap<usize, usize> =
        wanted.iter().enumerate().map(|(place, commit)| (*commit, place)).collect();
    read(git, line, shared, &wanted)?;
    let list = wanted.iter().filter_map(|at| line.known.get(at).cloned()).collect();
    for entry in entries.iter_mut() {
        if let Place::Landed(commit) = entry.place {
            entry.place = Place::Landed(place_of.get(&commit).copied().unwrap_or_default());
        }
    }
    let lent = |(cause, i): (&Cause, &usize)| Some((cause.clone(), *place_of.get(i)?));
    let of_cause = asked.lends.iter().filter_map(lent).collect();
    let (unplaced, authors) = (asked.unplaced.clone(), asked.authors.clone());
    Ok(Landings { list, of_cause, unplaced, authors, ..known })
}

/// Where history is missing, a date or a pull request taken from it may be wrong: the line may begin above the
/// commit that truly brought an event, or an event may have been there before, and an earlier commit may bear the
/// number that a later one shows. So none is given; only what lies in a tree of the trunk is known to have landed.
fn untold(entries: &mut [Entry], known: Landings) -> Landings {
    for entry in entries.iter_mut().filter(|e| matches!(e.place, Place::Landed(_))) {
        entry.place = Place::Landed(0);
    }
    known
}

/// What a line that was looked through before lends to these events: every cause of theirs holds.
pub(super) fn lent(git: &Git, line: &Line, entries: &[Entry]) -> Projection {
    let mut asked = Projection::default();
    for cause in entries.iter().filter_map(|e| e.event.cause.as_ref()) {
        let Some(commit) = cause.commit() else { continue };
        asked.lends.extend(line.lent.get(commit).map(|at| (cause.clone(), *at)));
        let object = gix::ObjectId::from_hex(commit.as_str().as_bytes()).ok();
        let author = object.and_then(|id| git.read_commit(id).ok()).map(|c| c.author);
        asked.authors.extend(author.map(|author| (commit.clone(), author)));
    }
    asked
}

/// Reads every commit of the line that changed anything of ours: each may be a landing.
pub(super) fn read_changes(git: &Git, line: &mut Line, shared: &Shared) -> Result<(), Failure> {
    let changed = line.changes.iter().map(|c| c.commit).collect();
    read(git, line, shared, &changed)
}

/// Reads the commits of the line that are wanted as landings and not known yet.
fn read(
    git: &Git,
    line: &mut Line,
    shared: &Shared,
    wanted: &BTreeSet<usize>,
) -> Result<(), Failure> {
    let wanted: Vec<usize> =
        wanted.iter().copied().filter(|at| !line.known.contains_key(at)).collect();
    let forge = shared.remote.as_ref().and_then(|r| r.forge);
    let mut borne: Option<Borne> = None;
    // Not all at once, so that few messages are held.
    for some in wanted.chunks(SOME) {
        let mut ids = Vec::with_capacity(some.len());
        for at in some {
            ids.extend(line.id(git, *at)?);
        }
        for (commit, at) in git.read_commits(&ids)?.iter().zip(some) {
            let message = commit.message.to_str_lossy();
            // Most often no earlier commit has to be asked, and then none is read.
            if borne.is_none() && pull_request::hangs_on_earlier(&message, forge) {
                borne = Some(Borne::by(git, line, forge)?);
            }
            let mut pr = told(&message, forge, borne.as_ref(), *at);
            if pr.is_none() {
                borne = Some(Borne::anew(git, line, forge)?);
                pr = told(&message, forge, borne.as_ref(), *at);
            }
            let pr = pr.flatten().map(|pr| shown(shared.remote.as_ref(), &pr));
            line.known.insert(*at, landing(commit, pr));
            line.is_new = true;
        }
    }
    Ok(())
}

/// The pull request that a commit at this place of the line names. The outer `None`: what was kept of the numbers is
/// not whole.
fn told(
    message: &str,
    forge: Option<Forge>,
    borne: Option<&Borne>,
    at: usize,
) -> Option<Option<PrText>> {
    let is_broken = Cell::new(false);
    let is_earlier = |n: u64| {
        let first = borne.map_or(Some(None), |borne| borne.first(n));
        is_broken.set(is_broken.get() || first.is_none());
        first.flatten().is_some_and(|first| first < at)
    };
    let pr = pull_request(message, forge, &is_earlier);
    (!is_broken.get()).then_some(pr)
}

fn landing(commit: &TrunkCommit, pr: Option<Pr>) -> Landing {
    let at = At::from_unix(commit.seconds).unwrap_or_else(epoch);
    Landing {
        commit: commit_id(commit.id).unwrap_or_else(|| unreachable_id(commit)),
        at,
        day: at.day_at(commit.offset_seconds),
        pr,
        author: commit.author.clone(),
    }
}

/// A commit dated outside the years 1 to 9999 has no date that we could print.
fn epoch() -> At {
    match At::from_unix(0) {
        Some(at) => at,
        None => unreachable!("1970 is a year from 1 to 9999"),
    }
}

fn unreachable_id(commit: &TrunkCommit) -> CommitId {
    unreachable!("git prints object ids as 40 or 64 hex digits, and {} is one", commit.id)
}
