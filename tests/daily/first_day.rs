//! The first session of a new user, on a machine without a key; and taking things back.

use serde_json::json;

use crate::support::{Repo, World};

/// A repository of a person without any key, with RBAC as SEC-001.
fn begun() -> Repo {
    let repo = Repo::keyless(&World::new(), "ana");
    repo.git(&["init", "--quiet", "-b", "main"]);
    let said = repo.ok(&["init"]);
    assert!(said.contains("Founded ledger"), "{said}");
    assert!(said.contains("a new key, made in"), "{said}");
    assert!(said.contains("~/.config/gaps/id_ed25519"), "told where: {said}");
    assert!(repo.home.join(".config/gaps/id_ed25519").is_file());
    let said = repo.ok(&[
        "add",
        "RBAC",
        "--block",
        "Security",
        "--criticality",
        "high",
        "--criterion",
        "roles defined",
        "--criterion",
        "middleware checks roles",
    ]);
    assert!(said.starts_with("SEC-001  opened (high): RBAC  "), "{said}");
    repo
}

fn done(repo: &Repo) {
    assert!(repo.ok(&["tick", "SEC-001", "1", "2"]).starts_with("SEC-001  met 1, 2  "));
    let said = repo.ok(&["close", "SEC-001", "-m", "roles in"]);
    assert!(said.starts_with("SEC-001  closed: roles in  "), "{said}");
}

#[test]
fn from_nothing_to_a_closed_gap() {
    let repo = begun();
    let refused = repo.no(4, &["close", "SEC-001", "-m", "done"]);
    assert_eq!(refused.code, "unmet-criteria");
    assert_eq!(
        refused.message,
        "SEC-001 has 2 criteria unmet: 1 roles defined; 2 middleware checks roles"
    );
    assert!(refused.hint.starts_with("gaps tick SEC-001 1 2"), "{}", refused.hint);
    done(&repo);
    let all = repo.json(&["list", "--status", "all"]);
    assert_eq!(all["counts"], json!({}));
    assert_eq!(all["gaps"].as_array().unwrap().len(), 1);
    let gap = &all["gaps"][0];
    for (field, value) in [
        ("label", json!("SEC-001")),
        ("title", json!("RBAC")),
        ("block", json!("Security")),
        ("criticality", json!("high")),
        ("type", json!(null)),
        ("status", json!("closed")),
        ("contested", json!(false)),
        ("landed", json!(false)),
        ("files", json!([])),
        ("owner", json!(null)),
        ("due", json!(null)),
        ("opened", json!({ "at": null, "commit": null })),
        ("completed", json!(null)),
        ("links", json!([])),
        ("unrecorded", json!(null)),
        (
            "criteria",
            json!([
                { "number": "1", "text": "roles defined", "met": true },
                { "number": "2", "text": "middleware checks roles", "met": true },
            ]),
        ),
    ] {
        assert_eq!(gap[field], value, "{field}");
    }
    assert!(!repo.ok(&["list"]).contains("SEC-001"), "what is done is not listed");
    assert!(repo.ok(&["list", "--status", "all"]).contains("SEC-001  high  closed  RBAC"));
    let page = repo.ok(&["show", "SEC-001"]);
    for line in [
        "SEC-001  RBAC",
        "closed · high · Security",
        "2 of 2 met",
        "[x] 1  roles defined",
        "[x] 2  middleware checks roles",
        "closed: roles in",
    ] {
        assert!(page.contains(line), "{line} in {page}");
    }
    let log = repo.ok(&["log", "SEC-001"]);
    let order =
        ["closed: roles in", "met 1, 2", "opened (high): RBAC"].map(|w| log.find(w).unwrap());
    assert!(order.is_sorted(), "newest first: {log}");
    let moments = repo.json(&["log", "SEC-001"]);
    let kinds: Vec<&str> = moments["moments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["closed", "met", "opened"]);
    assert_eq!(moments["moments"][0]["standing"], "pending");
    assert_eq!(moments["moments"][0]["landing"], json!(null));
    // The events that signer export and ssh-keygen verify: .ci/second-verifier runs them.
    let allowed = repo.ok(&["signer", "export"]);
    assert!(allowed.contains("namespaces=\"gaps-event-v1\" ssh-ed25519 AAAA"), "{allowed}");
}

#[test]
fn undo_takes_the_closing_back_and_writes_the_opposite_after_a_commit() {
    let repo = begun();
    // All in one second, as a script would: a second is no command.
    for arguments in [vec!["tick", "SEC-001", "1", "2"], vec!["close", "SEC-001", "-m", "roles in"]]
    {
        let said =
            repo.command(&arguments).env("GAPS_NOW", "2026-11-20T12:30:00Z").output().unwrap();
        assert!(said.status.success());
    }
    let files = repo.event_files();
    let said = repo.ok(&["undo"]);
    assert!(said.starts_with("took back  SEC-001 closed  ") && said.lines().count() == 1, "{said}");
    assert_eq!(repo.event_files().len(), files.len() - 1, "the file is gone");
    let gap = repo.gap("SEC-001");
    assert_eq!((&gap["status"], &gap["criteria"][0]["met"]), (&json!("open"), &json!(true)));
    repo.ok(&["close", "SEC-001", "-m", "roles in"]);
    repo.commit("close SEC-001");
    assert_eq!(repo.gap("SEC-001")["landed"], json!(true));
    let said = repo.ok(&["undo"]);
    assert!(said.starts_with("SEC-001  reopened: undoes "), "{said}");
    let gap = repo.gap("SEC-001");
    assert_eq!((&gap["status"], &gap["landed"]), (&json!("open"), &json!(false)));
    let log = repo.ok(&["log", "SEC-001", "--oneline"]);
    assert!(
        log.contains("closed: roles in") && log.contains("reopened"),
        "nothing is erased: {log}"
    );
    // Undone before its commit, the closing stands again.
    repo.ok(&["undo"]);
    assert_eq!(repo.status("SEC-001"), "closed");
}

#[test]
fn undo_takes_back_what_one_command_wrote_and_nothing_else() {
    let repo = Repo::with_gaps(&["RBAC", "TLS", "audit"]);
    repo.ok(&["note", "SEC-001", "-m", "first"]);
    repo.ok(&["close", "SEC-002", "SEC-003", "-m", "both"]);
    assert_eq!(repo.ok(&["undo", "-n"]).lines().count(), 2);
    assert_eq!(repo.status("SEC-002"), "closed", "a dry run changes nothing");
    assert_eq!(repo.ok(&["undo"]).lines().count(), 2);
    assert_eq!([repo.status("SEC-002"), repo.status("SEC-003")], ["open", "open"]);
    assert!(repo.ok(&["undo"]).contains("SEC-001 noted"));
    assert_eq!(repo.git(&["status", "--short"]), "");
    // By label, and refused where a later event builds on it.
    repo.ok(&["start", "SEC-001"]);
    repo.ok(&["note", "SEC-002", "-m", "other"]);
    assert!(repo.ok(&["undo", "SEC-001"]).contains("SEC-001 started"));
    repo.ok(&["close", "SEC-002", "-m", "x"]);
    let noted =
        repo.json(&["log", "SEC-002"])["moments"][1]["event"].as_str().unwrap()[..12].to_owned();
    assert_eq!(repo.no(4, &["undo", &noted]).code, "built-on");
    // A clone that lost its note of the commands takes back one event at a time.
    std::fs::remove_dir_all(repo.path.join(".git/gaps")).unwrap();
    assert!(repo.ok(&["undo"]).contains("SEC-002 closed"));
    // Nothing of mine is left at all: somebody else's is not mine.
    let ben = repo.clone_as("ben", 2);
    assert_eq!(ben.no(4, &["undo"]).code, "nothing-to-undo");
}

#[test]
fn a_session_with_every_verb() {
    let repo = Repo::with_gaps(&["RBAC", "TLS", "audit trail"]);
    repo.ok(&["start", "SEC-001"]);
    assert_eq!(repo.gap("SEC-001")["owner"], "work-example.org");
    repo.ok(&["defer", "SEC-002", "-m", "after the beta", "--until", "2027-01-15"]);
    repo.ok(&["drop", "SEC-003", "-m", "not ours"]);
    assert_eq!(repo.no(4, &["defer", "SEC-001"]).code, "needs-reason");
    let past = repo.no(4, &["defer", "SEC-001", "-m", "later", "--until", "2020-01-15"]);
    assert!(past.message.contains("2020-01-15 has passed"), "{}", past.message);
    repo.ok(&["reopen", "SEC-003"]);
    repo.ok(&["close", "SEC-003", "-m", "done"]);
    repo.ok(&["confirm", "SEC-003"]);
    let twice = repo.no(4, &["close", "SEC-003", "-m", "again"]);
    assert_eq!(twice.code, "illegal-move");
    assert!(twice.message.starts_with("SEC-003 is confirmed since 2026-11-20 (by "), "{twice:?}");
    repo.ok(&["revise", "SEC-001", "--title", "RBAC everywhere", "--criterion", "roles"]);
    repo.ok(&["tick", "SEC-001", "1"]);
    repo.ok(&["tick", "SEC-001", "1", "--unmet"]);
    repo.ok(&["link", "SEC-001", "--waits-on", "SEC-002", "--pr", "7"]);
    repo.ok(&["note", "SEC-001", "-m", "see the wiki"]);
    repo.ok(&[
        "waive",
        "SEC-001",
        "--rule",
        "open-high",
        "-m",
        "beta",
        "--asker",
        "ben",
        "--until",
        "2027-01-01",
    ]);
    assert_eq!(repo.no(4, &["link", "SEC-002", "--waits-on", "SEC-001"]).code, "refused");
    assert_eq!(
        repo.no(4, &["revise", "SEC-001", "--title", "RBAC everywhere"]).code,
        "nothing-new"
    );
    let next = repo.json(&["next"]);
    assert!(next["gaps"].as_array().is_none_or(Vec::is_empty), "{next}");
    let page = repo.ok(&["show", "sec-001"]);
    for words in
        ["RBAC everywhere", "waits-on SEC-002 (deferred) TLS", "see the wiki", "[ ] 1  roles"]
    {
        assert!(page.contains(words), "{words} in {page}");
    }
    assert_eq!(repo.ok(&["block", "list"]).matches("Security").count(), 1);
    assert!(repo.ok(&["list", "--grep", "wiki"]).contains("SEC-001"));
    assert!(repo.gaps(&["doctor"]).out.contains("single root"));
}
