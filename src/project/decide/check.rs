//! The verification commands of a gap: which of them may be run, and the events that say what came of it. Nothing is
//! run here.

use crate::ledger::kinds::evidenced::Evidenced;
use crate::ledger::{Body, Field};
use crate::model::Id;

use crate::project::backlog::{Gap, Told};
use crate::project::entry::Place;
use crate::project::refusal::Refusal;

use super::desk::Desk;

/// A command that a gap names.
#[derive(Debug, Clone)]
pub struct Command<'g> {
    pub text: String,
    /// The event that names it.
    pub by: Option<&'g Told>,
    /// Why it is not run, where it is not.
    pub held: Option<&'static str>,
}

/// What a gap names, in order. A command that is in no commit was reviewed by nobody, and one about which people
/// disagree is not settled: neither is run.
pub fn commands(gap: &Gap) -> Vec<Command<'_>> {
    let named = gap.fields.keys().filter_map(|field| match field {
        Field::Verify(text) if gap.value(field).is_some() => Some((field, text)),
        _ => None,
    });
    named
        .map(|(field, text)| {
            let writes = gap.fields.get(field).into_iter().flatten();
            // Of several that name it, the one that came furthest.
            let by = writes.filter_map(|(id, _)| gap.told(*id)).min_by_key(|t| (t.place, t.id));
            let held = match by {
                _ if gap.disagrees_on(field) => Some("people disagree on whether it belongs here"),
                None => Some("no event that counts names it"),
                Some(told) if told.asked || told.rejected.is_some() => {
                    Some("no event that counts names it")
                }
                Some(told) if told.place == Place::Pending => {
                    Some("the event that names it is in no commit yet")
                }
                Some(_) => None,
            };
            Command { text: text.clone(), by, held }
        })
        .collect()
}

/// Records what a command came to.
pub fn evidence(desk: &mut Desk<'_>, gap: &Gap, ran: Evidenced) -> Result<Id, Refusal> {
    desk.about(gap, Body::from(ran))
}
