//! Histories that were rewritten: a chain of hashes alone sees none of these; a pin, a checkpoint or a witness does.

use serde_json::Value;

use crate::lab::Lab;

fn checkpoint(lab: &Lab) -> String {
    let text = lab.repo.ok(&["checkpoint"]);
    let path = lab.repo.world.path("checkpoint.txt");
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn the_tail_is_cut_off_by_a_forced_push() {
    let lab = Lab::new();
    assert_eq!(lab.pinned().verdict(), "unpinned");
    assert_eq!(lab.pinned().verdict(), "clean");
    lab.repo.git(&["reset", "-q", "--hard", "HEAD~1"]);
    let audit = lab.pinned();
    assert_eq!(
        audit.violations(),
        ["checkpoint-mismatch", "lost", "trunk-rewritten"],
        "{audit:#?}"
    );
    assert!(audit.message("checkpoint-mismatch").contains("position 4"), "{audit:#?}");
    // What was violated is not remembered: the next audit says the same.
    assert_eq!(lab.pinned().violations(), audit.violations());
}

#[test]
fn the_tail_is_cut_off_and_only_a_checkpoint_knows() {
    let lab = Lab::new();
    let kept = checkpoint(&lab);
    assert_eq!(lab.audit_with(&["--against", &kept]).verdict(), "clean");
    lab.repo.git(&["reset", "-q", "--hard", "HEAD~1"]);
    let fresh = lab.clone(&[]);
    let audit = fresh.audit_with(&["--against", &kept]);
    assert_eq!(audit.violations(), ["checkpoint-mismatch", "trunk-rewritten"], "{audit:#?}");
    assert!(audit.message("checkpoint-mismatch").contains("position 4"), "{audit:#?}");
    // Whoever has nothing of their own cannot see it: that is what pins are for.
    fresh.clean();
}

#[test]
fn events_change_places() {
    let lab = Lab::new();
    let kept = checkpoint(&lab);
    lab.repo.ok(&["start", "SEC-003"]);
    lab.land_all("later work");
    assert_eq!(lab.audit_with(&["--against", &kept]).verdict(), "clean");
    let (start, a, b) = (lab.rev("HEAD~4"), lab.rev("HEAD~3"), lab.rev("HEAD~2"));
    lab.repo.git(&["reset", "-q", "--hard", &start]);
    lab.repo.git(&["cherry-pick", &b, &a]);
    let audit = lab.audit_with(&["--against", &kept]);
    assert!(audit.violations().contains(&"checkpoint-mismatch".to_owned()), "{audit:#?}");
    assert!(audit.message("checkpoint-mismatch").contains("position 2"), "{audit:#?}");
}

#[test]
fn the_trunk_is_rewritten_with_the_same_events() {
    let lab = Lab::new();
    lab.pinned();
    let kept = checkpoint(&lab);
    lab.repo.git(&["commit", "-q", "--amend", "-m", "close TLS"]);
    assert_eq!(lab.pinned().violations(), ["trunk-rewritten"]);
    assert_eq!(lab.audit_with(&["--against", &kept]).violations(), ["trunk-rewritten"]);
}

#[test]
fn an_event_in_the_middle_is_dropped() {
    let lab = Lab::new();
    let kept = checkpoint(&lab);
    let dropped = lab.event("SEC/001", "opened");
    lab.repo.git(&["rebase", "-q", "--onto", "HEAD~4", "HEAD~3"]);
    let audit = lab.audit_with(&["--against", &kept]);
    assert_eq!(
        audit.violations(),
        ["checkpoint-mismatch", "lost", "trunk-rewritten"],
        "{audit:#?}"
    );
    let lost =
        audit.data["findings"].as_array().unwrap().iter().find(|f| f["code"] == "lost").unwrap();
    assert_eq!(lost["path"], dropped.as_str());
    // Without a checkpoint the bases of later events are witnesses, where their commits are still here.
    assert_eq!(lab.audit().violations(), ["lost"]);
}

#[test]
fn two_checkpoints_a_month_apart() {
    let lab = Lab::new();
    let first = checkpoint(&lab);
    for n in 0..12 {
        lab.repo.ok(&["note", "SEC-001", "-m", &format!("day {n}")]);
        lab.land_all("day");
    }
    assert_eq!(lab.audit_with(&["--against", &first]).verdict(), "clean");
    let text = std::fs::read_to_string(&first).unwrap();
    let second = checkpoint(&lab);
    assert_eq!(lab.audit_with(&["--against", &second]).verdict(), "clean");
    std::fs::write(&first, text).unwrap();
    for position in 1..5 {
        let back = 17 - position;
        let tip = lab.head();
        lab.repo.git(&[
            "rebase",
            "-q",
            "--onto",
            &format!("HEAD~{back}"),
            &format!("HEAD~{}", back - 1),
        ]);
        let audit = lab.audit_with(&["--against", &first]);
        let said = audit.message("checkpoint-mismatch").to_owned();
        assert!(said.contains(&format!("position {position}")), "{position}: {said}");
        lab.repo.git(&["reset", "-q", "--hard", &tip]);
    }
    assert_eq!(lab.audit_with(&["--against", &first]).verdict(), "clean");
}

#[test]
fn another_ledger_stands_under_the_same_address() {
    let lab = Lab::new();
    let bare = lab.repo.remote();
    lab.repo.git(&["push", "-q", "origin", "main"]);
    assert_eq!(lab.pinned().verdict(), "unpinned");
    assert_eq!(lab.pinned().verdict(), "clean");
    let other = Lab::new();
    std::fs::remove_dir_all(&bare).unwrap();
    lab.repo.git(&[
        "clone",
        "-q",
        "--bare",
        other.repo.path.to_str().unwrap(),
        bare.to_str().unwrap(),
    ]);
    std::fs::remove_dir_all(&lab.repo.path).unwrap();
    lab.repo
        .world
        .command("git", &lab.repo.home, &lab.repo.home)
        .args(["clone", "-q", bare.to_str().unwrap(), lab.repo.path.to_str().unwrap()])
        .output()
        .unwrap();
    let audit = lab.pinned();
    assert!(audit.violations().contains(&"checkpoint-mismatch".to_owned()), "{audit:#?}");
    assert!(audit.data["pin"].as_str().unwrap().starts_with("CHANGED"), "{audit:#?}");
}

#[test]
fn a_pin_is_asked_for_and_is_not_there() {
    let lab = Lab::new();
    let said = lab.repo.gaps(&["audit", "--json", "--require-pin"]);
    let document: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((said.exit, document["data"]["verdict"].as_str()), (5, Some("unpinned")));
    // Asking for one makes none.
    assert_eq!(lab.repo.gaps(&["audit", "--require-pin"]).exit, 5);
    lab.pinned();
    assert_eq!(lab.repo.gaps(&["audit", "--require-pin"]).exit, 0);
}

#[test]
fn a_pin_is_broken() {
    let lab = Lab::new();
    lab.pinned();
    let folder = lab.repo.home.join(".config/gaps/pins");
    let pin = std::fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
    let text = std::fs::read_to_string(&pin).unwrap();
    for broken in ["", "{", &text[..text.len() / 2]] {
        std::fs::write(&pin, broken).unwrap();
        assert_eq!(lab.repo.no(5, &["audit"]).code, "broken-pin");
    }
    std::fs::write(&pin, text).unwrap();
    assert_eq!(lab.pinned().verdict(), "clean");
}

#[test]
fn the_trunk_becomes_a_side_of_a_branch() {
    let lab = Lab::new();
    lab.pinned();
    lab.repo.git(&["switch", "-q", "-c", "feature", "HEAD~1"]);
    lab.repo.commit("feature");
    lab.repo.git(&["merge", "-q", "--no-edit", "main"]);
    lab.repo.git(&["branch", "-f", "main", "feature"]);
    lab.repo.git(&["switch", "-q", "main"]);
    lab.notices("foxtrot");
    // A feature that the trunk takes in is none.
    let lab = Lab::new();
    lab.repo.git(&["switch", "-q", "-c", "feature"]);
    lab.repo.commit("feature");
    lab.repo.git(&["switch", "-q", "main"]);
    lab.repo.git(&["merge", "-q", "--no-ff", "--no-edit", "feature"]);
    assert!(lab.clean().notices().is_empty());
}

#[test]
fn only_what_came_after_is_asked_for() {
    let lab = Lab::new();
    let path = lab.closing();
    let text = String::from_utf8(lab.repo.read(&path)).unwrap();
    lab.land(&path, text.replace("certificates", "certifilates"));
    lab.repo.commit("later");
    assert_eq!(lab.audit_with(&["--range", "HEAD~1..HEAD"]).violations(), Vec::<String>::new());
    assert_eq!(lab.audit_with(&["--range", "HEAD~2..HEAD"]).violations(), ["edited"]);
    assert_eq!(lab.audit_with(&["--range", "..HEAD~2"]).violations(), Vec::<String>::new());
    assert_eq!(lab.repo.no(4, &["audit", "--range", "x..HEAD"]).code, "unknown-revision");
}
