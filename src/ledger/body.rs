//! The body of an event, typed: one arm for each kind, and one for what a newer version wrote.

use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::model::{Id, Label};

use super::field::Write;
use super::kinds::{
    self, admitted::Admitted, adopted::Adopted, ceded::Ceded, closed::Closed, confirmed::Confirmed,
    deferred::Deferred, dropped::Dropped, evidenced::Evidenced, founded::Founded, linked::Linked,
    met::Met, noted::Noted, opened::Opened, reopened::Reopened, retracted::Retracted,
    revised::Revised, revoked::Revoked, ruled::Ruled, started::Started, unlinked::Unlinked,
    unmet::Unmet, unwaived::Unwaived, waived::Waived,
};
use super::link::Link;
use super::spec::{self, Kind, Known, SpecError};

macro_rules! bodies {
    ($($kind:ident $word:literal,)*) => {
        #[derive(Clone, PartialEq, Eq, Debug)]
        pub enum Body {
            $($kind(Box<$kind>),)*
            /// A kind, a field or a word that this version does not know: kept, shown, folds to nothing.
            Newer { kind: String, unknown: String, body: Map<String, Value> },
        }

        $(impl From<$kind> for Body {
            fn from(body: $kind) -> Self {
                Self::$kind(Box::new(body))
            }
        })*

        impl Serialize for Body {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$kind(body) => body.serialize(to),)*
                    Self::Newer { body, .. } => body.serialize(to),
                }
            }
        }

        impl Body {
            /// The kind's word.
            pub fn kind(&self) -> &str {
                match self {
                    $(Self::$kind(_) => $word,)*
                    Self::Newer { kind, .. } => kind,
                }
            }

            /// As JSON, the fields that say nothing left out.
            pub fn to_json(&self) -> Map<String, Value> {
                match serde_json::to_value(self) {
                    Ok(Value::Object(body)) => body,
                    _ => Map::new(),
                }
            }

            fn typed(kind: &str, body: &Map<String, Value>) -> Option<Self> {
                match kind {
                    $($word => $kind::deserialize(body).ok().map(Self::from),)*
                    _ => None,
                }
            }
        }
    };
}

bodies! {
    Founded "founded",
    Ceded "ceded",
    Ruled "ruled",
    Admitted "admitted",
    Revoked "revoked",
    Adopted "adopted",
    Opened "opened",
    Revised "revised",
    Started "started",
    Closed "closed",
    Confirmed "confirmed",
    Deferred "deferred",
    Dropped "dropped",
    Reopened "reopened",
    Met "met",
    Unmet "unmet",
    Linked "linked",
    Unlinked "unlinked",
    Noted "noted",
    Retracted "retracted",
    Evidenced "evidenced",
    Waived "waived",
    Unwaived "unwaived",
}

impl Body {
    /// Reads a body by the table of its kind.
    pub fn read(kind: &str, body: &Map<String, Value>) -> Result<Self, SpecError> {
        let newer =
            |unknown: String| Self::Newer { kind: kind.to_owned(), unknown, body: body.clone() };
        let Some(table) = kinds::find(kind) else { return Ok(newer(format!("kind {kind}"))) };
        match spec::check(body, table.parts)? {
            Known::Newer(field) => return Ok(newer(format!("{kind}: {field}"))),
            Known::All => {}
        }
        let typed = Self::typed(kind, body).ok_or(SpecError::Rule("its body cannot be read"))?;
        typed.check()?;
        Ok(typed)
    }

    /// The rules that a table of fields cannot state.
    pub fn check(&self) -> Result<(), SpecError> {
        let rule = match self {
            Self::Linked(linked) => (linked.links.iter().all(Link::is_whole), LINK_RULE),
            Self::Unlinked(unlinked) => (unlinked.links.iter().all(Link::is_whole), LINK_RULE),
            Self::Ruled(ruled) => {
                (ruled.trunk.is_some() || ruled.mode.is_some(), "`ruled` rules nothing")
            }
            Self::Revised(revised) => (
                Revised { reason: None, ..revised.as_ref().clone() } != Revised::default(),
                "`revised` revises nothing",
            ),
            Self::Opened(opened) => {
                (are_distinct(opened), "two criteria, files or pieces of source bear one name")
            }
            Self::Closed(closed) => (
                closed.unmet.is_empty() || closed.reason.is_some(),
                "a closing over unmet criteria needs a `reason`",
            ),
            _ => (true, ""),
        };
        if rule.0 { Ok(()) } else { Err(SpecError::Rule(rule.1)) }
    }

    /// The kind's entry in the table, where this version knows it.
    pub fn table(&self) -> Option<&'static Kind> {
        match self {
            Self::Newer { .. } => None,
            _ => kinds::find(self.kind()),
        }
    }

    /// What an accepted event writes. `of` is the gap's `opened` event, `gap` the label that it claimed.
    pub fn writes(&self, me: Id, of: Id, gap: &Label) -> Vec<Write> {
        match self {
            Self::Opened(b) => b.writes(me, gap),
            Self::Revised(b) => b.writes(me, of),
            Self::Started(b) => b.writes(me, of),
            Self::Closed(b) => b.writes(me, of),
            Self::Confirmed(b) => b.writes(me, of),
            Self::Deferred(b) => b.writes(me, of),
            Self::Dropped(b) => b.writes(me, of),
            Self::Reopened(b) => b.writes(me, of),
            Self::Met(b) => b.writes(me, of),
            Self::Unmet(b) => b.writes(me, of),
            Self::Linked(b) => b.writes(me, of),
            Self::Unlinked(b) => b.writes(me, of),
            Self::Noted(b) => b.writes(me, of),
            Self::Retracted(b) => b.writes(me, of),
            Self::Evidenced(b) => b.writes(me, of),
            Self::Waived(b) => b.writes(me, of),
            Self::Unwaived(b) => b.writes(me, of),
            Self::Founded(_)
            | Self::Ceded(_)
            | Self::Ruled(_)
            | Self::Admitted(_)
            | Self::Revoked(_)
            | Self::Adopted(_)
            | Self::Newer { .. } => Vec::new(),
        }
    }

    /// The reason that its author gave.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Ceded(b) => b.reason.as_deref(),
            Self::Ruled(b) => b.reason.as_deref(),
            Self::Admitted(b) => b.reason.as_deref(),
            Self::Revoked(b) => Some(&b.reason),
            Self::Adopted(b) => Some(&b.reason),
            Self::Revised(b) => b.reason.as_deref(),
            Self::Started(b) => b.reason.as_deref(),
            Self::Closed(b) => b.reason.as_deref(),
            Self::Confirmed(b) => b.reason.as_deref(),
            Self::Deferred(b) => Some(&b.reason),
            Self::Dropped(b) => b.reason.as_deref(),
            Self::Reopened(b) => b.reason.as_deref(),
            Self::Met(b) => b.reason.as_deref(),
            Self::Unmet(b) => b.reason.as_deref(),
            Self::Linked(b) => b.reason.as_deref(),
            Self::Unlinked(b) => b.reason.as_deref(),
            Self::Retracted(b) => b.reason.as_deref(),
            Self::Waived(b) => Some(&b.reason),
            Self::Unwaived(b) => b.reason.as_deref(),
            Self::Founded(_)
            | Self::Opened(_)
            | Self::Noted(_)
            | Self::Evidenced(_)
            | Self::Newer { .. } => None,
        }
    }
}

const LINK_RULE: &str = "a link to a gap has `of` and no `text`; any other has `text` and no `of`";

fn are_distinct(opened: &Opened) -> bool {
    fn distinct<T: Ord>(names: impl Iterator<Item = T>) -> bool {
        let mut all: Vec<T> = names.collect();
        all.sort();
        all.windows(2).all(|pair| pair[0] != pair[1])
    }
    distinct(opened.criteria.iter().map(|c| &c.number))
        && distinct(opened.files.iter().map(|f| &f.path))
        && distinct(opened.source.iter().map(|s| (&s.name, s.part.unwrap_or(1))))
}
