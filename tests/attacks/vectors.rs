//! Every vector planted in a real history: the audit says of each what the index says, and so what the second
//! verifier says, which the suite of vectors compares with the same index.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::lab::Lab;

#[test]
fn every_vector_is_judged_as_the_second_verifier_judges_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    for (folder, least) in [("reject", 80), ("accept", 20)] {
        let lab = Lab::new();
        let index = fs::read_to_string(root.join(folder).join("index.tsv")).unwrap();
        let mut wanted: BTreeMap<String, String> = BTreeMap::new();
        for line in index.lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let (file, path, code) = (cells[0], cells[1], cells[3]);
            // Two vectors under one path would be an edit of each other; no checkout writes `..`.
            if wanted.contains_key(path) || path.contains("/../") {
                continue;
            }
            lab.repo.write(path, fs::read(root.join(folder).join(file)).unwrap());
            wanted.insert(path.to_owned(), code.to_owned());
        }
        assert!(wanted.len() >= least);
        lab.land_all("vectors");
        let audit = lab
            .audit_with(&["--ledger", &lab.json(&lab.closing())["ledger"].as_str().unwrap()[..12]]);
        let findings = audit.data["findings"].as_array().unwrap();
        let of_form =
            ["torn", "not-canonical", "bad-signature", "weak-key", "renamed", "stray-path"];
        for (path, code) in &wanted {
            let told: Vec<&str> = findings
                .iter()
                .filter(|f| {
                    f["path"] == path.as_str() && of_form.contains(&f["code"].as_str().unwrap())
                })
                .map(|f| f["code"].as_str().unwrap())
                .collect();
            if code == "ok" {
                assert_eq!(told, Vec::<&str>::new(), "{path}");
            } else {
                assert!(told.contains(&code.as_str()), "{path}: {told:?}, not {code}");
            }
        }
    }
}
