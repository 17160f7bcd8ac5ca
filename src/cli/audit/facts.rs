//! What history says of the commits that events name, and of the landings: dates, pull requests, bases, causes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use gix::ObjectId;
use gix::bstr::ByteSlice;

use crate::cli::asked;
use crate::cli::failure::Failure;
use crate::ledger::{Body, Code, path};
use crate::model::{At, Fingerprint, Id};
use crate::project::asked::{Outcome, Projection, Trigger};
use crate::project::audit::{Base, Case, Finding};
use crate::project::entry::{Entry, Landing, Place};
use crate::project::forge::Forge;
use crate::project::pull_request::{self, pull_request};
use crate::project::remote::{self, Remote};
use crate::shell::diff::Difference;
use crate::shell::git::commit_id;
use crate::shell::survey::{Changed, Leaf, Surveyor};
use crate::shell::tree::{Found, Kind};
use crate::shell::walk::Change;

use super::files::Messages;
use super::history::Past;

/// Everything of a case that hangs on commits. Says whether all of it could be read.
pub(super) fn fill(
    case: &mut Case,
    past: &Past<'_>,
    changes: &[Changed],
    messages: &Messages,
    surveyor: &mut Surveyor<'_>,
) -> Result<bool, Failure> {
    let remote = remote(past);
    // Read before the events are taken from the case, so that not all is held at once.
    let on_line = case.files.iter().map(|f| f.commit).collect();
    let mut made = Made::new();
    read_landings(past, on_line, messages, remote.as_ref(), &mut made)?;
    let entries = case.entries();
    bases(case, past, &entries, surveyor);
    let asked = if case.landings.missing.is_some() {
        Some(Projection::default())
    } else {
        seen_from(case, past, &entries, surveyor);
        asked(case, past, &entries, changes, remote.as_ref(), surveyor)
    };
    drop(entries);
    let is_whole = asked.is_some();
    let asked = asked.unwrap_or_default();
    triggers(case, &asked);
    unvouched(case, past);
    read_landings(past, beside(&asked), messages, remote.as_ref(), &mut made)?;
    landings(case, made, &asked);
    Ok(is_whole)
}

/// Objects beside the line that were read for what messages mean, and that were not what their names say.
fn unvouched(case: &mut Case, past: &Past<'_>) {
    let known: Vec<String> = case.objects.iter().map(|f| f.message.clone()).collect();
    for id in past.objects.git.unvouched() {
        let id = id.to_string();
        if !known.iter().any(|says| says.contains(&id)) {
            let says =
                format!("object {id} was tampered with: what is stored there is another object");
            case.objects.push(Finding::new(Code::TamperedObject, says));
        }
    }
}

/// What messages and removed files ask for; none where the history cannot be read. Every commit of it was hashed
/// again before, and the trees of side branches are where they are asked.
fn asked(
    case: &Case,
    past: &Past<'_>,
    entries: &[Entry],
    changes: &[Changed],
    remote: Option<&Remote>,
    surveyor: &mut Surveyor<'_>,
) -> Option<Projection> {
    let line = past.line;
    let changes: Vec<Change> = changes.iter().map(change).collect();
    let git = &past.objects.git;
    let messages = &surveyor.messages(line).ok()?;
    let back =
        asked::Past { git, line, changes: &changes, head: None, is_own: false, remote, messages };
    back.asked(entries, case.ledger, &case.landings).ok()
}

fn change(changed: &Changed) -> Change {
    let found = |leaves: &[Leaf]| -> Vec<Found> {
        let one = |l: &Leaf| {
            let path = l.path.to_str().ok().filter(|p| p.starts_with(path::EVENTS))?;
            Some(Found { path: path.to_owned(), blob: l.id, kind: Kind::File })
        };
        leaves.iter().filter_map(one).collect()
    };
    let files = Difference {
        added: found(&changed.added),
        removed: found(&changed.removed),
        edited: found(&changed.edited),
    };
    Change { commit: changed.step, files }
}

fn triggers(case: &mut Case, asked: &Projection) {
    for fault in &asked.faults {
        let mut finding = Finding::new(fault.code, fault.message.clone());
        finding.event = fault.event;
        finding.path.clone_from(&fault.path);
        case.causes.push(finding);
    }
    let waits = |t: &&Trigger| matches!(t.outcome, Outcome::Waiting(_));
    for trigger in asked.triggers.iter().filter(waits) {
        let by = match trigger.line {
            0 => "by a file that it took away or brought back".to_owned(),
            line => format!("in line {line} of its message"),
        };
        let says = format!(
            "it asks for the {} of {} {by}, and no event records it",
            trigger.ask.word(),
            trigger.label
        );
        case.causes.push(Finding::new(Code::UnrecordedTrigger, says).at(trigger.commit.clone()));
    }
}

fn bases(case: &mut Case, past: &Past<'_>, entries: &[Entry], surveyor: &mut Surveyor<'_>) {
    for base in entries.iter().filter_map(|e| e.event.base.clone()) {
        if case.bases.contains_key(&base) {
            continue;
        }
        let id = super::object_id(&base);
        let there = id.filter(|id| surveyor.is_in(&past.history, *id));
        let at = there.and_then(|id| At::from_unix(surveyor.seconds(id)?));
        let known = match (at, id) {
            (Some(at), _) => Base::Known(at),
            (None, Some(id)) if past.objects.commit(id).is_ok() => {
                let held = surveyor.held(id).into_iter().map(|p| p.to_str_lossy().into_owned());
                let mut paths: Vec<String> = held.filter(|p| p.ends_with(path::ENDING)).collect();
                paths.sort();
                Base::Elsewhere(paths)
            }
            _ => Base::Nowhere,
        };
        case.bases.insert(base, known);
    }
}

/// So many commits are read at a time.
const SOME: usize = 5000;

/// Landings by the place of their commit, each with the number of the pull request that it says again.
type Made = BTreeMap<usize, (Landing, Option<u64>)>;

/// The places of the line that causes, and what messages ask for, lend.
fn beside(asked: &Projection) -> BTreeSet<usize> {
    asked.lends.values().copied().chain(asked.entries.iter().filter_map(place_of)).collect()
}

/// The place of an entry on the line, where it landed.
fn place_of(entry: &Entry) -> Option<usize> {
    match entry.place {
        Place::Landed(at) => Some(at),
        _ => None,
    }
}

/// Reads the landings of these places that are not read yet, with their pull requests.
fn read_landings(
    past: &Past<'_>,
    wanted: BTreeSet<usize>,
    messages: &Messages,
    remote: Option<&Remote>,
    made: &mut Made,
) -> Result<(), Failure> {
    let forge = remote.and_then(|r| r.forge);
    let new = wanted.into_iter().filter(|at| !made.contains_key(at));
    let new: Vec<(usize, ObjectId)> =
        new.filter_map(|at| Some((at, *past.line.get(at)?))).collect();
    // Not all at once, so that few messages are held.
    for some in new.chunks(SOME) {
        let ids: Vec<ObjectId> = some.iter().map(|(_, id)| *id).collect();
        for ((at, id), commit) in some.iter().copied().zip(past.objects.commits(&ids)) {
            let Ok(commit) = commit else { continue };
            let message = commit.message.to_str_lossy();
            let earlier = |n: u64| messages.is_borne_before(at, n);
            let pr = pull_request(&message, forge, &earlier);
            let pr = pr.map(|pr| remote::shown(remote, &pr));
            let twin = pull_request::twin(&message, forge, &earlier);
            let Some(id) = commit_id(id) else { continue };
            let when = super::made(commit.seconds);
            let (day, author) = (when.day_at(commit.offset_seconds), commit.author);
            made.insert(at, (Landing { commit: id, at: when, day, pr, author }, twin));
        }
    }
    Ok(())
}

/// Numbers the landings that something asks for.
fn landings(case: &mut Case, made: Made, asked: &Projection) {
    for (at, (landing, twin)) in made {
        case.twins.extend(twin.map(|n| (at, n)));
        case.places.insert(at, case.landings.list.len());
        case.landings.list.push(landing);
    }
    let place = |at: &usize| case.places.get(at).copied();
    case.landings.of_cause =
        asked.lends.iter().filter_map(|(c, at)| Some((c.clone(), place(at)?))).collect();
    let numbered = |e: &Entry| {
        let mut entry = e.clone();
        entry.place = place_of(e).as_ref().and_then(place).map_or(e.place, Place::Landed);
        entry
    };
    case.asked = asked.entries.iter().map(numbered).collect();
    case.landings.unplaced.clone_from(&asked.unplaced);
    case.landings.authors.clone_from(&asked.authors);
    if case.landings.missing.is_some() {
        // A cut line shows no date that could be trusted.
        case.landings.list.clear();
    }
}

fn remote(past: &Past<'_>) -> Option<Remote> {
    let git = &past.objects.git;
    let tip = past.line.last().and_then(|id| past.objects.commit(*id).ok());
    let hosts = tip.and_then(|tip| hosts(past, tip.tree)).unwrap_or_default();
    Remote::read(&git.remote_url(&git.remote()?)?, &hosts)
}

/// The forges that the trunk's own settings name.
fn hosts(past: &Past<'_>, root: ObjectId) -> Option<BTreeMap<String, Forge>> {
    let child = |tree: ObjectId, name: &str| {
        let (items, _) = past.objects.tree(tree).ok()?;
        items.iter().find(|i| i.name == name).map(|i| i.id)
    };
    let blob = child(child(root, path::ROOT)?, "config.toml")?;
    let text = String::from_utf8(past.objects.blob(blob, 1 << 20).ok()?).ok()?;
    Some(crate::cli::config::parse(&text).ok()?.hosts)
}

/// For each word that takes a key's rights away: the events of that key that its author could see. Where its base is
/// in no history now, the first parent of its own landing stands in for it.
fn seen_from(case: &mut Case, past: &Past<'_>, entries: &[Entry], surveyor: &mut Surveyor<'_>) {
    let mut admitted: HashMap<Fingerprint, usize> = HashMap::new();
    for entry in entries {
        let key = match &entry.event.body {
            Body::Admitted(a) => a.key.fingerprint(),
            Body::Founded(f) => f.key.fingerprint(),
            _ => continue,
        };
        *admitted.entry(key).or_default() += 1;
    }
    let mut held: HashMap<ObjectId, BTreeSet<Id>> = HashMap::new();
    for entry in entries {
        let key = match &entry.event.body {
            Body::Revoked(r) => r.key.clone(),
            Body::Admitted(a) => a.key.fingerprint(),
            _ => continue,
        };
        let is_revoked = matches!(entry.event.body, Body::Revoked(_));
        if !is_revoked && admitted.get(&key).is_none_or(|n| *n < 2) {
            continue;
        }
        let Some(base) = &entry.event.base else { continue };
        let there = super::object_id(base).filter(|id| surveyor.is_in(&past.history, *id));
        let before = || match entry.place {
            Place::Landed(at) => past.line.get(at.checked_sub(1)?).copied(),
            _ => None,
        };
        let seen = there.or_else(before).map(|commit| {
            held.entry(commit)
                .or_insert_with(|| {
                    let paths = surveyor.ever_held(commit);
                    paths.iter().filter_map(|p| path::id_of(p.to_str().ok()?)).collect()
                })
                .clone()
        });
        let own = |id: &Id| entries.iter().any(|e| e.id == *id && e.event.signer == key);
        let seen = seen.unwrap_or_default().into_iter().filter(own).collect();
        case.landings.seen_from.insert(entry.id, seen);
    }
}
