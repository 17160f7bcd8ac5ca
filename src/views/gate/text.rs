//! The answer of the gate for a terminal: the verdict and what is open on the first line, then a line for each rule,
//! and below a rule what trips it.

use std::fmt::Write;

use crate::project::gate::{Finding, Outcome, Verdict};
use crate::project::timeline::Moment;
use crate::views::paint::{Paint, cut, fit, width};
use crate::views::safe;

use super::page::{Page, aside, counted, place};

/// How many findings of a rule are listed where nobody asked for all.
const SHOWN: usize = 12;

pub fn text(page: &Page<'_>, paint: &Paint) -> String {
    let judgement = page.judgement;
    let word = match page.verdict() {
        Verdict::Yes => paint.good("yes"),
        Verdict::No => paint.alarm("no"),
        Verdict::Incomplete => paint.alarm("incomplete"),
    };
    let mut out = format!("{word}: {}\n", paint.strong(&judgement.open.line()));
    let _ = writeln!(out, "{}\n", paint.faint(&safe::line(&page.about())));
    for why in &judgement.incomplete {
        let _ = writeln!(out, "  {}  {}", paint.alarm("??"), safe::line(why));
    }
    let room = judgement.outcomes.iter().map(|o| width(&safe::line(&o.rule.name))).max();
    for outcome in &judgement.outcomes {
        let mark = if outcome.holds() { paint.good("ok") } else { paint.alarm("no") };
        let name = fit(&safe::line(&outcome.rule.name), room.unwrap_or(0).min(30));
        let _ = writeln!(out, "  {mark}  {name}  {}", safe::line(&counted(outcome)));
        out.push_str(&findings(page, outcome, paint));
    }
    for note in &judgement.notes {
        let _ = writeln!(out, "\nnote: {}", safe::line(note));
    }
    out
}

fn findings(page: &Page<'_>, outcome: &Outcome, paint: &Paint) -> String {
    let listed = !outcome.holds() || page.explain;
    let shown: Vec<&Finding> =
        outcome.findings.iter().filter(|f| listed || f.waived.is_some()).collect();
    let most = if page.explain { usize::MAX } else { SHOWN };
    let mut out = String::new();
    let label = |f: &Finding| f.label.as_ref().map_or_else(String::new, |l| safe::line(l));
    let labels = shown.iter().map(|f| width(&label(f))).max().unwrap_or(0);
    for finding in shown.iter().take(most) {
        let criticality = finding.criticality.map_or("", |c| c.as_str());
        let head = if labels == 0 {
            place(finding).map_or_else(String::new, |p| paint.label(&safe::line(&p)) + "  ")
        } else {
            let word = paint.criticality(finding.criticality, &fit(criticality, 7));
            format!("{}  {word}  ", paint.label(&fit(&label(finding), labels)))
        };
        let message = safe::line(&finding.message);
        let room = paint.width.saturating_sub(labels + 21 + width(&message)).max(16);
        let title = cut(&safe::line(&finding.title), room);
        let title = if title.is_empty() { title } else { title + "  " };
        let _ = writeln!(out, "        {head}{title}{}", paint.faint(&message));
        if let Some(aside) = aside(finding) {
            let _ = writeln!(out, "          {}", safe::line(&aside));
        }
        for moment in finding.events.iter().filter_map(|id| page.moments.get(id)) {
            let _ = writeln!(out, "          {}", paint.faint(&event(moment)));
        }
    }
    if shown.len() > most {
        let _ = writeln!(out, "        and {} more: gaps gate --explain", shown.len() - most);
    }
    out
}

/// `ab417360  2026-11-20  opened (high): RBAC  (ana, landed 2026-11-20 5f66c1e by #12)`
fn event(moment: &Moment) -> String {
    let who = moment.name.clone().unwrap_or_else(|| moment.key.to_string());
    let landed = match &moment.landing {
        Some(landing) => {
            let pr = landing.pr.as_ref().map(|p| format!(" by {}", p.text)).unwrap_or_default();
            format!("landed {} {}{pr}", landing.day, landing.commit.short())
        }
        None => moment.standing.to_string(),
    };
    let id = moment.event.short();
    let says = format!("{}  {}  {}  ({who}, {landed})", &id[..8], moment.at.day(), moment.summary);
    safe::line(&says)
}
