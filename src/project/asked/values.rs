//! What goes into the projection of triggers and what comes out of it: commits, landing by landing, and questions to
//! the history; triggers with what became of each, and entries for the fold.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ledger::{Cause, Fault};
use crate::model::{At, CommitId, Id, Label};
use crate::project::entry::{Entry, Place};
use crate::project::finding::Finding;
use crate::project::reference::Reference;
use crate::project::scan::{Criteria, ScanConfig};

/// A commit that says something to us.
#[derive(Debug, Clone)]
pub struct Commit {
    pub id: CommitId,
    /// Name and address of its author.
    pub author: String,
    pub authored: At,
    /// The committer date.
    pub at: At,
    pub message: String,
}

/// What one landing brought; or, last of all, what the branch would bring.
#[derive(Debug, Clone)]
pub struct Step {
    pub place: Place,
    pub reach: Reach,
    /// The landing, or the branch's newest commit.
    pub tip: Commit,
    /// Whether its tree differs from that of its first parent: what changes nothing asks for nothing.
    pub differs: bool,
    pub config: ScanConfig,
    /// Each after those that it builds on; of several the lowest id first.
    pub commits: Vec<Commit>,
    /// Events whose file its tree lacks and its first parent's had.
    pub removed: Vec<Id>,
    /// Events whose file it brought back.
    pub restored: Vec<Id>,
}

/// What was there when a step came.
#[derive(Debug, Clone)]
pub enum Reach {
    /// What had landed before it, or with it: a landing.
    Line,
    /// Everything that is here: a branch, which will be merged as one.
    Branch,
    /// A commit of the trunk's own branch that was not pushed yet: it will be a landing, and is judged as one.
    Own {
        /// How much of the line it builds on.
        landed: usize,
        /// Its number among those that were not pushed.
        at: usize,
        /// The first of them that has each event.
        first: Arc<BTreeMap<Id, usize>>,
    },
}

impl Step {
    /// Whether an event was there when the step had come.
    pub fn has(&self, entry: &Entry) -> bool {
        match &self.reach {
            Reach::Line => entry.place <= self.place,
            Reach::Branch => true,
            Reach::Own { landed, at, first } => {
                let is_landed = matches!(entry.place, Place::Landed(n) if n < *landed);
                is_landed || first.get(&entry.id).is_some_and(|n| n <= at)
            }
        }
    }

    /// Whether an event came with it; what is staged would come with the branch.
    pub fn brings(&self, entry: &Entry) -> bool {
        match &self.reach {
            Reach::Line => entry.place == self.place,
            Reach::Branch => matches!(entry.place, Place::Unlanded | Place::Pending),
            Reach::Own { at, first, .. } => {
                entry.place == Place::Unlanded && first.get(&entry.id) == Some(at)
            }
        }
    }
}

/// Questions about history that only git can answer.
pub trait History {
    /// Whether the tree of a commit has a file at this path.
    fn holds(&self, commit: &CommitId, path: &str) -> bool;
    /// Whether one commit is in the history of another one.
    fn precedes(&self, earlier: &CommitId, later: &CommitId) -> bool;
    /// The commit that a whole or abbreviated id names.
    fn named(&self, prefix: &str) -> Option<CommitId>;
    /// What a merge brought with itself; of any other commit itself.
    fn brought_with(&self, commit: &CommitId) -> Vec<CommitId>;
    /// The landing of a pull request.
    fn pull_request(&self, reference: &Reference) -> Option<CommitId>;
    /// The number of the landing that brought a commit.
    fn landing(&self, commit: &CommitId) -> Option<usize>;
    /// The author's name and the message of a commit.
    fn text(&self, commit: &CommitId) -> Option<(String, String)>;
}

/// What a trigger asks of its gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    Close,
    Start,
    Reopen,
    Meet(Criteria),
    /// Link the commit.
    Refer,
    /// Reopen what is done, since what closed it was undone.
    Undo,
    /// Close again, since what had closed it came back.
    Redo,
}

impl Ask {
    /// As the hook and people write it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Close | Self::Redo => "closing",
            Self::Start => "start",
            Self::Reopen | Self::Undo => "reopening",
            Self::Meet(_) => "meeting",
            Self::Refer => "link",
        }
    }
}

/// One trigger, and what became of it.
#[derive(Debug, Clone)]
pub struct Trigger {
    pub commit: CommitId,
    /// 0 for a removal or a restoration: no line asks for those.
    pub line: u32,
    pub label: Label,
    pub gap: Option<Id>,
    pub ask: Ask,
    pub place: Place,
    pub outcome: Outcome,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// An event names it as its cause.
    Recorded(Id),
    /// An event that came with it says the same.
    Answered(Id),
    /// It asks for what already is.
    Satisfied,
    /// One with an earlier one, of which it is a copy.
    Copy,
    /// No event records it yet; the id is that of the entry which stands for it.
    Waiting(Id),
    /// A rule says no, as it would to the verb.
    Refused(String),
    /// Nobody knows which gap it means.
    Unknown,
}

/// Everything that was asked, for the fold and for whoever reports it.
#[derive(Debug, Clone, Default)]
pub struct Projection {
    /// One for each trigger that waits, and for each that was refused and should be seen.
    pub entries: Vec<Entry>,
    pub triggers: Vec<Trigger>,
    /// Events whose parents leave the place of their cause.
    pub unplaced: BTreeMap<Id, String>,
    /// The landing that each cause lends, where it holds.
    pub lends: BTreeMap<Cause, usize>,
    /// Who wrote the commits that causes name.
    pub authors: BTreeMap<CommitId, String>,
    pub findings: Vec<Finding>,
    pub faults: Vec<Fault>,
}

impl Projection {
    /// Whether the branch asks for anything, whatever came of it.
    pub fn is_on_branch(&self) -> bool {
        self.triggers.iter().any(|t| t.place == Place::Unlanded)
    }

    /// The entries for the fold; for a writer without the branch's own.
    pub fn shown(&self, writes: bool) -> Vec<Entry> {
        let shown = |e: &&Entry| !(writes && e.place == Place::Unlanded);
        self.entries.iter().filter(shown).cloned().collect()
    }
}
