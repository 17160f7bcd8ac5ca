//! What is wrong with a ledger and its history, as far as git's objects show it. The fold says what is true; this says
//! whether anybody should believe that it is all of it. The same events, the same roster, the same fold as everywhere;
//! no cache, no clock, no disk: the shell reads the objects, and whoever is shown the same ones finds the same.

pub mod case;
mod finding;
mod line;
pub mod pack;
mod rules;

pub use case::{Anchor, Base, Case, Content, File, Record, Removal, Trunk};
pub use finding::{Finding, Verdict};
pub use line::{Commit, Line};
pub use rules::{RULES, Rule, rule};

use crate::ledger::{Code, Fault};
use crate::model::Id;

use super::backlog::Backlog;
use super::entry::Entry;
use super::fold;

/// A case with what the fold made of its entries: what the rules look at.
pub struct Seen<'c> {
    pub case: &'c Case,
    pub entries: Vec<Entry>,
    pub backlog: Backlog,
    faults: Vec<Fault>,
    /// The places of the entries, by their ids.
    places: Vec<(Id, usize)>,
    /// Event files that are wrong by themselves.
    faulty: Vec<(&'c File, Code, &'c str)>,
}

/// Everything that an audit found, violations first.
pub fn audit(case: &Case) -> (Vec<Finding>, Backlog) {
    let mut entries = case.entries();
    entries.extend(case.asked.iter().cloned());
    let (backlog, faults) = fold(&entries, case.ledger, &case.landings);
    let mut places: Vec<(Id, usize)> = entries.iter().map(|e| e.id).zip(0..).collect();
    places.sort_unstable();
    let faulty = case.standing_and_before().filter_map(|(file, record)| match record {
        Record::Faulty(code, why) => Some((file, *code, why.as_str())),
        Record::Good(_) => None,
    });
    let faulty = faulty.collect();
    let seen = Seen { case, entries, backlog, faults, places, faulty };
    let mut findings: Vec<Finding> = RULES.iter().flat_map(|r| (r.find)(&seen)).collect();
    findings.sort();
    findings.dedup();
    (findings, seen.backlog)
}

impl Seen<'_> {
    /// What the fold faults in events, with where they landed.
    fn told(&self, code: Code) -> Vec<Finding> {
        let of = |f: &Fault| {
            let mut finding = Finding::new(code, f.message.clone());
            finding.event = f.event;
            finding.path.clone_from(&f.path);
            let entry = f.event.and_then(|id| self.entry(id, f.path.as_deref()?));
            finding.commit = entry.and_then(|e| self.case.landing_of(e)).map(|l| l.commit.clone());
            finding
        };
        self.faults.iter().filter(|f| f.code == code).map(of).collect()
    }

    /// The first entry with this id in this file.
    fn entry(&self, id: Id, path: &str) -> Option<&Entry> {
        let first = self.places.partition_point(|(other, _)| *other < id);
        let same = self.places[first..].iter().take_while(|(other, _)| *other == id);
        same.map(|(_, at)| &self.entries[*at]).find(|e| e.path == path)
    }

    /// Files that are wrong by themselves, told where they came.
    fn files(&self, code: Code) -> Vec<Finding> {
        let wrong = self.faulty.iter().filter(|(_, c, _)| *c == code);
        wrong.map(|(file, _, why)| self.case.finding_on(file, code, (*why).to_owned())).collect()
    }

    /// What reading the objects found.
    fn objects(&self, code: Code) -> Vec<Finding> {
        self.case.objects.iter().filter(|f| f.code == code).cloned().collect()
    }

    /// A finding about an event that landed.
    fn on(&self, entry: &Entry, code: Code, message: String) -> Finding {
        let mut finding = Finding::new(code, message);
        finding.event = Some(entry.id);
        finding.path = Some(entry.path.clone());
        finding.commit = self.case.landing_of(entry).map(|l| l.commit.clone());
        finding
    }

    /// The entries of this ledger.
    fn own(&self) -> impl Iterator<Item = &Entry> {
        let ledger = self.case.ledger;
        self.entries.iter().filter(move |e| e.id == ledger || e.event.ledger == Some(ledger))
    }
}
