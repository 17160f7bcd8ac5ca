//! What an accepted event writes: fields of a gap and their values. The fold knows nothing of kinds, only of
//! writes, so that a new kind needs no new rule.

use crate::model::{Block, Criterion, Id, Status};

use super::link::Link;

/// One thing about a gap that can be written. Members of lists are fields of their own, so that two people who
/// add never disagree.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Field {
    Status,
    Title,
    Label,
    Block,
    Criticality,
    Type,
    Description,
    Owner,
    Due,
    Effort,
    Phase,
    Week,
    Recurs,
    Tracker,
    Section,
    /// The text of a criterion; absent where it was removed.
    Criterion(Criterion),
    Met(Criterion),
    /// A path, with its note.
    File(String),
    Verify(String),
    Alias(String),
    Link(Link),
    /// Whatever else a tracker said: its name for it, and which part of a long text.
    Source(String, u64),
    /// A note, by the event that wrote it; absent where it was retracted.
    Note(Id),
    /// A waiver, by the event that wrote it; absent where it was taken back.
    Waiver(Id),
}

impl Field {
    /// The word in messages.
    pub fn name(&self) -> String {
        match self {
            Self::Status => "status".into(),
            Self::Title => "title".into(),
            Self::Label => "label".into(),
            Self::Block => "block".into(),
            Self::Criticality => "criticality".into(),
            Self::Type => "type".into(),
            Self::Description => "description".into(),
            Self::Owner => "owner".into(),
            Self::Due => "due".into(),
            Self::Effort => "effort".into(),
            Self::Phase => "phase".into(),
            Self::Week => "week".into(),
            Self::Recurs => "recurs".into(),
            Self::Tracker => "tracker".into(),
            Self::Section => "section".into(),
            Self::Criterion(c) => format!("criterion {}", c.number),
            Self::Met(c) => format!("criterion {} met", c.number),
            Self::File(path) => format!("file {path}"),
            Self::Verify(command) => format!("verify {command}"),
            Self::Alias(alias) => format!("alias {alias}"),
            Self::Link(link) => format!("link {}", link.relation),
            Self::Source(name, _) => format!("source {name}"),
            Self::Note(id) => format!("note {}", id.short()),
            Self::Waiver(id) => format!("waiver {}", id.short()),
        }
    }
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Value {
    Status(Status),
    Text(String),
    Block(Block),
    Flag(bool),
    /// There, with nothing more to say.
    Present,
    Absent,
}

impl Value {
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

pub type Write = (Field, Value);
