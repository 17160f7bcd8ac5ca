//! The answer of the gate as a code quality report of GitLab: what trips rules that say no, as bad as the gap is
//! critical.

use serde_json::{Value, json};

use crate::model::Criticality;
use crate::project::gate::Finding;
use crate::views::safe;

use super::page::{Page, fingerprint, sentence};

pub fn text(page: &Page<'_>) -> String {
    let mut rows: Vec<Value> = Vec::new();
    for why in &page.judgement.incomplete {
        let fingerprint = blake3::hash(why.as_bytes()).to_hex()[..32].to_owned();
        rows.push(row(why, "incomplete", &fingerprint, "blocker", None));
    }
    for outcome in page.failed() {
        for finding in outcome.counted() {
            let (says, print) = (sentence(finding), fingerprint(outcome, finding));
            let path = finding.path.as_deref();
            rows.push(row(&says, &outcome.rule.name, &print, severity(finding), path));
        }
    }
    format!("{:#}\n", Value::Array(rows))
}

fn row(says: &str, check: &str, fingerprint: &str, severity: &str, path: Option<&str>) -> Value {
    json!({
        "description": safe::line(says),
        "check_name": format!("gaps gate: {}", safe::line(check)),
        "fingerprint": fingerprint,
        "severity": severity,
        "location": { "path": path.unwrap_or(".gaps/.gitattributes"), "lines": { "begin": 1 } },
    })
}

fn severity(finding: &Finding) -> &'static str {
    match finding.criticality {
        None if finding.gap.is_none() => "blocker",
        Some(Criticality::Blocker) => "blocker",
        Some(Criticality::High) => "critical",
        Some(Criticality::Medium) | None => "major",
        Some(Criticality::Low) => "minor",
    }
}
