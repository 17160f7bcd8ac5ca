//! Questions to the history of the trunk: what is in it, what is on its line, which commit of the line brought what.

use gix::ObjectId;

use crate::cli::failure::Failure;
use crate::shell::objects::Objects;
use crate::shell::survey::{History, Surveyor};

pub(super) struct Past<'a> {
    pub(super) objects: &'a Objects,
    /// Oldest first.
    pub(super) line: &'a [ObjectId],
    /// Every commit in the history of the tip.
    pub(super) history: History,
}

/// `A..B`, `A..`, or `B`, as commits.
pub(super) type Range = (Option<ObjectId>, Option<ObjectId>);

pub(super) fn range(objects: &Objects, text: &str) -> Result<Range, Failure> {
    let commit = |rev: &str| objects.git.commit(rev);
    let (from, to) = match text.split_once("..") {
        Some(_) if text.contains("...") => {
            return Err(Failure::usage(
                format!("`{text}` is no range of the trunk"),
                "gaps audit --range v1.0..v1.1",
            ));
        }
        Some((from, to)) => (from, to),
        None => ("", text),
    };
    let some = |rev: &str| (!rev.is_empty()).then(|| commit(rev)).transpose();
    Ok((some(from)?, some(to)?))
}

impl Past<'_> {
    /// The newest commit of the line that is in the history of this one.
    pub(super) fn newest_in(&self, surveyor: &mut Surveyor<'_>, from: ObjectId) -> Option<usize> {
        let (before, _) = surveyor.history(&[from]);
        self.line.iter().rposition(|id| surveyor.is_in(&before, *id))
    }
}
