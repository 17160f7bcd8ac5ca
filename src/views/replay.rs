//! `gaps replay`: the history as a story, one paragraph a landing, and as JSON.

use serde_json::{Value, json};

use crate::project::replay::{Changed, Stand, Standings, Step};

use super::paint::Paint;
use super::{diff, json as views_json, safe};

pub fn text(steps: &[Step<'_>], paint: &Paint) -> String {
    let pages: Vec<String> = steps.iter().map(|s| paragraph(s, paint)).collect();
    pages.join("\n")
}

fn paragraph(step: &Step<'_>, paint: &Paint) -> String {
    let landing = step.landing;
    let pr = landing.pr.as_ref().map(|pr| paint.link(pr.url.as_deref(), &safe::line(&pr.text)));
    let mut page = format!(
        "{}  {}{}  {}\n",
        paint.strong(&landing.day.to_string()),
        landing.commit.short(),
        pr.map(|pr| format!("  {pr}")).unwrap_or_default(),
        paint.faint(&safe::line(&landing.author)),
    );
    for moment in &step.moments {
        let label = moment.label.as_deref().unwrap_or("ledger");
        let rejected = moment
            .rejected
            .as_ref()
            .map(|why| format!("  {}", paint.alarm(&format!("rejected: {}", safe::line(why)))));
        page.push_str(&format!(
            "  {}  {}{}\n",
            paint.label(label),
            safe::line(&moment.summary),
            rejected.unwrap_or_default()
        ));
    }
    page.push_str(&format!("  {}\n", paint.faint(&after(&step.after))));
    page
}

/// `9 open: 0 blocker, 2 high, 4 medium, 3 low; 12 closed, 1 deferred`
fn after(standings: &Standings) -> String {
    let parts: Vec<String> =
        standings.left.by_criticality().map(|(word, n)| format!("{n} {word}")).collect();
    let apart = [
        (standings.done, "closed"),
        (standings.deferred, "deferred"),
        (standings.dropped, "dropped"),
    ];
    let apart: Vec<String> =
        apart.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    let rest = if apart.is_empty() { String::new() } else { format!("; {}", apart.join(", ")) };
    format!("{} open: {}{rest}", standings.left.total(), parts.join(", "))
}

/// One landing as a value: an element of the document, and a line of `--ndjson`.
pub fn step(step: &Step<'_>) -> Value {
    let landing = step.landing;
    json!({
        "commit": landing.commit.to_string(),
        "at": landing.at.to_string(),
        "date": landing.day.to_string(),
        "pr": landing.pr.as_ref().map(views_json::pr),
        "author": landing.author,
        "moments": step.moments.iter().copied().map(views_json::moment).collect::<Vec<_>>(),
        "changes": step.changes.iter().map(changed).collect::<Vec<_>>(),
        "open": diff::left(&step.after.left),
        "closed": step.after.done,
        "deferred": step.after.deferred,
        "dropped": step.after.dropped,
    })
}

fn changed(changed: &Changed) -> Value {
    let word = |stand: Option<Stand>| {
        (stand.map(|s| s.status.as_str()), stand.and_then(|s| s.criticality).map(|c| c.as_str()))
    };
    let (from, to) = (word(changed.from), word(changed.to));
    json!({
        "label": changed.label,
        "id": changed.gap.to_string(),
        "status": { "from": from.0, "to": to.0 },
        "criticality": { "from": from.1, "to": to.1 },
    })
}
