//! An event: one fact that happened, in its envelope. Reading gives a value or says what is wrong; writing gives
//! the one spelling that the id is made of.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::model::{At, CommitId, Fingerprint, Id, Label};

use super::body::Body;
use super::cause::Cause;
use super::form;
use super::spec::{About, Known, SpecError};

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
        form::encode(&self.to_json())
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
    pub fn judge(&self, json: &Map<String, Value>) -> Result<(), EventError> {
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

#[cfg(test)]
mod tests {
    use super::*;

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
