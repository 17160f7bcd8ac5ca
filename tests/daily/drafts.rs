//! `--edit`: what somebody writes in an editor becomes the gap, and nothing that was not written does.

use crate::support::{Repo, Said, said};

/// `gaps` with an editor that does this to the draft.
fn edit(repo: &Repo, script: &str, arguments: &[&str]) -> Said {
    let editor = repo.world.path("editor");
    std::fs::write(&editor, format!("set -e\n{script}\n")).unwrap();
    let mut command = repo.command(&[arguments, &["--edit"]].concat());
    said(command.env("GIT_EDITOR", format!("sh {}", editor.display())))
}

#[test]
fn a_draft_that_nobody_filled_in_opens_nothing() {
    let repo = Repo::with_gaps(&["RBAC"]);
    let files = repo.event_files();
    for script in ["true", "sed -i s/Block:/Block:\\ Security/ \"$1\"", ": > \"$1\""] {
        let none = edit(&repo, script, &["add"]);
        assert_eq!((none.exit, none.out.as_str()), (2, ""), "{script}: {}", none.err);
        assert!(none.err.contains("the draft has no title: nothing was written"), "{}", none.err);
    }
    let cleared = edit(&repo, "sed -i 's/^RBAC$//' \"$1\"", &["revise", "SEC-001"]);
    assert!(cleared.exit == 2 && cleared.err.contains("no title"), "{}", cleared.err);
    assert_eq!(repo.event_files(), files);
    let same = edit(&repo, "true", &["revise", "SEC-001"]);
    assert!(same.exit == 4 && same.err.contains("already says so"), "{}", same.err);
}

#[test]
fn what_was_written_is_the_gap() {
    let repo = Repo::with_gaps(&["RBAC"]);
    let script = "printf 'Due: dates everywhere\\nBlock: sec\\nCriticality: P1\\nCriteria:\\n- one\\n- two\\n\\nDescription:\\n# Why\\n\\nso\\n' > \"$1\"";
    let opened = edit(&repo, script, &["add"]);
    assert_eq!(opened.exit, 0, "{}", opened.err);
    let gap = repo.gap("SEC-002");
    assert_eq!(gap["title"], "Due: dates everywhere");
    assert_eq!(
        (&gap["criticality"], gap["criteria"].as_array().unwrap().len()),
        (&"high".into(), 2)
    );
    repo.commit("open");
    assert!(repo.ok(&["show", "SEC-002"]).contains("# Why"));
    // A heading of the description is no remark of the template.
    let same = edit(&repo, "true", &["revise", "SEC-002"]);
    assert!(same.exit == 4 && same.err.contains("already says so"), "{}{}", same.out, same.err);
    let renamed = edit(&repo, "sed -i '1s/.*/Dates/' \"$1\"", &["revise", "SEC-002"]);
    assert!(renamed.out.starts_with("SEC-002  revised title to Dates"), "{}", renamed.out);
}

#[test]
fn a_draft_that_is_refused_is_kept() {
    let repo = Repo::with_gaps(&["RBAC"]);
    let kept = repo.path.join(".git/gaps/draft.md");
    for (script, arguments, says) in [
        ("sed -i 's/^Due:/Due: soon/' \"$1\"", &["add", "A long draft"][..], "no date: `soon`"),
        ("sed -i 's/^Criticality:/Criticality: hihg/' \"$1\"", &["add", "x"], "criticality `hihg`"),
        ("sed -i 's/^Block:/Block: Secruity/' \"$1\"", &["add", "x"], "belongs to Security"),
        (
            "sed -i 's/^Owner:/Owner: a\\tb/' \"$1\"",
            &["revise", "SEC-001"],
            "the owner must be one line, without a tab",
        ),
    ] {
        let _ = std::fs::remove_file(&kept);
        let refused = edit(&repo, script, arguments);
        assert!(refused.err.contains(says), "{}", refused.err);
        let told = format!("; the draft is kept in {}\n", kept.display());
        assert!(refused.err.contains(&told), "{}", refused.err);
        assert!(!std::fs::read_to_string(&kept).unwrap().is_empty());
    }
    std::fs::remove_file(&kept).unwrap();
    edit(&repo, "true", &["add"]);
    assert!(!kept.exists(), "nothing was written");
}
