//! A foxtrot: somebody merged the trunk into a branch, and the trunk then went forward to that branch. From there on
//! the first-parent line runs through the branch, and what the trunk had brought meanwhile is dated by the merge.
//! Nothing is mended here: it is said, with both commits. Two things show it: an event whose `base` was once the
//! trunk and lies beside the line now, and the message that git writes.

use std::collections::{BTreeMap, BTreeSet};

use crate::ledger::{Code, Fault};
use crate::model::CommitId;

/// A merge on the trunk's line that shows the trunk as one of its other parents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foxtrot {
    pub merge: CommitId,
    /// The trunk, as it was.
    pub old: CommitId,
    /// How many events came to the line with it.
    pub events: usize,
}

/// The names that a merge message may give the trunk.
#[derive(Debug, Clone)]
pub struct Names {
    /// `main`
    pub branch: String,
    /// `origin`
    pub remote: Option<String>,
}

/// Whether the subject of a merge says that the trunk was what was merged.
pub fn merges_the_trunk(subject: &str, names: &Names) -> bool {
    let far = names.remote.as_ref().map(|r| format!("{r}/{}", names.branch));
    let quoted = |start: &str| -> Option<(&str, &str)> {
        subject.trim().strip_prefix(start)?.strip_prefix(" '")?.split_once('\'')
    };
    if let Some((branch, rest)) = quoted("Merge branch") {
        // Without a word on where it came from or went to, it was merged into the trunk itself, from another place.
        return branch == names.branch
            && (rest.starts_with(" into ") || rest.starts_with(" of "))
            && !rest.ends_with(&format!(" into {branch}"));
    }
    quoted("Merge remote-tracking branch").is_some_and(|(branch, _)| Some(branch) == far.as_deref())
}

/// A merge on the line as the finder sees it: its place, its subject, and the first parent that it brought.
#[derive(Clone)]
pub struct Merge<K> {
    pub at: usize,
    pub subject: String,
    pub brought: K,
}

/// The places of the foxtrots on a line (oldest first), each with the trunk as it was. A merge that dates no event says
/// so in vain: it changed nothing here.
pub fn find<K: Copy>(
    merges: impl IntoIterator<Item = Merge<K>>,
    dated: &BTreeMap<usize, usize>,
    beside: BTreeMap<usize, K>,
    names: &Names,
) -> BTreeMap<usize, K> {
    let mut found = beside;
    for merge in merges {
        if dated.contains_key(&merge.at) && merges_the_trunk(&merge.subject, names) {
            found.entry(merge.at).or_insert(merge.brought);
        }
    }
    found
}

/// Which of these commits lie on the first-parent line of what a merge on this line brought, and which merge that is,
/// by its place: where the line of the trunk once ran. With each the parent that the merge brought.
pub fn beside<K: Copy + Ord, E>(
    line: &[K],
    wanted: &BTreeSet<K>,
    mut parents: impl FnMut(K) -> Result<Vec<K>, E>,
) -> Result<BTreeMap<usize, K>, E> {
    let on_line: BTreeSet<K> = line.iter().copied().collect();
    let wanted: BTreeSet<K> = wanted.difference(&on_line).copied().collect();
    let mut found = BTreeMap::new();
    let mut seen: BTreeSet<K> = BTreeSet::new();
    // Without a base beside the line no commit has to be read.
    for (i, on_it) in line.iter().enumerate().filter(|_| !wanted.is_empty()) {
        for parent in parents(*on_it)?.into_iter().skip(1) {
            let mut next = Some(parent);
            while let Some(id) = next.filter(|id| !on_line.contains(id) && seen.insert(*id)) {
                if wanted.contains(&id) {
                    found.entry(i).or_insert(parent);
                }
                next = parents(id)?.first().copied();
            }
        }
    }
    Ok(found)
}

impl Foxtrot {
    pub fn says(&self) -> String {
        let dated = match self.events {
            0 => "no event is dated by it".to_owned(),
            1 => "1 event is dated by it".to_owned(),
            n => format!("{n} events are dated by it"),
        };
        format!(
            "{} merged the trunk of then ({}) into a branch that became the trunk; {dated}",
            self.merge.short(),
            self.old.short()
        )
    }
}

/// What is said of each.
pub fn notices(foxtrots: &[Foxtrot]) -> Vec<Fault> {
    let notice =
        |f: &Foxtrot| Fault { code: Code::Foxtrot, event: None, path: None, message: f.says() };
    foxtrots.iter().map(notice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_messages_that_git_writes() {
        let names = Names { branch: "main".into(), remote: Some("origin".into()) };
        for (subject, is) in [
            ("Merge branch 'main' into feature/x", true),
            ("Merge branch 'main' of https://example.org/o/r", true),
            ("Merge branch 'main' of https://example.org/o/r into topic", true),
            ("Merge remote-tracking branch 'origin/main' into topic", true),
            ("Merge remote-tracking branch 'origin/main'", true),
            ("Merge remote-tracking branch 'upstream/main'", false),
            ("Merge branch 'topic'", false),
            ("Merge branch 'topic' into main", false),
            ("Merge branch 'mainline' into topic", false),
            ("Merge pull request #1 from o/main", false),
            ("merge main", false),
        ] {
            assert_eq!(merges_the_trunk(subject, &names), is, "{subject}");
        }
    }

    #[test]
    fn a_base_beside_the_line_shows_the_merge_that_swapped_it_in() {
        // 1 - 2 - 5 is the line; 5 merged 4, on whose own line 3 was the trunk.
        let parents = |id: u8| -> Result<Vec<u8>, ()> {
            Ok(match id {
                2 => vec![1],
                3 => vec![1],
                4 => vec![3],
                5 => vec![2, 4],
                _ => vec![],
            })
        };
        let found = |wanted: &[u8]| beside(&[1, 2, 5], &wanted.iter().copied().collect(), parents);
        assert_eq!(found(&[3]), Ok(BTreeMap::from([(2, 4)])));
        assert_eq!(found(&[2, 9]), Ok(BTreeMap::new()));
    }

    #[test]
    fn words_alone_count_where_an_event_is_dated_by_them() {
        let names = Names { branch: "main".into(), remote: None };
        let merges = || {
            [1, 2].map(|at| Merge {
                at,
                subject: "Merge branch 'main' into x".into(),
                brought: 'b',
            })
        };
        let dated = BTreeMap::from([(2, 3)]);
        assert_eq!(find(merges(), &dated, BTreeMap::new(), &names), BTreeMap::from([(2, 'b')]));
        let beside = BTreeMap::from([(1, 'c')]);
        assert_eq!(find(merges(), &dated, beside, &names), BTreeMap::from([(1, 'c'), (2, 'b')]));
    }
}
