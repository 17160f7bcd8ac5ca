//! Figures that a document states about its own gaps: `16/35`, a cell of a matrix, `14 pending`. A figure is
//! a set (scope, criticality, what counts) and the bytes that hold the number.

use crate::model::{Criticality, Status};

use super::place::Place;

/// Which gaps a figure is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// The block's name, folded.
    pub block: Option<String>,
    pub criticality: Option<Criticality>,
    /// The number or name of a phase, folded.
    pub phase: Option<String>,
    /// An index into the sections.
    pub section: Option<usize>,
}

/// What is counted in the scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// Open and started.
    Left,
    /// Closed and confirmed.
    Done,
    Is(Status),
    All,
    /// What the document does not say: all of them, or what is left.
    Unsaid,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Number {
    /// `12`, `25+`.
    Count { claimed: u64, at_least: bool },
    /// `16/35`, each number with its place, and `(45.7%)` where it stands beside.
    Ratio { done: u64, all: u64, done_at: Place, all_at: Place, percent: Option<Percent> },
    /// A percentage of its own.
    Percent(Percent),
}

/// A percentage in thousandths of the whole, with the digits that the document gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percent {
    pub tenths: u64,
    pub decimals: usize,
    pub place: Place,
    /// A bar of blocks before it, drawn to the same figure.
    pub bar: Option<Place>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    pub line: usize,
    /// The number, as a reader sees it: what a finding quotes.
    pub place: Place,
    /// What it is called: `Security high`, `Phase 2`.
    pub name: String,
    pub scope: Scope,
    pub what: What,
    pub number: Number,
    /// Figures of one group (a matrix) are read the same way.
    pub group: usize,
    /// A row or column that sums others.
    pub total: bool,
}

/// A gap as far as figures see it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counted {
    pub block: Option<String>,
    pub criticality: Option<Criticality>,
    pub phase: Option<String>,
    /// Every section that it is in, innermost first.
    pub sections: Vec<usize>,
    pub status: Option<Status>,
    pub recurs: bool,
    pub criteria_met: usize,
    pub criteria_all: usize,
}

impl Scope {
    pub fn holds(&self, gap: &Counted) -> bool {
        let same = |want: &Option<String>, have: &Option<String>| want.is_none() || want == have;
        same(&self.block, &gap.block)
            && same(&self.phase, &gap.phase)
            && self.criticality.is_none_or(|c| gap.criticality == Some(c))
            && self.section.is_none_or(|s| gap.sections.contains(&s))
    }
}

impl What {
    pub fn holds(self, status: Option<Status>) -> bool {
        // What could not be told counts as left: nobody may call it done.
        let status = status.unwrap_or(Status::Open);
        match self {
            Self::Left => status.is_left(),
            Self::Done => status.is_done(),
            Self::Is(wanted) => status == wanted,
            Self::All | Self::Unsaid => true,
        }
    }
}

/// Tenths of a percent as a reader sees them.
pub fn show_tenths(tenths: u64, decimals: usize) -> String {
    if decimals == 0 {
        format!("{}%", tenths / 10)
    } else {
        format!("{}.{}%", tenths / 10, tenths % 10)
    }
}
