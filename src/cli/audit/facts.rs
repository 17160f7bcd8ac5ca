//! What history says of the commits that events name, and of the landings: dates, pull requests, bases, causes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use gix::ObjectId;
use gix::bstr::ByteSlice;

use crate::cli::failure::Failure;
use crate::ledger::{Body, Cause, Code, path};
use crate::model::{At, CommitId, Id};
use crate::project::audit::{Base, Case, Finding, says};
use crate::project::entry::{Entry, Landing, Place, Pr};
use crate::project::forge::Forge;
use crate::project::pull_request::{Numbers, pull_request};
use crate::project::remote::{self, Remote};
use crate::shell::survey::{Changed, Leaf, Surveyor};

use super::files::Messages;
use super::history::Past;

/// Everything of a case that hangs on commits.
pub(super) fn fill(
    case: &mut Case,
    past: &Past<'_>,
    changes: &[Changed],
    messages: &Messages,
    surveyor: &mut Surveyor<'_>,
) -> Result<(), Failure> {
    let entries = case.entries();
    bases(case, past, &entries, surveyor);
    causes(case, past, &entries, changes);
    landings(case, past, &entries, messages)?;
    seen_from(case, past, surveyor);
    Ok(())
}

fn bases(case: &mut Case, past: &Past<'_>, entries: &[Entry], surveyor: &mut Surveyor<'_>) {
    for base in entries.iter().filter_map(|e| e.event.base.clone()) {
        if case.bases.contains_key(&base) {
            continue;
        }
        let id = super::object_id(&base);
        let at = id.and_then(|id| past.history.get(&id)).and_then(|s| At::from_unix(*s));
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

/// The landings that an entry or a cause asks for, with their pull requests.
fn landings(
    case: &mut Case,
    past: &Past<'_>,
    entries: &[Entry],
    messages: &Messages,
) -> Result<(), Failure> {
    let honest = entries.iter().filter(|e| !case.causes.contains_key(&e.id));
    let named: BTreeSet<ObjectId> =
        honest.filter_map(|e| super::object_id(e.event.cause.as_ref()?.commit()?)).collect();
    let brought = past.brought_by(&named);
    let mut wanted: BTreeSet<usize> = case.files.iter().map(|f| f.commit).collect();
    wanted.extend(brought.values());
    let remote = remote(past);
    let forge = remote.as_ref().and_then(|r| r.forge);
    for at in wanted {
        let Some(step) = past.line.get(at) else { continue };
        let Ok(commit) = past.objects.commit(step.id) else { continue };
        let message = commit.message.to_str_lossy();
        let earlier = |n: u64| messages.first_with(n).is_some_and(|first| first < at);
        let pr = pull_request(&message, forge, &earlier).map(|pr| {
            let stated = remote.as_ref().map_or(pr.clone(), |r| r.shortened(pr.clone()));
            let url = remote.as_ref().and_then(|r| remote::pr_url(r, &pr));
            Pr { text: stated.to_string(), number: stated.number(), url }
        });
        case.twins.extend(twin(&message, forge, messages, at).map(|n| (at, n)));
        let made = super::commit(step.id, commit.seconds)?;
        case.places.insert(at, case.landings.list.len());
        case.landings.list.push(Landing {
            commit: made.id,
            at: made.at,
            day: made.at.day_at(commit.offset_seconds),
            pr,
            author: commit.author,
        });
    }
    let lent = |(id, at): (ObjectId, usize)| {
        Some((crate::shell::git::commit_id(id)?, *case.places.get(&at)?))
    };
    case.landings.of_cause = brought.into_iter().filter_map(lent).collect();
    Ok(())
}

/// The number that a landing bears where an earlier commit bears it too.
fn twin(message: &str, forge: Option<Forge>, messages: &Messages, at: usize) -> Option<u64> {
    if !message.contains('#') {
        return None;
    }
    Numbers::resumed(forge, messages.numbers_before(at)).next(message).twin
}

fn remote(past: &Past<'_>) -> Option<Remote> {
    let git = &past.objects.git;
    let hosts = past.line.last().and_then(|s| hosts(past, s.tree)).unwrap_or_default();
    Remote::read(&git.remote_url(&git.remote()?)?, &hosts)
}

/// The forges that the trunk's own settings name.
fn hosts(past: &Past<'_>, root: ObjectId) -> Option<BTreeMap<String, Forge>> {
    let child = |tree: ObjectId, name: &str| {
        let (items, _) = past.objects.tree(tree).ok()?;
        items.into_iter().find(|i| i.name == name).map(|i| i.id)
    };
    let blob = child(child(root, path::ROOT)?, "config.toml")?;
    let text = String::from_utf8(past.objects.blob(blob, 1 << 20).ok()?).ok()?;
    Some(crate::cli::config::parse(&text).ok()?.hosts)
}

/// For each commit that a revocation builds on: the events that its history ever held. Where it is in no history now,
/// the first parent of the revocation's landing stands in for it.
fn seen_from(case: &mut Case, past: &Past<'_>, surveyor: &mut Surveyor<'_>) {
    let entries = case.entries();
    let mut admitted: HashMap<String, usize> = HashMap::new();
    for entry in &entries {
        if let Body::Admitted(a) = &entry.event.body {
            *admitted.entry(a.key.to_string()).or_default() += 1;
        }
    }
    let asks = |e: &&Entry| match &e.event.body {
        Body::Revoked(_) => true,
        Body::Admitted(a) => admitted.get(&a.key.to_string()).is_some_and(|n| *n > 1),
        _ => false,
    };
    for entry in entries.iter().filter(asks) {
        let Some(base) = entry.event.base.clone() else { continue };
        if case.landings.seen_from.contains_key(&base) {
            continue;
        }
        let there = super::object_id(&base).filter(|id| past.history.contains_key(id));
        let Some(commit) = there.or_else(|| before_landing(case, past, entry)) else { continue };
        let held = surveyor.ever_held(commit);
        let ids = held.iter().filter_map(|p| path::id_of(p.to_str().ok()?)).collect();
        case.landings.seen_from.insert(base, ids);
    }
}

fn before_landing(case: &Case, past: &Past<'_>, entry: &Entry) -> Option<ObjectId> {
    let Place::Landed(place) = entry.place else { return None };
    let at = case.places.iter().find(|(_, p)| **p == place).map(|(at, _)| *at)?;
    past.line.get(at.checked_sub(1)?).map(|s| s.id)
}

/// Which causes history does not show as the events name them.
fn causes(case: &mut Case, past: &Past<'_>, entries: &[Entry], changes: &[Changed]) {
    let on_line = past.on_line();
    let change_at: HashMap<usize, &Changed> = changes.iter().map(|c| (c.step, c)).collect();
    let mut look = Look { past, rewritten: None };
    for entry in entries {
        let Some(cause) = &entry.event.cause else { continue };
        let change = cause.commit().and_then(super::object_id).and_then(|id| on_line.get(&id));
        let change = change.and_then(|at| change_at.get(at)).copied();
        if let Some((code, why)) = look.judge(cause, change) {
            let mut finding = Finding::new(code, why);
            finding.event = Some(entry.id);
            finding.path = Some(entry.path.clone());
            case.causes.insert(entry.id, finding);
        }
    }
}

struct Look<'a, 'p> {
    past: &'a Past<'p>,
    /// The author dates of all commits, read once where a named commit is gone.
    rewritten: Option<HashMap<i64, Vec<ObjectId>>>,
}

impl Look<'_, '_> {
    fn judge(&mut self, cause: &Cause, change: Option<&Changed>) -> Option<(Code, String)> {
        let commit = cause.commit()?;
        let id = super::object_id(commit).filter(|id| self.past.history.contains_key(id));
        let not_there = || {
            format!("it names commit {} as its cause, which is in no history now", commit.short())
        };
        match (cause, id) {
            (Cause::Trigger { authored, line, text, .. }, Some(id)) => {
                let read = self.past.objects.commit(id).ok()?;
                let holds =
                    read.authored_seconds == authored.unix() && says(&read.message, *line, *text);
                (!holds).then(|| {
                    (
                        Code::FalseCause,
                        format!("commit {} does not hold the line that it names", commit.short()),
                    )
                })
            }
            (Cause::Trigger { authored, text, .. }, None) => {
                Some(match self.again(authored.unix(), *text) {
                    Some(now) => (Code::Rewritten, format!("{}; {now} says the same", not_there())),
                    None => (Code::FalseCause, not_there()),
                })
            }
            (Cause::Removed { removed, .. }, Some(_)) => {
                let holds = change.is_some_and(|c| names(&c.removed, *removed));
                (!holds).then(|| {
                    (
                        Code::FalseCause,
                        format!("commit {} does not take that event away", commit.short()),
                    )
                })
            }
            (Cause::Restored { restored, .. }, Some(_)) => {
                let holds = change.is_some_and(|c| names(&c.added, *restored));
                (!holds).then(|| {
                    (
                        Code::FalseCause,
                        format!("commit {} does not bring that event back", commit.short()),
                    )
                })
            }
            (Cause::Tracker { blob, tracker, .. }, Some(id)) => {
                let holds =
                    self.blob_at(id, tracker).is_some_and(|b| b.to_string() == blob.as_str());
                (!holds).then(|| {
                    (
                        Code::FalseCause,
                        format!("commit {} does not hold that document", commit.short()),
                    )
                })
            }
            (_, None) => Some((Code::Rewritten, not_there())),
        }
    }

    /// A commit of the same author date whose message has the line.
    fn again(&mut self, authored: i64, text: Id) -> Option<CommitId> {
        let past = self.past;
        let dates = self.rewritten.get_or_insert_with(|| {
            let mut dates: HashMap<i64, Vec<ObjectId>> = HashMap::new();
            for id in past.history.keys() {
                if let Ok(commit) = past.objects.commit(*id) {
                    dates.entry(commit.authored_seconds).or_default().push(*id);
                }
            }
            dates
        });
        let holds = |id: &&ObjectId| {
            past.objects.commit(**id).is_ok_and(|c| {
                (1..=c.message.lines().count() as u64).any(|n| says(&c.message, n, text))
            })
        };
        let found = dates.get(&authored)?.iter().filter(holds).min()?;
        crate::shell::git::commit_id(*found)
    }

    fn blob_at(&self, commit: ObjectId, path: &str) -> Option<ObjectId> {
        let mut at = self.past.objects.commit(commit).ok()?.tree;
        for part in path.split('/') {
            let (items, _) = self.past.objects.tree(at).ok()?;
            at = items.into_iter().find(|i| i.name == part)?.id;
        }
        Some(at)
    }
}

fn names(leaves: &[Leaf], id: Id) -> bool {
    leaves.iter().any(|l| l.path.to_str().ok().and_then(path::id_of) == Some(id))
}
