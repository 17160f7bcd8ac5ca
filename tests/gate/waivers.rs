//! Exceptions: they hold for one rule, until their day, and only where two people made them.

use gaps::ledger::kinds::waived::Waived;

use crate::support::Repo;
use crate::{append, gate, gate_on, labels, rule, with_rules};

fn waived() -> Repo {
    let repo = Repo::founded();
    repo.ok(&["add", "RBAC", "--block", "Security", "--criticality", "blocker"]);
    repo.ok(&[
        "waive",
        "SEC-001",
        "--rule",
        "blocker",
        "-m",
        "pilot only",
        "--asker",
        "ben",
        "--until",
        "2026-12-01",
    ]);
    repo
}

#[test]
fn a_waiver_holds_until_its_day_once_it_has_landed() {
    let repo = waived();
    repo.git(&["reset", "--quiet"]);
    repo.commit("nothing of it");
    repo.git(&["add", ".gaps/events"]);
    assert_eq!(gate(&repo, &[]).0, 0, "neither the gap nor the waiver has landed");
    repo.commit("both");
    let (exit, data) = gate(&repo, &[]);
    assert_eq!(exit, 0, "{data:#}");
    assert_eq!(
        (rule(&data, "blocker")["count"].as_u64(), rule(&data, "blocker")["waived"].as_u64()),
        (Some(0), Some(1))
    );
    assert_eq!(data["open"]["blocker"], 1, "what is waived is still open");
    let waiver = &rule(&data, "blocker")["findings"][0]["waived"];
    assert_eq!((&waiver["asker"], &waiver["reason"]), (&"ben".into(), &"pilot only".into()));
    let text = repo.ok(&["gate"]);
    assert!(text.contains("waived until 2026-12-01, asked by ben, approved by"), "{text}");
    assert_eq!(gate_on(&repo, &[], Some("2026-12-01T23:00:00Z")).0, 0, "its last day is one");
}

#[test]
fn an_ended_waiver_fails_and_names_itself() {
    let repo = waived();
    repo.commit("both");
    let (exit, data) = gate_on(&repo, &[], Some("2026-12-02T00:00:00Z"));
    assert_eq!(exit, 1);
    assert_eq!(labels(&data, "waiver-expired"), ["SEC-001"]);
    let message = rule(&data, "waiver-expired")["findings"][0]["message"].as_str().unwrap();
    assert!(
        message.starts_with("the waiver of `blocker` ended on 2026-12-01: asked by ben"),
        "{message}"
    );
    assert_eq!(rule(&data, "blocker")["verdict"], "no");
    assert_eq!(rule(&data, "blocker")["findings"][0]["waiver_ended"]["until"], "2026-12-01");
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    repo.commit("close");
    assert_eq!(gate_on(&repo, &[], Some("2026-12-02T00:00:00Z")).0, 0, "what is done needs none");
}

#[test]
fn another_rule_is_not_waived_and_a_mistyped_one_is_said() {
    let repo = waived();
    repo.ok(&["add", "TLS", "--block", "Security", "--criticality", "blocker"]);
    repo.ok(&[
        "waive",
        "SEC-002",
        "--rule",
        "blokcer",
        "-m",
        "x",
        "--asker",
        "ben",
        "--until",
        "2026-12-01",
    ]);
    repo.commit("both");
    let (exit, data) = gate(&repo, &[]);
    assert_eq!((exit, rule(&data, "blocker")["count"].as_u64()), (1, Some(1)));
    assert_eq!(data["notes"][0], "SEC-002 has a waiver of `blokcer`, and no rule is called so");
}

#[test]
fn a_waiver_of_a_rule_that_no_gate_knows_is_warned_of_and_written() {
    let repo = waived();
    with_rules(&repo, "[[rule]]\nname = \"old bugs\"\nkind = \"age\"\ndays = 90\n");
    repo.write(".gaps/gate.toml", "high = 0\n");
    let waive = |rule: &str| {
        let people = ["-m", "x", "--asker", "ben", "--until", "2026-12-01"];
        let said = repo.gaps(&[&["waive", "SEC-001", "--rule", rule][..], &people].concat());
        assert_eq!((said.exit, said.out.is_empty()), (0, false), "{rule}");
        said.err
    };
    // The trunk's, the working tree's, the defaults.
    for known in ["old bugs", "Old Bugs", "high", "blocker"] {
        assert!(!waive(known).contains("no rule"), "{known}");
    }
    let said = waive("hihg");
    assert!(
        said.contains("gaps: no rule of the gate is called `hihg` (known: blocker, "),
        "{said}"
    );
    assert!(said.contains("; did you mean high?\nhint: gaps undo\n"), "{said}");
    assert!(!waive("something else").contains("did you mean"));
}

#[test]
fn who_asks_does_not_approve() {
    let repo = Repo::founded();
    repo.ok(&["add", "RBAC", "--block", "Security", "--criticality", "blocker"]);
    repo.commit("open");
    let principal = repo.json(&["signer", "list"])["signers"][0]["principal"].clone();
    let waiver = Waived {
        rule: "blocker".into(),
        reason: "trust me".into(),
        asker: principal.as_str().unwrap().parse().unwrap(),
        until: "2027-12-01".parse().unwrap(),
    };
    append(&repo, 1, "SEC-001", waiver);
    repo.commit("a waiver that no verb writes");
    let (exit, data) = gate(&repo, &[]);
    assert_eq!((exit, rule(&data, "blocker")["waived"].as_u64()), (1, Some(0)));
    assert!(repo.gaps(&["gate"]).out.contains("its waiver does not hold"));
}

#[test]
fn a_stranger_waives_nothing() {
    let ana = Repo::founded();
    ana.ok(&["add", "RBAC", "--block", "Security", "--criticality", "blocker"]);
    ana.commit("open");
    let waiver = Waived {
        rule: "blocker".into(),
        reason: "trust me".into(),
        asker: "somebody".parse().unwrap(),
        until: "2027-12-01".parse().unwrap(),
    };
    append(&ana, 9, "SEC-001", waiver);
    ana.commit("signed by a key that the roster does not list");
    let (exit, data) = gate(&ana, &[]);
    assert_eq!((exit, rule(&data, "blocker")["waived"].as_u64()), (3, Some(0)));
    assert_eq!(rule(&data, "violation")["count"], 1, "{data:#}");
}

#[test]
fn a_waiver_that_was_taken_back_is_none() {
    let repo = waived();
    repo.commit("both");
    repo.ok(&["waive", "SEC-001", "--rule", "blocker", "--revoke"]);
    repo.commit("take it back");
    let (exit, data) = gate_on(&repo, &[], Some("2026-12-09T00:00:00Z"));
    assert_eq!((exit, labels(&data, "waiver-expired").len()), (1, 0));
    assert!(rule(&data, "blocker")["findings"][0]["waiver_ended"].is_null());
}
