//! Checkpoints as tags, two checkpoints in one proof, and a ledger that takes over from one that had to go.

use std::fs;

use serde_json::{Value, json};

use crate::lab::Lab;
use crate::support::Repo;

#[test]
fn a_checkpoint_is_a_tag_on_request() {
    let lab = Lab::new();
    let text = lab.repo.ok(&["checkpoint"]);
    assert_eq!(lab.repo.git(&["tag"]), "", "never without being asked");
    let tagged = lab.repo.ok(&["checkpoint", "--tag", "q4"]);
    assert_eq!(text, tagged);
    assert_eq!(lab.rev("q4^{commit}"), lab.head());
    assert_eq!(lab.repo.git(&["cat-file", "-t", "q4"]).trim(), "tag");
    let stored = lab.repo.git(&["cat-file", "tag", "q4"]);
    assert_eq!(stored.split_once("\n\n").unwrap().1, text, "every byte of it");
    assert_eq!(lab.repo.no(4, &["checkpoint", "--tag", "q4"]).code, "no-tag");
    assert_eq!(lab.repo.no(4, &["checkpoint", "--tag", "a b"]).code, "no-tag");
    assert_eq!(lab.repo.no(4, &["checkpoint", "--tag=-d"]).code, "no-tag");
    // An audit takes it, here and in a clone; it is no word of one's own.
    for lab in [&lab, &lab.clone(&[])] {
        let audit = lab.audit_with(&["--against", "q4"]);
        assert_eq!((audit.verdict(), audit.violations()), ("unpinned", Vec::<String>::new()));
        assert!(audit.data["notes"].to_string().contains("no word of your own"));
    }
    let file = lab.repo.world.path("mine.txt");
    fs::write(&file, &text).unwrap();
    assert_eq!(lab.audit_with(&["--against", file.to_str().unwrap()]).verdict(), "clean");
    // What was rewritten since is told by the tag as well.
    lab.repo.git(&["reset", "-q", "--hard", "HEAD~2"]);
    let audit = lab.audit_with(&["--against", "refs/tags/q4"]);
    assert!(audit.violations().contains(&"checkpoint-mismatch".to_owned()), "{audit:#?}");
    assert!(audit.message("checkpoint-mismatch").starts_with("the tag saw 5 events"));
    // A tag that is none, and one that holds something else.
    lab.repo.git(&["tag", "-a", "-m", "v1", "v1"]);
    lab.repo.git(&["tag", "light"]);
    for name in ["v1", "light", "nothing"] {
        assert_eq!(lab.repo.no(4, &["audit", "--against", name]).code, "bad-checkpoint");
    }
}

#[test]
fn a_proof_shows_that_one_checkpoint_continues_another() {
    let lab = Lab::new();
    let elsewhere = lab.repo.at(lab.repo.world.path("elsewhere"));
    fs::create_dir_all(&elsewhere.path).unwrap();
    let older = lab.repo.ok(&["checkpoint"]);
    elsewhere.write("older.txt", &older);
    lab.repo.world.days(30);
    for label in ["SEC-001", "SEC-003"] {
        lab.repo.ok(&["start", label]);
        lab.repo.commit("start");
    }
    elsewhere.write("newer.txt", lab.repo.ok(&["checkpoint"]));
    let at = |name: &str| elsewhere.path.join(name).to_str().unwrap().to_owned();
    let (old, new) = (at("older.txt"), at("newer.txt"));
    let made = lab.repo.ok(&["prove", "--since", &old, "--checkpoint", &new]);
    elsewhere.write("proof.json", &made);
    let said = elsewhere.ok(&["verify-proof", "proof.json", "--against", "older.txt"]);
    assert!(said.contains("continues   size 5, root "), "{said}");
    elsewhere.ok(&["verify-proof", "proof.json", "--against", "newer.txt"]);
    let data = elsewhere.json(&["verify-proof", "proof.json"]);
    assert_eq!(
        (&data["size"], &data["since"]["size"], &data["events"]),
        (&json!(7), &json!(5), &json!([]))
    );
    // With the events of a gap in one proof, and with the same checkpoint twice.
    elsewhere.write("both.json", lab.repo.ok(&["prove", "SEC-001", "--since", &old]));
    let data = elsewhere.json(&["verify-proof", "both.json", "--against", "older.txt"]);
    assert_eq!(data["events"].as_array().unwrap().len(), 2);
    elsewhere.write("same.json", lab.repo.ok(&["prove", "--since", &new, "--checkpoint", &new]));
    elsewhere.ok(&["verify-proof", "same.json"]);
    // Every part of it is held against the rest.
    let proof: Value = serde_json::from_str(&made).unwrap();
    let own = &proof["data"]["since"];
    let hashes = own["hashes"].as_array().unwrap();
    assert!(!hashes.is_empty());
    let three: Vec<&str> = older.lines().take(3).collect();
    let forged = three.join("\n").replace("\n5\n", "\n4\n");
    let mut wrong = vec![
        json!({ "checkpoint": own["checkpoint"], "hashes": [] }),
        json!({ "checkpoint": own["checkpoint"], "hashes": hashes[1..] }),
        json!({ "checkpoint": forged, "hashes": hashes }),
        json!({ "checkpoint": proof["data"]["checkpoint"], "hashes": hashes }),
        json!({ "checkpoint": Lab::new().repo.ok(&["checkpoint"]), "hashes": hashes }),
        json!({ "checkpoint": own["checkpoint"], "hashes": ["x"] }),
    ];
    for i in 0..hashes.len() {
        let mut other = hashes.clone();
        other[i] = json!(three[2]);
        wrong.push(json!({ "checkpoint": own["checkpoint"], "hashes": other }));
    }
    for since in wrong {
        let mut bad = proof.clone();
        bad["data"]["since"] = since;
        elsewhere.write("bad.json", bad.to_string());
        assert_eq!(elsewhere.no(3, &["verify-proof", "bad.json"]).code, "false-proof", "{bad:#}");
    }
    // What was rewritten continues nothing, and a proof of nothing is none.
    lab.repo.git(&["reset", "-q", "--hard", "HEAD~4"]);
    assert_eq!(lab.repo.no(4, &["prove", "--since", &old]).code, "bad-checkpoint");
    lab.repo.no(2, &["prove"]);
}

#[test]
fn a_ledger_takes_over_from_one_that_had_to_go() {
    let lab = Lab::new();
    let repo: &Repo = &lab.repo;
    repo.ok(&["note", "SEC-001", "-m", "the password is hunter2"]);
    repo.commit("paste a secret");
    repo.write("work.txt", "the work stays");
    lab.land_all("work");
    let checkpoint = repo.world.path("kept.txt");
    fs::write(&checkpoint, repo.ok(&["checkpoint"])).unwrap();
    assert_eq!(lab.pinned().verdict(), "unpinned");
    let old = lab.ledger();
    let take_over = ["init", "--replaces", &old, "-m", "a secret in a note of SEC-001 had to go"];
    // While history holds the old one, nothing takes over.
    let problem = repo.no(4, &take_over);
    assert!(
        problem.hint.starts_with("git filter-repo --invert-paths --path .gaps/events"),
        "{problem:?}"
    );
    repo.git(&["rm", "-q", "-r", ".gaps"]);
    repo.commit("this takes nothing away");
    assert_eq!(repo.no(4, &take_over).code, "ledger-exists");
    repo.git(&[
        "filter-branch",
        "-f",
        "--index-filter",
        "git rm -q -r --cached --ignore-unmatch .gaps",
        "--prune-empty",
        "HEAD",
    ]);
    repo.no(2, &["init", "--replaces", &old]);
    repo.no(2, &["init", "--replaces", "1234", "-m", "x"]);
    assert!(repo.ok(&[&take_over[..], &["-n"]].concat()).contains("Would found"));
    repo.ok(&take_over);
    repo.commit("found another ledger");
    let founded = lab.json(&lab.event("@ledger", "founded"));
    assert_eq!(
        founded["body"]["replaces"],
        json!({ "ledger": old, "reason": "a secret in a note of SEC-001 had to go" })
    );
    let summary = repo.json(&["log"])["moments"][0]["summary"].as_str().unwrap().to_owned();
    assert!(
        summary.ends_with(&format!(
            "in place of {}: a secret in a note of SEC-001 had to go",
            &old[..12]
        )),
        "{summary}"
    );
    // Whoever held the old one is told loudly; a new auditor is told what it stands for.
    let audit = lab.audit_with(&["--against", checkpoint.to_str().unwrap()]);
    assert!(audit.violations().contains(&"checkpoint-mismatch".to_owned()));
    assert!(audit.data["notes"].to_string().contains(&format!("took over from {old}")));
    let pinned = lab.pinned();
    assert!(pinned.data["pin"].as_str().unwrap().starts_with("CHANGED: "), "{pinned:#?}");
    assert_eq!(lab.clean().violations(), Vec::<String>::new());
    assert!(!repo.git(&["log", "-p", "HEAD"]).contains("hunter2"));
    assert!(repo.git(&["log", "--format=%s", "HEAD"]).contains("work"));
}
