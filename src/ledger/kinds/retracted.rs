//! `retracted`: a note is taken back. Its text stays in the timeline.

use serde::{Deserialize, Serialize};

use crate::model::{Id, Role};

use crate::ledger::field::{Field, Value, Write};
use crate::ledger::spec::{About, Kind, Part, Type, may, must};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Retracted {
    pub note: Id,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

const PARTS: &[Part] =
    &[must("note", Type::Hash, "the noted event"), may("reason", Type::Text, "why")];

pub const KIND: Kind = Kind {
    name: "retracted",
    says: "a note is taken back",
    about: About::Gap,
    parts: PARTS,
    gives: None,
    least: Role::Contributor,
    recorded: false,
    undone_by: "another note",
};

impl Retracted {
    pub fn writes(&self, _me: Id, _of: Id) -> Vec<Write> {
        vec![(Field::Note(self.note), Value::Absent)]
    }
}
