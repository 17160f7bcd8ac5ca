//! The five trackers of the first users through the program, where they are at hand: they are not part of this
//! repository, so the tests say when they could not run.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::documents::{answer, changed, findings};
use crate::support::Repo;

/// A repository with the tracker whose name begins with these digits.
fn with(repo: &Repo, number: &str) -> Option<String> {
    let told = std::env::var_os("GAPS_TRACKERS").map(PathBuf::from);
    let near = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/trackers");
    let folder = told.unwrap_or(near);
    let Ok(files) = std::fs::read_dir(&folder) else {
        println!("NOT RUN: no folder of real trackers (set GAPS_TRACKERS)");
        return None;
    };
    let mut files: Vec<PathBuf> = files.map(|e| e.unwrap().path()).collect();
    files.sort();
    let found = files.iter().find(|p| p.file_name().unwrap().to_string_lossy().starts_with(number));
    let path = found.expect("the file is there");
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    repo.write(&name, std::fs::read(path).unwrap());
    repo.git(&["add", &name]);
    repo.commit("a tracker");
    Some(name)
}

fn counts(data: &Value) -> [u64; 4] {
    let blocks = data["counts"].as_object().unwrap();
    ["blocker", "high", "medium", "low"]
        .map(|c| blocks.values().map(|b| b[c].as_u64().unwrap_or(0)).sum())
}

fn labels(repo: &Repo, status: &str) -> Vec<String> {
    let data = repo.json(&["list", "--status", status]);
    let gaps = data["gaps"].as_array().unwrap().iter();
    let mut all: Vec<String> = gaps.map(|g| g["label"].as_str().unwrap().to_owned()).collect();
    all.sort();
    all
}

/// The lines that the first `render` changes, after it did; it is then true, and rendering again changes nothing.
fn first_render(repo: &Repo, name: &str) -> Vec<String> {
    let read = || String::from_utf8(repo.read(name)).unwrap();
    let before = read();
    repo.gaps(&["render", name]);
    let after = read();
    repo.gaps(&["render", name]);
    assert_eq!(read(), after);
    assert_eq!(answer(repo, &["import", name]).1["events"], 0);
    changed(&before, &after)
}

/// Lines of findings that have a place, from the caret below them.
fn placed(repo: &Repo, name: &str) -> usize {
    let said = repo.gaps(&["lint", name]);
    let lines: Vec<&str> = said.out.lines().collect();
    let mut seen: Vec<&str> = lines
        .windows(3)
        .filter(|w| w[2].trim_start().starts_with('^') && w[0].contains(':'))
        .map(|w| w[0].split(':').nth(1).unwrap())
        .collect();
    seen.dedup();
    seen.len()
}

#[test]
fn the_older_sections_then_the_newer_in_one_ledger() {
    let repo = Repo::new();
    let (Some(old), Some(new)) = (with(&repo, "001"), with(&repo, "000")) else { return };
    let (_, data) = answer(&repo, &["import", &old]);
    assert_eq!(
        (data["gaps"].as_u64(), &data["by_status"]),
        (Some(35), &json!({"closed": 5, "open": 30}))
    );
    assert_eq!(labels(&repo, "closed"), ["CICD-001", "DOC-001", "SEC-001", "SEC-003", "SEC-005"]);
    assert_eq!(counts(&repo.json(&["list"])), [0, 10, 12, 8]);
    let wrong = |data: &Value| findings(data).iter().filter(|f| f.0 == "wrong-figure").count();
    assert_eq!((wrong(&data), findings(&data).len()), (5, 6));
    repo.commit("adopt the older");
    assert_eq!(answer(&repo, &["import", &old]).1["events"], 0);
    let lines = placed(&repo, &old);
    assert_eq!(
        (lines, first_render(&repo, &old).len()),
        (3, 2 * 3),
        "three lines hold the five figures"
    );
    repo.git(&["add", "."]);
    repo.commit("render");

    let (_, data) = answer(&repo, &["import", &new]);
    let regressed: Vec<String> =
        findings(&data).into_iter().filter(|f| f.0 == "regressed").map(|f| f.1).collect();
    assert_eq!(regressed, ["SEC-001", "SEC-005"]);
    assert_eq!(wrong(&data), 2);
    repo.commit("adopt the newer");
    assert_eq!(
        labels(&repo, "closed"),
        ["CICD-001", "DOC-001", "REL-001", "REL-002", "REL-003", "REL-004", "REL-005", "SEC-003"]
    );
    assert_eq!(counts(&repo.json(&["list"])), [0, 9, 11, 7]);
    assert_eq!(repo.json(&["list", "--status", "all"])["gaps"].as_array().unwrap().len(), 35);
    for label in ["SEC-001", "SEC-005"] {
        let gap = repo.gap(label);
        assert!(gap["criteria"].as_array().unwrap().iter().all(|c| c["met"] == false), "{gap}");
    }
    let log = repo.ok(&["log", "SEC-001", "--oneline"]);
    assert!(log.contains("revised") && log.contains("reopened") && log.contains("unmet"), "{log}");
    let rel = repo.gap("REL-003");
    assert_eq!(
        (&rel["completed"]["date"], &rel["completed"]["pr"]["number"]),
        (&"2025-12-03".into(), &185.into())
    );
    let (exit, data) = answer(&repo, &["lint", &new]);
    assert_eq!((exit, findings(&data).len()), (1, 5), "{data}");
    assert_eq!((placed(&repo, &new), first_render(&repo, &new).len()), (2, 4));
    assert_eq!(answer(&repo, &["import", &new]).1["events"], 0);
}

#[test]
fn both_at_once_in_the_order_of_their_dates() {
    let repo = Repo::new();
    let (Some(old), Some(new)) = (with(&repo, "001"), with(&repo, "000")) else { return };
    assert_eq!(repo.no(4, &["import", &new, &old]).code, "order");
    let (_, data) = answer(&repo, &["import", &old, &new]);
    assert_eq!(data["gaps"], 70);
    assert_eq!(counts(&repo.json(&["list"])), [0, 9, 11, 7]);
    assert_eq!(findings(&data).iter().filter(|f| f.0 == "regressed").count(), 2);
}

#[test]
fn the_table_the_checklist_and_the_roadmap() {
    let repo = Repo::new();
    let Some(name) = with(&repo, "002") else { return };
    let (_, data) = answer(&repo, &["import", &name]);
    assert_eq!(
        (data["gaps"].as_u64(), &data["by_status"], &data["findings"]),
        (Some(15), &json!({"closed": 12, "deferred": 3}), &json!([]))
    );
    assert!(first_render(&repo, &name).is_empty());
    assert_eq!(repo.gaps(&["lint", &name]).exit, 0);

    let repo = Repo::new();
    let Some(name) = with(&repo, "003") else { return };
    let (_, data) = answer(&repo, &["import", &name]);
    assert_eq!(
        (data["gaps"].as_u64(), &data["by_status"], &data["findings"]),
        (Some(33), &json!({"closed": 11, "open": 22}), &json!([]))
    );
    let all = repo.json(&["list", "--status", "all"]);
    let criteria: usize = all["gaps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|g| g["criteria"].as_array().unwrap().len())
        .sum();
    assert_eq!(criteria, 42);
    assert!(first_render(&repo, &name).is_empty());
    assert_eq!(repo.gaps(&["lint", &name]).exit, 0);

    let repo = Repo::new();
    let Some(name) = with(&repo, "004") else { return };
    let (_, data) = answer(&repo, &["import", &name]);
    assert_eq!(
        (data["gaps"].as_u64(), &data["by_status"]),
        (Some(23), &json!({"closed": 18, "open": 5}))
    );
    assert_eq!(data["unplaced"].as_array().unwrap().len(), 30);
    repo.commit("adopt");
    let data = repo.json(&["list", "--status", "closed"]);
    assert!(
        data["gaps"].as_array().unwrap().iter().all(|g| g["completed"]["date"] == "2025-10-04")
    );
    let (_, data) = answer(&repo, &["lint", &name]);
    let lines: Vec<u64> =
        data["findings"].as_array().unwrap().iter().map(|f| f["line"].as_u64().unwrap()).collect();
    assert_eq!(lines, [21, 118, 753, 757, 763], "{data}");
    assert_eq!(first_render(&repo, &name).len(), 2 * 4, "all but the list that omits");
}
