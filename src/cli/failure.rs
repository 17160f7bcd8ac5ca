//! Four kinds of no, and the exit code of each. An error names the thing, says the rule or the cause, and ends
//! with a hint that can be typed.

use std::io::Write;
use std::process::ExitCode;

use crate::project::Refusal;
use crate::shell::git::GitError;
use crate::shell::keys::{KeyChoiceError, MakeError, SignError};
use crate::shell::store::StoreError;
use crate::views::{json, safe};

/// Why a command did not do what was asked.
#[derive(Debug)]
pub struct Failure {
    pub exit: u8,
    pub code: String,
    pub message: String,
    pub hint: String,
}

/// 2: the words are off. 4: a rule said no. 5: the surroundings do not allow it.
pub const USAGE: u8 = 2;
pub const REFUSED: u8 = 4;
pub const ENVIRONMENT: u8 = 5;

impl Failure {
    pub fn new(exit: u8, code: &str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { exit, code: code.into(), message: message.into(), hint: hint.into() }
    }

    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(USAGE, "usage", message, hint)
    }

    /// Says it on stderr, in words or as JSON.
    pub fn report(&self, as_json: bool) -> ExitCode {
        let text = if as_json {
            json::error(&self.code, &self.message, &self.hint)
        } else {
            format!("gaps: {}\nhint: {}\n", safe::lines(&self.message), safe::line(&self.hint))
        };
        // Nobody is left to be told where stderr is closed.
        let _ = std::io::stderr().write_all(text.as_bytes());
        ExitCode::from(self.exit)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::new(REFUSED, refusal.code(), refusal.to_string(), refusal.hint())
    }
}

impl From<GitError> for Failure {
    fn from(error: GitError) -> Self {
        let (exit, code) = match &error {
            GitError::NotARepository(_) | GitError::NoFolder(_) => (ENVIRONMENT, "no-repository"),
            GitError::Reftable => (ENVIRONMENT, "reftable"),
            GitError::Read { .. } => (ENVIRONMENT, "unreadable"),
            GitError::Index(_) => (ENVIRONMENT, "cannot-write"),
            GitError::UnknownRevision(_) => (REFUSED, "unknown-revision"),
            GitError::NoGit(_) => (ENVIRONMENT, "no-git"),
        };
        Self::new(exit, code, error.to_string(), error.hint())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::new(ENVIRONMENT, "cannot-write", error.to_string(), error.hint())
    }
}

impl From<KeyChoiceError> for Failure {
    fn from(error: KeyChoiceError) -> Self {
        Self::new(ENVIRONMENT, "no-key", error.to_string(), error.hint())
    }
}

impl From<SignError> for Failure {
    fn from(error: SignError) -> Self {
        Self::new(ENVIRONMENT, "cannot-sign", error.to_string(), error.hint())
    }
}

impl From<MakeError> for Failure {
    fn from(error: MakeError) -> Self {
        Self::new(ENVIRONMENT, "cannot-make-key", error.to_string(), error.hint())
    }
}
