//! `ruled`: a rule of the ledger changes: its trunk, its roster mode.

use serde::{Deserialize, Serialize};

use crate::model::{Id, Role};

use crate::ledger::field::Write;
use crate::ledger::spec::{About, Kind, Part, Type, may};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Ruled {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trunk: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

const PARTS: &[Part] = &[
    may("trunk", Type::Line, "the branch on which landings count from now on"),
    may("mode", Type::Word(&["open", "closed"]), "the roster mode from now on"),
    may("reason", Type::Text, "why"),
];

pub const KIND: Kind = Kind {
    name: "ruled",
    says: "a rule of the ledger changes",
    about: About::Ledger,
    parts: PARTS,
    gives: None,
    least: Role::Root,
    recorded: false,
    undone_by: "another ruled event",
};

impl Ruled {
    pub fn writes(&self, _me: Id, _of: Id) -> Vec<Write> {
        Vec::new()
    }
}
