//! The language in which each kind states its body: field, type, limit. One checker reads it, and the table of
//! `docs/format.md` is printed from it, so that neither can drift from the other.

use std::fmt;

use serde_json::{Map, Value};

use crate::model::{
    At, Block, CommitId, Day, Fingerprint, Id, Label, Number, Principal, Role, Status,
};

use super::form::STRING_BYTES_MAX;
use super::key::PublicKey;

/// The most bytes of a one-line string that states no other limit.
pub const LINE_BYTES_MAX: usize = 1024;

/// What a field may hold.
#[derive(Debug, Clone, Copy)]
pub enum Type {
    /// One line: no `\n`, no `\t`.
    Line,
    /// Several lines.
    Text,
    /// 64 hex digits: an event, a ledger, a BLAKE3.
    Hash,
    /// 40 or 64 hex digits: a git object.
    Object,
    Time,
    Day,
    /// The number of a criterion.
    Number,
    Principal,
    /// `TYPE BASE64`, as in a `.pub` file, without a comment.
    Key,
    Fingerprint,
    Label,
    Prefix,
    Int,
    /// One of these words. Another word makes the event one of a newer version.
    Word(&'static [&'static str]),
    List(&'static Type, usize),
    Group(&'static [Part]),
}

/// One field of a body.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    pub name: &'static str,
    pub holds: Type,
    pub must: bool,
    pub says: &'static str,
}

pub const fn must(name: &'static str, holds: Type, says: &'static str) -> Part {
    Part { name, holds, must: true, says }
}

pub const fn may(name: &'static str, holds: Type, says: &'static str) -> Part {
    Part { name, holds, must: false, says }
}

/// One kind of event.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    pub name: &'static str,
    pub says: &'static str,
    /// About one gap, or about the ledger itself.
    pub about: About,
    pub parts: &'static [Part],
    /// The status that it gives the gap.
    pub gives: Option<Status>,
    /// The least role that may write it.
    pub least: Role,
    /// A recorder may write it too, where it names a cause.
    pub recorded: bool,
    /// What takes it back.
    pub undone_by: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    Ledger,
    Gap,
}

/// Whether this version understands everything that a body says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    All,
    /// The first field or word that it does not know.
    Newer(String),
}

/// A newer field wins over a fault: what a later version allows must not look forged to this one.
pub fn check(body: &Map<String, Value>, parts: &[Part]) -> Result<Known, SpecError> {
    let mut newer = None;
    let faults = check_group(body, parts, None, &mut newer);
    match newer {
        Some(field) => Ok(Known::Newer(field)),
        None => faults.map(|()| Known::All),
    }
}

/// Where a field stands in a body: `block.prefix`. Spelt out only where something is wrong with it.
#[derive(Clone, Copy)]
struct Spot<'a> {
    above: Option<&'a Spot<'a>>,
    name: &'a str,
}

impl fmt::Display for Spot<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(above) = self.above {
            write!(f, "{above}.")?;
        }
        f.write_str(self.name)
    }
}

fn check_group(
    body: &Map<String, Value>,
    parts: &[Part],
    above: Option<&Spot<'_>>,
    newer: &mut Option<String>,
) -> Result<(), SpecError> {
    let mut first = Ok(());
    for (name, value) in body {
        let here = Spot { above, name };
        match parts.iter().find(|p| p.name == name) {
            None => *newer = newer.take().or_else(|| Some(here.to_string())),
            Some(part) => first = first.and(check_value(value, part.holds, &here, newer)),
        }
    }
    let missing = parts.iter().find(|p| p.must && !body.contains_key(p.name));
    let lacks = |p: &Part| SpecError::Missing(Spot { above, name: p.name }.to_string());
    first.and(missing.map_or(Ok(()), |p| Err(lacks(p))))
}

fn check_value(
    value: &Value,
    holds: Type,
    at: &Spot<'_>,
    newer: &mut Option<String>,
) -> Result<(), SpecError> {
    let wrong = || SpecError::Wrong { field: at.to_string(), holds: describe(holds) };
    match (holds, value) {
        (Type::Int, Value::Number(_)) => Ok(()),
        (Type::Group(parts), Value::Object(body)) => check_group(body, parts, Some(at), newer),
        (Type::List(each, most), Value::Array(list)) => {
            let mut first = if list.len() > most { Err(wrong()) } else { Ok(()) };
            for item in list {
                first = first.and(check_value(item, *each, at, newer));
            }
            first
        }
        (Type::Word(words), Value::String(s)) => {
            if !words.contains(&s.as_str()) {
                *newer = newer.take().or_else(|| Some(format!("{at} = {s}")));
            }
            Ok(())
        }
        (_, Value::String(s)) => holds_string(holds, s).then_some(()).ok_or_else(wrong),
        _ => Err(wrong()),
    }
}

pub(super) fn holds_string(holds: Type, s: &str) -> bool {
    match holds {
        Type::Line => s.len() <= LINE_BYTES_MAX && !s.contains(['\n', '\t']),
        Type::Text => s.len() <= STRING_BYTES_MAX,
        Type::Hash => s.parse::<Id>().is_ok(),
        Type::Object => s.parse::<CommitId>().is_ok(),
        Type::Time => s.parse::<At>().is_ok(),
        Type::Day => s.parse::<Day>().is_ok(),
        Type::Number => s.parse::<Number>().is_ok(),
        Type::Principal => s.parse::<Principal>().is_ok(),
        Type::Key => s.parse::<PublicKey>().is_ok(),
        Type::Fingerprint => s.parse::<Fingerprint>().is_ok(),
        Type::Label => s.parse::<Label>().is_ok(),
        Type::Prefix => Block::is_prefix(s),
        Type::Int | Type::Word(_) | Type::List(..) | Type::Group(_) => false,
    }
}

/// The type in the words of `docs/format.md`.
pub fn describe(holds: Type) -> String {
    match holds {
        Type::Line => format!("line, at most {LINE_BYTES_MAX} bytes"),
        Type::Text => format!("text, at most {STRING_BYTES_MAX} bytes"),
        Type::Hash => "64 hex digits".into(),
        Type::Object => "40 or 64 hex digits".into(),
        Type::Time => "time".into(),
        Type::Day => "date".into(),
        Type::Number => "criterion number".into(),
        Type::Principal => "principal".into(),
        Type::Key => "public key".into(),
        Type::Fingerprint => "fingerprint".into(),
        Type::Label => "label".into(),
        Type::Prefix => "prefix".into(),
        Type::Int => "integer".into(),
        Type::Word(words) => format!("one of {}", words.join(", ")),
        Type::List(each, most) => format!("list of at most {most}: {}", describe(*each)),
        Type::Group(parts) => {
            let names: Vec<String> = parts
                .iter()
                .map(|p| format!("{}{}", p.name, if p.must { "" } else { "?" }))
                .collect();
            format!("{{{}}}", names.join(", "))
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SpecError {
    #[error("`{0}` is missing")]
    Missing(String),
    #[error("`{field}` is not {holds}")]
    Wrong { field: String, holds: String },
    #[error("{0}")]
    Rule(&'static str),
}
