//! What a person changed in a document is theirs: never overwritten, taken in by `import`, given up by `--discard`
//! only. The same in a clone that remembers nothing.

use crate::documents::{CHECKLIST, SECTIONS, adopted, answer};
use crate::support::Repo;

const OPEN: &str = "- [ ] **Pin the images**";
const DONE: &str = "- [x] **Pin the images**";

fn text(repo: &Repo) -> String {
    String::from_utf8(repo.read("GAPS.md")).unwrap()
}

fn edit(repo: &Repo, from: &str, to: &str) -> String {
    let before = text(repo);
    assert!(before.contains(from), "{before}");
    let after = before.replacen(from, to, 1);
    repo.write("GAPS.md", &after);
    after
}

fn commit(repo: &Repo, message: &str) {
    repo.git(&["add", "."]);
    repo.commit(message);
}

/// `render` says no, names both ways on, and leaves the bytes.
#[track_caller]
fn refused(repo: &Repo, fact: &str) {
    let before = text(repo);
    let said = repo.gaps(&["render", "GAPS.md"]);
    assert_eq!(said.exit, 1, "{}{}", said.out, said.err);
    assert!(said.out.contains(&format!("{fact} was changed by hand")), "{}", said.out);
    assert!(said.out.contains("gaps import GAPS.md"), "{}", said.out);
    assert!(said.out.contains("gaps render --discard GAPS.md"), "{}", said.out);
    assert_eq!(text(repo), before);
    let (exit, data) = answer(repo, &["render", "GAPS.md"]);
    assert_eq!(exit, 1);
    assert!(!data["documents"][0]["by_hand"].as_array().unwrap().is_empty(), "{data}");
    assert_eq!(repo.gaps(&["render", "--check", "GAPS.md"]).exit, 1);
}

#[test]
fn a_status_a_tick_and_a_criticality_are_left_and_then_taken_in() {
    for committed in [false, true] {
        let repo = adopted(CHECKLIST);
        edit(&repo, OPEN, DONE);
        edit(&repo, "[ ] the old ones", "[x] the old ones");
        if committed {
            commit(&repo, "by hand");
        }
        refused(&repo, "status");
        refused(&repo, "criterion");
        let edited = text(&repo);
        assert_eq!(answer(&repo, &["import", "GAPS.md"]).1["events"], 2);
        assert_eq!(repo.status("HIG-02"), "closed");
        assert_eq!(repo.gap("HIG-01")["criteria"][0]["met"], true);
        assert_eq!(repo.gaps(&["render", "GAPS.md"]).exit, 0);
        // Only the figure that the edit made wrong is written.
        assert_eq!(text(&repo), edited.replace("1/4", "2/4"));

        let repo = adopted(SECTIONS);
        edit(&repo, "**Criticality**: LOW", "**Criticality**: BLOCKER");
        if committed {
            commit(&repo, "by hand");
        }
        refused(&repo, "criticality");
        repo.ok(&["import", "GAPS.md"]);
        assert_eq!(repo.gap("STO-002")["criticality"], "blocker");
    }
}

#[test]
fn discard_overwrites() {
    let repo = adopted(CHECKLIST);
    edit(&repo, OPEN, DONE);
    refused(&repo, "status");
    let said = repo.gaps(&["render", "--discard", "GAPS.md"]);
    assert_eq!(said.exit, 0, "{}", said.out);
    assert_eq!(text(&repo), CHECKLIST);
    assert_eq!(repo.status("HIG-02"), "open");
}

#[test]
fn an_edit_after_a_rendering_is_left_even_where_it_puts_the_old_bytes_back() {
    for committed in [false, true] {
        let repo = adopted(CHECKLIST);
        repo.ok(&["close", "HIG-02", "-m", "pinned"]);
        repo.ok(&["render", "GAPS.md"]);
        if committed {
            commit(&repo, "close it");
        }
        assert!(text(&repo).contains(DONE));
        edit(&repo, DONE, OPEN);
        edit(&repo, "2/4", "1/4");
        assert_eq!(text(&repo), CHECKLIST, "these are the very bytes that the import read");
        refused(&repo, "status");
        if committed {
            commit(&repo, "by hand");
            refused(&repo, "status");
        }
        assert_eq!(answer(&repo, &["import", "GAPS.md"]).1["events"], 1);
        assert_eq!(repo.status("HIG-02"), "open");
        assert_eq!(repo.gaps(&["render", "--check", "GAPS.md"]).exit, 0);
    }
}

#[test]
fn what_is_merely_stale_is_written() {
    let repo = adopted(CHECKLIST);
    repo.ok(&["close", "HIG-02", "-m", "pinned"]);
    repo.ok(&["render", "GAPS.md"]);
    commit(&repo, "close it");
    repo.ok(&["reopen", "HIG-02", "-m", "unpinned"]);
    repo.ok(&["render", "GAPS.md"]);
    assert_eq!(text(&repo), CHECKLIST);
    // Nor is a stale document news for an import.
    repo.ok(&["close", "HIG-02", "-m", "again"]);
    assert_eq!(answer(&repo, &["import", "GAPS.md"]).1["events"], 0);
    assert_eq!(repo.status("HIG-02"), "closed");
}

#[test]
fn a_fresh_clone_tells_stale_from_edited_by_history_alone() {
    let ana = adopted(CHECKLIST);
    ana.ok(&["close", "HIG-02", "-m", "pinned"]);
    ana.ok(&["render", "GAPS.md"]);
    commit(&ana, "close it");
    ana.ok(&["reopen", "HIG-02", "-m", "unpinned"]);
    commit(&ana, "reopen it, the document is stale now");
    let ben = ana.clone_as("ben", 7);
    assert!(text(&ben).contains(DONE));
    ben.ok(&["render", "GAPS.md"]);
    assert_eq!(text(&ben), CHECKLIST);
    commit(&ben, "render");
    // Now by hand, in a clone of that: committed and not.
    ben.git(&["push", "--quiet"]);
    let cai = ben.clone_as("cai", 9);
    edit(&cai, OPEN, DONE);
    refused(&cai, "status");
    commit(&cai, "by hand");
    refused(&cai, "status");
    cai.git(&["push", "--quiet"]);
    let dee = cai.clone_as("dee", 11);
    refused(&dee, "status");
    assert_eq!(answer(&dee, &["import", "GAPS.md"]).1["events"], 1);
    assert_eq!(dee.status("HIG-02"), "closed");
}

#[test]
fn a_memory_that_others_have_overtaken_accuses_nobody() {
    let ana = adopted(CHECKLIST);
    let ben = ana.clone_as("ben", 7);
    ben.ok(&["render", "GAPS.md"]);
    ben.ok(&["import", "GAPS.md"]);
    // Ana closes and renders, then reopens; Ben, who remembers the first document, renders what he pulled.
    ana.ok(&["close", "HIG-02", "-m", "pinned"]);
    ana.ok(&["render", "GAPS.md"]);
    commit(&ana, "close it");
    ana.ok(&["reopen", "HIG-02", "-m", "unpinned"]);
    commit(&ana, "reopen it");
    ana.git(&["push", "--quiet"]);
    ben.git(&["pull", "--quiet", "--ff-only"]);
    let said = ben.gaps(&["render", "GAPS.md"]);
    assert_eq!(said.exit, 0, "{}", said.out);
    assert_eq!(text(&ben), CHECKLIST);
}

#[test]
fn an_edit_beside_a_change_in_the_ledger_takes_both() {
    let repo = adopted(CHECKLIST);
    repo.ok(&["close", "HIG-02", "-m", "pinned"]);
    commit(&repo, "close it");
    edit(&repo, "- [ ] **Trim the logs**", "- [x] **Trim the logs**");
    refused(&repo, "status");
    assert_eq!(answer(&repo, &["import", "GAPS.md"]).1["events"], 1);
    assert_eq!((repo.status("HIG-02"), repo.status("MED-01")), ("closed".into(), "closed".into()));
    repo.ok(&["render", "GAPS.md"]);
    assert!(text(&repo).contains(DONE) && text(&repo).contains("3/4"), "{}", text(&repo));
}

#[test]
fn a_title_by_hand_is_left_where_the_ledger_has_another() {
    let repo = adopted(SECTIONS);
    edit(&repo, "NET-002: Timeouts for upstream calls", "NET-002: Timeouts everywhere");
    repo.ok(&["revise", "NET-002", "--title", "Timeouts upstream"]);
    refused(&repo, "title");
    repo.ok(&["import", "GAPS.md"]);
    assert_eq!(repo.gap("NET-002")["title"], "Timeouts everywhere");
    assert_eq!(repo.gaps(&["render", "--check", "GAPS.md"]).exit, 0);
}

#[test]
fn a_closing_over_unmet_criteria_is_told_where_nobody_forced_it() {
    let board = "# Gaps\n\n- [ ] Keys\n  - [x] rotated\n  - [ ] written down\n- [x] Pins\n  - [ ] all of them\n";
    let repo = adopted(board);
    let codes = |repo: &Repo| -> Vec<(String, String)> {
        let (_, data) = answer(repo, &["lint", "GAPS.md"]);
        crate::documents::findings(&data).into_iter().map(|f| (f.0, f.1)).collect()
    };
    // The document closes this one itself, and says no word why.
    let own = ("unmet-criteria".to_owned(), "GAP-02".to_owned());
    assert_eq!(codes(&repo), std::slice::from_ref(&own));
    repo.ok(&["close", "GAP-01", "--force", "-m", "written down elsewhere"]);
    repo.ok(&["render", "GAPS.md"]);
    commit(&repo, "close it");
    assert_eq!(codes(&repo), std::slice::from_ref(&own), "the force is on record");
    // What was met then and is unticked now is news.
    edit(&repo, "- [x] rotated", "- [ ] rotated");
    assert!(codes(&repo).contains(&("unmet-criteria".to_owned(), "GAP-01".to_owned())));
}

#[test]
fn what_is_not_placed_is_short_as_text_and_whole_as_json() {
    let notes: String = (0..30).map(|n| format!("| {n} | note {n} |\n")).collect();
    let board = format!(
        "# Gaps\n\n- [x] Keys\n- [ ] Pins\n\nProgress: 2/2\n\n| N | Note |\n|---|---|\n{notes}"
    );
    let repo = Repo::new();
    repo.write("GAPS.md", board);
    let said = repo.gaps(&["lint", "GAPS.md"]);
    let lines: Vec<&str> = said.out.lines().collect();
    assert!(lines[1].contains("wrong-figure"), "findings come first: {}", said.out);
    assert_eq!(lines.iter().filter(|l| l.contains(": not placed (")).count(), 5, "{}", said.out);
    let rest = "GAPS.md: 25 more not placed; gaps lint --json GAPS.md lists all 30";
    assert!(lines.contains(&rest), "{}", said.out);
    let (_, data) = answer(&repo, &["lint", "GAPS.md"]);
    assert_eq!(data["unplaced"].as_array().unwrap().len(), 30);
}
