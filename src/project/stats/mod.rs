//! The figures of a backlog in time: how much was left when, how long gaps take, what came back, how old the rest is.
//! Counted from what landed and from nothing else, so that a branch changes no figure. No clock here: whoever asks
//! says what day it is. The terminal, the JSON and the plots all print these same values.

mod age;
mod course;
mod flow;
mod lead;
mod reopened;
mod series;
mod spread;

use crate::model::{At, Day};

use super::backlog::Backlog;
use super::entry::Landings;
use super::replay::Step;

pub use age::{Age, Ages};
pub use course::{Course, Mark, Turn};
pub use flow::{BlockFlow, Flow, Flows, Week};
pub use lead::Leads;
pub use reopened::Reopened;
pub use series::{Point, Series, Unit};
pub use spread::{ByCriticality, Spread};

#[derive(Debug, Clone)]
pub struct Stats {
    pub series: Series,
    pub leads: Leads,
    pub ages: Ages,
    pub reopened: Reopened,
    pub flows: Flows,
}

/// When the figures are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The moment to which what is open has aged.
    pub now: At,
    /// The date of the newest commit that was looked at: nothing landed later, whatever a clock said.
    pub newest: (At, Day),
    /// How finely the series is cut; the finest that stays readable where nobody says.
    pub unit: Option<Unit>,
}

/// The figures of a backlog that was folded from what landed, and of the steps that led to it.
pub fn stats(
    backlog: &Backlog,
    steps: &[Step<'_>],
    landings: &Landings,
    asked: &Asked,
) -> (Stats, Course) {
    let course = Course::new(backlog, steps, landings, asked.newest);
    let figures = Stats {
        series: Series::of(&course, asked.unit),
        leads: Leads::of(backlog),
        ages: Ages::of(backlog, asked.now),
        reopened: Reopened::of(&course),
        flows: Flows::of(&course, backlog),
    };
    (figures, course)
}
