//! The table in `docs/trust.md` names every test here, and every test that it names is here.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use gaps::ledger::Code;

#[test]
fn the_table_of_attacks_is_whole() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tests = BTreeSet::new();
    for entry in fs::read_dir(root.join("tests/attacks")).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap();
        for part in text.split("#[test]\nfn ").skip(1) {
            tests.insert(format!("{file}::{}", part.split('(').next().unwrap()));
        }
    }
    tests.retain(|name| !name.starts_with("table::"));
    let trust = fs::read_to_string(root.join("docs/trust.md")).unwrap();
    let named: BTreeSet<String> = trust
        .lines()
        .filter(|l| l.starts_with('|'))
        .filter_map(|l| l.trim_end_matches('|').rsplit('|').next())
        .flat_map(|cell| cell.split('`').skip(1).step_by(2).map(str::to_owned))
        .filter(|name| name.contains("::"))
        .collect();
    assert_eq!(named, tests);
    assert!(tests.len() >= 60, "{}", tests.len());
}

#[test]
fn every_rule_is_tripped_by_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = fs::read_dir(root.join("tests/attacks")).unwrap();
    let tests: String = files
        .map(|f| f.unwrap().path())
        .filter(|p| !p.ends_with("table.rs"))
        .map(|p| fs::read_to_string(p).unwrap())
        .collect();
    let is_named = |code: &Code| {
        tests.contains(&format!("\"{code}\"")) || tests.contains(&format!("Code::{code:?}"))
    };
    let silent: Vec<&Code> = Code::ALL.iter().filter(|c| !is_named(c)).collect();
    assert_eq!(silent, Vec::<&Code>::new(), "no test trips these");
}
