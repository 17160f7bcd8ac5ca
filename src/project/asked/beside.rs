//! What a branch's own messages ask for beside what somebody says now. Such a message may still change, or be squashed
//! away, and an event that named its commit would then lie for ever: so no verb builds on it, and where both say another
//! thing of one gap, that is told.

use crate::ledger::field::Write;
use crate::ledger::{Event, Value, form};
use crate::model::{Id, Label, Status};
use crate::project::entry::{Entry, Place};

use super::values::{Outcome, Projection, Trigger};

impl Projection {
    /// The triggers of the branch that wait and ask of a gap for something else than one of these events says.
    pub fn beside(&self, events: &[Event]) -> Vec<&Trigger> {
        let said: Vec<(Id, Vec<Write>)> = events.iter().filter_map(written).collect();
        let differs = |trigger: &&Trigger| {
            let asked = self.entry_of(trigger).and_then(|e| written(&e.event));
            asked.is_some_and(|(gap, asked)| {
                said.iter().filter(|(of, _)| *of == gap).any(|(_, said)| is_other(&asked, said))
            })
        };
        self.own_waiting().filter(differs).collect()
    }

    /// The triggers of the branch that wait and are about a gap.
    pub fn own_of(&self, gap: Id) -> Vec<&Trigger> {
        self.own_waiting().filter(|t| t.gap == Some(gap)).collect()
    }

    fn own_waiting(&self) -> impl Iterator<Item = &Trigger> {
        self.triggers
            .iter()
            .filter(|t| t.place == Place::Unlanded && matches!(t.outcome, Outcome::Waiting(_)))
    }

    fn entry_of(&self, trigger: &Trigger) -> Option<&Entry> {
        let Outcome::Waiting(id) = trigger.outcome else { return None };
        self.entries.iter().find(|e| e.id == id)
    }
}

/// The gap that an event is about, and what it writes.
fn written(event: &Event) -> Option<(Id, Vec<Write>)> {
    let (of, label): (Id, &Label) = (event.of?, event.gap.as_ref()?);
    let me = form::id(event.encode().as_bytes());
    Some((of, event.body.writes(me, of, label)))
}

/// Whether both say another thing of one field. That somebody is on it yields to every other status, as in the fold.
fn is_other(asked: &[Write], said: &[Write]) -> bool {
    let stands = |(_, value): &&Write| *value != Value::Status(Status::Started);
    asked
        .iter()
        .filter(stands)
        .any(|(field, value)| said.iter().any(|(f, v)| f == field && v != value))
}
