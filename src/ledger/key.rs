//! Public keys: which algorithms may sign, how a key is spelled, and its fingerprint. No private key comes here.

use std::cell::Cell;
use std::fmt;
use std::str::FromStr;

use ed25519_dalek::VerifyingKey;
use serde::{Deserialize, Serialize};
use ssh_key::public::KeyData;
use ssh_key::{Algorithm, EcdsaCurve, HashAlg};

use crate::model::Fingerprint;

/// A key that may sign events, spelled `TYPE BASE64` without a comment.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey(KeyData);

impl PublicKey {
    pub fn new(data: KeyData) -> Result<Self, KeyError> {
        match data.algorithm() {
            Algorithm::Ed25519
            | Algorithm::SkEd25519
            | Algorithm::Ecdsa { curve: EcdsaCurve::NistP256 }
            | Algorithm::SkEcdsaSha2NistP256 => {}
            Algorithm::Rsa { .. } => return Err(KeyError::Rsa),
            other => return Err(KeyError::Unsupported(other.to_string())),
        }
        let key = Self(data);
        if key.is_weak() {
            Err(KeyError::Weak)
        } else if key.is_respelled() || !key.is_for_words() {
            Err(KeyError::Form)
        } else {
            Ok(key)
        }
    }

    /// Stands where a value is needed and nobody has signed: a point to which nobody knows the secret.
    pub fn nobody() -> Self {
        Self(KeyData::Ed25519(ssh_key::public::Ed25519PublicKey(
            *b"gaps: nobody signed this event.\n",
        )))
    }

    /// A line of a `.pub` file, with or without a comment.
    pub fn from_line(line: &str) -> Result<Self, KeyError> {
        let key = ssh_key::PublicKey::from_openssh(line.trim()).map_err(|_| KeyError::Form)?;
        Self::new(key.key_data().clone())
    }

    pub fn data(&self) -> &KeyData {
        &self.0
    }

    pub fn fingerprint(&self) -> Fingerprint {
        fingerprint(&self.0)
    }

    /// An ed25519 key of small order verifies signatures that nobody made. One that is no point of the curve
    /// is not weak: nothing verifies with it.
    fn is_weak(&self) -> bool {
        let raw = match &self.0 {
            KeyData::Ed25519(key) => key,
            KeyData::SkEd25519(key) => key.public_key(),
            _ => return false,
        };
        point(&raw.0).is_some_and(|key| key.is_weak())
    }

    /// One key, one spelling: a compressed point would be the same key under another name, and `ssh-keygen`
    /// reads none.
    fn is_respelled(&self) -> bool {
        let point = match &self.0 {
            KeyData::Ecdsa(key) => key.as_sec1_bytes(),
            KeyData::SkEcdsaSha2NistP256(key) => key.ec_point().as_bytes(),
            _ => return false,
        };
        point.len() != UNCOMPRESSED_BYTES || point[0] != UNCOMPRESSED
    }

    /// What a security key is for, `ssh:` as a rule, is printable ASCII: of anything else readers disagree.
    fn is_for_words(&self) -> bool {
        let application = match &self.0 {
            KeyData::SkEd25519(key) => key.application(),
            KeyData::SkEcdsaSha2NistP256(key) => key.application(),
            _ => return true,
        };
        application.bytes().all(|b| (0x20..0x7F).contains(&b))
    }
}

const UNCOMPRESSED_BYTES: usize = 65;
const UNCOMPRESSED: u8 = 4;

thread_local! {
    /// The last point that was found: most events of a ledger are by few keys, and finding one costs a tenth of a
    /// verification.
    static LAST: Cell<Option<VerifyingKey>> = const { Cell::new(None) };
}

/// The point of the curve with this spelling.
pub(super) fn point(raw: &[u8; 32]) -> Option<VerifyingKey> {
    LAST.with(|last| {
        let known = last.get().filter(|key| key.as_bytes() == raw);
        let found = known.or_else(|| VerifyingKey::from_bytes(raw).ok());
        last.set(found.or(last.get()));
        found
    })
}

/// The name of any key, one that may not sign included.
pub fn fingerprint(data: &KeyData) -> Fingerprint {
    let text = data.fingerprint(HashAlg::Sha256).to_string();
    text.parse().unwrap_or_else(|_| unreachable_fingerprint())
}

/// The library prints `SHA256:` and 43 characters; this value is never met and names no key.
fn unreachable_fingerprint() -> Fingerprint {
    const NONE: &str = "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    match NONE.parse() {
        Ok(fingerprint) => fingerprint,
        Err(_) => unreachable!("the constant above is well-formed"),
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = ssh_key::PublicKey::new(self.0.clone(), "");
        f.write_str(key.to_openssh().map_err(|_| fmt::Error)?.trim_end())
    }
}

impl FromStr for PublicKey {
    type Err = KeyError;
    fn from_str(text: &str) -> Result<Self, KeyError> {
        let key = Self::from_line(text)?;
        if key.to_string() == text { Ok(key) } else { Err(KeyError::Form) }
    }
}

impl TryFrom<String> for PublicKey {
    type Error = KeyError;
    fn try_from(text: String) -> Result<Self, KeyError> {
        text.parse()
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> String {
        key.to_string()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("it is no public key of the form `ssh-ed25519 AAAA...`")]
    Form,
    #[error("RSA keys cannot sign events; ssh-ed25519 and ecdsa-sha2-nistp256 can")]
    Rsa,
    #[error("keys of type {0} cannot sign events; ssh-ed25519 and ecdsa-sha2-nistp256 can")]
    Unsupported(String),
    #[error("it is a key of small order, for which anybody can make signatures")]
    Weak,
}
