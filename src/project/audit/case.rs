//! What an audit is shown: the trunk's line, every content that a file below `.gaps` was ever given on it, and what
//! the auditor knew before. Values only; the shell reads them from git's objects.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::ledger::file::Signed;
use crate::ledger::{Code, path};
use crate::model::{At, CommitId, Id};
use crate::project::entry::{Entry, Landing, Landings, Place};
use crate::project::foxtrot::Foxtrot;
use crate::project::log::{Log, Marks};
use crate::project::merkle::Hash;

use super::finding::Finding;
use super::line::Line;

pub struct Case {
    pub ledger: Id,
    /// The trunk's first-parent line, oldest first.
    pub line: Line,
    /// In landing order, within a landing by path.
    pub files: Vec<File>,
    pub removals: Vec<Removal>,
    /// What is wrong with the objects themselves.
    pub objects: Vec<Finding>,
    pub landings: Landings,
    /// The place in `landings.list` of each commit of the line that has one.
    pub places: BTreeMap<usize, usize>,
    /// What is known of each commit that an event names as its base.
    pub bases: BTreeMap<CommitId, Base>,
    /// What is wrong with the causes that events name, and what messages ask for that no event records.
    pub causes: Vec<Finding>,
    /// What messages ask for, as entries for the fold.
    pub asked: Vec<Entry>,
    pub log: Log,
    /// What the auditor knew before: pins and checkpoints.
    pub anchors: Vec<Anchor>,
    /// Landings whose number an earlier commit of the trunk bears.
    pub twins: Vec<(usize, u64)>,
    /// Commits of the line that merged the trunk into what became it.
    pub foxtrots: Vec<Foxtrot>,
}

/// A content that a commit of the line gave to a path below `.gaps`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub path: String,
    /// Whether the path is text at all.
    pub is_text: bool,
    pub mode: u32,
    /// The git object, as hex.
    pub blob: String,
    /// Counts in [`Case::line`].
    pub commit: usize,
    /// Its place in the log, where this is how an event file came.
    pub landed: Option<usize>,
    pub content: Content,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    Event(Record),
    /// What `.gaps/.gitattributes` says.
    Attributes(Vec<u8>),
    /// Not looked at.
    Other,
}

/// An event file by itself: good, or what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    Good(Box<Signed>),
    Faulty(Code, String),
}

/// A file below `.gaps` that a commit of the line took away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    pub path: String,
    pub commit: usize,
}

/// What the trunk's history says of a commit that an event names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Base {
    Known(At),
    /// Its object is here, but no longer in the history of the trunk; these event files of its tree are in none.
    Elsewhere(Vec<String>),
    Nowhere,
}

/// A word of the auditor's own about an earlier state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// `the pin`, `the checkpoint`.
    pub name: String,
    pub ledger: Id,
    pub size: u64,
    pub root: Hash,
    pub marks: Option<Marks>,
    /// Every leaf, where the anchor holds them.
    pub leaves: Option<Vec<Hash>>,
    /// The event files that it knows, but for those that stand in the log where it saw them.
    pub paths: BTreeSet<String>,
    pub trunk: Option<(CommitId, Trunk)>,
}

/// Where an earlier tip of the trunk is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trunk {
    OnLine,
    /// In the trunk's history, but no longer on its first-parent line.
    OffLine,
    Gone,
}

pub const SYMLINK: u32 = 0o120_000;
pub const SUBMODULE: u32 = 0o160_000;
pub const FILE: u32 = 0o100_644;

impl Case {
    /// Of each path the first content that holds.
    pub fn standing(&self) -> impl Iterator<Item = (&File, &Signed)> {
        let mut taken = HashSet::with_capacity(self.files.len());
        self.files.iter().filter_map(move |file| match &file.content {
            Content::Event(Record::Good(signed)) if file.is_plain() => {
                taken.insert(file.path.as_str()).then_some((file, &**signed))
            }
            _ => None,
        })
    }

    /// The events that landed.
    pub fn entries(&self) -> Vec<Entry> {
        self.standing().map(|(file, signed)| self.entry(file, signed)).collect()
    }

    /// The events about the ledger itself that landed.
    pub fn ledger_entries(&self) -> Vec<Entry> {
        let is_own = |s: &Signed| s.id == self.ledger || s.event.ledger == Some(self.ledger);
        let own = self.standing().filter(|(_, s)| s.event.gap.is_none() && is_own(s));
        own.map(|(file, signed)| self.entry(file, signed)).collect()
    }

    fn entry(&self, file: &File, signed: &Signed) -> Entry {
        Entry {
            id: signed.id,
            event: signed.event.clone(),
            key: signed.key.clone(),
            path: file.path.clone(),
            // Before the landings are numbered, the commit of the line is the place.
            place: Place::Landed(self.places.get(&file.commit).copied().unwrap_or(file.commit)),
            asked: false,
        }
    }

    /// How many events landed.
    pub fn event_count(&self) -> usize {
        self.standing().count()
    }

    /// Event files up to the content that stands, with what was read in them. What came later is an edit.
    pub fn standing_and_before(&self) -> impl Iterator<Item = (&File, &Record)> {
        let mut stood = HashSet::new();
        self.files.iter().filter_map(move |file| {
            let Content::Event(record) = &file.content else { return None };
            let later = stood.contains(file.path.as_str());
            if matches!(record, Record::Good(_)) && file.is_plain() {
                stood.insert(file.path.as_str());
            }
            (!later).then_some((file, record))
        })
    }

    pub fn finding_on(&self, file: &File, code: Code, message: String) -> Finding {
        let mut finding = Finding::new(code, message);
        finding.path = Some(file.path.clone());
        finding.event = path::id_of(&file.path);
        finding.commit = self.line.get(file.commit).map(|c| c.id);
        finding
    }

    pub fn landing_of(&self, entry: &Entry) -> Option<&Landing> {
        match entry.place {
            Place::Landed(i) => self.landings.list.get(i),
            _ => None,
        }
    }
}

impl File {
    /// A link or a submodule holds no event, whatever its bytes say.
    pub fn is_plain(&self) -> bool {
        !matches!(self.mode, SYMLINK | SUBMODULE)
    }
}
