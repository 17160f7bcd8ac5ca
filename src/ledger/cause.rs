//! What made a machine write an event: a line of a commit message, a file that a landing took away or brought
//! back, a line of a tracker. Two accepted events of equal cause, label and kind are one.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::model::{At, CommitId, Id};

use super::spec::{self, Known, Part, SpecError, Type, may, must};

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cause {
    /// A line of a commit message asked for it.
    Trigger { authored: At, commit: CommitId, line: u64, n: u64, text: Id },
    /// A landing took the file of this closing away.
    Removed { authored: At, commit: CommitId, removed: Id },
    /// A landing brought the file of this closing back.
    Restored { authored: At, commit: CommitId, restored: Id },
    /// A line of a tracker stated it.
    Tracker {
        blob: CommitId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        commit: Option<CommitId>,
        line: u64,
        n: u64,
        tracker: String,
    },
}

pub const TRIGGER: &[Part] = &[
    must("authored", Type::Time, "the author date of the commit"),
    must("commit", Type::Object, "the commit whose message asks"),
    must("line", Type::Int, "the line of the message, from 1"),
    must(
        "n",
        Type::Int,
        "the fact on that line, from 0, after lists and ranges are expanded; `#*` is one",
    ),
    must("text", Type::Hash, "BLAKE3 of the line's bytes, without its line ending"),
];

pub const REMOVED: &[Part] = &[
    must("authored", Type::Time, "the author date of the landing"),
    must("commit", Type::Object, "the landing"),
    must("removed", Type::Hash, "the event whose file its tree lacks"),
];

pub const RESTORED: &[Part] = &[
    must("authored", Type::Time, "the author date of the landing"),
    must("commit", Type::Object, "the landing"),
    must("restored", Type::Hash, "the event whose file its tree has again"),
];

pub const TRACKER: &[Part] = &[
    must("blob", Type::Object, "the git blob id of the document"),
    may(
        "commit",
        Type::Object,
        "the landing whose tree has that document; absent in a plain import",
    ),
    must("line", Type::Int, "the line of the document, from 1"),
    must("n", Type::Int, "the fact on that line, from 0"),
    must("tracker", Type::Line, "the path of the document in the repository"),
];

impl Cause {
    /// The commit whose landing gives the date and the PR.
    pub fn commit(&self) -> Option<&CommitId> {
        match self {
            Self::Trigger { commit, .. }
            | Self::Removed { commit, .. }
            | Self::Restored { commit, .. } => Some(commit),
            Self::Tracker { commit, .. } => commit.as_ref(),
        }
    }

    /// The table of its shape.
    pub(super) fn table(&self) -> &'static [Part] {
        match self {
            Self::Trigger { .. } => TRIGGER,
            Self::Removed { .. } => REMOVED,
            Self::Restored { .. } => RESTORED,
            Self::Tracker { .. } => TRACKER,
        }
    }

    /// The table of the shape that a value has.
    fn parts(value: &Map<String, Value>) -> &'static [Part] {
        if value.contains_key("removed") {
            REMOVED
        } else if value.contains_key("restored") {
            RESTORED
        } else if value.contains_key("blob") || value.contains_key("tracker") {
            TRACKER
        } else {
            TRIGGER
        }
    }

    /// Judges a cause that was made and not read, by the rules that reading applies.
    pub fn judge(value: &Map<String, Value>) -> Result<Known, SpecError> {
        spec::check(value, Self::parts(value))
    }

    /// Reads a cause; a shape with a field that this version does not know is [`Known::Newer`].
    pub fn read(value: &Map<String, Value>) -> Result<Result<Self, Known>, SpecError> {
        match spec::check(value, Self::parts(value))? {
            Known::All => Self::deserialize(value)
                .map(Ok)
                .map_err(|_| SpecError::Rule("`cause` is none of the four shapes")),
            newer => Ok(Err(newer)),
        }
    }
}
