//! What git and forges write when a commit is reverted, applied again or copied: statements about other
//! commits. Not triggers: what they ask for depends on what those commits asked for, and that is known
//! only with the history in hand.

use crate::project::reference::Reference;

use super::lines::{Line, Place};

/// One statement that another commit, or a whole pull request, is undone or done again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub line: u32,
    pub target: Target,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Its id, whole or its first 7 digits and more, in lower case.
    Commit(String),
    PullRequest(Reference),
    /// The quoted subject of `Reapply "..."`, where the message names nothing else.
    Subject(String),
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Undoing {
    pub reverts: Vec<Statement>,
    /// From a message whose subject is `Reapply "..."`, or that says so in a line. Where git wrote it,
    /// the target is the revert that is reverted; where a person did, it may be the commit itself.
    pub reapplies: Vec<Statement>,
    pub cherry_picks: Vec<CherryPick>,
}

/// `(cherry picked from commit X)`: one for each copy on the way, the first original first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CherryPick {
    pub line: u32,
    pub commit: String,
}

/// How a line begins that names commits, and one that names pull requests.
const REVERTS: [&[&str]; 2] = [
    &["This reverts commit ", "This reverts commits "],
    &["Reverts ", "This reverts merge request ", "This reverts pull request "],
];
const REAPPLIES: [&[&str]; 2] =
    [&["This reapplies commit ", "This reapplies commits ", "Reapplies commit "], &["Reapplies "]];

/// Adds what one message states.
pub fn collect(lines: &[Line<'_>], into: &mut Undoing) {
    let again = lines.iter().find(|l| l.place == Place::Subject).and_then(reapplied);
    let mut named = false;
    for line in lines.iter().filter(|l| matches!(l.place, Place::Plain | Place::Subject)) {
        let commit = picked(line.read);
        into.cherry_picks.extend(commit.map(|commit| CherryPick { line: line.number, commit }));
        let (reverts, reapplies) = (named_by(line, &REVERTS), named_by(line, &REAPPLIES));
        named |= !(reverts.is_empty() && reapplies.is_empty());
        into.reapplies.extend(reapplies);
        if again.is_some() { &mut into.reapplies } else { &mut into.reverts }.extend(reverts);
    }
    into.reapplies.extend(again.filter(|_| !named));
}

/// `Reapply "subject"`, as git names the revert of a revert.
fn reapplied(line: &Line<'_>) -> Option<Statement> {
    let quoted = line.read.strip_prefix("Reapply \"")?;
    let subject = quoted[..quoted.rfind('"')?].to_owned();
    Some(Statement { line: line.number, target: Target::Subject(subject) })
}

/// Every commit, or every pull request, that a line of this beginning names.
fn named_by(line: &Line<'_>, [commits, requests]: &[&[&str]; 2]) -> Vec<Statement> {
    let after = |starts: &[&str]| starts.iter().find_map(|s| line.read.strip_prefix(s));
    let targets = match (after(commits), after(requests)) {
        (Some(rest), _) => list(rest, |text| {
            commit(text).map(|(id, rest)| (Target::Commit(id.to_ascii_lowercase()), rest))
        }),
        (None, Some(rest)) => list(rest, |text| {
            Reference::at_start(text).map(|(found, rest)| (Target::PullRequest(found), rest))
        }),
        (None, None) => Vec::new(),
    };
    targets.into_iter().map(|target| Statement { line: line.number, target }).collect()
}

/// `X`, `X and Y`, `X, Y, and Z`: as many as stand there, up to the first other word.
fn list<'t>(text: &'t str, one: impl Fn(&'t str) -> Option<(Target, &'t str)>) -> Vec<Target> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((target, after)) = one(rest) {
        found.push(target);
        let after = after.strip_prefix(',').unwrap_or(after).trim_start();
        rest = after.strip_prefix("and ").unwrap_or(after);
    }
    found
}

/// The id of a commit at the start of a text: 7 to 64 hex digits that no letter or digit follows.
fn commit(text: &str) -> Option<(&str, &str)> {
    let end = text.bytes().position(|b| !b.is_ascii_hexdigit()).unwrap_or(text.len());
    let (id, rest) = text.split_at(end);
    let ends = rest.chars().next().is_none_or(|c| c.is_whitespace() || ".,;:()".contains(c));
    let a_range = rest.starts_with("..");
    ((7..=64).contains(&id.len()) && ends && !a_range).then_some((id, rest))
}

fn picked(line: &str) -> Option<String> {
    let inside = line.trim_end().strip_prefix('(')?.strip_suffix(')')?;
    let id = inside
        .strip_prefix("cherry picked from commit ")
        .or_else(|| inside.strip_prefix("cherry-picked from commit "))?;
    commit(id).filter(|(_, rest)| rest.is_empty()).map(|(id, _)| id.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    fn read(message: &str) -> Vec<String> {
        let mut found = Undoing::default();
        collect(&lines(message), &mut found);
        let show = |word: &str, s: &Statement| match &s.target {
            Target::Commit(id) => format!("{word} {id}"),
            Target::PullRequest(reference) => format!("{word} {reference}"),
            Target::Subject(subject) => format!("{word} {subject:?}"),
        };
        let reverts = found.reverts.iter().map(|s| show("revert", s));
        let reapplies = found.reapplies.iter().map(|s| show("reapply", s));
        let picks = found.cherry_picks.iter().map(|p| format!("pick {}", p.commit));
        reverts.chain(reapplies).chain(picks).collect()
    }

    #[test]
    fn reads_what_git_and_forges_write() {
        let id = "1a2b3c4d5e6f70819203142536475869708192a3";
        for (message, expected) in [
            (format!("Revert \"x\"\n\nThis reverts commit {id}."), vec![format!("revert {id}")]),
            (
                format!(
                    "Revert \"m\"\n\nThis reverts commit {id}, reversing\nchanges made to {id}."
                ),
                vec![format!("revert {id}")],
            ),
            (
                "Revert x\n\nThis reverts commit 1A2B3C4 (x, 2026-11-20).".to_owned(),
                vec!["revert 1a2b3c4".to_owned()],
            ),
            ("Revert \"x\" (#13)\n\nReverts o/r#12".to_owned(), vec!["revert o/r#12".to_owned()]),
            ("Revert \"x\"\n\nReverts #12.".to_owned(), vec!["revert #12".to_owned()]),
            ("Revert\n\nThis reverts merge request !12".to_owned(), vec!["revert !12".to_owned()]),
            (
                "x\n\nThis reverts commits 1a2b3c4, 2a2b3c4, and 3a2b3c4.".to_owned(),
                ["1", "2", "3"].map(|n| format!("revert {n}a2b3c4")).to_vec(),
            ),
            (
                format!("Reapply \"x (#12)\" (#14)\n\nThis reverts commit {id}."),
                vec![format!("reapply {id}")],
            ),
            ("Reapply \"x (#12)\"".to_owned(), vec!["reapply \"x (#12)\"".to_owned()]),
            ("x\n\nThis reapplies commit 1a2b3c4.".to_owned(), vec!["reapply 1a2b3c4".to_owned()]),
            (
                format!(
                    "x\n\n(cherry picked from commit {id})\n(cherry picked from commit 1a2b3c4)"
                ),
                vec![format!("pick {id}"), "pick 1a2b3c4".to_owned()],
            ),
        ] {
            assert_eq!(read(&message), expected, "{message}");
        }
    }

    #[test]
    fn prose_states_nothing() {
        for message in [
            "Revert \"x\"",
            "x\n\nThis partially reverts commit 1a2b3c4.",
            "x\n\nNote: This reverts commit 1a2b3c4.",
            "x\n\n> This reverts commit 1a2b3c4.",
            "x\n\n    This reverts commit 1a2b3c4.",
            "x\n\n```\nThis reverts commit 1a2b3c4.\n```",
            "x\n\nThis reverts commit that broke it.",
            "x\n\nThis reverts commit 1a2b3c4..2a2b3c4",
            "x\n\nThis reverts commit 1a2b3c4xyz",
            "x\n\nReverts the behaviour of #12",
            "x\n\nReverts #12th",
            "x\n\nReverts #12's docs",
            "x\n\ncherry picked from commit 1a2b3c4",
            "x\n\n(cherry picked from commit 1a2b3c4 by hand)",
        ] {
            assert_eq!(read(message), [] as [&str; 0], "{message}");
        }
    }
}
