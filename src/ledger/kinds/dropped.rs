//! `dropped`: it will not be done.

use serde::{Deserialize, Serialize};

use crate::model::{Id, Role, Status};

use crate::ledger::field::{Field, Value, Write};
use crate::ledger::spec::{About, Kind, Part, Type, may};

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Dropped {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

const PARTS: &[Part] = &[may("reason", Type::Text, "why")];

pub const KIND: Kind = Kind {
    name: "dropped",
    says: "it will not be done",
    about: About::Gap,
    parts: PARTS,
    gives: Some(Status::Dropped),
    least: Role::Contributor,
    recorded: true,
    undone_by: "reopened",
};

impl Dropped {
    pub fn writes(&self, _me: Id, _of: Id) -> Vec<Write> {
        vec![(Field::Status, Value::Status(Status::Dropped))]
    }
}
