//! Reading changes nothing: `git status`, every file's bytes and every file's time stay as they were.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::SystemTime;

use crate::support::{Repo, files_below};

type Files = BTreeMap<PathBuf, (SystemTime, Vec<u8>)>;

/// Everything but the cache, which is ours to write.
fn files(repo: &Repo) -> Files {
    let all = files_below(&repo.path).into_iter().chain(files_below(&repo.home));
    all.filter(|p| !p.starts_with(repo.path.join(".git/gaps")))
        .map(|p| {
            let time = std::fs::metadata(&p).unwrap().modified().unwrap();
            let bytes = std::fs::read(&p).unwrap();
            (p, (time, bytes))
        })
        .collect()
}

fn status(repo: &Repo) -> String {
    repo.git(&["--no-optional-locks", "status", "--porcelain", "--untracked-files=all"])
}

#[test]
fn reading_verbs_write_nothing() {
    let repo = Repo::with_gaps(&["a", "b"]);
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    repo.write("untracked", "x");
    repo.write("changed", "1");
    repo.git(&["add", "changed"]);
    repo.write("changed", "2");
    let (before, said) = (files(&repo), status(&repo));
    for words in [
        &["list"][..],
        &["list", "--status", "all", "--json"],
        &["list", "--at", "HEAD~1"],
        &["list", "--at", "yesterday"],
        &["list", "--changed-since", "HEAD~1"],
        &["show", "SEC-001"],
        &["log"],
        &["log", "--oneline", "--since", "1 week ago"],
        &["next"],
        &["diff", "HEAD~1..HEAD"],
        &["replay"],
        &["replay", "--ndjson"],
        &["signer", "list"],
        &["signer", "export"],
        &["block", "list"],
        &["doctor"],
        &["close", "SEC-002", "--dry-run"],
    ] {
        let out = repo.gaps(words);
        assert!(out.exit <= 1 || words.contains(&"yesterday"), "{words:?}: {}", out.err);
        let after = files(&repo);
        let changed: Vec<_> = after.iter().filter(|(p, f)| before.get(*p) != Some(f)).collect();
        assert!(
            changed.is_empty(),
            "{words:?} wrote {:?}",
            changed.iter().map(|(p, _)| p).collect::<Vec<_>>()
        );
        assert_eq!(after.len(), before.len(), "{words:?} took a file away");
        assert_eq!(status(&repo), said, "{words:?}");
    }
}
