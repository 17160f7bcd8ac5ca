//! Ways in which history is taken back or written anew.

use crate::row::{ALL, At, Row, landed};

const FIRST: [&str; 5] = ["SEC-001", "SEC-002", "SEC-003", "SEC-004", "SEC-005"];
const LAST: [&str; 5] = ["SEC-006", "SEC-007", "SEC-008", "SEC-009", "SEC-010"];

/// A merged pull request with all ten closings.
fn merged(row: &Row) -> String {
    row.git(&["switch", "--quiet", "-c", "topic"]);
    row.close(&FIRST, "close five");
    row.close(&LAST, "close five more");
    row.git(&["switch", "--quiet", "main"]);
    row.repo.world.days(1);
    row.git(&[
        "merge",
        "--quiet",
        "--no-ff",
        "topic",
        "-m",
        "Merge pull request #7 from ana/topic",
    ]);
    row.head()
}

#[test]
fn revert_of_a_merge_erases_nothing() {
    let row = Row::new();
    let merge = merged(&row);
    row.repo.world.days(1);
    row.git(&["revert", "--no-edit", "-m", "1", &merge]);
    assert_eq!(row.repo.event_files().len(), 11);
    row.expect_moments(&[(&ALL, landed(&merge, 7))]);
}

#[test]
fn reapply_does_not_move_the_landing() {
    let row = Row::new();
    let merge = merged(&row);
    row.git(&["revert", "--no-edit", "-m", "1", &merge]);
    row.repo.world.days(1);
    row.git(&["revert", "--no-edit", "HEAD"]);
    assert_eq!(row.repo.event_files().len(), 21);
    row.expect_moments(&[(&ALL, landed(&merge, 7))]);
}

#[test]
fn revert_of_a_squash() {
    let row = Row::new();
    row.git(&["switch", "--quiet", "-c", "topic"]);
    row.close(&FIRST, "close five");
    row.git(&["switch", "--quiet", "main"]);
    row.git(&["merge", "--quiet", "--squash", "topic"]);
    let squash = row.repo.commit("Close five (#8)");
    row.repo.world.days(1);
    row.git(&["revert", "--no-edit", &squash]);
    let last = row.close(&LAST, "close five more (#9)");
    row.expect_moments(&[(&FIRST, landed(&squash, 8)), (&LAST, landed(&last, 9))]);
}

#[test]
fn amend() {
    let row = Row::new();
    row.close(&FIRST, "close fiev");
    row.repo.world.days(1);
    row.git(&["commit", "--quiet", "--amend", "-m", "close five (#3)"]);
    row.repo.ok(&[&["close"], &LAST[..], &["-m", "done"]].concat());
    row.repo.world.days(1);
    row.git(&["commit", "--quiet", "--amend", "-m", "close ten (#3)"]);
    row.expect(&[(&ALL, landed(&row.head(), 3))]);
}

#[test]
fn interactive_drop() {
    let row = Row::new();
    row.git(&["switch", "--quiet", "-c", "topic"]);
    row.close(&FIRST, "close five");
    row.close(&LAST, "close five more");
    row.work("and work");
    let mut rebase = row.repo.world.command("git", &row.repo.home, &row.repo.path);
    rebase.env("GIT_SEQUENCE_EDITOR", "sed -i -e '1s/^pick/drop/'");
    assert!(rebase.args(["rebase", "--quiet", "-i", "main"]).status().unwrap().success());
    row.git(&["switch", "--quiet", "main"]);
    row.git(&[
        "merge",
        "--quiet",
        "--no-ff",
        "topic",
        "-m",
        "Merge pull request #7 from ana/topic",
    ]);
    row.expect(&[(&FIRST, At::Nowhere), (&LAST, landed(&row.head(), 7))]);
}

/// What filter-repo does too: every commit gets another id, dates and authors stay, a file goes away everywhere.
#[test]
fn every_commit_rewritten() {
    let row = Row::new();
    row.work("secret");
    merged(&row);
    let mut filter = row.repo.world.command("git", &row.repo.home, &row.repo.path);
    filter.env("FILTER_BRANCH_SQUELCH_WARNING", "1").env("GIT_PAGER", "cat");
    let script = "git rm --quiet --cached --ignore-unmatch secret";
    filter.args([
        "filter-branch",
        "-f",
        "--index-filter",
        script,
        "--msg-filter",
        "sed s/secret/x/",
    ]);
    let said = filter.args(["--", "--all"]).output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    // The committer's dates must be the old ones for this row to say something: filter-branch keeps them.
    let opened = row.git(&["log", "--format=%H", "--grep=open ten gaps"]);
    let rewritten = Row { repo: row.repo.clone(), opened: opened.trim().to_owned() };
    assert_eq!(rewritten.git(&["log", "--oneline", "--", "secret"]), "");
    rewritten.expect(&[(&ALL, landed(&rewritten.head(), 7))]);
}

#[test]
fn force_push() {
    let row = Row::new();
    row.close(&FIRST, "close five (#2)");
    let there = row.repo.clone_as("bo", 2);
    // The trunk is written anew from the opening on.
    row.git(&["reset", "--quiet", "--soft", "HEAD~1"]);
    let anew = row.close(&LAST, "close all ten (#3)");
    row.git(&["push", "--quiet", "--force", "origin", "main"]);
    there.git(&["fetch", "--quiet"]);
    let seen = row.seen_from(&there);
    // The local branch still has the old commit; the remote's trunk decides.
    seen.expect(&[(&ALL, landed(&anew, 3))]);
    there.git(&["reset", "--quiet", "--hard", "origin/main"]);
    seen.expect(&[(&ALL, landed(&anew, 3))]);
}

/// A file that comes back after it was removed has landed when it first did.
#[test]
fn a_removed_file_that_comes_back() {
    let row = Row::new();
    let five = row.close(&FIRST, "close five (#2)");
    row.git(&["rm", "--quiet", "-r", ".gaps/events/SEC/001"]);
    row.repo.commit("tidy up (#3)");
    row.git(&["checkout", "--quiet", &five, "--", ".gaps/events/SEC/001"]);
    row.repo.commit("bring it back (#4)");
    let last = row.close(&LAST, "close five more (#5)");
    row.expect_moments(&[(&FIRST, landed(&five, 2)), (&LAST, landed(&last, 5))]);
}
