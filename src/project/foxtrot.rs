//! A foxtrot: somebody merged the trunk into a branch, and the trunk then went forward to that branch. From there on
//! the first-parent line runs through the branch, and what the trunk had brought meanwhile is dated by the merge.
//! Nothing is mended here: it is said, with both commits. Two things show it: an event whose `base` was once the
//! trunk and lies beside the line now, and the message that git writes.

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

/// What is said of each.
pub fn notices(foxtrots: &[Foxtrot]) -> Vec<Fault> {
    let notice = |f: &Foxtrot| {
        let dated = match f.events {
            0 => "no event is dated by it".to_owned(),
            1 => "1 event is dated by it".to_owned(),
            n => format!("{n} events are dated by it"),
        };
        Fault {
            code: Code::Foxtrot,
            event: None,
            path: None,
            message: format!(
                "{} merged the trunk of then ({}) into a branch that became the trunk; {dated}",
                f.merge.short(),
                f.old.short()
            ),
        }
    };
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
}
