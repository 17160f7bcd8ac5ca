//! Tables for other programs: stable columns, and no cell that a spreadsheet would run.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::lived_in;
use crate::support::Repo;

/// A reader of RFC 4180, as small as it can be.
fn records(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '"' if quoted && letters.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    assert!(row.is_empty() && cell.is_empty() && !quoted, "it ends in the middle");
    rows
}

#[test]
fn both_formats_say_the_same_as_the_list_and_the_log() {
    let repo = lived_in();
    for table in ["gaps", "events"] {
        let csv = repo.ok(&["export", "csv", table]);
        assert!(csv.ends_with("\r\n") && !csv.replace("\r\n", "").contains('\r'));
        let rows = records(&csv);
        let lines: Vec<Value> = repo
            .ok(&["export", "ndjson", table])
            .lines()
            .map(|l| serde_json::from_str(l).unwrap())
            .collect();
        assert_eq!(rows.len(), lines.len() + 1);
        for (row, line) in rows[1..].iter().zip(&lines) {
            for (column, cell) in rows[0].iter().zip(row) {
                let value = match &line[column] {
                    Value::Null => String::new(),
                    Value::String(text) => text.clone(),
                    Value::Array(list) => {
                        list.iter().map(|v| v.as_str().unwrap()).collect::<Vec<_>>().join("\n")
                    }
                    other => other.to_string(),
                };
                assert_eq!(*cell, value, "{table} {column}");
            }
        }
        let whole = repo.json(&["export", "ndjson", table]);
        assert_eq!(whole["rows"], Value::Array(lines));
    }
    let gaps = repo.json(&["export", "csv"]);
    let first = &gaps["rows"][0];
    let shown = &repo.json(&["list", "--status", "all"])["gaps"][0];
    assert_eq!(first["label"], "OBS-001");
    assert_eq!(first["id"], shown["id"]);
    assert_eq!(first["completed_pr_url"], "https://github.com/o/r/pull/2");
    assert_eq!(first["completed_source"], "landing");
}

#[test]
fn the_columns_are_those_of_the_page() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/report.md")).unwrap();
    let repo = Repo::founded();
    for table in ["gaps", "events"] {
        let head = repo.ok(&["export", "csv", table]);
        let head = head.lines().next().unwrap().trim_end().to_owned();
        let section = page.split(&format!("### The columns of `{table}`")).nth(1).unwrap();
        let section = section.split("\n#").next().unwrap();
        let told: Vec<&str> =
            section.lines().filter_map(|l| l.strip_prefix("| `")?.split('`').next()).collect();
        assert_eq!(told.join(","), head, "{table}");
    }
}

#[test]
fn no_cell_is_a_formula_and_nothing_moves_the_cursor() {
    let repo = Repo::founded();
    let titles = ["=HYPERLINK(\"http://x\",\"y\")", "+1", "-2+3", "@SUM(A1)", "'tis", "a \"b\", c"];
    for title in titles {
        repo.ok(&["add", "--block", "Security", "--", title]);
    }
    repo.ok(&["note", "SEC-001", "-m", "two\nlines"]);
    repo.commit("open");
    for table in ["gaps", "events"] {
        for row in records(&repo.ok(&["export", "csv", table])) {
            for cell in row {
                let first = cell.chars().next().unwrap_or('a');
                assert!(!"=+-@\t\r".contains(first), "{cell}");
            }
        }
    }
    let rows = records(&repo.ok(&["export", "csv"]));
    let shown: Vec<&str> = rows[1..].iter().map(|r| r[2].trim_start_matches('\'')).collect();
    assert_eq!(shown, titles.map(|t| t.trim_start_matches('\'')));
}

#[test]
fn into_a_file_or_nowhere() {
    let repo = lived_in();
    let said = repo.ok(&["export", "csv", "--output", "gaps.csv"]);
    assert_eq!(said, "6 gaps in gaps.csv\n");
    assert_eq!(
        fs::read_to_string(repo.path.join("gaps.csv")).unwrap(),
        repo.ok(&["export", "csv"])
    );
    let data = repo.json(&["export", "ndjson", "events", "-o", "e.ndjson"]);
    let lines = fs::read_to_string(repo.path.join("e.ndjson")).unwrap().lines().count();
    assert_eq!(data["rows"], lines);
    let bad = repo.gaps(&["export", "csv", "-o", "no/such/folder.csv"]);
    assert_eq!((bad.exit, bad.text_problem().code.as_str()), (5, ""));
    assert_eq!(repo.gaps(&["export", "xml"]).exit, 2);
    let early = repo.json(&["export", "csv", "--at", "HEAD~6"]);
    assert!(early["rows"].as_array().unwrap().iter().all(|r| r["status"] == "open"));
}
