//! What a trigger comes to on the gap as it stands at the trigger's place: the same rules as for the verb, the same
//! words for no.

use crate::ledger::kinds::closed::Closed;
use crate::ledger::kinds::linked::Linked;
use crate::ledger::kinds::met::Met;
use crate::ledger::kinds::reopened::Reopened;
use crate::ledger::kinds::started::Started;
use crate::ledger::link::Link;
use crate::ledger::{Body, Field, Value};
use crate::model::count::criteria;
use crate::model::{CommitId, Status};
use crate::project::backlog::Gap;
use crate::project::scan::Criteria;

use super::values::Ask;

pub enum Judged {
    /// It is so already.
    Satisfied,
    Do(Body),
    /// The body stands for what was asked, where it can be said as an event.
    Refused {
        body: Option<Body>,
        code: &'static str,
        why: String,
    },
}

/// The kind of the event that says what is asked.
pub fn kind(ask: &Ask) -> &'static str {
    match ask {
        Ask::Close | Ask::Redo => "closed",
        Ask::Start => "started",
        Ask::Reopen | Ask::Undo => "reopened",
        Ask::Meet(_) => "met",
        Ask::Refer => "linked",
    }
}

/// The status that is asked for.
pub fn status(ask: &Ask) -> Option<Status> {
    match ask {
        Ask::Close | Ask::Redo => Some(Status::Closed),
        Ask::Start => Some(Status::Started),
        Ask::Reopen | Ask::Undo => Some(Status::Open),
        Ask::Meet(_) | Ask::Refer => None,
    }
}

pub fn judge(gap: &Gap, ask: &Ask, commit: &CommitId) -> Judged {
    match ask {
        Ask::Meet(criteria) => meet(gap, criteria),
        Ask::Refer => refer(gap, commit),
        Ask::Start => moved(gap, ask, Status::Started, Body::from(Started::default())),
        Ask::Close | Ask::Redo => moved(gap, ask, Status::Closed, Body::from(Closed::default())),
        Ask::Reopen | Ask::Undo => moved(gap, ask, Status::Open, Body::from(Reopened::default())),
    }
}

fn moved(gap: &Gap, ask: &Ask, to: Status, body: Body) -> Judged {
    let sides = sides(gap);
    let is_so = match ask {
        Ask::Close | Ask::Redo => gap.status.is_done(),
        Ask::Undo => !gap.status.is_done(),
        _ => gap.status == to,
    };
    if sides.len() == 1 && is_so {
        return Judged::Satisfied;
    }
    if !sides.iter().any(|from| from.may_become(to) || sides.len() > 1 && *from == to) {
        let from: Vec<&str> = sides.iter().map(|s| s.as_str()).collect();
        let why = format!("{to} does not follow from {}", from.join(" or "));
        return Judged::Refused { body: Some(body), code: "illegal-move", why };
    }
    let unmet = gap.criteria().iter().filter(|c| !c.met).count();
    if to == Status::Closed && unmet > 0 {
        let why = format!("{} unmet", criteria(unmet));
        return Judged::Refused { body: Some(body), code: "unmet", why };
    }
    Judged::Do(body)
}

/// The statuses that the gap has: several where they are contested.
fn sides(gap: &Gap) -> Vec<Status> {
    let contested = gap.contests().into_iter().filter(|c| c.field == Field::Status);
    let mut sides: Vec<Status> = contested
        .flat_map(|c| c.sides)
        .filter_map(|(_, value)| match value {
            Value::Status(status) => Some(status),
            _ => None,
        })
        .collect();
    sides.sort();
    sides.dedup();
    if sides.is_empty() { vec![gap.status] } else { sides }
}

fn meet(gap: &Gap, criteria: &Criteria) -> Judged {
    let lines = gap.criteria();
    let unknown = |why: String| Judged::Refused { body: None, code: "unknown-criterion", why };
    let chosen: Vec<_> = match criteria {
        Criteria::All if lines.is_empty() => return unknown("it has no criteria".into()),
        Criteria::All => lines.iter().filter(|l| !l.met).collect(),
        Criteria::One(number) => match lines.iter().find(|l| l.shown == number.as_str()) {
            None => return unknown(format!("it has no criterion {number}")),
            Some(line) => Some(line).filter(|l| !l.met).into_iter().collect(),
        },
    };
    if chosen.is_empty() {
        return Judged::Satisfied;
    }
    let mut criteria: Vec<_> = chosen.iter().map(|l| l.criterion.named(gap.id)).collect();
    criteria.sort();
    criteria.dedup();
    Judged::Do(Body::from(Met { criteria, reason: None }))
}

fn refer(gap: &Gap, commit: &CommitId) -> Judged {
    let link = Link { relation: "commit".into(), of: None, text: Some(commit.to_string()) };
    if gap.value(&Field::Link(link.clone())).is_some() {
        return Judged::Satisfied;
    }
    Judged::Do(Body::from(Linked { links: vec![link], reason: None }))
}
