//! `revised`: fields change. Single fields are set or unset; lists change by members, so that two people who both
//! add never disagree.

use serde::{Deserialize, Serialize};

use crate::model::{Block, Criterion, CriterionRef, Day, Id, Label, Role};

use super::opened::{File, NewCriterion, Source, noted};
use super::{BLOCK, CRITERION, CRITICALITIES, FILE, NEW_CRITERION, SOURCE};
use crate::ledger::field::{Field, Value, Write};
use crate::ledger::spec::{About, Kind, Part, Type, may, must};

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Revised {
    #[serde(default, skip_serializing_if = "is_default")]
    pub set: Set,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unset: Vec<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub added: Added,
    #[serde(default, skip_serializing_if = "is_default")]
    pub removed: Removed,
    /// New words for criteria that are there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reworded: Vec<Reworded>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Single fields and their new values.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Set {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<Block>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub criticality: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "type")]
    pub type_: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effort: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub week: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recurs: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracker: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Added {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<NewCriterion>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<File>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub verify: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Source>,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Removed {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<CriterionRef>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub verify: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<SourceRef>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SourceRef {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<u64>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reworded {
    #[serde(flatten)]
    pub criterion: CriterionRef,
    pub text: String,
}

const SET: &[Part] = &[
    may("title", Type::Line, "what is missing"),
    may("label", Type::Label, "a new name; the folder of its events stays"),
    may("block", Type::Group(BLOCK), "another block"),
    may("criticality", Type::Word(CRITICALITIES), "how much it stands in the way"),
    may("type", Type::Line, "what kind of work"),
    may("description", Type::Text, "more about it"),
    may("owner", Type::Line, "who"),
    may("due", Type::Day, "when it is wanted"),
    may("effort", Type::Line, "as people say it"),
    may("phase", Type::Line, "the phase of a plan"),
    may("week", Type::Line, "the week of a plan"),
    may("recurs", Type::Line, "monthly, quarterly"),
    may("tracker", Type::Line, "the path of the document it belongs to"),
    may("section", Type::Line, "the heading it stands under"),
];

/// What can be unset: every single field but title, label and block.
pub const UNSET: &[&str] = &[
    "criticality",
    "description",
    "due",
    "effort",
    "owner",
    "phase",
    "recurs",
    "section",
    "tracker",
    "type",
    "week",
];

const ADDED: &[Part] = &[
    may("criteria", Type::List(&Type::Group(NEW_CRITERION), 200), "new criteria with new numbers"),
    may("files", Type::List(&Type::Group(FILE), 200), "files, or new notes on files"),
    may("verify", Type::List(&Type::Text, 50), "commands"),
    may("aliases", Type::List(&Type::Line, 50), "what a tracker calls it"),
    may(
        "source",
        Type::List(&Type::Group(SOURCE), 200),
        "pieces of a tracker, or new words for them",
    ),
];

const REMOVED: &[Part] = &[
    may("criteria", Type::List(&Type::Group(CRITERION), 200), "criteria that no longer apply"),
    may("files", Type::List(&Type::Line, 200), "paths"),
    may("verify", Type::List(&Type::Text, 50), "commands"),
    may("aliases", Type::List(&Type::Line, 50), "aliases"),
    may("source", Type::List(&Type::Group(SOURCE_REF), 200), "pieces of a tracker"),
];

const SOURCE_REF: &[Part] =
    &[must("name", Type::Line, "its name"), may("part", Type::Int, "which part, from 1")];

const REWORDED: &[Part] = &[
    must("number", Type::Number, "its number"),
    may("of", Type::Hash, "the event that added it, where that is not the opened event"),
    must("text", Type::Text, "its new words"),
];

const PARTS: &[Part] = &[
    may("set", Type::Group(SET), "single fields and their new values"),
    may("unset", Type::List(&Type::Word(UNSET), 20), "single fields that have no value any more"),
    may("added", Type::Group(ADDED), "members of lists that are there from now on"),
    may("removed", Type::Group(REMOVED), "members of lists that are there no more"),
    may(
        "reworded",
        Type::List(&Type::Group(REWORDED), 200),
        "new words for criteria that are there",
    ),
    may("reason", Type::Text, "why"),
];

pub const KIND: Kind = Kind {
    name: "revised",
    says: "fields change",
    about: About::Gap,
    parts: PARTS,
    gives: None,
    least: Role::Contributor,
    recorded: true,
    undone_by: "revised, with the values before",
};

/// The single field of that name, as `unset` spells it.
pub fn single(name: &str) -> Option<Field> {
    Some(match name {
        "criticality" => Field::Criticality,
        "description" => Field::Description,
        "due" => Field::Due,
        "effort" => Field::Effort,
        "owner" => Field::Owner,
        "phase" => Field::Phase,
        "recurs" => Field::Recurs,
        "section" => Field::Section,
        "tracker" => Field::Tracker,
        "type" => Field::Type,
        "week" => Field::Week,
        _ => return None,
    })
}

impl Revised {
    pub fn writes(&self, me: Id, of: Id) -> Vec<Write> {
        let mut writes = self.set.writes();
        writes.extend(self.unset.iter().filter_map(|name| Some((single(name)?, Value::Absent))));
        self.added.write(me, &mut writes);
        self.removed.write(of, &mut writes);
        writes.extend(
            self.reworded
                .iter()
                .map(|r| (Field::Criterion(r.criterion.resolve(of)), Value::Text(r.text.clone()))),
        );
        writes
    }
}

impl Set {
    fn writes(&self) -> Vec<Write> {
        let lines = [
            (Field::Title, &self.title),
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
        let mut writes: Vec<Write> =
            lines.into_iter().filter_map(|(f, v)| Some((f, Value::Text(v.clone()?)))).collect();
        writes.extend(self.label.iter().map(|l| (Field::Label, Value::Text(l.to_string()))));
        writes.extend(self.block.iter().map(|b| (Field::Block, Value::Block(b.clone()))));
        writes.extend(self.due.map(|d| (Field::Due, Value::Text(d.to_string()))));
        writes
    }
}

impl Added {
    fn write(&self, me: Id, writes: &mut Vec<Write>) {
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
    }
}

impl Removed {
    fn write(&self, of: Id, writes: &mut Vec<Write>) {
        writes
            .extend(self.criteria.iter().map(|c| (Field::Criterion(c.resolve(of)), Value::Absent)));
        writes.extend(self.files.iter().map(|f| (Field::File(f.clone()), Value::Absent)));
        writes.extend(self.verify.iter().map(|v| (Field::Verify(v.clone()), Value::Absent)));
        writes.extend(self.aliases.iter().map(|a| (Field::Alias(a.clone()), Value::Absent)));
        writes.extend(
            self.source
                .iter()
                .map(|s| (Field::Source(s.name.clone(), s.part.unwrap_or(1)), Value::Absent)),
        );
    }
}
