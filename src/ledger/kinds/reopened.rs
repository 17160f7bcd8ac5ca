//! `reopened`: it is open again. What closed it stays in the timeline.

use serde::{Deserialize, Serialize};

use crate::model::{Id, Role, Status};

use crate::ledger::field::{Field, Value, Write};
use crate::ledger::spec::{About, Kind, Part, Type, may};

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Reopened {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

const PARTS: &[Part] = &[may("reason", Type::Text, "why")];

pub const KIND: Kind = Kind {
    name: "reopened",
    says: "it is open again",
    about: About::Gap,
    parts: PARTS,
    gives: Some(Status::Open),
    least: Role::Contributor,
    recorded: true,
    undone_by: "closed, or the status it had",
};

impl Reopened {
    pub fn writes(&self, _me: Id, _of: Id) -> Vec<Write> {
        vec![(Field::Status, Value::Status(Status::Open))]
    }
}
