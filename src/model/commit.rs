//! The id of a git object: 40 hex digits, or 64 in a sha256 repository. A value only: nothing is looked up.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CommitId(String);

impl CommitId {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id with these bytes: 20 of them, or 32.
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or('0');
        let hex = bytes.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect();
        matches!(bytes.len(), 20 | 32).then_some(Self(hex))
    }

    pub fn bytes(&self) -> Vec<u8> {
        let value = |digit: u8| if digit > b'9' { digit - b'a' + 10 } else { digit - b'0' };
        self.0.as_bytes().chunks_exact(2).map(|two| value(two[0]) << 4 | value(two[1])).collect()
    }

    /// As people quote it.
    pub fn short(&self) -> &str {
        &self.0[..7]
    }
}

impl fmt::Display for CommitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for CommitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CommitId({})", self.short())
    }
}

impl FromStr for CommitId {
    type Err = BadCommitId;
    fn from_str(text: &str) -> Result<Self, BadCommitId> {
        let hex = text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if hex && matches!(text.len(), 40 | 64) {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadCommitId)
        }
    }
}

impl TryFrom<String> for CommitId {
    type Error = BadCommitId;
    fn try_from(text: String) -> Result<Self, BadCommitId> {
        text.parse()
    }
}

impl From<CommitId> for String {
    fn from(id: CommitId) -> String {
        id.0
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a commit id is 40 or 64 lowercase hex digits")]
pub struct BadCommitId;
