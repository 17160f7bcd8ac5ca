//! `[[tracker]]` in `.gaps/config.toml`, and documents written anew.

use crate::documents::{ALL, CHECKLIST, SECTIONS, TABLE, adopted, answer, findings};
use crate::support::Repo;

fn settings(repo: &Repo, text: &str) {
    repo.write(".gaps/config.toml", text);
}

fn text(repo: &Repo, name: &str) -> String {
    String::from_utf8(repo.read(name)).unwrap()
}

#[test]
fn listed_documents_are_rendered_without_an_argument() {
    let repo = Repo::founded();
    repo.write("docs/A.md", SECTIONS);
    repo.write("docs/B.md", CHECKLIST.replace("## High", "## P1"));
    settings(&repo, "[[tracker]]\npath = \"docs/A.md\"\n\n[[tracker]]\npath = \"docs/B.md\"\n");
    repo.ok(&["import", "docs/A.md", "docs/B.md"]);
    repo.git(&["add", "."]);
    repo.commit("adopt both");
    assert_eq!(repo.gaps(&["render", "--check"]).exit, 0);
    repo.ok(&["close", "NET-002", "-m", "done"]);
    assert_eq!(repo.gaps(&["render", "--check"]).exit, 1);
    // From a folder below the root, too.
    assert_eq!(repo.at("docs").gaps(&["render"]).exit, 0);
    assert!(text(&repo, "docs/A.md").contains("~~NET-002"));
    assert_eq!(repo.gaps(&["render", "--check"]).exit, 0);
    let (_, data) = answer(&repo, &["render", "--check"]);
    assert_eq!(data["documents"].as_array().unwrap().len(), 2);
    settings(&repo, "[[tracker]]\npath = \"docs/gone.md\"\n");
    assert!(repo.no(5, &["render"]).message.contains("docs/gone.md"));
}

#[test]
fn a_gap_goes_into_the_document_whose_entry_names_its_block() {
    let repo = Repo::founded();
    repo.write("A.md", SECTIONS);
    repo.write("B.md", TABLE);
    repo.ok(&["import", "A.md", "B.md"]);
    settings(
        &repo,
        "[[tracker]]\npath = \"A.md\"\nblocks = [\"Security\"]\n\n[[tracker]]\npath = \"B.md\"\nblocks = [\"Cost\"]\n",
    );
    repo.git(&["add", "."]);
    repo.commit("adopt both");
    repo.ok(&["add", "Scan the images", "--block", "Security", "--criticality", "high"]);
    repo.ok(&["add", "Watch the bill", "--block", "Cost", "--criticality", "high"]);
    let (exit, data) = answer(&repo, &["lint", "A.md"]);
    assert_eq!((exit, findings(&data)), (1, vec![("missing".to_owned(), "SEC-001".to_owned())]));
    repo.ok(&["render"]);
    let (a, b) = (text(&repo, "A.md"), text(&repo, "B.md"));
    assert!(a.contains("Scan the images") && !a.contains("Watch the bill"), "{a}");
    assert!(b.contains("Watch the bill") && !b.contains("Scan the images"), "{b}");
    for name in ["A.md", "B.md"] {
        assert_eq!(repo.gaps(&["lint", name]).exit, 0, "{name}");
        assert_eq!(answer(&repo, &["import", name]).1["events"], 0, "{name}");
    }
    assert_eq!(repo.gaps(&["render", "--check"]).exit, 0);
}

#[test]
fn signs_and_words_of_a_team_are_read_and_a_legend_beats_them() {
    let board = "# Board\n\n## High\n\n- [-] Limits\n- [x] Timeouts\n\n| ID | Task | Status |\n|---|---|---|\n| NET-001 | Probes | Shipped |\n| NET-002 | Retries | Open |\n";
    let repo = Repo::founded();
    repo.write("B.md", board);
    settings(
        &repo,
        "[[tracker]]\npath = \"B.md\"\nstatus = { \"[-]\" = \"dropped\", \"Shipped\" = \"closed\" }\n",
    );
    let (_, data) = answer(&repo, &["import", "-n", "B.md"]);
    assert_eq!(
        data["by_status"],
        serde_json::json!({"closed": 2, "dropped": 1, "open": 1}),
        "{data}"
    );
    // The same document elsewhere is read by the table alone.
    repo.write("C.md", board);
    let (_, data) = answer(&repo, &["import", "-n", "C.md"]);
    assert_ne!(data["by_status"]["dropped"], 1, "{data}");
    // What the document itself says comes first.
    repo.write("B.md", format!("{board}\nLegend: [-] deferred, [x] done, [ ] open\n"));
    let (_, data) = answer(&repo, &["import", "-n", "B.md"]);
    assert_eq!(data["by_status"]["deferred"], 1, "{data}");
}

#[test]
fn wrong_settings_are_named_with_their_line() {
    let repo = adopted(CHECKLIST);
    settings(&repo, "[[tracker]]\npath = \"GAPS.md\"\ndialect = \"odd\"\n");
    let problem = repo.no(4, &["lint", "GAPS.md"]);
    assert_eq!(problem.message, ".gaps/config.toml line 3: `odd` is no dialect");
    settings(&repo, "[[tracker]]\npath = \"GAPS.md\"\ndialect = \"generic\"\n");
    assert!(repo.ok(&["lint", "GAPS.md"]).contains("read as generic"));
}

#[test]
fn a_new_document_reads_back_as_the_same_gaps() {
    for (name, original) in &ALL[..3] {
        for dialect in ["sections", "table"] {
            let repo = adopted(original);
            repo.ok(&[
                "add",
                "Odd | title with *stars*, [x] and `code`",
                "--block",
                "Odd",
                "--criticality",
                "low",
            ]);
            repo.ok(&["add", "Nobody ranked it", "--block", "Odd"]);
            repo.ok(&["start", "ODD-001"]);
            repo.ok(&["defer", "ODD-002", "-m", "later"]);
            repo.git(&["add", "."]);
            repo.commit("more");
            let printed = repo.ok(&["render", "--new", dialect]);
            repo.ok(&["render", "--new", dialect, "NEW.md"]);
            assert_eq!(text(&repo, "NEW.md"), printed);
            let lint = repo.gaps(&["lint", "NEW.md"]);
            let other = Repo::founded();
            other.write("NEW.md", &printed);
            assert_eq!(lint.exit, 0, "{name} {dialect}: {}\n{printed}", lint.out);
            other.ok(&["import", "NEW.md"]);
            let facts = |repo: &Repo| -> Vec<String> {
                let data = repo.json(&["list", "--status", "all"]);
                let mut all: Vec<String> = data["gaps"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|g| {
                        let met = if dialect == "sections" {
                            g["criteria"].to_string()
                        } else {
                            String::new()
                        };
                        format!(
                            "{} {} {} {} {} {met}",
                            g["label"], g["title"], g["block"], g["criticality"], g["status"]
                        )
                    })
                    .collect();
                all.sort();
                all
            };
            assert_eq!(facts(&repo), facts(&other), "{name} {dialect}:\n{printed}");
            let problem = repo.no(4, &["render", "--new", dialect, "NEW.md"]);
            assert_eq!(problem.code, "file-exists");
        }
    }
}

#[test]
fn a_dialect_that_cannot_be_written_anew_is_said() {
    let repo = adopted(CHECKLIST);
    assert!(repo.no(2, &["render", "--new", "roadmap"]).message.contains("sections or as table"));
    assert_eq!(repo.no(2, &["render", "--new", "table", "--check"]).code, "usage");
}
