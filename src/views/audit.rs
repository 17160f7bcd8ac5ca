//! The report of an audit: text that can be pasted into an auditor's own report, and JSON. What it found is given; no
//! verdict is made here.

use serde_json::{Value, json};

use crate::model::count::counted;
use crate::model::{CommitId, Id};
use crate::project::audit::{Finding, Verdict, rule};
use crate::project::checkpoint;
use crate::project::merkle::Hash;

use super::paint::{self, Paint};
use super::safe;

/// What a report says.
pub struct Report<'r> {
    pub ledger: Id,
    pub reference: &'r str,
    pub commit: String,
    pub verdict: Verdict,
    /// How many events landed, in how many commits of the trunk.
    pub events: usize,
    pub commits: usize,
    pub size: usize,
    pub root: Hash,
    pub objects: u64,
    pub findings: &'r [Finding],
    /// Why it is not whole, and what mends that.
    pub holes: &'r [(String, String)],
    pub notes: &'r [String],
    /// What the auditor's own memory says.
    pub pin: &'r str,
    pub pack: Option<Pack<'r>>,
}

/// An evidence pack that was written.
pub struct Pack<'r> {
    /// As the auditor named it.
    pub name: &'r str,
    pub files: usize,
    /// The BLAKE3 of its manifest.
    pub manifest: &'r str,
}

pub fn json(report: &Report<'_>) -> Value {
    let hole = |(why, hint): &(String, String)| json!({ "why": why, "hint": hint });
    json!({
        "verdict": report.verdict.as_str(),
        "ledger": report.ledger.to_string(),
        "trunk": { "ref": report.reference, "commit": report.commit },
        "events": report.events,
        "commits": report.commits,
        "log": { "size": report.size, "root": checkpoint::shown(&report.root) },
        "objects": report.objects,
        "pin": report.pin,
        "pack": report.pack.as_ref().map(|p| json!({ "files": p.files, "manifest": p.manifest })),
        "incomplete": report.holes.iter().map(hole).collect::<Vec<_>>(),
        "notes": report.notes,
        "findings": report.findings.iter().map(finding).collect::<Vec<_>>(),
    })
}

fn finding(finding: &Finding) -> Value {
    json!({
        "code": finding.code.as_str(),
        "severity": if finding.is_notice { "notice" } else { "violation" },
        "event": finding.event.map(|e| e.to_string()),
        "commit": finding.commit.as_ref().map(CommitId::to_string),
        "path": finding.path,
        "message": finding.message,
        "title": rule(finding.code).map(|r| r.title),
    })
}

pub fn text(report: &Report<'_>, paint: &Paint) -> String {
    let mut text = head(report, paint);
    let groups = report.findings.chunk_by(|a, b| (a.code, a.is_notice) == (b.code, b.is_notice));
    for group in groups {
        text.push_str(&heading(&group[0], paint));
        group.iter().for_each(|f| text.push_str(&line(f, paint)));
        text.push_str(&explanation(&group[0], paint));
    }
    text
}

fn head(report: &Report<'_>, paint: &Paint) -> String {
    let word = report.verdict.as_str();
    let shown = match report.verdict {
        Verdict::Clean => paint.good(word),
        Verdict::Unpinned => paint.strong(word),
        Verdict::Violated | Verdict::Incomplete => paint.alarm(word),
    };
    let violations = report.findings.iter().filter(|f| !f.is_notice).count();
    let notices = report.findings.len() - violations;
    let mut rows = vec![
        (
            "verdict",
            format!(
                "{shown}  ({}, {})",
                counted(violations, "violation"),
                counted(notices, "notice")
            ),
        ),
        ("ledger", report.ledger.to_string()),
        ("trunk", format!("{} at {}", safe::line(report.reference), report.commit)),
        ("events", format!("{} landed in {}", report.events, counted(report.commits, "commit"))),
        ("log", format!("size {}, root {}", report.size, checkpoint::shown(&report.root))),
        (
            "read",
            format!(
                "{}, each hashed again",
                counted(usize::try_from(report.objects).unwrap_or(usize::MAX), "object")
            ),
        ),
        ("pin", safe::line(report.pin)),
    ];
    rows.extend(report.pack.as_ref().map(|p| {
        let name = safe::line(p.name);
        ("pack", format!("{name}: {}, manifest {}", counted(p.files, "file"), p.manifest))
    }));
    rows.extend(
        report
            .holes
            .iter()
            .map(|(why, hint)| ("missing", format!("{}   {}", safe::line(why), safe::line(hint)))),
    );
    rows.extend(report.notes.iter().map(|n| ("note", safe::line(n))));
    rows.iter().map(|(name, value)| format!("{:<8}  {value}\n", name)).collect()
}

fn heading(finding: &Finding, paint: &Paint) -> String {
    let kind = if finding.is_notice { "notice" } else { "violation" };
    let code = finding.code.as_str();
    let code = if finding.is_notice { paint.strong(code) } else { paint.alarm(code) };
    let title = rule(finding.code).map_or("", |r| r.title);
    format!("\n{kind}  {code}  {title}\n")
}

fn line(finding: &Finding, paint: &Paint) -> String {
    let commit = finding.commit.as_ref().map(|c| format!("commit {}", c.short()));
    let place: Vec<String> =
        finding.path.as_deref().map(safe::line).into_iter().chain(commit).collect();
    let place = if place.is_empty() {
        String::new()
    } else {
        format!("  {}\n", paint.strong(&place.join("  ")))
    };
    place + &paint::wrap(&safe::line(&finding.message), columns(paint), "    ")
}

fn explanation(finding: &Finding, paint: &Paint) -> String {
    let Some(rule) = rule(finding.code) else { return String::new() };
    [rule.why, rule.todo].map(|said| paint::wrap(said, columns(paint), "  ")).concat()
}

/// Longer lines are hard to read.
fn columns(paint: &Paint) -> usize {
    paint.width.min(100)
}
