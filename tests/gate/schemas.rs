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

/// The elements of JUnit XML that a reader looks at, checked for form: every tag is closed by its own, attributes
/// are quoted, nothing is left of what must be escaped, and the counts are those of the elements.
#[track_caller]
pub(crate) fn check_junit(text: &str) {
    let rest = text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").unwrap();
    let mut open: Vec<String> = Vec::new();
    let mut seen: Vec<(String, Vec<(String, String)>)> = Vec::new();
    let mut at = 0;
    while let Some(start) = rest[at..].find('<').map(|i| i + at) {
        assert!(!rest[at..start].contains('>'), "a bare > in {:?}", &rest[at..start]);
        entities(&rest[at..start]);
        let end = tag_end(rest, start);
        let tag = &rest[start + 1..end];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name));
        } else {
            let (name, attributes) = attributes(tag.trim_end_matches('/'));
            if !tag.ends_with('/') {
                open.push(name.clone());
            }
            seen.push((name, attributes));
        }
        at = end + 1;
    }
    assert!(open.is_empty(), "never closed: {open:?}");
    let count = |name: &str| seen.iter().filter(|(n, _)| n == name).count().to_string();
    for (name, attributes) in seen.iter().filter(|(n, _)| n.starts_with("testsuite")) {
        let value = |key: &str| &attributes.iter().find(|(k, _)| k == key).unwrap().1;
        assert_eq!(value("tests"), &count("testcase"), "{name}");
        assert_eq!(value("failures"), &count("failure"), "{name}");
        assert_eq!(value("errors"), &count("error"), "{name}");
    }
    assert_eq!(seen[0].0, "testsuites");
    assert!(seen.iter().filter(|(n, _)| n == "testcase").all(|(_, a)| a.len() == 3));
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
