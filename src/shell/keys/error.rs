//! Why there is no key to sign with, in words that fit after `gaps: `, and what to type next.

use crate::ledger::key::KeyError;
use crate::model::key::BadFingerprint;
use crate::shell::agent::AgentError;

use super::places::Place;
use super::shown::typed;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyChoiceError {
    /// Every place was asked; what was seen on the way and did not do.
    #[error("there is no key to sign with{}", also(.passed))]
    None { passed: Vec<String> },
    /// Nothing but an agent with several keys: choosing among them is for the user.
    #[error("the ssh agent holds {} keys and nothing says which of them signs", .fingerprints.len())]
    Several { fingerprints: Vec<String> },
    /// A place that the user named, or that comes first, holds something that does not do.
    #[error("{problem}{}", named(.place))]
    At { place: Place, problem: KeyProblem },
}

fn also(passed: &[String]) -> String {
    passed.iter().map(|note| format!("; {note}")).collect()
}

fn named(place: &Place) -> String {
    match place {
        Place::Option | Place::GapsSetting | Place::UserSetting => format!(" ({place} names it)"),
        _ => String::new(),
    }
}

impl KeyChoiceError {
    pub fn hint(&self) -> String {
        match self {
            Self::None { .. } => "name a key: `git config --global gaps.signingKey PATH`, or make \
                                  one: `ssh-keygen -t ed25519`"
                .to_owned(),
            Self::Several { fingerprints } => {
                let first = fingerprints.first().map_or("SHA256:...", String::as_str);
                format!("choose one: `git config --global gaps.signingKey {first}`")
            }
            Self::At { problem, .. } => problem.hint(),
        }
    }
}

const MAKE: &str = "make a key that does: `ssh-keygen -t ed25519`, then `git config --global \
                    gaps.signingKey ~/.ssh/id_ed25519`";

/// What is wrong with the key of one place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyProblem {
    #[error("{path} {why}")]
    File { path: String, why: FileProblem },
    #[error("`{value}` names no key: {why}")]
    Fingerprint { value: String, why: BadFingerprint },
    #[error("the public key `{value}` does not do: {why}")]
    Literal { value: String, why: KeyError },
    #[error("the ssh agent does not hold {0}")]
    NotHeld(String),
    #[error("there is no ssh agent to ask for {0}")]
    NoAgent(String),
    #[error(transparent)]
    Agent(#[from] AgentError),
}

impl KeyProblem {
    pub fn hint(&self) -> String {
        match self {
            Self::File { path, why } => why.hint(&typed(path)),
            Self::Literal { why: KeyError::Form, .. } | Self::Fingerprint { .. } => {
                "name a path, `key::ssh-ed25519 AAAA...` or `SHA256:...`; `ssh-add -L` lists the \
                 keys of the agent"
                    .to_owned()
            }
            Self::Literal { .. } => MAKE.to_owned(),
            Self::NotHeld(_) => {
                "add it: `ssh-add PATH`; `ssh-add -l` lists what the agent holds".to_owned()
            }
            Self::NoAgent(_) => {
                "start one: `eval \"$(ssh-agent)\"`, then `ssh-add PATH`".to_owned()
            }
            Self::Agent(error) => error.hint(),
        }
    }
}

/// What is wrong with a file: words that follow its path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileProblem {
    #[error("does not exist")]
    Missing,
    #[error("is no regular file")]
    NoFile,
    #[error("is too large to be a key")]
    Large,
    #[error("cannot be read: {0}")]
    Unreadable(String),
    #[error("is a private key that others can read (mode {0:04o})")]
    Open(u32),
    #[error("is a private key in an old format")]
    Old,
    #[error("is a private key in the format of PuTTY")]
    Putty,
    #[error("holds no key that can be read")]
    NoKey,
    #[error("is a certificate; the key beneath it signs")]
    Certificate,
    #[error("does not do: {0}")]
    Type(KeyError),
    #[error("is a security key, which signs through an ssh agent only, and no agent holds it")]
    SecurityKey,
    #[error("is encrypted, no agent holds it, and there is no terminal to ask for its passphrase")]
    NoTerminal,
    #[error("is encrypted, and the passphrase is wrong")]
    WrongPassphrase,
    #[error("is encrypted in a way that is not supported: {0}")]
    Cipher(String),
}

impl FileProblem {
    fn hint(&self, path: &str) -> String {
        match self {
            Self::Open(_) => format!("type `chmod 600 {path}`"),
            Self::Old | Self::Cipher(_) => {
                format!("write it anew in the format of OpenSSH: `ssh-keygen -p -f {path}`")
            }
            Self::Putty => format!("convert it: `puttygen {path} -O private-openssh-new -o NEW`"),
            Self::Type(_) => MAKE.to_owned(),
            Self::SecurityKey | Self::NoTerminal | Self::WrongPassphrase => {
                format!("type `ssh-add {path}`")
            }
            Self::Unreadable(_) | Self::NoFile | Self::Large => {
                format!("look at it: `ls -l {path}`")
            }
            _ => "name another key: `--key PATH`, or `git config --global gaps.signingKey PATH`"
                .to_owned(),
        }
    }
}
