//! Questions to the history of the trunk: what is in it, what is on its line, which commit of the line brought what.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use gix::ObjectId;

use crate::cli::failure::Failure;
use crate::shell::objects::Objects;
use crate::shell::survey::{Step, Surveyor};

pub(super) struct Past<'a> {
    pub(super) objects: &'a Objects,
    /// Oldest first.
    pub(super) line: &'a [Step],
    /// Every commit in the history of the tip, with its committer date.
    pub(super) history: &'a HashMap<ObjectId, i64>,
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
    pub(super) fn on_line(&self) -> HashMap<ObjectId, usize> {
        self.line.iter().enumerate().map(|(i, s)| (s.id, i)).collect()
    }

    /// Which commit of the line brought each of these commits.
    pub(super) fn brought_by(&self, wanted: &BTreeSet<ObjectId>) -> BTreeMap<ObjectId, usize> {
        let mut brought = BTreeMap::new();
        let mut seen = HashSet::new();
        if wanted.is_empty() {
            return brought;
        }
        for (i, step) in self.line.iter().enumerate() {
            let mut waiting = vec![step.id];
            while let Some(id) = waiting.pop() {
                if !seen.insert(id) {
                    continue;
                }
                if wanted.contains(&id) {
                    brought.insert(id, i);
                }
                if let Ok(commit) = self.objects.commit(id) {
                    waiting.extend(commit.parents.into_iter().filter(|p| !seen.contains(p)));
                }
            }
        }
        brought
    }

    /// The newest commit of the line that is in the history of this one.
    pub(super) fn newest_in(&self, surveyor: &mut Surveyor<'_>, from: ObjectId) -> Option<usize> {
        let (before, _) = surveyor.history(&[from]);
        self.line.iter().rposition(|s| before.contains_key(&s.id))
    }
}
