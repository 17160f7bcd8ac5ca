//! Keys that may not: outsiders, revoked ones in every disguise, roots that fight, a second genesis.

use serde_json::{Value, json};

use crate::lab::{Lab, ME, OUTSIDER, fingerprint, public, signed};

const MATE: u8 = 2;
const THIEF: u8 = 3;

fn admitted(seed: u8, principal: &str, role: &str) -> Value {
    json!({ "key": public(seed), "principal": principal, "role": role })
}

fn admit(lab: &Lab, seed: u8, role: &str, by: u8) {
    lab.forge(lab.roster_draft("admitted", admitted(seed, &format!("p{seed}"), role)), by);
}

fn rule_closed(lab: &Lab) {
    lab.forge(lab.roster_draft("ruled", json!({ "mode": "closed" })), ME);
}

/// Revokes a key; what its author saw is this commit.
/// A revocation by somebody who saw the trunk up to `base`.
fn revocation(lab: &Lab, seed: u8, base: &str) -> Value {
    let body = json!({ "key": fingerprint(seed).to_string(), "reason": "stolen" });
    let mut draft = lab.roster_draft("revoked", body);
    draft["base"] = json!(base);
    draft
}

fn revoke(lab: &Lab, seed: u8, base: &str, by: u8) -> String {
    lab.forge(revocation(lab, seed, base), by)
}

fn started(lab: &Lab) -> Value {
    lab.draft("started", json!({}))
}

#[test]
fn an_outsider_in_a_closed_ledger() {
    let lab = Lab::new();
    rule_closed(&lab);
    admit(&lab, MATE, "contributor", ME);
    lab.forge(started(&lab), MATE);
    lab.clean();
    lab.forge(lab.draft("dropped", json!({"reason": "no"})), OUTSIDER);
    lab.finds(&["unknown-signer"]);
    assert_eq!(lab.repo.status("SEC-001"), "started");
}

#[test]
fn an_outsider_admits_himself() {
    let lab = Lab::new();
    admit(&lab, OUTSIDER, "root", OUTSIDER);
    lab.finds(&["unknown-signer"]);
}

#[test]
fn a_contributor_admits_a_root() {
    let lab = Lab::new();
    admit(&lab, MATE, "contributor", ME);
    lab.clean();
    admit(&lab, THIEF, "root", MATE);
    lab.finds(&["not-permitted"]);
}

#[test]
fn a_maintainer_admits_a_root() {
    let lab = Lab::new();
    admit(&lab, MATE, "maintainer", ME);
    admit(&lab, 4, "contributor", MATE);
    lab.clean();
    admit(&lab, THIEF, "root", MATE);
    lab.finds(&["not-permitted"]);
}

/// The id of an event is known before it lands: a maintainer adopts a revocation of the root, and then lands it.
#[test]
fn a_maintainer_adopts_what_takes_a_root() {
    let lab = Lab::new();
    admit(&lab, THIEF, "root", ME);
    admit(&lab, MATE, "maintainer", ME);
    let (path, bytes) = signed(revocation(&lab, ME, &lab.head()), MATE);
    let id = path.rsplit('/').next().unwrap().trim_end_matches(".event").to_owned();
    let adopts = json!({ "events": [id], "reason": "it is fine" });
    lab.forge(lab.roster_draft("adopted", adopts), MATE);
    lab.land(&path, bytes);
    lab.finds(&["not-permitted"]);
    assert!(lab.repo.ok(&["signer", "list"]).contains(&fingerprint(ME).to_string()));
}

#[test]
fn a_recorder_decides() {
    let lab = Lab::new();
    admit(&lab, MATE, "recorder", ME);
    lab.clean();
    lab.forge(started(&lab), MATE);
    lab.finds(&["not-permitted"]);
}

#[test]
fn the_last_root_is_revoked() {
    let lab = Lab::new();
    revoke(&lab, ME, &lab.head(), ME);
    lab.finds(&["not-permitted"]);
}

#[test]
fn a_revoked_key_goes_on() {
    let lab = Lab::new();
    admit(&lab, THIEF, "contributor", ME);
    lab.forge(started(&lab), THIEF);
    revoke(&lab, THIEF, &lab.head(), ME);
    lab.clean();
    assert_eq!(lab.repo.status("SEC-001"), "started", "what the revoker saw stays");
    let dropped = signed(lab.draft("dropped", json!({"reason": "no"})), THIEF);
    lab.land(&dropped.0, &dropped.1);
    lab.finds(&["revoked-key"]);
}

#[test]
fn a_revoked_key_backdates() {
    let lab = Lab::new();
    admit(&lab, THIEF, "contributor", ME);
    let old = lab.head();
    revoke(&lab, THIEF, &lab.head(), ME);
    lab.clean();
    let mut draft = started(&lab);
    draft["at"] = json!("2026-11-20T12:05:00Z");
    draft["base"] = json!(old);
    lab.forge(draft, THIEF);
    assert!(lab.audit().violations().contains(&"revoked-key".to_owned()));
}

#[test]
fn a_revoked_key_signs_on_a_stale_branch() {
    let lab = Lab::new();
    admit(&lab, THIEF, "contributor", ME);
    let old = lab.head();
    revoke(&lab, THIEF, &lab.head(), ME);
    lab.repo.git(&["switch", "-q", "-c", "stale", &old]);
    lab.forge(started(&lab), THIEF);
    lab.repo.git(&["switch", "-q", "main"]);
    lab.clean();
    lab.repo.git(&["merge", "-q", "--no-edit", "stale"]);
    lab.finds(&["revoked-key"]);
}

#[test]
fn a_revoked_key_comes_by_cherry_pick_and_squash() {
    for squash in [false, true] {
        let lab = Lab::new();
        admit(&lab, THIEF, "contributor", ME);
        let old = lab.head();
        revoke(&lab, THIEF, &lab.head(), ME);
        lab.repo.git(&["switch", "-q", "-c", "stale", &old]);
        lab.forge(started(&lab), THIEF);
        lab.repo.git(&["switch", "-q", "main"]);
        if squash {
            lab.repo.git(&["merge", "-q", "--squash", "stale"]);
            lab.repo.commit("squash");
        } else {
            lab.repo.git(&["cherry-pick", "stale"]);
        }
        lab.finds(&["revoked-key"]);
    }
}

#[test]
fn a_revoked_key_swaps_the_parents_by_a_foxtrot() {
    let lab = Lab::new();
    admit(&lab, THIEF, "contributor", ME);
    let old = lab.head();
    revoke(&lab, THIEF, &lab.head(), ME);
    lab.repo.git(&["switch", "-q", "-c", "stale", &old]);
    lab.forge(started(&lab), THIEF);
    // The branch takes the trunk in and becomes it: the revocation now lands after the event.
    lab.repo.git(&["merge", "-q", "--no-edit", "main"]);
    lab.repo.git(&["branch", "-f", "main", "stale"]);
    lab.repo.git(&["switch", "-q", "main"]);
    let audit = lab.finds(&["revoked-key"]);
    assert!(audit.notices().contains(&"foxtrot".to_owned()));
}

/// Two roots revoke each other, neither seeing the other's word; the one on a branch, the other on the trunk.
fn two_roots_at_odds(lab: &Lab) {
    admit(lab, MATE, "root", ME);
    let base = lab.head();
    lab.repo.git(&["switch", "-q", "-c", "stale"]);
    revoke(lab, ME, &base, MATE);
    lab.repo.git(&["switch", "-q", "main"]);
    revoke(lab, MATE, &base, ME);
}

#[test]
fn a_foxtrot_decides_which_of_two_roots_stands() {
    let lab = Lab::new();
    two_roots_at_odds(&lab);
    lab.repo.git(&["switch", "-q", "stale"]);
    lab.repo.git(&["merge", "-q", "--no-edit", "main"]);
    lab.repo.git(&["branch", "-f", "main", "stale"]);
    lab.repo.git(&["switch", "-q", "main"]);
    let audit = lab.audit();
    assert_eq!((audit.exit, audit.verdict()), (5, "incomplete"), "{:#}", audit.data);
    assert!(audit.data.to_string().contains("decided by a foxtrot alone"), "{:#}", audit.data);
}

#[test]
fn of_two_roots_the_one_who_landed_first_stands() {
    let lab = Lab::new();
    two_roots_at_odds(&lab);
    lab.repo.git(&[
        "merge",
        "-q",
        "--no-ff",
        "-m",
        "Merge pull request #3 from mate/stale",
        "stale",
    ]);
    lab.finds(&["revoked-key"]);
}

#[test]
fn a_revoked_key_lands_together_with_the_revocation() {
    let lab = Lab::new();
    admit(&lab, THIEF, "contributor", ME);
    let base = lab.head();
    let (path, bytes) = signed(started(&lab), THIEF);
    lab.repo.write(&path, bytes);
    revoke(&lab, THIEF, &base, ME);
    lab.finds(&["revoked-key"]);
}

#[test]
fn a_revoked_key_names_an_old_commit_as_cause() {
    let lab = Lab::new();
    let line = "Closes-Gap: SEC-001";
    lab.repo.commit(&format!("roles\n\n{line}"));
    admit(&lab, THIEF, "recorder", ME);
    let cause = lab.head();
    revoke(&lab, THIEF, &lab.head(), ME);
    let mut draft = lab.draft("closed", json!({}));
    let text = blake3::hash(line.as_bytes()).to_hex().to_string();
    draft["cause"] = json!({ "authored": "2026-11-20T12:00:00Z", "commit": cause, "line": 3, "n": 0, "text": text });
    lab.forge(draft, THIEF);
    assert!(lab.audit().violations().contains(&"revoked-key".to_owned()));
    assert_eq!(lab.repo.status("SEC-001"), "open");
}

#[test]
fn honest_late_work_is_adopted() {
    let lab = Lab::new();
    admit(&lab, THIEF, "contributor", ME);
    revoke(&lab, THIEF, &lab.head(), ME);
    let path = lab.forge(started(&lab), THIEF);
    lab.finds(&["revoked-key"]);
    let id = gaps::ledger::path::id_of(&path).unwrap().to_string();
    lab.forge(
        lab.roster_draft("adopted", json!({ "events": [id], "reason": "she was on holiday" })),
        ME,
    );
    lab.clean();
    assert_eq!(lab.repo.status("SEC-001"), "started");
}

#[test]
fn a_revoked_key_is_admitted_again() {
    let lab = Lab::new();
    admit(&lab, THIEF, "contributor", ME);
    let last = revoke(&lab, THIEF, &lab.head(), ME);
    let id = gaps::ledger::path::id_of(&last).unwrap().to_string();
    let mut draft = lab.roster_draft("admitted", admitted(THIEF, "p3", "root"));
    draft["parents"] = json!([id]);
    lab.forge(draft, ME);
    lab.finds(&["not-permitted"]);
}

#[test]
fn two_roots_strike_each_other() {
    let lab = Lab::new();
    admit(&lab, MATE, "root", ME);
    let base = lab.head();
    revoke(&lab, MATE, &base, ME);
    lab.clean();
    revoke(&lab, ME, &base, MATE);
    lab.finds(&["revoked-key"]);
    let keys = lab.repo.ok(&["signer", "list"]);
    assert!(keys.contains(&fingerprint(ME).to_string()), "the earlier landed stands: {keys}");
}

#[test]
fn the_base_of_a_revocation_is_rewritten_away() {
    let lab = Lab::new();
    admit(&lab, THIEF, "contributor", ME);
    lab.forge(started(&lab), THIEF);
    revoke(&lab, THIEF, &"ab".repeat(20), ME);
    let audit = lab.finds(&["base-lost"]);
    assert_eq!(audit.data["events"], 8);
    // What stands in for it is what the trunk held before the revocation: the honest work stays.
}

fn genesis(seed: u8) -> (String, Vec<u8>) {
    let body = json!({
        "key": public(seed), "mode": "open", "nonce": "cd".repeat(32), "principal": "other", "trunk": "main",
    });
    signed(
        json!({ "at": "2026-11-20T12:00:00Z", "base": null, "body": body, "kind": "founded", "v": 1 }),
        seed,
    )
}

#[test]
fn a_second_genesis() {
    let lab = Lab::new();
    let ledger = lab.ledger();
    let (path, bytes) = genesis(OUTSIDER);
    lab.land(&path, bytes);
    let audit = lab.finds(&["second-genesis"]);
    assert_eq!(audit.data["ledger"], ledger, "the older one is the ledger");
    // Its founder gives it up: a notice, for all to see.
    let other = gaps::ledger::path::id_of(&path).unwrap().to_string();
    let ceded = json!({
        "at": "2026-11-20T12:00:00Z", "base": null, "body": { "to": ledger }, "kind": "ceded",
        "ledger": other, "parents": [other], "v": 1,
    });
    lab.forge(ceded, OUTSIDER);
    let audit = lab.clean();
    assert_eq!(audit.notices(), ["foreign-ledger", "second-genesis"]);
}

#[test]
fn a_second_genesis_is_ceded_by_somebody_else() {
    let lab = Lab::new();
    let (path, bytes) = genesis(OUTSIDER);
    lab.land(&path, bytes);
    let other = gaps::ledger::path::id_of(&path).unwrap().to_string();
    let ceded = json!({
        "at": "2026-11-20T12:00:00Z", "base": null, "body": { "to": lab.ledger() }, "kind": "ceded",
        "ledger": other, "parents": [other], "v": 1,
    });
    lab.forge(ceded, THIEF);
    lab.finds(&["foreign-ledger", "second-genesis"]);
}

#[test]
fn an_unknown_kind_in_the_roster() {
    let lab = Lab::new();
    lab.forge(lab.roster_draft("anointed", json!({ "key": public(OUTSIDER) })), ME);
    let audit = lab.audit();
    assert_eq!((audit.verdict(), audit.exit), ("incomplete", 5), "{audit:#?}");
}

#[test]
fn nothing_landed_later_changes_what_had_landed() {
    let lab = Lab::new();
    rule_closed(&lab);
    admit(&lab, MATE, "contributor", ME);
    lab.forge(started(&lab), MATE);
    let before = lab.repo.status("SEC-001");
    // The outsider lands everything that he can think of.
    admit(&lab, OUTSIDER, "root", OUTSIDER);
    revoke(&lab, ME, &lab.head(), OUTSIDER);
    revoke(&lab, MATE, &lab.rev("HEAD~5"), OUTSIDER);
    lab.forge(lab.roster_draft("ruled", json!({ "mode": "open" })), OUTSIDER);
    lab.forge(lab.draft("dropped", json!({"reason": "no"})), OUTSIDER);
    lab.finds(&["unknown-signer"]);
    assert_eq!(lab.repo.status("SEC-001"), before);
}
