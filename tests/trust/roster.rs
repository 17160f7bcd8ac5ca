//! The last root, the closed mode, and strangers.

use serde_json::json;

use crate::support::Repo;
use crate::team::{BO, ROOT, Team, admit, close, fault, json_of, put};

#[test]
fn the_last_root_stays() {
    let team = Team::new("contributor");
    let problem = team.ana.no(4, &["signer", "revoke", "work-example.org", "-m", "x"]);
    assert!(problem.message.contains("last root"), "{problem:?}");
    let own = team.ana.home.join(".ssh/id_ed25519.pub");
    let less = [
        "signer",
        "admit",
        own.to_str().unwrap(),
        "--principal",
        "work-example.org",
        "--role",
        "contributor",
    ];
    let problem = team.ana.no(4, &less);
    assert!(problem.message.contains("last root"), "{problem:?}");
    // Made by hand it counts for nothing.
    let admission = team.ana.event_files().into_iter().find(|p| p.contains("@ledger")).unwrap();
    let id = admission.rsplit('/').next().unwrap().trim_end_matches(".event").to_owned();
    let founded = team.ana.json(&["list"])["ledger"].as_str().unwrap().to_owned();
    let mut made = json_of(&team.ana, &id);
    let key = made["signer"].clone();
    made.insert("kind".into(), "revoked".into());
    made.insert("ledger".into(), founded.clone().into());
    made.insert("parents".into(), json!([founded]));
    made.insert("body".into(), json!({ "key": key, "reason": "x" }));
    let event = put(&team.ana, ROOT, "@ledger", &made);
    team.ana.commit("nobody left");
    assert_eq!(fault(&team.ana, &event).as_deref(), Some("not-permitted"));
    team.ana.ok(&["close", "SEC-002"]);
    assert_eq!(team.ana.status("SEC-002"), "closed");
}

#[test]
fn closed_mode() {
    let ana = Repo::new();
    ana.ok(&["init", "--closed"]);
    ana.commit("found a closed ledger");
    for title in ["a", "b", "c"] {
        ana.ok(&["add", title, "-b", "Security"]);
    }
    ana.commit("open three");
    let bo = ana.clone_as("bo", BO);
    let problem = bo.no(4, &["close", "SEC-001"]);
    assert!(
        problem.message.contains("not on the roster") || problem.message.contains("list"),
        "{problem:?}"
    );
    // By hand, and merged in good faith: it counts for nothing.
    let template = ana.json(&["close", "SEC-001", "-m", "x"])["events"][0]["event"].clone();
    let made = json_of(&ana, template.as_str().unwrap());
    ana.ok(&["undo"]);
    let early = put(&bo, BO, "SEC/001", &made);
    bo.commit("close one");
    bo.git(&["push", "--quiet", "origin", "main"]);
    ana.git(&["pull", "--quiet"]);
    assert_eq!(fault(&ana, &early).as_deref(), Some("unknown-signer"));
    assert_eq!(ana.status("SEC-001"), "open");
    // Once admitted, what lands later counts; what landed before does not.
    admit(&ana, &bo, "bo", "contributor");
    ana.commit("admit bo");
    ana.git(&["push", "--quiet", "origin", "main"]);
    bo.git(&["pull", "--quiet"]);
    close(&bo, "SEC-002", "close two");
    bo.git(&["push", "--quiet", "origin", "main"]);
    ana.git(&["pull", "--quiet"]);
    assert_eq!((ana.status("SEC-001"), ana.status("SEC-002")), ("open".into(), "closed".into()));
    // Without its history it accepts nothing.
    let url = format!("file://{}", ana.remote().display());
    let shallow = Repo::person(&ana.world, "shallow", 5);
    shallow.git(&["clone", "--quiet", "--depth", "1", &url, "."]);
    assert_eq!(shallow.json(&["list", "--status", "all"])["gaps"], json!([]));
}

/// In the open mode whoever can land may write, and no more than a contributor may.
#[test]
fn strangers_in_the_open_mode() {
    let team = Team::new("contributor");
    let dee = team.ana.clone_as("dee", 4);
    let event = close(&dee, "SEC-002", "close two");
    dee.git(&["push", "--quiet", "origin", "main"]);
    team.update(&team.ana);
    assert_eq!((fault(&team.ana, &event), team.ana.status("SEC-002")), (None, "closed".into()));
    for words in [
        &["signer", "revoke", "bo", "-m", "x"][..],
        &["signer", "rule", "--mode", "closed"],
        &["signer", "adopt", &event[..12], "-m", "x"],
    ] {
        let problem = dee.no(4, words);
        assert!(problem.message.contains("contributor"), "{problem:?}");
    }
}

/// Of two roots who revoke each other without knowing of it, the first to land stands.
#[test]
fn two_roots_who_revoke_each_other() {
    let team = Team::new("root");
    team.ana.ok(&["signer", "revoke", "bo", "-m", "him", "--keep-none"]);
    team.ana.commit("revoke bo");
    team.bo.ok(&["signer", "revoke", "work-example.org", "-m", "her", "--keep-none"]);
    team.bo.commit("revoke ana");
    team.bo.git(&["push", "--quiet", "origin", "main"]);
    team.ana.git(&["pull", "--quiet", "--no-rebase", "--no-edit", "origin", "main"]);
    // Ana's own line would put hers first: she takes the trunk as the forge has it.
    team.ana.git(&["switch", "--quiet", "-c", "mine", "HEAD~1"]);
    team.ana.git(&["branch", "-f", "main", "origin/main"]);
    team.ana.git(&["switch", "--quiet", "main"]);
    team.ana.git(&[
        "merge",
        "--quiet",
        "--no-ff",
        "mine",
        "-m",
        "Merge pull request #9 from ana/mine",
    ]);
    team.ana.git(&["push", "--quiet", "origin", "main"]);
    let roster = team.ana.json(&["signer", "list"]);
    let roots: Vec<&str> = roster["signers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["principal"].as_str().unwrap())
        .collect();
    assert_eq!(roots, ["bo"]);
}
