//! `admitted`: a key joins the roster, or its role changes.

use serde::{Deserialize, Serialize};

use crate::model::{Id, Principal, Role};

use crate::ledger::field::Write;
use crate::ledger::key::PublicKey;
use crate::ledger::spec::{About, Kind, Part, Type, may, must};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Admitted {
    pub key: PublicKey,
    pub principal: Principal,
    pub role: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keeps: Vec<Id>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

const PARTS: &[Part] = &[
    must("key", Type::Key, "the key"),
    must("principal", Type::Principal, "who holds it"),
    must("role", Type::Word(&["root", "maintainer", "contributor", "recorder"]), "what it may do"),
    may(
        "keeps",
        Type::List(&Type::Hash, 500),
        "where the role gets narrower: events outside base that still count",
    ),
    may("reason", Type::Text, "why"),
];

pub const KIND: Kind = Kind {
    name: "admitted",
    says: "a key joins the roster, or its role changes",
    about: About::Ledger,
    parts: PARTS,
    gives: None,
    least: Role::Maintainer,
    recorded: false,
    undone_by: "revoked",
};

impl Admitted {
    pub fn writes(&self, _me: Id, _of: Id) -> Vec<Write> {
        Vec::new()
    }
}
