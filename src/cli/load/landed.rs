//! When things landed and by which pull request: from the commits of the trunk's line to the landings that the fold
//! asks for.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::failure::Failure;
use crate::ledger::{Body, path};
use crate::model::{At, CommitId, Id};
use crate::project::entry::{Missing, Pr};
use crate::project::pull_request::Numbers;
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
    let mut numbers = Numbers::new(shared.remote.as_ref().and_then(|r| r.forge));
    let mut list = Vec::with_capacity(wanted.len());
    let mut place_of: BTreeMap<usize, usize> = BTreeMap::new();
    for (i, commit) in walk.commits.iter().enumerate() {
        let next = numbers.next(&String::from_utf8_lossy(&commit.message));
        if wanted.contains(&i) {
            place_of.insert(i, list.len());
            let pr = next.pr.map(|pr| {
                let stated = shared.remote.as_ref().map_or(pr.clone(), |r| r.shortened(pr.clone()));
                let url = shared.remote.as_ref().and_then(|r| remote::pr_url(r, &pr));
                Pr { text: stated.to_string(), number: stated.number(), url }
            });
            list.push(landing(commit, pr));
        }
    }
    for entry in entries.iter_mut() {
        if let Place::Landed(commit) = entry.place {
            entry.place = Place::Landed(place_of.get(&commit).copied().unwrap_or_default());
        }
    }
    let of_cause = brought.into_iter().filter_map(|(c, i)| Some((c, *place_of.get(&i)?))).collect();
    Ok(Landings { list, of_cause, seen_from: seen_from(git, entries)?, missing })
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
