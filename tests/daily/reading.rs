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

#[test]
fn what_is_text_for_other_programs_is_a_document_as_well() {
    let repo = Repo::with_gaps(&["RBAC"]);
    repo.write("code", "done");
    repo.git(&["add", "code"]);
    repo.commit("done\n\nCloses-Gap: SEC-001");
    for (arguments, kind) in [
        (&["signer", "export"][..], "allowed_signers"),
        (&["completions", "fish"], "completions"),
        (&["man"], "man"),
        (&["man", "close"], "man"),
    ] {
        let text = repo.ok(arguments);
        let said = repo.ok(&[arguments, &["--json"]].concat());
        let document: serde_json::Value = serde_json::from_str(&said).unwrap();
        assert_eq!((&document["kind"], &document["data"]["text"]), (&kind.into(), &text.into()));
    }
    assert_eq!(repo.json(&["man", "--dir", "pages"])["folder"], "pages");
    // Nobody signed what only a message asked for.
    assert_eq!(repo.ok(&["signer", "export"]).lines().count(), 1);
}
