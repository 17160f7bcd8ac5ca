//! `gaps check`: shows first, runs only on `--run`, never what nobody committed, and signs what came out or nothing.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::Repo;

/// A gap whose opening names these commands, landed.
fn gap(commands: &[&str]) -> Repo {
    let repo = Repo::founded();
    repo.write("README", "x");
    repo.git(&["add", "README"]);
    let mut all = vec!["add", "RBAC", "--block", "Security"];
    commands.iter().for_each(|c| all.extend(["--verify", c]));
    repo.ok(&all);
    repo.commit("open it");
    repo
}

/// The bodies of the evidence of SEC-001.
fn evidence(repo: &Repo) -> Vec<Value> {
    let bodies = repo.event_files().into_iter().filter_map(|path| {
        let event: Value =
            serde_json::from_str(&crate::support::json_part(&repo.read(&path))).unwrap();
        (event["kind"] == "evidenced").then(|| event["body"].clone())
    });
    bodies.collect()
}

#[test]
fn without_run_nothing_runs_and_nothing_is_written() {
    let repo = gap(&["touch ran"]);
    let shown = repo.ok(&["check", "SEC-001"]);
    assert!(shown.contains("  $ touch ran\n    named by work-example.org in "), "{shown}");
    repo.ok(&["check", "SEC-001", "--run", "-n"]);
    let said = repo.json(&["check", "sec-001"]);
    assert_eq!(
        (&said["ran"], &said["gaps"][0]["commands"][0]["exit"]),
        (&json!(false), &Value::Null)
    );
    assert!(!repo.path.join("ran").exists());
    assert_eq!(evidence(&repo), Vec::<Value>::new());
}

#[test]
fn what_ran_is_signed_with_exit_output_and_tree() {
    let repo = gap(&["cat README; echo err >&2", "exit 3"]);
    let said = repo.gaps(&["check", "SEC-001", "--run"]);
    assert_eq!(said.exit, 1, "one of them failed: {}{}", said.out, said.err);
    assert!(said.err.contains("  | xerr\n  exit 0, "), "{}", said.err);
    let tree = repo.git(&["rev-parse", "HEAD^{tree}"]).trim().to_owned();
    let mut all = evidence(&repo);
    all.sort_by_key(|b| b["exit"].to_string());
    assert_eq!(all.len(), 2);
    for (body, (exit, printed)) in all.iter().zip([("0", "xerr\n"), ("3", "")]) {
        assert_eq!((&body["exit"], &body["tree"]), (&json!(exit), &json!(tree)));
        assert_eq!(body["output"], json!(blake3::hash(printed.as_bytes()).to_hex().as_str()));
        assert!(body["duration_ms"].is_u64() && body["excerpt"].is_null());
    }
    assert_eq!(repo.git(&["status", "--short"]).matches("A  .gaps/").count(), 2, "they are staged");
    // Evidence is no word on the status.
    repo.commit("evidence");
    assert_eq!(repo.status("SEC-001"), "open");
    let said = repo.json(&["check", "SEC-001"]);
    assert_eq!(said["gaps"][0]["commands"].as_array().unwrap().len(), 2);
    assert_eq!(repo.gaps(&["audit"]).exit, 0);
}

#[test]
fn an_excerpt_is_kept_only_on_request_and_made_safe() {
    let repo = gap(&["printf '\\033[2Jx\\000y\\r\\n'"]);
    let said = repo.gaps(&["check", "SEC-001", "--run", "--excerpt"]);
    assert_eq!(said.exit, 0, "{}", said.err);
    assert!(!said.err.contains('\u{1b}') && said.err.contains("  | <U+001B>[2Jx<U+0000>y"));
    assert_eq!(evidence(&repo)[0]["excerpt"], "<U+001B>[2Jx<U+0000>y<U+000D>");
    assert_eq!(repo.no(2, &["check", "SEC-001", "--excerpt"]).code, "usage");
}

#[test]
fn a_command_that_is_in_no_commit_is_never_run() {
    let repo = gap(&["true"]);
    repo.ok(&["revise", "SEC-001", "--verify", "touch ran"]);
    let shown = repo.ok(&["check", "SEC-001"]);
    assert!(shown.contains("not run: the event that names it is in no commit yet"), "{shown}");
    assert_eq!(repo.gaps(&["check", "SEC-001", "--run"]).exit, 1, "not all of it was run");
    assert!(!repo.path.join("ran").exists());
    // A gap that has no other is a refusal.
    repo.ok(&["add", "TLS", "--block", "Security", "--verify", "touch ran"]);
    assert_eq!(repo.no(4, &["check", "SEC-002", "--run"]).code, "held");
    assert!(!repo.path.join("ran").exists());
    // Once it is committed it is what the reviewers saw.
    repo.commit("reviewed");
    assert_eq!(repo.gaps(&["check", "SEC-002", "--run"]).exit, 0);
    assert!(repo.path.join("ran").exists());
}

#[test]
fn a_command_that_nobody_signed_is_never_run() {
    let repo = gap(&["true"]);
    let path = repo.event_files().into_iter().find(|p| p.contains("SEC")).unwrap();
    let json = crate::support::json_part(&repo.read(&path)).replace("\"true\"", "\"touch ran\"");
    let (forged, signature) = (crate::support::path_beside(&path, &json), repo.read(&path));
    let at = signature.windows(10).position(|w| w == b"-----BEGIN").unwrap();
    repo.write(&forged, [json.as_bytes(), &signature[at..]].concat());
    repo.git(&["add", "-f", "."]);
    repo.commit("forge another opening");
    // A cache that says that it was good is not asked.
    repo.ok(&["list"]);
    for label in ["SEC-001", &forged.rsplit('/').next().unwrap()[..12]] {
        repo.gaps(&["check", label, "--run"]);
    }
    assert!(!repo.path.join("ran").exists());
}

#[test]
fn what_is_here_must_be_what_the_evidence_names() {
    let repo = gap(&["true"]);
    let base = repo.path.join("README");
    for change in ["edit", "add"] {
        match change {
            "edit" => fs::write(&base, "changed").unwrap(),
            _ => repo.write("new.txt", "new"),
        }
        let problem = repo.no(4, &["check", "SEC-001", "--run"]);
        assert_eq!(problem.code, "not-clean", "{change}");
        repo.git(&["checkout", "-q", "README"]);
        let _ = fs::remove_file(repo.path.join("new.txt"));
    }
    // What lies below .gaps decides nothing, and neither does what git ignores.
    repo.write(".git/info/exclude", "built\n");
    repo.write("built", "x");
    repo.ok(&["note", "SEC-001", "-m", "a pending event"]);
    assert_eq!(repo.gaps(&["check", "SEC-001", "--run"]).exit, 0);
    // A command that moves the branch leaves no evidence of a tree that is gone.
    let repo = gap(&[
        "git commit -q --allow-empty -m moved && touch README2 && git add README2 && git commit -q -m x",
    ]);
    assert_eq!(repo.gaps(&["check", "SEC-001", "--run"]).exit, 4);
    assert_eq!(evidence(&repo), Vec::<Value>::new());
    // One that changes a file has run, and those after it would run on something else.
    let repo = gap(&["echo changed > README", "touch second"]);
    let said = repo.gaps(&["check", "SEC-001", "--run"]);
    assert_eq!((said.exit, evidence(&repo).len()), (4, 1), "{}{}", said.out, said.err);
    assert!(said.err.contains("README") && !repo.path.join("second").exists());
}

#[test]
fn who_may_not_sign_is_told_before_anything_runs() {
    let repo = gap(&["touch ran"]);
    repo.ok(&["signer", "rule", "--mode", "closed"]);
    repo.commit("close the roster");
    let other = repo.home.join("other");
    crate::support::write_key(&other, 9);
    let other = other.to_str().unwrap();
    assert_eq!(repo.no(4, &["check", "SEC-001", "--run", "--key", other]).code, "not-permitted");
    assert_eq!(repo.no(5, &["check", "SEC-001", "--run", "--key", "nowhere"]).code, "no-key");
    assert!(!repo.path.join("ran").exists());
    assert_eq!(repo.no(4, &["check", "SEC-009", "--run"]).code, "unknown-label");
    let repo = gap(&[]);
    assert_eq!(repo.no(4, &["check", "SEC-001", "--run"]).code, "no-command");
    assert!(repo.ok(&["check", "SEC-001"]).contains("names no command"));
}

#[test]
fn it_works_in_a_worktree_and_in_a_folder_below() {
    let repo = gap(&["test -f README"]);
    repo.git(&["worktree", "add", "-q", "-b", "side", repo.world.path("side").to_str().unwrap()]);
    let side = repo.at(repo.world.path("side"));
    assert_eq!(side.gaps(&["check", "SEC-001", "--run"]).exit, 0);
    assert_eq!((evidence(&side).len(), evidence(&repo).len()), (1, 0));
    fs::create_dir_all(repo.path.join("deep")).unwrap();
    assert_eq!(repo.at("deep").gaps(&["check", "SEC-001", "--run"]).exit, 0, "it runs at the root");
    let bare = repo.remote();
    assert_eq!(repo.at(bare).no(5, &["check", "SEC-001", "--run"]).code, "bare");
}

#[test]
fn what_takes_too_long_is_ended_and_leaves_no_evidence() {
    let repo = gap(&["echo begun; sleep 100", "true"]);
    let said = repo.gaps(&["check", "SEC-001", "--run", "--timeout", "1"]);
    assert_eq!(said.exit, 1);
    assert!(
        said.err.contains("ended after 1 s (--timeout): nothing is recorded of it"),
        "{}",
        said.err
    );
    let all = evidence(&repo);
    assert_eq!((all.len(), &all[0]["command"]), (1, &json!("true")));
}

#[cfg(unix)]
#[test]
fn an_interrupted_check_leaves_nothing_and_nothing_running() {
    let repo = gap(&["while :; do echo x >> ../beat; sleep 0.05; done"]);
    let beat = repo.world.path("beat");
    let mut check = repo.command(&["check", "SEC-001", "--run"]);
    let mut check = check.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while !beat.exists() {
        assert!(check.try_wait().unwrap().is_none(), "it ended by itself");
        std::thread::sleep(Duration::from_millis(20));
    }
    let pid = check.id().to_string();
    // Not even a chance to clean up: Ctrl-C is kinder, and ignored where tests run in the background.
    Command::new("kill").args(["-KILL", &pid]).status().unwrap();
    assert!(!check.wait().unwrap().success());
    // The command ends soon after; when it has, its file grows no more.
    let size = || beat.metadata().unwrap().len();
    let mut before = size();
    for _ in 0..200 {
        std::thread::sleep(Duration::from_millis(300));
        let now = size();
        if now == before {
            break;
        }
        before = now;
    }
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(size(), before, "the command goes on");
    assert_eq!(evidence(&repo), Vec::<Value>::new());
    assert_eq!(repo.git(&["status", "--short"]), "");
}
