//! Documents kept true: after each change the difference touches only what states something about that gap or a
//! figure that it changes, `lint` has nothing to say about it, and rendering again changes nothing.

use crate::documents::{ALL, SECTIONS, adopted, answer, changed};
use crate::support::Repo;

/// A gap of each document that is open, and what marks the lines that may change besides its own: figures.
const OPEN: [(&str, &str, &[&str]); 5] = [
    ("sections", "NET-002", &["Network |", "Total", "Last Updated", "NET-002", "HIGH"]),
    ("table", "P1-01", &["Dashboards"]),
    ("checklist", "HIG-02", &["Pin the images", "Progress"]),
    ("roadmap", "TASK-2.2", &["Task 2.2", "**Status:**", "Overall"]),
    ("generic", "GAP-03", &["Notarise"]),
];

fn text(repo: &Repo) -> String {
    String::from_utf8(repo.read("GAPS.md")).unwrap()
}

/// Renders, and holds what must hold after it; the lines that changed.
#[track_caller]
fn rendered(repo: &Repo, about: &str) -> Vec<String> {
    let before = text(repo);
    let said = repo.gaps(&["render", "GAPS.md"]);
    assert_eq!(said.exit, 0, "{about}: {}{}", said.out, said.err);
    let after = text(repo);
    let lint = repo.gaps(&["lint", "GAPS.md"]);
    assert_eq!(lint.exit, 0, "{about}: {}\n{after}", lint.out);
    let check = repo.gaps(&["render", "--check", "GAPS.md"]);
    assert_eq!(check.exit, 0, "{about}: {}", check.out);
    let (_, data) = answer(repo, &["import", "GAPS.md"]);
    assert_eq!(data["events"], 0, "{about}: {data}\n{after}");
    changed(&before, &after)
}

/// Every changed line holds one of these words.
#[track_caller]
fn only(lines: &[String], words: &[&str], about: &str) {
    assert!(!lines.is_empty(), "{about}: nothing was written");
    for line in lines {
        let fits =
            words.iter().any(|w| line.contains(w)) || line.trim_matches(['+', '-']).is_empty();
        assert!(fits, "{about}: {line} is not about it:\n{}", lines.join("\n"));
    }
}

fn label_of(repo: &Repo, name: &str, label: &str) -> String {
    if name != "generic" {
        return label.to_owned();
    }
    let data = repo.json(&["list", "--status", "all"]);
    let gaps = data["gaps"].as_array().unwrap();
    let found = gaps.iter().find(|g| g["title"].as_str().unwrap().starts_with("Notarise")).unwrap();
    found["label"].as_str().unwrap().to_owned()
}

#[test]
fn each_status_is_written_as_the_document_writes_it() {
    for (name, text) in ALL {
        let repo = adopted(text);
        let (_, label, words) = OPEN.iter().find(|o| o.0 == name).unwrap();
        let label = label_of(&repo, name, label);
        let steps: [&[&str]; 8] = [
            &["start", &label],
            &["close", &label, "-m", "it is in"],
            &["confirm", &label],
            &["reopen", &label, "-m", "it came back"],
            &["defer", &label, "-m", "not this year"],
            &["close", &label, "-m", "it came by itself"],
            &["reopen", &label, "-m", "it went by itself"],
            &["drop", &label, "-m", "nobody needs it"],
        ];
        for step in steps {
            let about = format!("{name}: gaps {}", step.join(" "));
            repo.ok(step);
            let lines = rendered(&repo, &about);
            let same = step[0] == "confirm" || lines.is_empty() && step[0] != "close";
            if !same {
                only(&lines, words, &about);
            }
            if step[0] == "close" {
                assert!(!lines.is_empty(), "{about}");
                repo.git(&["add", "."]);
                repo.commit(&about);
                rendered(&repo, &format!("{about}, landed"));
            }
        }
    }
}

#[test]
fn a_changed_criticality_moves_the_item_and_its_figures() {
    let repo = adopted(SECTIONS);
    repo.ok(&["revise", "NET-002", "--criticality", "medium"]);
    let lines = rendered(&repo, "criticality");
    let after = text(&repo);
    let (medium, item) = (after.find("## MEDIUM").unwrap(), after.find("### NET-002").unwrap());
    assert!(medium < item && item < after.find("## LOW").unwrap(), "{after}");
    assert!(after.contains("| Network | 0 | 1 | 1 | 0 |"), "{after}");
    assert!(after.contains("| **Total** | **0** | **1** | **2** | **1** |"), "{after}");
    // The item moved as it was: what went from one place came to the other.
    let gone = lines.iter().filter(|l| l.starts_with('-')).count();
    let come = lines.iter().filter(|l| l.starts_with('+')).count();
    assert_eq!(gone, come, "{}", lines.join("\n"));
}

#[test]
fn a_new_gap_is_written_in_the_documents_style() {
    for (name, text_) in ALL {
        let repo = adopted(text_);
        let data = repo.json(&["list"]);
        let block = data["gaps"][0]["block"].as_str().unwrap().to_owned();
        repo.ok(&["add", "Prove the restore", "--block", &block, "--criticality", "high"]);
        let lines = rendered(&repo, name);
        assert!(
            lines.iter().all(|l| l.starts_with('+') || name != "table" && name != "generic"),
            "{lines:?}"
        );
        assert!(text(&repo).contains("Prove the restore"), "{name}: {}", text(&repo));
    }
}

#[test]
fn ticks_are_written_into_their_boxes_and_bullets() {
    for (name, label, line) in [
        ("sections", "NET-001", "+- ✅ limits are configured"),
        ("checklist", "HIG-01", "+  - [x] the old ones are gone"),
        ("roadmap", "TASK-1.2", "+- [✓] a limit is set"),
    ] {
        let repo = adopted(ALL.iter().find(|a| a.0 == name).unwrap().1);
        repo.ok(&["tick", label, "1"]);
        let before = text(&repo);
        assert_eq!(repo.gaps(&["render", "GAPS.md"]).exit, 0);
        let lines = changed(&before, &text(&repo));
        assert!(lines.contains(&line.to_owned()) && lines.len() == 2, "{name}: {lines:?}");
        repo.ok(&["tick", label, "1", "--unmet"]);
        assert_eq!(repo.gaps(&["render", "GAPS.md"]).exit, 0);
        assert_eq!(text(&repo), before, "{name}");
    }
}

#[test]
fn a_new_title_is_written_in_place() {
    for (name, text_) in ALL {
        let repo = adopted(text_);
        let (_, label, _) = OPEN.iter().find(|o| o.0 == name).unwrap();
        let label = label_of(&repo, name, label);
        repo.ok(&["revise", &label, "--title", "Say it in other words"]);
        let lines = rendered(&repo, name);
        assert_eq!(lines.len(), 2, "{name}: {lines:?}");
        assert!(lines[1].contains("Say it in other words"), "{name}: {lines:?}");
        // And once more: what was written is what a later writing replaces.
        repo.git(&["add", "."]);
        repo.commit("a title");
        repo.ok(&["revise", &label, "--title", "Say it once more"]);
        assert_eq!(rendered(&repo, name).len(), 2, "{name}");
    }
}

#[test]
fn line_endings_a_mark_and_a_missing_end_stay() {
    for (name, text_) in ALL {
        let crlf = format!("\u{feff}{}", text_.replace('\n', "\r\n"));
        for form in [crlf.as_str(), text_.trim_end()] {
            let repo = adopted(form);
            repo.ok(&["render", "GAPS.md"]);
            assert_eq!(text(&repo), form, "{name}: nothing new");
            let (_, label, _) = OPEN.iter().find(|o| o.0 == name).unwrap();
            let label = label_of(&repo, name, label);
            repo.ok(&["close", &label, "--force", "-m", "done"]);
            repo.ok(&["render", "GAPS.md"]);
            let after = text(&repo);
            assert_ne!(after, form, "{name}");
            let marked = form.starts_with('\u{feff}');
            assert_eq!(
                (after.starts_with('\u{feff}'), after.ends_with('\n')),
                (marked, marked),
                "{name}"
            );
            // Every line ends as the others do.
            let (all, cr) = (after.matches('\n').count(), after.matches("\r\n").count());
            assert_eq!(
                (cr, after.matches('\r').count()),
                (if marked { all } else { 0 }, cr),
                "{name}"
            );
        }
    }
}

#[test]
fn what_bytes_cannot_mend_is_told_and_fails_the_check() {
    let text_ = "# Gaps\n\nAll tasks have been completed.\n\n## High\n\n- [x] one\n- [x] two\n";
    let repo = adopted(text_);
    assert_eq!(repo.gaps(&["render", "--check", "GAPS.md"]).exit, 0);
    repo.ok(&["reopen", "HIG-01", "-m", "not so"]);
    let said = repo.gaps(&["render", "GAPS.md"]);
    assert!(said.out.contains("GAPS.md:3: stale-prose"), "{}", said.out);
    assert!(text(&repo).contains("- [ ] one"));
    assert!(text(&repo).contains("All tasks have been completed."));
    assert_eq!(repo.gaps(&["render", "--check", "GAPS.md"]).exit, 1);
}

#[test]
fn a_check_and_a_diff_change_nothing() {
    let repo = adopted(SECTIONS);
    repo.ok(&["close", "NET-002", "-m", "done"]);
    let said = repo.gaps(&["render", "--check", "GAPS.md"]);
    assert_eq!(said.exit, 1);
    assert!(said.out.contains("-| Network | 0 | 2 | 0 | 0 |\n"), "{}", said.out);
    let said = repo.gaps(&["render", "--diff", "GAPS.md"]);
    assert_eq!((said.exit, text(&repo).as_str()), (0, SECTIONS));
    assert!(
        said.out.contains("+### ~~NET-002: Timeouts for upstream calls~~ ✅ COMPLETED\n"),
        "{}",
        said.out
    );
    let (exit, data) = answer(&repo, &["render", "--check", "GAPS.md"]);
    assert_eq!((exit, &data["written"]), (1, &false.into()));
    assert_eq!(data["documents"][0]["stale"], true);
}
