//! Event files that somebody touched before they landed: the event is rejected with a reason, and every other gap is
//! as it was. After landing, what landed stands.

use serde_json::Value;

use crate::support::{Repo, event_file, json_part, path_beside};

/// A ledger with three gaps on the trunk; on a branch one event that is committed and one that is pending.
struct Scene {
    repo: Repo,
    /// `list --status all` before the two events, and with them.
    before: Value,
    after: Value,
    unlanded: String,
    pending: String,
}

const ALL: [&str; 3] = ["list", "--status", "all"];

fn scene() -> Scene {
    let repo = Repo::with_gaps(&["RBAC", "TLS", "audit"]);
    repo.git(&["switch", "--quiet", "-c", "work"]);
    let before = repo.json(&ALL);
    let known = repo.event_files();
    repo.ok(&["close", "SEC-001", "-m", "roles in"]);
    let unlanded = repo.event_files().into_iter().find(|f| !known.contains(f)).unwrap();
    repo.commit("close SEC-001");
    let known = repo.event_files();
    repo.ok(&["defer", "SEC-002", "-m", "later"]);
    let pending = repo.event_files().into_iter().find(|f| !known.contains(f)).unwrap();
    let after = repo.json(&ALL);
    Scene { repo, before, after, unlanded, pending }
}

fn gap<'v>(data: &'v Value, label: &str) -> &'v Value {
    data["gaps"].as_array().unwrap().iter().find(|g| g["label"] == label).unwrap()
}

impl Scene {
    /// The label of the gap that a file is about.
    fn label(&self, path: &str) -> &'static str {
        if path == self.unlanded { "SEC-001" } else { "SEC-002" }
    }

    /// The event is rejected, with its path, one of these codes and a reason; its gap is as before it, and every
    /// other gap is as it was.
    #[track_caller]
    fn rejected(&self, path: &str, codes: &[&str], what: &str) {
        let label = self.label(path);
        let data = self.repo.json(&ALL);
        for gap_label in ["SEC-001", "SEC-002", "SEC-003"] {
            let want = if gap_label == label { &self.before } else { &self.after };
            assert_eq!(gap(&data, gap_label), gap(want, gap_label), "{what}: {gap_label}");
        }
        let faults = data["faults"].as_array().unwrap();
        let fault = faults.iter().find(|f| codes.contains(&f["code"].as_str().unwrap()));
        let fault = fault.unwrap_or_else(|| panic!("{what}: no {codes:?} in {faults:?}"));
        assert!(fault["message"].as_str().unwrap().len() > 5, "{what}: {fault}");
        assert!(fault["path"].as_str().is_some(), "{what}: {fault}");
    }

    /// The same in words: the answer on stdout, the reason on stderr.
    #[track_caller]
    fn told(&self, path: &str, what: &str) {
        let said = self.repo.gaps(&ALL);
        assert_eq!(said.exit, 0, "{what}: {}", said.err);
        assert!(said.err.contains(path), "{what}: {}", said.err);
        assert!(
            said.err.starts_with("gaps: ") && said.err.contains("\nhint: gaps doctor"),
            "{}",
            said.err
        );
        assert!(said.out.contains("SEC-003"), "{what}: {}", said.out);
        let doctor = self.repo.gaps(&["doctor"]);
        assert!(doctor.exit == 1 && doctor.out.contains(path), "{what}: {}", doctor.out);
    }

    /// Tries the bytes in the working tree alone, then staged, then committed on the branch; puts all back.
    #[track_caller]
    fn try_all(&self, path: &str, bytes: &[u8], codes: &[&str], what: &str) {
        let honest = self.repo.read(path);
        let head = self.repo.git(&["rev-parse", "HEAD"]);
        self.repo.write(path, bytes);
        self.rejected(path, codes, what);
        self.repo.git(&["add", path]);
        self.rejected(path, codes, &format!("{what}, staged"));
        self.told(path, what);
        self.repo.commit("tampered");
        self.rejected_committed(path, codes, &format!("{what}, committed"));
        self.repo.git(&["reset", "--quiet", "--soft", head.trim()]);
        self.repo.write(path, honest);
        self.repo.git(&["add", path]);
        assert_eq!(self.repo.json(&ALL), self.after, "{what}: put back");
    }

    /// Committing takes the other pending event along, so that only its gap may change from pending to unlanded.
    #[track_caller]
    fn rejected_committed(&self, path: &str, codes: &[&str], what: &str) {
        let data = self.repo.json(&ALL);
        let label = self.label(path);
        assert_eq!(gap(&data, label)["status"], gap(&self.before, label)["status"], "{what}");
        assert_eq!(gap(&data, "SEC-003"), gap(&self.after, "SEC-003"), "{what}");
        let faults = data["faults"].as_array().unwrap();
        assert!(
            faults.iter().any(|f| codes.contains(&f["code"].as_str().unwrap())),
            "{what}: {faults:?}"
        );
    }
}

#[test]
fn one_flipped_byte_anywhere_rejects_the_event_and_nothing_else() {
    let scene = scene();
    let codes = ["not-canonical", "torn", "bad-signature", "renamed", "foreign-ledger", "weak-key"];
    for path in [&scene.unlanded, &scene.pending] {
        let honest = scene.repo.read(path);
        let last = honest.len() - 1;
        let sampled = (0..honest.len()).step_by(41).chain([1, last - 1, last]);
        for (n, at) in sampled.enumerate() {
            let mut bytes = honest.clone();
            bytes[at] ^= [0x01, 0x20, 0x80][n % 3];
            scene.repo.write(path, &bytes);
            scene.rejected(path, &codes, &format!("byte {at} of {path}"));
        }
        scene.repo.write(path, &honest);
    }
    assert_eq!(scene.repo.json(&ALL), scene.after);
}

#[test]
fn what_is_flipped_and_staged_or_committed_is_rejected_too() {
    let scene = scene();
    for path in [scene.unlanded.clone(), scene.pending.clone()] {
        let honest = scene.repo.read(&path);
        let text = String::from_utf8(honest.clone()).unwrap();
        let reason = text.find("reason").unwrap() + 11;
        let armour = text.find("BEGIN").unwrap() + 140;
        for (at, codes) in
            [(reason, ["bad-signature"]), (armour, ["bad-signature"]), (2, ["not-canonical"])]
        {
            let mut bytes = honest.clone();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            scene.try_all(&path, &bytes, &codes, &format!("byte {at}"));
        }
    }
}

#[test]
fn swapped_signatures_another_key_and_a_key_twice() {
    let scene = scene();
    let (a, b) = (scene.repo.read(&scene.unlanded), scene.repo.read(&scene.pending));
    let (json_a, json_b) = (json_part(&a), json_part(&b));
    let armour_b = String::from_utf8(b[json_b.len()..].to_vec()).unwrap();
    let path = scene.unlanded.clone();
    scene.try_all(&path, format!("{json_a}{armour_b}").as_bytes(), &["bad-signature"], "swapped");
    scene.try_all(&path, &event_file(2, &json_a), &["bad-signature"], "re-signed by another key");
    // With its right signature the same event again is the same event.
    assert_eq!(event_file(1, &json_a), a, "ed25519 signs the same bytes the same way");
    let twice = json_a.replacen("  \"v\": 1\n", "  \"v\": 1,\n  \"v\": 1\n", 1);
    assert_ne!(twice, json_a);
    scene.try_all(&path, &event_file(1, &twice), &["not-canonical"], "a key twice");
    let other_name = json_a.replacen("\"reason\"", "\"reasom\"", 1);
    scene.try_all(&path, &event_file(1, &other_name), &["renamed"], "right event, wrong name");
}

#[test]
fn a_renamed_file_is_rejected_and_a_misplaced_one_counts() {
    let scene = scene();
    let repo = &scene.repo;
    for path in [scene.unlanded.clone(), scene.pending.clone()] {
        let (folder, name) = path.rsplit_once('/').unwrap();
        let digit = if name.starts_with('0') { "1" } else { "0" };
        let wrong = format!("{folder}/{digit}{}", &name[1..]);
        repo.git(&["mv", &path, &wrong]);
        let said = repo.json(&ALL);
        let faults = said["faults"].as_array().unwrap();
        assert!(
            faults.iter().any(|f| f["code"] == "renamed" && f["path"] == wrong.as_str()),
            "{faults:?}"
        );
        assert_eq!(gap(&said, "SEC-003"), gap(&scene.after, "SEC-003"));
        scene.told(&wrong, "renamed");
        repo.git(&["mv", &wrong, &path]);
        let elsewhere = format!(".gaps/events/OPS/009/{name}");
        std::fs::create_dir_all(repo.path.join(".gaps/events/OPS/009")).unwrap();
        repo.git(&["mv", &path, &elsewhere]);
        let said = repo.json(&ALL);
        let label = scene.label(&path);
        assert_eq!(
            gap(&said, label)["status"],
            gap(&scene.after, label)["status"],
            "content decides"
        );
        let faults = said["faults"].as_array().unwrap();
        assert!(faults.iter().any(|f| f["code"] == "misplaced"), "{faults:?}");
        repo.git(&["mv", &elsewhere, &path]);
    }
    assert_eq!(repo.json(&ALL), scene.after);
}

#[test]
fn an_event_of_another_ledger_is_rejected() {
    let scene = scene();
    let other = Repo::with_gaps(&["RBAC"]);
    other.ok(&["close", "SEC-001", "-m", "not yours"]);
    for path in other.event_files() {
        if path.contains("@ledger") {
            continue;
        }
        scene.repo.write(&path, other.read(&path));
        scene.repo.git(&["add", &path]);
        let data = scene.repo.json(&ALL);
        assert_eq!(data["gaps"], scene.after["gaps"]);
        let faults = data["faults"].as_array().unwrap();
        assert!(
            faults.iter().any(|f| f["code"] == "foreign-ledger" && f["path"] == path.as_str()),
            "{faults:?}"
        );
        scene.told(&path, "foreign");
        scene.repo.git(&["rm", "--quiet", "--force", &path]);
    }
    // Claimed for this ledger and signed by the same key, it names a gap that is not here.
    let copied = other.event_files().into_iter().find(|p| p.contains("SEC")).unwrap();
    let ledger = |r: &Repo| r.json(&["list"])["ledger"].as_str().unwrap().to_owned();
    let json = json_part(&other.read(&copied)).replace(&ledger(&other), &ledger(&scene.repo));
    let path = path_beside(&copied, &json);
    scene.repo.write(&path, event_file(1, &json));
    scene.repo.git(&["add", &path]);
    assert_eq!(gap(&scene.repo.json(&ALL), "SEC-003"), gap(&scene.after, "SEC-003"));
}

#[test]
fn after_landing_what_landed_stands() {
    let repo = Repo::with_gaps(&["RBAC"]);
    repo.ok(&["close", "SEC-001", "-m", "roles in"]);
    repo.commit("close SEC-001");
    let closing = repo
        .event_files()
        .into_iter()
        .find(|f| String::from_utf8(repo.read(f)).unwrap().contains("roles in"))
        .unwrap();
    let gaps = repo.json(&ALL)["gaps"].clone();
    let text = String::from_utf8(repo.read(&closing)).unwrap().replace("roles in", "roles IN");
    repo.write(&closing, text);
    for step in ["edited", "staged", "committed"] {
        if step == "staged" {
            repo.git(&["add", &closing]);
        } else if step == "committed" {
            repo.commit("edit");
        }
        let data = repo.json(&ALL);
        assert_eq!(data["gaps"], gaps, "{step}");
        let told = data["faults"].as_array().unwrap().iter().any(|f| f["code"] == "edited");
        assert_eq!(told, step != "edited", "{step}");
    }
}
