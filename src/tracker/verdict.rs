//! The one status that a mention of a gap states, out of all the marks that stand around it. The clearest
//! place wins; marks that cannot both be meant make the status unsure.

use crate::model::Status;

use super::claim::Form;
use super::draft::Draft;
use super::value::Reading;

/// Where a status is stated most clearly comes first.
const CLEAREST: &[Form] =
    &[Form::Field, Form::Box, Form::Cell, Form::Flag, Form::Mark, Form::Criticality];

/// What the mention itself states; the lane of its section refines an open box and fills what is unstated.
pub fn verdict(draft: &Draft, lane: Option<Status>) -> Reading {
    let mut told = Reading::Nothing;
    let mut by = Form::Plain;
    for form in CLEAREST {
        for (_, _, reading) in draft.states.iter().filter(|s| s.0 == *form) {
            (told, by) = match told {
                Reading::Nothing => (*reading, *form),
                _ => (beside(told, by, *reading), by),
            };
        }
    }
    if draft.states.iter().any(|s| s.0 == Form::Strike) {
        // `~~Search~~` below `## Done`: the section says how it is over.
        told = match lane.filter(|lane| told == Reading::Nothing && !lane.is_left()) {
            Some(lane) => Reading::Is(lane),
            None => struck(told, by),
        };
    }
    if let Some((_, _, cell)) = draft.states.iter().find(|s| s.0 == Form::Lane) {
        return beside_lane(told, Form::Box, cell.status());
    }
    beside_lane(told, by, lane)
}

/// A second mark beside the clearest one.
fn beside(told: Reading, by: Form, other: Reading) -> Reading {
    // An empty flag says as little as an empty box.
    let by = if by == Form::Flag { Form::Box } else { by };
    match (by, told, other) {
        // A field or a cell of its own is meant; what differs is a finding elsewhere.
        (Form::Field | Form::Cell, Reading::Is(_), _) => told,
        (_, told, Reading::Nothing) => told,
        // `[-]` and a sign of "not done" behind it: dropped to one author, open to the next.
        (Form::Box, Reading::Unsure, Reading::Is(Status::Open)) => told,
        (_, Reading::Unsure, other) => other,
        (Form::Box, Reading::Is(Status::Open), Reading::Is(other)) if !other.is_done() => {
            Reading::Is(other)
        }
        (Form::Box, Reading::Is(a), Reading::Is(b)) if a.is_done() && b.is_done() => Reading::Is(b),
        (Form::Box, Reading::Is(a), Reading::Is(b)) if a != b => Reading::Unsure,
        (Form::Box, Reading::Is(_), Reading::Unsure) => Reading::Unsure,
        (_, told, _) => told,
    }
}

/// Struck text is over, done or dropped: alone it does not say which.
fn struck(told: Reading, by: Form) -> Reading {
    match told {
        Reading::Unsure if by == Form::Box => Reading::Is(Status::Dropped),
        Reading::Is(status) if !status.is_left() => told,
        Reading::Is(_) if by == Form::Field => told,
        _ => Reading::Unsure,
    }
}

fn beside_lane(told: Reading, by: Form, lane: Option<Status>) -> Reading {
    match (told, lane) {
        (Reading::Nothing, Some(lane)) => Reading::Is(lane),
        (Reading::Is(Status::Open), Some(lane)) if by == Form::Box && !lane.is_done() => {
            Reading::Is(lane)
        }
        (Reading::Is(Status::Closed), Some(Status::Dropped)) if by == Form::Box => Reading::Unsure,
        (Reading::Unsure, Some(lane)) if by == Form::Box => Reading::Is(lane),
        (told, _) => told,
    }
}
