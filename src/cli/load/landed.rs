//! When things landed and by which pull request: from the commits of the trunk's line to the landings that the fold
//! asks for.

use std::collections::{BTreeMap, BTreeSet};

use gix::bstr::ByteSlice;

use crate::cli::failure::Failure;
use crate::ledger::{Body, path};
use crate::model::{At, CommitId, Id};
use crate::project::entry::{Missing, Pr};
use crate::project::forge::Forge;
use crate::project::pull_request::{self, pull_request};
use crate::project::remote::{self, Remote};
use crate::project::{Entry, Landing, Landings, Place};
use crate::shell::git::{Git, commit_id};
use crate::shell::history::{TrunkCommit, Walk};

/// What several steps need to know about the remote.
pub(super) struct Shared {
    pub(super) remote: Option<Remote>,
    trunk: Option<String>,
}

impl Shared {
    pub(super) fn new(git: &Git, trunk: Option<&(String, gix::ObjectId)>) -> Self {
        let url = git.remote().and_then(|r| git.remote_url(&r));
        let hosts = crate::cli::config::hosts(git);
        Self {
            remote: url.and_then(|u| Remote::read(&u, &hosts)),
            trunk: trunk.map(|(name, _)| name.clone()),
        }
    }

    pub(super) fn in_trunk(&self) -> String {
        self.trunk.as_ref().map(|t| format!(" on {t}")).unwrap_or_default()
    }
}

/// Keeps the landings that something asks for, and renumbers the places of entries accordingly.
pub(super) fn landings(
    git: &Git,
    walk: &Walk,
    shared: &Shared,
    entries: &mut [Entry],
    missing: Option<Missing>,
) -> Result<Landings, Failure> {
    let causes: BTreeSet<CommitId> =
        entries.iter().filter_map(|e| e.event.cause.as_ref()?.commit().cloned()).collect();
    let brought = if causes.is_empty() { BTreeMap::new() } else { git.brought_by(walk, &causes)? };
    let mut wanted: BTreeSet<usize> = brought.values().copied().collect();
    wanted.extend(entries.iter().filter_map(|e| match e.place {
        Place::Landed(commit) => Some(commit),
        _ => None,
    }));
    let place_of: BTreeMap<usize, usize> =
        wanted.iter().enumerate().map(|(place, commit)| (*commit, place)).collect();
    let wanted: Vec<usize> = wanted.into_iter().collect();
    let list = list(git, walk, shared, &wanted)?;
    for entry in entries.iter_mut() {
        if let Place::Landed(commit) = entry.place {
            entry.place = Place::Landed(place_of.get(&commit).copied().unwrap_or_default());
        }
    }
    let of_cause = brought.into_iter().filter_map(|(c, i)| Some((c, *place_of.get(&i)?))).collect();
    Ok(Landings { list, of_cause, seen_from: seen_from(git, entries)?, missing })
}

/// These commits of the line, as landings.
fn list(
    git: &Git,
    walk: &Walk,
    shared: &Shared,
    wanted: &[usize],
) -> Result<Vec<Landing>, Failure> {
    let ids: Vec<gix::ObjectId> = wanted.iter().map(|i| walk.line[*i]).collect();
    let commits = git.read_commits(&ids)?;
    let forge = shared.remote.as_ref().and_then(|r| r.forge);
    let messages: Vec<String> =
        commits.iter().map(|c| String::from_utf8_lossy(&c.message).into_owned()).collect();
    // Most often no earlier commit has to be asked, and then none is read.
    let last = messages.iter().rposition(|m| pull_request::hangs_on_earlier(m, forge));
    let first = match last {
        Some(last) => first_with(git, &walk.line[..wanted[last]], forge)?,
        None => BTreeMap::new(),
    };
    let one = |((commit, message), at): ((&TrunkCommit, &String), &usize)| {
        let earlier = |n: u64| first.get(&n).is_some_and(|first| first < at);
        let pr = pull_request(message, forge, &earlier).map(|pr| {
            let stated = shared.remote.as_ref().map_or(pr.clone(), |r| r.shortened(pr.clone()));
            let url = shared.remote.as_ref().and_then(|r| remote::pr_url(r, &pr));
            Pr { text: stated.to_string(), number: stated.number(), url }
        });
        landing(commit, pr)
    };
    Ok(commits.iter().zip(&messages).zip(wanted).map(one).collect())
}

/// For each number that these commits bear, the place of the first that does.
fn first_with(
    git: &Git,
    line: &[gix::ObjectId],
    forge: Option<Forge>,
) -> Result<BTreeMap<u64, usize>, Failure> {
    let borne = git.each_message(line, |message| match message.find_byte(b'#') {
        // Azure DevOps alone writes its numbers without a `#`.
        None if !message.trim_start().starts_with(b"Merged PR ") => None,
        _ => pull_request::borne(&message.to_str_lossy(), forge),
    })?;
    let mut first = BTreeMap::new();
    for (i, number) in borne.into_iter().enumerate() {
        if let Some(number) = number {
            first.entry(number).or_insert(i);
        }
    }
    Ok(first)
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

/// For each commit that a revocation names as what its author saw: the events that its history ever held.
fn seen_from(git: &Git, entries: &[Entry]) -> Result<BTreeMap<CommitId, BTreeSet<Id>>, Failure> {
    let admissions = |key: &str| {
        entries
            .iter()
            .filter(|e| matches!(&e.event.body, Body::Admitted(a) if a.key.to_string() == key))
            .count()
    };
    let asks = |e: &&Entry| match &e.event.body {
        Body::Revoked(_) => true,
        Body::Admitted(a) => admissions(&a.key.to_string()) > 1,
        _ => false,
    };
    let mut seen = BTreeMap::new();
    for base in entries.iter().filter(asks).filter_map(|e| e.event.base.clone()) {
        if seen.contains_key(&base) {
            continue;
        }
        let Ok(commit) = git.commit(base.as_str()) else { continue };
        let held = git.ever_held(commit)?;
        seen.insert(base, held.keys().filter_map(|p| path::id_of(p)).collect());
    }
    Ok(seen)
}
