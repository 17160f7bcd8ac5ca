//! What an evidence pack tells: every change that landed, with what became of it, and which gap it is about; who could
//! sign from when to when. Values only: a view writes them down, and the shell had read the bytes.

use std::collections::{BTreeMap, BTreeSet};

use crate::ledger::{Body, Code, Event, path};
use crate::model::{CommitId, Fingerprint, Id, Role};
use crate::project::backlog::{Backlog, Gap};
use crate::project::entry::{Entry, Landing};
use crate::project::roster;

use super::case::{Base, Case, Content, File, Record};
use super::finding::Finding;

/// Everything that a pack is written from.
pub struct Pack<'p> {
    pub case: &'p Case,
    pub backlog: &'p Backlog,
    pub findings: &'p [Finding],
    pub changes: Vec<Change<'p>>,
    pub stints: Vec<Stint<'p>>,
    /// The commit of the line after which the period begins; none where it begins with the history.
    pub after: Option<usize>,
    /// The landings as git stores them, by their ids.
    pub commits: BTreeMap<CommitId, Vec<u8>>,
}

/// A content that came to the trunk as an event file.
pub struct Change<'p> {
    /// Its place in the log; none where it came under a name that was in the log already.
    pub position: Option<usize>,
    pub file: &'p File,
    /// None where it was too large to be read, or is no file.
    pub bytes: Option<Vec<u8>>,
    pub landing: Option<&'p Landing>,
    pub event: Option<&'p Event>,
    pub gap: Option<&'p Gap>,
    pub outcome: Outcome,
    pub is_in_period: bool,
    /// Where its bytes are in the pack; none where they are not.
    pub place: Option<String>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Counts,
    /// It is well-formed and signed, and changes nothing.
    Rejected(String),
    /// An event of the same cause speaks for it.
    AliasOf(Id),
    /// A file that was there before came back.
    Copy,
    /// It is no event that could count.
    Faulty(Code, String),
}

impl Outcome {
    pub fn word(&self) -> &'static str {
        match self {
            Self::Counts => "counts",
            Self::Rejected(_) => "rejected",
            Self::AliasOf(_) => "alias",
            Self::Copy => "copy",
            Self::Faulty(..) => "faulty",
        }
    }

    pub fn why(&self) -> String {
        match self {
            Self::Counts => String::new(),
            Self::Rejected(why) => why.clone(),
            Self::AliasOf(id) => format!("{id} speaks for it"),
            Self::Copy => "the file was there before, and came back".to_owned(),
            Self::Faulty(code, why) => format!("{code}: {why}"),
        }
    }
}

impl Case {
    /// The same case without what only this auditor and this clone know: a pin, a checkpoint, objects that are in no
    /// history. Two clones of one commit agree on it.
    pub fn forget_own(&mut self) {
        self.anchors.clear();
        for base in self.bases.values_mut().filter(|b| matches!(b, Base::Elsewhere(_))) {
            *base = Base::Nowhere;
        }
    }

    /// The contents that a pack is about: all of the log, and events that came under a name that was in it already.
    pub fn packed(&self) -> Vec<&File> {
        let standing = self.standing_places();
        let is_late =
            |f: &File| f.landed.is_none() && standing.get(f.path.as_str()) == Some(&f.commit);
        let (mut log, mut late): (Vec<&File>, Vec<&File>) = (Vec::new(), Vec::new());
        for file in &self.files {
            if file.landed.is_some() {
                log.push(file);
            } else if is_late(file) {
                late.push(file);
            }
        }
        log.sort_by_key(|f| f.landed);
        log.extend(late);
        log
    }

    /// Of each path the commit that brought the content that stands.
    fn standing_places(&self) -> BTreeMap<&str, usize> {
        let mut places = BTreeMap::new();
        for (file, record) in self.standing_and_before() {
            if matches!(record, Record::Good(_)) && file.is_plain() {
                places.entry(file.path.as_str()).or_insert(file.commit);
            }
        }
        places
    }
}

impl<'p> Pack<'p> {
    /// `bytes` are those of [`Case::packed`], in its order.
    pub fn new(
        case: &'p Case,
        backlog: &'p Backlog,
        findings: &'p [Finding],
        entries: &'p [Entry],
        bytes: Vec<Option<Vec<u8>>>,
        after: Option<usize>,
    ) -> Self {
        let mut changes = changes(case, backlog, bytes, after);
        place(&mut changes, &folders(backlog));
        let stints = stints(case, backlog, entries);
        Self { case, backlog, findings, changes, stints, after, commits: BTreeMap::new() }
    }

    /// The landings of what is in the pack.
    pub fn landings(&self) -> BTreeSet<&CommitId> {
        let of = |c: &'_ Change<'p>| c.landing.map(|l| &l.commit);
        self.changes.iter().filter(|c| c.place.is_some()).filter_map(of).collect()
    }

    /// The changes of a gap whose bytes are in the pack.
    pub fn of_gap(&self, gap: Id) -> impl Iterator<Item = &Change<'p>> {
        self.changes.iter().filter(move |c| c.gap.is_some_and(|g| g.id == gap))
    }

    /// The name of a gap's folder, where the pack has one.
    pub fn folder(&self, gap: Id) -> Option<&str> {
        let placed = self.of_gap(gap).find_map(|c| c.place.as_deref())?;
        placed.rsplit_once('/').map(|(folder, _)| folder)
    }

    /// The change that an event came with.
    pub fn change(&self, event: Id) -> Option<&Change<'p>> {
        self.changes.iter().find(|c| path::id_of(&c.file.path) == Some(event))
    }

    /// The findings whose commit is in the period, and those without one.
    pub fn findings_told(&self) -> Vec<&'p Finding> {
        let at = |f: &Finding| self.case.line.place(f.commit.as_ref()?);
        let is_told = |f: &&Finding| self.after.is_none_or(|a| at(f).is_none_or(|at| at > a));
        self.findings.iter().filter(is_told).collect()
    }
}

fn changes<'p>(
    case: &'p Case,
    backlog: &'p Backlog,
    bytes: Vec<Option<Vec<u8>>>,
    after: Option<usize>,
) -> Vec<Change<'p>> {
    let mut told: BTreeMap<Id, (&Gap, Outcome)> = BTreeMap::new();
    for gap in backlog.gaps.values() {
        for event in gap.events.iter().filter(|t| !t.asked) {
            let outcome = match (&event.rejected, event.alias_of) {
                (Some(why), _) => Outcome::Rejected(why.clone()),
                (None, Some(of)) => Outcome::AliasOf(of),
                (None, None) => Outcome::Counts,
            };
            told.insert(event.id, (gap, outcome));
        }
    }
    let standing = case.standing_places();
    let one = |(file, bytes): (&'p File, Option<Vec<u8>>)| {
        let landing = case.places.get(&file.commit).and_then(|at| case.landings.list.get(*at));
        let mut change = Change {
            position: file.landed,
            file,
            bytes,
            landing,
            event: None,
            gap: None,
            outcome: Outcome::Copy,
            is_in_period: after.is_none_or(|after| file.commit > after),
            place: None,
        };
        let signed = match &file.content {
            Content::Event(Record::Good(signed)) if file.is_plain() => signed,
            Content::Event(Record::Faulty(code, why)) => {
                change.outcome = Outcome::Faulty(*code, why.clone());
                return change;
            }
            _ => {
                change.outcome = Outcome::Faulty(Code::BadMode, "it is no event file".into());
                return change;
            }
        };
        change.event = Some(&signed.event);
        let found = told.get(&signed.id);
        change.gap = found.map(|(gap, _)| *gap);
        if standing.get(file.path.as_str()) == Some(&file.commit) {
            change.outcome = match found {
                Some((_, outcome)) => outcome.clone(),
                None => of_ledger(backlog, signed.id, &signed.event),
            };
        }
        change
    };
    case.packed().into_iter().zip(bytes).map(one).collect()
}

/// What became of an event that belongs to no gap that is shown.
fn of_ledger(backlog: &Backlog, id: Id, event: &Event) -> Outcome {
    let is_own = id == backlog.ledger || event.ledger == Some(backlog.ledger);
    match backlog.rosters.refused.get(&id) {
        Some((code, why)) => Outcome::Rejected(format!("{code}: {why}")),
        None if !is_own => Outcome::Rejected("it is of another ledger".to_owned()),
        None if event.gap.is_some() => {
            Outcome::Rejected("the event that opened its gap is not here, or does not count".into())
        }
        None => Outcome::Counts,
    }
}

/// The folder of each gap. A label that two gaps show gets the gap's id behind it.
fn folders(backlog: &Backlog) -> BTreeMap<Id, String> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut folders = BTreeMap::new();
    for gap in backlog.gaps.values() {
        let mut name = gap.label.clone();
        if !taken.insert(name.to_ascii_uppercase()) {
            name = format!("{name}~{}", gap.id);
            taken.insert(name.to_ascii_uppercase());
        }
        folders.insert(gap.id, format!("gaps/{name}"));
    }
    folders
}

/// Which bytes go where: all of the ledger's own events, the events of every gap that something happened to in the
/// period, and whatever else came in the period.
fn place(changes: &mut [Change<'_>], folders: &BTreeMap<Id, String>) {
    let asked: BTreeSet<Id> =
        changes.iter().filter(|c| c.is_in_period).filter_map(|c| c.gap.map(|g| g.id)).collect();
    // What came back with the same bytes is the same file.
    let mut placed: BTreeMap<Vec<u8>, String> = BTreeMap::new();
    let mut used: BTreeSet<String> = BTreeSet::new();
    for change in changes {
        let Some(bytes) = &change.bytes else { continue };
        let name = change.file.path.rsplit('/').next().unwrap_or_default();
        let is_event = change.event.is_some();
        let place = match (change.event, change.gap) {
            (Some(_), Some(gap)) if asked.contains(&gap.id) => {
                folders.get(&gap.id).map(|folder| format!("{folder}/{name}"))
            }
            (Some(_), Some(_)) => None,
            (Some(event), None) if event.gap.is_none() => Some(format!("ledger/{name}")),
            (Some(_), None) => change.is_in_period.then(|| format!("other/{name}")),
            (None, _) => change.is_in_period.then(|| {
                let at = change.position.map_or_else(|| "late".to_owned(), |p| p.to_string());
                format!("faulty/{at}-{}.bin", change.file.blob)
            }),
        };
        let Some(mut place) = place else { continue };
        if let Some(same) = placed.get(bytes).filter(|_| is_event) {
            change.place = Some(same.clone());
            continue;
        }
        if !used.insert(place.to_ascii_uppercase()) {
            let at = change.position.map_or_else(|| "late".to_owned(), |p| p.to_string());
            place = format!("copies/{at}-{}.bin", change.file.blob);
        }
        placed.insert(bytes.clone(), place.clone());
        change.place = Some(place);
    }
}

/// From when to when a key could sign in one role.
#[derive(Debug)]
pub struct Stint<'p> {
    pub key: Fingerprint,
    pub name: Option<String>,
    pub role: Option<Role>,
    /// The event that listed it; none of a key that no roster ever listed.
    pub from: Option<&'p Entry>,
    pub until: Option<(&'p Entry, Ending)>,
    /// How many event files of this key are in the log.
    pub events: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Revoked,
    /// Another event listed it in another role.
    Changed,
}

/// Every stint of every key, in the order in which they began; last the keys that signed and were never listed.
fn stints<'p>(case: &Case, backlog: &Backlog, entries: &'p [Entry]) -> Vec<Stint<'p>> {
    let is_own = |e: &&Entry| {
        let ours = e.id == backlog.ledger || e.event.ledger == Some(backlog.ledger);
        ours && e.event.gap.is_none() && !backlog.rosters.refused.contains_key(&e.id)
    };
    let own: Vec<&'p Entry> = entries.iter().filter(is_own).collect();
    let mut stints: Vec<Stint<'p>> = Vec::new();
    let end = |stints: &mut Vec<Stint<'p>>, key: &Fingerprint, by, how| {
        let open = stints.iter_mut().find(|s| s.key == *key && s.until.is_none());
        open.map(|s| s.until = Some((by, how))).is_some()
    };
    for entry in roster::in_order(&own) {
        let (key, name, role) = match &entry.event.body {
            Body::Founded(b) => (b.key.fingerprint(), b.principal.to_string(), Some(Role::Root)),
            Body::Admitted(b) => {
                (b.key.fingerprint(), b.principal.to_string(), b.role.parse().ok())
            }
            Body::Revoked(b) => {
                if !end(&mut stints, &b.key, entry, Ending::Revoked) {
                    let until = Some((entry, Ending::Revoked));
                    let key = b.key.clone();
                    stints.push(Stint {
                        key,
                        name: None,
                        role: None,
                        from: None,
                        until,
                        events: 0,
                    });
                }
                continue;
            }
            _ => continue,
        };
        end(&mut stints, &key, entry, Ending::Changed);
        let (name, from) = (Some(name), Some(entry));
        stints.push(Stint { key, name, role, from, until: None, events: 0 });
    }
    let mut signed: BTreeMap<Fingerprint, usize> = BTreeMap::new();
    for file in case.files.iter().filter(|f| f.landed.is_some()) {
        if let Content::Event(Record::Good(s)) = &file.content {
            *signed.entry(s.event.signer.clone()).or_default() += 1;
        }
    }
    for stint in &mut stints {
        stint.events = signed.get(&stint.key).copied().unwrap_or(0);
    }
    let listed: BTreeSet<Fingerprint> = stints.iter().map(|s| s.key.clone()).collect();
    let unlisted = signed.into_iter().filter(|(key, _)| !listed.contains(key));
    stints.extend(unlisted.map(|(key, events)| Stint {
        key,
        name: None,
        role: None,
        from: None,
        until: None,
        events,
    }));
    stints
}
