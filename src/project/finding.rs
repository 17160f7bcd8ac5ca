//! What an audit, a lint, a gate or a check of triggers found: one shape for all, so that one writer prints them.
//! A finding says where it is as exactly as it can, and changes nothing.

use crate::ledger::Fault;
use crate::model::{CommitId, Id};

/// How much it matters: an error makes the answer no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    Error,
    Warning,
    Notice,
}

impl Level {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub level: Level,
    /// A word for programs; it never changes its meaning.
    pub code: &'static str,
    pub event: Option<Id>,
    pub commit: Option<CommitId>,
    /// Below the root of the repository.
    pub path: Option<String>,
    /// Of the file at `path`; where there is none, of the message of `commit`.
    pub line: Option<u32>,
    pub message: String,
}

impl Finding {
    pub fn new(level: Level, code: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { level, code, event: None, commit: None, path: None, line: None, message }
    }

    /// About a line of a commit message.
    pub fn about_line(self, commit: &CommitId, line: u32) -> Self {
        Self { commit: Some(commit.clone()), line: Some(line), ..self }
    }

    pub fn about_commit(self, commit: &CommitId) -> Self {
        Self { commit: Some(commit.clone()), ..self }
    }
}

impl From<&Fault> for Finding {
    fn from(fault: &Fault) -> Self {
        let level = if fault.code.is_violation() { Level::Error } else { Level::Notice };
        Self {
            event: fault.event,
            path: fault.path.clone(),
            ..Self::new(level, fault.code.as_str(), fault.message.clone())
        }
    }
}
