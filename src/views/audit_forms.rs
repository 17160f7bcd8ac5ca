//! An audit in the forms that other tools read: SARIF for dashboards, annotations for a workflow. Which findings there
//! are and what they mean is said by the audit; the writers are those of every other finding.

use serde_json::json;

use crate::project::audit::{Finding, RULES, Verdict, rule};
use crate::project::checkpoint;
use crate::project::finding::{Finding as Line, Level};

use super::audit::Report;
use super::findings;
use super::sarif::{self, Found, Rule, Run};

/// Every rule is listed, found or not: a reader sees what was looked for.
pub fn sarif(report: &Report<'_>) -> String {
    let rule = |r: &&crate::project::audit::Rule| Rule {
        id: r.code.as_str().to_owned(),
        says: r.title.to_owned(),
        help: format!("{} {}", r.why, r.todo),
    };
    let found = |f: &Finding| Found {
        rule: RULES.iter().position(|r| r.code == f.code).unwrap_or_default(),
        level: if f.is_notice { "note" } else { "error" },
        message: with_commit(f),
        path: f.path.clone(),
        line: Some(1),
        fingerprint: fingerprint(f),
        suppressed: None,
    };
    sarif::text(&Run {
        automation: "gaps-audit".to_owned(),
        rules: RULES.iter().map(rule).collect(),
        found: report.findings.iter().map(found).collect(),
        unfinished: report.holes.iter().map(|(why, hint)| format!("{why}: {hint}")).collect(),
        properties: json!({
            "verdict": report.verdict.as_str(),
            "ledger": report.ledger.to_string(),
            "commit": report.commit,
            "logSize": report.size,
            "logRoot": checkpoint::shown(&report.root),
        }),
    })
}

/// One line for each finding, and one for the verdict.
pub fn annotations(report: &Report<'_>) -> String {
    let mut lines: Vec<Line> = report
        .holes
        .iter()
        .map(|(why, hint)| Line::new(Level::Error, "incomplete", format!("{why}: {hint}")))
        .collect();
    lines.extend(report.findings.iter().map(line));
    let level = match report.verdict {
        Verdict::Clean | Verdict::Unpinned => Level::Notice,
        Verdict::Violated | Verdict::Incomplete => Level::Error,
    };
    let says = format!(
        "the audit says {}: {} events at {}, log of {} with root {}",
        report.verdict.as_str(),
        report.events,
        report.commit,
        report.size,
        checkpoint::shown(&report.root)
    );
    lines.push(Line::new(level, "audit", says));
    findings::annotations(&lines)
}

fn line(finding: &Finding) -> Line {
    let level = if finding.is_notice { Level::Notice } else { Level::Error };
    let mut line = Line::new(level, finding.code.as_str(), with_commit(finding));
    line.event = finding.event;
    line.path.clone_from(&finding.path);
    line
}

/// A place in these forms is a file; the commit stands in the words.
fn with_commit(finding: &Finding) -> String {
    let title = rule(finding.code).map_or("", |r| r.title);
    let commit = finding.commit.as_ref().map(|c| format!(" (commit {})", c.short()));
    format!("{title}: {}{}", finding.message, commit.unwrap_or_default())
}

/// The same finding is known again in the next run, whatever its words are then.
fn fingerprint(finding: &Finding) -> String {
    let place = [
        Some(finding.code.to_string()),
        finding.path.clone(),
        finding.event.map(|e| e.to_string()),
        finding.commit.as_ref().map(ToString::to_string),
    ];
    let text: Vec<String> = place.into_iter().map(Option::unwrap_or_default).collect();
    blake3::hash(text.join("\n").as_bytes()).to_hex()[..32].to_owned()
}
