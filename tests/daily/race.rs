//! Many at once.

use std::process::Stdio;

use crate::support::Repo;

#[test]
fn fifty_processes_append_at_once() {
    let repo = Repo::with_gaps(&["RBAC"]);
    let before = repo.event_files().len();
    let children: Vec<_> = (0..50)
        .map(|n| {
            let text = format!("note {n}");
            repo.command(&["note", "SEC-001", "-m", &text])
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    let mut unstaged = 0;
    for child in children {
        let output = child.wait_with_output().unwrap();
        let talk = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{talk}");
        unstaged += usize::from(talk.contains("written, but not staged"));
    }
    assert_eq!(repo.event_files().len(), before + 50, "50 events, and nothing else in the folder");
    let pending = |repo: &Repo| {
        let log = repo.json(&["log", "SEC-001"]);
        let moments = log["moments"].as_array().unwrap().clone();
        moments.iter().filter(|m| m["kind"] == "noted" && m["standing"] == "pending").count()
    };
    assert_eq!(pending(&repo) + unstaged, 50, "staged, or said not to be");
    repo.git(&["add", "-f", "--sparse", ".gaps/events"]);
    assert_eq!(pending(&repo), 50);
    assert_eq!(repo.json(&["list"])["faults"], serde_json::json!([]), "all verified");
    repo.commit("fifty notes");
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    assert_eq!(repo.status("SEC-001"), "closed");
}
