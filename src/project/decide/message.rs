//! What a commit message asks for, decided before there is a commit: the same words as the verbs, line by line, each
//! judged on what the lines before it made.

use crate::ledger::key::PublicKey;
use crate::ledger::{Body, Event};
use crate::model::{CommitId, Id};
use crate::project::asked::judge::{self, Judged};
use crate::project::asked::values::Ask;
use crate::project::backlog::Backlog;
use crate::project::entry::{Entry, Landings};
use crate::project::finding::{Finding, Level};
use crate::project::fold::fold;
use crate::project::lookup;
use crate::project::refusal::Refusal;
use crate::project::scan::{Asked, Reading, Verb};

use super::desk::{Desk, Stamp};
use super::words;

/// What a message comes to.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The events that say what it asks, in order.
    pub events: Vec<Event>,
    /// The lines that ask for one of these events.
    pub lines: Vec<Line>,
    /// The lines that a rule says no to, or that mean nothing.
    pub refused: Vec<Finding>,
}

/// A line that asks for an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub line: u32,
    pub label: String,
    /// `closing`.
    pub what: &'static str,
}

/// Everything that is known before the message is read.
pub struct Known<'k> {
    pub entries: &'k [Entry],
    pub ledger: Id,
    pub landings: &'k Landings,
    pub key: &'k PublicKey,
    pub stamp: Stamp,
}

/// Decides a message. Its subject becomes the reason.
pub fn plan(known: &Known<'_>, backlog: &Backlog, reading: &Reading, subject: &str) -> Plan {
    let mut plan = Plan::default();
    for bad in &reading.statements.malformed {
        let says = format!("`{}` {}", bad.text.lines().next().unwrap_or_default(), bad.why);
        plan.refuse(bad.line, "malformed-trigger", says);
    }
    let mut now: Option<Backlog> = None;
    for asked in &reading.asked {
        let backlog = now.as_ref().unwrap_or(backlog);
        let drafted = match one(known, backlog, asked, subject) {
            Ok(drafted) => drafted,
            Err((code, says)) => {
                plan.refuse(asked.line, code, says);
                continue;
            }
        };
        if drafted.is_empty() {
            continue;
        }
        let label = asked.label.to_string();
        plan.lines.push(Line { line: asked.line, label, what: ask(&asked.verb).word() });
        plan.events.extend(drafted);
        let more = plan.events.iter().map(|e| Entry::drafted(e.clone(), known.key));
        let more: Vec<Entry> = more.collect();
        now = Some(fold(known.entries.iter().chain(&more), known.ledger, known.landings).0);
    }
    plan
}

impl Plan {
    fn refuse(&mut self, line: u32, code: &'static str, says: String) {
        let finding = Finding::new(Level::Warning, code, says);
        self.refused.push(Finding { line: Some(line), ..finding });
    }
}

fn ask(verb: &Verb) -> Ask {
    match verb {
        Verb::Close => Ask::Close,
        Verb::Start => Ask::Start,
        Verb::Reopen => Ask::Reopen,
        Verb::Meet(criteria) => Ask::Meet(criteria.clone()),
        Verb::Refer => Ask::Refer,
    }
}

/// The events that one line's fact asks for: none where it is so already, or where only a commit that is there can
/// be named.
fn one(
    known: &Known<'_>,
    backlog: &Backlog,
    asked: &Asked,
    subject: &str,
) -> Result<Vec<Event>, (&'static str, String)> {
    let refused = |refusal: Refusal| (refusal.code(), refusal.to_string());
    let gap = lookup::gap(backlog, asked.label.as_str()).map_err(refused)?;
    let ask = ask(&asked.verb);
    let Some(nowhere) = nowhere().filter(|_| ask != Ask::Refer) else { return Ok(Vec::new()) };
    match judge::judge(gap, &ask, &nowhere) {
        Judged::Satisfied => Ok(Vec::new()),
        Judged::Refused { code, why, .. } => {
            Err((code, format!("{} of {} asked, {why}", ask.word(), gap.label)))
        }
        Judged::Do(body) => {
            let mut desk = Desk::new(backlog, known.stamp.clone());
            desk.about(gap, with_reason(body, subject)).map_err(refused)?;
            Ok(desk.finish())
        }
    }
}

/// Stands for the commit that is not made yet.
fn nowhere() -> Option<CommitId> {
    "0".repeat(40).parse().ok()
}

fn with_reason(body: Body, subject: &str) -> Body {
    let subject = Some(subject.to_owned()).filter(|s| !s.trim().is_empty());
    let reason = words::maybe_lines("the reason", subject.as_ref()).ok().flatten();
    match body {
        Body::Closed(mut b) => {
            b.reason = reason;
            Body::Closed(b)
        }
        Body::Started(mut b) => {
            b.reason = reason;
            Body::Started(b)
        }
        Body::Reopened(mut b) => {
            b.reason = reason;
            Body::Reopened(b)
        }
        Body::Met(mut b) => {
            b.reason = reason;
            Body::Met(b)
        }
        other => other,
    }
}
