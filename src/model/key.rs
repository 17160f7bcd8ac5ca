//! Names of keys and of people: a fingerprint names a key, a principal names who holds it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// `SHA256:` and 43 characters of unpadded base64, as `ssh-keygen -l` prints it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fingerprint(String);

impl Fingerprint {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Enough of it to tell keys apart on a screen.
    pub fn short(&self) -> &str {
        &self.0["SHA256:".len()..][..8]
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Fingerprint {
    type Err = BadFingerprint;
    fn from_str(text: &str) -> Result<Self, BadFingerprint> {
        let digits = text.strip_prefix("SHA256:").ok_or(BadFingerprint)?;
        let base64 = |b: u8| b.is_ascii_alphanumeric() || b == b'+' || b == b'/';
        if digits.len() == 43 && digits.bytes().all(base64) {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadFingerprint)
        }
    }
}

impl TryFrom<String> for Fingerprint {
    type Error = BadFingerprint;
    fn try_from(text: String) -> Result<Self, BadFingerprint> {
        text.parse()
    }
}

impl From<Fingerprint> for String {
    fn from(fingerprint: Fingerprint) -> String {
        fingerprint.0
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a fingerprint is `SHA256:` and 43 characters, as `ssh-keygen -l` prints it")]
pub struct BadFingerprint;

/// The most bytes of a principal.
pub const PRINCIPAL_BYTES_MAX: usize = 64;

/// Who holds a key: `[a-z0-9._-]`, so that an `allowed_signers` file can name them without quoting.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Principal(String);

impl Principal {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A principal made from any name or address: what does not fit becomes `-`.
    pub fn made_from(name: &str) -> Option<Self> {
        let spelled: String = name
            .nfd()
            .filter(|c| !is_combining_mark(*c))
            .map(|c| c.to_ascii_lowercase())
            .map(
                |c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '-' },
            )
            .collect();
        let parts: Vec<&str> = spelled.split('-').filter(|p| !p.is_empty()).collect();
        let joined = parts.join("-");
        joined.get(..joined.len().min(PRINCIPAL_BYTES_MAX)).and_then(|p| p.parse().ok())
    }
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for Principal {
    type Err = BadPrincipal;
    fn from_str(text: &str) -> Result<Self, BadPrincipal> {
        let fits =
            |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-');
        let long = text.is_empty() || text.len() > PRINCIPAL_BYTES_MAX;
        if !long && text.bytes().all(fits) { Ok(Self(text.to_owned())) } else { Err(BadPrincipal) }
    }
}

impl TryFrom<String> for Principal {
    type Error = BadPrincipal;
    fn try_from(text: String) -> Result<Self, BadPrincipal> {
        text.parse()
    }
}

impl From<Principal> for String {
    fn from(principal: Principal) -> String {
        principal.0
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a principal is 1 to {PRINCIPAL_BYTES_MAX} of the characters a-z 0-9 . _ -")]
pub struct BadPrincipal;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_principal_fits_an_allowed_signers_line() {
        assert_eq!(
            Principal::made_from("Ana María <ana@example.org>").unwrap().as_str(),
            "ana-maria-ana-example.org"
        );
        assert_eq!(Principal::made_from("  "), None);
        assert!("Ana".parse::<Principal>().is_err());
        assert!("a b".parse::<Principal>().is_err());
        assert!("a,b".parse::<Principal>().is_err());
    }

    #[test]
    fn a_fingerprint_has_one_form() {
        let text = format!("SHA256:{}", "A".repeat(43));
        assert!(text.parse::<Fingerprint>().is_ok());
        assert!(format!("{text}=").parse::<Fingerprint>().is_err());
        assert!(text.replace("SHA256", "MD5").parse::<Fingerprint>().is_err());
    }
}
