//! One row of the table: a repository in which ten gaps were opened in one landing, and the words for what is
//! expected of the twenty events that each row has in the end.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;

use crate::support::{Repo, SEED, World};

/// Where an event is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum At {
    /// Landed with this commit, by this pull request.
    Landed(String, Option<u64>),
    Unlanded,
    /// Not in this history at all.
    Nowhere,
    /// It is in a tree of the trunk; when it came there cannot be told.
    Untold,
    /// Nothing about its landing can be told.
    Unresolvable,
}

pub(crate) fn landed(commit: &str, pr: u64) -> At {
    At::Landed(commit.to_owned(), (pr > 0).then_some(pr))
}

/// The ten gaps.
pub(crate) const ALL: [&str; 10] = [
    "SEC-001", "SEC-002", "SEC-003", "SEC-004", "SEC-005", "SEC-006", "SEC-007", "SEC-008",
    "SEC-009", "SEC-010",
];

pub(crate) struct Row {
    pub(crate) repo: Repo,
    /// The commit that opened them.
    pub(crate) opened: String,
}

impl Row {
    /// A ledger with ten gaps on the branch main: `found a ledger`, then `open ten gaps (#1)`.
    pub(crate) fn new() -> Self {
        static TEMPLATE: OnceLock<(Repo, String)> = OnceLock::new();
        let (template, opened) = TEMPLATE.get_or_init(|| {
            let repo = Repo::founded();
            let opened = open_ten(&repo);
            (repo, opened)
        });
        let repo = Repo::person(&World::new(), "work", SEED);
        copy(&template.path, &repo.path);
        Self { repo, opened: opened.clone() }
    }

    /// Another place from which the same history is looked at.
    pub(crate) fn seen_from(&self, repo: &Repo) -> Self {
        Self { repo: repo.clone(), opened: self.opened.clone() }
    }

    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        self.repo.git(arguments)
    }

    /// Closes these gaps and commits, a day after whatever came before.
    pub(crate) fn close(&self, labels: &[&str], message: &str) -> String {
        self.repo.world.days(1);
        self.repo.ok(&[&["close"], labels, &["-m", "done"]].concat());
        self.repo.commit(message)
    }

    /// A commit that has nothing to do with us.
    pub(crate) fn work(&self, file: &str) -> String {
        self.repo.write(file, file);
        self.git(&["add", file]);
        self.repo.commit(&format!("write {file}"))
    }

    pub(crate) fn head(&self) -> String {
        self.git(&["rev-parse", "HEAD"]).trim().to_owned()
    }

    /// All ten openings where they are, and the closings as listed: twenty of twenty.
    pub(crate) fn expect(&self, closings: &[(&[&str], At)]) {
        self.expect_with(&[], closings, true);
    }

    /// The same where a closing was taken back later: what the gap is now is not asked here.
    pub(crate) fn expect_moments(&self, closings: &[(&[&str], At)]) {
        self.expect_with(&[], closings, false);
    }

    /// Time travel: the same, asked of the list at a revision. The log has no `--at`.
    pub(crate) fn expect_at(&self, rev: &str, closings: &[(&[&str], At)]) {
        let list = self.repo.json(&["list", "--status", "all", "--at", rev]);
        let opened = At::Landed(self.opened.clone(), Some(1));
        let mut expected = expectations("opened", &[(&ALL, opened)]);
        expected.extend(expectations("closed", closings));
        for ((label, kind), at) in &expected {
            assert_eq!(gap_is_wrong(&self.repo, &list, label, kind, at), None, "--at {rev}");
        }
    }

    pub(crate) fn expect_with(&self, options: &[&str], closings: &[(&[&str], At)], gaps: bool) {
        let opened = At::Landed(self.opened.clone(), Some(1));
        let mut expected = expectations("opened", &[(&ALL, opened)]);
        expected.extend(expectations("closed", closings));
        assert_eq!(expected.len(), 20, "a row has twenty events");
        check(&self.repo, options, &expected, gaps);
    }
}

pub(crate) type Expected = BTreeMap<(String, &'static str), At>;

pub(crate) fn expectations(kind: &'static str, of: &[(&[&str], At)]) -> Expected {
    let each = |(labels, at): &(&[&str], At)| -> Vec<((String, &'static str), At)> {
        labels.iter().map(|l| (((*l).to_owned(), kind), at.clone())).collect()
    };
    of.iter().flat_map(each).collect()
}

/// Opens ten gaps in one commit.
pub(crate) fn open_ten(repo: &Repo) -> String {
    for n in 1..=10 {
        repo.ok(&["add", &format!("gap {n}"), "-b", "Security", "-c", "high"]);
    }
    repo.world.days(1);
    repo.commit("open ten gaps (#1)")
}

/// Compares what `log` and `list` say of every event with what is expected; all of them must be right.
#[track_caller]
pub(crate) fn check(repo: &Repo, options: &[&str], expected: &Expected, gaps: bool) {
    let log = repo.json(&[options, &["log"]].concat());
    let list = repo.json(&[options, &["list", "--status", "all"]].concat());
    let mut wrong = Vec::new();
    for ((label, kind), at) in expected {
        let said = moment(&log, label, kind);
        let wanted = spoken(repo, at);
        if said != wanted {
            wrong.push(format!("{label} {kind}: log says {said:?}, expected {wanted:?}"));
        }
        if gaps && let Some(why) = gap_is_wrong(repo, &list, label, kind, at) {
            wrong.push(why);
        }
    }
    let right = expected.len() - wrong.len().min(expected.len());
    assert!(
        wrong.is_empty(),
        "{right} of {} right in {}\n{}\n{}",
        expected.len(),
        repo.path.display(),
        wrong.join("\n"),
        repo.git_said(&["log", "--graph", "--oneline", "--all"]).out
    );
}

/// Standing, commit, date and pull request, as one line.
fn moment(log: &Value, label: &str, kind: &str) -> Option<String> {
    let moments = log["moments"].as_array().unwrap();
    let mut found = moments
        .iter()
        .filter(|m| m["label"] == label && m["kind"] == kind && m["standing"] != "unrecorded");
    let moment = found.next()?;
    assert!(found.next().is_none(), "two moments for {label} {kind}");
    let landing = &moment["landing"];
    let reason = &moment["unresolvable"];
    assert_eq!(reason.is_null(), log["unresolvable"].is_null(), "null has a reason: {moment}");
    Some(line(
        moment["standing"].as_str(),
        landing["commit"].as_str(),
        landing["date"].as_str(),
        landing["pr"]["number"].as_u64(),
    ))
}

fn line(
    standing: Option<&str>,
    commit: Option<&str>,
    date: Option<&str>,
    pr: Option<u64>,
) -> String {
    format!("{standing:?} {commit:?} {date:?} {pr:?}")
}

fn spoken(repo: &Repo, at: &At) -> Option<String> {
    Some(match at {
        At::Landed(commit, pr) => {
            let day = day(repo, commit);
            line(Some("landed"), Some(commit), Some(&day), *pr)
        }
        At::Unlanded => line(Some("unlanded"), None, None, None),
        At::Untold => line(Some("landed"), None, None, None),
        At::Unresolvable => line(None, None, None, None),
        At::Nowhere => return None,
    })
}

/// The day of a commit on its committer's own clock, from git.
fn day(repo: &Repo, commit: &str) -> String {
    repo.git(&["show", "-s", "--format=%cs", commit]).trim().to_owned()
}

/// What `list` says of the gap: its opening or its completion.
fn gap_is_wrong(repo: &Repo, list: &Value, label: &str, kind: &str, at: &At) -> Option<String> {
    let gap = list["gaps"].as_array().unwrap().iter().find(|g| g["label"] == label);
    let Some(gap) = gap else {
        let gone = kind == "opened" && *at == At::Nowhere;
        return (!gone).then(|| format!("{label} is not listed"));
    };
    let reason = &gap["unresolvable"];
    let untold = matches!(at, At::Untold | At::Unresolvable);
    if reason.is_null() == untold {
        return Some(format!("{label}: unresolvable is {reason}"));
    }
    if kind == "opened" {
        let commit = gap["opened"]["commit"].as_str();
        let wanted = match at {
            At::Landed(commit, _) => Some(commit.as_str()),
            _ => None,
        };
        return (commit != wanted)
            .then(|| format!("{label}: opened in {commit:?}, not {wanted:?}"));
    }
    let completed = &gap["completed"];
    let said = (
        gap["status"].as_str().unwrap(),
        completed["commit"].as_str().map(str::to_owned),
        completed["date"].as_str().map(str::to_owned),
        completed["pr"]["number"].as_u64(),
        completed["source"].as_str(),
        gap["landed"].as_bool(),
    );
    let wanted = match at {
        At::Landed(commit, pr) => (
            "closed",
            Some(commit.clone()),
            Some(day(repo, commit)),
            *pr,
            Some("landing"),
            Some(true),
        ),
        At::Unlanded => ("closed", None, None, None, None, Some(false)),
        At::Untold => ("closed", None, None, None, Some("unresolvable"), Some(true)),
        At::Unresolvable => ("closed", None, None, None, Some("unresolvable"), None),
        At::Nowhere => ("open", None, None, None, None, said.5),
    };
    (said != wanted).then(|| format!("{label}: list says {said:?}, expected {wanted:?}"))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(|e| e.unwrap()) {
        let (path, target): (PathBuf, PathBuf) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type().unwrap().is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}
