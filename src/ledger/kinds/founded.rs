//! `founded`: a ledger begins. The id of this event is the id of the ledger.

use serde::{Deserialize, Serialize};

use crate::model::{Id, Principal, Role};

use crate::ledger::field::Write;
use crate::ledger::key::PublicKey;
use crate::ledger::spec::{About, Kind, Part, Type, may, must};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Founded {
    pub nonce: Id,
    pub trunk: String,
    pub mode: String,
    pub principal: Principal,
    pub key: PublicKey,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Replaces>,
}

/// An older ledger, named by the one that had to replace it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Replaces {
    pub ledger: Id,
    pub reason: String,
}

const REPLACES: &[Part] = &[
    must("ledger", Type::Hash, "the id of the older ledger"),
    must("reason", Type::Text, "what was lost, and why"),
];

const PARTS: &[Part] = &[
    must("nonce", Type::Hash, "256 random bits, so that no two ledgers are one"),
    must("trunk", Type::Line, "the branch on which landings count"),
    must("mode", Type::Word(&["open", "closed"]), "the roster mode"),
    must("principal", Type::Principal, "the founder, who is root"),
    must("key", Type::Key, "the founder's key: the one that signs this event"),
    may(
        "replaces",
        Type::Group(REPLACES),
        "the ledger that this one takes over from, after an erasure",
    ),
];

pub const KIND: Kind = Kind {
    name: "founded",
    says: "a ledger begins",
    about: About::Ledger,
    parts: PARTS,
    gives: None,
    least: Role::Contributor,
    recorded: false,
    undone_by: "nothing: a ledger that should not be is left behind",
};

impl Founded {
    pub fn writes(&self, _me: Id, _of: Id) -> Vec<Write> {
        Vec::new()
    }
}
