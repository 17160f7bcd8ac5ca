//! How what a commit message asked for is said: recorded by no event yet, or refused.

use crate::model::{Standing, Status};
use crate::project::backlog::{Gap, Told};

/// How far the status of a gap has come, where that is worth a word.
pub fn standing(gap: &Gap) -> Option<String> {
    let told = gap.told(gap.status_event)?;
    match told.standing {
        Standing::Landed | Standing::Unresolvable => None,
        standing if told.asked => Some(format!("{standing}{}", commit(told))),
        standing => Some(standing.to_string()),
    }
}

/// What was asked last and refused: `closing asked (1a2b3c4), 3 criteria unmet`.
pub fn refused(gap: &Gap) -> Option<String> {
    let gives = |t: &Told| t.event.body.table().and_then(|k| k.gives);
    let last = gap.events.iter().rposition(|t| gives(t).is_some() && t.alias_of.is_none())?;
    let told = gap.events.get(last).filter(|t| t.asked)?;
    told.rejected.as_ref().map(|why| format!("{}, {why}", wanted(told)))
}

/// `closing asked (1a2b3c4)`.
pub fn wanted(told: &Told) -> String {
    let what = told.event.body.table().and_then(|k| k.gives).map_or("change", word);
    format!("{what} asked{}", commit(told))
}

/// The word for asking for a status.
pub fn word(status: Status) -> &'static str {
    match status {
        Status::Closed => "closing",
        Status::Open => "reopening",
        Status::Started => "start",
        Status::Confirmed => "confirming",
        Status::Deferred => "deferring",
        Status::Dropped => "dropping",
    }
}

fn commit(told: &Told) -> String {
    let commit = told.event.cause.as_ref().and_then(|c| c.commit());
    commit.map(|c| format!(" ({})", c.short())).unwrap_or_default()
}
