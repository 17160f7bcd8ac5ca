//! The one writer of findings: text for people, JSON for programs, annotations for a forge. Audit, gate, lint and
//! the checks of triggers all print through it.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::project::finding::{Finding, Level};

use super::paint::Paint;
use super::safe;

/// One finding a line: where, how much it matters, what it is.
pub fn text(findings: &[Finding], paint: &Paint) -> String {
    let mut page = String::new();
    for finding in findings {
        let level = match finding.level {
            Level::Error => paint.alarm("error"),
            Level::Warning => paint.strong("warning"),
            Level::Notice => paint.faint("notice"),
        };
        let code = paint.faint(&format!("[{}]", finding.code));
        let place = place(finding).map(|p| format!("{}: ", safe::line(&p))).unwrap_or_default();
        let _ = writeln!(page, "{level}: {place}{} {code}", safe::line(&finding.message));
    }
    page
}

/// `path:line`, or `1a2b3c4, line 3`, as far as it is known.
fn place(finding: &Finding) -> Option<String> {
    let line = finding.line;
    match (&finding.path, &finding.commit) {
        (Some(path), _) => Some(line.map_or(path.clone(), |l| format!("{path}:{l}"))),
        (None, Some(commit)) => {
            let commit = commit.short();
            Some(line.map_or(commit.to_owned(), |l| format!("{commit}, line {l}")))
        }
        (None, None) => finding.event.map(|e| e.short()),
    }
}

pub fn json(finding: &Finding) -> Value {
    json!({
        "code": finding.code,
        "level": finding.level.as_str(),
        "event": finding.event.map(|e| e.to_string()),
        "commit": finding.commit.as_ref().map(ToString::to_string),
        "path": finding.path,
        "line": finding.line,
        "message": finding.message,
    })
}

pub fn rows(findings: &[Finding]) -> Vec<Value> {
    findings.iter().map(json).collect()
}

/// Workflow commands of GitHub Actions, escaped so that nothing in a message can end one or begin another.
pub fn annotations(findings: &[Finding]) -> String {
    let mut page = String::new();
    for finding in findings {
        let mut properties = Vec::new();
        if let Some(path) = &finding.path {
            properties.push(format!("file={}", property(path)));
            properties.extend(finding.line.map(|line| format!("line={line}")));
        }
        properties.push(format!("title={}", property(&format!("gaps: {}", finding.code))));
        let place = place(finding).filter(|_| finding.path.is_none());
        let place = place.map(|p| format!("{p}: ")).unwrap_or_default();
        let message = data(&safe::lines(&format!("{place}{}", finding.message)));
        let _ = writeln!(page, "::{} {}::{message}", finding.level.as_str(), properties.join(","));
    }
    page
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(message: &str) -> Finding {
        let mut finding = Finding::new(Level::Error, "illegal-move", message);
        finding.path = Some("a,b:c\n::error::x".into());
        finding.line = Some(3);
        finding
    }

    #[test]
    fn an_annotation_stays_one_line_whatever_it_says() {
        let page = annotations(&[finding("50% \r\n::set-output name=x::y")]);
        assert_eq!(page.lines().count(), 1);
        let expected =
            "::error file=a%2Cb%3Ac%0A%3A%3Aerror%3A%3Ax,line=3,title=gaps%3A illegal-move::50%25 ";
        assert!(page.starts_with(expected), "{page}");
    }

    #[test]
    fn every_field_is_there_and_absent_ones_are_null() {
        let value = json(&Finding::new(Level::Notice, "rewritten", "x"));
        let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["code", "commit", "event", "level", "line", "message", "path"]);
        assert!(value["commit"].is_null());
    }
}
