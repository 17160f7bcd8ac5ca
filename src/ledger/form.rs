//! The canonical form: one JSON value has one spelling, so that one event has one id. Defined on generic JSON,
//! without schema: what this module accepts, every later version accepts. `docs/format.md`, section "Form".

use serde_json::{Map, Value};

use crate::model::Id;
use crate::model::text;

/// A file larger than this is not read.
pub const FILE_BYTES_MAX: usize = 64 * 1024;
/// How deep objects and lists may nest, the event itself being 1.
pub const DEPTH_MAX: usize = 8;
/// The most bytes of one string.
pub const STRING_BYTES_MAX: usize = 8 * 1024;
/// 2^53 - 1: the largest integer that every JSON reader agrees on.
pub const INTEGER_MAX: u64 = (1 << 53) - 1;

/// The id of an event: BLAKE3 of its JSON bytes.
pub fn id(json: &[u8]) -> Id {
    Id::from_bytes(*blake3::hash(json).as_bytes())
}

/// Reads canonical bytes; anything that is not spelled as [`encode`] spells it is refused.
pub fn parse(json: &[u8]) -> Result<Map<String, Value>, FormError> {
    if json.len() > FILE_BYTES_MAX {
        return Err(FormError::Large);
    }
    let text = std::str::from_utf8(json).map_err(|e| FormError::NotUtf8(e.valid_up_to()))?;
    if text.contains('\r') {
        return Err(FormError::CarriageReturn);
    }
    let value: Value = serde_json::from_str(text).map_err(|e| FormError::NotJson(e.line()))?;
    let Value::Object(event) = value else { return Err(FormError::NotAnObject) };
    check(&event)?;
    let spelled = encode(&event);
    if spelled.as_bytes() != json {
        let same = spelled.bytes().zip(json).take_while(|(a, b)| a == *b).count();
        let line = json[..same].iter().filter(|b| **b == b'\n').count() + 1;
        return Err(FormError::Spelling(line));
    }
    Ok(event)
}

/// Checks an event that is about to be written by the rules that [`parse`] applies.
pub fn check(event: &Map<String, Value>) -> Result<(), FormError> {
    for (key, value) in event {
        check_string(key)?;
        // Three places may be empty, because their emptiness says something.
        let may_be_empty = match (key.as_str(), value) {
            ("base", Value::Null) => true,
            ("body", Value::Object(body)) => body.is_empty(),
            ("parents", Value::Array(parents)) => parents.is_empty(),
            _ => false,
        };
        if !may_be_empty {
            check_value(value, 2)?;
        }
    }
    Ok(())
}

fn check_value(value: &Value, depth: usize) -> Result<(), FormError> {
    if depth > DEPTH_MAX && (value.is_object() || value.is_array()) {
        return Err(FormError::Deep);
    }
    match value {
        Value::Null => Err(FormError::Null),
        Value::Bool(_) => Ok(()),
        Value::Number(n) => match n.as_u64() {
            Some(n) if n <= INTEGER_MAX => Ok(()),
            _ => Err(FormError::Number),
        },
        Value::String(s) if s.is_empty() => Err(FormError::Empty),
        Value::String(s) => check_string(s),
        Value::Array(list) if list.is_empty() => Err(FormError::Empty),
        Value::Array(list) => list.iter().try_for_each(|v| check_value(v, depth + 1)),
        Value::Object(object) if object.is_empty() => Err(FormError::Empty),
        Value::Object(object) => object.iter().try_for_each(|(k, v)| {
            check_string(k)?;
            check_value(v, depth + 1)
        }),
    }
}

pub(super) fn check_string(s: &str) -> Result<(), FormError> {
    if s.len() > STRING_BYTES_MAX {
        return Err(FormError::LongString);
    }
    text::first_refused(s).map_or(Ok(()), |c| Err(FormError::CodePoint(text::code_point(c))))
}

/// Keys sorted by bytes, two spaces, one value a line, LF, and a final LF.
pub fn encode(event: &Map<String, Value>) -> String {
    let mut out = String::with_capacity(1024);
    write_object(event, 0, &mut out);
    out.push('\n');
    out
}

fn write_value(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::Number(n) => out.push_str(&n.to_string()),
        Value::String(s) => write_string(s, out),
        Value::Array(list) if list.is_empty() => out.push_str("[]"),
        Value::Array(list) => {
            out.push('[');
            for (i, item) in list.iter().enumerate() {
                new_line(i, depth + 1, out);
                write_value(item, depth + 1, out);
            }
            new_line(0, depth, out);
            out.push(']');
        }
        Value::Object(object) => write_object(object, depth, out),
    }
}

fn write_object(object: &Map<String, Value>, depth: usize, out: &mut String) {
    if object.is_empty() {
        return out.push_str("{}");
    }
    out.push('{');
    let member = |(i, (key, value)): (usize, (&String, &Value))| {
        new_line(i, depth + 1, out);
        write_string(key, out);
        out.push_str(": ");
        write_value(value, depth + 1, out);
    };
    // Sorted here and not by the map: a dependency that asks for insertion order must not change ids.
    if object.keys().is_sorted() {
        object.iter().enumerate().for_each(member);
    } else {
        let mut members: Vec<(&String, &Value)> = object.iter().collect();
        members.sort_unstable_by_key(|(key, _)| *key);
        members.into_iter().enumerate().for_each(member);
    }
    new_line(0, depth, out);
    out.push('}');
}

pub(super) fn new_line(before: usize, depth: usize, out: &mut String) {
    out.push_str(if before > 0 { ",\n" } else { "\n" });
    for _ in 0..depth {
        out.push_str("  ");
    }
}

pub(super) fn write_string(s: &str, out: &mut String) {
    out.push('"');
    let mut rest = s;
    let escapes = |b: &u8| matches!(b, b'"' | b'\\' | b'\n' | b'\t');
    // Asked of a whole string at once, and without a way out, this is done sixteen bytes at a time.
    if !s.as_bytes().iter().fold(false, |any, b| any | escapes(b)) {
        out.push_str(s);
        return out.push('"');
    }
    while let Some(at) = rest.as_bytes().iter().position(escapes) {
        let (run, escaped) = rest.split_at(at);
        out.push_str(run);
        out.push_str(match escaped.as_bytes().first() {
            Some(b'"') => "\\\"",
            Some(b'\\') => "\\\\",
            Some(b'\n') => "\\n",
            _ => "\\t",
        });
        rest = &escaped[1..];
    }
    out.push_str(rest);
    out.push('"');
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    #[error("it is larger than {} KiB", FILE_BYTES_MAX / 1024)]
    Large,
    #[error("it is not UTF-8 at byte {0}")]
    NotUtf8(usize),
    #[error("it has carriage returns: something turned its line endings")]
    CarriageReturn,
    #[error("it is not JSON at line {0}")]
    NotJson(usize),
    #[error("it is not a JSON object")]
    NotAnObject,
    #[error("it nests deeper than {DEPTH_MAX}")]
    Deep,
    #[error("it holds `null` where only `base` may be null")]
    Null,
    #[error("it holds a number that is no integer from 0 to 2^53-1")]
    Number,
    #[error("it holds an empty string, list or object that must be left out")]
    Empty,
    #[error("it holds a string longer than {} KiB", STRING_BYTES_MAX / 1024)]
    LongString,
    #[error("it holds the character {0}, which no event may hold")]
    CodePoint(String),
    #[error("it is not spelled canonically at line {0}")]
    Spelling(usize),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(json: &str) -> FormError {
        parse(json.as_bytes()).unwrap_err()
    }

    #[test]
    fn what_is_encoded_reads_back() {
        let json = "{\n  \"base\": null,\n  \"body\": {},\n  \"n\": 9007199254740991,\n  \"parents\": [],\n  \"t\": \"a \\\"b\\\" \\\\ \\n\\té✅\"\n}\n";
        let event = parse(json.as_bytes()).unwrap();
        assert_eq!(encode(&event), json);
    }

    #[test]
    fn one_value_has_one_spelling() {
        for json in [
            "{\n  \"a\": 1\n}",
            "{\n  \"a\": 1\n}\n\n",
            "{\"a\": 1}\n",
            "{\n  \"b\": 1,\n  \"a\": 1\n}\n",
            "{\n  \"a\": 1,\n  \"a\": 1\n}\n",
            "{\n  \"a\": \"\\u0041\"\n}\n",
            "{\n  \"a\": \"\\/\"\n}\n",
            "{\n  \"a\": 01\n}\n",
            "{\n\t\"a\": 1\n}\n",
            " {\n  \"a\": 1\n}\n",
        ] {
            assert!(
                matches!(refused(json), FormError::Spelling(_) | FormError::NotJson(_)),
                "{json}"
            );
        }
    }

    #[test]
    fn values_that_readers_disagree_on_are_refused() {
        for (json, error) in [
            ("{\n  \"a\": 1.0\n}\n", FormError::Number),
            ("{\n  \"a\": 1e2\n}\n", FormError::Number),
            ("{\n  \"a\": -1\n}\n", FormError::Number),
            ("{\n  \"a\": -0\n}\n", FormError::Number),
            ("{\n  \"a\": 9007199254740992\n}\n", FormError::Number),
            ("{\n  \"a\": null\n}\n", FormError::Null),
            ("{\n  \"a\": {}\n}\n", FormError::Empty),
            ("{\n  \"a\": []\n}\n", FormError::Empty),
            ("{\n  \"a\": \"\"\n}\n", FormError::Empty),
            ("{\n  \"a\": \"\\u001b\"\n}\n", FormError::CodePoint("U+001B".into())),
            ("{\n  \"a\": \"\u{202e}\"\n}\n", FormError::CodePoint("U+202E".into())),
            ("{\n  \"a\": 1\r\n}\n", FormError::CarriageReturn),
            ("[]\n", FormError::NotAnObject),
        ] {
            assert_eq!(refused(json), error, "{json}");
        }
    }

    #[test]
    fn depth_and_length_are_bounded() {
        let nest = |n: usize| {
            let mut value = Value::from(1);
            for _ in 0..n {
                value = Value::Array(vec![value]);
            }
            Map::from_iter([("a".to_owned(), value)])
        };
        assert_eq!(check(&nest(7)), Ok(()));
        assert_eq!(check(&nest(8)), Err(FormError::Deep));
        let long =
            Map::from_iter([("a".to_owned(), Value::from("x".repeat(STRING_BYTES_MAX + 1)))]);
        assert_eq!(check(&long), Err(FormError::LongString));
        assert!(parse("[".repeat(60_000).as_bytes()).is_err());
    }
}
