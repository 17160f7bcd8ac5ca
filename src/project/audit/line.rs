//! The trunk's first-parent line as an audit has it: packed, since there may be a million commits.

use crate::model::{At, CommitId};

/// A commit of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    pub id: CommitId,
    pub at: At,
}

/// Oldest first. Ids are kept as bytes, all as long as the first one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    ids: Vec<u8>,
    at: Vec<At>,
}

impl Line {
    pub fn with_capacity(commits: usize) -> Self {
        Self { ids: Vec::with_capacity(commits * 20), at: Vec::with_capacity(commits) }
    }

    pub fn push(&mut self, id: &[u8], at: At) {
        self.ids.extend_from_slice(id);
        self.at.push(at);
    }

    pub fn len(&self) -> usize {
        self.at.len()
    }

    pub fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    pub fn get(&self, place: usize) -> Option<Commit> {
        let at = *self.at.get(place)?;
        let width = self.width();
        Some(Commit { id: CommitId::of_bytes(&self.ids[place * width..][..width])?, at })
    }

    pub fn last(&self) -> Option<Commit> {
        self.get(self.len().checked_sub(1)?)
    }

    /// The newest commit whose date is so; as git does it, from the tip back.
    pub fn newest(&self, is_so: impl Fn(At) -> bool) -> Option<Commit> {
        self.get(self.at.iter().rposition(|at| is_so(*at))?)
    }

    /// Where a commit stands.
    pub fn place(&self, id: &CommitId) -> Option<usize> {
        let id = id.bytes();
        (id.len() == self.width()).then(|| self.ids.chunks_exact(id.len()).position(|i| i == id))?
    }

    fn width(&self) -> usize {
        self.ids.len().checked_div(self.len()).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_come_back_as_they_went_in() {
        let at = |n| At::from_unix(n).unwrap();
        for width in [20, 32] {
            let mut line = Line::with_capacity(3);
            assert!(line.is_empty() && line.last().is_none() && line.get(0).is_none());
            (0..3).for_each(|n| line.push(&vec![n; width], at(i64::from(n))));
            let last = line.last().unwrap();
            assert_eq!((last.id.as_str(), last.at), ("02".repeat(width).as_str(), at(2)));
            assert_eq!((line.len(), line.get(3)), (3, None));
            assert_eq!(line.place(&last.id), Some(2));
            assert_eq!(line.place(&"07".repeat(width).parse().unwrap()), None);
            assert_eq!(line.place(&"02".repeat(52 - width).parse().unwrap()), None);
        }
    }
}
