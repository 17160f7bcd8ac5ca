//! How old what is open is: from the landing that opened a gap to the moment that was asked for.

use crate::model::{At, Criticality, Id};
use crate::project::backlog::Backlog;

use super::lead::spreads;
use super::spread::{ByCriticality, Spread};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ages {
    pub all: Option<Spread>,
    pub by_criticality: ByCriticality,
    /// Oldest first.
    pub each: Vec<Age>,
    /// Open, and history does not know since when.
    pub left_out: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Age {
    pub gap: Id,
    pub label: String,
    pub criticality: Option<Criticality>,
    pub seconds: i64,
}

impl Ages {
    pub fn of(backlog: &Backlog, now: At) -> Self {
        let mut each = Vec::new();
        let mut left_out = 0;
        for gap in backlog.gaps.values().filter(|g| g.status.is_left()) {
            let Some(since) = gap.opened.at else {
                left_out += 1;
                continue;
            };
            each.push(Age {
                gap: gap.id,
                label: gap.label.clone(),
                criticality: gap.criticality(),
                seconds: (now.unix() - since.unix()).max(0),
            });
        }
        each.sort_by(|a, b| (b.seconds, &a.label, a.gap).cmp(&(a.seconds, &b.label, b.gap)));
        let known: Vec<_> = each.iter().map(|a| (a.criticality, a.seconds)).collect();
        let (all, by_criticality) = spreads(&known);
        Self { all, by_criticality, each, left_out }
    }
}
