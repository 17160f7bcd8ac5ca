//! `ceded`: this ledger gives way to another one in the same repository.

use serde::{Deserialize, Serialize};

use crate::model::{Id, Role};

use crate::ledger::field::Write;
use crate::ledger::spec::{About, Kind, Part, Type, may, must};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Ceded {
    pub to: Id,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

const PARTS: &[Part] =
    &[must("to", Type::Hash, "the id of the ledger that stays"), may("reason", Type::Text, "why")];

pub const KIND: Kind = Kind {
    name: "ceded",
    says: "this ledger gives way to another",
    about: About::Ledger,
    parts: PARTS,
    gives: None,
    least: Role::Root,
    recorded: false,
    undone_by: "nothing",
};

impl Ceded {
    pub fn writes(&self, _me: Id, _of: Id) -> Vec<Write> {
        Vec::new()
    }
}
