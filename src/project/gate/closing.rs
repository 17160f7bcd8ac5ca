//! The closing of a gap that is done, as several rules ask about it.

use crate::ledger::Body;
use crate::project::backlog::{Gap, Told};

use super::rule::{Question, Rule, Seen};

/// The event that closed it last. A confirmation is no closing.
pub fn of(gap: &Gap) -> Option<&Told> {
    gap.events.iter().rev().find(|t| {
        t.rejected.is_none() && t.alias_of.is_none() && matches!(t.event.body, Body::Closed(_))
    })
}

/// The closing of a gap that is done, where the rule is about it; else what the rule says instead. A rule that
/// names a first day leaves older closings alone. One whose day nobody knows is as old as its record.
pub fn asked<'g>(question: &Question<'_>, rule: &Rule, gap: &'g Gap) -> Result<&'g Told, Seen> {
    if !gap.status.is_done() {
        return Err(Seen::Fine);
    }
    let closing = of(gap).ok_or(Seen::Fine)?;
    let Some(since) = rule.since else { return Ok(closing) };
    let Some(completed) = &gap.completed else { return Ok(closing) };
    match completed.when.day.or_else(|| question.landed(closing)) {
        Some(day) if day < since => Err(Seen::Fine),
        Some(_) => Ok(closing),
        None => Err(Seen::Unknown),
    }
}
