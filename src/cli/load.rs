//! From a repository to a backlog: which files, which trunk, which landings; then the fold. Everything that a
//! command asks of the ledger starts here.

use std::collections::{BTreeMap, BTreeSet};

use crate::ledger::file::Signed;
use crate::ledger::{Body, Code, Fault, path};
use crate::model::{At, CommitId, Day, Id};
use crate::project::entry::{Missing, Pr};
use crate::project::pull_request::Numbers;
use crate::project::remote::{self, Remote};
use crate::project::roster::Rosters;
use crate::project::{Backlog, Entry, Landing, Landings, Place, fold};
use crate::shell::git::{Git, commit_id};
use crate::shell::history::{TrunkCommit, Walk};
use crate::shell::tree::{Files, Found, judge_bytes};

use super::context::Context;
use super::failure::{ENVIRONMENT, Failure};

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

/// The trunk's reference and commit, where it is here.
type Trunk = Option<(String, gix::ObjectId)>;

/// Loads the ledger as this branch and its index have it.
pub fn load(ctx: &Context) -> Result<Loaded, Failure> {
    load_at(ctx, &Look { rev: None, trunk: ctx.trunk.clone() })
}

/// Loads the ledger as a look sees it.
pub fn load_at(ctx: &Context, look: &Look) -> Result<Loaded, Failure> {
    let git = ctx.git()?;
    let seen = Seen::read(&git, look)?;
    let mut reader = Reader { git: &git, judged: BTreeMap::new() };
    let founding = founding(&mut reader, &seen);
    let asked = ctx.ledger.as_deref();
    let Some(first) = choose(&git, &founding, asked)? else { return Err(no_ledger(&git)) };
    let mut faults = Vec::new();
    let (name, trunk, walk) = find_trunk(&mut reader, &seen, &first, look)?;
    let shared = Shared::new(&git, trunk.as_ref());
    let mut entries = reader.entries(&seen, &walk, &shared, &mut faults);
    let landings =
        landings(&git, &walk, &shared, &mut entries, missing(&git, trunk.is_some(), &name, &walk))?;
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

/// The event files of the look: those of a commit, and those that the index has beside them.
struct Seen {
    committed: Files,
    staged: Files,
    /// Whether files of the working tree stand beside the staged ones.
    live: bool,
}

impl Seen {
    fn read(git: &Git, look: &Look) -> Result<Self, Failure> {
        let commit = match look.rev {
            Some(rev) => Some(rev),
            None => git.head()?,
        };
        let committed = commit.map_or_else(|| Ok(Files::new()), |c| git.files_at(c))?;
        let live = look.rev.is_none() && git.workdir().is_some();
        let staged = if live { git.files_staged()? } else { Files::new() };
        Ok(Self { committed, staged, live })
    }
}

/// Reads and judges each blob once.
struct Reader<'g> {
    git: &'g Git,
    judged: BTreeMap<(String, gix::ObjectId), Result<Signed, Fault>>,
}

impl Reader<'_> {
    fn judge(&mut self, files: &[&Found]) {
        let new: Vec<&Found> = files
            .iter()
            .copied()
            .filter(|f| !self.judged.contains_key(&(f.path.clone(), f.blob)))
            .collect();
        let verdicts = self.git.judge(&new);
        self.judged.extend(new.iter().map(|f| (f.path.clone(), f.blob)).zip(verdicts));
    }

    fn verdict(&self, found: &Found) -> Option<&Result<Signed, Fault>> {
        self.judged.get(&(found.path.clone(), found.blob))
    }

    /// Every event that ever landed, and those of the look.
    fn entries(
        &mut self,
        seen: &Seen,
        walk: &Walk,
        shared: &Shared,
        faults: &mut Vec<Fault>,
    ) -> Vec<Entry> {
        let landed = walk.landed();
        let wanted: Vec<&Found> = landed
            .values()
            .filter_map(|all| all.first().map(|(_, f)| *f))
            .chain(seen.committed.values().filter(|f| !landed.contains_key(f.path.as_str())))
            .chain(seen.staged.values().filter(|f| !landed.contains_key(f.path.as_str())))
            .collect();
        self.judge(&wanted);
        let mut entries = Vec::with_capacity(wanted.len());
        for (path, versions) in &landed {
            let there = seen.staged.get(*path).or_else(|| seen.committed.get(*path));
            self.landed_entry(versions, there, shared, &mut entries, faults);
        }
        for (path, found) in &seen.committed {
            if !landed.contains_key(path.as_str()) {
                // What the index has is what the next commit would have.
                let current = seen.staged.get(path).unwrap_or(found);
                self.fresh_entry(current, Place::Unlanded, seen.live, &mut entries, faults);
            }
        }
        for (path, found) in &seen.staged {
            if !landed.contains_key(path.as_str()) && !seen.committed.contains_key(path) {
                self.fresh_entry(found, Place::Pending, seen.live, &mut entries, faults);
            }
        }
        entries
    }

    /// The first landed content of a name that verifies is the event; a later edit changes nothing and is told.
    fn landed_entry(
        &mut self,
        versions: &[(usize, &Found)],
        there: Option<&Found>,
        shared: &Shared,
        entries: &mut Vec<Entry>,
        faults: &mut Vec<Fault>,
    ) {
        let mut stands: Option<&Found> = None;
        for (commit, found) in versions {
            self.judge(&[found]);
            match self.verdict(found) {
                Some(Ok(signed)) => {
                    stands = Some(found);
                    misplaced(found, signed, faults);
                    entries.push(entry(signed, found, Place::Landed(*commit)));
                    break;
                }
                Some(Err(fault)) => faults.push(fault.clone()),
                None => {}
            }
        }
        let Some(stands) = stands else { return };
        let edited = |found: &Found| found.blob != stands.blob;
        let in_history = versions.iter().skip_while(|(_, f)| edited(f)).any(|(_, f)| edited(f));
        if in_history || there.is_some_and(edited) {
            faults.push(Fault {
                code: Code::Edited,
                event: path::id_of(&stands.path),
                path: Some(stands.path.clone()),
                message: format!(
                    "it was changed after it landed; what landed{} stands",
                    shared.in_trunk()
                ),
            });
        }
    }

    /// An event that is not on the trunk: the file in the working tree must say the same as git does.
    fn fresh_entry(
        &mut self,
        found: &Found,
        place: Place,
        live: bool,
        entries: &mut Vec<Entry>,
        faults: &mut Vec<Fault>,
    ) {
        self.judge(&[found]);
        let on_disk = if live { self.changed_on_disk(found) } else { None };
        match (on_disk, self.verdict(found)) {
            (Some(fault), _) => faults.push(fault),
            (None, Some(Ok(signed))) => {
                misplaced(found, signed, faults);
                entries.push(entry(signed, found, place));
            }
            (None, Some(Err(fault))) => faults.push(fault.clone()),
            (None, None) => {}
        }
    }

    /// What is wrong with the file in the working tree, where it is there and differs from what git has. A file
    /// that is missing is never a removal.
    fn changed_on_disk(&self, found: &Found) -> Option<Fault> {
        let path = self.git.workdir()?.join(&found.path);
        let fault = |code: Code, message: String| {
            Some(Fault {
                code,
                event: path::id_of(&found.path),
                path: Some(found.path.clone()),
                message,
            })
        };
        let meta = std::fs::symlink_metadata(&path).ok()?;
        if !meta.is_file() {
            return fault(
                Code::BadMode,
                "in the working tree there is no file but a folder or a link".into(),
            );
        }
        if meta.len() > crate::ledger::form::FILE_BYTES_MAX as u64 {
            return fault(
                Code::NotCanonical,
                "its file in the working tree is larger than 64 KiB".into(),
            );
        }
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                return fault(
                    Code::Torn,
                    format!("its file in the working tree cannot be read: {error}"),
                );
            }
        };
        let same = gix::objs::compute_hash(found.blob.kind(), gix::objs::Kind::Blob, &bytes).ok()
            == Some(found.blob);
        if same {
            return None;
        }
        match judge_bytes(&bytes, path::id_of(&found.path)?) {
            Ok(_) => None,
            Err((code, message)) => {
                fault(code, format!("its file in the working tree was changed: {message}"))
            }
        }
    }
}

fn entry(signed: &Signed, found: &Found, place: Place) -> Entry {
    Entry {
        id: signed.id,
        event: signed.event.clone(),
        key: signed.key.clone(),
        path: found.path.clone(),
        place,
        asked: false,
    }
}

/// A right event in a wrong folder: the content decides, and it is told.
fn misplaced(found: &Found, signed: &Signed, faults: &mut Vec<Fault>) {
    if !path::is_in_place(&found.path, signed.event.gap.as_ref(), signed.id) {
        faults.push(Fault {
            code: Code::Misplaced,
            event: Some(signed.id),
            path: Some(found.path.clone()),
            message: format!("it belongs to {}", path::of(signed.event.gap.as_ref(), signed.id)),
        });
    }
}

/// The events that found a ledger, as far as this look shows any.
fn founding(reader: &mut Reader<'_>, seen: &Seen) -> Vec<Signed> {
    let folder = format!("{}/{}/", path::EVENTS, path::LEDGER);
    let files: Vec<&Found> = seen
        .committed
        .values()
        .chain(seen.staged.values())
        .filter(|f| f.path.starts_with(&folder))
        .collect();
    reader.judge(&files);
    let mut found: Vec<Signed> = files
        .iter()
        .filter_map(|f| reader.verdict(f)?.as_ref().ok())
        .filter(|s| matches!(s.event.body, Body::Founded(_)))
        .cloned()
        .collect();
    found.sort_by_key(|s| s.id);
    found.dedup_by_key(|s| s.id);
    found
}

/// Which of several geneses is the ledger: the one that was asked for, else the one in the history of the commit
/// that introduced the other; where neither is, nobody can say.
fn choose(git: &Git, founding: &[Signed], asked: Option<&str>) -> Result<Option<Signed>, Failure> {
    if let Some(asked) = asked {
        let found =
            founding.iter().find(|s| s.id.to_string().starts_with(asked) && asked.len() >= 8);
        return found.cloned().map(Some).ok_or_else(|| {
            Failure::new(
                ENVIRONMENT,
                "no-ledger",
                format!("no ledger here has the id {asked}"),
                "gaps doctor",
            )
        });
    }
    match founding {
        [] => Ok(None),
        [one] => Ok(Some(one.clone())),
        many => match older(git, many)? {
            Some(one) => Ok(Some(one)),
            None => {
                let ids: Vec<String> = many.iter().map(|s| s.id.short()).collect();
                let message = format!(
                    "there are {} ledgers here ({}), and history does not say which is first",
                    ids.len(),
                    ids.join(", ")
                );
                Err(Failure::new(
                    ENVIRONMENT,
                    "second-genesis",
                    message,
                    format!("gaps --ledger {} list", ids[0]),
                ))
            }
        },
    }
}

/// The genesis that every other one's introducing commit has in its history.
fn older(git: &Git, founding: &[Signed]) -> Result<Option<Signed>, Failure> {
    let Some(head) = git.head()? else { return Ok(None) };
    let commits = git.ancestors(head)?;
    let mut introduced: BTreeMap<Id, BTreeSet<gix::ObjectId>> = BTreeMap::new();
    for (commit, _) in &commits {
        let files = git.files_at(*commit)?;
        for signed in founding {
            if files.contains_key(&path::of(None, signed.id)) {
                introduced.entry(signed.id).or_default().insert(*commit);
            }
        }
    }
    let holds = |id: Id| introduced.get(&id).cloned().unwrap_or_default();
    let first = founding.iter().find(|a| {
        founding.iter().filter(|b| b.id != a.id).all(|b| {
            // Whatever holds the other holds this one too, and something holds this one alone.
            let (a, b) = (holds(a.id), holds(b.id));
            !a.is_empty() && b.is_subset(&a) && b.len() < a.len()
        })
    });
    Ok(first.cloned())
}

/// The trunk that `founded` names, following what landed `ruled` events say; and the walk down its line.
fn find_trunk(
    reader: &mut Reader<'_>,
    seen: &Seen,
    first: &Signed,
    look: &Look,
) -> Result<(String, Trunk, Walk), Failure> {
    let founded = match &first.event.body {
        Body::Founded(founded) => founded.trunk.clone(),
        _ => String::new(),
    };
    let mut name = look.trunk.clone().unwrap_or(founded);
    let mut tried = BTreeSet::new();
    loop {
        tried.insert(name.clone());
        let found = reader.git.trunk(&name);
        let tip = match (&found, look.rev) {
            (Some((_, tip)), Some(rev)) => Some(common(reader.git, *tip, rev)),
            (Some((_, tip)), None) => Some(*tip),
            (None, _) => None,
        };
        let walk = tip.map_or_else(|| Ok(Walk::default()), |t| reader.git.walk(t))?;
        if look.trunk.is_some() {
            return Ok((name, found, walk));
        }
        let ruled = ruled_trunk(reader, seen, first, &walk, found.is_none());
        match ruled.filter(|n| !tried.contains(n)) {
            Some(next) => name = next,
            None => return Ok((name, found, walk)),
        }
    }
}

/// Where a look into the past stands on the trunk: the revision itself where it is on the line, else where its
/// branch left it.
fn common(git: &Git, tip: gix::ObjectId, rev: gix::ObjectId) -> gix::ObjectId {
    git.on_line(tip, rev).unwrap_or(tip)
}

/// The trunk that the ledger's own events name. A branch may not move the trunk, so that only what landed counts;
/// where the old trunk is gone, the branch's word is all there is.
fn ruled_trunk(
    reader: &mut Reader<'_>,
    seen: &Seen,
    first: &Signed,
    walk: &Walk,
    gone: bool,
) -> Option<String> {
    let folder = format!("{}/{}/", path::EVENTS, path::LEDGER);
    let landed = walk.landed();
    let mut files: Vec<(&Found, Place)> = landed
        .iter()
        .filter(|(p, _)| p.starts_with(&folder))
        .filter_map(|(_, all)| all.first().map(|(commit, found)| (*found, Place::Landed(*commit))))
        .collect();
    if gone {
        files.extend(
            seen.committed
                .values()
                .filter(|f| f.path.starts_with(&folder))
                .map(|f| (f, Place::Unlanded)),
        );
    }
    let found: Vec<&Found> = files.iter().map(|(f, _)| *f).collect();
    reader.judge(&found);
    let entries: Vec<Entry> = files
        .iter()
        .filter_map(|(f, place)| Some(entry(reader.verdict(f)?.as_ref().ok()?, f, *place)))
        .collect();
    let own: Vec<&Entry> =
        entries.iter().filter(|e| e.id == first.id || e.event.ledger == Some(first.id)).collect();
    let rosters = Rosters::apply(&own, first.id, &Landings::default());
    rosters.now().map(|r| r.trunk.clone()).filter(|t| !t.is_empty())
}

fn missing(git: &Git, has_trunk: bool, name: &str, walk: &Walk) -> Option<Missing> {
    // A trunk without a first commit is here, and nothing has landed on it.
    let unborn = git.branch().as_deref() == Some(name) && matches!(git.head(), Ok(None));
    if !has_trunk && !unborn {
        return Some(Missing::NoTrunk { name: name.to_owned() });
    }
    if walk.is_cut || git.is_shallow() {
        return Some(Missing::Shallow);
    }
    git.is_partial().then_some(Missing::Partial)
}

/// What several steps need to know about the remote.
struct Shared {
    remote: Option<Remote>,
    trunk: Option<String>,
}

impl Shared {
    fn new(git: &Git, trunk: Option<&(String, gix::ObjectId)>) -> Self {
        let url = git.remote().and_then(|r| git.remote_url(&r));
        let hosts = super::config::hosts(git);
        Self {
            remote: url.and_then(|u| Remote::read(&u, &hosts)),
            trunk: trunk.map(|(name, _)| name.clone()),
        }
    }

    fn in_trunk(&self) -> String {
        self.trunk.as_ref().map(|t| format!(" on {t}")).unwrap_or_default()
    }
}

/// Keeps the landings that something asks for, and renumbers the places of entries accordingly.
fn landings(
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
