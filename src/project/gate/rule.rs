//! A rule of the gate as data: what it looks for, in which gaps, and how many are too many. The kinds stand in a
//! file each; nothing here knows one of them.

use crate::ledger::{Fault, Field};
use crate::model::{Criticality, Day, Id, Status};
use crate::project::backlog::{Backlog, Gap, Told};
use crate::project::entry::{Landings, Place};

/// One kind of rule.
#[derive(Debug)]
pub struct Kind {
    pub name: &'static str,
    /// What it counts, as it stands behind a number: `contested`, `closed without a pull request`.
    pub counts: &'static str,
    pub days: Days,
    pub looks: Looks,
}

/// Whether a rule of the kind names a number of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Days {
    No,
    May,
    Must,
}

impl Kind {
    /// Then a rule may name a first day, and leave older ones alone.
    pub fn is_about_closings(&self) -> bool {
        matches!(self.looks, Looks::AtClosing(_))
    }

    /// Then a rule may name which.
    pub fn is_about_gaps(&self) -> bool {
        !matches!(self.looks, Looks::AtFaults(_))
    }
}

/// What a kind looks at: each gap, the closing of each that is done, or what is wrong with events.
#[derive(Debug)]
pub enum Looks {
    AtGap(fn(&Question<'_>, &Rule, &Gap) -> Seen),
    AtClosing(fn(&Question<'_>, &Gap, &Told) -> Seen),
    AtFaults(fn(&Question<'_>) -> Vec<AtFault>),
}

/// What a kind says about an event that belongs to no gap that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtFault {
    pub path: Option<String>,
    pub event: Option<Id>,
    pub message: String,
}

/// What a kind says about one gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    Fine,
    /// Why, and the events that show it; the last is where a report points.
    Trips(String, Vec<Id>),
    /// A date that it needs is not known.
    Unknown,
}

impl Seen {
    pub fn trips(message: impl Into<String>, events: impl IntoIterator<Item = Id>) -> Self {
        Self::Trips(message.into(), events.into_iter().collect())
    }
}

/// What the gate is asked about.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    pub backlog: &'a Backlog,
    pub landings: &'a Landings,
    pub faults: &'a [Fault],
    pub today: Day,
    /// The names of all rules that are asked: a waiver of a rule that is gone holds up nothing.
    pub rules: &'a [Rule],
}

impl Question<'_> {
    /// The day on which an event came to the trunk, where it did and history can tell.
    pub fn landed(&self, told: &Told) -> Option<Day> {
        match told.place {
            Place::Landed(i) => self.landings.list.get(i).map(|l| l.day),
            Place::Unlanded | Place::Pending => None,
        }
    }
}

#[derive(Debug, Clone)]
pub struct Rule {
    /// What a waiver calls it.
    pub name: String,
    pub kind: &'static Kind,
    pub scope: Scope,
    /// How many are allowed.
    pub max: u64,
    pub days: Option<i64>,
    pub since: Option<Day>,
}

/// Which gaps a rule is about. An empty list means any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    pub statuses: Vec<Status>,
    pub criticalities: Vec<Option<Criticality>>,
    pub blocks: Vec<String>,
    pub types: Vec<String>,
}

impl Scope {
    pub fn holds(&self, gap: &Gap) -> bool {
        let any = |list: &[String], found: &dyn Fn(&str) -> bool| {
            list.is_empty() || list.iter().any(|word| found(word))
        };
        let block = gap.block();
        (self.statuses.is_empty() || self.statuses.contains(&gap.status))
            && (self.criticalities.is_empty() || self.criticalities.contains(&gap.criticality()))
            && any(&self.blocks, &|word| {
                word.eq_ignore_ascii_case(&block.name)
                    || word.eq_ignore_ascii_case(&block.prefix)
                    || word.eq_ignore_ascii_case(gap.named.prefix())
            })
            && any(&self.types, &|word| {
                gap.text(&Field::Type).is_some_and(|t| t.eq_ignore_ascii_case(word))
            })
    }
}

impl Rule {
    /// What it counts, in a few words: `open (high; Security)`.
    pub fn says(&self) -> String {
        let mut about: Vec<String> = Vec::new();
        let list = |words: Vec<&str>| words.join(", ");
        if !self.scope.statuses.is_empty() {
            about.push(list(self.scope.statuses.iter().map(|s| s.as_str()).collect()));
        }
        if !self.scope.criticalities.is_empty() {
            let word = |c: &Option<Criticality>| c.map_or("no criticality", |c| c.as_str());
            about.push(list(self.scope.criticalities.iter().map(word).collect()));
        }
        for words in [&self.scope.blocks, &self.scope.types] {
            if !words.is_empty() {
                about.push(words.join(", "));
            }
        }
        about.extend(self.days.map(|days| format!("more than {days} days")));
        about.extend(self.since.map(|day| format!("since {day}")));
        let counts = if self.scope.statuses.is_empty() { self.kind.counts } else { "gaps" };
        if about.is_empty() {
            counts.to_owned()
        } else {
            format!("{counts} ({})", about.join("; "))
        }
    }
}
