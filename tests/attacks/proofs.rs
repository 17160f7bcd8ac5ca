//! Proofs and checkpoints: whoever changes one says something false, and that is found without any repository.

use std::fs;

use serde_json::{Value, json};

use crate::lab::{Lab, ME, OUTSIDER, armour};
use crate::support::Repo;

const CHECKPOINT: &str = "gaps-checkpoint-v1";

struct Kept {
    lab: Lab,
    /// A folder without any repository.
    elsewhere: Repo,
    proof: Value,
    checkpoint: String,
}

fn kept(label: &str) -> Kept {
    let lab = Lab::new();
    let checkpoint = lab.repo.ok(&["checkpoint"]);
    let elsewhere = lab.repo.at(lab.repo.world.path("elsewhere"));
    fs::create_dir_all(&elsewhere.path).unwrap();
    elsewhere.write("checkpoint.txt", &checkpoint);
    let from = lab.repo.world.path("elsewhere/checkpoint.txt");
    let proof = lab.repo.ok(&["prove", label, "--checkpoint", from.to_str().unwrap()]);
    Kept { lab, elsewhere, proof: serde_json::from_str(&proof).unwrap(), checkpoint }
}

impl Kept {
    fn verify(&self, proof: &Value, more: &[&str]) -> i32 {
        self.elsewhere.write("proof.json", proof.to_string());
        self.elsewhere.gaps(&[&["verify-proof", "proof.json"], more].concat()).exit
    }
}

#[test]
fn a_proof_holds_without_the_repository() {
    let kept = kept("SEC-002");
    assert_eq!(kept.verify(&kept.proof, &[]), 0);
    assert_eq!(kept.verify(&kept.proof, &["--against", "checkpoint.txt"]), 0);
    let said = kept.elsewhere.json(&["verify-proof", "proof.json"]);
    assert_eq!((said["events"].as_array().unwrap().len(), said["size"].as_u64()), (2, Some(5)));
    let text = kept.elsewhere.ok(&["verify-proof", "proof.json"]);
    assert!(text.contains("SEC-002") && text.contains("certificates are in"), "{text}");
    let id = kept.proof["data"]["events"][0]["path"].as_str().unwrap().rsplit('/').next().unwrap()
        [..12]
        .to_owned();
    let one: Value = serde_json::from_str(&kept.lab.repo.ok(&["prove", &id])).unwrap();
    assert_eq!(kept.verify(&one, &[]), 0);
    assert_eq!(kept.verify(&one, &["--against", "checkpoint.txt"]), 0, "the log is the same");
}

#[test]
fn every_part_of_a_proof_is_changed() {
    let kept = kept("SEC-002");
    let mut tried = 0;
    let mut refuse = |proof: &Value| {
        tried += 1;
        assert_ne!(kept.verify(proof, &[]), 0, "{proof:#}");
    };
    for i in 0..2 {
        for (field, value) in [
            ("index", json!(0)),
            ("index", json!(3)),
            ("index", json!(u64::MAX)),
            ("path", json!(".gaps/events/SEC/001/x.event")),
            ("hashes", json!([])),
            ("file", json!("")),
        ] {
            let mut proof = kept.proof.clone();
            if proof["data"]["events"][i][field] != value {
                proof["data"]["events"][i][field] = value;
                refuse(&proof);
            }
        }
        let mut proof = kept.proof.clone();
        let file =
            proof["data"]["events"][i]["file"].as_str().unwrap().replacen("SEC-002", "SEC-003", 1);
        proof["data"]["events"][i]["file"] = json!(file);
        refuse(&proof);
        let count = kept.proof["data"]["events"][i]["hashes"].as_array().unwrap().len();
        for at in 0..count {
            let mut proof = kept.proof.clone();
            let hash = proof["data"]["events"][i]["hashes"][at].as_str().unwrap().to_owned();
            let first = if hash.starts_with('A') { "B" } else { "A" };
            proof["data"]["events"][i]["hashes"][at] = json!(format!("{first}{}", &hash[1..]));
            refuse(&proof);
        }
    }
    for (from, to) in [
        ("\n5\n", "\n4\n"),
        ("\n5\n", "\n6\n"),
        ("gaps/", "gaps/0"),
        ("trunk ", "trunk 0"),
        ("U1NI", "U1NJ"),
    ] {
        let mut proof = kept.proof.clone();
        let text = proof["data"]["checkpoint"].as_str().unwrap().replacen(from, to, 1);
        proof["data"]["checkpoint"] = json!(text);
        refuse(&proof);
    }
    let mut proof = kept.proof.clone();
    proof["data"]["events"] = json!([]);
    refuse(&proof);
    let mut proof = kept.proof.clone();
    let lines = kept.checkpoint.split("-----BEGIN").next().unwrap();
    proof["data"]["checkpoint"] = json!(lines);
    refuse(&proof);
    assert!(tried > 20);
}

#[test]
fn a_proof_of_another_checkpoint_than_mine() {
    let kept = kept("SEC-002");
    kept.lab.repo.ok(&["start", "SEC-001"]);
    kept.lab.land_all("more");
    let newer: Value = serde_json::from_str(&kept.lab.repo.ok(&["prove", "SEC-002"])).unwrap();
    assert_eq!(kept.verify(&newer, &[]), 0);
    assert_eq!(kept.verify(&newer, &["--against", "checkpoint.txt"]), 3);
    let none = kept.lab.repo.no(4, &["prove", "SEC-009"]);
    assert_eq!(none.code, "unknown-label");
}

#[test]
fn a_checkpoint_whose_signature_is_forged() {
    let kept = kept("SEC-002");
    let (lines, _) = kept.checkpoint.split_at(kept.checkpoint.find("-----BEGIN").unwrap());
    let honest = format!("{lines}{}", armour(lines.as_bytes(), ME, CHECKPOINT));
    let other = lines.replace("\n5\n", "\n4\n");
    for (text, exit) in [
        (honest.clone(), 0),
        // By somebody else it is a checkpoint too; whom one trusts is for the reader to say.
        (format!("{lines}{}", armour(lines.as_bytes(), OUTSIDER, CHECKPOINT)), 0),
        (format!("{lines}{}", armour(lines.as_bytes(), ME, crate::lab::NAMESPACE)), 4),
        (format!("{other}{}", armour(lines.as_bytes(), ME, CHECKPOINT)), 4),
        (lines.to_owned(), 0),
        (String::new(), 4),
        ("no checkpoint\n".to_owned(), 4),
    ] {
        kept.elsewhere.write("mine.txt", &text);
        let path = kept.elsewhere.path.join("mine.txt");
        let said = kept.lab.repo.gaps(&["audit", "--against", path.to_str().unwrap()]);
        assert_eq!(said.exit, exit, "{text} {}{}", said.out, said.err);
    }
}

#[test]
fn a_checkpoint_of_another_ledger() {
    let kept = kept("SEC-002");
    let other = Lab::new();
    let text = other.repo.ok(&["checkpoint"]);
    kept.elsewhere.write("other.txt", text);
    let path = kept.elsewhere.path.join("other.txt");
    let audit = kept.lab.audit_with(&["--against", path.to_str().unwrap()]);
    assert!(audit.violations().contains(&"checkpoint-mismatch".to_owned()), "{audit:#?}");
}

#[test]
fn no_checkpoint_is_made_of_what_cannot_be_seen() {
    let lab = Lab::new();
    assert_eq!(lab.clone(&["--depth", "1"]).repo.no(5, &["checkpoint"]).code, "incomplete");
    let blob = lab.rev(&format!("HEAD:{}", lab.closing()));
    lab.swap(&blob, &lab.rev(&format!("HEAD:{}", lab.event("SEC/001", "opened"))));
    assert_eq!(lab.repo.no(3, &["checkpoint"]).code, "tampered-object");
}
