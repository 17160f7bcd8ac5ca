//! `revoked`: a key may sign no more. What its author could not see (outside this event's base) is struck, unless it is
//! listed here or adopted later.

use serde::{Deserialize, Serialize};

use crate::model::{Fingerprint, Id, Role};

use crate::ledger::field::Write;
use crate::ledger::spec::{About, Kind, Part, Type, may, must};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Revoked {
    pub key: Fingerprint,
    pub reason: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keeps: Vec<Id>,
}

const PARTS: &[Part] = &[
    must("key", Type::Fingerprint, "the key"),
    must("reason", Type::Text, "why"),
    may("keeps", Type::List(&Type::Hash, 500), "events of this key outside base that still count"),
];

pub const KIND: Kind = Kind {
    name: "revoked",
    says: "a key may sign no more",
    about: About::Ledger,
    parts: PARTS,
    gives: None,
    least: Role::Root,
    recorded: false,
    undone_by: "nothing: a revoked key is never admitted again",
};

impl Revoked {
    pub fn writes(&self, _me: Id, _of: Id) -> Vec<Write> {
        Vec::new()
    }
}
