//! `unrecorded`: a commit message on the trunk asked for a change, and no event records it yet. `gaps sync` does. What only
//! a branch asks for has time until it lands.

use super::rule::{Days, Kind, Looks, Question, Rule, Seen};
use crate::project::backlog::Gap;
use crate::project::entry::Place;

pub const KIND: Kind =
    Kind { name: "unrecorded", counts: "unrecorded", days: Days::No, looks: Looks::AtGap(look) };

fn look(_: &Question<'_>, _: &Rule, gap: &Gap) -> Seen {
    let waiting: Vec<_> = gap
        .events
        .iter()
        .filter(|t| t.asked && t.rejected.is_none() && t.alias_of.is_none())
        .filter(|t| matches!(t.place, Place::Landed(_)))
        .collect();
    let Some(last) = waiting.last() else { return Seen::Fine };
    let commit = last.event.cause.as_ref().and_then(|c| c.commit());
    let by = commit.map(|c| format!(" by {}", c.short())).unwrap_or_default();
    let message = format!("{} was asked for{by} and no event says so", last.event.body.kind());
    Seen::trips(message, waiting.iter().map(|t| t.id))
}
