//! `confirmed`: somebody looked, and it is done.

use serde::{Deserialize, Serialize};

use crate::model::{Id, Role, Status};

use crate::ledger::field::{Field, Value, Write};
use crate::ledger::spec::{About, Kind, Part, Type, may};

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Confirmed {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

const PARTS: &[Part] = &[may("reason", Type::Text, "why")];

pub const KIND: Kind = Kind {
    name: "confirmed",
    says: "somebody looked: it is done",
    about: About::Gap,
    parts: PARTS,
    gives: Some(Status::Confirmed),
    least: Role::Contributor,
    recorded: false,
    undone_by: "reopened",
};

impl Confirmed {
    pub fn writes(&self, _me: Id, _of: Id) -> Vec<Write> {
        vec![(Field::Status, Value::Status(Status::Confirmed))]
    }
}
