//! Evidence that stands without the repository: whole event files, the places that they have in the landing log, and
//! the checkpoint that the log had. Whoever trusts that checkpoint needs to trust nothing else. Text in, value out.

use serde::{Deserialize, Serialize};

use crate::ledger::file::{self, Signed as Event};
use crate::ledger::path;
use crate::model::Id;

use super::checkpoint::{self, CheckpointError, Signed};
use super::log::{Landed, Log};
use super::merkle;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// The text of the checkpoint, with its signature.
    pub checkpoint: String,
    pub events: Vec<Member>,
    /// An older checkpoint that this one continues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Older>,
}

/// A checkpoint, and the hashes that show that a later log begins with its log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Older {
    pub checkpoint: String,
    /// In base64, as RFC 6962 orders them.
    pub hashes: Vec<String>,
}

impl Older {
    /// The log as it was at one size continues what it was at another; none where it never had that size.
    pub fn of(log: &Log, older: u64, size: usize, checkpoint: String) -> Option<Self> {
        let leaves = log.leaves().get(..size)?;
        let older = usize::try_from(older).ok().filter(|o| *o <= size)?;
        let hashes = merkle::consistency(leaves, older).iter().map(checkpoint::shown).collect();
        Some(Self { checkpoint, hashes })
    }
}

/// One file that is in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    pub path: String,
    /// The whole file.
    pub file: String,
    /// Its place in the log, from 0.
    pub index: u64,
    /// The hashes that lead to the root, in base64.
    pub hashes: Vec<String>,
}

impl Member {
    /// A file of the log with its path to the root that the log had at this size.
    pub fn of(log: &Log, size: usize, index: usize, file: String) -> Option<Self> {
        let landed = log.landed.get(index)?;
        let leaves = log.leaves().get(..size).filter(|l| index < l.len())?;
        Some(Self {
            path: String::from_utf8(landed.path.clone()).ok()?,
            file,
            index: index as u64,
            hashes: merkle::inclusion(leaves, index).iter().map(checkpoint::shown).collect(),
        })
    }
}

/// What a proof shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub checkpoint: Signed,
    /// The events with their places in the log.
    pub events: Vec<(u64, Event)>,
    /// The older checkpoint, whose log this one begins with.
    pub since: Option<Signed>,
}

/// Checks a proof from its text alone.
pub fn verify(proof: &Proof) -> Result<Shown, ProofError> {
    let signed = checkpoint::read(&proof.checkpoint)?;
    if signed.key.is_none() {
        return Err(ProofError::Unsigned);
    }
    let since = proof.since.as_ref().map(|older| continues(&signed, older)).transpose()?;
    if proof.events.is_empty() && since.is_none() {
        return Err(ProofError::Empty);
    }
    let events = proof.events.iter().map(|m| member(&signed, m)).collect::<Result<_, _>>()?;
    Ok(Shown { checkpoint: signed, events, since })
}

fn continues(signed: &Signed, older: &Older) -> Result<Signed, ProofError> {
    let first = checkpoint::read(&older.checkpoint)?;
    let (old, new) = (&first.checkpoint, &signed.checkpoint);
    if old.ledger != new.ledger {
        return Err(ProofError::OtherLedger);
    }
    let hashes: Option<Vec<merkle::Hash>> =
        older.hashes.iter().map(|h| checkpoint::hash(h)).collect();
    let holds = |path: Vec<merkle::Hash>| {
        merkle::is_consistent((old.size, &old.root), (new.size, &new.root), &path)
    };
    if hashes.is_some_and(holds) { Ok(first) } else { Err(ProofError::NotContinued) }
}

fn member(signed: &Signed, member: &Member) -> Result<(u64, Event), ProofError> {
    let wrong = |why: String| ProofError::Event { path: member.path.clone(), why };
    let event = file::read(member.file.as_bytes()).map_err(|e| wrong(e.to_string()))?;
    let named: Option<Id> = path::id_of(&member.path);
    if named != Some(event.id) {
        return Err(wrong("its name is not the hash of its content".into()));
    }
    let ledger = event.event.ledger.unwrap_or(event.id);
    if ledger != signed.checkpoint.ledger {
        return Err(wrong("it is of another ledger than the checkpoint".into()));
    }
    let file = *blake3::hash(member.file.as_bytes()).as_bytes();
    let leaf = Landed { path: member.path.clone().into_bytes(), file }.leaf();
    let hashes: Option<Vec<merkle::Hash>> =
        member.hashes.iter().map(|h| checkpoint::hash(h)).collect();
    let hashes = hashes.ok_or_else(|| wrong("a hash of its path cannot be read".into()))?;
    let checkpoint = &signed.checkpoint;
    if !merkle::is_included(leaf, member.index, checkpoint.size, &hashes, &checkpoint.root) {
        return Err(wrong("the log of the checkpoint does not hold it at that place".into()));
    }
    Ok((member.index, event))
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    #[error("nobody signed its checkpoint")]
    Unsigned,
    #[error("the older checkpoint is of another ledger")]
    OtherLedger,
    #[error("its log does not begin with that of the older checkpoint")]
    NotContinued,
    #[error("it shows no event")]
    Empty,
    #[error("{path}: {why}")]
    Event { path: String, why: String },
}
