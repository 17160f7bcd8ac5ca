//! `violation`: an event, or the history of one, that does not hold. Who asks hands in what an audit of git's objects
//! found; this only tells violations from notices.

use super::rule::{AtFault, Days, Kind, Looks, Question};

pub const KIND: Kind = Kind {
    name: "violation",
    counts: "in violation",
    days: Days::No,
    looks: Looks::AtFaults(look),
};

fn look(question: &Question<'_>) -> Vec<AtFault> {
    let bad = question.faults.iter().filter(|f| f.code.is_violation());
    bad.map(|f| AtFault {
        path: f.path.clone(),
        event: f.event,
        message: format!("{}: {}", f.code, f.message),
    })
    .collect()
}
