//! Files under `.gaps/events` that are no events, or no longer: each is told with a reason, takes nothing else down,
//! and nothing is lost.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::{Repo, event_file, json_part, path_beside};

const ALL: [&str; 3] = ["list", "--status", "all"];

/// Two gaps, committed; and a closing of the first that is pending, with its path.
fn scene() -> (Repo, String) {
    let repo = Repo::with_gaps(&["RBAC", "TLS"]);
    let known = repo.event_files();
    repo.ok(&["close", "SEC-001", "-m", "roles in"]);
    let path = repo.event_files().into_iter().find(|f| !known.contains(f)).unwrap();
    (repo, path)
}

/// The closing does not count, for this reason; the other gap is there; text and JSON both say so, and one can go on.
#[track_caller]
fn told(repo: &Repo, path: &str, code: &str, words: &str) {
    let data = repo.json(&ALL);
    let faults = data["faults"].as_array().unwrap();
    let fault = faults.iter().find(|f| f["path"] == path).unwrap_or_else(|| panic!("{faults:?}"));
    assert_eq!(fault["code"], code, "{fault}");
    assert!(fault["message"].as_str().unwrap().contains(words), "{words:?} in {fault}");
    let status = |label: &str| -> Value {
        let gaps = data["gaps"].as_array().unwrap();
        gaps.iter().find(|g| g["label"] == label).unwrap()["status"].clone()
    };
    assert_eq!((status("SEC-001"), status("SEC-002")), ("open".into(), "open".into()));
    let said = repo.gaps(&ALL);
    assert_eq!(said.exit, 0);
    assert!(said.err.contains(path) && said.err.contains(words), "{words:?} in {}", said.err);
    assert!(said.err.ends_with("hint: gaps doctor\n"), "{}", said.err);
    let doctor = repo.gaps(&["doctor"]);
    assert!(doctor.exit == 1 && doctor.out.contains(words), "{}", doctor.out);
    // Work goes on.
    assert_eq!(repo.gaps(&["start", "SEC-002", "-n"]).exit, 0);
}

#[test]
fn empty_one_byte_torn_crlf_not_utf_8() {
    let (repo, path) = scene();
    let honest = repo.read(&path);
    let text = String::from_utf8(honest.clone()).unwrap();
    let mut latin = honest.clone();
    let at = text.find("roles").unwrap();
    latin[at] = 0xe9;
    let cases: [(&str, Vec<u8>, &str, &str); 6] = [
        ("empty", Vec::new(), "torn", "ends before its signature"),
        ("one byte", b"{".to_vec(), "torn", "ends before its signature"),
        ("half", honest[..honest.len() / 2].to_vec(), "torn", ""),
        ("no end", honest[..honest.len() - 5].to_vec(), "torn", "ends before its signature"),
        ("CRLF", text.replace('\n', "\r\n").into_bytes(), "not-canonical", "carriage return"),
        ("latin-1", latin, "not-canonical", "UTF-8"),
    ];
    for (what, bytes, code, words) in cases {
        repo.write(&path, &bytes);
        eprintln!("{what}, in the working tree");
        told(&repo, &path, code, words);
        repo.git(&["add", &path]);
        eprintln!("{what}, staged");
        told(&repo, &path, code, words);
        repo.write(&path, &honest);
        repo.git(&["add", &path]);
    }
    assert_eq!(repo.status("SEC-001"), "closed", "put back, it counts again");
}

#[test]
fn ten_megabytes() {
    let (repo, path) = scene();
    repo.write(&path, vec![b'x'; 10 << 20]);
    told(&repo, &path, "not-canonical", "larger than 64 KiB");
    repo.git(&["add", &path]);
    told(&repo, &path, "not-canonical", "larger than 64 KiB");
}

#[test]
fn a_link_a_folder_or_a_pipe_where_a_file_should_be() {
    let (repo, path) = scene();
    let at = repo.path.join(&path);
    let honest = repo.read(&path);
    fs::remove_file(&at).unwrap();
    let outside = repo.world.path("outside");
    fs::write(&outside, &honest).unwrap();
    symlink(&outside, &at).unwrap();
    told(&repo, &path, "bad-mode", "a link");
    repo.git(&["add", &path]);
    told(&repo, &path, "bad-mode", "link");
    fs::remove_file(&at).unwrap();
    repo.write(&path, &honest);
    repo.git(&["add", &path]);
    fs::remove_file(&at).unwrap();
    fs::create_dir(&at).unwrap();
    told(&repo, &path, "bad-mode", "folder");
    fs::remove_dir(&at).unwrap();
    // A pipe would be waited for, for ever.
    let made = Command::new("mkfifo").arg(&at).status();
    match made {
        Ok(status) if status.success() => told(&repo, &path, "bad-mode", "no file"),
        other => println!("NOT RUN: a pipe where a file should be ({other:?})"),
    }
}

#[test]
fn a_file_that_is_missing_is_never_a_removal() {
    let (repo, path) = scene();
    fs::remove_file(repo.path.join(&path)).unwrap();
    assert_eq!(repo.status("SEC-001"), "closed", "git has it");
    fs::remove_dir_all(repo.path.join(".gaps/events")).unwrap();
    assert_eq!(repo.json(&ALL)["gaps"].as_array().unwrap().len(), 2);
}

#[test]
fn an_object_that_cannot_be_read() {
    let (repo, path) = scene();
    let blob = repo.git(&["rev-parse", &format!(":{path}")]);
    let (folder, name) = blob.trim().split_at(2);
    let object = repo.path.join(format!(".git/objects/{folder}/{name}"));
    fs::remove_file(&object).unwrap();
    told(&repo, &path, "not-canonical", "cannot read object");
    fs::write(&object, b"no object").unwrap();
    told(&repo, &path, "not-canonical", "cannot read object");
}

#[test]
fn what_is_no_event_file_is_told_and_left_alone() {
    let (repo, _) = scene();
    let strays = [
        ".gaps/events/README.md",
        ".gaps/events/SEC/001/x.event",
        ".gaps/events/SEC/001/.DS_Store",
    ];
    for stray in strays {
        repo.write(stray, "hello\n");
        repo.git(&["add", "-f", stray]);
    }
    let data = repo.json(&ALL);
    let faults = data["faults"].as_array().unwrap();
    for stray in strays {
        assert!(
            faults.iter().any(|f| f["path"] == stray && f["code"] == "stray-path"),
            "{stray}: {faults:?}"
        );
        assert!(Path::new(&repo.path).join(stray).exists());
    }
    assert_eq!(repo.status("SEC-001"), "closed");
    // Beside the events a team may keep what it likes.
    repo.write(".gaps/templates/gap.md", "Title\n");
    repo.git(&["add", ".gaps/templates/gap.md"]);
    assert_eq!(repo.json(&ALL)["faults"].as_array().unwrap().len(), strays.len());
}

/// An event that a later version of the program might write.
fn newer(repo: &Repo, path: &str, from: &str, to: &str) -> String {
    let json = json_part(&repo.read(path));
    assert!(json.contains(from), "{json}");
    let json = json.replacen(from, to, 1);
    let path = path_beside(path, &json);
    repo.write(&path, event_file(1, &json));
    repo.git(&["add", &path]);
    path
}

#[test]
fn a_kind_a_version_or_a_field_that_is_newer_is_kept_and_told() {
    for (from, to, words) in [
        ("\"kind\": \"closed\"", "\"kind\": \"blessed\"", "kind blessed"),
        ("\"v\": 1", "\"v\": 2", "v = 2"),
        ("\"reason\": \"roles in\"", "\"mood\": \"good\",\n    \"reason\": \"roles in\"", "mood"),
        ("  \"v\": 1\n", "  \"v\": 1,\n  \"zone\": \"eu\"\n", "zone"),
    ] {
        let (repo, path) = scene();
        let path = {
            let made = newer(&repo, &path, from, to);
            repo.git(&["rm", "--quiet", "--force", &path]);
            made
        };
        let data = repo.json(&ALL);
        let faults = data["faults"].as_array().unwrap();
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert_eq!(
            (&faults[0]["code"], &faults[0]["path"]),
            (&"unknown-kind".into(), &path.as_str().into())
        );
        let said = repo.gaps(&ALL);
        let says = format!("this version does not know {}", "");
        assert!(said.err.contains(says.trim()) && said.err.contains(words), "{}", said.err);
        assert_eq!(repo.status("SEC-001"), "open", "it folds to nothing");
        assert!(repo.ok(&["log", "SEC-001"]).contains(words), "and it is shown");
        // The next event builds on it, and a version that knows it will see that.
        repo.ok(&["note", "SEC-001", "-m", "x"]);
        assert!(repo.path.join(path).exists());
    }
}

#[test]
fn a_ledger_that_a_newer_version_founded() {
    let repo = Repo::new();
    repo.ok(&["init"]);
    let path = repo.event_files().remove(0);
    newer(&repo, &path, "\"v\": 1", "\"v\": 2");
    repo.git(&["rm", "--quiet", "--force", &path]);
    let problem = repo.no(5, &["list"]);
    assert_eq!(problem.code, "newer-ledger");
    assert!(problem.message.contains("newer version"), "{problem:?}");
    assert_eq!(repo.no(5, &["add", "x"]).code, "newer-ledger");
    assert_ne!(repo.gaps(&["init"]).exit, 0, "no second ledger beside it");
}

#[test]
fn a_ledger_whose_first_event_is_broken() {
    for bytes in [&b""[..], b"{", b"\r\n"] {
        let repo = Repo::founded();
        let path = repo.event_files().remove(0);
        repo.write(&path, bytes);
        repo.git(&["add", &path]);
        // What landed stands, whatever the index has.
        repo.ok(&["list"]);
        let fresh = Repo::new();
        fresh.ok(&["init"]);
        let path = fresh.event_files().remove(0);
        fresh.write(&path, bytes);
        fresh.git(&["add", &path]);
        let problem = fresh.no(5, &["list"]);
        assert_eq!(problem.code, "broken-ledger");
        assert!(problem.message.contains(&path), "{problem:?}");
    }
}

#[test]
fn what_no_commit_holds_is_not_looked_for_in_history() {
    let repo = Repo::with_gaps(&["RBAC"]);
    repo.write(".gaps/events/SEC/junk", "x");
    repo.git(&["add", "-f", ".gaps/events/SEC/junk"]);
    let doctor = repo.gaps(&["doctor"]).out;
    assert!(doctor.contains("    git rm -f .gaps/events/SEC/junk\n"), "{doctor}");
    repo.commit("junk");
    let doctor = repo.gaps(&["doctor"]).out;
    assert!(doctor.contains("    git log --stat -- .gaps/events/SEC/junk\n"), "{doctor}");
}
