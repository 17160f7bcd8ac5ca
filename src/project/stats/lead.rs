//! Lead time: from the landing that opened a gap to the landing that closed it. A gap of which history does not know
//! both is left out, and counted: a date that a document merely claims is none.

use crate::model::Criticality;
use crate::project::backlog::Backlog;

use super::spread::{ByCriticality, Spread};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leads {
    pub all: Option<Spread>,
    pub by_criticality: ByCriticality,
    /// Done, and not dated.
    pub left_out: usize,
}

impl Leads {
    pub fn of(backlog: &Backlog) -> Self {
        let mut known: Vec<(Option<Criticality>, i64)> = Vec::new();
        let mut left_out = 0;
        for gap in backlog.gaps.values().filter(|g| g.status.is_done()) {
            let closed = gap.completed.as_ref().and_then(|c| c.when.at);
            match (gap.opened.at, closed) {
                // A clock that went backwards between the two makes no time negative.
                (Some(from), Some(to)) => {
                    known.push((gap.criticality(), (to.unix() - from.unix()).max(0)));
                }
                _ => left_out += 1,
            }
        }
        let (all, by_criticality) = spreads(&known);
        Self { all, by_criticality, left_out }
    }
}

/// Of all, and of each criticality.
pub(super) fn spreads(known: &[(Option<Criticality>, i64)]) -> (Option<Spread>, ByCriticality) {
    let of = |pick: &dyn Fn(Option<Criticality>) -> bool| {
        Spread::of(known.iter().filter(|(c, _)| pick(*c)).map(|(_, s)| *s).collect())
    };
    let words = Criticality::ALL.into_iter().map(Some).chain([None]);
    (of(&|_| true), words.map(|word| (word, of(&|c| c == word))).collect())
}
