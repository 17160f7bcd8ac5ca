//! Ways in which a branch becomes part of the trunk.

use crate::row::{ALL, At, Row, landed};

const FIRST: [&str; 5] = ["SEC-001", "SEC-002", "SEC-003", "SEC-004", "SEC-005"];
const LAST: [&str; 5] = ["SEC-006", "SEC-007", "SEC-008", "SEC-009", "SEC-010"];

/// Two commits of five closings each on a branch, while the trunk goes on.
fn branch(row: &Row) {
    row.git(&["switch", "--quiet", "-c", "topic"]);
    row.close(&FIRST, "close five");
    row.close(&LAST, "close five more");
    row.git(&["switch", "--quiet", "main"]);
    row.work("meanwhile");
    row.repo.world.days(3);
}

#[test]
fn merge_commit() {
    let row = Row::new();
    branch(&row);
    row.expect_with(&[], &[(&ALL, At::Nowhere)], true);
    row.git(&[
        "merge",
        "--quiet",
        "--no-ff",
        "topic",
        "-m",
        "Merge pull request #7 from ana/topic\n\nClose ten",
    ]);
    row.expect(&[(&ALL, landed(&row.head(), 7))]);
}

#[test]
fn on_the_branch_nothing_has_landed_yet() {
    let row = Row::new();
    branch(&row);
    row.git(&["switch", "--quiet", "topic"]);
    row.expect(&[(&ALL, At::Unlanded)]);
}

#[test]
fn squash_as_github_writes_it() {
    for message in [
        "Close ten (#8)",
        "Close ten (#8)\n\n* close five\n\n* close five more (#99)\n\n---------\n\nCo-authored-by: bo <bo@example.org>",
    ] {
        let row = Row::new();
        branch(&row);
        row.git(&["merge", "--quiet", "--squash", "topic"]);
        let squashed = row.repo.commit(message);
        row.expect(&[(&ALL, landed(&squashed, 8))]);
    }
}

#[test]
fn rebase_then_fast_forward() {
    let row = Row::new();
    branch(&row);
    row.git(&["rebase", "--quiet", "main", "topic"]);
    row.git(&["switch", "--quiet", "main"]);
    row.git(&["merge", "--quiet", "--ff-only", "topic"]);
    let (first, last) = (row.git(&["rev-parse", "HEAD~1"]), row.head());
    row.expect(&[(&FIRST, landed(first.trim(), 0)), (&LAST, landed(&last, 0))]);
}

#[test]
fn rebase_merge_as_a_forge_does_it() {
    let row = Row::new();
    branch(&row);
    row.git(&["cherry-pick", "main..topic"]);
    row.git(&["commit", "--quiet", "--amend", "-m", "close five more (#9)"]);
    let (first, last) = (row.git(&["rev-parse", "HEAD~1"]), row.head());
    row.expect(&[(&FIRST, landed(first.trim(), 0)), (&LAST, landed(&last, 9))]);
}

#[test]
fn cherry_pick_to_a_release_branch_and_merged_back() {
    let row = Row::new();
    row.git(&["branch", "release"]);
    let main = row.close(&FIRST, "close five (#4)");
    row.git(&["switch", "--quiet", "release"]);
    row.repo.world.days(2);
    row.git(&["cherry-pick", "-x", "main"]);
    let picked = row.head();
    let hotfix = row.close(&LAST, "close five in the release (#5)");
    row.git(&["switch", "--quiet", "main"]);
    row.repo.world.days(2);
    row.git(&["merge", "--quiet", "--no-ff", "release", "-m", "Merge branch 'release' (#6)"]);
    row.expect(&[(&FIRST, landed(&main, 4)), (&LAST, landed(&row.head(), 6))]);
    // The release branch has its own answer.
    let on_release = [(&FIRST[..], landed(&picked, 4)), (&LAST[..], landed(&hotfix, 5))];
    row.expect_with(&["--trunk", "release"], &on_release, true);
}

#[test]
fn octopus() {
    let row = Row::new();
    for (name, labels) in [("a", &FIRST[..2]), ("b", &FIRST[2..]), ("c", &LAST[..])] {
        row.git(&["switch", "--quiet", "-c", name, "main"]);
        row.close(labels, name);
    }
    row.git(&["switch", "--quiet", "main"]);
    row.repo.world.days(1);
    row.git(&["merge", "--quiet", "--no-ff", "a", "b", "c", "-m", "Merge three (#20)"]);
    assert_eq!(row.git(&["show", "-s", "--format=%P"]).split(' ').count(), 4);
    row.expect(&[(&ALL, landed(&row.head(), 20))]);
}

#[test]
fn criss_cross() {
    let row = Row::new();
    row.git(&["switch", "--quiet", "-c", "topic"]);
    row.close(&FIRST[..2], "two on the branch");
    row.git(&["switch", "--quiet", "main"]);
    let two = row.close(&FIRST[2..4], "two on the trunk (#2)");
    let (old_main, old_topic) = (row.head(), row.git(&["rev-parse", "topic"]));
    row.git(&[
        "merge",
        "--quiet",
        "--no-ff",
        old_topic.trim(),
        "-m",
        "Merge pull request #3 from ana/topic",
    ]);
    let crossed = row.head();
    row.git(&["switch", "--quiet", "topic"]);
    row.git(&["merge", "--quiet", "--no-ff", &old_main, "-m", "take the trunk in"]);
    row.close(&FIRST[4..], "one more on the branch");
    row.git(&["switch", "--quiet", "main"]);
    row.close(&LAST, "five on the trunk (#4)");
    let five = row.head();
    row.repo.world.days(1);
    row.git(&[
        "merge",
        "--quiet",
        "--no-ff",
        "topic",
        "-m",
        "Merge pull request #5 from ana/topic",
    ]);
    row.expect(&[
        (&FIRST[..2], landed(&crossed, 3)),
        (&FIRST[2..4], landed(&two, 2)),
        (&FIRST[4..], landed(&row.head(), 5)),
        (&LAST, landed(&five, 4)),
    ]);
}

#[test]
fn merge_that_takes_ours() {
    let row = Row::new();
    row.git(&["switch", "--quiet", "-c", "topic"]);
    row.close(&FIRST, "close five that nobody wants");
    row.git(&["switch", "--quiet", "main"]);
    let five = row.close(&LAST, "close five (#2)");
    row.git(&[
        "merge",
        "--quiet",
        "-s",
        "ours",
        "topic",
        "-m",
        "Merge pull request #3 from ana/topic",
    ]);
    row.expect(&[(&FIRST, At::Nowhere), (&LAST, landed(&five, 2))]);
}

#[test]
fn foxtrot() {
    let row = Row::new();
    row.git(&["switch", "--quiet", "-c", "topic"]);
    let topic = row.close(&FIRST, "close five");
    row.git(&["switch", "--quiet", "main"]);
    let trunk = row.close(&LAST, "close five (#2)");
    row.git(&["switch", "--quiet", "topic"]);
    row.repo.world.days(1);
    row.git(&["merge", "--quiet", "--no-ff", "main", "-m", "Merge branch 'main' into topic"]);
    row.git(&["switch", "--quiet", "main"]);
    row.git(&["merge", "--quiet", "--ff-only", "topic"]);
    let merge = row.head();
    row.expect(&[(&FIRST, landed(&topic, 0)), (&LAST, landed(&merge, 0))]);
    // It is said, and which.
    let said = foxtrots(&row);
    let [one] = said.as_slice() else { panic!("{said:?}") };
    assert!(one.contains(&merge[..7]) && one.contains(&trunk[..7]), "{one}");
    assert!(one.contains("5 events are dated by it"), "{one}");
    assert!(row.repo.gaps(&["doctor"]).out.contains("foxtrot: "));
}

/// Without the words that git writes, the base of an event shows it.
#[test]
fn foxtrot_under_another_name() {
    let row = Row::new();
    row.git(&["switch", "--quiet", "-c", "topic"]);
    let topic = row.close(&FIRST, "close five");
    row.git(&["switch", "--quiet", "main"]);
    let trunk = row.work("the trunk goes on");
    row.close(&LAST, "close five that saw it (#2)");
    row.git(&["switch", "--quiet", "topic"]);
    row.git(&["merge", "--quiet", "--no-ff", "main", "-m", "sync"]);
    row.git(&["switch", "--quiet", "main"]);
    row.git(&["merge", "--quiet", "--ff-only", "topic"]);
    row.expect(&[(&FIRST, landed(&topic, 0)), (&LAST, landed(&row.head(), 0))]);
    let said = foxtrots(&row);
    assert_eq!(said.len(), 1, "{said:?}, beside {trunk}");
    assert!(said[0].contains(&row.head()[..7]), "{said:?}");
}

/// A branch that takes the trunk in and is then merged properly is no foxtrot.
#[test]
fn no_foxtrot_in_an_honest_update_of_a_branch() {
    let row = Row::new();
    row.git(&["switch", "--quiet", "-c", "topic"]);
    row.close(&FIRST, "close five");
    row.git(&["switch", "--quiet", "main"]);
    let trunk = row.close(&LAST, "close five (#2)");
    row.git(&["switch", "--quiet", "topic"]);
    row.git(&["merge", "--quiet", "--no-ff", "main", "-m", "Merge branch 'main' into topic"]);
    row.git(&["switch", "--quiet", "main"]);
    row.repo.world.days(1);
    row.git(&[
        "merge",
        "--quiet",
        "--no-ff",
        "topic",
        "-m",
        "Merge pull request #3 from ana/topic",
    ]);
    row.expect(&[(&FIRST, landed(&row.head(), 3)), (&LAST, landed(&trunk, 2))]);
    assert_eq!(foxtrots(&row), Vec::<String>::new());
}

fn foxtrots(row: &Row) -> Vec<String> {
    row.repo.notices().into_iter().filter(|n| n.starts_with("foxtrot: ")).collect()
}

/// Rename detection is git's, for people; nothing here asks for it.
#[test]
fn rename_detection_changes_nothing() {
    let row = Row::new();
    branch(&row);
    row.git(&[
        "merge",
        "--quiet",
        "--no-ff",
        "topic",
        "-m",
        "Merge pull request #7 from ana/topic",
    ]);
    let merge = row.head();
    // A folder of events is moved to another name: exact paths count, and the first landing stays.
    row.git(&["mv", ".gaps/events/SEC/003", ".gaps/events/SEC/003-moved"]);
    row.repo.commit("tidy up");
    let plain = row.repo.json(&["log"]);
    for (key, value) in [
        ("diff.renames", "copies"),
        ("merge.renames", "true"),
        ("diff.renameLimit", "9999"),
        ("status.renames", "copies"),
        ("diff.renames", "false"),
        ("log.follow", "true"),
    ] {
        row.git(&["config", "--global", key, value]);
        assert_eq!(row.repo.json(&["log"]), plain, "{key} = {value}");
    }
    row.expect_moments(&[(&ALL, landed(&merge, 7))]);
}

/// The day of a landing is the one that its committer's clock showed.
#[test]
fn the_day_is_the_committers() {
    let row = Row::new();
    row.repo.ok(&[&["close"], &ALL[..], &["-m", "done"]].concat());
    let mut command = row.repo.world.command("git", &row.repo.home, &row.repo.path);
    command
        .env("GIT_COMMITTER_DATE", "2026-12-24T23:30:00-0800")
        .env("GIT_AUTHOR_DATE", "2020-01-01T00:00:00Z");
    assert!(
        command.args(["commit", "--quiet", "-m", "late at night (#3)"]).status().unwrap().success()
    );
    row.expect(&[(&ALL, landed(&row.head(), 3))]);
    let gap = row.repo.gap("SEC-001");
    assert_eq!(gap["completed"]["date"], "2026-12-24");
    assert_eq!(gap["completed"]["at"], "2026-12-25T07:30:00Z");
}
