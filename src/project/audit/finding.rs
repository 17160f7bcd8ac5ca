//! One thing that an audit found, and what all of them together mean.

use crate::ledger::Code;
use crate::model::{CommitId, Id};

/// Ordered as a report reads: violations first, then by code and place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// A notice is told and changes no verdict.
    pub is_notice: bool,
    pub code: Code,
    pub path: Option<String>,
    pub event: Option<Id>,
    pub commit: Option<CommitId>,
    pub message: String,
}

impl Finding {
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            is_notice: !code.is_violation(),
            code,
            path: None,
            event: None,
            commit: None,
            message: message.into(),
        }
    }

    pub fn at(mut self, commit: CommitId) -> Self {
        self.commit = Some(commit);
        self
    }
}

/// The word of an audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Clean,
    Violated,
    Incomplete,
    /// Nothing is wrong with what was seen, and nothing of one's own says that this is the ledger that one meant.
    Unpinned,
}

impl Verdict {
    /// A violation is one whatever else could not be seen.
    pub fn of(findings: &[Finding], is_whole: bool, is_pinned: bool) -> Self {
        if findings.iter().any(|f| !f.is_notice) {
            Self::Violated
        } else if !is_whole {
            Self::Incomplete
        } else if is_pinned {
            Self::Clean
        } else {
            Self::Unpinned
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Violated => "violated",
            Self::Incomplete => "incomplete",
            Self::Unpinned => "unpinned",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_clean_where_something_was_not_seen() {
        let (bad, notice) = (Finding::new(Code::Edited, ""), Finding::new(Code::Removed, ""));
        let of = |f: &Finding, whole, pinned| Verdict::of(std::slice::from_ref(f), whole, pinned);
        assert_eq!(of(&notice, true, true), Verdict::Clean);
        assert_eq!(of(&notice, true, false), Verdict::Unpinned);
        assert_eq!(of(&notice, false, true), Verdict::Incomplete);
        assert_eq!(of(&notice, false, false), Verdict::Incomplete);
        assert_eq!(of(&bad, false, false), Verdict::Violated);
        assert_eq!(of(&bad, true, true), Verdict::Violated);
    }
}
