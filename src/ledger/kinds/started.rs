//! `started`: somebody is on it.

use serde::{Deserialize, Serialize};

use crate::model::{Id, Role, Status};

use crate::ledger::field::{Field, Value, Write};
use crate::ledger::spec::{About, Kind, Part, Type, may};

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Started {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
}

const PARTS: &[Part] = &[
    may("reason", Type::Text, "why"),
    may("owner", Type::Line, "who: written where the gap had no owner"),
];

pub const KIND: Kind = Kind {
    name: "started",
    says: "somebody is on it",
    about: About::Gap,
    parts: PARTS,
    gives: Some(Status::Started),
    least: Role::Contributor,
    recorded: true,
    undone_by: "reopened",
};

impl Started {
    pub fn writes(&self, _me: Id, _of: Id) -> Vec<Write> {
        let mut writes = vec![(Field::Status, Value::Status(Status::Started))];
        writes.extend(self.owner.iter().map(|o| (Field::Owner, Value::Text(o.clone()))));
        writes
    }
}
