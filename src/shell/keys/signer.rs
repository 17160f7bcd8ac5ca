//! The chosen key at work. Whatever made a signature, it is brought into the form that the gate accepts and put
//! through the gate before anybody sees it: nothing unverified is ever written.

use std::fmt;

use ssh_key::{HashAlg, LineEnding, PrivateKey, Signature, SshSig};

use crate::ledger::gate::{self, GateError, NAMESPACE};
use crate::ledger::key::PublicKey;
use crate::model::Fingerprint;
use crate::shell::agent::{Agent, AgentError};

use super::places::Place;

/// A key that can sign now.
pub struct Signer {
    public: PublicKey,
    source: Source,
    passed: Vec<String>,
    means: Means,
}

pub(super) enum Means {
    Agent(Agent),
    Private(Box<PrivateKey>),
}

/// Where a key came from. No absolute path under home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub place: Place,
    /// The file that holds it; none where the agent does.
    pub file: Option<String>,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.file.as_deref().unwrap_or("the ssh agent"))?;
        match self.place {
            Place::Option | Place::GapsSetting | Place::UserSetting => {
                write!(f, ", named by {}", self.place)
            }
            Place::OwnFile => f.write_str(", made by gaps"),
            Place::Agent | Place::SshFile => Ok(()),
        }
    }
}

impl Signer {
    pub(super) fn new(
        public: PublicKey,
        source: Source,
        passed: Vec<String>,
        means: Means,
    ) -> Self {
        Self { public, source, passed, means }
    }

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

    /// The armour of a signature over the bytes of an event, which the gate has accepted.
    pub fn sign(&self, message: &[u8]) -> Result<String, SignError> {
        self.sign_for(NAMESPACE, message)
    }

    /// The same for something that is no event.
    pub fn sign_for(&self, namespace: &str, message: &[u8]) -> Result<String, SignError> {
        let by_agent = matches!(self.means, Means::Agent(_));
        let refused = |why| SignError::Refused { by_agent, why };
        let raw = self.raw(namespace, message)?;
        let signature = gate::normalized(raw).map_err(refused)?;
        let sealed =
            SshSig::new(self.public.data().clone(), namespace, HashAlg::Sha512, signature)?;
        let armour = sealed.to_pem(LineEnding::LF)?;
        let read = gate::read(&armour, namespace).map_err(refused)?;
        if crate::ledger::key::fingerprint(read.public_key()) != self.fingerprint() {
            return Err(refused(GateError::OtherKey));
        }
        gate::check(&read, namespace, message).map_err(refused)?;
        Ok(armour)
    }

    fn raw(&self, namespace: &str, message: &[u8]) -> Result<Signature, SignError> {
        match &self.means {
            Means::Private(key) => {
                Ok(SshSig::sign(&**key, namespace, HashAlg::Sha512, message)?.signature().clone())
            }
            Means::Agent(agent) => {
                let data = SshSig::signed_data(namespace, HashAlg::Sha512, message)?;
                Ok(agent.sign(&self.public, &data)?)
            }
        }
    }
}

/// By hand: what it signs with is nobody's business.
impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer")
            .field("public", &self.public.to_string())
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    #[error(transparent)]
    Agent(#[from] AgentError),
    #[error("{}", refusal(*.by_agent, .why))]
    Refused { by_agent: bool, why: GateError },
    #[error("signing failed: {0}")]
    Key(String),
}

impl From<ssh_key::Error> for SignError {
    fn from(error: ssh_key::Error) -> Self {
        Self::Key(error.to_string())
    }
}

/// The gate speaks of files that it reads; here nothing was written yet.
fn refusal(by_agent: bool, why: &GateError) -> String {
    let maker = if by_agent { "the ssh agent" } else { "the private key" };
    match why {
        GateError::NoTouch => "the security key was not touched".to_owned(),
        GateError::OtherKey => {
            format!("{maker} signed with a key of another type than the one asked for")
        }
        _ => format!("{maker} made a signature that its public key does not verify"),
    }
}

impl SignError {
    pub fn hint(&self) -> String {
        match self {
            Self::Agent(error) => error.hint(),
            Self::Refused { why: GateError::NoTouch, .. } => {
                "try again, and touch it when it blinks".to_owned()
            }
            Self::Refused { by_agent: true, .. } => {
                "nothing was written; go without the agent: `--key PATH`".to_owned()
            }
            _ => "nothing was written; name another key: `--key PATH`".to_owned(),
        }
    }
}
