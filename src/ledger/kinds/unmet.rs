//! `unmet`: a criterion is not met after all.

use serde::{Deserialize, Serialize};

use crate::model::{CriterionRef, Id, Role};

use super::CRITERION;
use crate::ledger::field::{Field, Value, Write};
use crate::ledger::spec::{About, Kind, Part, Type, may, must};

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Unmet {
    pub criteria: Vec<CriterionRef>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

const PARTS: &[Part] = &[
    must("criteria", Type::List(&Type::Group(CRITERION), 200), "which"),
    may("reason", Type::Text, "why, or where to see it"),
];

pub const KIND: Kind = Kind {
    name: "unmet",
    says: "a criterion is not met after all",
    about: About::Gap,
    parts: PARTS,
    gives: None,
    least: Role::Contributor,
    recorded: true,
    undone_by: "met",
};

impl Unmet {
    pub fn writes(&self, _me: Id, of: Id) -> Vec<Write> {
        self.criteria.iter().map(|c| (Field::Met(c.resolve(of)), Value::Flag(false))).collect()
    }
}
