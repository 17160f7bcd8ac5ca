//! Well-formed events that say what they must not: of other ledgers, with false dates and causes, against the rules of
//! the moves, of kinds that nobody knows.

use serde_json::{Value, json};

use crate::lab::{Lab, ME, OUTSIDER, signed};

#[test]
fn an_event_of_another_ledger_is_replayed() {
    let lab = Lab::new();
    let other = Lab::new();
    let path = other.closing();
    lab.land(&path, other.repo.read(&path));
    lab.finds(&["foreign-ledger"]);
    assert_eq!(lab.repo.status("SEC-001"), "open");
}

#[test]
fn an_event_of_a_fork_is_brought_in() {
    let lab = Lab::new();
    let fork = lab.clone(&[]);
    fork.repo.git(&["commit", "-q", "--allow-empty", "-m", "the fork goes on"]);
    let mut draft = fork.draft("started", json!({}));
    draft["base"] = json!(fork.head());
    let (path, bytes) = signed(draft, ME);
    lab.land(&path, bytes);
    lab.notices("base-off-trunk");
    // Who saw our trunk is no fork.
    let lab = Lab::new();
    lab.repo.ok(&["start", "SEC-001"]);
    lab.land_all("start");
    assert!(lab.clean().notices().is_empty());
}

fn dated(lab: &Lab, at: &str, base: Value) {
    let mut draft = lab.draft("started", json!({}));
    draft["at"] = json!(at);
    draft["base"] = base;
    lab.forge(draft, ME);
}

#[test]
fn an_event_is_backdated() {
    let lab = Lab::new();
    dated(&lab, "2020-01-01T00:00:00Z", json!(lab.head()));
    lab.notices("future-or-backdated");
    // With no base nothing bounds it from below, and nothing is claimed.
    let lab = Lab::new();
    dated(&lab, "2020-01-01T00:00:00Z", Value::Null);
    assert!(lab.clean().notices().is_empty());
}

#[test]
fn an_event_is_dated_in_the_future() {
    let lab = Lab::new();
    dated(&lab, "2031-01-01T00:00:00Z", json!(lab.head()));
    lab.notices("future-or-backdated");
}

fn caused(lab: &Lab, commit: &str, line: &str) -> Value {
    let authored: i64 =
        lab.repo.git(&["log", "-1", "--format=%at", commit]).trim().parse().unwrap();
    let authored = chrono::DateTime::from_timestamp(authored, 0)
        .unwrap()
        .format("%Y-%m-%dT%H:%M:%SZ")
        .to_string();
    let text = blake3::hash(line.as_bytes()).to_hex().to_string();
    json!({ "authored": authored, "commit": lab.rev(commit), "line": 3, "n": 0, "text": text })
}

#[test]
fn a_cause_that_history_does_not_show() {
    let line = "Closes-Gap: SEC-001";
    let lab = Lab::new();
    // A commit that changes nothing asks for nothing.
    lab.repo.write("roles.txt", "in");
    lab.land_all(&format!("roles\n\n{line}"));
    for spoil in 0..5 {
        let lab = Lab::on(lab.repo.clone());
        let start = lab.head();
        let mut cause = caused(&lab, "HEAD", line);
        match spoil {
            1 => cause = caused(&lab, "HEAD~2", line),
            2 => cause["line"] = json!(1),
            3 => {
                cause["commit"] = json!("ab".repeat(20));
                cause["authored"] = json!("2020-01-01T00:00:00Z");
            }
            4 => cause["commit"] = json!("ab".repeat(20)),
            _ => {}
        }
        let mut draft = lab.draft("closed", json!({}));
        draft["cause"] = cause;
        lab.forge(draft, ME);
        let audit = lab.audit();
        match spoil {
            0 => assert!(audit.findings().is_empty(), "{audit:#?}"),
            // Another commit says the same: the history was filtered.
            4 => assert!(audit.notices() == ["rewritten"], "{audit:#?}"),
            _ => assert_eq!(audit.violations(), ["false-cause"], "{spoil} {audit:#?}"),
        }
        lab.repo.git(&["reset", "-q", "--hard", &start]);
    }
}

impl crate::lab::Audit {
    fn findings(&self) -> &Vec<Value> {
        self.data["findings"].as_array().unwrap()
    }
}

#[test]
fn a_cause_that_names_a_removal_that_never_was() {
    let lab = Lab::new();
    lab.repo.git(&["revert", "--no-edit", "HEAD"]);
    let start = lab.head();
    let removed =
        lab.repo.git(&["log", "-1", "--format=%H", "--diff-filter=D", "--", ".gaps/events"]);
    let closing = lab.repo.git(&["show", "--format=", "--name-only", "HEAD"]);
    let id = gaps::ledger::path::id_of(closing.trim()).unwrap().to_string();
    for (commit, codes) in
        [(removed.trim().to_owned(), &[][..]), (lab.rev("HEAD~1"), &["false-cause"])]
    {
        let mut cause = caused(&lab, &commit, "");
        cause = json!({ "authored": cause["authored"], "commit": cause["commit"], "removed": id });
        let opened = lab.event("SEC/002", "opened");
        let of = gaps::ledger::path::id_of(&opened).unwrap().to_string();
        let mut draft = lab.draft("reopened", json!({}));
        draft["gap"] = json!("SEC-002");
        draft["of"] = json!(of);
        let mut parents = vec![of, id.clone()];
        parents.sort();
        draft["parents"] = json!(parents);
        draft["cause"] = cause;
        lab.forge(draft, ME);
        assert_eq!(lab.audit().violations(), codes);
        lab.repo.git(&["reset", "-q", "--hard", &start]);
    }
}

#[test]
fn a_move_that_does_not_follow() {
    let lab = Lab::new();
    lab.forge(lab.draft("confirmed", json!({})), ME);
    lab.finds(&["illegal-move"]);
    let lab = Lab::new();
    lab.forge(lab.draft("deferred", json!({"reason": "later"})), ME);
    lab.clean();
}

#[test]
fn an_event_builds_on_nothing_that_is_here() {
    let lab = Lab::new();
    let mut draft = lab.draft("started", json!({}));
    let mut parents = vec![draft["of"].as_str().unwrap().to_owned(), "ab".repeat(32)];
    parents.sort();
    draft["parents"] = json!(parents);
    lab.forge(draft, ME);
    lab.notices("missing-parent");
}

#[test]
fn a_kind_that_nobody_knows() {
    let lab = Lab::new();
    lab.forge(lab.draft("shipped", json!({"where": "orbit"})), ME);
    let audit = lab.audit();
    assert_eq!((audit.verdict(), audit.exit), ("incomplete", 5), "{audit:#?}");
    assert_eq!(audit.notices(), ["unknown-kind"]);
}

#[test]
fn two_gaps_claim_one_label() {
    let lab = Lab::new();
    let mut body = lab.json(&lab.event("SEC/001", "opened"))["body"].clone();
    body["title"] = json!("something else");
    let mut draft = lab.draft("opened", body);
    draft["parents"] = json!([]);
    draft.as_object_mut().unwrap().remove("of");
    lab.forge(draft, ME);
    lab.notices("label-taken");
}

#[test]
fn an_outsider_writes_in_an_open_ledger() {
    let lab = Lab::new();
    lab.forge(lab.draft("started", json!({})), OUTSIDER);
    lab.clean();
    assert_eq!(lab.repo.status("SEC-001"), "started", "whoever lets it land allows it");
}

#[test]
fn an_outsider_waives() {
    let lab = Lab::new();
    let body =
        json!({ "asker": "x", "reason": "beta", "rule": "open-high", "until": "2027-01-01" });
    lab.forge(lab.draft("waived", body.clone()), OUTSIDER);
    lab.finds(&["not-permitted"]);
    let lab = Lab::new();
    lab.forge(lab.draft("waived", body), ME);
    lab.clean();
}

#[test]
fn two_pull_requests_of_one_number() {
    let lab = Lab::new();
    lab.repo.ok(&["start", "SEC-001"]);
    lab.land_all("start (#9)");
    assert!(lab.clean().notices().is_empty());
    lab.repo.ok(&["start", "SEC-003"]);
    lab.land_all("start again (#7)");
    lab.notices("pr-ambiguous");
}

#[test]
fn a_message_closes_what_no_event_records() {
    let lab = Lab::new();
    let says = "a small change\n\nCloses-Gap: SEC-001";
    // In words, on a commit that changes nothing, and for a gap that is not there, it asks for nothing.
    lab.repo.commit("this closes SEC-001");
    lab.repo.commit(says);
    lab.repo.write("work.txt", "1");
    lab.land_all("work\n\nCloses-Gap: SEC-009");
    assert!(lab.clean().notices().is_empty());
    lab.repo.write("work.txt", "2");
    let commit = lab.land_all(says);
    let audit = lab.notices("unrecorded-trigger");
    assert!(audit.message("unrecorded-trigger").contains("SEC-001"));
    assert_eq!(audit.data["findings"][0]["commit"], json!(commit));
    // A file of a closing that is taken away asks as well.
    lab.repo.git(&["rm", "-q", &lab.closing()]);
    lab.land_all("take a closing away");
    let all = lab.clean();
    let asked = |f: &&Value| f["code"] == "unrecorded-trigger";
    assert_eq!(all.data["findings"].as_array().unwrap().iter().filter(asked).count(), 2);
    // Once it is recorded, nobody needs this program to see it.
    lab.repo.ok(&["sync", "--commit"]);
    assert_eq!(lab.clean().notices(), ["removed"]);
}
