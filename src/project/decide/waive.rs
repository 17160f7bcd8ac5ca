//! A signed exception to a rule of the gate, and its end.

use crate::ledger::kinds::unwaived::Unwaived;
use crate::ledger::kinds::waived::Waived;
use crate::ledger::{Body, Field};
use crate::model::{Day, Id, Principal};

use crate::project::backlog::Gap;
use crate::project::refusal::Refusal;

use super::desk::Desk;
use super::words;

/// What a person asked for.
#[derive(Debug, Clone)]
pub struct Exception {
    pub rule: String,
    pub reason: String,
    pub asker: Principal,
    pub until: Day,
}

pub fn waive(desk: &mut Desk<'_>, gap: &Gap, exception: &Exception) -> Result<Id, Refusal> {
    if desk.backlog.rosters.principal(desk.signer()) == Some(&exception.asker) {
        let says = format!("{} asks and approves: a waiver needs two people", exception.asker);
        return Err(Refusal::Cannot(
            says,
            format!("gaps waive {} --asker SOMEBODY-ELSE ...", gap.label),
        ));
    }
    if exception.until < desk.stamp().at.day() {
        let says = format!("{} has passed: the waiver would never hold", exception.until);
        return Err(Refusal::Cannot(says, format!("gaps waive {} --until DATE ...", gap.label)));
    }
    let body = Waived {
        rule: words::line("the rule", &exception.rule)?,
        reason: words::lines("the reason", &exception.reason)?,
        asker: exception.asker.clone(),
        until: exception.until,
    };
    desk.about(gap, Body::from(body))
}

/// Takes the waivers of a rule back.
pub fn unwaive(
    desk: &mut Desk<'_>,
    gap: &Gap,
    rule: &str,
    reason: Option<&String>,
) -> Result<Vec<Id>, Refusal> {
    let reason = words::maybe_lines("the reason", reason)?;
    let waivers: Vec<Id> =
        in_force(gap).into_iter().filter(|(_, w)| w.rule == rule).map(|(id, _)| id).collect();
    if waivers.is_empty() {
        return Err(Refusal::NotThere {
            label: gap.label.clone(),
            what: format!("waiver of `{rule}`"),
        });
    }
    waivers
        .into_iter()
        .map(|waiver| desk.about(gap, Body::from(Unwaived { waiver, reason: reason.clone() })))
        .collect()
}

/// The waivers of a gap that nobody took back, whether or not their end has come.
pub fn in_force(gap: &Gap) -> Vec<(Id, Waived)> {
    let ids = gap.members(|f, _| match f {
        Field::Waiver(id) => Some(*id),
        _ => None,
    });
    let waiver = |id: Id| match &gap.told(id)?.event.body {
        Body::Waived(waived) => Some((id, waived.as_ref().clone())),
        _ => None,
    };
    ids.into_iter().filter_map(waiver).collect()
}
