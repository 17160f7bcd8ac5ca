//! Each kind of rule: what trips it, and what is left alone.

use gaps::ledger::Body;
use gaps::ledger::kinds::evidenced::Evidenced;
use gaps::model::Id;

use crate::support::Repo;
use crate::{LATER, append, gate, gate_on, labels, rule, with_rules};

/// Three gaps: a blocker, a high one of another block with a type, and one without criticality.
fn three() -> Repo {
    let repo = Repo::founded();
    repo.ok(&["add", "RBAC", "--block", "Security", "--criticality", "blocker"]);
    repo.ok(&["add", "Alerts", "--block", "Ops", "--criticality", "high", "--type", "Monitoring"]);
    repo.ok(&["add", "Docs", "--block", "Ops"]);
    repo.commit("open gaps");
    repo
}

fn close(repo: &Repo, label: &str, message: &str) {
    repo.ok(&["close", label, "-m", "done"]);
    repo.commit(message);
}

#[test]
fn an_open_blocker_is_a_no_by_default_and_a_closed_one_is_not() {
    let repo = three();
    let said = repo.gaps(&["gate"]);
    assert_eq!(said.exit, 1, "{}{}", said.out, said.err);
    let first = said.out.lines().next().unwrap();
    assert_eq!(first, "no: 3 open: 1 blocker, 1 high, 0 medium, 0 low, 1 without criticality");
    assert!(said.out.contains("SEC-001  blocker  RBAC"), "{}", said.out);
    repo.ok(&["start", "SEC-001"]);
    repo.commit("started is still open");
    assert_eq!(repo.gaps(&["gate"]).exit, 1);
    close(&repo, "SEC-001", "close it");
    let said = repo.gaps(&["gate"]);
    assert_eq!((said.exit, said.err.as_str()), (0, ""), "{}", said.out);
    assert!(said.out.starts_with("yes: 2 open: 0 blocker, 1 high,"), "{}", said.out);
}

#[test]
fn the_short_form_counts_by_criticality() {
    let repo = three();
    with_rules(&repo, "blocker = 1\nhigh = 0\nnone = 0\nmedium = 0\nlow = 0\ntotal = 2\n");
    let (exit, data) = gate(&repo, &[]);
    assert_eq!(exit, 1);
    let verdicts: Vec<(&str, &str, u64)> = data["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| {
            let word = |key: &str| r[key].as_str().unwrap();
            (word("rule"), word("verdict"), r["count"].as_u64().unwrap())
        })
        .collect();
    let expected = [
        ("blocker", "yes", 1),
        ("high", "no", 1),
        ("medium", "yes", 0),
        ("low", "yes", 0),
        ("none", "no", 1),
        ("total", "no", 3),
        ("contested", "yes", 0),
        ("unrecorded", "yes", 0),
        ("violation", "yes", 0),
        ("waiver-expired", "yes", 0),
    ];
    assert_eq!(verdicts, expected);
    with_rules(&repo, "blocker = \"any\"\nhigh = 1\n");
    let (exit, data) = gate(&repo, &[]);
    assert_eq!(exit, 0, "{data:#}");
    assert!(data["results"].as_array().unwrap().iter().all(|r| r["rule"] != "blocker"));
}

#[test]
fn a_rule_is_about_statuses_blocks_and_types() {
    let repo = three();
    repo.ok(&["defer", "OPS-002", "-m", "later"]);
    repo.commit("defer");
    let rules = "blocker = \"any\"\n\
        [[rule]]\nname = \"put-off\"\nstatus = [\"deferred\", \"dropped\"]\n\
        [[rule]]\nname = \"ops\"\nblock = \"ops\"\n\
        [[rule]]\nname = \"alerting\"\ntype = [\"monitoring\"]\ncriticality = \"P1\"\n\
        [[rule]]\nname = \"elsewhere\"\nblock = [\"Data\"]\n\
        [[rule]]\nname = \"other-type\"\ntype = \"Compliance\"\n";
    with_rules(&repo, rules);
    let (exit, data) = gate(&repo, &[]);
    assert_eq!(exit, 1);
    assert_eq!(labels(&data, "put-off"), ["OPS-002"]);
    assert_eq!(labels(&data, "ops"), ["OPS-001"], "a deferred gap is not open");
    assert_eq!(labels(&data, "alerting"), ["OPS-001"]);
    assert_eq!(labels(&data, "elsewhere"), [""; 0]);
    assert_eq!(labels(&data, "other-type"), [""; 0]);
}

#[test]
fn age_counts_from_the_landing_of_the_opening() {
    let repo = three();
    close(&repo, "SEC-001", "close it");
    with_rules(&repo, "[[rule]]\nname = \"stale\"\nkind = \"age\"\ndays = 30\nblock = \"Ops\"\n");
    let (exit, data) = gate(&repo, &[]);
    assert_eq!((exit, labels(&data, "stale").len()), (0, 0));
    let (exit, data) = gate_on(&repo, &[], Some("2026-12-20T12:00:00Z"));
    assert_eq!((exit, labels(&data, "stale").len()), (0, 0), "30 days are not more than 30");
    let (exit, data) = gate_on(&repo, &[], Some("2026-12-21T12:00:00Z"));
    assert_eq!((exit, labels(&data, "stale")), (1, vec!["OPS-001".into(), "OPS-002".into()]));
    let message = rule(&data, "stale")["findings"][0]["message"].as_str().unwrap();
    assert_eq!(message, "open for 31 days, since 2026-11-20");
}

#[test]
fn what_a_tracker_brought_without_a_date_is_as_old_as_its_record() {
    let repo = Repo::founded();
    repo.write("GAPS.md", "# Gaps\n\n- [ ] **RBAC**\n- [ ] **TLS**\n");
    repo.ok(&["import", "GAPS.md"]);
    repo.commit("adopt");
    with_rules(&repo, "[[rule]]\nname = \"stale\"\nkind = \"age\"\ndays = 1\n");
    assert_eq!(gate(&repo, &[]).0, 0);
    let (exit, data) = gate_on(&repo, &[], Some(LATER));
    assert_eq!((exit, labels(&data, "stale").len()), (1, 2), "{data:#}");
    let message = rule(&data, "stale")["findings"][0]["message"].as_str().unwrap();
    assert_eq!(message, "open for at least 101 days, since 2026-11-20");
}

#[test]
fn overdue_is_after_its_day_and_grace_is_added() {
    let repo = Repo::founded();
    repo.ok(&["add", "RBAC", "--block", "Security", "--due", "2026-12-01"]);
    repo.ok(&["add", "TLS", "--block", "Security"]);
    repo.commit("open");
    let more = "[[rule]]\nname = \"very-late\"\nkind = \"overdue\"\ndays = 7\n";
    with_rules(&repo, &format!("overdue = 0\n{more}"));
    assert_eq!(gate_on(&repo, &[], Some("2026-12-01T12:00:00Z")).0, 0);
    let (exit, data) = gate_on(&repo, &[], Some("2026-12-03T12:00:00Z"));
    assert_eq!(exit, 1);
    assert_eq!(
        (labels(&data, "overdue"), labels(&data, "very-late")),
        (vec!["SEC-001".into()], vec![])
    );
    let message = rule(&data, "overdue")["findings"][0]["message"].as_str().unwrap();
    assert_eq!(message, "due 2026-12-01, 2 days late");
    close(&repo, "SEC-001", "close it");
    assert_eq!(gate_on(&repo, &[], Some("2026-12-30T12:00:00Z")).0, 0);
}

#[test]
fn a_contest_is_a_no_until_somebody_settles_it() {
    let ana = Repo::with_gaps(&["RBAC"]);
    let ben = ana.clone_as("ben", 2);
    ana.ok(&["close", "SEC-001", "-m", "roles in"]);
    ana.commit("ana closes");
    ben.ok(&["defer", "SEC-001", "-m", "after the beta"]);
    ben.commit("ben defers");
    ben.git(&["pull", "--quiet", "--no-rebase", "--no-edit", ana.path.to_str().unwrap(), "main"]);
    ben.git(&["push", "--quiet", "origin", "main"]);
    let (exit, data) = gate(&ben, &[]);
    assert_eq!((exit, labels(&data, "contested")), (1, vec!["SEC-001".into()]));
    assert_eq!(rule(&data, "contested")["findings"][0]["events"].as_array().unwrap().len(), 2);
    ben.ok(&["close", "SEC-001", "-m", "it is in after all"]);
    ben.commit("settle");
    ben.git(&["push", "--quiet", "origin", "main"]);
    assert_eq!(gate(&ben, &[]).0, 0);
}

#[test]
fn an_unrecorded_trigger_is_a_no_until_sync_records_it() {
    let repo = Repo::with_gaps(&["RBAC"]);
    assert_eq!(gate(&repo, &[]).0, 0);
    repo.write("roles.rs", "roles");
    repo.git(&["add", "roles.rs"]);
    repo.commit("work\n\nCloses-Gap: SEC-001");
    let said = repo.gaps(&["gate"]);
    assert_eq!(said.exit, 1, "{}", said.out);
    assert_eq!(said.err, "hint: gaps sync --commit\n");
    assert_eq!(labels(&gate(&repo, &[]).1, "unrecorded"), ["SEC-001"]);
    repo.ok(&["sync"]);
    repo.commit("record it");
    assert_eq!(gate(&repo, &[]).0, 0);
}

#[test]
fn an_edited_event_is_a_violation() {
    let repo = Repo::with_gaps(&["RBAC"]);
    assert_eq!(labels(&gate(&repo, &[]).1, "violation"), [""; 0]);
    let path = repo.event_files().into_iter().find(|p| p.contains("/SEC/")).unwrap();
    let text = String::from_utf8(repo.read(&path)).unwrap();
    repo.write(&path, text.replace("RBAC", "RBAX"));
    repo.git(&["add", &path]);
    repo.commit("edit history");
    let (exit, data) = gate(&repo, &[]);
    assert_eq!((exit, labels(&data, "violation").len()), (3, 1), "{data:#}");
    let finding = &rule(&data, "violation")["findings"][0];
    assert_eq!(finding["path"], path.as_str());
    assert!(finding["message"].as_str().unwrap().starts_with("edited: "), "{finding}");
}

#[test]
fn a_forced_closing_is_unmet_until_its_criteria_are() {
    let repo = Repo::founded();
    repo.ok(&["add", "RBAC", "--block", "Security", "--criterion", "a", "--criterion", "b"]);
    repo.ok(&["add", "TLS", "--block", "Security", "--criterion", "a"]);
    repo.ok(&["tick", "SEC-002", "1"]);
    repo.ok(&["close", "SEC-002", "-m", "done"]);
    repo.ok(&["close", "SEC-001", "--force", "-m", "enough"]);
    repo.commit("close both");
    assert_eq!(gate(&repo, &[]).0, 0, "nobody asked for it");
    with_rules(&repo, "unmet = 0\n");
    let (exit, data) = gate(&repo, &[]);
    assert_eq!((exit, labels(&data, "unmet")), (1, vec!["SEC-001".into()]));
    let message = rule(&data, "unmet")["findings"][0]["message"].as_str().unwrap();
    assert_eq!(message, "closed over 2 criteria unmet (1, 2)");
    repo.ok(&["tick", "SEC-001", "1", "2"]);
    repo.commit("met after all");
    assert_eq!(gate(&repo, &[]).0, 0);
    repo.ok(&["revise", "SEC-001", "--criterion", "thought of later"]);
    repo.commit("a criterion that nobody closed over");
    assert_eq!(gate(&repo, &[]).0, 0);
}

#[test]
fn a_closing_without_a_pull_request_is_seen_and_old_ones_can_be_left_alone() {
    let repo = Repo::with_gaps(&["RBAC", "TLS"]);
    close(&repo, "SEC-001", "Roles (#12)");
    with_rules(&repo, "without-pr = 0\n");
    assert_eq!(gate(&repo, &[]).0, 0);
    close(&repo, "SEC-002", "pushed by hand");
    let (exit, data) = gate(&repo, &[]);
    assert_eq!((exit, labels(&data, "without-pr")), (1, vec!["SEC-002".into()]));
    with_rules(&repo, "[[rule]]\nname = \"prs\"\nkind = \"without-pr\"\nsince = \"2026-11-21\"\n");
    assert_eq!(gate(&repo, &[]).0, 0);
}

#[test]
fn evidence_is_a_command_that_succeeded() {
    let repo = Repo::founded();
    repo.ok(&["add", "RBAC", "--block", "Security", "--verify", "cargo test rbac"]);
    repo.ok(&["add", "TLS", "--block", "Security"]);
    repo.commit("open");
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    repo.ok(&["close", "SEC-002", "-m", "done"]);
    repo.commit("close");
    with_rules(&repo, "without-evidence = 0\n");
    let (exit, data) = gate(&repo, &[]);
    assert_eq!((exit, labels(&data, "without-evidence").len()), (1, 2));
    let message = |data: &serde_json::Value| {
        rule(data, "without-evidence")["findings"][0]["message"].as_str().unwrap().to_owned()
    };
    assert_eq!(message(&data), "closed without evidence: `cargo test rbac` was never run");
    let ran = |command: &str, exit: &str| {
        Body::from(Evidenced {
            command: command.into(),
            exit: exit.into(),
            output: Id::from_bytes([3; 32]),
            tree: "ab".repeat(20).parse().unwrap(),
            duration_ms: 5,
            excerpt: None,
        })
    };
    append(&repo, 1, "SEC-001", ran("cargo test rbac", "1"));
    append(&repo, 1, "SEC-002", ran("curl -I", "0"));
    repo.commit("evidence");
    let (exit, data) = gate(&repo, &[]);
    assert_eq!((exit, labels(&data, "without-evidence")), (1, vec!["SEC-001".into()]));
    let expected = "closed without evidence: `cargo test rbac` gave 1 when it was run last";
    assert_eq!(message(&data), expected);
}

#[test]
fn evidence_for_each_command_is_enough() {
    let repo = Repo::founded();
    repo.ok(&["add", "RBAC", "--block", "Security", "--verify", "cargo test rbac"]);
    repo.commit("open");
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    let body = Evidenced {
        command: "cargo test rbac".into(),
        exit: "0".into(),
        output: Id::from_bytes([3; 32]),
        tree: "ab".repeat(20).parse().unwrap(),
        duration_ms: 5,
        excerpt: None,
    };
    append(&repo, 1, "SEC-001", body);
    repo.commit("close with evidence");
    with_rules(&repo, "without-evidence = 0\n");
    assert_eq!(gate(&repo, &[]).0, 0);
}

#[test]
fn four_eyes_compare_people_and_not_keys() {
    let ana = Repo::with_gaps(&["RBAC", "TLS"]);
    with_rules(&ana, "self-closed = 0\n");
    let ben = ana.clone_as("ben", 2);
    ben.ok(&["close", "SEC-001", "-m", "done"]);
    ben.commit("ben closes what ana opened");
    ben.git(&["push", "--quiet", "origin", "main"]);
    assert_eq!(gate(&ben, &[]).0, 0);
    ana.git(&["pull", "--quiet", "--ff-only"]);
    close(&ana, "SEC-002", "ana closes her own");
    ana.git(&["push", "--quiet", "origin", "main"]);
    let (exit, data) = gate(&ana, &[]);
    assert_eq!((exit, labels(&data, "self-closed")), (1, vec!["SEC-002".into()]), "{data:#}");
    ben.git(&["pull", "--quiet", "--ff-only"]);
    ben.ok(&["confirm", "SEC-002", "-m", "seen"]);
    ben.commit("ben confirms");
    ben.git(&["push", "--quiet", "origin", "main"]);
    assert_eq!(gate(&ben, &[]).0, 0);
}

#[test]
fn a_second_key_of_the_same_person_is_no_second_pair_of_eyes() {
    let ana = Repo::with_gaps(&["RBAC"]);
    with_rules(&ana, "self-closed = 0\n");
    let other = ana.clone_as("ana-laptop", 3);
    let public = other.home.join(".ssh/id_ed25519.pub");
    let principal = ana.json(&["signer", "list"])["signers"][0]["principal"].clone();
    let principal = principal.as_str().unwrap().to_owned();
    ana.ok(&[
        "signer",
        "admit",
        public.to_str().unwrap(),
        "--principal",
        &principal,
        "--role",
        "contributor",
    ]);
    ana.commit("her second key");
    ana.git(&["push", "--quiet", "origin", "main"]);
    other.git(&["pull", "--quiet", "--ff-only"]);
    close(&other, "SEC-001", "closed on the laptop");
    other.git(&["push", "--quiet", "origin", "main"]);
    let (exit, data) = gate(&other, &[]);
    assert_eq!((exit, labels(&data, "self-closed")), (1, vec!["SEC-001".into()]), "{data:#}");
}

#[test]
fn a_deferral_ends() {
    let repo = Repo::with_gaps(&["RBAC", "TLS"]);
    repo.ok(&["defer", "SEC-001", "-m", "later", "--until", "2026-12-24"]);
    repo.ok(&["defer", "SEC-002", "-m", "some day"]);
    repo.commit("defer");
    with_rules(&repo, "deferral-expired = 0\n");
    assert_eq!(gate_on(&repo, &[], Some("2026-12-24T12:00:00Z")).0, 0);
    let (exit, data) = gate_on(&repo, &[], Some("2026-12-25T12:00:00Z"));
    assert_eq!((exit, labels(&data, "deferral-expired")), (1, vec!["SEC-001".into()]));
}

#[test]
fn a_message_is_no_second_pair_of_eyes() {
    let repo = Repo::with_gaps(&["RBAC"]);
    with_rules(&repo, "self-closed = 0\n");
    repo.write("roles.rs", "roles");
    repo.git(&["add", "roles.rs"]);
    repo.commit("work\n\nCloses-Gap: SEC-001");
    let recorder = Repo { home: Repo::person(&repo.world, "robot", 7).home, ..repo.clone() };
    repo.ok(&[
        "signer",
        "admit",
        recorder.home.join(".ssh/id_ed25519.pub").to_str().unwrap(),
        "--principal",
        "robot",
        "--role",
        "recorder",
    ]);
    repo.commit("a recorder");
    recorder.ok(&["sync"]);
    recorder.commit("record it");
    let (exit, data) = gate(&repo, &[]);
    assert_eq!((exit, labels(&data, "self-closed")), (1, vec!["SEC-001".into()]), "{data:#}");
    let message = rule(&data, "self-closed")["findings"][0]["message"].as_str().unwrap();
    assert!(message.contains("closed by the message of"), "{message}");
    let ben = Repo { home: Repo::person(&repo.world, "ben", 2).home, ..repo.clone() };
    ben.ok(&["confirm", "SEC-001", "-m", "seen"]);
    ben.commit("ben confirms");
    assert_eq!(gate(&repo, &[]).0, 0);
}

#[test]
fn a_confirmation_is_of_one_closing() {
    let repo = Repo::with_gaps(&["RBAC"]);
    with_rules(&repo, "self-closed = 0\n");
    close(&repo, "SEC-001", "once");
    let ben = Repo { home: Repo::person(&repo.world, "ben", 2).home, ..repo.clone() };
    ben.ok(&["confirm", "SEC-001", "-m", "seen"]);
    ben.commit("ben confirms");
    assert_eq!(gate(&repo, &[]).0, 0);
    repo.ok(&["reopen", "SEC-001", "-m", "not so"]);
    close(&repo, "SEC-001", "again");
    assert_eq!(gate(&repo, &[]).0, 1, "nobody looked at the second one");
}

#[test]
fn what_a_merge_will_bring_has_no_age() {
    let repo = Repo::founded();
    with_rules(&repo, "[[rule]]\nname = \"stale\"\nkind = \"age\"\ndays = 0\n");
    repo.git(&["checkout", "--quiet", "-b", "work"]);
    repo.ok(&["add", "RBAC", "--block", "Security"]);
    repo.commit("open");
    let (exit, data) = gate_on(&repo, &["--as-landed"], Some(LATER));
    assert_eq!((exit, rule(&data, "stale")["left_out"].as_u64()), (0, Some(0)), "{data:#}");
}

#[test]
fn a_violation_that_only_an_audit_sees_is_one() {
    let repo = Repo::with_gaps(&["RBAC"]);
    repo.write(".gaps/events/SEC/notes.txt", "not an event");
    repo.git(&["add", "-f", ".gaps/events/SEC/notes.txt"]);
    repo.commit("a file that is no event");
    repo.git(&["rm", "--quiet", ".gaps/events/SEC/notes.txt"]);
    repo.commit("gone from the tree, not from history");
    let (exit, data) = gate(&repo, &[]);
    assert_eq!(exit, 3, "{data:#}");
    let message = rule(&data, "violation")["findings"][0]["message"].as_str().unwrap();
    assert!(message.starts_with("stray-path: "), "{message}");
    assert_eq!(repo.gaps(&["gate"]).err, "hint: gaps audit\n");
    assert_eq!(repo.gaps(&["audit"]).exit, 3, "the audit says the same");
    with_rules(&repo, "violation = \"any\"\n");
    assert_eq!(gate(&repo, &[]).0, 0, "who asks for nothing is told nothing");
}

#[test]
fn what_an_auditor_remembers_counts_and_the_gate_remembers_nothing() {
    let repo = Repo::with_gaps(&["RBAC"]);
    let pins = repo.home.join(".config/gaps/pins");
    assert_eq!(gate(&repo, &[]).0, 0);
    assert!(!pins.exists());
    repo.ok(&["audit"]);
    assert!(pins.exists());
    repo.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    let (exit, data) = gate(&repo, &[]);
    assert_eq!(exit, 3, "{data:#}");
    let said = rule(&data, "violation").to_string();
    assert!(said.contains("trunk-rewritten: ") && said.contains("lost: "), "{said}");
}

#[test]
fn what_a_tracker_closed_without_a_date_is_as_old_as_its_record() {
    let repo = Repo::founded();
    repo.write("GAPS.md", "# Gaps\n\n- [x] **RBAC**\n- [ ] **TLS**\n");
    repo.ok(&["import", "GAPS.md"]);
    repo.commit("adopt");
    let rules =
        |day: &str| format!("[[rule]]\nname = \"prs\"\nkind = \"without-pr\"\nsince = {day}\n");
    with_rules(&repo, &rules("2026-11-21"));
    let (exit, data) = gate(&repo, &[]);
    assert_eq!((exit, rule(&data, "prs")["left_out"].as_u64()), (0, Some(0)));
    with_rules(&repo, &rules("2026-11-20"));
    assert_eq!(labels(&gate(&repo, &[]).1, "prs").len(), 1);
}
