//! What came in and went out, by week and by block. A week begins on Monday; one in which nothing moved has no line.

use std::collections::BTreeMap;

use crate::model::{Day, Id};
use crate::project::backlog::Backlog;

use super::course::{Course, Turn};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flow {
    pub opened: usize,
    pub closed: usize,
    pub reopened: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    pub monday: Day,
    pub all: Flow,
    pub blocks: BTreeMap<String, Flow>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockFlow {
    pub block: String,
    pub all: Flow,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flows {
    /// Oldest first.
    pub weeks: Vec<Week>,
    /// By name.
    pub blocks: Vec<BlockFlow>,
}

impl Flow {
    fn count(&mut self, turn: &Turn) {
        self.opened += usize::from(turn.is_opening());
        self.closed += usize::from(turn.is_closing());
        self.reopened += usize::from(turn.is_reopening());
    }
}

impl Flows {
    pub fn of(course: &Course, backlog: &Backlog) -> Self {
        let names: BTreeMap<Id, String> =
            backlog.gaps.values().map(|g| (g.id, g.block().name)).collect();
        let mut weeks: BTreeMap<Day, Week> = BTreeMap::new();
        let mut blocks: BTreeMap<&str, Flow> = BTreeMap::new();
        let moves = |t: &&Turn| t.is_opening() || t.is_closing() || t.is_reopening();
        for turn in course.turns.iter().filter(moves) {
            // A gap whose opening no longer counts has no block but its prefix.
            let prefix = turn.label.rsplit_once('-').map_or("", |(prefix, _)| prefix);
            let block = names.get(&turn.gap).map_or(prefix, String::as_str);
            let monday = course.marks[turn.mark].day.monday();
            let week = weeks.entry(monday).or_insert_with(|| Week {
                monday,
                all: Flow::default(),
                blocks: BTreeMap::new(),
            });
            week.all.count(turn);
            week.blocks.entry(block.to_owned()).or_default().count(turn);
            blocks.entry(block).or_default().count(turn);
        }
        let blocks =
            blocks.into_iter().map(|(b, all)| BlockFlow { block: b.to_owned(), all }).collect();
        Self { weeks: weeks.into_values().collect(), blocks }
    }

    /// The weeks from the first to the last that is asked for, with those in which nothing moved; at most so many,
    /// the newest ones.
    pub fn mondays(&self, last: Day, weeks_max: usize) -> Vec<Day> {
        let Some(first) = self.weeks.first().map(|w| w.monday) else { return Vec::new() };
        let last = self.weeks.last().map_or(last, |w| w.monday.max(last.monday()));
        let mut mondays = Vec::new();
        let mut next = Some(last);
        while let Some(monday) = next.filter(|m| *m >= first && mondays.len() < weeks_max) {
            mondays.push(monday);
            next = monday.plus_days(-7);
        }
        mondays.reverse();
        mondays
    }

    /// What moved in a week.
    pub fn week(&self, monday: Day) -> Option<&Week> {
        let found = self.weeks.binary_search_by_key(&monday, |w| w.monday);
        found.ok().and_then(|i| self.weeks.get(i))
    }
}
