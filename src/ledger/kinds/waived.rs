//! `waived`: a signed exception to a rule of the gate. Its signer approves; its body names who asked.

use serde::{Deserialize, Serialize};

use crate::model::{Day, Id, Principal, Role};

use crate::ledger::field::{Field, Value, Write};
use crate::ledger::spec::{About, Kind, Part, Type, must};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Waived {
    pub rule: String,
    pub reason: String,
    pub asker: Principal,
    pub until: Day,
}

const PARTS: &[Part] = &[
    must("rule", Type::Line, "the name of the rule"),
    must("reason", Type::Text, "why"),
    must("asker", Type::Principal, "who asked for it"),
    must("until", Type::Day, "the last day on which it holds"),
];

pub const KIND: Kind = Kind {
    name: "waived",
    says: "an exception to a rule of the gate",
    about: About::Gap,
    parts: PARTS,
    gives: None,
    least: Role::Maintainer,
    recorded: false,
    undone_by: "unwaived",
};

impl Waived {
    pub fn writes(&self, me: Id, _of: Id) -> Vec<Write> {
        vec![(Field::Waiver(me), Value::Present)]
    }
}
