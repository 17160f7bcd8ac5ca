//! What a message can say, as values: a trigger, an echo, a line that meant to be one and is not. No
//! reading here: the files beside this one read.

use std::sync::Arc;

use crate::model::criterion::Number;
use crate::model::label::BadLabel;
use crate::model::{Id, Label};

/// One trigger: one fact that one line of a message asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The line of the message on which the key stands, from 1.
    pub line: u32,
    /// The number of the fact on that line, from 0, after lists and ranges are expanded. `#*` is one
    /// fact, and an echo takes a number too: neither depends on what a ledger holds.
    pub n: u32,
    /// The line as it is written: its bytes without the line ending (LF, and every CR before it), with
    /// all blanks. Of a folded line, its parts so, joined by LF. Shared by all facts of the line.
    pub text: Arc<str>,
    pub label: Label,
    pub verb: Verb,
}

impl Asked {
    /// `cause.text` of the event that records this: the BLAKE3 of `text`.
    pub fn text_hash(&self) -> Id {
        Id::from_bytes(*blake3::hash(self.text.as_bytes()).as_bytes())
    }
}

/// What a trigger asks for. Deferring, dropping, waiving, criticality and scope never come from a
/// message, so they have no word here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verb {
    Close,
    Start,
    Reopen,
    Meet(Criteria),
    /// Links the commit, changes nothing.
    Refer,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Criteria {
    All,
    One(Number),
}

/// `Closes-Gap: SEC-001@1a2b3c4d5e6f`: the event that already says so. For readers, never a trigger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Echo {
    pub line: u32,
    pub n: u32,
    pub label: Label,
    pub verb: Verb,
    /// The start of the event's id, in lower case.
    pub event: String,
}

/// A line with one of our keys that asks for nothing. Reported, never dropped in silence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    pub line: u32,
    pub text: Arc<str>,
    pub why: Why,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    #[error("names no gap")]
    NoLabel,
    #[error("`{word}` is no label: {why}")]
    BadLabel { word: String, why: BadLabel },
    #[error("names a gap but no criterion: write {0}#2, or {0}#* for all")]
    NoCriterion(Label),
    #[error("only Meets-Gap names a criterion, and `{0}` has one")]
    StrayCriterion(String),
    #[error("`{0}` names no criterion: write its number (2, or 2.1), or * for all")]
    BadCriterion(String),
    #[error("`{0}` names no event: 8 to 64 hex digits follow the @")]
    BadEvent(String),
    #[error("stands in the subject, where nothing is asked for: move it below")]
    Subject,
    #[error("stands in a code fence or a comment that is never closed")]
    Unclosed,
    #[error("asks for more than {FACTS_MAX} facts in one message")]
    TooMany,
    #[error("`{0}` names no task: write `Phase 1, Task 1.2`, or a range `Task 1.1-1.3`")]
    BadTask(String),
    #[error("`{0}` is no status of a task: write Complete or In Progress")]
    BadStatus(String),
    #[error("states a status, but no `Task:` line stands above it")]
    NoTask,
    #[error("names a task, but no `Status:` line follows it")]
    NoStatus,
}

/// The most facts of one message: a bound on what a hostile message can make us hold.
pub const FACTS_MAX: usize = 4096;

/// A word of the message for an error, cut where it is long.
pub fn shown(word: &str) -> String {
    match word.char_indices().nth(60) {
        Some((end, _)) => format!("{}...", &word[..end]),
        None => word.to_owned(),
    }
}
