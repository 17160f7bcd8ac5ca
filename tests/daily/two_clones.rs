//! Two clones that change the same and different gaps, merged with plain git: no conflict, nothing lost, and the
//! same answer whichever way round.

use serde_json::{Value, json};

use crate::support::Repo;

/// Ana's repository with six gaps, and Ben's clone of it.
fn two() -> (Repo, Repo) {
    let ana = Repo::founded();
    for title in ["RBAC", "TLS", "audit", "backup", "alerts", "limits"] {
        ana.ok(&[
            "add",
            title,
            "--block",
            "Security",
            "--criterion",
            "works",
            "--criterion",
            "documented",
        ]);
    }
    ana.commit("open gaps");
    let ben = ana.clone_as("ben", 2);
    (ana, ben)
}

fn ana_works(ana: &Repo) {
    ana.ok(&["close", "SEC-001", "--force", "-m", "roles in"]);
    ana.ok(&["start", "SEC-002"]);
    ana.ok(&["tick", "SEC-003", "1"]);
    ana.ok(&["revise", "SEC-004", "--title", "nightly backup", "--criterion", "restored once"]);
    ana.ok(&["close", "SEC-005", "--force", "-m", "alerts are there"]);
    ana.ok(&["note", "SEC-006", "-m", "by ana"]);
    ana.commit("ana's day");
    ana.ok(&["add", "secrets", "--block", "Security"]);
    ana.commit("ana adds");
}

fn ben_works(ben: &Repo) {
    ben.ok(&["defer", "SEC-001", "-m", "after the beta"]);
    ben.ok(&["close", "SEC-002", "--force", "-m", "tls is on"]);
    ben.ok(&["tick", "SEC-003", "2"]);
    ben.ok(&["revise", "SEC-004", "--title", "hourly backup", "--criterion", "encrypted"]);
    ben.ok(&["close", "SEC-005", "--force", "-m", "alerts, yes"]);
    ben.ok(&["start", "SEC-006"]);
    ben.ok(&["add", "rate limits", "--block", "Security"]);
    ben.commit("ben's day");
}

/// Each has merged the other, with plain git.
fn merged() -> (Repo, Repo) {
    let (ana, ben) = two();
    ana_works(&ana);
    ben_works(&ben);
    for (one, other) in [(&ana, &ben), (&ben, &ana)] {
        let from = other.path.to_str().unwrap();
        one.git(&["fetch", "--quiet", from, "main:theirs"]);
    }
    for one in [&ana, &ben] {
        one.git(&["merge", "--quiet", "--no-edit", "theirs"]);
        assert_eq!(one.git(&["status", "--short"]), "");
    }
    (ana, ben)
}

fn contested(gap: &Value) -> bool {
    gap["contested"] == json!(true)
}

#[test]
fn no_conflict_nothing_lost_and_both_merge_orders_print_the_same_bytes() {
    let (ana, ben) = merged();
    assert_eq!(ana.event_files(), ben.event_files());
    let ask = ["list", "--status", "all", "--json"];
    let said = ana.ok(&ask);
    assert_eq!(said, ben.ok(&ask), "both merge orders say the same");
    // The 7 events of the first commits, 7 of Ana's and 7 of Ben's; all count.
    let log = ana.json(&["log"]);
    let moments = log["moments"].as_array().unwrap();
    assert_eq!(moments.len(), ana.event_files().len());
    assert_eq!(moments.len(), 7 + 7 + 7);
    assert!(moments.iter().all(|m| m["standing"] != "rejected"));
    assert_eq!(
        ana.json(&["list"])["faults"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| f["code"].clone())
            .collect::<Vec<_>>(),
        ["label-taken"]
    );
    let status = |label: &str| ana.gap(label);
    let one = status("SEC-001");
    assert_eq!((one["status"].as_str(), contested(&one)), (Some("deferred"), true), "not closed");
    let two = status("SEC-002");
    assert_eq!(
        (two["status"].as_str(), contested(&two)),
        (Some("closed"), false),
        "a start yields"
    );
    let three = status("SEC-003");
    assert!(three["criteria"].as_array().unwrap().iter().all(|c| c["met"] == json!(true)));
    assert!(!contested(&three));
    let four = status("SEC-004");
    assert!(contested(&four), "two titles");
    assert_eq!(four["criteria"].as_array().unwrap().len(), 4, "both criteria are there");
    let five = status("SEC-005");
    assert_eq!((five["status"].as_str(), contested(&five)), (Some("closed"), false), "they agree");
    // Both called their new gap SEC-007.
    let data = ana.json(&["list", "--status", "all"]);
    let mut sevens: Vec<&str> = data["gaps"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|g| g["label"].as_str())
        .filter(|l| l.starts_with("SEC-007"))
        .collect();
    sevens.sort_unstable();
    assert_eq!((sevens.len(), sevens[0], sevens[1].len()), (2, "SEC-007", "SEC-007~a1b2".len()));
    assert!(ana.ok(&["show", sevens[1]]).contains(sevens[1]));
    let page = ana.ok(&["list"]);
    let place = page.find("Contested").unwrap();
    assert!(
        page[place..].contains("status: deferred or closed")
            || page[place..].contains("status: closed or deferred"),
        "{page}"
    );
}

#[test]
fn a_later_event_settles_it_and_a_note_does_not() {
    let (ana, ben) = merged();
    ana.ok(&["note", "SEC-001", "-m", "which is it?"]);
    ana.ok(&["link", "SEC-001", "--url", "https://example.org/1"]);
    assert!(contested(&ana.gap("SEC-001")));
    ana.ok(&["close", "SEC-001", "--force", "-m", "it is in, really"]);
    ana.ok(&["revise", "SEC-004", "--title", "hourly backup"]);
    ana.commit("settle");
    assert_eq!((ana.status("SEC-001").as_str(), contested(&ana.gap("SEC-001"))), ("closed", false));
    assert_eq!(
        (&ana.gap("SEC-004")["title"], contested(&ana.gap("SEC-004"))),
        (&json!("hourly backup"), false)
    );
    // And so it is for Ben, once he has it.
    ben.git(&["pull", "--quiet", "--no-edit", "--no-rebase", ana.path.to_str().unwrap(), "main"]);
    let ask = ["list", "--status", "all", "--json"];
    assert_eq!(ben.ok(&ask), ana.ok(&ask));
}

#[test]
fn squashed_rebased_or_picked_the_events_are_the_same() {
    let (ana, ben) = two();
    ana_works(&ana);
    ben_works(&ben);
    ana.git(&["fetch", "--quiet", ben.path.to_str().unwrap(), "main:theirs"]);
    let before = ana.git(&["rev-parse", "HEAD"]).trim().to_owned();
    let ask = ["list", "--status", "all", "--json"];
    let mut answers = Vec::new();
    for how in [
        vec!["merge", "--squash", "theirs"],
        vec!["rebase", "theirs"],
        vec!["cherry-pick", "origin/main..theirs"],
    ] {
        ana.git(&["reset", "--quiet", "--hard", &before]);
        ana.git(&how);
        if how[0] == "merge" {
            ana.commit("squashed");
        }
        answers.push(ana.ok(&ask));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
}

#[test]
fn of_two_gaps_with_one_label_the_one_that_is_meant_is_named() {
    let (ana, ben) = two();
    ana.ok(&["add", "secrets", "--block", "Security"]);
    ana.commit("ana adds");
    ana.git(&["push", "--quiet", "origin", "main"]);
    ben.ok(&["add", "rate limits", "--block", "Security"]);
    ben.commit("ben adds");
    ben.git(&["pull", "--quiet", "--no-rebase", "--no-edit"]);
    let said = ben.gaps(&["start", "SEC-007"]);
    let data = ben.json(&["list"]);
    let gaps = data["gaps"].as_array().unwrap();
    let marked = gaps.iter().find(|g| g["title"] == "rate limits").unwrap()["label"].clone();
    let marked = marked.as_str().unwrap();
    let hint = format!("gaps revise {marked} --label SEC-008");
    assert_eq!(
        said.err,
        format!("gaps: SEC-007 is \"secrets\", and {marked} is \"rate limits\"\nhint: {hint}\n")
    );
    let doctor = ben.gaps(&["doctor"]).out;
    assert!(doctor.contains(&hint), "{doctor}");
    assert_eq!(ben.gaps(&["note", "SEC-001", "-m", "another one"]).err, "");
    assert_eq!(ben.gaps(&["revise", marked, "--label", "SEC-008"]).err, "");
    assert_eq!(ben.gaps(&["note", "SEC-007", "-m", "it is clear now"]).err, "");
}
