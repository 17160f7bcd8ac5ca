//! Repositories of every shape: sub-folders, linked worktrees, bare, detached, without commits, sha256, reftable.

use crate::support::Repo;

fn labels(repo: &Repo) -> Vec<String> {
    let data = repo.json(&["list", "--status", "all"]);
    data["gaps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|g| g["label"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_sub_folder() {
    let repo = Repo::with_gaps(&["RBAC"]);
    std::fs::create_dir_all(repo.path.join("src/deep")).unwrap();
    let deep = repo.at("src/deep");
    deep.ok(&["close", "SEC-001", "-m", "done"]);
    assert_eq!(repo.status("SEC-001"), "closed");
    assert!(repo.git(&["status", "--short"]).starts_with("A  .gaps/events/SEC/001/"));
    assert!(!deep.path.join(".gaps").exists());
    let elsewhere = repo.at("..");
    assert_eq!(
        elsewhere.ok(&["-C", "work/src", "list", "--status", "all"]),
        repo.ok(&["list", "--status", "all"])
    );
    // From inside .git there is no working tree to stand in, but the ledger is there.
    assert_eq!(labels(&repo.at(".git")), ["SEC-001"]);
}

#[test]
fn a_linked_worktree() {
    let repo = Repo::with_gaps(&["RBAC", "TLS"]);
    repo.git(&["worktree", "add", "--quiet", "-b", "side", "../side"]);
    let side = repo.at("../side");
    side.ok(&["close", "SEC-001", "-m", "done"]);
    assert_eq!(
        (side.status("SEC-001").as_str(), repo.status("SEC-001").as_str()),
        ("closed", "open")
    );
    repo.ok(&["start", "SEC-002"]);
    assert!(side.ok(&["undo"]).contains("SEC-001 closed"), "its own last command");
    assert_eq!(repo.status("SEC-002"), "started");
    side.ok(&["close", "SEC-001", "-m", "done"]);
    side.commit("side");
    assert_eq!(side.gap("SEC-001")["landed"], false);
    repo.git(&["merge", "--quiet", "--no-edit", "side"]);
    assert_eq!(repo.gap("SEC-001")["landed"], true);
}

#[test]
fn a_bare_repository_is_read_and_not_written() {
    let repo = Repo::with_gaps(&["RBAC"]);
    let bare = repo.at(repo.remote());
    assert_eq!(labels(&bare), ["SEC-001"]);
    assert!(bare.ok(&["show", "SEC-001"]).contains("RBAC"));
    for arguments in
        [&["close", "SEC-001"][..], &["init"], &["add", "x"], &["note", "SEC-001", "-m", "x"]]
    {
        let problem = bare.no(5, arguments);
        assert_eq!(problem.code, "bare", "{arguments:?}");
    }
}

#[test]
fn a_detached_head() {
    let repo = Repo::with_gaps(&["RBAC"]);
    repo.git(&["checkout", "--quiet", "--detach"]);
    assert_eq!(repo.gap("SEC-001")["landed"], true);
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    repo.commit("detached");
    assert_eq!(
        (repo.status("SEC-001").as_str(), &repo.gap("SEC-001")["landed"]),
        ("closed", &false.into())
    );
    let fresh = Repo::new();
    fresh.commit("first");
    fresh.git(&["checkout", "--quiet", "--detach"]);
    fresh.git(&["branch", "--quiet", "-D", "main"]);
    assert_eq!(fresh.no(5, &["init"]).code, "no-branch");
    fresh.ok(&["init", "--trunk-name", "main"]);
}

#[test]
fn no_commits_yet() {
    let repo = Repo::new();
    repo.ok(&["init"]);
    repo.ok(&["add", "RBAC", "--block", "Security"]);
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    assert_eq!(repo.status("SEC-001"), "closed");
    assert!(repo.ok(&["log"]).contains("pending"));
    assert!(repo.ok(&["undo"]).contains("SEC-001 closed"));
    repo.commit("all of it");
    assert_eq!(repo.gap("SEC-001")["landed"], true);
}

#[test]
fn sha256() {
    let repo = Repo::nowhere();
    repo.git(&["init", "--quiet", "-b", "main", "--object-format=sha256"]);
    repo.ok(&["init"]);
    repo.ok(&["add", "RBAC", "--block", "Security"]);
    let commit = repo.commit("open");
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    repo.commit("close");
    let gap = repo.gap("SEC-001");
    assert_eq!((commit.len(), gap["opened"]["commit"].as_str()), (64, Some(commit.as_str())));
    assert_eq!((&gap["status"], &gap["landed"]), (&"closed".into(), &true.into()));
    assert!(repo.ok(&["log", "SEC-001"]).contains("landed 2026-11-20"));
}

#[test]
fn reftable_is_refused_in_one_clear_line() {
    let repo = Repo::nowhere();
    let made = repo.git_said(&["init", "--quiet", "-b", "main", "--ref-format=reftable"]);
    if made.exit != 0 {
        println!("NOT RUN: reftable (this git cannot make such a repository: {})", made.err.trim());
        return;
    }
    for arguments in [&["list"][..], &["init"], &["add", "x"]] {
        let problem = repo.no(5, arguments);
        assert_eq!(problem.code, "reftable");
        assert!(
            problem.message.contains("reftable") && !problem.message.contains('\n'),
            "{problem:?}"
        );
        assert_eq!(problem.hint, "git refs migrate --ref-format=files");
    }
    // The hint does it.
    repo.git(&["refs", "migrate", "--ref-format=files"]);
    repo.ok(&["init"]);
}

#[test]
fn settings_of_git_that_would_change_bytes() {
    let repo = Repo::founded();
    repo.git(&["config", "core.autocrlf", "true"]);
    repo.git(&["config", "core.safecrlf", "true"]);
    repo.write(".gitignore", ".gaps/\n*.event\n");
    repo.ok(&["add", "RBAC", "--block", "Security"]);
    repo.commit("open");
    repo.git(&["rm", "--quiet", "-r", "--cached", "."]);
    repo.git(&["reset", "--quiet", "--hard"]);
    assert!(!repo.read(&repo.event_files()[1]).contains(&b'\r'));
    assert_eq!(labels(&repo), ["SEC-001"]);
    assert_eq!(repo.json(&["list"])["faults"], serde_json::json!([]));
    // A sparse checkout without the events.
    repo.write("src/a", "x");
    repo.git(&["add", "src"]);
    repo.commit("src");
    repo.git(&["sparse-checkout", "set", "src"]);
    assert_eq!(labels(&repo), ["SEC-001"]);
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    assert_eq!(repo.status("SEC-001"), "closed");
}

/// A repository where something stopped half way: `a` differs on both sides, and the other side closed a gap.
fn halfway(how: &[&str]) -> Repo {
    let repo = Repo::with_gaps(&["RBAC"]);
    repo.ok(&["revise", "SEC-001", "--label", "SEC-009"]);
    repo.git(&["checkout", "--quiet", "-b", "topic"]);
    repo.write("a", "topic");
    repo.git(&["add", "a"]);
    repo.ok(&["close", "SEC-009", "-m", "on the topic"]);
    repo.commit("topic");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.write("a", "main");
    repo.git(&["add", "a"]);
    repo.commit("main");
    assert_ne!(repo.git_said(how).exit, 0, "it stops");
    repo
}

#[test]
fn what_a_commit_holds_is_not_taken_back_while_it_is_merged() {
    for how in [&["merge", "topic"][..], &["cherry-pick", "topic"], &["rebase", "main", "topic"]] {
        let repo = halfway(how);
        // The status is pending here, and the commit that is merged or picked holds it.
        let staged = repo.git(&["diff", "--cached", "--name-only", "--", ".gaps"]);
        repo.ok(&["note", "SEC-001", "-m", "half way"]);
        assert!(repo.ok(&["undo"]).starts_with("took back  SEC-009 noted"), "{how:?}");
        let said = repo.ok(&["undo"]);
        assert!(said.starts_with("SEC-009  reopened: undoes "), "{how:?}: {said}");
        let now = repo.git(&["diff", "--cached", "--name-only", "--", ".gaps"]);
        assert!(staged.lines().all(|path| now.contains(path)), "{how:?}");
        assert_eq!(now.lines().count(), staged.lines().count() + 1, "{how:?}");
    }
}
