//! An event: one fact that happened, in its envelope. Reading gives a value or says what is wrong; writing gives
//! the one spelling that the id is made of.

use std::fmt;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::model::{At, CommitId, Fingerprint, Id, Label};

use super::body::Body;
use super::cause::Cause;
use super::form::{self, FILE_BYTES_MAX, FormError};
use super::spec::{About, Known, SpecError};
use super::spell::Text;

/// The version of the envelope that this program writes.
pub const VERSION: u64 = 1;
/// The most parents that an event may name.
pub const PARENTS_MAX: usize = 64;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// What the writer's clock said. A claim: it decides nothing.
    pub at: At,
    /// The trunk commit that the writer saw.
    pub base: Option<CommitId>,
    pub body: Body,
    pub cause: Option<Cause>,
    /// The label that the gap was opened under; none for an event about the ledger.
    pub gap: Option<Label>,
    /// The ledger's first event; none in that event itself.
    pub ledger: Option<Id>,
    /// The gap's `opened` event; none in that event itself.
    pub of: Option<Id>,
    /// Sorted, distinct.
    pub parents: Vec<Id>,
    pub signer: Fingerprint,
}

impl Event {
    /// The JSON bytes that are hashed and signed.
    pub fn encode(&self) -> String {
        self.spelled().unwrap_or_else(|_| form::encode(&self.to_json()))
    }

    /// The same of an event that was made and not read, where it may be written: it reads back as what it is. Otherwise
    /// what a stranger would say who read it.
    pub fn draft(&self) -> Result<String, DraftError> {
        match self.spelled() {
            Ok(json) if json.len() <= FILE_BYTES_MAX && self.holds().is_ok() => Ok(json),
            _ => self.judged(),
        }
    }

    /// The text in one pass, where every value is of its type.
    fn spelled(&self) -> Result<String, fmt::Error> {
        let body = self.body.table().ok_or(fmt::Error)?;
        let mut text = Text::new();
        text.plain("at", &self.at)?;
        match &self.base {
            Some(base) => text.plain("base", base)?,
            None => text.bare("base", &"null")?,
        }
        text.group("body", &self.body, body.parts)?;
        if let Some(cause) = &self.cause {
            text.group("cause", cause, cause.table())?;
        }
        if let Some(gap) = &self.gap {
            text.plain("gap", gap)?;
        }
        text.plain("kind", &body.name)?;
        if let Some(ledger) = &self.ledger {
            text.plain("ledger", ledger)?;
        }
        if let Some(of) = &self.of {
            text.plain("of", of)?;
        }
        if self.ledger.is_some() {
            text.list("parents", &self.parents)?;
        }
        text.plain("signer", &self.signer)?;
        text.bare("v", &VERSION)?;
        Ok(text.end())
    }

    /// The long way, by the value that reading would see: it can say what is wrong, and where.
    fn judged(&self) -> Result<String, DraftError> {
        let read = self.to_json();
        let json = form::encode(&read);
        if json.len() > FILE_BYTES_MAX {
            return Err(FormError::Large.into());
        }
        form::check(&read)?;
        self.judge(&read)?;
        Ok(json)
    }

    /// The rules that no table of fields can state.
    fn holds(&self) -> Result<(), EventError> {
        self.body.check().map_err(EventError::Body)?;
        self.check(self.ledger.is_some())
    }

    pub fn to_json(&self) -> Map<String, Value> {
        let text = |s: String| Value::String(s);
        let mut map = Map::new();
        map.insert("at".into(), text(self.at.to_string()));
        map.insert("base".into(), self.base.as_ref().map_or(Value::Null, |b| text(b.to_string())));
        map.insert("body".into(), Value::Object(self.body.to_json()));
        if let Some(Ok(cause)) = self.cause.as_ref().map(serde_json::to_value) {
            map.insert("cause".into(), cause);
        }
        if let Some(gap) = &self.gap {
            map.insert("gap".into(), text(gap.to_string()));
        }
        map.insert("kind".into(), text(self.body.kind().to_owned()));
        if let Some(ledger) = self.ledger {
            map.insert("ledger".into(), text(ledger.to_string()));
        }
        if let Some(of) = self.of {
            map.insert("of".into(), text(of.to_string()));
        }
        if self.ledger.is_some() {
            let parents = self.parents.iter().map(|p| text(p.to_string())).collect();
            map.insert("parents".into(), Value::Array(parents));
        }
        map.insert("signer".into(), text(self.signer.to_string()));
        map.insert("v".into(), Value::from(VERSION));
        map
    }

    /// Reads an event from canonical JSON.
    pub fn read(json: &Map<String, Value>) -> Result<Self, EventError> {
        let mut unknown = None;
        if json.get("v").and_then(Value::as_u64).ok_or(EventError::Field("v"))? != VERSION {
            unknown = Some(format!("v = {}", json["v"]));
        }
        let known = [
            "at", "base", "body", "cause", "gap", "kind", "ledger", "of", "parents", "signer", "v",
        ];
        if let Some(field) = json.keys().find(|k| !known.contains(&k.as_str())) {
            unknown = unknown.or(Some(format!("field {field}")));
        }
        let kind: String = part(json, "kind")?.ok_or(EventError::Field("kind"))?;
        if kind.is_empty() || kind.len() > 32 || !kind.bytes().all(|b| b.is_ascii_lowercase()) {
            return Err(EventError::Field("kind"));
        }
        let Some(Value::Object(body)) = json.get("body") else {
            return Err(EventError::Field("body"));
        };
        let cause = match json.get("cause") {
            None => Ok(None),
            Some(Value::Object(map)) => match Cause::read(map) {
                Ok(Ok(cause)) => Ok(Some(cause)),
                Ok(Err(Known::Newer(field))) => {
                    unknown = unknown.or(Some(format!("cause.{field}")));
                    Ok(None)
                }
                Ok(Err(Known::All)) => return Err(EventError::Field("cause")),
                Err(error) => Err(EventError::Cause(error)),
            },
            Some(_) => return Err(EventError::Field("cause")),
        };
        let body = match unknown {
            Some(unknown) => Body::Newer { kind, unknown, body: body.clone() },
            None => Body::read(&kind, body).map_err(EventError::Body)?,
        };
        // What a newer version wrote may have a cause that this one would fault.
        let cause = match (cause, &body) {
            (Err(_), Body::Newer { .. }) => None,
            (cause, _) => cause?,
        };
        let event = Self {
            at: part(json, "at")?.ok_or(EventError::Field("at"))?,
            base: if json.get("base") == Some(&Value::Null) {
                None
            } else {
                Some(must(json, "base")?)
            },
            body,
            cause,
            gap: part(json, "gap")?,
            ledger: part(json, "ledger")?,
            of: part(json, "of")?,
            parents: match json.get("parents") {
                None => Vec::new(),
                Some(list) => Vec::deserialize(list).map_err(|_| EventError::Field("parents"))?,
            },
            signer: must(json, "signer")?,
        };
        event.check(json.contains_key("parents"))?;
        Ok(event)
    }

    /// Judges an event that was made and not read, by the rules that reading applies to `json`, which is what it
    /// makes of itself. The values of the envelope are of their types already; what a body says is read back.
    fn judge(&self, json: &Map<String, Value>) -> Result<(), EventError> {
        if let Some(Value::Object(cause)) = json.get("cause")
            && Cause::judge(cause).map_err(EventError::Cause)? != Known::All
        {
            return Err(EventError::Field("cause"));
        }
        let Some(Value::Object(body)) = json.get("body") else {
            return Err(EventError::Field("body"));
        };
        if Body::read(self.body.kind(), body).map_err(EventError::Body)? != self.body {
            return Err(EventError::Rule("its body would not read back as it was meant"));
        }
        self.check(json.contains_key("parents"))
    }

    /// The rules between the fields of the envelope.
    fn check(&self, has_parents: bool) -> Result<(), EventError> {
        if !self.parents.windows(2).all(|pair| pair[0] < pair[1]) {
            return Err(EventError::Rule("`parents` are not sorted and distinct"));
        }
        if self.parents.len() > PARENTS_MAX {
            return Err(EventError::Rule("it names more than 64 parents"));
        }
        let Some(table) = self.body.table() else { return Ok(()) };
        if let Body::Founded(founded) = &self.body
            && founded.key.fingerprint() != self.signer
        {
            return Err(EventError::Rule("the founder's key is not the one that signs"));
        }
        if self.writes_twice() {
            return Err(EventError::Rule("it gives one field two values"));
        }
        let wrong = match (table.about, table.name) {
            (About::Ledger, "founded") => {
                self.ledger.is_some()
                    || self.of.is_some()
                    || self.gap.is_some()
                    || has_parents
                    || self.cause.is_some()
            }
            (About::Ledger, _) => {
                self.ledger.is_none()
                    || self.of.is_some()
                    || self.gap.is_some()
                    || self.parents.is_empty()
                    || self.cause.is_some()
            }
            (About::Gap, "opened") => {
                self.ledger.is_none()
                    || self.of.is_some()
                    || self.gap.is_none()
                    || !has_parents
                    || !self.parents.is_empty()
            }
            (About::Gap, _) => {
                self.ledger.is_none()
                    || self.of.is_none()
                    || self.gap.is_none()
                    || self.parents.is_empty()
            }
        };
        if wrong {
            Err(EventError::Rule(
                "its envelope has fields that its kind does not have, or lacks one",
            ))
        } else {
            Ok(())
        }
    }
}

impl Event {
    /// One event is one write of a field: which of two values held would depend on who reads.
    fn writes_twice(&self) -> bool {
        let Some(gap) = &self.gap else { return false };
        // What it opens has a name for each thing, which its body was asked for already.
        if matches!(self.body, Body::Opened(_)) {
            return false;
        }
        // Nothing can name an event's own id before it is hashed, so any value stands for it here.
        let me = Id::from_bytes([0; 32]);
        let mut writes = self.body.writes(me, self.of.unwrap_or(me), gap);
        writes.sort();
        writes.dedup();
        writes.windows(2).any(|pair| pair[0].0 == pair[1].0)
    }
}

fn part<T: DeserializeOwned>(
    json: &Map<String, Value>,
    name: &'static str,
) -> Result<Option<T>, EventError> {
    json.get(name).map(|v| T::deserialize(v).map_err(|_| EventError::Field(name))).transpose()
}

fn must<T: DeserializeOwned>(
    json: &Map<String, Value>,
    name: &'static str,
) -> Result<T, EventError> {
    part(json, name)?.ok_or(EventError::Field(name))
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    #[error("its field `{0}` is missing or of the wrong form")]
    Field(&'static str),
    #[error("its body is not of its kind: {0}")]
    Body(SpecError),
    #[error("its cause is of no known shape: {0}")]
    Cause(SpecError),
    #[error("{0}")]
    Rule(&'static str),
}

/// Why an event that was made cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    #[error(transparent)]
    Form(#[from] FormError),
    #[error(transparent)]
    Event(#[from] EventError),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::kinds::opened::{NewCriterion, Opened, Source};
    use crate::model::Block;

    fn read(kind: &str, body: Value, more: &[(&str, Value)]) -> Result<Event, EventError> {
        let id = "ab".repeat(32);
        let mut json = serde_json::json!({
            "at": "2026-11-20T12:01:00Z", "base": null, "body": body, "gap": "SEC-001",
            "kind": kind, "ledger": id, "of": id, "parents": [id], "v": 1,
            "signer": format!("SHA256:{}", "A".repeat(43)),
        });
        for (name, value) in more {
            json[name] = value.clone();
        }
        Event::read(json.as_object().unwrap())
    }

    #[test]
    fn one_event_gives_a_field_one_value() {
        let id = "ab".repeat(32);
        for body in [
            serde_json::json!({"set": {"due": "2026-01-02"}, "unset": ["due"]}),
            serde_json::json!({"added": {"verify": ["x"]}, "removed": {"verify": ["x"]}}),
            serde_json::json!({"added": {"files": [{"path": "a"}, {"path": "a", "note": "new"}]}}),
            serde_json::json!({"reworded": [
                {"number": "1", "text": "a"}, {"number": "1", "of": id, "text": "b"}
            ]}),
        ] {
            assert_eq!(
                read("revised", body.clone(), &[]),
                Err(EventError::Rule("it gives one field two values")),
                "{body}"
            );
        }
        let twice = serde_json::json!({"criteria": [{"number": "1"}, {"number": "1", "of": id}]});
        assert!(read("met", twice, &[]).is_ok(), "saying one thing twice is one thing");
    }

    /// An opening as it is drafted, with something about it changed.
    fn opening(change: impl FnOnce(&mut Opened)) -> Event {
        let id = Id::from_bytes([7; 32]);
        let criterion = |number: &str| NewCriterion {
            number: number.parse().unwrap(),
            text: "it \"holds\"".into(),
        };
        let mut event = read("started", serde_json::json!({}), &[]).unwrap();
        let mut opened = Opened {
            title: "A \\ é ✅".into(),
            block: Block { name: "Security".into(), prefix: "SEC".into() },
            criticality: Some("high".into()),
            description: Some("two\n\tlines".into()),
            criteria: vec![criterion("1"), criterion("2.1")],
            ..serde_json::from_value(serde_json::json!({
                "title": "x", "block": {"name": "x", "prefix": "X"}
            }))
            .unwrap()
        };
        change(&mut opened);
        (event.of, event.parents, event.body) = (None, Vec::new(), Body::from(opened));
        event.cause = Some(Cause::Removed {
            authored: event.at,
            commit: "ab".repeat(20).parse().unwrap(),
            removed: id,
        });
        event
    }

    #[test]
    fn a_draft_is_written_as_it_reads_back() {
        for event in [opening(|_| ()), read("started", serde_json::json!({}), &[]).unwrap()] {
            let json = event.draft().unwrap();
            assert_eq!(json, form::encode(&event.to_json()));
            assert_eq!(Event::read(&form::parse(json.as_bytes()).unwrap()), Ok(event));
        }
    }

    #[test]
    fn a_draft_that_would_not_read_back_says_why() {
        let long = |bytes: usize| "x".repeat(bytes);
        type Change = Box<dyn FnOnce(&mut Opened)>;
        let cases: Vec<(&str, Change)> = vec![
            ("`title` is not line", Box::new(|o| o.title = "a\nb".into())),
            ("`title` is not line", Box::new(move |o| o.title = long(1025))),
            ("an empty string", Box::new(|o| o.owner = Some(String::new()))),
            ("U+202E", Box::new(|o| o.title = "a\u{202e}b".into())),
            ("longer than 8 KiB", Box::new(move |o| o.description = Some(long(8193)))),
            ("`block.prefix` is not prefix", Box::new(|o| o.block.prefix = "sec".into())),
            ("would not read back", Box::new(|o| o.criticality = Some("urgent".into()))),
            ("bear one name", Box::new(|o| o.criteria.push(o.criteria[0].clone()))),
            ("`verify` is not list", Box::new(|o| o.verify = vec!["x".into(); 51])),
            (
                "larger than 64 KiB",
                Box::new(move |o| {
                    let piece = |n| Source { name: "x".into(), part: Some(n), text: long(8000) };
                    o.source = (1..10).map(piece).collect();
                }),
            ),
            (
                "no integer",
                Box::new(|o| {
                    let part = Some(form::INTEGER_MAX + 1);
                    o.source.push(Source { name: "x".into(), part, text: "x".into() });
                }),
            ),
        ];
        for (says, change) in cases {
            let error = opening(change).draft().unwrap_err().to_string();
            assert!(error.contains(says), "{says}: {error}");
        }
    }

    #[test]
    fn the_cause_of_a_newer_event_is_not_faulted() {
        let cause = serde_json::json!({"commit": "not a commit of today"});
        assert!(matches!(
            read("closed", Value::Object(Map::new()), &[("cause", cause.clone())]),
            Err(EventError::Cause(_))
        ));
        let newer = read("shipped", Value::Object(Map::new()), &[("cause", cause)]).unwrap();
        assert!(matches!(newer.body, Body::Newer { .. }) && newer.cause.is_none());
    }
}
