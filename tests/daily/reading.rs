//! Verbs that read leave everything as it was: `git status`, the index, every file and its time.

use crate::dry_run::snapshot;
use crate::support::Repo;

#[test]
fn nothing_changes() {
    let repo = Repo::with_gaps(&["RBAC", "TLS"]);
    repo.ok(&["note", "SEC-001", "-m", "pending"]);
    // A file whose time is newer than the index tempts git to refresh it.
    repo.write("src/main.rs", "fn main() {}\n");
    repo.git(&["add", "src"]);
    repo.commit("code");
    repo.ok(&["start", "SEC-002"]);
    repo.write("src/main.rs", "fn main() {}\n");
    let before = snapshot(&repo);
    for arguments in [
        &["list"][..],
        &["list", "--status", "all", "--json"],
        &["list", "--at", "HEAD~1"],
        &["list", "--changed-since", "HEAD~1"],
        &["list", "--grep", "rbac"],
        &["show", "SEC-001"],
        &["log"],
        &["log", "SEC-001", "--oneline"],
        &["next"],
        &["block", "list"],
        &["signer", "list"],
        &["signer", "export"],
        &["completions", "bash"],
        &["man"],
        &["--help"],
    ] {
        repo.ok(arguments);
    }
    repo.gaps(&["doctor"]);
    let after = snapshot(&repo);
    let changed: Vec<_> =
        after.iter().filter(|(p, v)| before.get(*p) != Some(v)).map(|(p, _)| p).collect();
    assert!(changed.is_empty(), "{changed:?}");
    assert_eq!(before.len(), after.len());
}
