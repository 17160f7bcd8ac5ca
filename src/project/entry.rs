//! What the fold is given: events with the place they have reached, and the landings that gave it to them. The
//! shell reads them from git; nothing here does.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::ledger::key::PublicKey;
use crate::ledger::{Cause, Event, form, path};
use crate::model::{At, CommitId, Day, Id, Standing};

/// How far an event has come. Landings count from the oldest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    Landed(usize),
    Unlanded,
    Pending,
}

impl Place {
    pub fn standing(self) -> Standing {
        match self {
            Self::Landed(_) => Standing::Landed,
            Self::Unlanded => Standing::Unlanded,
            Self::Pending => Standing::Pending,
        }
    }
}

/// An event whose form and signature hold, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: Id,
    /// Shared with whoever tells of it.
    pub event: Arc<Event>,
    pub key: PublicKey,
    pub path: String,
    pub place: Place,
    /// What a commit message asked for and no event records yet.
    pub asked: bool,
}

impl Entry {
    /// A drafted event, pending: what a fold needs to know what comes after it.
    pub fn drafted(event: Event, key: &PublicKey) -> Self {
        let id = form::id(event.encode().as_bytes());
        let path = path::of(event.gap.as_ref(), id);
        let (event, key) = (Arc::new(event), key.clone());
        Self { id, event, key, path, place: Place::Pending, asked: false }
    }
}

/// A first-parent commit of the trunk that brought events, or that another question needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Landing {
    pub commit: CommitId,
    /// The committer date.
    pub at: At,
    /// The day on the committer's own clock.
    pub day: Day,
    pub pr: Option<Pr>,
    pub author: String,
}

/// A pull request as its forge names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pr {
    /// `#12`, `!12`, `owner/repo#12`.
    pub text: String,
    pub number: Option<u64>,
    pub url: Option<String>,
}

/// What history says about where things landed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Landings {
    /// Oldest first; `Place::Landed` counts in it. Empty where history is missing: what a cut line shows as the
    /// first commit with a file may not be the first.
    pub list: Vec<Landing>,
    /// The landing of the commit that a cause names, where that commit is on the trunk and holds what the cause
    /// says of it.
    pub of_cause: BTreeMap<Cause, usize>,
    /// Events whose parents leave the place that belongs to their cause, and why: they are not accepted.
    pub unplaced: BTreeMap<Id, String>,
    /// Who wrote the commits that causes name.
    pub authors: BTreeMap<CommitId, String>,
    /// For each revocation: the events of its key that its author could see, because a commit in the history of
    /// its `base` ever held their file. None where that history is not here.
    pub seen_from: BTreeMap<Id, BTreeSet<Id>>,
    /// Why history cannot tell, where it cannot.
    pub missing: Option<Missing>,
}

impl Landings {
    /// How far an event at this place is known to have come.
    pub fn standing(&self, place: Place) -> Standing {
        match place {
            Place::Unlanded if self.missing.is_some() => Standing::Unresolvable,
            place => place.standing(),
        }
    }
}

/// What keeps history from telling where something landed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    Shallow,
    Partial,
    NoTrunk {
        name: String,
        /// Where it could be fetched from.
        remote: Option<String>,
        is_shallow: bool,
    },
}

impl Missing {
    pub fn word(&self) -> &'static str {
        match self {
            Self::Shallow => "shallow",
            Self::Partial => "partial",
            Self::NoTrunk { .. } => "no-trunk",
        }
    }

    pub fn says(&self) -> String {
        match self {
            Self::Shallow => {
                "this clone is shallow: its history does not reach back far enough".into()
            }
            Self::Partial => {
                "this clone is partial: objects that history needs are not here".into()
            }
            Self::NoTrunk { name, .. } => format!("the trunk `{name}` is not here"),
        }
    }

    /// The one command that mends it.
    pub fn hint(&self) -> String {
        match self {
            Self::Shallow => "git fetch --unshallow".into(),
            Self::Partial => "git fetch --refetch --no-filter".into(),
            // A clone of one branch fetches no other by its name alone: so the place is named too.
            Self::NoTrunk { name, remote: Some(remote), is_shallow } => {
                let whole = if *is_shallow { " --unshallow" } else { "" };
                format!("git fetch {remote} {name}:refs/remotes/{remote}/{name}{whole}")
            }
            Self::NoTrunk { remote: None, .. } => "gaps --trunk BRANCH list".into(),
        }
    }
}

/// Where a question is asked from: which events count as seen. One type, so that no caller mixes places up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf(pub Place);
