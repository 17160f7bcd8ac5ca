//! The two questions: which keys do you hold, and sign this. Certificates and keys that may not sign events are
//! told apart here; nothing is added to or removed from an agent.

use std::path::PathBuf;
use std::time::Duration;

use ssh_key::Signature;
use ssh_key::encoding::{Decode, Encode};
use ssh_key::public::KeyData;

use crate::ledger::key::{KeyError, PublicKey};

use super::error::AgentError;
use super::{socket, wire};

/// How long one question may take in all: time enough to touch a key or to confirm.
pub const LIMIT: Duration = Duration::from_secs(30);

const REQUEST_IDENTITIES: u8 = 11;
const IDENTITIES_ANSWER: u8 = 12;
const SIGN_REQUEST: u8 = 13;
const SIGN_RESPONSE: u8 = 14;
/// The failure of today's protocol, and two of its first version that some agents still send.
const FAILURES: [u8; 3] = [5, 30, 102];

/// An agent at a socket. Each question is a connection of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    socket: PathBuf,
    limit: Duration,
}

/// A key that an agent says it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub key: Result<PublicKey, Unusable>,
    /// What its owner called it: text from outside, not fit to print as it is.
    pub comment: String,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    #[error("certificates cannot sign events; the key beneath it can")]
    Certificate,
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl Agent {
    pub fn new(socket: PathBuf, limit: Duration) -> Self {
        Self { socket, limit }
    }

    /// Every key that it holds, in its order, once each.
    pub fn identities(&self) -> Result<Vec<Identity>, AgentError> {
        keys_in(&socket::exchange(&self.socket, &[REQUEST_IDENTITIES], self.limit)?)
    }

    /// What it returns as a signature over `data` by `key`. Nothing says yet that it is one.
    pub fn sign(&self, key: &PublicKey, data: &[u8]) -> Result<Signature, AgentError> {
        let request = sign_request(key, data).ok_or(AgentError::Refused("sign"))?;
        signature_in(&socket::exchange(&self.socket, &request, self.limit)?)
    }
}

/// The keys that a reply lists.
pub fn keys_in(reply: &[u8]) -> Result<Vec<Identity>, AgentError> {
    let answer = body(reply, IDENTITIES_ANSWER, "list its keys")?;
    let mut found: Vec<Identity> = Vec::new();
    for identity in read_identities(answer)? {
        if identity.key.is_err() || !found.iter().any(|f| f.key == identity.key) {
            found.push(identity);
        }
    }
    Ok(found)
}

/// The signature that a reply holds: written again it has the same bytes.
pub fn signature_in(reply: &[u8]) -> Result<Signature, AgentError> {
    let garbled = AgentError::Garbled("what it returned has not the form of a signature");
    let mut rest = body(reply, SIGN_RESPONSE, "sign")?;
    let blob = wire::take_string(&mut rest).filter(|_| rest.is_empty());
    let blob = blob.ok_or_else(|| garbled.clone())?;
    let signature = Signature::try_from(blob).map_err(|_| garbled.clone())?;
    if signature.encode_vec().ok().as_deref() == Some(blob) { Ok(signature) } else { Err(garbled) }
}

/// The reply without its type.
fn body<'r>(reply: &'r [u8], wanted: u8, to: &'static str) -> Result<&'r [u8], AgentError> {
    match reply.split_first() {
        None => Err(AgentError::Garbled("an empty answer")),
        Some((kind, body)) if *kind == wanted => Ok(body),
        Some((kind, _)) if FAILURES.contains(kind) => Err(AgentError::Refused(to)),
        Some(_) => Err(AgentError::Garbled("an answer to another question")),
    }
}

fn sign_request(key: &PublicKey, data: &[u8]) -> Option<Vec<u8>> {
    let mut request = vec![SIGN_REQUEST];
    wire::put_string(&mut request, &key.data().encode_vec().ok()?)?;
    wire::put_string(&mut request, data)?;
    request.extend_from_slice(&0_u32.to_be_bytes()); // no flags: they are for RSA
    Some(request)
}

fn read_identities(mut answer: &[u8]) -> Result<Vec<Identity>, AgentError> {
    const CUT: AgentError = AgentError::Garbled("its list of keys ends too early");
    let count = wire::take_u32(&mut answer).ok_or(CUT)?;
    let mut identities = Vec::new();
    for _ in 0..count {
        let blob = wire::take_string(&mut answer).ok_or(CUT)?;
        let comment = wire::take_string(&mut answer).ok_or(CUT)?;
        let comment = String::from_utf8_lossy(comment).into_owned();
        identities.push(Identity { key: read_key(blob), comment });
    }
    if answer.is_empty() {
        Ok(identities)
    } else {
        Err(AgentError::Garbled("its list of keys goes on after its end"))
    }
}

/// A key whose bytes are not those that we would write is none: the signature must carry them whole.
fn read_key(blob: &[u8]) -> Result<PublicKey, Unusable> {
    let name = wire::take_string(&mut &*blob).unwrap_or_default();
    if name.ends_with(b"-cert-v01@openssh.com") {
        return Err(Unusable::Certificate);
    }
    let key = KeyData::decode(&mut &*blob).map_err(|_| KeyError::Form)?;
    if key.encode_vec().ok().as_deref() != Some(blob) {
        return Err(KeyError::Form.into());
    }
    Ok(PublicKey::new(key)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_that_lies_is_seen_and_reserves_nothing() {
        assert_eq!(
            read_identities(&[0xff, 0xff, 0xff, 0xff]),
            Err(AgentError::Garbled("its list of keys ends too early"))
        );
        assert_eq!(read_identities(&[0, 0, 0, 0]), Ok(Vec::new()));
        assert!(read_identities(&[0, 0, 0, 0, 1]).is_err());
        assert!(read_identities(&[0, 0]).is_err());
    }

    #[test]
    fn what_is_no_key_is_kept_and_is_not_usable() {
        let mut answer = 2_u32.to_be_bytes().to_vec();
        let mut cert = Vec::new();
        wire::put_string(&mut cert, b"ssh-ed25519-cert-v01@openssh.com").unwrap();
        for (blob, comment) in [(&b"nonsense"[..], &b"a\xff"[..]), (&cert, b"b")] {
            wire::put_string(&mut answer, blob).unwrap();
            wire::put_string(&mut answer, comment).unwrap();
        }
        let keys: Vec<_> = read_identities(&answer).unwrap().into_iter().map(|i| i.key).collect();
        assert_eq!(keys, [Err(Unusable::Key(KeyError::Form)), Err(Unusable::Certificate)]);
    }
}
