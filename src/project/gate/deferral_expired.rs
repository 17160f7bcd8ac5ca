//! `deferral-expired`: a gap was put off until a day that has come.

use super::rule::{Days, Kind, Looks, Question, Rule, Seen};
use crate::ledger::Body;
use crate::model::Status;
use crate::project::backlog::Gap;

pub const KIND: Kind = Kind {
    name: "deferral-expired",
    counts: "deferred beyond its day",
    days: Days::No,
    looks: Looks::AtGap(look),
};

fn look(question: &Question<'_>, _: &Rule, gap: &Gap) -> Seen {
    if gap.status != Status::Deferred {
        return Seen::Fine;
    }
    let until = gap.told(gap.status_event).and_then(|t| match &t.event.body {
        Body::Deferred(deferred) => deferred.until,
        _ => None,
    });
    match until {
        Some(day) if day < question.today => {
            Seen::trips(format!("deferred until {day}, which has passed"), [gap.status_event])
        }
        _ => Seen::Fine,
    }
}
