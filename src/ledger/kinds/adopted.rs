//! `adopted`: events that did not count do so from now on: honest work that a revocation struck.

use serde::{Deserialize, Serialize};

use crate::model::{Id, Role};

use crate::ledger::field::Write;
use crate::ledger::spec::{About, Kind, Part, Type, must};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Adopted {
    pub events: Vec<Id>,
    pub reason: String,
}

const PARTS: &[Part] =
    &[must("events", Type::List(&Type::Hash, 500), "which"), must("reason", Type::Text, "why")];

pub const KIND: Kind = Kind {
    name: "adopted",
    says: "events that did not count do so from now on",
    about: About::Ledger,
    parts: PARTS,
    gives: None,
    least: Role::Maintainer,
    recorded: false,
    undone_by: "nothing",
};

impl Adopted {
    pub fn writes(&self, _me: Id, _of: Id) -> Vec<Write> {
        Vec::new()
    }
}
