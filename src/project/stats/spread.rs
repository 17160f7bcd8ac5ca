//! Median and 90th percentile, by nearest rank: each is the time of a gap that exists, never one in between.

use crate::model::Criticality;

/// Seconds of some gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spread {
    pub gaps: usize,
    pub median: i64,
    pub ninetieth: i64,
}

/// Of each criticality, worst first; the last is of gaps for which nobody stated one.
pub type ByCriticality = Vec<(Option<Criticality>, Option<Spread>)>;

impl Spread {
    /// None where there is nothing to count.
    pub fn of(mut seconds: Vec<i64>) -> Option<Self> {
        seconds.sort_unstable();
        let rank = |percent: usize| {
            let rank = (seconds.len() * percent).div_ceil(100);
            seconds.get(rank.saturating_sub(1)).copied()
        };
        Some(Self { gaps: seconds.len(), median: rank(50)?, ninetieth: rank(90)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_rank() {
        let of = |n: i64| Spread::of((1..=n).rev().collect()).map(|s| (s.median, s.ninetieth));
        assert_eq!(of(0), None);
        assert_eq!(of(1), Some((1, 1)));
        assert_eq!(of(2), Some((1, 2)));
        assert_eq!(of(5), Some((3, 5)));
        assert_eq!(of(10), Some((5, 9)));
        assert_eq!(of(100), Some((50, 90)));
    }
}
