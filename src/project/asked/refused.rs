//! What was refused, until something later settles it: nobody has to look at what a later event has answered.

use std::collections::BTreeSet;

use crate::model::{Id, Status};
use crate::project::backlog::{Gap, Told};

/// A refusal that somebody should see.
pub(super) struct Refused {
    /// Its number among the findings.
    pub(super) finding: usize,
    pub(super) gap: Id,
    /// The status that was asked for, where one was.
    pub(super) wanted: Option<Status>,
    /// What was before it.
    pub(super) before: BTreeSet<Id>,
}

impl Refused {
    /// Whether a later event says what became of the gap. That somebody is on it answers only who asked for that.
    pub(super) fn is_settled(&self, gap: &Gap) -> bool {
        let answers = |told: &Told| {
            let gives = told.event.body.table().and_then(|t| t.gives);
            gives.is_some_and(|s| s != Status::Started || self.wanted == Some(s))
        };
        gap.events.iter().any(|told| {
            !self.before.contains(&told.id)
                && told.rejected.is_none()
                && told.alias_of.is_none()
                && answers(told)
        })
    }
}
