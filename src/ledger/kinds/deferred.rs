//! `deferred`: not now, and why.

use serde::{Deserialize, Serialize};

use crate::model::{Day, Id, Role, Status};

use crate::ledger::field::{Field, Value, Write};
use crate::ledger::spec::{About, Kind, Part, Type, may, must};

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Deferred {
    pub reason: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
}

const PARTS: &[Part] =
    &[must("reason", Type::Text, "why"), may("until", Type::Day, "when to look again")];

pub const KIND: Kind = Kind {
    name: "deferred",
    says: "not now",
    about: About::Gap,
    parts: PARTS,
    gives: Some(Status::Deferred),
    least: Role::Contributor,
    recorded: true,
    undone_by: "reopened",
};

impl Deferred {
    pub fn writes(&self, _me: Id, _of: Id) -> Vec<Write> {
        vec![(Field::Status, Value::Status(Status::Deferred))]
    }
}
