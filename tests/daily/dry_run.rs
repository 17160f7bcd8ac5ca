//! `--dry-run` prints what would be written and writes nothing: no file, no index, no key.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::SystemTime;

use crate::support::{Repo, World, files_below};

/// Every file of the repository and the home, with its bytes and its time; but for the cache, which is nobody's.
pub(crate) fn snapshot(repo: &Repo) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
    let files = files_below(&repo.path).into_iter().chain(files_below(&repo.home));
    let cache = repo.path.join(".git/gaps");
    files
        .filter(|path| !path.starts_with(&cache) || path.ends_with("commands"))
        .map(|path| {
            let time = path.symlink_metadata().unwrap().modified().unwrap();
            (path.clone(), (std::fs::read(&path).unwrap_or_default(), time))
        })
        .collect()
}

#[test]
fn no_writer_writes() {
    let repo = Repo::with_gaps(&["RBAC", "TLS", "audit"]);
    repo.ok(&["revise", "SEC-001", "--criterion", "works"]);
    repo.ok(&["close", "SEC-002", "-m", "done"]);
    repo.commit("some events");
    repo.ok(&["note", "SEC-003", "-m", "pending"]);
    crate::support::write_key(&repo.world.path("other"), 9);
    let other = repo.world.path("other.pub");
    let other = other.to_str().unwrap();
    let signer = repo.json(&["signer", "list"]);
    let before = snapshot(&repo);
    let writers: Vec<Vec<&str>> = vec![
        vec!["add", "x", "--block", "Security"],
        vec!["add", "x", "--block", "Ops", "--waits-on", "SEC-001"],
        vec!["start", "SEC-001"],
        vec!["close", "SEC-001", "--force", "-m", "x"],
        vec!["confirm", "SEC-002"],
        vec!["defer", "SEC-001", "-m", "x"],
        vec!["drop", "SEC-001"],
        vec!["reopen", "SEC-002"],
        vec!["revise", "SEC-001", "--title", "y"],
        vec!["tick", "SEC-001", "1"],
        vec!["note", "SEC-001", "-m", "x"],
        vec!["link", "SEC-001", "--pr", "7"],
        vec!["undo"],
        vec!["undo", "SEC-002"],
        vec![
            "waive",
            "SEC-001",
            "--rule",
            "r",
            "-m",
            "x",
            "--asker",
            "zoe",
            "--until",
            "2030-01-01",
        ],
        vec!["block", "rename", "Security", "Safety"],
        vec!["signer", "admit", other, "--principal", "zoe"],
        vec!["signer", "rule", "--mode", "closed"],
    ];
    for writer in writers {
        for flag in ["-n", "--dry-run"] {
            let arguments = [writer.as_slice(), &[flag]].concat();
            let said = repo.ok(&arguments);
            assert!(said.contains("would "), "{arguments:?}: {said}");
            let data = repo.json(&arguments);
            assert_eq!(data["dry_run"], true, "{arguments:?}");
        }
    }
    assert_eq!(repo.json(&["signer", "list"]), signer);
    assert_eq!(snapshot(&repo), before);
}

#[test]
fn init_makes_no_key_and_no_ledger() {
    let repo = Repo::keyless(&World::new(), "ana");
    repo.git(&["init", "--quiet", "-b", "main"]);
    let before = snapshot(&repo);
    assert!(repo.ok(&["init", "-n"]).contains("would"));
    assert_eq!(snapshot(&repo), before);
}
