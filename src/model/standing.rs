//! How far an event has come.

use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// On the trunk.
    Landed,
    /// On this branch, not on the trunk.
    Unlanded,
    /// Staged, in no commit yet.
    Pending,
    /// Asked for by a commit message, and no event says so yet.
    Unrecorded,
    /// Something is wrong with it: it changes nothing.
    Rejected,
    /// History that would tell is not here.
    Unresolvable,
}

impl Standing {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Landed => "landed",
            Self::Unlanded => "unlanded",
            Self::Pending => "pending",
            Self::Unrecorded => "unrecorded",
            Self::Rejected => "rejected",
            Self::Unresolvable => "unresolvable",
        }
    }
}

impl Standing {
    /// The word, where there is an answer.
    pub fn known(self) -> Option<&'static str> {
        (self != Self::Unresolvable).then(|| self.as_str())
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
