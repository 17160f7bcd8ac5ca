//! `unwaived`: an exception is taken back before its end.

use serde::{Deserialize, Serialize};

use crate::model::{Id, Role};

use crate::ledger::field::{Field, Value, Write};
use crate::ledger::spec::{About, Kind, Part, Type, may, must};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Unwaived {
    pub waiver: Id,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

const PARTS: &[Part] =
    &[must("waiver", Type::Hash, "the waived event"), may("reason", Type::Text, "why")];

pub const KIND: Kind = Kind {
    name: "unwaived",
    says: "an exception is taken back",
    about: About::Gap,
    parts: PARTS,
    gives: None,
    least: Role::Maintainer,
    recorded: false,
    undone_by: "another waiver",
};

impl Unwaived {
    pub fn writes(&self, _me: Id, _of: Id) -> Vec<Write> {
        vec![(Field::Waiver(self.waiver), Value::Absent)]
    }
}
