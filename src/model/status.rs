//! The six statuses and the one table of legal moves between them.

use std::fmt;
use std::str::FromStr;

/// In the order in which a contested status is shown: what still stands in the way comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    Open,
    Started,
    Deferred,
    Dropped,
    Closed,
    Confirmed,
}

impl Status {
    pub const ALL: [Self; 6] =
        [Self::Open, Self::Started, Self::Deferred, Self::Dropped, Self::Closed, Self::Confirmed];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Started => "started",
            Self::Deferred => "deferred",
            Self::Dropped => "dropped",
            Self::Closed => "closed",
            Self::Confirmed => "confirmed",
        }
    }

    /// Where a gap may go from here. The table of `docs/format.md`, section "Legal moves".
    pub fn moves(self) -> &'static [Status] {
        use Status::*;
        match self {
            Open => &[Started, Closed, Deferred, Dropped],
            Started => &[Open, Closed, Deferred, Dropped],
            Closed => &[Confirmed, Open],
            Confirmed => &[Open],
            Deferred | Dropped => &[Open, Started, Closed],
        }
    }

    pub fn may_become(self, next: Status) -> bool {
        self.moves().contains(&next)
    }

    /// Still missing: counted in every figure that says how much is left.
    pub fn is_left(self) -> bool {
        matches!(self, Self::Open | Self::Started)
    }

    /// What trackers call done.
    pub fn is_done(self) -> bool {
        matches!(self, Self::Closed | Self::Confirmed)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Status {
    type Err = UnknownStatus;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|s| s.as_str() == word).ok_or(UnknownStatus)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a status is one of open, started, deferred, dropped, closed, confirmed")]
pub struct UnknownStatus;

#[cfg(test)]
mod tests {
    use super::*;
    use Status::*;

    #[test]
    fn the_table_is_the_one_of_the_format() {
        let legal: Vec<(Status, Status)> = Status::ALL
            .into_iter()
            .flat_map(|from| Status::ALL.into_iter().map(move |to| (from, to)))
            .filter(|(from, to)| from.may_become(*to))
            .collect();
        assert_eq!(legal.len(), 4 + 4 + 2 + 1 + 3 + 3);
        assert!(legal.contains(&(Closed, Confirmed)));
        assert!(!legal.contains(&(Open, Confirmed)));
        assert!(!legal.contains(&(Confirmed, Closed)));
        assert!(legal.iter().all(|(from, to)| from != to));
    }

    #[test]
    fn every_word_reads_back() {
        for status in Status::ALL {
            assert_eq!(status.as_str().parse(), Ok(status));
        }
    }
}
