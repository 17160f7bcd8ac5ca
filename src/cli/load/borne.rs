//! Which commit of a line is the first to bear a number: what is kept of the line, and what came since.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::cli::failure::Failure;
use crate::project::forge::Forge;
use crate::shell::git::Git;

use super::line::Line;
use super::numbers::{Numbers, number, read};

/// With so many commits beside those that were asked, all are written down anew.
const BESIDE: usize = 500;

/// What all commits of a line bear.
pub(super) struct Borne {
    most: Numbers,
    new: BTreeMap<u64, usize>,
}

impl Borne {
    /// Asks the commits that were not asked yet.
    pub(super) fn by(git: &Git, line: &mut Line, forge: Option<Forge>) -> Result<Self, Failure> {
        let asked = line.numbers.as_ref().map_or(0, |numbers| numbers.upto);
        let mut heard = std::mem::take(&mut line.heard);
        let borne = match heard.len().checked_sub(line.length.saturating_sub(asked)) {
            Some(skipped) => heard.split_off(skipped),
            None => git.each_message(&line.since(git, asked)?, |message| number(message, forge))?,
        };
        let new = borne.into_iter().zip(asked..).filter_map(|(n, at)| Some((n?, at)));
        if let Some(most) = line.numbers.as_ref().filter(|n| line.length <= n.upto + BESIDE) {
            // The first to bear a number is the last to be put in.
            let new: Vec<(u64, usize)> = new.collect();
            return Ok(Self { most: most.clone(), new: new.into_iter().rev().collect() });
        }
        let before = line.numbers.as_ref().map_or_else(|| Some(Arc::default()), Numbers::rows);
        let Some(before) = before else { return Self::anew(git, line, forge) };
        let most = Numbers::of(line.length, before.iter().map(read).chain(new));
        line.numbers = Some(most.clone());
        Ok(Self { most, new: BTreeMap::new() })
    }

    /// Asks all of them, where what was kept is not whole.
    pub(super) fn anew(git: &Git, line: &mut Line, forge: Option<Forge>) -> Result<Self, Failure> {
        line.numbers = None;
        Self::by(git, line, forge)
    }

    /// The first commit of the line that bears a number. The outer `None`: what was kept is not whole.
    pub(super) fn first(&self, number: u64) -> Option<Option<usize>> {
        // Those beside the others are later ones.
        Some(self.most.first(number)?.or_else(|| self.new.get(&number).copied()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_earlier_commit_goes_before_a_later_one() {
        let most = Numbers::of(9, [(7, 4), (3, 2)].into_iter());
        let borne = Borne { most, new: BTreeMap::from([(7, 11), (8, 12)]) };
        assert_eq!([7, 8, 9].map(|n| borne.first(n).unwrap()), [Some(4), Some(12), None]);
    }
}
