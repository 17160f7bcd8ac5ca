//! Which gaps of a ledger a document means. A label of the document's own is one gap in every tracker; a made one
//! only in the tracker that it came from. Looked up, never searched for: both sides may be long.

use std::collections::{BTreeMap, BTreeSet};

use crate::ledger::{Cause, Field, Value};
use crate::model::Label;
use crate::project::Backlog;
use crate::project::backlog::Gap as Known;

use super::assemble::key;
use super::claim::{Gap, Tracker};
use super::matching;

/// Where a document stands in the repository, and what the team says belongs into it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Home {
    pub path: String,
    /// Paths that it had before it was renamed.
    pub former: Vec<String>,
    /// Blocks whose gaps belong here, whoever opened them.
    pub blocks: Vec<String>,
    /// Blocks that the team gave to other documents.
    pub elsewhere: Vec<String>,
    /// Whether the team's settings list this document.
    pub listed: bool,
}

impl Home {
    pub fn at(path: impl Into<String>) -> Self {
        Self { path: path.into(), ..Self::default() }
    }

    /// Whether a path is, or was, this document's.
    pub fn is(&self, path: &str) -> bool {
        self.path == path || self.former.iter().any(|f| f == path)
    }
}

/// The gaps of a ledger, seen from one document.
pub struct Owned<'b> {
    pub backlog: &'b Backlog,
    pub home: &'b Home,
    labels: BTreeMap<&'b Label, Vec<&'b Known>>,
    aliases: BTreeMap<&'b str, Vec<&'b Known>>,
    /// Which documents the gaps of each block came from.
    homes: BTreeMap<String, BTreeSet<&'b str>>,
    all: BTreeSet<&'b str>,
}

impl<'b> Owned<'b> {
    pub fn new(backlog: &'b Backlog, home: &'b Home) -> Self {
        let mut labels: BTreeMap<&Label, Vec<&Known>> = BTreeMap::new();
        let mut aliases: BTreeMap<&str, Vec<&Known>> = BTreeMap::new();
        let mut homes: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        let mut all = BTreeSet::new();
        for known in backlog.gaps.values() {
            if let Some(tracker) = known.text(&Field::Tracker) {
                homes.entry(known.block().name).or_default().insert(tracker);
                all.insert(tracker);
            }
            for label in BTreeSet::from([&known.named, &known.claimed]) {
                labels.entry(label).or_default().push(known);
            }
            for (field, _) in known.fields.range(Field::Alias(String::new())..) {
                let Field::Alias(alias) = field else { break };
                if known.value(field).is_some() {
                    aliases.entry(alias.as_str()).or_default().push(known);
                }
            }
        }
        Self { backlog, home, labels, aliases, homes, all }
    }

    /// Whether a gap came from this document; one that a verb opened: whether the team gave its block to this
    /// document, or all of its block's gaps that came from a document came from this one.
    pub fn belongs(&self, known: &Known) -> bool {
        if let Some(tracker) = known.text(&Field::Tracker) {
            return self.home.is(tracker);
        }
        let block = known.block().name;
        if self.home.blocks.contains(&block) {
            return true;
        }
        if self.home.elsewhere.contains(&block) {
            return false;
        }
        // A new block goes where every gap of a tracker is.
        let homes = self.homes.get(&block).unwrap_or(&self.all);
        let only = homes.is_empty() && self.home.listed && self.home.blocks.is_empty();
        only || !homes.is_empty() && homes.iter().all(|t| self.home.is(t))
    }

    /// The gap that the document means, where the ledger has it.
    pub fn find(&self, gap: &Gap) -> Option<&'b Known> {
        let labelled = self.labels.get(&gap.label).map(Vec::as_slice).unwrap_or_default();
        let named = |k: &&&Known| (k.label != gap.label.as_str(), k.named != gap.label);
        let Some(original) = &gap.original else {
            return labelled.iter().filter(|k| self.belongs(k)).min_by_key(named).copied();
        };
        let found = labelled.iter().min_by_key(named).copied();
        found.or_else(|| {
            let called = self.aliases.get(original.as_str())?;
            called.iter().find(|k| self.belongs(k)).copied()
        })
    }

    /// The gaps of this document, by label.
    pub fn own(&self) -> Vec<&'b Known> {
        let mut own: Vec<&Known> = self.backlog.gaps.values().filter(|k| self.belongs(k)).collect();
        own.sort_by(|a, b| (&a.named, a.id).cmp(&(&b.named, b.id)));
        own
    }

    /// What the ledger knows of the document's gaps, for `relabel`. A gap that was given another title since goes
    /// by the one that the document has.
    pub fn known(&self, tracker: &Tracker) -> Vec<matching::Known> {
        let own = self.own();
        if own.is_empty() {
            return Vec::new();
        }
        let titles: BTreeSet<String> = tracker.gaps.iter().map(|g| key(&g.title)).collect();
        let title = |g: &Known| {
            let now = g.title().to_owned();
            let had = || adopted(g).remove(&Field::Title).and_then(|v| v.text().map(str::to_owned));
            if titles.contains(&key(&now)) {
                return now;
            }
            had().filter(|t| titles.contains(&key(t))).unwrap_or(now)
        };
        let one = |g: &&Known| matching::Known {
            label: g.named.clone(),
            title: title(g),
            section: g.text(&Field::Section).map(str::to_owned),
        };
        own.iter().map(one).collect()
    }

    /// Gives the gaps with made labels the labels that the ledger knows them by.
    pub fn relabel(&self, tracker: &mut Tracker) {
        let known = self.known(tracker);
        if !known.is_empty() {
            matching::relabel(tracker, &known);
        }
    }

    /// The same, for a document whose version before this one is known: what that one had no more was not given
    /// another title since.
    pub fn relabel_after(&self, tracker: &mut Tracker, before: &Tracker) {
        let there: BTreeSet<&Label> = before.gaps.iter().map(|g| &g.label).collect();
        let mut known = self.known(tracker);
        for gone in known.iter_mut().filter(|k| !there.contains(&k.label)) {
            gone.section = Some("\n".to_owned());
        }
        matching::relabel(tracker, &known);
    }

    /// Whether the document was ever taken in, or is listed to be kept true.
    pub fn is_adopted(&self) -> bool {
        let came = |k: &Known| k.text(&Field::Tracker).is_some_and(|t| self.home.is(t));
        self.home.listed || self.backlog.gaps.values().any(|k| came(k) || self.caused(k))
    }

    /// Whether an event about this gap names a line of this document as its cause.
    pub fn caused(&self, known: &Known) -> bool {
        known.events.iter().any(|t| match &t.event.cause {
            Some(Cause::Tracker { tracker, .. }) => self.home.is(tracker),
            _ => false,
        })
    }
}

/// The last value that an adoption of any document wrote into each field.
pub fn adopted(known: &Known) -> BTreeMap<Field, Value> {
    let told = known.events.iter().filter(|t| {
        t.rejected.is_none()
            && t.alias_of.is_none()
            && matches!(t.event.cause, Some(Cause::Tracker { .. }))
    });
    told.flat_map(|t| t.event.body.writes(t.id, known.id, &known.claimed)).collect()
}
