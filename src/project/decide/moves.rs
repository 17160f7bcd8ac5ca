//! The verbs that change the status: start, close, confirm, defer, drop, reopen.

use crate::ledger::Body;
use crate::ledger::kinds::closed::Closed;
use crate::ledger::kinds::confirmed::Confirmed;
use crate::ledger::kinds::deferred::Deferred;
use crate::ledger::kinds::dropped::Dropped;
use crate::ledger::kinds::reopened::Reopened;
use crate::ledger::kinds::started::Started;
use crate::ledger::{Field, Value};
use crate::model::{CriterionRef, Day, Id, Status};

use crate::project::backlog::Gap;
use crate::project::refusal::Refusal;

use super::desk::Desk;
use super::words;

/// What was asked of each gap.
#[derive(Debug, Clone, Default)]
pub struct Move {
    pub reason: Option<String>,
    pub solution: Option<String>,
    /// Close over unmet criteria, naming them.
    pub force: bool,
    pub until: Option<Day>,
    /// Who starts: becomes the owner where there is none.
    pub starter: Option<String>,
}

/// Drafts the event that moves a gap.
pub fn to(desk: &mut Desk<'_>, gap: &Gap, status: Status, asked: &Move) -> Result<Id, Refusal> {
    legal(desk, gap, status)?;
    let reason = words::maybe_lines("the reason", asked.reason.as_ref())?;
    let body = match status {
        Status::Started => {
            let starter = asked.starter.as_ref().filter(|_| gap.owner().is_none());
            Body::from(Started { reason, owner: words::maybe_line("the owner", starter)? })
        }
        Status::Closed => close(gap, reason, asked)?,
        Status::Confirmed => Body::from(Confirmed { reason }),
        Status::Deferred => {
            let label = gap.label.clone();
            let reason = reason.ok_or(Refusal::NeedsReason { verb: "defer", label })?;
            if let Some(until) = asked.until.filter(|until| *until < desk.stamp().at.day()) {
                let says = format!("{until} has passed: it would be time to look again at once");
                let hint = format!("gaps defer {} --until DATE -m ...", gap.label);
                return Err(Refusal::Cannot(says, hint));
            }
            Body::from(Deferred { reason, until: asked.until })
        }
        Status::Dropped => Body::from(Dropped { reason }),
        Status::Open => Body::from(Reopened { reason }),
    };
    desk.about(gap, body)
}

fn close(gap: &Gap, reason: Option<String>, asked: &Move) -> Result<Body, Refusal> {
    let unmet: Vec<_> = gap.criteria().into_iter().filter(|c| !c.met).collect();
    let label = gap.label.clone();
    if !unmet.is_empty() && !asked.force {
        let lines = unmet.iter().map(|c| format!("{} {}", c.shown, c.text)).collect();
        return Err(Refusal::Unmet { label, unmet: lines });
    }
    if !unmet.is_empty() && reason.is_none() {
        return Err(Refusal::NeedsReason { verb: "close --force", label });
    }
    let unmet = self::unmet(gap);
    let solution = words::maybe_lines("the solution", asked.solution.as_ref())?;
    Ok(Body::from(Closed { reason, solution, unmet, claimed: None }))
}

/// The criteria that a closing now closes over.
pub fn unmet(gap: &Gap) -> Vec<CriterionRef> {
    let lines = gap.criteria();
    lines.iter().filter(|c| !c.met).map(|c| c.criterion.named(gap.id)).collect()
}

/// Judged as the fold will judge it: from any side of a contest, or restating one.
pub fn may_become(gap: &Gap, to: Status) -> bool {
    let contests = gap.contests().into_iter().filter(|c| c.field == Field::Status);
    let sides: Vec<Value> = contests.flat_map(|c| c.sides).map(|(_, v)| v).collect();
    if sides.is_empty() {
        return gap.status.may_become(to);
    }
    sides.iter().any(|side| match side {
        Value::Status(from) => from.may_become(to) || *from == to,
        _ => false,
    })
}

fn legal(desk: &Desk<'_>, gap: &Gap, to: Status) -> Result<(), Refusal> {
    if may_become(gap, to) {
        return Ok(());
    }
    let since = gap.told(gap.status_event).map(|told| {
        let key = &told.event.signer;
        let who = desk
            .backlog
            .rosters
            .principal(key)
            .map_or_else(|| key.short().to_owned(), |p| p.to_string());
        format!(" since {} (by {who})", told.event.at.day())
    });
    Err(Refusal::IllegalMove {
        label: gap.label.clone(),
        from: gap.status,
        to,
        since: since.unwrap_or_default(),
    })
}
