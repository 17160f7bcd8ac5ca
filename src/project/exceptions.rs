//! What somebody should look at although nothing is wrong with an event: closed without a pull request, by who opened
//! it, over unmet criteria, by a message alone; contested; waived; revoked keys, clocks that were off. What a gap shows is
//! asked of the kinds of rules that the gate has, so that a pack and a gate can never say two things.

use std::collections::BTreeSet;

use crate::ledger::{Body, Code, path};
use crate::model::{Day, Id};
use crate::project::audit::pack::Pack;

use super::backlog::{Backlog, Gap};
use super::entry::Landings;
use super::gate::rule::{Question, Rule, Scope};
use super::gate::{judge, kinds, waivers};

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// A word for programs: that of the gate's rule, or of the audit's finding.
    pub kind: &'static str,
    pub gap: Option<Id>,
    /// The events that show it.
    pub events: Vec<Id>,
    pub message: String,
    /// The waiver that excuses it, in words.
    pub waived: Option<String>,
}

/// The gate's kinds that are about how things were done, not about what is left.
pub const ASKED: [&str; 8] = [
    "without-pr",
    "self-closed",
    "unmet",
    "without-evidence",
    "unrecorded",
    "contested",
    "waiver-expired",
    "deferral-expired",
];

/// What an audit finds and an auditor asks for beside the violations.
const FOUND: [Code; 2] = [Code::RevokedKey, Code::FutureOrBackdated];

/// Every exception, in the order of their kinds.
fn exceptions(pack: &Pack<'_>, today: Day) -> Vec<Exception> {
    let Pack { backlog, findings, .. } = pack;
    let mut all = by_rule(backlog, &pack.case.landings, today);
    let mut gaps: Vec<&Gap> = backlog.gaps.values().collect();
    gaps.sort_by_key(|g| (&g.named, g.id));
    all.extend(gaps.iter().flat_map(|g| forced(g)));
    all.extend(gaps.iter().flat_map(|g| waived(backlog, g, today)));
    let found = findings.iter().filter(|f| FOUND.contains(&f.code));
    all.extend(found.map(|f| Exception {
        kind: f.code.as_str(),
        gap: f.event.and_then(|id| of_event(backlog, id)),
        events: f.event.into_iter().collect(),
        message: f.message.clone(),
        waived: None,
    }));
    all
}

fn by_rule(backlog: &Backlog, landings: &Landings, today: Day) -> Vec<Exception> {
    let rule = |name: &&'static str| {
        let kind = kinds::find(name)?;
        let name = (*name).to_owned();
        Some(Rule { name, kind, scope: Scope::default(), max: 0, days: None, since: None })
    };
    let rules: Vec<Rule> = ASKED.iter().filter_map(rule).collect();
    let judgement = judge(&Question { backlog, landings, faults: &[], today, rules: &rules });
    let told = judgement.outcomes.into_iter().flat_map(|outcome| {
        let kind = outcome.rule.kind.name;
        outcome.findings.into_iter().map(move |found| Exception {
            kind,
            gap: found.gap,
            events: found.events,
            message: found.message,
            waived: found.waived.map(|w| format!("until {}, {}", w.waived.until, w.people())),
        })
    });
    told.collect()
}

/// Closings that went over criteria, though they may have been met since.
fn forced(gap: &Gap) -> Vec<Exception> {
    let closings = gap.events.iter().filter(|t| t.rejected.is_none() && t.alias_of.is_none());
    let over = closings.filter_map(|t| match &t.event.body {
        Body::Closed(closed) if !closed.unmet.is_empty() => {
            let numbers: Vec<String> = closed.unmet.iter().map(|c| c.number.to_string()).collect();
            let why = closed.reason.as_deref().unwrap_or_default();
            let message = format!("closed by force over unmet {}: {why}", numbers.join(", "));
            let (kind, gap) = ("forced", Some(gap.id));
            Some(Exception { kind, gap, events: vec![t.id], message, waived: None })
        }
        _ => None,
    });
    over.collect()
}

/// Waivers that nobody took back.
fn waived(backlog: &Backlog, gap: &Gap, today: Day) -> Vec<Exception> {
    let one = |w: waivers::Waiver| {
        let state = match (w.is_own(), w.has_ended(today)) {
            (true, _) => ", never in force: one person asked and approved",
            (false, true) => ", ended",
            (false, false) => "",
        };
        let message = format!(
            "`{}` is waived until {}{state}: {}: {}",
            w.waived.rule,
            w.waived.until,
            w.people(),
            w.waived.reason
        );
        Exception {
            kind: "waived",
            gap: Some(gap.id),
            events: vec![w.event],
            message,
            waived: None,
        }
    };
    waivers::all(backlog, gap).into_iter().map(one).collect()
}

fn of_event(backlog: &Backlog, id: Id) -> Option<Id> {
    backlog.gaps.values().find(|g| g.told(id).is_some()).map(|g| g.id)
}

/// Those that a pack tells: what stands at the end of its period, and what came in it.
pub fn of_pack(pack: &Pack<'_>) -> Vec<Exception> {
    let Some(last) = pack.case.line.last() else { return Vec::new() };
    let here = pack.changes.iter().filter(|c| c.is_in_period);
    let came: BTreeSet<Id> = here.filter_map(|c| path::id_of(&c.file.path)).collect();
    let all = exceptions(pack, last.at.day());
    let is_told = |e: &Exception| {
        pack.after.is_none()
            || STANDING.contains(&e.kind)
            || e.events.iter().any(|id| came.contains(id))
    };
    all.into_iter().filter(is_told).collect()
}

/// Kinds that stand for as long as nobody mends them, whenever they began.
const STANDING: [&str; 4] = ["unrecorded", "contested", "waiver-expired", "deferral-expired"];
