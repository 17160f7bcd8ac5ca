//! A commit message on its way into a commit: read with the config of the working tree, decided against the backlog
//! with what is staged.

use crate::ledger::key::PublicKey;
use crate::project::decide::Stamp;
use crate::project::decide::message::{self, Known, Plan};
use crate::project::scan::{self, Reading};

use super::config;
use super::failure::Failure;
use super::load::Loaded;
use crate::shell::git::Git;

/// The first line with text, where it is no trailer of ours.
pub fn subject(message: &str) -> &str {
    let first = message.lines().map(str::trim).find(|l| !l.is_empty() && !l.starts_with('#'));
    first.unwrap_or_default()
}

/// What the message says.
pub fn read(git: &Git, message: &str) -> Result<Reading, Failure> {
    let config = config::read(git)?;
    Ok(scan::read(message, &config.triggers.scan))
}

/// The labels that it names, in whatever way.
pub fn labels(reading: &Reading) -> Vec<String> {
    let asked = reading.asked.iter().map(|a| a.label.to_string());
    asked.chain(reading.statements.echoes.iter().map(|e| e.label.to_string())).collect()
}

/// Whether it says nothing that concerns a ledger.
pub fn is_silent(reading: &Reading) -> bool {
    let said = &reading.statements;
    reading.asked.is_empty() && said.malformed.is_empty() && said.echoes.is_empty()
}

/// What the message comes to, if this key signs.
pub fn plan(
    loaded: &Loaded,
    reading: &Reading,
    message: &str,
    stamp: Stamp,
    key: &PublicKey,
) -> Plan {
    let known = Known {
        entries: &loaded.entries,
        ledger: loaded.backlog.ledger,
        landings: &loaded.landings,
        key,
        stamp,
    };
    message::plan(&known, &loaded.backlog, reading, subject(message))
}
