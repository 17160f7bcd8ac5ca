//! What history shows beside the answer: foxtrots, and numbers that are no pull request. Asked for by whoever tells
//! them; no answer changes by them.

use std::collections::{BTreeMap, BTreeSet};

use gix::bstr::ByteSlice;

use crate::cli::failure::Failure;
use crate::cli::load::Loaded;
use crate::ledger::{Code, Fault};
use crate::model::CommitId;
use crate::project::Place;
use crate::project::foxtrot::{self, Foxtrot, Names};
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
    let mut found: BTreeMap<gix::ObjectId, gix::ObjectId> = witnessed(loaded, line)?;
    // Only what dated an event is read: another foxtrot changed nothing here.
    let ids: Vec<gix::ObjectId> = dated.keys().copied().collect();
    for commit in git.read_commits(&ids)? {
        let says = || foxtrot::merges_the_trunk(&subject(&commit), &names);
        if let Some(old) = commit.parents.get(1).filter(|_| says()) {
            found.entry(commit.id).or_insert(*old);
        }
    }
    let in_order = line.iter().filter_map(|id| Some((*id, *found.get(id)?)));
    let named = |(merge, old): (gix::ObjectId, gix::ObjectId)| {
        let events = dated.get(&merge).copied().unwrap_or_default();
        Some(Foxtrot { merge: commit_id(merge)?, old: commit_id(old)?, events })
    };
    Ok(foxtrot::notices(&in_order.filter_map(named).collect::<Vec<_>>()))
}

fn subject(commit: &TrunkCommit) -> String {
    commit.message.lines().next().map(|l| l.to_str_lossy().into_owned()).unwrap_or_default()
}

fn names(git: &Git, reference: &str) -> Names {
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
) -> Result<BTreeMap<gix::ObjectId, gix::ObjectId>, Failure> {
    let on_line: BTreeSet<gix::ObjectId> = line.iter().copied().collect();
    let bases: BTreeSet<gix::ObjectId> = loaded
        .entries
        .iter()
        .filter(|e| matches!(e.place, Place::Landed(_)))
        .filter_map(|e| object(e.event.base.as_ref()?))
        .filter(|id| !on_line.contains(id) && loaded.git.has(*id))
        .collect();
    if bases.is_empty() {
        return Ok(BTreeMap::new());
    }
    let found = loaded.git.beside(line, &bases)?;
    Ok(found.into_iter().map(|(i, old)| (line[i], old)).collect())
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
