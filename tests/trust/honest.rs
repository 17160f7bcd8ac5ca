//! What a revocation must not take: what its author saw, what it keeps, and honest late work that is adopted.

use crate::support::write_key;
use crate::team::{Team, admit, close, fault};

/// Work on a branch that the revoker has before them is kept, and it is said how much.
#[test]
fn keeps() {
    let team = Team::new("contributor");
    team.bo.git(&["switch", "--quiet", "-c", "late"]);
    let kept = close(&team.bo, "SEC-002", "close two");
    team.bo.git(&["push", "--quiet", "origin", "late"]);
    let struck = close(&team.bo, "SEC-003", "close three");
    team.ana.git(&["fetch", "--quiet"]);
    team.ana.git(&["switch", "--quiet", "-c", "leaving", "origin/late"]);
    let said = team.ana.gaps(&["signer", "revoke", "bo", "-m", "left the team"]);
    assert_eq!(said.exit, 0);
    assert!(
        said.err.contains("1 of its events that the trunk does not show are kept"),
        "{}",
        said.err
    );
    team.ana.commit("revoke bo");
    team.ana.git(&["switch", "--quiet", "main"]);
    team.ana.git(&[
        "merge",
        "--quiet",
        "--no-ff",
        "leaving",
        "-m",
        "Merge pull request #4 from ana/leaving",
    ]);
    team.ana.git(&["push", "--quiet", "origin", "main"]);
    team.update(&team.bo);
    team.bo.git(&["push", "--quiet", "origin", "HEAD:main"]);
    team.update(&team.ana);
    assert_eq!((fault(&team.ana, &kept), team.ana.status("SEC-002")), (None, "closed".into()));
    assert_eq!(fault(&team.ana, &struck).as_deref(), Some("revoked-key"));
    assert_eq!(team.ana.status("SEC-003"), "open");
}

#[test]
fn adopted() {
    let team = Team::new("contributor");
    let late = close(&team.bo, "SEC-002", "close two");
    team.revoke();
    team.update(&team.bo);
    team.bo.git(&["push", "--quiet", "origin", "main"]);
    team.expect_struck(&late);
    // A contributor may not; a root may.
    let dee = team.ana.clone_as("dee", 4);
    let problem = dee.no(4, &["signer", "adopt", &late[..12], "-m", "it was honest"]);
    assert!(problem.message.contains("adopted"), "{problem:?}");
    team.ana.ok(&["signer", "adopt", &late[..12], "-m", "it was honest"]);
    assert_eq!(team.ana.status("SEC-002"), "closed");
    team.ana.commit("adopt it (#5)");
    assert_eq!((fault(&team.ana, &late), team.ana.status("SEC-002")), (None, "closed".into()));
    // Its landing is that of its own file.
    let landing = team.ana.gap("SEC-002")["completed"]["commit"].clone();
    assert_eq!(landing, team.ana.git(&["log", "--format=%H", "--grep", "close two"]).trim());
    // The key itself stays revoked.
    let other = close(&team.ana, "SEC-003", "close three");
    assert_eq!(fault(&team.ana, &other), None);
    team.bo.no(4, &["close", "SEC-004"]);
}

/// A narrowed role is a revocation of what it lost, and of nothing else.
#[test]
fn narrowing() {
    let team = Team::new("maintainer");
    let waive = |label: &str| -> String {
        let words = [
            "waive",
            label,
            "--rule",
            "no-open",
            "-m",
            "x",
            "--asker",
            "ana",
            "--until",
            "2030-01-01",
        ];
        let data = team.bo.json(&words);
        team.bo.commit(&format!("waive {label}"));
        data["events"][0]["event"].as_str().unwrap().to_owned()
    };
    let seen = waive("SEC-002");
    team.bo.git(&["push", "--quiet", "origin", "main"]);
    team.update(&team.ana);
    admit(&team.ana, &team.bo, "bo", "contributor");
    team.ana.commit("bo is a contributor now");
    team.ana.git(&["push", "--quiet", "origin", "main"]);
    let unseen = waive("SEC-003");
    let note = team.bo.json(&["note", "SEC-003", "-m", "still here"])["events"][0]["event"].clone();
    team.bo.commit("a note");
    team.update(&team.bo);
    team.bo.git(&["push", "--quiet", "origin", "main"]);
    team.update(&team.ana);
    assert_eq!(fault(&team.ana, &seen), None);
    assert_eq!(fault(&team.ana, &unseen).as_deref(), Some("revoked-key"));
    assert_eq!(fault(&team.ana, note.as_str().unwrap()), None);
    let problem = team.bo.no(
        4,
        &["waive", "SEC-004", "--rule", "r", "-m", "x", "--asker", "ana", "--until", "2030-01-01"],
    );
    assert!(problem.message.contains("contributor"), "{problem:?}");
}

/// The new key stands in for the old one; what the old one signed stays, what it signs from now on does not count.
#[test]
fn rotation() {
    let team = Team::new("contributor");
    let old = close(&team.ana, "SEC-002", "close two (#4)");
    let pending = team.ana.json(&["close", "SEC-003", "-m", "done"])["events"][0]["event"].clone();
    let new_key = team.ana.home.join(".ssh/new");
    write_key(&new_key, 7);
    let said = team.ana.gaps(&[
        "signer",
        "rotate",
        "work-example.org",
        "--to",
        new_key.with_extension("pub").to_str().unwrap(),
    ]);
    assert_eq!(said.exit, 0, "{}", said.err);
    team.ana.commit("rotate ana's key (#5)");
    // The old key is done; the new one is root and may go on.
    let problem = team.ana.no(4, &["close", "SEC-004"]);
    assert!(problem.message.contains("revoked"), "{problem:?}");
    team.ana.git(&["config", "gaps.signingKey", new_key.to_str().unwrap()]);
    let new = close(&team.ana, "SEC-004", "close four (#6)");
    for event in [&old, &new, pending.as_str().unwrap()] {
        assert_eq!(fault(&team.ana, event), None);
    }
    for label in ["SEC-001", "SEC-002", "SEC-003", "SEC-004"] {
        assert_eq!(team.ana.status(label), "closed", "{label}");
    }
    let roster = team.ana.json(&["signer", "list"]);
    let roots: Vec<_> =
        roster["signers"].as_array().unwrap().iter().filter(|s| s["role"] == "root").collect();
    assert_eq!(roots.len(), 1, "{roster}");
    team.ana.git(&["push", "--quiet", "origin", "main"]);
    let fresh = team.ana.clone_as("fresh", 5);
    assert_eq!(
        fresh.json(&["list", "--status", "all"])["gaps"],
        team.ana.json(&["list", "--status", "all"])["gaps"]
    );
    // The new root can do what roots do.
    team.ana.ok(&["signer", "revoke", "bo", "-m", "left"]);
}

/// Where the trunk was written anew, the base of a revocation is in no history: the trunk before it counts.
#[test]
fn base_lost() {
    let team = Team::new("contributor");
    team.bo.git(&["switch", "--quiet", "-c", "stale"]);
    let event = close(&team.bo, "SEC-002", "close two");
    team.bo.git(&["push", "--quiet", "origin", "stale"]);
    team.revoke();
    team.ana.git(&["fetch", "--quiet"]);
    team.ana.git(&["merge", "--quiet", "--no-ff", "origin/stale", "-m", "Merge pull request #4"]);
    team.ana.git(&["push", "--quiet", "origin", "main"]);
    team.expect_struck(&event);
    // Every commit gets another id.
    team.update(&team.ana);
    let mut filter = team.ana.world.command("git", &team.ana.home, &team.ana.path);
    filter.env("FILTER_BRANCH_SQUELCH_WARNING", "1");
    let said = filter
        .args(["filter-branch", "-f", "--msg-filter", "cat; echo; echo x", "main"])
        .output()
        .unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    team.ana.git(&["push", "--quiet", "--force", "origin", "main"]);
    // The old objects still lie about in ana's clone; a fresh one has none of them. Both say the same.
    let fresh = team.ana.clone_as("fresh", 5);
    let told = |repo: &crate::support::Repo| repo.json(&["list", "--status", "all"]);
    assert_eq!(told(&team.ana), told(&fresh));
    assert_eq!(fresh.status("SEC-001"), "closed");
    assert_eq!(fresh.status("SEC-002"), "open");
    let faults = told(&fresh)["faults"].to_string();
    assert!(faults.contains("base-lost") && faults.contains("revoked-key"), "{faults}");
}
