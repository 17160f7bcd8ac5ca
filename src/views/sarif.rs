//! SARIF 2.1.0: the format that forges and dashboards read findings in. One writer for the gate and for whatever
//! else finds something; it knows neither.

use serde_json::{Value, json};

use super::{markup, safe};

/// The schema that what is written here is valid against.
pub const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// One rule, as a reader is told about it.
#[derive(Debug, Clone)]
pub struct Rule {
    pub id: String,
    pub says: String,
    pub help: String,
}

/// One finding. `rule` counts in the rules of the log.
#[derive(Debug, Clone)]
pub struct Found {
    pub rule: usize,
    pub level: &'static str,
    pub message: String,
    /// Below the root of the repository.
    pub path: Option<String>,
    pub line: Option<u32>,
    /// What stays the same from run to run.
    pub fingerprint: String,
    /// Why it does not count, where it does not.
    pub suppressed: Option<String>,
}

/// A whole run: its name, what it knows, what it found, and why it could not finish, where it could not.
#[derive(Debug, Clone, Default)]
pub struct Run {
    pub automation: String,
    pub rules: Vec<Rule>,
    pub found: Vec<Found>,
    pub unfinished: Vec<String>,
    pub properties: Value,
}

pub fn text(run: &Run) -> String {
    let rules: Vec<Value> = run.rules.iter().map(rule).collect();
    let results: Vec<Value> = run.found.iter().map(|f| result(run, f)).collect();
    let notices: Vec<Value> = run
        .unfinished
        .iter()
        .map(|why| json!({ "level": "error", "message": { "text": safe::line(why) } }))
        .collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "automationDetails": { "id": format!("{}/", run.automation) },
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": run.unfinished.is_empty(),
                "toolExecutionNotifications": notices,
            }],
            "properties": if run.properties.is_object() { run.properties.clone() } else { json!({}) },
            "results": results,
            "tool": { "driver": {
                "name": "gaps",
                "rules": rules,
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "version": env!("CARGO_PKG_VERSION"),
            } },
        }],
    });
    format!("{log:#}\n")
}

fn rule(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "name": rule.id,
        "shortDescription": { "text": safe::line(&rule.says) },
        "help": { "text": safe::line(&rule.help) },
    })
}

fn result(run: &Run, found: &Found) -> Value {
    let mut result = json!({
        "level": found.level,
        "message": { "text": safe::line(&found.message) },
        "partialFingerprints": { "gaps/v1": found.fingerprint },
        "ruleId": run.rules.get(found.rule).map(|r| r.id.as_str()).unwrap_or_default(),
        "ruleIndex": found.rule,
    });
    // A forge shows only what lies somewhere; what lies nowhere belongs to the ledger as a whole.
    let path = found.path.as_deref().unwrap_or(".gaps/.gitattributes");
    result["locations"] = json!([{ "physicalLocation": {
        "artifactLocation": { "uri": markup::uri(path), "uriBaseId": "%SRCROOT%" },
        "region": { "startLine": found.line.unwrap_or(1) },
    } }]);
    if let Some(why) = &found.suppressed {
        result["suppressions"] = json!([{
            "justification": safe::lines(why), "kind": "external", "status": "accepted",
        }]);
    }
    result
}
