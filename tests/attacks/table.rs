//! The table in `docs/trust.md` names every test here, and every test that it names is here.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

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
    tests.remove("table::the_table_of_attacks_is_whole");
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
