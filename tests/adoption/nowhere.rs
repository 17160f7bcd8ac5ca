//! How people meet us: `lint` and `import -n` where there is neither a repository nor a ledger nor a key.

use crate::documents::{CHECKLIST, SECTIONS, TABLE, answer, findings};
use crate::support::{Repo, World, files_below};

fn nowhere() -> Repo {
    Repo::keyless(&World::new(), "visitor")
}

#[test]
fn a_true_document_has_no_findings_and_exits_0() {
    let repo = nowhere();
    for text in [SECTIONS, TABLE, CHECKLIST] {
        repo.write("GAPS.md", text);
        let said = repo.gaps(&["lint", "GAPS.md"]);
        assert_eq!((said.exit, said.err.as_str()), (0, ""), "{}", said.out);
        assert!(said.out.ends_with("claims checked, 0 wrong\n"), "{}", said.out);
    }
}

#[test]
fn a_wrong_figure_exits_1_with_line_and_caret() {
    let repo = nowhere();
    repo.write("GAPS.md", SECTIONS.replace("| Network | 0 | 2 |", "| Network | 0 | 3 |"));
    let said = repo.gaps(&["lint", "GAPS.md"]);
    assert_eq!(said.exit, 1);
    let caret = "GAPS.md:7: wrong-figure: says Network High: 3, is 2\n  | Network | 0 | 3 | 0 | 0 |\n                  ^\n";
    assert!(said.out.contains(caret), "{}", said.out);
    let (exit, data) = answer(&repo, &["lint", "GAPS.md"]);
    assert_eq!(exit, 1);
    assert!(data["claims"].as_u64().unwrap() > 10, "{data}");
    let found = &data["findings"][0];
    assert_eq!((found["code"].as_str(), found["line"].as_u64()), (Some("wrong-figure"), Some(7)));
    assert_eq!(
        (found["claimed"].as_str(), found["actual"].as_str()),
        (Some("Network High: 3"), Some("2"))
    );
    assert!(found["label"].is_null() && data["findings"].as_array().unwrap().len() == 1);
}

#[test]
fn a_dry_import_shows_what_would_come_and_leaves_nothing_behind() {
    let repo = nowhere();
    repo.write("GAPS.md", CHECKLIST);
    let said = repo.gaps(&["import", "-n", "GAPS.md"]);
    assert_eq!((said.exit, said.err.as_str()), (0, ""), "{}", said.out);
    assert!(said.out.contains("4 gaps (1 closed, 3 open), read as checklist"), "{}", said.out);
    for title in ["Rotate the keys", "Pin the images", "Drop root", "Trim the logs"] {
        assert!(said.out.contains(title), "{}", said.out);
    }
    let (exit, data) = answer(&repo, &["import", "-n", "GAPS.md"]);
    assert_eq!((exit, data["gaps"].as_u64(), data["events"].as_u64()), (0, Some(4), Some(5)));
    assert_eq!(data["by_status"], serde_json::json!({"closed": 1, "open": 3}));
    assert_eq!(
        (&data["unplaced"], &data["findings"]),
        (&serde_json::json!([]), &serde_json::json!([]))
    );
    assert_eq!(files_below(&repo.path).len(), 1);
}

#[test]
fn a_dry_import_exits_0_with_its_findings_listed() {
    let repo = nowhere();
    repo.write("GAPS.md", SECTIONS.replace("| Network | 0 | 2 |", "| Network | 0 | 3 |"));
    let (exit, data) = answer(&repo, &["import", "-n", "GAPS.md"]);
    assert_eq!(exit, 0);
    assert_eq!(findings(&data), [("wrong-figure".to_owned(), String::new())]);
}

#[test]
fn what_could_not_be_placed_is_listed_with_its_line() {
    let repo = nowhere();
    let text = "# Plan\n\n## Open\n\n- [ ] Fix it\n\n## Success criteria\n\n- [ ] all is well\n";
    repo.write("GAPS.md", text);
    let (_, data) = answer(&repo, &["import", "-n", "GAPS.md"]);
    let gaps = data["gaps"].as_u64().unwrap() as usize;
    let unplaced = data["unplaced"].as_array().unwrap();
    assert_eq!(gaps + unplaced.len(), 2, "{data}");
    for one in unplaced {
        assert_eq!(
            (one["line"].as_u64(), one["text"].as_str()),
            (Some(9), Some("- [ ] all is well"))
        );
    }
}

#[test]
fn what_cannot_be_read_is_said_plainly() {
    let repo = nowhere();
    repo.write("latin.md", b"# Plan\n\n- [ ] caf\xe9\n");
    let problem = repo.no(4, &["lint", "latin.md"]);
    assert!(problem.message.contains("byte 17"), "{}", problem.message);
    std::fs::create_dir(repo.path.join("folder.md")).unwrap();
    assert!(repo.no(5, &["lint", "folder.md"]).message.contains("is a folder"));
    assert!(repo.no(5, &["lint", "none.md"]).message.contains("none.md"));
    repo.write("large.md", vec![b'a'; (16 << 20) + 1]);
    assert!(repo.no(4, &["import", "-n", "large.md"]).message.contains("16777217 bytes"));
    // Without a repository a real import has nowhere to go.
    repo.write("GAPS.md", TABLE);
    assert_eq!(repo.no(5, &["import", "GAPS.md"]).code, "no-repository");
}

#[test]
fn an_empty_document_says_nothing() {
    let repo = nowhere();
    for text in ["", "\u{feff}", "just prose\n"] {
        repo.write("GAPS.md", text);
        assert!(repo.ok(&["lint", "GAPS.md"]).contains("0 claims checked, 0 wrong"));
        assert_eq!(answer(&repo, &["import", "-n", "GAPS.md"]).1["gaps"].as_u64(), Some(0));
    }
}

#[test]
fn a_dialect_can_be_told() {
    let repo = nowhere();
    repo.write("GAPS.md", CHECKLIST);
    let out = repo.ok(&["lint", "GAPS.md", "--dialect", "generic"]);
    assert!(out.contains("read as generic ("), "{out}");
    assert!(repo.no(2, &["lint", "GAPS.md", "--dialect", "odd"]).message.contains("checklist"));
}

#[test]
fn findings_come_as_annotations_too() {
    let repo = nowhere();
    repo.write("docs/a,b.md", SECTIONS.replace("| Network | 0 | 2 |", "| Network | 0 | 3 |"));
    let said = repo.gaps(&["lint", "docs/a,b.md", "--format", "github"]);
    assert_eq!(said.exit, 1);
    let line =
        "::error file=a%2Cb.md,line=7,title=gaps%3A wrong-figure::says Network High: 3, is 2\n";
    assert!(said.out.contains(line), "{}", said.out);
    let mut command = repo.command(&["lint", "docs/a,b.md"]);
    command.env("GITHUB_ACTIONS", "true");
    assert!(crate::support::said(&mut command).out.contains(line));
}

#[test]
fn a_document_without_gaps_has_none_of_any_status() {
    let repo = nowhere();
    repo.write("empty.md", "");
    let said = repo.ok(&["lint", "empty.md"]);
    assert!(said.starts_with("empty.md: 0 gaps, read as generic ("), "{said}");
}

#[test]
fn a_file_that_is_not_there_is_told_with_the_one_that_was_meant() {
    let repo = Repo::nowhere();
    repo.write("docs/GAPS.md", "# Gaps\n");
    repo.write("docs/gaps.txt", "none\n");
    let said = |name: &str| repo.no(5, &["lint", name]).message;
    assert_eq!(
        said("docs/gasp.md"),
        "docs/gasp.md: there is no such file; did you mean docs/GAPS.md?"
    );
    assert_eq!(said("docs/other.md"), "docs/other.md: there is no such file");
    assert_eq!(said("nowhere/GAPS.md"), "nowhere/GAPS.md: there is no such file");
    // What is to be typed works where it is said.
    assert_eq!(repo.no(5, &["lint", "x.md"]).hint, "ls *.md");
    repo.git(&["init", "--quiet"]);
    assert_eq!(repo.no(5, &["lint", "x.md"]).hint, "git ls-files '*.md'");
}
