//! A key was stolen and is revoked. Whatever the thief does from then on, no later event of it counts, and what had
//! landed before stays.

use serde_json::{Value, json};

use crate::support::Repo;
use crate::team::{BO, Team, close, fault, json_of, path_of, put};

#[test]
fn backdating() {
    let team = Team::new("contributor");
    // The thief's clone is older than the revocation, so that even the verb writes the event.
    team.revoke();
    let mut closing = team.bo.command(&["close", "SEC-002", "-m", "done", "--json"]);
    let said = closing.env("GAPS_NOW", "2020-01-01T00:00:00Z").output().unwrap();
    let said: Value = serde_json::from_slice(&said.stdout).unwrap();
    let event = said["data"]["events"][0]["event"].as_str().unwrap().to_owned();
    let mut commit = team.bo.world.command("git", &team.bo.home, &team.bo.path);
    for name in ["GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"] {
        commit.env(name, "2020-01-01T00:00:00Z");
    }
    assert!(commit.args(["commit", "--quiet", "-m", "long ago"]).status().unwrap().success());
    team.update(&team.bo);
    team.bo.git(&["push", "--quiet", "origin", "main"]);
    team.expect_struck(&event);
}

#[test]
fn a_stale_branch() {
    let team = Team::new("contributor");
    team.bo.git(&["switch", "--quiet", "-c", "stale"]);
    let event = close(&team.bo, "SEC-002", "close two");
    team.bo.git(&["push", "--quiet", "origin", "stale"]);
    team.revoke();
    // Somebody merges it in good faith.
    team.ana.git(&["fetch", "--quiet"]);
    team.ana.git(&[
        "merge",
        "--quiet",
        "--no-ff",
        "origin/stale",
        "-m",
        "Merge pull request #4 from bo/stale",
    ]);
    team.ana.git(&["push", "--quiet", "origin", "main"]);
    team.expect_struck(&event);
}

#[test]
fn a_cherry_pick() {
    let team = Team::new("contributor");
    team.bo.git(&["switch", "--quiet", "-c", "stale"]);
    let event = close(&team.bo, "SEC-002", "close two");
    team.bo.git(&["push", "--quiet", "origin", "stale"]);
    team.revoke();
    team.ana.git(&["fetch", "--quiet"]);
    team.ana.git(&["cherry-pick", "origin/stale"]);
    team.ana.git(&["push", "--quiet", "origin", "main"]);
    team.expect_struck(&event);
}

/// The thief's commit comes to stand before the revocation on the first-parent line.
#[test]
fn a_foxtrot() {
    let team = Team::new("contributor");
    let event = close(&team.bo, "SEC-002", "close two");
    team.revoke();
    team.bo.git(&["fetch", "--quiet"]);
    team.bo.git(&[
        "merge",
        "--quiet",
        "--no-ff",
        "origin/main",
        "-m",
        "Merge branch 'main' into main-too",
    ]);
    team.bo.git(&["push", "--quiet", "origin", "HEAD:main"]);
    let line = team.bo.git(&["log", "--first-parent", "--format=%s"]);
    assert!(line.contains("close two") && !line.contains("revoke bo"), "{line}");
    team.expect_struck(&event);
}

#[test]
fn a_squash_together_with_the_revocation() {
    let team = Team::new("contributor");
    team.bo.git(&["switch", "--quiet", "-c", "stale"]);
    let event = close(&team.bo, "SEC-002", "close two");
    team.bo.git(&["push", "--quiet", "origin", "stale"]);
    team.ana.git(&["switch", "--quiet", "-c", "response"]);
    team.ana.ok(&["signer", "revoke", "bo", "-m", "stolen", "--keep-none"]);
    team.ana.commit("revoke bo");
    team.ana.git(&["fetch", "--quiet"]);
    team.ana.git(&["merge", "--quiet", "--no-ff", "origin/stale", "-m", "take it along"]);
    team.ana.git(&["switch", "--quiet", "main"]);
    team.ana.git(&["merge", "--quiet", "--squash", "response"]);
    team.ana.commit("Respond (#3)");
    team.ana.git(&["push", "--quiet", "origin", "main"]);
    team.expect_struck(&event);
}

/// A cause lends a date, never trust.
#[test]
fn a_cause_that_names_an_old_commit() {
    let team = Team::new("contributor");
    let old = team.bo.git(&["rev-parse", "HEAD~1"]).trim().to_owned();
    let template = close(&team.bo, "SEC-002", "close two");
    let mut made = json_of(&team.bo, &template);
    team.bo.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    team.revoke();
    made.insert("cause".into(), json!({
        "authored": "2020-01-01T00:00:00Z", "commit": old, "line": 1, "n": 0, "text": "ab".repeat(32),
    }));
    let event = put(&team.bo, BO, "SEC/002", &made);
    team.bo.commit("record what a message asked for");
    team.update(&team.bo);
    team.bo.git(&["push", "--quiet", "origin", "main"]);
    team.expect_struck(&event);
}

/// A base of long ago, or none, is a claim like any other.
#[test]
fn a_base_that_is_a_lie() {
    let team = Team::new("contributor");
    let first = team.bo.git(&["rev-list", "--max-parents=0", "HEAD"]).trim().to_owned();
    let template = close(&team.bo, "SEC-002", "close two");
    let mut made = json_of(&team.bo, &template);
    team.bo.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    team.revoke();
    team.update(&team.bo);
    for base in [json!(first), Value::Null] {
        made.insert("base".into(), base);
        let event = put(&team.bo, BO, "SEC/002", &made);
        team.bo.commit("close two");
        team.bo.git(&["push", "--quiet", "origin", "main"]);
        team.expect_struck(&event);
    }
}

/// Where the file lies and how often it was committed changes nothing either.
#[test]
fn a_copy_in_another_folder_and_under_an_honest_merge() {
    let team = Team::new("contributor");
    let event = close(&team.bo, "SEC-002", "close two");
    let path = path_of(&team.bo, &event);
    let bytes = team.bo.read(&path);
    team.revoke();
    team.bo.write(&path.replace("SEC/002", "SEC/001"), &bytes);
    team.bo.git(&["add", "-f", ".gaps"]);
    team.bo.commit("a copy");
    team.bo.git(&["rm", "--quiet", "-r", ".gaps/events/SEC/002"]);
    team.bo.commit("away");
    team.bo.git(&["revert", "--no-edit", "HEAD"]);
    team.update(&team.bo);
    team.bo.git(&["push", "--quiet", "origin", "main"]);
    team.expect_struck(&event);
}

/// It landed before the revocation did, and the one who revoked had not seen it.
#[test]
fn what_lands_between_the_decision_and_its_landing() {
    let team = Team::new("contributor");
    team.ana.ok(&["signer", "revoke", "bo", "-m", "stolen", "--keep-none"]);
    team.ana.commit("revoke bo");
    let event = close(&team.bo, "SEC-002", "close two, quickly");
    team.bo.git(&["push", "--quiet", "origin", "main"]);
    team.update(&team.ana);
    team.ana.git(&["push", "--quiet", "origin", "main"]);
    team.expect_struck(&event);
}

/// A thief with a maintainer's key admits an accomplice, adopts their own work, and neither helps.
#[test]
fn what_a_struck_key_admits_and_adopts_falls_with_it() {
    let team = Team::new("maintainer");
    let event = close(&team.bo, "SEC-002", "close two");
    let accomplice = Repo::person(&team.bo.world, "eve", 6);
    team.bo.ok(&[
        "signer",
        "admit",
        accomplice.home.join(".ssh/id_ed25519.pub").to_str().unwrap(),
        "--principal",
        "eve",
    ]);
    team.bo.ok(&["signer", "adopt", &event[..12], "-m", "mine"]);
    team.bo.commit("help myself");
    team.revoke();
    team.update(&team.bo);
    team.bo.git(&["push", "--quiet", "origin", "main"]);
    team.expect_struck(&event);
    let roster = team.ana.json(&["signer", "list"]);
    let names: Vec<&str> = roster["signers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["principal"].as_str().unwrap())
        .collect();
    assert_eq!(names.len(), 1, "{names:?}");
    assert_eq!(roster["revoked"].as_array().unwrap().len(), 1);
}

/// An honest event of somebody else that builds on a struck one stands.
#[test]
fn nobody_falls_with_it() {
    let team = Team::new("contributor");
    let event = close(&team.bo, "SEC-002", "close two");
    team.bo.git(&["push", "--quiet", "origin", "main"]);
    // Ana revoked before she saw it, and dee confirms what bo closed.
    let dee = team.ana.clone_as("dee", 4);
    dee.ok(&["confirm", "SEC-002"]);
    dee.commit("confirm two");
    team.ana.ok(&["signer", "revoke", "bo", "-m", "stolen", "--keep-none"]);
    team.ana.commit("revoke bo");
    team.update(&team.ana);
    team.ana.git(&["push", "--quiet", "origin", "main"]);
    team.update(&dee);
    dee.git(&["push", "--quiet", "origin", "main"]);
    team.update(&team.ana);
    assert_eq!(fault(&team.ana, &event).as_deref(), Some("revoked-key"));
    assert_eq!(team.ana.status("SEC-002"), "confirmed");
}

/// The program itself refuses to sign with a key that it knows to be revoked.
#[test]
fn the_verbs_refuse() {
    let team = Team::new("contributor");
    team.revoke();
    team.update(&team.bo);
    let problem = team.bo.no(4, &["close", "SEC-002"]);
    assert!(problem.message.contains("revoked"), "{problem:?}");
    let public = team.bo.home.join(".ssh/id_ed25519.pub");
    let again = team.ana.no(4, &["signer", "admit", public.to_str().unwrap(), "--principal", "bo"]);
    assert!(again.message.contains("never admitted again"), "{again:?}");
}
