//! `met`: a criterion is met.

use serde::{Deserialize, Serialize};

use crate::model::{CriterionRef, Id, Role};

use super::CRITERION;
use crate::ledger::field::{Field, Value, Write};
use crate::ledger::spec::{About, Kind, Part, Type, may, must};

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Met {
    pub criteria: Vec<CriterionRef>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

const PARTS: &[Part] = &[
    must("criteria", Type::List(&Type::Group(CRITERION), 200), "which"),
    may("reason", Type::Text, "why, or where to see it"),
];

pub const KIND: Kind = Kind {
    name: "met",
    says: "a criterion is met",
    about: About::Gap,
    parts: PARTS,
    gives: None,
    least: Role::Contributor,
    recorded: true,
    undone_by: "unmet",
};

impl Met {
    pub fn writes(&self, _me: Id, of: Id) -> Vec<Write> {
        self.criteria.iter().map(|c| (Field::Met(c.resolve(of)), Value::Flag(true))).collect()
    }
}
