//! What history shows beside the answer: foxtrots, and numbers that are no pull request. Asked for by whoever tells
//! them; no answer changes by them.

use std::collections::{BTreeMap, BTreeSet};

use gix::bstr::ByteSlice;

use crate::cli::failure::Failure;
use crate::cli::load::Loaded;
use crate::ledger::{Code, Fault};
use crate::model::CommitId;
use crate::project::Place;
use crate::project::foxtrot::{self, Foxtrot, Merge, Names};
use crate::project::pull_request::Numbers;
use crate::shell::git::{Git, commit_id};
use crate::shell::history::TrunkCommit;

/// The notices about the trunk's line, for the landings that brought something.
pub fn notices(loaded: &Loaded) -> Result<Vec<Fault>, Failure> {
    let Some((reference, tip)) = &loaded.trunk else { return Ok(Vec::new()) };
    if loaded.landings.missing.is_some() {
        return Ok(Vec::new());
    }
    let line = loaded.git.line(*tip)?;
    let mut notices = foxtrots(loaded, &line, reference)?;
    notices.extend(twins(loaded, &line)?);
    Ok(notices)
}

fn object(id: &CommitId) -> Option<gix::ObjectId> {
    gix::ObjectId::from_hex(id.as_str().as_bytes()).ok()
}

/// For each landing how many events it brought.
fn dated(loaded: &Loaded) -> BTreeMap<gix::ObjectId, usize> {
    let mut dated = BTreeMap::new();
    for entry in &loaded.entries {
        if let Place::Landed(i) = entry.place
            && let Some(id) = loaded.landings.list.get(i).and_then(|l| object(&l.commit))
        {
            *dated.entry(id).or_default() += 1;
        }
    }
    dated
}

fn foxtrots(
    loaded: &Loaded,
    line: &[gix::ObjectId],
    reference: &str,
) -> Result<Vec<Fault>, Failure> {
    let git = &loaded.git;
    let names = names(git, reference);
    let dated = dated(loaded);
    let place: BTreeMap<gix::ObjectId, usize> = line.iter().copied().zip(0..).collect();
    // Only what dated an event is read: another foxtrot changed nothing here.
    let ids: Vec<gix::ObjectId> = dated.keys().copied().collect();
    let mut merges = Vec::new();
    for commit in git.read_commits(&ids)? {
        if let (Some(at), Some(brought)) = (place.get(&commit.id), commit.parents.get(1)) {
            merges.push(Merge { at: *at, subject: subject(&commit), brought: *brought });
        }
    }
    let dated = dated.iter().filter_map(|(id, n)| Some((*place.get(id)?, *n))).collect();
    let found = foxtrot::find(merges, &dated, witnessed(loaded, line)?, &names);
    let named = |(at, old): (usize, gix::ObjectId)| {
        let events = dated.get(&at).copied().unwrap_or_default();
        Some(Foxtrot { merge: commit_id(line[at])?, old: commit_id(old)?, events })
    };
    Ok(foxtrot::notices(&found.into_iter().filter_map(named).collect::<Vec<_>>()))
}

fn subject(commit: &TrunkCommit) -> String {
    commit.message.lines().next().map(|l| l.to_str_lossy().into_owned()).unwrap_or_default()
}

/// The names by which a merge may call the trunk at this reference.
pub fn names(git: &Git, reference: &str) -> Names {
    let remote = git.remote();
    let far = remote.as_ref().map(|r| format!("refs/remotes/{r}/"));
    let branch = far
        .and_then(|f| reference.strip_prefix(&f).map(str::to_owned))
        .unwrap_or_else(|| reference.trim_start_matches("refs/heads/").to_owned());
    Names { branch, remote }
}

/// Bases beside the line: each was the trunk when an author looked, and a merge on the line brought it.
fn witnessed(
    loaded: &Loaded,
    line: &[gix::ObjectId],
) -> Result<BTreeMap<usize, gix::ObjectId>, Failure> {
    let landed = loaded.entries.iter().filter(|e| matches!(e.place, Place::Landed(_)));
    let bases: BTreeSet<gix::ObjectId> = landed
        .filter_map(|e| object(e.event.base.as_ref()?))
        .filter(|id| loaded.git.has(*id))
        .collect();
    let mut commits = loaded.git.commits();
    let found = foxtrot::beside(line, &bases, |id| Ok(commits.shape(id)?.parents.to_vec()));
    found.map_err(|e: crate::shell::git::GitError| e.into())
}

/// Landings that bear the number of an earlier commit of the trunk.
fn twins(loaded: &Loaded, line: &[gix::ObjectId]) -> Result<Vec<Fault>, Failure> {
    let dated = dated(loaded);
    let mut numbers = Numbers::new(loaded.remote.as_ref().and_then(|r| r.forge));
    let messages = loaded.git.each_message(line, |message| message.to_str_lossy().into_owned())?;
    let mut found = Vec::new();
    for (id, message) in line.iter().zip(messages) {
        if let Some(number) = numbers.next(&message).twin.filter(|_| dated.contains_key(id)) {
            let short = commit_id(*id).map(|c| c.short().to_owned()).unwrap_or_default();
            found.push(Fault {
                code: Code::PrAmbiguous,
                event: None,
                path: None,
                message: format!(
                    "{short} bears #{number} like an earlier commit of the trunk: no pull request is taken from it"
                ),
            });
        }
    }
    Ok(found)
}
