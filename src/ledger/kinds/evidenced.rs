//! `evidenced`: a verification command was run, and this came out. Written by the program that ran it.

use serde::{Deserialize, Serialize};

use crate::model::{CommitId, Id, Role};

use crate::ledger::field::Write;
use crate::ledger::spec::{About, Kind, Part, Type, may, must};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Evidenced {
    pub command: String,
    pub exit: String,
    pub output: Id,
    pub tree: CommitId,
    pub duration_ms: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<String>,
}

const PARTS: &[Part] = &[
    must("command", Type::Text, "what was run"),
    must("exit", Type::Line, "the exit code, or `signal N`"),
    must("output", Type::Hash, "BLAKE3 of what it printed"),
    must("tree", Type::Object, "the tree that it ran on"),
    must("duration_ms", Type::Int, "how long it took"),
    may("excerpt", Type::Text, "the end of what it printed"),
];

pub const KIND: Kind = Kind {
    name: "evidenced",
    says: "a verification command was run",
    about: About::Gap,
    parts: PARTS,
    gives: None,
    least: Role::Contributor,
    recorded: false,
    undone_by: "nothing: evidence is not taken back, newer evidence stands beside it",
};

impl Evidenced {
    pub fn writes(&self, _me: Id, _of: Id) -> Vec<Write> {
        Vec::new()
    }
}
