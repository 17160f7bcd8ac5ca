//! Histories that meet: other repositories inside this one, two ledgers, two gaps with one label.

use crate::row::{ALL, At, Row, check, expectations, landed};
use crate::support::{Repo, SEED};

const FIRST: [&str; 5] = ["SEC-001", "SEC-002", "SEC-003", "SEC-004", "SEC-005"];
const LAST: [&str; 5] = ["SEC-006", "SEC-007", "SEC-008", "SEC-009", "SEC-010"];

/// A library with a ledger of its own, fetched as `library/main`.
fn library(row: &Row) {
    let library = Repo::person(&row.repo.world, "library", 9);
    library.git(&["init", "--quiet", "-b", "main"]);
    library.ok(&["init"]);
    library.ok(&["add", "theirs", "--block", "Security"]);
    library.write("lib.c", "int x;");
    library.git(&["add", "lib.c"]);
    library.commit("theirs (#77)");
    row.git(&["remote", "add", "library", library.path.to_str().unwrap()]);
    row.git(&["config", "gaps.remote", "nowhere"]);
    row.git(&["fetch", "--quiet", "library"]);
}

/// `git subtree add`: their history becomes a second parent, their tree a folder of ours.
#[test]
fn subtree_with_history() {
    let row = Row::new();
    let first = row.close(&FIRST, "close five (#2)");
    library(&row);
    row.git(&[
        "merge",
        "--quiet",
        "-s",
        "ours",
        "--no-commit",
        "--allow-unrelated-histories",
        "library/main",
    ]);
    row.git(&["read-tree", "--prefix=vendor/library/", "-u", "library/main"]);
    row.repo.commit("Add 'vendor/library/' from commit 'library/main'");
    let last = row.close(&LAST, "close five more (#3)");
    row.expect(&[(&FIRST, landed(&first, 2)), (&LAST, landed(&last, 3))]);
    assert_eq!(row.repo.json(&["list"])["gaps"].as_array().unwrap().len(), 0);
}

/// `git subtree add --squash`: one commit with their tree.
#[test]
fn subtree_squashed() {
    let row = Row::new();
    let first = row.close(&FIRST, "close five (#2)");
    library(&row);
    row.git(&["read-tree", "--prefix=vendor/library/", "-u", "library/main"]);
    row.repo.commit("Squashed 'vendor/library/' content from commit 1234567");
    let last = row.close(&LAST, "close five more (#3)");
    row.expect(&[(&FIRST, landed(&first, 2)), (&LAST, landed(&last, 3))]);
}

/// The founding event of another ledger, as a file below `.gaps/events/@ledger`.
fn other_genesis(row: &Row) -> (String, Vec<u8>) {
    let other = Repo::person(&row.repo.world, "other", 8);
    other.git(&["init", "--quiet", "-b", "main"]);
    other.ok(&["init"]);
    let path = other.event_files().remove(0);
    let bytes = other.read(&path);
    (path, bytes)
}

fn add_genesis(row: &Row) -> String {
    let (path, bytes) = other_genesis(row);
    row.repo.write(&path, bytes);
    row.git(&["add", "-f", ".gaps"]);
    row.repo.commit("found another ledger");
    path.rsplit('/').next().unwrap().trim_end_matches(".event").to_owned()
}

/// The one in the history of the commit that introduced the other is the ledger.
#[test]
fn two_geneses_one_before_the_other() {
    let row = Row::new();
    row.git(&["switch", "--quiet", "-c", "topic"]);
    let other = add_genesis(&row);
    row.close(&FIRST, "close five");
    row.expect(&[(&FIRST, At::Unlanded), (&LAST, At::Nowhere)]);
    row.git(&["switch", "--quiet", "main"]);
    row.git(&["merge", "--quiet", "--no-ff", "topic", "-m", "Merge pull request #2 from x/topic"]);
    let merge = row.head();
    let last = row.close(&LAST, "close five more (#3)");
    row.expect(&[(&FIRST, landed(&merge, 2)), (&LAST, landed(&last, 3))]);
    let faults = row.repo.json(&["list"])["faults"].clone();
    let second: Vec<_> =
        faults.as_array().unwrap().iter().filter(|f| f["code"] == "second-genesis").collect();
    assert_eq!(second.len(), 1, "{faults}");
    assert_eq!(second[0]["event"], other.as_str());
}

/// Where neither knew the other, nobody guesses.
#[test]
fn two_geneses_on_two_branches() {
    let row = Row::new();
    let ledger = row.repo.json(&["list"])["ledger"].as_str().unwrap().to_owned();
    let first = row.close(&FIRST, "close five (#2)");
    row.git(&["switch", "--quiet", "--orphan", "apart"]);
    add_genesis(&row);
    row.git(&["switch", "--quiet", "main"]);
    row.git(&[
        "merge",
        "--quiet",
        "--no-ff",
        "--allow-unrelated-histories",
        "apart",
        "-m",
        "Merge pull request #3 from x/apart",
    ]);
    let problem = row.repo.no(5, &["list"]);
    assert_eq!(problem.code, "second-genesis");
    assert!(problem.message.contains(&ledger[..12]), "{problem:?}");
    // Told which, it is right about all.
    let last = {
        row.repo.world.days(1);
        row.repo.ok(&[&["--ledger", &ledger[..12], "close"], &LAST[..], &["-m", "done"]].concat());
        row.repo.commit("close five more (#4)")
    };
    let closings = [(&FIRST[..], landed(&first, 2)), (&LAST[..], landed(&last, 4))];
    row.expect_with(&["--ledger", &ledger[..12]], &closings, true);
}

/// A commit that takes the founding event away and brings another one makes no other ledger.
#[test]
fn a_genesis_put_in_the_place_of_another() {
    let row = Row::new();
    let first = row.close(&FIRST, "close five (#2)");
    row.git(&["rm", "--quiet", "-r", ".gaps/events/@ledger"]);
    add_genesis(&row);
    row.expect(&[(&FIRST, landed(&first, 2)), (&LAST, At::Nowhere)]);
    row.git(&["switch", "--quiet", "-c", "topic"]);
    row.expect(&[(&FIRST, landed(&first, 2)), (&LAST, At::Nowhere)]);
}

#[test]
fn two_gaps_claim_one_label() {
    let row = Row::new();
    let bo = row.repo.clone_as("bo", 2);
    for (person, title) in [(&row.repo, "mine"), (&bo, "theirs")] {
        person.git(&["switch", "--quiet", "-c", title]);
        person.ok(&["add", title, "-b", "Security"]);
        person.ok(&["close", "SEC-011", "-m", "done"]);
        person.commit(title);
    }
    bo.git(&["push", "--quiet", "origin", "theirs"]);
    row.git(&["fetch", "--quiet"]);
    row.git(&["switch", "--quiet", "main"]);
    let mut merges = Vec::new();
    for (branch, pr) in [("origin/theirs", 3), ("mine", 4)] {
        row.repo.world.days(1);
        let message = format!("Merge pull request #{pr} from x/{branch}");
        row.git(&["merge", "--quiet", "--no-ff", branch, "-m", &message]);
        merges.push(row.head());
    }
    row.git(&["push", "--quiet", "origin", "main"]);
    // The first to land keeps the label; the other shows with a mark.
    let list = row.repo.json(&["list", "--status", "all"]);
    let label_of = |title: &str| {
        let all = list["gaps"].as_array().unwrap();
        all.iter().find(|g| g["title"] == title).unwrap()["label"].as_str().unwrap().to_owned()
    };
    let (theirs, mine) = (label_of("theirs"), label_of("mine"));
    assert_eq!(theirs, "SEC-011");
    assert!(mine.starts_with("SEC-011~") && mine.len() == 12, "{mine}");
    for person in [&row.repo, &row.repo.clone_as("cy", SEED + 3)] {
        let mut expected = expectations(
            "opened",
            &[(&[&theirs], landed(&merges[0], 3)), (&[&mine], landed(&merges[1], 4))],
        );
        expected.extend(expectations(
            "closed",
            &[(&[&theirs], landed(&merges[0], 3)), (&[&mine], landed(&merges[1], 4))],
        ));
        expected.extend(expectations("opened", &[(&ALL, landed(&row.opened, 1))]));
        check(person, &[], &expected, true);
    }
}
