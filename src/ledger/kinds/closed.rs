//! `closed`: it is done, as far as its author says. When that was is derived from where the event landed; only an
//! import carries what a document claims.

use serde::{Deserialize, Serialize};

use crate::model::{CriterionRef, Day, Id, Role, Status};

use super::CRITERION;
use crate::ledger::field::{Field, Value, Write};
use crate::ledger::spec::{About, Kind, Part, Type, may};

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Closed {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solution: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unmet: Vec<CriterionRef>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed: Option<Claimed>,
}

/// What a tracker says about a completion; shown as a claim, never as a date that history gave.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Claimed {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pr: Option<String>,
}

const CLAIMED: &[Part] = &[
    may("completed", Type::Day, "the date of completion that it states"),
    may("pr", Type::Line, "the pull request that it states"),
];

const PARTS: &[Part] = &[
    may("reason", Type::Text, "why"),
    may("solution", Type::Text, "how"),
    may(
        "unmet",
        Type::List(&Type::Group(CRITERION), 200),
        "the criteria that were unmet and closed over, by force",
    ),
    may("claimed", Type::Group(CLAIMED), "from an import: what the document says"),
];

pub const KIND: Kind = Kind {
    name: "closed",
    says: "it is done",
    about: About::Gap,
    parts: PARTS,
    gives: Some(Status::Closed),
    least: Role::Contributor,
    recorded: true,
    undone_by: "reopened",
};

impl Closed {
    pub fn writes(&self, _me: Id, _of: Id) -> Vec<Write> {
        vec![(Field::Status, Value::Status(Status::Closed))]
    }
}
