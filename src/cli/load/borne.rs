//! Which commit of a line is the first to bear a number: what is kept of the line, and what came since.

use std::collections::BTreeMap;

use crate::cli::failure::Failure;
use crate::project::forge::Forge;
use crate::shell::git::Git;

use super::line::Line;
use super::numbers::{Numbers, number};

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
        let borne = if asked == 0 && line.heard.len() == line.length {
            std::mem::take(&mut line.heard)
        } else {
            git.each_message(&line.since(git, asked)?, |message| number(message, forge))?
        };
        let new = borne.into_iter().zip(asked..).filter_map(|(n, at)| Some((n?, at)));
        match &line.numbers {
            Some(most) if line.length <= most.upto + BESIDE => {
                // The first to bear a number is the last to be put in.
                let new: Vec<(u64, usize)> = new.collect();
                Ok(Self { most: most.clone(), new: new.into_iter().rev().collect() })
            }
            before => {
                let before = before.iter().flat_map(Numbers::all);
                let most = Numbers::of(line.length, before.chain(new));
                line.numbers = Some(most.clone());
                Ok(Self { most, new: BTreeMap::new() })
            }
        }
    }

    /// The first commit of the line that bears a number.
    pub(super) fn first(&self, number: u64) -> Option<usize> {
        // Those beside the others are later ones.
        self.most.first(number).or_else(|| self.new.get(&number).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_earlier_commit_goes_before_a_later_one() {
        let most = Numbers::of(9, [(7, 4), (3, 2)].into_iter());
        let borne = Borne { most, new: BTreeMap::from([(7, 11), (8, 12)]) };
        assert_eq!([7, 8, 9].map(|n| borne.first(n)), [Some(4), Some(12), None]);
    }
}
