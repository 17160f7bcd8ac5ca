//! The opposite of an event that a commit holds. What no commit holds is not undone here but taken back by the
//! shell, file by file.

use crate::ledger::kinds::closed::Closed;
use crate::ledger::kinds::deferred::Deferred;
use crate::ledger::kinds::dropped::Dropped;
use crate::ledger::kinds::linked::Linked;
use crate::ledger::kinds::met::Met;
use crate::ledger::kinds::noted::Noted;
use crate::ledger::kinds::reopened::Reopened;
use crate::ledger::kinds::retracted::Retracted;
use crate::ledger::kinds::revised::{Added, Removed, Revised, Reworded, Set, SourceRef};
use crate::ledger::kinds::started::Started;
use crate::ledger::kinds::unlinked::Unlinked;
use crate::ledger::kinds::unmet::Unmet;
use crate::ledger::kinds::unwaived::Unwaived;
use crate::ledger::kinds::waived::Waived;
use crate::ledger::{Body, Field, Value};
use crate::model::{Criterion, Id, Status};

use crate::project::backlog::{Gap, Told};
use crate::project::refusal::Refusal;

use super::desk::Desk;
use super::moves;

/// Drafts the opposite of an event of this gap.
pub fn opposite(desk: &mut Desk<'_>, gap: &Gap, told: &Told) -> Result<Id, Refusal> {
    let reason = Some(format!("undoes {}", told.id.short()));
    let body = match &told.event.body {
        Body::Opened(_) => Body::from(Dropped { reason }),
        Body::Started(_)
        | Body::Closed(_)
        | Body::Confirmed(_)
        | Body::Deferred(_)
        | Body::Dropped(_) => status_before(gap, told, reason)?,
        Body::Reopened(_) => status_before(gap, told, reason)?,
        Body::Met(b) => Body::from(Unmet { criteria: b.criteria.clone(), reason }),
        Body::Unmet(b) => Body::from(Met { criteria: b.criteria.clone(), reason }),
        Body::Linked(b) => Body::from(Unlinked { links: b.links.clone(), reason }),
        Body::Unlinked(b) => Body::from(Linked { links: b.links.clone(), reason }),
        Body::Noted(_) => Body::from(Retracted { note: told.id, reason }),
        Body::Retracted(b) => again(gap, b.note)?,
        Body::Waived(_) => Body::from(Unwaived { waiver: told.id, reason }),
        Body::Unwaived(b) => waive_again(gap, b.waiver)?,
        Body::Revised(b) => Body::from(restore(gap, told, b, reason)),
        other => return Err(no_opposite(other.kind())),
    };
    let gives = body.table().and_then(|t| t.gives);
    if let Some(to) = gives
        && !moves::may_become(gap, to)
    {
        let says = format!(
            "{} is {} now: undoing {} would make it {to}, which does not follow",
            gap.label,
            gap.status,
            told.id.short()
        );
        return Err(Refusal::Cannot(says, format!("gaps log {}", gap.label)));
    }
    let id = desk.about(gap, body)?;
    match owner_before(gap, told) {
        Some(back) => desk.about(gap, Body::from(back)),
        None => Ok(id),
    }
}

/// A start that made the starter the owner: whose it was before, where it is still the starter's.
fn owner_before(gap: &Gap, told: &Told) -> Option<Revised> {
    let Body::Started(started) = &told.event.body else { return None };
    let taken = started.owner.as_deref().filter(|owner| gap.owner() == Some(*owner))?;
    let before = before(gap, told.id, &Field::Owner).into_iter().next().unwrap_or(Value::Absent);
    if before.text() == Some(taken) {
        return None;
    }
    let mut back =
        Revised { reason: Some(format!("undoes {}", told.id.short())), ..Revised::default() };
    restore_field(gap, Field::Owner, before, &mut back);
    Some(back)
}

fn no_opposite(kind: &str) -> Refusal {
    Refusal::Cannot(
        format!("`{kind}` has no opposite: it stays said"),
        "gaps note LABEL -m TEXT".into(),
    )
}

/// The event that brings back the status before this one, as far as the moves allow: a confirmed gap that is
/// undone is open again, since nothing leads from confirmed to closed.
fn status_before(gap: &Gap, told: &Told, reason: Option<String>) -> Result<Body, Refusal> {
    let before = before(gap, told.id, &Field::Status);
    let status = match before.first() {
        Some(Value::Status(status)) => *status,
        _ => Status::Open,
    };
    let may = |s: &Status| moves::may_become(gap, *s);
    let target = Some(status).filter(may).unwrap_or(Status::Open);
    Ok(match target {
        Status::Open | Status::Confirmed => Body::from(Reopened { reason }),
        Status::Started => Body::from(Started { reason, owner: None }),
        Status::Closed => {
            Body::from(Closed { reason, unmet: moves::unmet(gap), ..Closed::default() })
        }
        Status::Deferred => {
            Body::from(Deferred { reason: reason.unwrap_or_default(), until: None })
        }
        Status::Dropped => Body::from(Dropped { reason }),
    })
}

/// The values of a field that the accepted events before this one, in the order of the timeline, had written.
fn before(gap: &Gap, event: Id, field: &Field) -> Vec<Value> {
    let accepted = |t: &&Told| t.rejected.is_none() && t.alias_of.is_none();
    let earlier = gap.events.iter().take_while(|t| t.id != event).filter(accepted);
    let mut last = Vec::new();
    for told in earlier {
        for (written, value) in told.event.body.writes(told.id, gap.id, &gap.claimed) {
            if written == *field {
                last = vec![value];
            }
        }
    }
    last
}

fn again(gap: &Gap, note: Id) -> Result<Body, Refusal> {
    match gap.told(note).map(|t| &t.event.body) {
        Some(Body::Noted(noted)) => Ok(Body::from(Noted { ..noted.as_ref().clone() })),
        _ => Err(no_opposite("retracted")),
    }
}

fn waive_again(gap: &Gap, waiver: Id) -> Result<Body, Refusal> {
    match gap.told(waiver).map(|t| &t.event.body) {
        Some(Body::Waived(waived)) => Ok(Body::from(Waived { ..waived.as_ref().clone() })),
        _ => Err(no_opposite("unwaived")),
    }
}

/// The revision that brings back the values before one.
fn restore(gap: &Gap, told: &Told, revised: &Revised, reason: Option<String>) -> Revised {
    let mut back = Revised { reason, ..Revised::default() };
    for (field, _) in revised.writes(told.id, gap.id) {
        let value = before(gap, told.id, &field).into_iter().next().unwrap_or(Value::Absent);
        restore_field(gap, field, value, &mut back);
    }
    back
}

fn restore_field(gap: &Gap, field: Field, value: Value, back: &mut Revised) {
    let text = value.text().map(str::to_owned);
    let Set {
        title,
        label,
        block,
        criticality,
        type_,
        description,
        owner,
        due,
        effort,
        phase,
        week,
        recurs,
        tracker,
        section,
    } = &mut back.set;
    let single = match &field {
        Field::Title => return *title = text,
        Field::Label => return *label = text.and_then(|t| t.parse().ok()),
        Field::Block => {
            if let Value::Block(b) = value {
                *block = Some(b);
            }
            return;
        }
        Field::Due => {
            *due = text.and_then(|t| t.parse().ok());
            if due.is_none() {
                back.unset.push("due".into());
            }
            return;
        }
        Field::Criticality => Some((criticality, "criticality")),
        Field::Type => Some((type_, "type")),
        Field::Description => Some((description, "description")),
        Field::Owner => Some((owner, "owner")),
        Field::Effort => Some((effort, "effort")),
        Field::Phase => Some((phase, "phase")),
        Field::Week => Some((week, "week")),
        Field::Recurs => Some((recurs, "recurs")),
        Field::Tracker => Some((tracker, "tracker")),
        Field::Section => Some((section, "section")),
        _ => None,
    };
    match single {
        Some((slot, _)) if text.is_some() => *slot = text,
        Some((_, name)) => back.unset.push(name.to_owned()),
        None => restore_member(
            gap,
            field,
            value,
            &mut back.added,
            &mut back.removed,
            &mut back.reworded,
        ),
    }
}

fn restore_member(
    gap: &Gap,
    field: Field,
    value: Value,
    added: &mut Added,
    removed: &mut Removed,
    reworded: &mut Vec<Reworded>,
) {
    use crate::ledger::kinds::opened::{File, Source};
    let gone = value == Value::Absent;
    let text = value.text().map(str::to_owned);
    match field {
        Field::Criterion(c) if gone => removed.criteria.push(Criterion::named(&c, gap.id)),
        Field::Criterion(c) => {
            reworded.push(Reworded { criterion: c.named(gap.id), text: text.unwrap_or_default() })
        }
        Field::File(path) if gone => removed.files.push(path),
        Field::File(path) => added.files.push(File { path, note: text }),
        Field::Verify(command) if gone => removed.verify.push(command),
        Field::Verify(command) => added.verify.push(command),
        Field::Alias(alias) if gone => removed.aliases.push(alias),
        Field::Alias(alias) => added.aliases.push(alias),
        Field::Source(name, part) if gone => {
            removed.source.push(SourceRef { name, part: Some(part).filter(|p| *p > 1) })
        }
        Field::Source(name, part) => {
            added.source.push(Source {
                name,
                part: Some(part).filter(|p| *p > 1),
                text: text.unwrap_or_default(),
            });
        }
        _ => {}
    }
}
