//! Saying something, and taking it back.

use crate::ledger::kinds::noted::Noted;
use crate::ledger::kinds::retracted::Retracted;
use crate::ledger::{Body, Field};
use crate::model::Id;

use crate::project::backlog::Gap;
use crate::project::refusal::Refusal;

use super::desk::Desk;
use super::words;

pub fn note(desk: &mut Desk<'_>, gap: &Gap, text: &str) -> Result<Id, Refusal> {
    let text = words::lines("the note", text)?;
    desk.about(gap, Body::from(Noted { text, name: None, part: None }))
}

/// Takes a note back, by the beginning of its event's id.
pub fn retract(
    desk: &mut Desk<'_>,
    gap: &Gap,
    typed: &str,
    reason: Option<&String>,
) -> Result<Id, Refusal> {
    let notes = gap.members(|f, _| match f {
        Field::Note(id) => Some(*id),
        _ => None,
    });
    let found: Vec<Id> =
        notes.into_iter().filter(|id| id.to_string().starts_with(typed.trim())).collect();
    let [note] = found.as_slice() else {
        return Err(Refusal::NotThere {
            label: gap.label.clone(),
            what: format!("single note `{typed}`"),
        });
    };
    let reason = words::maybe_lines("the reason", reason)?;
    desk.about(gap, Body::from(Retracted { note: *note, reason }))
}
