//! What a gap may be tied to: another gap, a pull request, an address, a commit.

use serde::{Deserialize, Serialize};

use crate::model::Id;

use super::spec::{Part, Type, may, must};

/// The words of `relation`: the first three name another gap by the id of its `opened` event.
pub const RELATIONS: &[&str] = &["commit", "duplicates", "pr", "relates-to", "url", "waits-on"];

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Link {
    pub relation: String,
    /// The `opened` event of another gap of this ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Id>,
    /// A pull request as its forge names it, an address, a commit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

pub const PARTS: &[Part] = &[
    must("relation", Type::Word(RELATIONS), "what ties them"),
    may("of", Type::Hash, "the other gap: the id of its opened event"),
    may("text", Type::Line, "the pull request (`#12`, `g/p!12`), the address, or the commit"),
];

impl Link {
    pub fn is_to_gap(&self) -> bool {
        matches!(self.relation.as_str(), "duplicates" | "relates-to" | "waits-on")
    }

    /// A link to a gap has `of` and nothing else; any other has `text` and nothing else.
    pub fn is_whole(&self) -> bool {
        if self.is_to_gap() {
            self.of.is_some() && self.text.is_none()
        } else {
            self.of.is_none() && self.text.is_some()
        }
    }
}
