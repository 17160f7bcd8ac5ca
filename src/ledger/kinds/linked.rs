//! `linked`: the gap is tied to something.

use serde::{Deserialize, Serialize};

use crate::model::{Id, Role};

use crate::ledger::field::{Field, Value, Write};
use crate::ledger::link::{self, Link};
use crate::ledger::spec::{About, Kind, Part, Type, may, must};

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Linked {
    pub links: Vec<Link>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

const PARTS: &[Part] = &[
    must("links", Type::List(&Type::Group(link::PARTS), 200), "what to"),
    may("reason", Type::Text, "why"),
];

pub const KIND: Kind = Kind {
    name: "linked",
    says: "the gap is tied to something",
    about: About::Gap,
    parts: PARTS,
    gives: None,
    least: Role::Contributor,
    recorded: true,
    undone_by: "unlinked",
};

impl Linked {
    pub fn writes(&self, _me: Id, _of: Id) -> Vec<Write> {
        self.links.iter().map(|l| (Field::Link(l.clone()), Value::Present)).collect()
    }
}
