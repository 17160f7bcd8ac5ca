//! What is asked with and without a cache.

use std::fs;
use std::path::PathBuf;

use crate::support::{self, Repo, Said};

/// Where the cache is.
pub(crate) fn cache(repo: &Repo) -> PathBuf {
    repo.path.join(".git/gaps")
}

/// The answers to all questions about the backlog and these gaps.
pub(crate) fn answers(repo: &Repo, labels: &[&str]) -> Vec<(String, Said)> {
    let mut questions: Vec<Vec<&str>> = vec![
        vec!["list"],
        vec!["list", "--status", "all", "--json"],
        vec!["list", "--status", "all", "--block", "sec"],
        vec!["log", "--json"],
        vec!["add", "another", "--block", "security", "--dry-run"],
        vec!["add", "another", "--block", "Platform", "--dry-run"],
    ];
    for label in labels {
        questions.push(vec!["show", label, "--json"]);
        questions.push(vec!["show", label]);
        questions.push(vec!["revise", label, "--block", "Platform", "--dry-run"]);
    }
    let ask = |question: Vec<&str>| (question.join(" "), asked(repo, &question));
    questions.into_iter().map(ask).collect()
}

/// Asked at one and the same time, so that what would be written is the same event.
fn asked(repo: &Repo, words: &[&str]) -> Said {
    support::said(repo.command(words).env("GAPS_NOW", "2027-01-01T00:00:00Z"))
}

/// Asks with what the cache has, twice, and without any, and wants the same of all three. The cache is as the second
/// asking left it.
#[track_caller]
pub(crate) fn agree(repo: &Repo, labels: &[&str], what: &str) {
    let first = answers(repo, labels);
    let second = answers(repo, labels);
    let aside = repo.world.path("aside");
    let _ = fs::remove_dir_all(&aside);
    let kept = fs::rename(cache(repo), &aside).is_ok();
    let mut none = Vec::new();
    for (question, _) in &first {
        let words: Vec<&str> = question.split(' ').collect();
        let _ = fs::remove_dir_all(cache(repo));
        none.push((question.clone(), asked(repo, &words)));
    }
    let _ = fs::remove_dir_all(cache(repo));
    if kept {
        fs::rename(&aside, cache(repo)).unwrap();
    }
    for ((question, with), (again, without)) in first.iter().zip(second.iter().zip(&none)) {
        assert_eq!(with, &without.1, "{what}: {question}: the first answer");
        assert_eq!(again.1, without.1, "{what}: {question}: the second answer");
    }
}
