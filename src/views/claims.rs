//! What a document gets wrong, for people: line, what it says, what is true, and the line itself with a caret.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::model::Status;
use crate::model::count::counted;
use crate::project::finding::{self, Level};
use crate::tracker::claim::Unplaced;
use crate::tracker::{Finding, Tracker};

use super::paint::{Paint, cut, width};
use super::safe;

/// Findings with the lines that they are on.
pub fn findings(name: &str, tracker: &Tracker, found: &[Finding], paint: &Paint) -> String {
    found.iter().map(|f| finding(name, tracker, f, paint)).collect()
}

fn finding(name: &str, tracker: &Tracker, finding: &Finding, paint: &Paint) -> String {
    let label =
        finding.label.as_ref().map(|l| format!(" {}", paint.label(l.as_str()))).unwrap_or_default();
    let mut page = format!(
        "{}:{}{label}: {}: says {}, {}\n",
        safe::line(name),
        finding.line,
        paint.strong(finding.code.as_str()),
        safe::line(&finding.claimed),
        paint.good(&format!("is {}", safe::line(&finding.actual))),
    );
    let line = tracker.lines.numbered(&tracker.text, finding.line).of(&tracker.text);
    page.push_str(&format!(
        "  {}\n",
        paint.faint(&cut(&safe::line(line), paint.width.saturating_sub(2)))
    ));
    if let Some((before, marked)) = finding.place.and_then(|p| excerpt(tracker, p.start, p.end)) {
        let (at, long) = (width(&safe::line(before)), width(&safe::line(marked)).max(1));
        if at + long + 2 <= paint.width {
            page.push_str(&format!("  {}{}\n", " ".repeat(at), paint.alarm(&"^".repeat(long))));
        }
    }
    page
}

/// What stands before a place on its line, and the place itself as far as that line goes.
fn excerpt(tracker: &Tracker, start: usize, end: usize) -> Option<(&str, &str)> {
    let text = &tracker.text;
    let from = text.get(..start)?.rfind('\n').map_or(0, |n| n + 1);
    let marked = text.get(start..end)?.lines().next().unwrap_or_default();
    Some((text.get(from..start)?, marked))
}

/// How a document was read, in one line.
pub fn reading(name: &str, tracker: &Tracker, paint: &Paint) -> String {
    let by_status: Vec<String> =
        by_status(tracker).into_iter().map(|(s, n)| format!("{n} {s}")).collect();
    let by_status = match by_status[..] {
        [] => String::new(),
        _ => format!(" ({})", by_status.join(", ")),
    };
    format!(
        "{}: {}{by_status}, read as {} ({})\n",
        paint.strong(&safe::line(name)),
        counted(tracker.gaps.len(), "gap"),
        tracker.dialect,
        safe::line(&tracker.saw),
    )
}

/// Gaps by status; those whose status could not be told are `unsure`.
pub fn by_status(tracker: &Tracker) -> Vec<(&'static str, usize)> {
    let mut counts: BTreeMap<Option<Status>, usize> = BTreeMap::new();
    tracker.gaps.iter().for_each(|g| *counts.entry(g.status).or_default() += 1);
    counts.into_iter().rev().map(|(s, n)| (s.map_or("unsure", Status::as_str), n)).collect()
}

/// How many lines that are not placed are shown one by one.
const SHOWN: usize = 5;

/// Items that are neither a gap nor a criterion: the first ones with their lines, and how many more there are.
pub fn unplaced(name: &str, tracker: &Tracker, paint: &Paint) -> String {
    let all = not_placed(tracker);
    let line = |u: &&Unplaced| {
        let text = cut(&safe::line(&u.text), paint.width.saturating_sub(30).max(20));
        format!("{}:{}: not placed ({}): {text}\n", safe::line(name), u.line, u.why)
    };
    let few = all.len() <= SHOWN + 1;
    let mut page: String = all.iter().take(if few { all.len() } else { SHOWN }).map(line).collect();
    if !few {
        page.push_str(&format!(
            "{}: {} more not placed; gaps lint --json {0} lists all {}\n",
            safe::line(name),
            all.len() - SHOWN,
            all.len()
        ));
    }
    page
}

/// What has no place among the gaps, in the order of the document.
fn not_placed(tracker: &Tracker) -> Vec<&Unplaced> {
    let mut all: Vec<&Unplaced> = tracker.unplaced.iter().chain(&tracker.strays).collect();
    all.sort_by_key(|u| u.line);
    all
}

/// The same for the one writer of findings, which makes annotations of them.
pub fn noted(path: &str, found: &[Finding]) -> Vec<finding::Finding> {
    let one = |f: &Finding| {
        let label = f.label.as_ref().map(|l| format!("{l} ")).unwrap_or_default();
        let says = format!("{label}says {}, is {}", f.claimed, f.actual);
        finding::Finding {
            path: Some(path.to_owned()),
            line: u32::try_from(f.line).ok(),
            ..finding::Finding::new(Level::Error, f.code.as_str(), says)
        }
    };
    found.iter().map(one).collect()
}

pub fn finding_json(name: &str, finding: &Finding) -> Value {
    json!({
        "code": finding.code.as_str(),
        "file": name,
        "line": finding.line,
        "label": finding.label.as_ref().map(ToString::to_string),
        "claimed": finding.claimed,
        "actual": finding.actual,
    })
}

pub fn unplaced_json(tracker: &Tracker) -> Vec<Value> {
    not_placed(tracker)
        .iter()
        .map(|u| json!({ "line": u.line, "text": u.text, "why": u.why }))
        .collect()
}

/// How many statements of fact a document makes: about gaps, and figures.
pub fn count(tracker: &Tracker) -> usize {
    tracker.claims.len() + tracker.figures.len() + tracker.prose.len()
}
