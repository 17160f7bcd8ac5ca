//! `gaps diff`: the changelog of a release, for people, as Markdown, and as JSON.

use serde_json::{Value, json};

use crate::model::{Criticality, Status};
use crate::project::backlog::{Backlog, Completed, Gap, Source};
use crate::project::diff::{Change, Left, What};

use super::paint::{Paint, fit, width};
use super::{json as views_json, safe};

/// One side of the comparison.
#[derive(Debug, Clone)]
pub struct Side {
    /// What the user typed.
    pub typed: String,
    pub commit: String,
    pub day: String,
    pub left: Left,
}

/// Everything that a changelog says.
pub struct Page<'b> {
    pub from: Side,
    pub to: Side,
    pub after: Option<&'b Backlog>,
    pub changes: Vec<Change<'b>>,
}

impl<'b> Page<'b> {
    /// The changes under their headings, empty ones left out.
    fn groups(&self) -> Vec<(What, Vec<&Change<'b>>)> {
        let of = |what: What| {
            let rows: Vec<&Change<'b>> =
                self.changes.iter().filter(|c| c.heading() == Some(what)).collect();
            (what, rows)
        };
        What::ALL.into_iter().map(of).filter(|(_, rows)| !rows.is_empty()).collect()
    }
}

fn heading(what: What) -> &'static str {
    match what {
        What::Closed => "Closed",
        What::Confirmed => "Confirmed",
        What::Opened => "Opened",
        What::Reopened => "Reopened",
        What::Started => "Started",
        What::Deferred => "Deferred",
        What::Dropped => "Dropped",
        What::Criticality => "Criticality changed",
        What::SetDown => "Nobody on it any more",
        What::Gone => "Not known there",
    }
}

pub fn text(page: &Page<'_>, paint: &Paint) -> String {
    let (from, to) = (&page.from, &page.to);
    let short = |s: &Side| s.commit.chars().take(7).collect::<String>();
    let mut out = format!(
        "{}\n{}\n",
        paint.strong(&format!("{}..{}", safe::line(&from.typed), safe::line(&to.typed))),
        paint.faint(&format!("{} {} .. {} {}", from.day, short(from), to.day, short(to))),
    );
    for (what, rows) in page.groups() {
        out.push_str(&format!("\n{} {}\n", paint.strong(heading(what)), rows.len()));
        let wide = rows.iter().filter_map(|c| c.gap()).map(|g| width(&g.label)).max();
        for change in rows {
            let Some(gap) = change.gap() else { continue };
            let criticality = gap.criticality().map_or("", |c| c.as_str());
            let line = format!(
                "  {}  {}  {}{}",
                paint.label(&fit(&gap.label, wide.unwrap_or_default())),
                paint.criticality(gap.criticality(), &fit(criticality, 7)),
                safe::line(gap.title()),
                paint.faint(&told(page, change, &|pr, url| paint.link(url, pr)))
            );
            out.push_str(&format!("{}\n", line.trim_end()));
        }
    }
    if page.changes.is_empty() {
        out.push_str("\nNothing changed.\n");
    }
    out.push_str(&format!("\n{}\n", balance(page)));
    out.push_str(&super::list::unresolvable(page.after.and_then(|b| b.missing.as_ref())));
    out
}

pub fn markdown(page: &Page<'_>) -> String {
    let (from, to) = (&page.from, &page.to);
    let mut out = format!("## {}..{}\n\n", escaped(&from.typed), escaped(&to.typed));
    out.push_str(&format!("{}\n", balance(page)));
    for (what, rows) in page.groups() {
        out.push_str(&format!("\n### {}\n\n", heading(what)));
        for change in rows {
            let Some(gap) = change.gap() else { continue };
            let criticality = gap.criticality().map_or(String::new(), |c| format!(" ({c})"));
            let link = |text: &str, url: Option<&str>| match url {
                Some(url) => format!("[{}]({url})", escaped(text)),
                None => escaped(text),
            };
            out.push_str(&format!(
                "- **{}** {}{criticality}{}\n",
                escaped(&gap.label),
                escaped(gap.title()),
                told(page, change, &link)
            ));
        }
    }
    if page.changes.is_empty() {
        out.push_str("\nNothing changed.\n");
    }
    out
}

/// `12 open before, 9 after: 0 blocker, 2 high, 4 medium, 3 low`
fn balance(page: &Page<'_>) -> String {
    let parts: Vec<String> =
        page.to.left.by_criticality().map(|(word, n)| format!("{n} {word}")).collect();
    format!(
        "{} open before, {} after: {}",
        page.from.left.total(),
        page.to.left.total(),
        parts.join(", ")
    )
}

/// What stands behind the title: when it was completed and by what, and whatever else its heading does not say.
fn told(
    page: &Page<'_>,
    change: &Change<'_>,
    link: &dyn Fn(&str, Option<&str>) -> String,
) -> String {
    let Some(gap) = change.gap() else { return String::new() };
    let mut parts = Vec::new();
    match change.heading() {
        Some(What::Closed) if change.what.contains(&What::Opened) => parts.push("new".to_owned()),
        Some(What::Closed) if change.what.contains(&What::Reopened) => {
            parts.push("reopened in between".to_owned());
        }
        Some(What::Opened) if gap.status != Status::Open => parts.push(gap.status.to_string()),
        _ => {}
    }
    if change.what.contains(&What::Criticality) {
        let word = |g: Option<&Gap>| {
            g.and_then(Gap::criticality).map_or("none", |c: Criticality| c.as_str())
        };
        parts.push(format!("{} to {}", word(change.before), word(change.after)));
    }
    parts.extend(gap.completed.as_ref().map(|done| completed(page, done, link)));
    let unlanded = page.after.is_some_and(|b| b.missing.is_none()) && !gap.is_landed();
    if unlanded && change.heading() != Some(What::Gone) {
        parts.push("unlanded".to_owned());
    }
    parts.retain(|p| !p.is_empty());
    if parts.is_empty() { String::new() } else { format!("  {}", parts.join(", ")) }
}

fn completed(
    page: &Page<'_>,
    done: &Completed,
    link: &dyn Fn(&str, Option<&str>) -> String,
) -> String {
    if done.source == Source::Unresolvable {
        return page
            .after
            .and_then(|b| b.missing.as_ref())
            .map_or_else(String::new, |_| "when is unresolvable".to_owned());
    }
    let mut parts: Vec<String> = done.when.day.iter().map(ToString::to_string).collect();
    parts.extend(done.pr.as_ref().map(|pr| link(&safe::line(&pr.text), pr.url.as_deref())));
    parts.join(" ")
}

/// Text inside Markdown: nothing in it may become markup.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in safe::line(text).chars() {
        if "\\`*_{}[]()<>#|!~&@".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

pub fn json(page: &Page<'_>) -> Value {
    let side = |s: &Side| json!({ "rev": s.typed, "commit": s.commit, "date": s.day, "open": left(&s.left) });
    json!({
        "from": side(&page.from),
        "to": side(&page.to),
        "changes": page.changes.iter().filter_map(row).collect::<Vec<_>>(),
        "unresolvable": views_json::unresolvable(page.after.and_then(|b| b.missing.as_ref())),
    })
}

fn row(change: &Change<'_>) -> Option<Value> {
    let gap = change.gap()?;
    let status = |g: Option<&Gap>| g.map(|g| g.status.as_str());
    let criticality = |g: Option<&Gap>| g.and_then(Gap::criticality).map(|c| c.as_str());
    Some(json!({
        "label": gap.label,
        "id": gap.id.to_string(),
        "title": gap.title(),
        "block": gap.block().name,
        "what": change.what.iter().map(|w| w.as_str()).collect::<Vec<_>>(),
        "status": { "from": status(change.before), "to": status(change.after) },
        "criticality": { "from": criticality(change.before), "to": criticality(change.after) },
        "landed": gap.landed(),
        "completed": gap.completed.as_ref().map(views_json::completed),
    }))
}

/// `{ "total", "blocker", "high", "medium", "low", "none" }`
pub fn left(left: &Left) -> Value {
    let [blocker, high, medium, low, none] = left.0;
    json!({ "total": left.total(), "blocker": blocker, "high": high, "medium": medium, "low": low, "none": none })
}
