//! The strict gate: one function that says whether a signature is one. It accepts less than `ssh-keygen` does;
//! everything it accepts, `ssh-keygen -Y verify -n gaps-event-v1` accepts too.

use std::cell::RefCell;

use p256::ecdsa::signature::Verifier;
use sha2::{Digest, Sha256};
use ssh_key::LineEnding;
use ssh_key::encoding::Encode;
use ssh_key::public::KeyData;
use ssh_key::{HashAlg, Signature, SshSig};

use crate::model::Fingerprint;

use super::fault::Code;
use super::key::{KeyError, PublicKey, point};

/// What an event's signature is for. Never `git` or `file`.
pub const NAMESPACE: &str = "gaps-event-v1";

/// Checks the armour of a file against the bytes that it signs and the key that the event names. Returns the
/// key that made it. Whether that key may sign is for the roster to say.
pub fn verify(message: &[u8], armour: &str, signer: &Fingerprint) -> Result<PublicKey, GateError> {
    let (sig, key) = parts(armour, NAMESPACE)?;
    if key.fingerprint() != *signer {
        return Err(GateError::OtherKey);
    }
    check(&sig, NAMESPACE, message)?;
    Ok(key)
}

thread_local! {
    /// The keys of the armours that were read lately, each behind how those begin that have it: an armour spells its
    /// key first.
    static KEYS: RefCell<Vec<(String, PublicKey)>> = const { RefCell::new(Vec::new()) };
}

/// Few keys sign most events.
const KEYS_MAX: usize = 4;

/// The key in an armour that was checked before, byte for byte, with the bytes that it signs. For a cache only:
/// nothing is checked here.
pub fn key_of_checked(armour: &str) -> Option<PublicKey> {
    KEYS.with_borrow_mut(|keys| {
        if let Some((_, key)) = keys.iter().find(|(begins, _)| armour.starts_with(begins)) {
            return Some(key.clone());
        }
        let sig = SshSig::from_pem(armour).ok()?;
        let key = PublicKey::new(sig.public_key().clone()).ok()?;
        if let Some(begins) = until_key_ends(armour, sig.public_key()) {
            keys.truncate(KEYS_MAX - 1);
            keys.insert(0, (begins.to_owned(), key.clone()));
        }
        Some(key)
    })
}

/// The armour as far as it spells the key: behind a word, a version and how long the key is.
fn until_key_ends<'a>(armour: &'a str, key: &KeyData) -> Option<&'a str> {
    let bytes = BEFORE_KEY + key.encoded_len().ok()?;
    let digits = (bytes * 8).div_ceil(6);
    let (head, _) = armour.split_once('\n')?;
    let mut spelled = armour.char_indices().skip(head.len() + 1).filter(|(_, c)| *c != '\n');
    let (last, _) = spelled.nth(digits - 1)?;
    armour.get(..=last)
}

/// `SSHSIG`, and two numbers of four bytes.
const BEFORE_KEY: usize = 6 + 4 + 4;

/// Reads an armour strictly: it must be spelled as this module would spell it.
pub fn read(armour: &str, namespace: &str) -> Result<SshSig, GateError> {
    parts(armour, namespace).map(|(sig, _)| sig)
}

/// The same, with its key: whether that is one takes points of the curve to say, and is asked once.
fn parts(armour: &str, namespace: &str) -> Result<(SshSig, PublicKey), GateError> {
    let sig = SshSig::from_pem(armour).map_err(|_| GateError::Armour)?;
    if sig.to_pem(LineEnding::LF).ok().as_deref() != Some(armour) {
        return Err(GateError::Spelling);
    }
    if sig.version() != SshSig::VERSION {
        return Err(GateError::Version);
    }
    if !sig.reserved().is_empty() {
        return Err(GateError::Reserved);
    }
    if sig.hash_alg() != HashAlg::Sha512 {
        return Err(GateError::Hash);
    }
    if sig.namespace() != namespace {
        return Err(GateError::Namespace(sig.namespace().to_owned()));
    }
    let key = PublicKey::new(sig.public_key().clone()).map_err(GateError::Key)?;
    Ok((sig, key))
}

/// The verdict on one signature. Never a batch: a batch accepts what this refuses.
pub fn check(sig: &SshSig, namespace: &str, message: &[u8]) -> Result<(), GateError> {
    if sig.algorithm() != sig.public_key().algorithm() {
        return Err(GateError::OtherKey);
    }
    let signed =
        SshSig::signed_data(namespace, HashAlg::Sha512, message).map_err(|_| GateError::Armour)?;
    holds(sig.public_key(), &signed, sig.signature_bytes())
}

/// Whether these bytes are a signature of that key over exactly this data.
pub fn holds(key: &KeyData, data: &[u8], bytes: &[u8]) -> Result<(), GateError> {
    match key {
        KeyData::Ed25519(point) => ed25519(&point.0, data, bytes),
        KeyData::Ecdsa(_) => ecdsa(key, data, bytes),
        KeyData::SkEd25519(sk) => {
            let (signature, touched) = touch(bytes, sk.application(), data)?;
            ed25519(&sk.public_key().0, &touched, signature)
        }
        KeyData::SkEcdsaSha2NistP256(sk) => {
            let (signature, touched) = touch(bytes, sk.application(), data)?;
            ecdsa(key, &touched, signature)
        }
        _ => Err(GateError::Invalid),
    }
}

fn ed25519(key: &[u8; 32], message: &[u8], signature: &[u8]) -> Result<(), GateError> {
    let key = point(key).ok_or(GateError::Invalid)?;
    let signature =
        ed25519_dalek::Signature::from_slice(signature).map_err(|_| GateError::Invalid)?;
    key.verify_strict(message, &signature).map_err(|_| GateError::Invalid)
}

fn ecdsa(key: &KeyData, message: &[u8], signature: &[u8]) -> Result<(), GateError> {
    let point = match key {
        KeyData::Ecdsa(key) => key.as_sec1_bytes(),
        KeyData::SkEcdsaSha2NistP256(key) => key.ec_point().as_bytes(),
        _ => return Err(GateError::Invalid),
    };
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(point)
        .map_err(|_| GateError::Key(KeyError::Form))?;
    let spelled = Signature::new(
        ssh_key::Algorithm::Ecdsa { curve: ssh_key::EcdsaCurve::NistP256 },
        signature.to_vec(),
    )
    .map_err(|_| GateError::Invalid)?;
    let decoded = p256::ecdsa::Signature::try_from(&spelled).map_err(|_| GateError::Invalid)?;
    // The two numbers have one spelling, and of the two signatures s and -s only the low one counts.
    let respelled = Signature::try_from(&decoded).map_err(|_| GateError::Invalid)?;
    if respelled.as_bytes() != signature {
        return Err(GateError::Spelling);
    }
    if decoded.normalize_s() != decoded {
        return Err(GateError::HighS);
    }
    key.verify(message, &decoded).map_err(|_| GateError::Invalid)
}

/// How many bytes follow the signature of a security key: one of flags, four of counter.
const TOUCH_BYTES: usize = 5;
const USER_PRESENT: u8 = 0x01;

/// A security key signs the application, its flags and counter, and the hash of the message.
fn touch<'a>(
    bytes: &'a [u8],
    application: &str,
    message: &[u8],
) -> Result<(&'a [u8], Vec<u8>), GateError> {
    let end = bytes.len().checked_sub(TOUCH_BYTES).ok_or(GateError::Invalid)?;
    let (signature, state) = bytes.split_at(end);
    if state[0] & USER_PRESENT == 0 {
        return Err(GateError::NoTouch);
    }
    let mut touched = Sha256::digest(application.as_bytes()).to_vec();
    touched.extend_from_slice(state);
    touched.extend_from_slice(&Sha256::digest(message));
    Ok((signature, touched))
}

/// The signature in the form that the gate accepts: of ECDSA's two the low one, which agents and
/// `ssh-keygen` make only by chance.
pub fn normalized(signature: Signature) -> Result<Signature, GateError> {
    let sk = matches!(signature.algorithm(), ssh_key::Algorithm::SkEcdsaSha2NistP256);
    if !sk && !matches!(signature.algorithm(), ssh_key::Algorithm::Ecdsa { .. }) {
        return Ok(signature);
    }
    let bytes = signature.as_bytes();
    let end = if sk { bytes.len().saturating_sub(TOUCH_BYTES) } else { bytes.len() };
    let plain = ssh_key::Algorithm::Ecdsa { curve: ssh_key::EcdsaCurve::NistP256 };
    let inner = Signature::new(plain, bytes[..end].to_vec()).map_err(|_| GateError::Invalid)?;
    let low =
        p256::ecdsa::Signature::try_from(&inner).map_err(|_| GateError::Invalid)?.normalize_s();
    let mut data = Signature::try_from(&low).map_err(|_| GateError::Invalid)?.as_bytes().to_vec();
    data.extend_from_slice(&bytes[end..]);
    Signature::new(signature.algorithm(), data).map_err(|_| GateError::Invalid)
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GateError {
    #[error("the armour of its signature cannot be read")]
    Armour,
    #[error("its signature is not spelled canonically")]
    Spelling,
    #[error("its signature has another version than 1")]
    Version,
    #[error("its signature fills a reserved field")]
    Reserved,
    #[error("its signature does not use sha512")]
    Hash,
    #[error("its signature is for `{0}`, not for `{NAMESPACE}`")]
    Namespace(String),
    #[error("its signature was made by another key than the one it names")]
    OtherKey,
    #[error("the key of its signature does not do: {0}")]
    Key(KeyError),
    #[error("its signature is the high one of two that verify")]
    HighS,
    #[error("its security key was not touched")]
    NoTouch,
    #[error("its signature does not verify: what it signs was changed, or it is forged")]
    Invalid,
}

impl GateError {
    pub fn code(&self) -> Code {
        match self {
            Self::Key(KeyError::Weak) => Code::WeakKey,
            _ => Code::BadSignature,
        }
    }

    /// The word of the vectors.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Armour => "armour",
            Self::Spelling => "spelling",
            Self::Version => "version",
            Self::Reserved => "reserved",
            Self::Hash => "hash",
            Self::Namespace(_) => "namespace",
            Self::OtherKey => "other-key",
            Self::Key(_) => "key",
            Self::HighS => "high-s",
            Self::NoTouch => "no-touch",
            Self::Invalid => "invalid",
        }
    }
}
