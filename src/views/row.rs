//! A gap as one line of the list needs it, and no more: so that a list can be printed from what a cache kept, without
//! any event being read. Built from a gap, or taken from the cache; the same rows give the same page.

use std::borrow::Cow;

use crate::ledger::Field;
use crate::model::{Criticality, Day, Id, Status};
use crate::project::backlog::{Contest, Gap};

use super::{asked, safe};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<'a> {
    pub id: Id,
    /// As it is shown, with its mark where another gap has the label.
    pub label: &'a str,
    /// As its `opened` event claimed it.
    pub claimed: &'a str,
    pub title: &'a str,
    /// The block's name and prefix.
    pub block: (&'a str, &'a str),
    pub criticality: Option<Criticality>,
    pub status: Status,
    /// Each field on which concurrent events disagree, with what they say.
    pub contests: Vec<Cow<'a, str>>,
    pub owner: Option<&'a str>,
    pub due: Option<Day>,
    /// How many criteria are met, and how many there are.
    pub criteria: (u32, u32),
    /// How far the event that gives the status has come, where it has not landed.
    pub standing: Option<Cow<'a, str>>,
}

impl<'a> Row<'a> {
    pub fn of(gap: &'a Gap) -> Self {
        let criteria = gap.criteria();
        Self {
            id: gap.id,
            label: &gap.label,
            claimed: gap.claimed.as_str(),
            title: gap.title(),
            block: gap.block_names(),
            criticality: gap.criticality(),
            status: gap.status,
            contests: contests(gap),
            owner: gap.text(&Field::Owner),
            due: gap.due(),
            criteria: (count(criteria.iter().filter(|c| c.met)), count(criteria.iter())),
            standing: standing(gap).map(Cow::Owned),
        }
    }

    /// The rows of these gaps, by label.
    pub fn sorted(gaps: impl Iterator<Item = &'a Gap>) -> Vec<Self> {
        let mut gaps: Vec<&Gap> = gaps.collect();
        gaps.sort_by_key(|g| (&g.named, g.id));
        gaps.into_iter().map(Self::of).collect()
    }

    /// What stands before the last `-` of the label.
    pub fn prefix(&self) -> &str {
        let bare = self.label.split('~').next().unwrap_or_default();
        bare.rsplit_once('-').map_or(bare, |(prefix, _)| prefix)
    }

    pub fn is_contested(&self) -> bool {
        !self.contests.is_empty()
    }

    pub fn is_overdue(&self, today: Day) -> bool {
        self.status.is_left() && self.due.is_some_and(|due| due < today)
    }
}

/// So many that nobody counts them are as many as can be counted.
fn count<T>(all: impl Iterator<Item = T>) -> u32 {
    u32::try_from(all.count()).unwrap_or(u32::MAX)
}

fn contests<'a>(gap: &Gap) -> Vec<Cow<'a, str>> {
    let one = |contest: &Contest| {
        let mut sides: Vec<String> =
            contest.sides.iter().map(|(_, v)| super::show::value(v)).collect();
        sides.dedup();
        Cow::Owned(safe::line(&format!("{}: {}", contest.field.name(), sides.join(" or "))))
    };
    gap.contests().iter().map(one).collect()
}

/// How far the status has come, and what was asked for and refused.
fn standing(gap: &Gap) -> Option<String> {
    let words: Vec<String> = asked::standing(gap)
        .into_iter()
        .chain(asked::refused(gap))
        .map(|w| safe::line(&w))
        .collect();
    (!words.is_empty()).then(|| words.join("  "))
}
