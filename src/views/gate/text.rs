//! The answer of the gate for a terminal: the verdict and what is open on the first line, then a line for each rule,
//! and below a rule what trips it.

use std::fmt::Write;

use crate::project::gate::{Finding, Outcome, Verdict};
use crate::project::timeline::Moment;
use crate::views::paint::{Paint, cut, fit, hang, width, wrap};
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
    let names = judgement.outcomes.iter().map(|o| width(&safe::line(&o.rule.name)));
    let room = names.max().unwrap_or(0).min(30);
    for outcome in &judgement.outcomes {
        let mark = if outcome.holds() { paint.good("ok") } else { paint.alarm("no") };
        let first = format!("  {mark}  {}  ", fit(&safe::line(&outcome.rule.name), room));
        out.push_str(&hang(&safe::line(&counted(outcome)), paint.width, &first, room + 8));
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
    let shape = Shape {
        labels: shown.iter().map(|f| width(&label(f))).max().unwrap_or(0),
        titles: shown.iter().map(|f| width(&safe::line(&f.title))).max().unwrap_or(0),
        says: outcome.rule.kind.counts,
    };
    for finding in shown.iter().take(most) {
        out.push_str(&self::finding(finding, shape, paint));
        let mut more = |text: &str, indent: &str| {
            out.push_str(&paint.faint(wrap(text, paint.width, indent).trim_end()));
            out.push('\n');
        };
        if let Some(aside) = aside(finding) {
            more(&safe::line(&aside), ASIDE);
        }
        for moment in finding.events.iter().filter_map(|id| page.moments.get(id)) {
            more(&event(moment), ASIDE);
        }
    }
    if shown.len() > most {
        let _ = writeln!(out, "        and {} more: gaps gate --explain", shown.len() - most);
    }
    out
}

/// How far what belongs to a finding stands in.
const ASIDE: &str = "          ";

/// How wide the columns of a list are.
#[derive(Clone, Copy)]
struct Shape {
    labels: usize,
    titles: usize,
    /// What the line of the rule has said of all of them already.
    says: &'static str,
}

fn label(finding: &Finding) -> String {
    finding.label.as_ref().map_or_else(String::new, |l| safe::line(l))
}

/// The label, how bad it is, the title, and why: on one line where it fits, else the reason stands below.
fn finding(finding: &Finding, shape: Shape, paint: &Paint) -> String {
    let message = safe::line(&finding.message);
    if finding.label.is_none() {
        let place = safe::line(&place(finding).unwrap_or_default());
        let says = wrap(&message, paint.width, ASIDE);
        return format!("        {}\n{}", paint.label(&place), says);
    }
    let word = finding.criticality.map_or("", |c| c.as_str());
    let (label, word) = (
        paint.label(&fit(&label(finding), shape.labels)),
        paint.criticality(finding.criticality, &fit(word, 7)),
    );
    let head = format!("        {label}  {word}  ");
    let room = paint.width.saturating_sub(shape.labels + 19);
    let title = safe::line(&finding.title);
    if shape.says == message {
        return format!("{head}{}\n", cut(&title, room));
    }
    for columns in [shape.titles, width(&title)] {
        if columns.saturating_add(2 + width(&message)) <= room {
            return format!("{head}{}  {}\n", fit(&title, columns), paint.faint(&message));
        }
    }
    let says = wrap(&message, paint.width, ASIDE);
    format!("{head}{}\n{}\n", cut(&title, room), paint.faint(says.trim_end()))
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
