//! `opened`: something is missing. The id of this event is the gap's identity.

use serde::{Deserialize, Serialize};

use crate::model::{Block, Criterion, Day, Id, Label, Number, Role, Status};

use super::{BLOCK, CRITICALITIES, FILE, NEW_CRITERION, SOURCE};
use crate::ledger::field::{Field, Value, Write};
use crate::ledger::spec::{About, Kind, Part, Type, may, must};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Opened {
    pub title: String,
    pub block: Block,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub criticality: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "type")]
    pub type_: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<NewCriterion>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<File>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verify: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effort: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub week: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recurs: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracker: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Source>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed: Option<ClaimedOpening>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NewCriterion {
    pub number: Number,
    pub text: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct File {
    pub path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A piece of a tracker that has no field of its own here.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Source {
    pub name: String,
    /// From 1 where a longer text was split, or where several pieces bear one name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<u64>,
    pub text: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ClaimedOpening {
    pub opened: Day,
}

const CLAIMED: &[Part] = &[must("opened", Type::Day, "the date of opening that it states")];

const PARTS: &[Part] = &[
    must("title", Type::Line, "what is missing"),
    must(
        "block",
        Type::Group(BLOCK),
        "the block; its prefix is that of the label when it was opened",
    ),
    may("criticality", Type::Word(CRITICALITIES), "absent where nobody stated one"),
    may("type", Type::Line, "what kind of work"),
    may("description", Type::Text, "more about it"),
    may(
        "criteria",
        Type::List(&Type::Group(NEW_CRITERION), 200),
        "when it is done; numbers are never reused",
    ),
    may("files", Type::List(&Type::Group(FILE), 200), "the files it touches"),
    may("verify", Type::List(&Type::Text, 50), "commands that show it is done"),
    may("owner", Type::Line, "who"),
    may("due", Type::Day, "when it is wanted"),
    may("effort", Type::Line, "as people say it: `1.5-2 hours`"),
    may("phase", Type::Line, "the phase of a plan"),
    may("week", Type::Line, "the week of a plan"),
    may("recurs", Type::Line, "monthly, quarterly: closing one opens the next"),
    may("aliases", Type::List(&Type::Line, 50), "what a tracker calls it"),
    may("tracker", Type::Line, "the path of the document it came from"),
    may("section", Type::Line, "the heading it stood under"),
    may(
        "source",
        Type::List(&Type::Group(SOURCE), 200),
        "whatever else the tracker said about it, in order",
    ),
    may(
        "claimed",
        Type::Group(CLAIMED),
        "from an import: what the document says about its opening",
    ),
];

pub const KIND: Kind = Kind {
    name: "opened",
    says: "something is missing",
    about: About::Gap,
    parts: PARTS,
    gives: Some(Status::Open),
    least: Role::Contributor,
    recorded: true,
    undone_by: "dropped",
};

/// The value that a file's note is stored as.
pub fn noted(note: Option<&String>) -> Value {
    note.map_or(Value::Present, |n| Value::Text(n.clone()))
}

impl Opened {
    pub fn writes(&self, me: Id, gap: &Label) -> Vec<Write> {
        let mut writes = vec![
            (Field::Status, Value::Status(Status::Open)),
            (Field::Title, Value::Text(self.title.clone())),
            (Field::Label, Value::Text(gap.to_string())),
            (Field::Block, Value::Block(self.block.clone())),
        ];
        let lines = [
            (Field::Criticality, &self.criticality),
            (Field::Type, &self.type_),
            (Field::Description, &self.description),
            (Field::Owner, &self.owner),
            (Field::Effort, &self.effort),
            (Field::Phase, &self.phase),
            (Field::Week, &self.week),
            (Field::Recurs, &self.recurs),
            (Field::Tracker, &self.tracker),
            (Field::Section, &self.section),
        ];
        writes.extend(lines.into_iter().filter_map(|(f, v)| Some((f, Value::Text(v.clone()?)))));
        writes.extend(self.due.map(|d| (Field::Due, Value::Text(d.to_string()))));
        writes.extend(self.criteria.iter().map(|c| {
            let criterion = Criterion { number: c.number.clone(), of: me };
            (Field::Criterion(criterion), Value::Text(c.text.clone()))
        }));
        writes.extend(
            self.files.iter().map(|f| (Field::File(f.path.clone()), noted(f.note.as_ref()))),
        );
        writes.extend(self.verify.iter().map(|v| (Field::Verify(v.clone()), Value::Present)));
        writes.extend(self.aliases.iter().map(|a| (Field::Alias(a.clone()), Value::Present)));
        writes.extend(self.source.iter().map(|s| {
            (Field::Source(s.name.clone(), s.part.unwrap_or(1)), Value::Text(s.text.clone()))
        }));
        writes
    }
}
