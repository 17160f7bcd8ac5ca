//! `future-or-backdated`: the time that an event claims is outside what history allows.

use crate::ledger::Code;
use crate::project::audit::Base;
use crate::project::audit::{Finding, Seen};
use crate::project::entry::Entry;

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::FutureOrBackdated,
    title: "the time that an event claims is outside what history allows",
    why: "It claims to be older than the commit that its writer saw, or younger than its landing. The claim decides nothing; the landing does.",
    todo: "Mostly a clock was wrong: ask the signer. Dates in reports come from landings.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    seen.own().filter(|e| e.event.cause.is_none()).filter_map(|e| judge(seen, e)).collect()
}

/// Clocks differ by this much.
const SECONDS_MAX: i64 = 600;

fn judge(seen: &Seen<'_>, entry: &Entry) -> Option<Finding> {
    let at = entry.event.at;
    let base = entry.event.base.as_ref().and_then(|b| seen.case.bases.get(b));
    if let Some(Base::Known(seen_at)) = base
        && at.unix() < seen_at.unix() - SECONDS_MAX
    {
        let says = format!("it claims {at}, and its writer had seen a commit of {seen_at}");
        return Some(seen.on(entry, Code::FutureOrBackdated, says));
    }
    let landing = seen.case.landing_of(entry)?;
    (at.unix() > landing.at.unix() + SECONDS_MAX).then(|| {
        let says = format!("it claims {at}, and landed at {}", landing.at);
        seen.on(entry, Code::FutureOrBackdated, says)
    })
}
