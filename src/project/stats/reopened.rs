//! What came back: gaps that were closed and are, or were, open again.

use std::collections::BTreeSet;

use crate::model::Id;

use super::course::Course;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reopened {
    pub closings: usize,
    pub reopenings: usize,
    /// Gaps that were ever closed.
    pub gaps_closed: usize,
    /// Those of them that were ever reopened.
    pub gaps_reopened: usize,
}

impl Reopened {
    pub fn of(course: &Course) -> Self {
        let mut counted = Self::default();
        let (mut closed, mut reopened): (BTreeSet<Id>, BTreeSet<Id>) = Default::default();
        for turn in &course.turns {
            if turn.is_closing() {
                counted.closings += 1;
                closed.insert(turn.gap);
            }
            if turn.is_reopening() {
                counted.reopenings += 1;
                reopened.insert(turn.gap);
            }
        }
        Self { gaps_closed: closed.len(), gaps_reopened: reopened.len(), ..counted }
    }

    /// How many of a hundred closed gaps came back; none where none was closed.
    pub fn percent(&self) -> Option<usize> {
        (self.gaps_reopened * 100 + self.gaps_closed / 2).checked_div(self.gaps_closed)
    }
}
