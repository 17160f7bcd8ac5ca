//! What can go wrong with an ssh agent, in words that fit after `gaps: `, and what to type next.

use std::time::Duration;

use super::wire::REPLY_BYTES_MAX;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AgentError {
    #[error("no ssh agent answers at {socket}: {why}")]
    Unreachable { socket: String, why: String },
    #[error("the ssh agent did not answer within {0:?}")]
    Silent(Duration),
    #[error("the ssh agent hung up before the end of its answer")]
    HungUp,
    #[error("the ssh agent announced an answer of {0} bytes, which is more than {REPLY_BYTES_MAX}")]
    Large(u32),
    #[error("the ssh agent refused to {0}")]
    Refused(&'static str),
    #[error("the ssh agent answered with nonsense: {0}")]
    Garbled(&'static str),
    #[error("the connection to the ssh agent broke: {0}")]
    Broken(String),
    #[error("ssh agents are not supported on this system")]
    Platform,
}

impl AgentError {
    pub fn hint(&self) -> String {
        match self {
            Self::Unreachable { .. } => "start one: `eval \"$(ssh-agent)\"`, then `ssh-add`",
            Self::Silent(_) => {
                "try `ssh-add -l`; a question of the agent may wait for you on another screen"
            }
            Self::Refused("sign") => "unlock the agent or confirm its question, then try again",
            Self::Refused(_) => "unlock the agent: `ssh-add -X`",
            Self::Platform => "name the file of a private key: `--key PATH`",
            _ => "go without the agent: `--key PATH`, or restart it and try `ssh-add -l`",
        }
        .to_owned()
    }

    /// Nobody is there: the same as having no agent.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::Platform)
    }
}
