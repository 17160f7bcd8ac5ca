//! One file for each kind of event: its body field by field, what it writes, who may, and what takes it back.
//! To add a kind, add a file, a line in [`ALL`], and an arm in `ledger/body.rs`.

use crate::ledger::spec::{Kind, Part, Type, may, must};

pub mod admitted;
pub mod adopted;
pub mod ceded;
pub mod closed;
pub mod confirmed;
pub mod deferred;
pub mod dropped;
pub mod evidenced;
pub mod founded;
pub mod linked;
pub mod met;
pub mod noted;
pub mod opened;
pub mod reopened;
pub mod retracted;
pub mod revised;
pub mod revoked;
pub mod ruled;
pub mod started;
pub mod unlinked;
pub mod unmet;
pub mod unwaived;
pub mod waived;

/// Every kind, in the order of `docs/format.md`.
pub const ALL: &[&Kind] = &[
    &founded::KIND,
    &ceded::KIND,
    &ruled::KIND,
    &admitted::KIND,
    &revoked::KIND,
    &adopted::KIND,
    &opened::KIND,
    &revised::KIND,
    &started::KIND,
    &closed::KIND,
    &confirmed::KIND,
    &deferred::KIND,
    &dropped::KIND,
    &reopened::KIND,
    &met::KIND,
    &unmet::KIND,
    &linked::KIND,
    &unlinked::KIND,
    &noted::KIND,
    &retracted::KIND,
    &evidenced::KIND,
    &waived::KIND,
    &unwaived::KIND,
];

pub fn find(name: &str) -> Option<&'static Kind> {
    ALL.iter().copied().find(|k| k.name == name)
}

/// The words of a criticality in an event.
pub const CRITICALITIES: &[&str] = &["blocker", "high", "medium", "low"];

/// A block: both parts always.
pub const BLOCK: &[Part] = &[
    must("name", Type::Line, "what people call it"),
    must("prefix", Type::Prefix, "what its labels start with"),
];

/// A criterion as an event names it.
pub const CRITERION: &[Part] = &[
    must("number", Type::Number, "its number"),
    may("of", Type::Hash, "the event that added it, where that is not the opened event"),
];

/// A criterion that an event adds.
pub const NEW_CRITERION: &[Part] =
    &[must("number", Type::Number, "`2`, nested `2.1`"), must("text", Type::Text, "its words")];

/// A file that a gap touches.
pub const FILE: &[Part] =
    &[must("path", Type::Line, "its path"), may("note", Type::Line, "`new`, `generated`")];

/// A piece of a tracker without a field of its own here.
pub const SOURCE: &[Part] = &[
    must("name", Type::Line, "what the tracker calls it"),
    may("part", Type::Int, "from 1, where a longer text was split"),
    must("text", Type::Text, "its words"),
];
