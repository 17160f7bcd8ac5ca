//! The roster through the real program: admitting, revoking, rotating, the closed mode, and the keys that others can
//! check signatures with.

use serde_json::Value;

use crate::support::{Repo, write_key};

/// A ledger whose root is Ana, and Ben's clone of it; the path of Ben's public key.
fn two() -> (Repo, Repo, String) {
    let ana = Repo::with_gaps(&["RBAC", "TLS", "audit"]);
    let ben = ana.clone_as("ben", 2);
    let key = ben.home.join(".ssh/id_ed25519.pub").to_str().unwrap().to_owned();
    (ana, ben, key)
}

fn share(from: &Repo, to: &Repo) {
    from.git(&["push", "--quiet", "origin", "HEAD:main"]);
    to.git(&["pull", "--quiet", "--no-edit", "--no-rebase", "origin", "main"]);
}

fn roles(repo: &Repo) -> Vec<(String, String)> {
    let data = repo.json(&["signer", "list"]);
    let word = |s: &Value, key: &str| s[key].as_str().unwrap().to_owned();
    data["signers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (word(s, "principal"), word(s, "role")))
        .collect()
}

#[test]
fn a_closed_roster_lets_only_listed_keys_count() {
    let (ana, ben, key) = two();
    ana.ok(&["signer", "rule", "--mode", "closed"]);
    ana.commit("closed");
    share(&ana, &ben);
    let refused = ben.no(4, &["close", "SEC-001", "-m", "done"]);
    assert_eq!(refused.code, "not-permitted");
    assert!(refused.message.contains("is not on the roster, which is closed"), "{refused:?}");
    ana.ok(&["signer", "admit", &key, "--principal", "ben"]);
    ana.commit("admit ben");
    share(&ana, &ben);
    assert!(roles(&ana).contains(&("ben".into(), "contributor".into())), "{:?}", roles(&ana));
    ben.ok(&["close", "SEC-001", "-m", "done"]);
    ben.commit("close SEC-001");
    share(&ben, &ana);
    assert_eq!(ana.status("SEC-001"), "closed");
    let log = ana.json(&["log", "SEC-001"]);
    assert_eq!(log["moments"][0]["signer"]["name"], "ben");
    // A contributor may not admit, revoke or rule.
    for arguments in [
        &[
            "signer",
            "admit",
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAD/TheWrongLengthOrPoint",
            "--principal",
            "zoe",
        ][..],
        &["signer", "revoke", "work-example.org", "-m", "x"],
        &["signer", "rule", "--mode", "open"],
    ] {
        let said = ben.gaps(arguments);
        assert!([4, 5].contains(&said.exit), "{arguments:?}: {}{}", said.out, said.err);
    }
    assert_eq!(ben.git(&["status", "--short"]), "");
}

#[test]
fn revoked_the_key_may_sign_no_more_and_what_was_seen_stays() {
    let (ana, ben, _) = two();
    ben.ok(&["close", "SEC-001", "-m", "done"]);
    ben.commit("close SEC-001");
    share(&ben, &ana);
    let fingerprint =
        ben.json(&["log", "SEC-001"])["moments"][0]["signer"]["key"].as_str().unwrap().to_owned();
    ana.ok(&["signer", "revoke", &fingerprint, "-m", "left"]);
    ana.commit("revoke ben");
    // Ben does not know yet, and works on.
    ben.ok(&["close", "SEC-002", "-m", "late"]);
    ben.commit("close SEC-002");
    ben.git(&["pull", "--quiet", "--no-edit", "--no-rebase", ana.path.to_str().unwrap(), "main"]);
    ana.git(&["pull", "--quiet", "--no-edit", "--no-rebase", ben.path.to_str().unwrap(), "main"]);
    share(&ana, &ben);
    assert_eq!(
        (ana.status("SEC-001").as_str(), ana.status("SEC-002").as_str()),
        ("closed", "open")
    );
    assert_eq!(ben.no(4, &["close", "SEC-003"]).code, "not-permitted");
    let doctor = ben.gaps(&["doctor"]);
    assert!(doctor.exit == 1 && doctor.out.contains(", which was revoked: "), "{}", doctor.out);
    // What the struck event did can be done again, or the event be taken back in.
    let late = ana.json(&["log", "SEC-002"])["moments"][0]["event"].as_str().unwrap().to_owned();
    ana.ok(&["close", "SEC-002", "-m", "checked by ana"]);
    assert_eq!(ana.status("SEC-002"), "closed");
    ana.ok(&["undo"]);
    assert_eq!(ana.status("SEC-002"), "open");
    ana.ok(&["signer", "adopt", &late, "-m", "it was honest"]);
    assert_eq!(ana.status("SEC-002"), "closed");
}

#[test]
fn who_rotates_their_own_key_goes_on_with_the_new_one() {
    let (ana, _, _) = two();
    write_key(&ana.home.join("new"), 7);
    let (new, public) = (ana.home.join("new"), ana.home.join("new.pub"));
    ana.ok(&["signer", "rotate", "work-example.org", "--to", public.to_str().unwrap()]);
    assert_eq!(ana.no(4, &["close", "SEC-001"]).code, "not-permitted");
    let key = ["--key", new.to_str().unwrap()];
    ana.ok(&[&["close", "SEC-001", "-m", "done"][..], &key].concat());
    ana.commit("rotate, close");
    assert_eq!(ana.status("SEC-001"), "closed");
    assert_eq!(roles(&ana).iter().filter(|(_, role)| role == "root").count(), 1);
    ana.ok(&[&["signer", "rule", "--mode", "closed"][..], &key].concat());
}

#[test]
fn the_last_root_stays() {
    let (ana, ..) = two();
    let refused = ana.no(4, &["signer", "revoke", "work-example.org", "-m", "x"]);
    assert!(refused.message.contains("last root"), "{refused:?}");
}
