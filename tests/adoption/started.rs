//! An import that starts a ledger, and imports that add nothing.

use crate::documents::{ALL, CHECKLIST, SECTIONS, TABLE, adopted, answer, findings};
use crate::support::Repo;

#[test]
fn an_import_starts_a_ledger_and_says_so() {
    let repo = Repo::new();
    repo.write("GAPS.md", SECTIONS);
    let said = repo.gaps(&["import", "GAPS.md"]);
    assert_eq!(said.exit, 0, "{}", said.err);
    assert!(said.err.contains("Founded ledger"), "{}", said.err);
    assert!(said.out.contains("wrote 6 events: 5 gaps opened"), "{}", said.out);
    let gap = repo.gap("STO-003");
    assert_eq!(gap["status"], "closed");
    repo.commit("adopt");
    let gap = repo.gap("STO-003");
    assert_eq!(gap["completed"]["date"], "2026-09-20");
    assert_eq!(gap["completed"]["source"], "claimed");
    assert_eq!(gap["completed"]["pr"]["number"], 41);
    assert_eq!(gap["opened"]["at"], serde_json::Value::Null);
    let gap = repo.gap("NET-001");
    assert_eq!((&gap["block"], &gap["criticality"]), (&"Network".into(), &"high".into()));
    assert_eq!(gap["criteria"].as_array().unwrap().len(), 2);
}

#[test]
fn a_claim_without_a_date_is_told_as_one() {
    let repo = Repo::new();
    repo.write("TODO.md", "# To do\n\n- [x] Rotate the keys\n- [ ] Test the restore\n");
    repo.ok(&["import", "TODO.md"]);
    repo.commit("adopt");
    let (_, listed) = answer(&repo, &["list", "--status", "closed"]);
    let label = listed["gaps"][0]["label"].as_str().unwrap().to_owned();
    let shown = repo.ok(&["show", &label]);
    assert!(shown.contains("Completed    (no date in the tracker)\n"), "{shown}");
}

#[test]
fn an_import_of_what_the_ledger_says_adds_nothing() {
    for (name, text) in ALL {
        let repo = Repo::new();
        repo.write("GAPS.md", text);
        let (_, data) = answer(&repo, &["import", "GAPS.md"]);
        assert!(data["events"].as_u64().unwrap() > 0, "{name}");
        let nothing = |when: &str| {
            let (exit, data) = answer(&repo, &["import", "GAPS.md"]);
            assert_eq!((exit, data["events"].as_u64()), (0, Some(0)), "{name} {when}: {data}");
        };
        nothing("at once");
        repo.commit("adopt it, but not the document");
        nothing("after a commit");
        repo.git(&["add", "."]);
        repo.commit("the document");
        nothing("after its own commit");
        assert_eq!(repo.gaps(&["render", "GAPS.md"]).exit, 0, "{name}");
        nothing("after render");
        assert_eq!(String::from_utf8(repo.read("GAPS.md")).unwrap(), text, "{name}");
    }
}

#[test]
fn two_clones_that_import_at_once_give_each_gap_once() {
    for (name, text) in ALL {
        let ana = Repo::founded();
        ana.write("GAPS.md", text);
        ana.git(&["add", "."]);
        ana.commit("a tracker");
        let ben = ana.clone_as("ben", 7);
        let mut all = Vec::new();
        for repo in [&ana, &ben] {
            repo.ok(&["import", "GAPS.md"]);
            repo.commit("adopt it");
            let data = repo.json(&["list", "--status", "all"]);
            all.push(data["gaps"].as_array().unwrap().len());
        }
        ana.git(&["push", "--quiet"]);
        ben.git(&["pull", "--quiet", "--no-rebase", "--no-edit"]);
        ben.git(&["push", "--quiet"]);
        ana.git(&["pull", "--quiet"]);
        for repo in [&ana, &ben] {
            let data = repo.json(&["list", "--status", "all"]);
            let gaps = data["gaps"].as_array().unwrap();
            assert_eq!((gaps.len(), all[0]), (all[0], all[1]), "{name}: {data}");
            assert!(gaps.iter().all(|g| g["contested"] == false), "{name}: {data}");
            assert!(gaps.iter().all(|g| !g["label"].as_str().unwrap().contains('~')), "{name}");
            assert_eq!(answer(repo, &["import", "GAPS.md"]).1["events"], 0, "{name}");
            assert_eq!(repo.gaps(&["render", "--check"]).exit, 0, "{name}");
        }
    }
}

#[test]
fn the_same_edit_taken_in_twice_is_one_and_back_again_is_another() {
    let repo = adopted(CHECKLIST);
    let put = |box_: &str| {
        let text = CHECKLIST
            .replace("- [ ] **Pin the images**", &format!("- [{box_}] **Pin the images**"));
        repo.write("GAPS.md", text.replace("1/4", if box_ == "x" { "2/4" } else { "1/4" }));
    };
    for (n, (box_, status)) in
        [("x", "closed"), (" ", "open"), ("x", "closed"), (" ", "open")].iter().enumerate()
    {
        put(box_);
        let (_, data) = answer(&repo, &["import", "GAPS.md"]);
        assert_eq!(data["events"], 1, "{n}: {data}");
        assert_eq!(repo.status("HIG-02"), *status, "{n}");
        if n % 2 == 1 {
            repo.git(&["add", "."]);
            repo.commit("edited");
        }
    }
}

#[test]
fn several_documents_come_in_the_order_of_their_dates() {
    let repo = Repo::new();
    let newer = SECTIONS
        .replace("2026-10-01", "2026-11-01")
        .replace(
            "### ~~STO-003: Encrypt the volumes~~ ✅ COMPLETED",
            "### STO-003: Encrypt the volumes",
        )
        .replace("~~LOW~~ COMPLETED", "LOW")
        .replace("| STO-003 | Encrypt the volumes | 2026-09-20 | #41 |\n", "");
    repo.write("old.md", SECTIONS);
    repo.write("new.md", newer);
    let problem = repo.no(4, &["import", "new.md", "old.md"]);
    assert_eq!(problem.hint, "gaps import old.md new.md");
    let (exit, data) = answer(&repo, &["import", "-n", "old.md", "new.md"]);
    assert_eq!(exit, 0);
    let regressed = ("regressed".to_owned(), "STO-003".to_owned());
    assert!(findings(&data).contains(&regressed), "{data}");
    // The other way round is somebody's wish, and then it is done.
    let (exit, data) = answer(&repo, &["import", "--in-this-order", "new.md", "old.md"]);
    assert_eq!(exit, 0);
    assert!(!findings(&data).contains(&regressed), "{data}");
    assert_eq!(repo.status("STO-003"), "closed");
}

#[test]
fn a_document_that_a_tool_writes_is_taken_in_and_never_written() {
    let text = format!("<!-- generated by boardtool, do not edit -->\n{CHECKLIST}");
    let repo = adopted(&text);
    repo.ok(&["close", "HIG-02", "-m", "pinned"]);
    let problem = repo.no(4, &["render", "GAPS.md"]);
    assert!(problem.message.contains("a tool writes it"), "{}", problem.message);
    assert_eq!(String::from_utf8(repo.read("GAPS.md")).unwrap(), text);
}

#[test]
fn made_labels_stay_with_their_items() {
    let repo = adopted(TABLE);
    let rows = "| Backups | never tried | try one | Open |\n| Quotas |";
    repo.write("GAPS.md", TABLE.replace("| Quotas |", rows));
    repo.ok(&["import", "GAPS.md"]);
    assert_eq!(repo.gap("P0-01")["title"], "Quotas");
    assert_eq!(repo.gap("P0-02")["title"], "Alerts");
    assert_eq!(repo.gap("P0-03")["title"], "Backups");
}

#[test]
fn a_row_that_vanished_is_told_and_not_closed() {
    let repo = adopted(TABLE);
    repo.write("GAPS.md", TABLE.replace("| Quotas | none set | set them | Open |\n", ""));
    let (exit, data) = answer(&repo, &["import", "GAPS.md"]);
    assert_eq!((exit, data["events"].as_u64()), (0, Some(0)));
    assert_eq!(findings(&data), [("vanished".to_owned(), "P0-01".to_owned())]);
    assert_eq!(repo.status("P0-01"), "open");
    let (exit, data) = answer(&repo, &["lint", "GAPS.md"]);
    assert_eq!((exit, findings(&data)), (1, vec![("missing".to_owned(), "P0-01".to_owned())]));
    repo.write("GAPS.md", TABLE);
    assert_eq!(answer(&repo, &["import", "GAPS.md"]).1["events"], 0);
    assert_eq!(answer(&repo, &["lint", "GAPS.md"]).0, 0);
}
