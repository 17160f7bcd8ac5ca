//! `noted`: somebody said something. A note settles no contest.

use serde::{Deserialize, Serialize};

use crate::model::{Id, Role};

use crate::ledger::field::{Field, Value, Write};
use crate::ledger::spec::{About, Kind, Part, Type, may, must};

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Noted {
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<u64>,
}

const PARTS: &[Part] = &[
    must("text", Type::Text, "what"),
    may("name", Type::Line, "from an import: the name that the tracker gives this text"),
    may("part", Type::Int, "from an import: which part of a longer text, from 1"),
];

pub const KIND: Kind = Kind {
    name: "noted",
    says: "somebody said something",
    about: About::Gap,
    parts: PARTS,
    gives: None,
    least: Role::Contributor,
    recorded: true,
    undone_by: "retracted",
};

impl Noted {
    pub fn writes(&self, me: Id, _of: Id) -> Vec<Write> {
        vec![(Field::Note(me), Value::Present)]
    }
}
