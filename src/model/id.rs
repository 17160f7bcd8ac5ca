//! The identity of an event: the BLAKE3 of its JSON bytes, as 64 lowercase hex digits. Here it is only a
//! value; `ledger/form.rs` computes it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The fewest hex digits by which a person may name an event or a gap.
pub const PREFIX_MIN: usize = 8;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Id([u8; 32]);

impl Id {
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first digits, as people quote it.
    pub fn short(&self) -> String {
        self.to_string()[..12].to_owned()
    }

    /// The four digits that tell two gaps of one label apart: `SEC-008~a1b2`.
    pub fn mark(&self) -> String {
        self.to_string()[..4].to_owned()
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = [0; 64];
        for (pair, byte) in text.chunks_exact_mut(2).zip(self.0) {
            pair[0] = DIGITS[usize::from(byte >> 4)];
            pair[1] = DIGITS[usize::from(byte & 15)];
        }
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id({})", self.short())
    }
}

impl FromStr for Id {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(BadId);
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = nibble(pair[0]).ok_or(BadId)? << 4 | nibble(pair[1]).ok_or(BadId)?;
        }
        Ok(Self(bytes))
    }
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

impl TryFrom<String> for Id {
    type Error = BadId;
    fn try_from(text: String) -> Result<Self, BadId> {
        text.parse()
    }
}

impl From<Id> for String {
    fn from(id: Id) -> String {
        id.to_string()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id is 64 lowercase hex digits")]
pub struct BadId;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lower_case_hex_of_full_length_only() {
        let text = "0123456789abcdef".repeat(4);
        assert_eq!(text.parse::<Id>().map(|i| i.to_string()), Ok(text.clone()));
        assert_eq!(text.to_uppercase().parse::<Id>(), Err(BadId));
        assert_eq!(text[1..].parse::<Id>(), Err(BadId));
    }
}
