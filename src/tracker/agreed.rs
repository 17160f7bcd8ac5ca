//! Where a document and the ledger differ, fact by fact, and what the document said when they last agreed. Only the
//! second tells an edit by hand from a claim that has become stale.

use std::collections::{BTreeMap, BTreeSet};

use crate::ledger::Field;
use crate::model::{Criticality, Status};
use crate::project::backlog::Gap as Known;

use super::claim::{Gap, Tracker};
use super::fit;
use super::owned::{Owned, adopted};

/// A fact of one gap that an event records and that a person may edit in a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    Status,
    Criticality,
    Title,
    /// Whether the criterion of this number is met.
    Criterion(String),
}

impl Fact {
    pub fn word(&self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Criticality => "criticality",
            Self::Title => "title",
            Self::Criterion(_) => "criterion",
        }
    }
}

/// A fact on which a document and the ledger differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub label: String,
    pub line: usize,
    pub fact: Fact,
    pub says: String,
    pub ledger: String,
}

/// What a document said of its gaps when it last agreed with the ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Base {
    facts: BTreeMap<(String, Fact), String>,
}

impl Base {
    pub fn said(&self, gap: &Gap, fact: &Fact) -> Option<&str> {
        self.facts.get(&(gap.label.to_string(), fact.clone())).map(String::as_str)
    }

    /// Takes from an older version what it says of these facts, where it agreed on them; what a newer version told
    /// stays. Returns the facts that are still unknown.
    pub fn learn(
        &mut self,
        version: &Tracker,
        wanted: Vec<(String, Fact)>,
        differs: &[Difference],
    ) -> Vec<(String, Fact)> {
        let gaps: BTreeMap<&str, &Gap> =
            version.gaps.iter().map(|g| (g.label.as_str(), g)).collect();
        let differs: BTreeSet<(&str, &Fact)> =
            differs.iter().map(|d| (d.label.as_str(), &d.fact)).collect();
        let mut rest = Vec::new();
        for (label, fact) in wanted {
            let said = gaps.get(label.as_str()).and_then(|g| says(g, &fact));
            match said.filter(|_| !differs.contains(&(label.as_str(), &fact))) {
                Some(said) => {
                    self.facts.insert((label, fact), said);
                }
                None => rest.push((label, fact)),
            }
        }
        rest
    }
}

/// Every fact that a document states of its gaps.
pub fn stated(tracker: &Tracker) -> Vec<(String, Fact)> {
    let of = |gap: &Gap| {
        let criteria = gap.criteria.iter().map(|c| Fact::Criterion(c.number.clone()));
        let all = [Fact::Status, Fact::Criticality, Fact::Title].into_iter().chain(criteria);
        all.map(|fact| (gap.label.to_string(), fact)).collect::<Vec<_>>()
    };
    tracker.gaps.iter().flat_map(of).collect()
}

/// What a document says of a fact, where it says anything.
pub fn says(gap: &Gap, fact: &Fact) -> Option<String> {
    match fact {
        Fact::Status => gap.status.map(|s| s.to_string()),
        Fact::Criticality => gap.criticality.map(|c| c.to_string()),
        Fact::Title => fit::line(&gap.title),
        Fact::Criterion(number) => {
            let criterion = gap.criteria.iter().find(|c| c.number == *number && c.marked)?;
            Some(met(criterion.met))
        }
    }
}

fn met(met: bool) -> String {
    if met { "met" } else { "unmet" }.to_owned()
}

/// Every fact on which the document and the ledger differ.
pub fn differences(owned: &Owned<'_>, tracker: &Tracker) -> Vec<Difference> {
    let found = tracker.gaps.iter().filter_map(|gap| Some((gap, owned.find(gap)?)));
    found.flat_map(|(gap, known)| of_gap(known, gap)).collect()
}

fn of_gap(known: &Known, gap: &Gap) -> Vec<Difference> {
    let mut all = Vec::new();
    let mut compare = |fact: Fact, ledger: String, line: usize, same: &dyn Fn(&str) -> bool| {
        if let Some(says) = says(gap, &fact).filter(|s| *s != ledger && !same(s)) {
            all.push(Difference { label: gap.label.to_string(), line, fact, says, ledger });
        }
    };
    let done =
        |says: &str| known.status.is_done() && says.parse::<Status>().is_ok_and(Status::is_done);
    compare(Fact::Status, known.status.to_string(), gap.line, &done);
    let rank =
        known.criticality().map_or_else(|| "none".to_owned(), |c: Criticality| c.to_string());
    compare(Fact::Criticality, rank, gap.line, &|_| false);
    let first = adopted(known).remove(&Field::Title);
    if first.is_some_and(|t| t.text() != Some(known.title())) {
        compare(Fact::Title, known.title().to_owned(), gap.line, &|_| false);
    }
    for line in known.criteria() {
        let number = line.criterion.number.to_string();
        let at = gap.criteria.iter().find(|c| c.number == number).map_or(gap.line, |c| c.line);
        compare(Fact::Criterion(number), met(line.met), at, &|_| false);
    }
    all
}

/// The differences that a person made: what the document says is not what it said when it last agreed. Where no
/// older version tells, what an adoption wrote does.
pub fn by_hand(owned: &Owned<'_>, tracker: &Tracker, base: &Base) -> Vec<Difference> {
    let gaps: BTreeMap<&str, &Gap> = tracker.gaps.iter().map(|g| (g.label.as_str(), g)).collect();
    let mut all = differences(owned, tracker);
    all.retain(|d| {
        let Some(gap) = gaps.get(d.label.as_str()) else { return false };
        let told = base.said(gap, &d.fact).map(str::to_owned);
        told.or_else(|| owned.find(gap).and_then(|k| imported(k, &d.fact)))
            .is_some_and(|said| said != d.says)
    });
    all
}

/// What an import wrote of a fact, where one did.
fn imported(known: &Known, fact: &Fact) -> Option<String> {
    let adopted = adopted(known);
    match fact {
        Fact::Status => adopted.get(&Field::Status).map(|v| match v {
            crate::ledger::Value::Status(status) => status.to_string(),
            _ => String::new(),
        }),
        Fact::Criticality => Some(adopted.get(&Field::Criticality)?.text()?.to_owned()),
        Fact::Title => Some(adopted.get(&Field::Title)?.text()?.to_owned()),
        Fact::Criterion(number) => {
            let line =
                known.criteria().into_iter().find(|c| c.criterion.number.as_str() == number)?;
            adopted.get(&Field::Criterion(line.criterion.clone()))?;
            let flag = crate::ledger::Value::Flag(true);
            Some(met(adopted.get(&Field::Met(line.criterion)) == Some(&flag)))
        }
    }
}
