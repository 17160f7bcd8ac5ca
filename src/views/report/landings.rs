//! The landings: a line for each on a strip of time, and what the newest ones brought, with links to where they are.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::model::Status;
use crate::project::replay::{Changed, Step};
use crate::views::markup::xml;

use super::Page;
use super::parts::{commit, pr, to_gap};
use super::plot::{WIDE, number};

/// Listed at once, and listed at all.
const FIRST: usize = 12;
const MOST: usize = 300;
/// Gaps that are named in one line.
const NAMED: usize = 8;

pub(super) fn put(page: &Page<'_>, out: &mut String) {
    let count = page.steps.len();
    let _ = writeln!(
        out,
        "<figure><figcaption>Landings <span>{count} that brought something</span></figcaption>"
    );
    strip(page, out);
    let newest: Vec<&Step<'_>> = page.steps.iter().rev().collect();
    list(page, &newest[..newest.len().min(FIRST)], out);
    if newest.len() > FIRST {
        let rest = &newest[FIRST..newest.len().min(MOST)];
        let _ = writeln!(
            out,
            "<details class=\"more\"><summary>{} earlier landings</summary>",
            rest.len()
        );
        list(page, rest, out);
        out.push_str("</details>\n");
    }
    if newest.len() > MOST {
        let _ = writeln!(
            out,
            "<p class=\"soft\">{} older ones: <code>gaps replay</code></p>",
            newest.len() - MOST
        );
    }
    out.push_str("</figure>\n");
}

/// One line a landing; those that would fall onto the same place are one.
fn strip(page: &Page<'_>, out: &mut String) {
    let times: Vec<i64> = page.steps.iter().map(|s| s.landing.at.unix()).collect();
    let (Some(from), Some(to)) = (times.iter().min(), times.iter().max()) else { return };
    let span = (to - from).max(1) as f64;
    let mut places: Vec<u32> =
        times.iter().map(|t| ((t - from) as f64 / span * 500.0) as u32).collect();
    places.sort_unstable();
    places.dedup();
    let _ = write!(
        out,
        "<div class=\"plot\"><div class=\"y\"></div><svg class=\"strip\" viewBox=\"0 0 {WIDE} 10\" \
         preserveAspectRatio=\"none\" role=\"img\" aria-label=\"When landings came; they are listed below\">"
    );
    for place in places {
        let x = number(f64::from(place) * 2.0 * 0.98 + 10.0);
        let _ = write!(out, "<line class=\"tick\" x1=\"{x}\" x2=\"{x}\" y1=\"0\" y2=\"10\"/>");
    }
    let day = |at: Option<&Step<'_>>| at.map(|s| s.landing.day.to_string()).unwrap_or_default();
    let _ = writeln!(
        out,
        "</svg><div class=\"x\"><span>{}</span><span>{}</span></div></div>",
        day(page.steps.first()),
        day(page.steps.last())
    );
}

fn list(page: &Page<'_>, steps: &[&Step<'_>], out: &mut String) {
    out.push_str("<ul class=\"landings\">\n");
    for step in steps {
        let landing = step.landing;
        let pr = landing.pr.as_ref().map(|p| format!(" {}", pr(p))).unwrap_or_default();
        let _ = writeln!(
            out,
            "<li><time>{}</time> {}{pr} <bdi class=\"soft\">{}</bdi> {}</li>",
            landing.day,
            commit(page, &landing.commit.to_string()),
            xml(&landing.author),
            brought(step)
        );
    }
    out.push_str("</ul>\n");
}

/// `closed SEC-001, SEC-002; opened OPS-003`
fn brought(step: &Step<'_>) -> String {
    let mut words: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for changed in &step.changes {
        words.entry(word(changed)).or_default().push(&changed.label);
    }
    if words.is_empty() {
        let events = if step.moments.len() == 1 { "event" } else { "events" };
        return format!("{} {events}", step.moments.len());
    }
    let said = |(word, labels): (&str, Vec<&str>)| {
        let named: Vec<String> = labels.iter().take(NAMED).map(|l| to_gap(l)).collect();
        let more = labels.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{word} {}{more}", named.join(", "))
    };
    words.into_iter().map(said).collect::<Vec<_>>().join("; ")
}

fn word(changed: &Changed) -> &'static str {
    let status = |stand: Option<crate::project::replay::Stand>| stand.map(|s| s.status);
    match (status(changed.from), status(changed.to)) {
        (_, None) => "struck",
        (None, Some(Status::Open)) => "opened",
        (a, b) if a == b => "criticality of",
        (Some(a), Some(Status::Open | Status::Started)) if a.is_done() => "reopened",
        (_, Some(status)) => status.as_str(),
    }
}
