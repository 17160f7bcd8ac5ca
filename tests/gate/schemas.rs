//! What the formats demand. SARIF's schema is the published one (from the package `@microsoft/jest-sarif`, MIT);
//! those of JUnit and of GitLab's code quality are written down here from their documentation.

use serde_json::{Value, json};

/// The published schema of SARIF 2.1.0, but for one pattern: its stray bracket is no regular expression to a strict
/// reader. It is about the language of a run, which we do not write.
pub(crate) fn sarif() -> Value {
    let text = include_str!("../fixtures/schemas/sarif-2.1.0-rtm.5.json");
    let mut schema: Value = serde_json::from_str(text).unwrap();
    for whose in ["run", "toolComponent"] {
        let place = format!("/definitions/{whose}/properties/language/pattern");
        let pattern = schema.pointer_mut(&place).unwrap();
        assert_eq!(*pattern, "^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$");
        *pattern = "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$".into();
    }
    schema
}

/// A code quality report, as GitLab's documentation describes it.
pub(crate) fn gitlab() -> Value {
    let text = json!({ "type": "string", "minLength": 1 });
    json!({
        "type": "array",
        "items": {
            "type": "object",
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "additionalProperties": false,
            "properties": {
                "description": text,
                "check_name": text,
                "fingerprint": { "type": "string", "pattern": "^[0-9a-f]{32}$" },
                "severity": { "enum": ["info", "minor", "major", "critical", "blocker"] },
                "location": {
                    "type": "object",
                    "required": ["path", "lines"],
                    "properties": {
                        "path": { "type": "string", "pattern": "^[^/]" },
                        "lines": {
                            "type": "object",
                            "required": ["begin"],
                            "properties": { "begin": { "type": "integer", "minimum": 1 } }
                        }
                    }
                }
            }
        }
    })
}

/// Our own document, as the contract of the output has it.
pub(crate) fn gate() -> Value {
    let count = json!({ "type": "integer", "minimum": 0 });
    json!({
        "type": "object",
        "required": ["schema_version", "kind", "data"],
        "properties": {
            "schema_version": { "const": 1 },
            "kind": { "const": "gate" },
            "data": {
                "type": "object",
                "required": ["verdict", "open", "at", "rules", "results", "incomplete", "notes", "unresolvable"],
                "properties": {
                    "verdict": { "enum": ["yes", "no", "incomplete"] },
                    "open": {
                        "type": "object",
                        "required": ["blocker", "high", "medium", "low", "none", "total"],
                        "additionalProperties": count
                    },
                    "rules": {
                        "type": "object",
                        "required": ["hash", "from"],
                        "properties": { "hash": { "type": "string", "pattern": "^[0-9a-f]{64}$" } }
                    },
                    "results": { "type": "array", "items": {
                        "type": "object",
                        "required": ["rule", "kind", "says", "verdict", "max", "count", "waived", "left_out", "findings"]
                    } }
                }
            }
        }
    })
}

/// Checks a value against a schema; every error is printed.
#[track_caller]
pub(crate) fn check(schema: &Value, value: &Value) {
    let validator = jsonschema::validator_for(schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(value).map(|e| format!("{e} at {}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{value:#}");
}

/// What both Ant's and Jenkins' descriptions of JUnit XML allow of an element: its parent, the attributes that it
/// must have and those that it may. The order of the elements is that of the list.
const ELEMENTS: [(&str, &str, &[&str], &[&str]); 9] = [
    ("testsuites", "", &[], &[]),
    (
        "testsuite",
        "testsuites",
        &["name", "tests", "failures", "errors", "time", "timestamp", "hostname", "id", "package"],
        &["skipped"],
    ),
    ("properties", "testsuite", &[], &[]),
    ("property", "properties", &["name", "value"], &[]),
    ("testcase", "testsuite", &["classname", "name", "time"], &[]),
    ("error", "testcase", &["type"], &["message"]),
    ("failure", "testcase", &["type"], &["message"]),
    ("system-out", "testsuite", &[], &[]),
    ("system-err", "testsuite", &[], &[]),
];

type Element = (String, Vec<(String, String)>);

/// JUnit XML, checked for form and against [`ELEMENTS`]: every tag is closed by its own, attributes are quoted, nothing
/// is left of what must be escaped, and the counts are those of the elements.
#[track_caller]
pub(crate) fn check_junit(text: &str) {
    let rest = text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").unwrap();
    let mut open: Vec<(String, usize)> = Vec::new();
    let mut seen: Vec<Element> = Vec::new();
    let mut at = 0;
    while let Some(start) = rest[at..].find('<').map(|i| i + at) {
        words_between(&open, &rest[at..start]);
        let end = tag_end(rest, start);
        let tag = &rest[start + 1..end];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().map(|(n, _)| n).as_deref(), Some(name));
        } else {
            let (name, attributes) = attributes(tag.trim_end_matches('/'));
            let rank = allowed(&name, &attributes, open.last().map_or("", |(n, _)| n));
            if let Some((_, last)) = open.last_mut() {
                assert!(*last <= rank, "{name} comes too late");
                *last = rank;
            }
            if !tag.ends_with('/') {
                open.push((name.clone(), 0));
            }
            seen.push((name, attributes));
        }
        at = end + 1;
    }
    assert!(open.is_empty() && rest[at..].trim().is_empty(), "never closed: {open:?}");
    counts(&seen);
}

/// The place of an element in the list, where it may be here with these attributes.
#[track_caller]
fn allowed(name: &str, attributes: &[(String, String)], parent: &str) -> usize {
    let rank = ELEMENTS.iter().position(|e| e.0 == name);
    let rank = rank.unwrap_or_else(|| panic!("no element is called {name}"));
    let (_, below, must, may) = ELEMENTS[rank];
    assert_eq!(parent, below, "{name} is out of place");
    let value = |key: &str| attributes.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str());
    assert!(must.iter().all(|key| value(key).is_some()), "{name} lacks one of {must:?}");
    for (key, text) in attributes {
        assert!(must.contains(&key.as_str()) || may.contains(&key.as_str()), "{name} {key}");
        match key.as_str() {
            "tests" | "failures" | "errors" | "skipped" | "id" => {
                text.parse::<u32>().unwrap();
            }
            "time" => {
                text.parse::<f64>().unwrap();
            }
            "timestamp" => {
                assert!(text.len() == 19 && format!("{text}Z").parse::<gaps::model::At>().is_ok());
            }
            "name" | "hostname" | "classname" => assert_eq!(text, text.trim(), "a token"),
            _ => {}
        }
    }
    rank
}

/// Words stand in failures and errors, and nowhere else.
#[track_caller]
fn words_between(open: &[(String, usize)], text: &str) {
    assert!(!text.contains('>'), "a bare > in {text:?}");
    entities(text);
    let holds_words = open.last().is_some_and(|(n, _)| ["failure", "error"].contains(&n.as_str()));
    assert!(holds_words || text.trim().is_empty(), "{text:?} below {open:?}");
}

#[track_caller]
fn counts(seen: &[Element]) {
    let count = |name: &str| seen.iter().filter(|(n, _)| n == name).count().to_string();
    let (_, suite) = seen.iter().find(|(n, _)| n == "testsuite").unwrap();
    let value = |key: &str| &suite.iter().find(|(k, _)| k == key).unwrap().1;
    assert_eq!(value("tests"), &count("testcase"));
    assert_eq!(value("failures"), &count("failure"));
    assert_eq!(value("errors"), &count("error"));
    assert_eq!(value("skipped"), "0");
}

fn tag_end(text: &str, start: usize) -> usize {
    let mut quoted = false;
    for (i, c) in text[start..].char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return start + i,
            _ => {}
        }
    }
    panic!("a tag without end: {}", &text[start..])
}

fn attributes(tag: &str) -> (String, Vec<(String, String)>) {
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    let mut found = Vec::new();
    while let Some((key, after)) = rest.trim_start().split_once("=\"") {
        let (value, after) = after.split_once('"').unwrap();
        assert!(!value.contains('<'), "a bare < in {value:?}");
        entities(value);
        found.push((key.to_owned(), value.to_owned()));
        rest = after;
    }
    assert_eq!(rest.trim(), "", "{tag}");
    (name.to_owned(), found)
}

fn entities(text: &str) {
    for (i, _) in text.match_indices('&') {
        let known = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"];
        assert!(known.iter().any(|k| text[i..].starts_with(k)), "a bare & in {text:?}");
    }
    let control = |c: char| c.is_control() && c != '\n';
    assert!(!text.contains(control), "a control character in {text:?}");
}
