//! What a signer may do, and who counts where nobody was listed. `ledger/permits.rs` holds the table of
//! kinds and roles.

use std::fmt;
use std::str::FromStr;

/// From the least to the most that a signer may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// A machine that records what the history already says: `sync` and `import`, nothing else.
    Recorder,
    Contributor,
    Maintainer,
    Root,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Recorder, Self::Contributor, Self::Maintainer, Self::Root];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Recorder => "recorder",
            Self::Contributor => "contributor",
            Self::Maintainer => "maintainer",
            Self::Root => "root",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Role {
    type Err = UnknownRole;
    fn from_str(word: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|r| r.as_str() == word).ok_or(UnknownRole)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a role is one of root, maintainer, contributor, recorder")]
pub struct UnknownRole;

/// Whether a key that the roster does not list counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Mode {
    /// It is a contributor: landing on the trunk, which the forge guards, is the authorization.
    #[default]
    Open,
    /// Only listed keys count.
    Closed,
}

impl Mode {
    pub const ALL: [Self; 2] = [Self::Open, Self::Closed];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Mode {
    type Err = UnknownMode;
    fn from_str(word: &str) -> Result<Self, UnknownMode> {
        Self::ALL.into_iter().find(|m| m.as_str() == word).ok_or(UnknownMode)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a roster mode is open or closed")]
pub struct UnknownMode;
