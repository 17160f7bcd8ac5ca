//! From what names a key, or from a file, to a key that can be used: the file itself where it opens, else an
//! agent that holds it. Which place comes first is for `choose.rs`.

use std::fmt;
use std::path::{Path, PathBuf};

use ssh_key::PrivateKey;

use crate::ledger::key::PublicKey;
use crate::model::Fingerprint;
use crate::shell::agent::{Agent, AgentError};

use super::error::{FileProblem, KeyProblem};
use super::file::{self, KeyFile};
use super::places::{KeyPlaces, Place};
use super::shown;
use super::signer::Source;

/// A key that was chosen. It may still want its passphrase, which showing it or a dry run does not.
pub struct Choice {
    pub(super) public: PublicKey,
    pub(super) source: Source,
    pub(super) passed: Vec<String>,
    pub(super) held: Held,
}

pub(super) enum Held {
    Agent(Agent),
    Open(Box<PrivateKey>),
    Locked(Box<PrivateKey>),
}

impl Choice {
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    pub fn fingerprint(&self) -> Fingerprint {
        self.public.fingerprint()
    }

    pub fn source(&self) -> &Source {
        &self.source
    }

    /// What was seen before this key and did not do.
    pub fn passed(&self) -> &[String] {
        &self.passed
    }

    /// Whether signing will ask for a passphrase.
    pub fn is_locked(&self) -> bool {
        matches!(self.held, Held::Locked(_))
    }
}

/// By hand: it may hold a private key.
impl fmt::Debug for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Choice")
            .field("public", &self.public.to_string())
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

/// The key that a value names: a path, a public key or a fingerprint.
pub(super) fn named(value: &str, place: Place, places: &KeyPlaces) -> Result<Choice, KeyProblem> {
    let value = value.trim();
    if let Some(line) = literal(value) {
        let value = shown::short(value);
        let key = PublicKey::from_line(line).map_err(|why| KeyProblem::Literal { value, why })?;
        return in_agent(&key.fingerprint(), place, places);
    }
    if value.starts_with("SHA256:") {
        let misspelled = |why| KeyProblem::Fingerprint { value: shown::short(value), why };
        let name = value.parse::<Fingerprint>().map_err(misspelled)?;
        return in_agent(&name, place, places);
    }
    in_file(&places.expanded(value), place, places)
}

/// A public key written out, as git takes it: `key::...`, or beginning with its type.
fn literal(value: &str) -> Option<&str> {
    let typed = |v: &&str| {
        ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"].iter().any(|t| v.starts_with(t))
            && v.split_whitespace().nth(1).is_some_and(|data| data.starts_with("AAAA"))
    };
    value.strip_prefix("key::").or_else(|| Some(value).filter(typed))
}

/// The key of a file, private or public.
pub(super) fn in_file(path: &Path, place: Place, places: &KeyPlaces) -> Result<Choice, KeyProblem> {
    let shown = shown::path(path, places.home.as_deref());
    let problem = |why| KeyProblem::File { path: shown.clone(), why };
    match file::read(path).map_err(problem)? {
        KeyFile::Open(key, private) => Ok(choice(key, place, Some(shown), Held::Open(private))),
        KeyFile::Locked(key, private) => Ok(locked(key, private, place, places, shown)),
        KeyFile::SecurityKey(key) => {
            held(&key.fingerprint(), place, places)?.ok_or(problem(FileProblem::SecurityKey))
        }
        KeyFile::Public(key) => match beside(path) {
            Some(private) => beside_or_held(&private, &key, place, places),
            None => in_agent(&key.fingerprint(), place, places),
        },
    }
}

/// The agent if it holds the key, else the file, which will want its passphrase. An agent that fails is noted
/// and does not stand in the way: the file is enough.
fn locked(
    key: PublicKey,
    private: Box<PrivateKey>,
    place: Place,
    places: &KeyPlaces,
    shown: String,
) -> Choice {
    let (held, note) = match held(&key.fingerprint(), place, places) {
        Ok(held) => (held, None),
        Err(KeyProblem::Agent(error)) if error.is_absent() => (None, None),
        Err(problem) => (None, Some(problem.to_string())),
    };
    let mut choice = held.unwrap_or_else(|| choice(key, place, Some(shown), Held::Locked(private)));
    choice.passed.extend(note);
    choice
}

/// The private key beside `KEY.pub` is `KEY`.
fn beside(public: &Path) -> Option<PathBuf> {
    let is_pub = public.extension().is_some_and(|e| e == "pub");
    Some(public.with_extension("")).filter(|private| is_pub && private.exists())
}

fn beside_or_held(
    private: &Path,
    key: &PublicKey,
    place: Place,
    places: &KeyPlaces,
) -> Result<Choice, KeyProblem> {
    match in_file(private, place, places)? {
        choice if choice.public == *key => Ok(choice),
        _ => in_agent(&key.fingerprint(), place, places),
    }
}

/// A key that only an agent can hold.
fn in_agent(name: &Fingerprint, place: Place, places: &KeyPlaces) -> Result<Choice, KeyProblem> {
    let what = format!("the key {name}");
    match held(name, place, places) {
        Ok(Some(choice)) => Ok(choice),
        Ok(None) if places.agent().is_none() => Err(KeyProblem::NoAgent(what)),
        Ok(None) => Err(KeyProblem::NotHeld(what)),
        Err(problem) => Err(problem),
    }
}

/// The key as an agent holds it; none where there is no agent.
fn held(
    name: &Fingerprint,
    place: Place,
    places: &KeyPlaces,
) -> Result<Option<Choice>, KeyProblem> {
    let Some(agent) = places.agent() else { return Ok(None) };
    let keys = usable(&agent)?;
    let key = keys.into_iter().find(|key| key.fingerprint() == *name);
    Ok(key.map(|key| choice(key, place, None, Held::Agent(agent))))
}

/// The keys of an agent that may sign events.
fn usable(agent: &Agent) -> Result<Vec<PublicKey>, AgentError> {
    Ok(agent.identities()?.into_iter().filter_map(|identity| identity.key.ok()).collect())
}

pub(super) fn choice(public: PublicKey, place: Place, file: Option<String>, held: Held) -> Choice {
    Choice { public, source: Source { place, file }, passed: Vec::new(), held }
}
