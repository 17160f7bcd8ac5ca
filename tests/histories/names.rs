//! Where the trunk is found: under which name, on which remote, and from where it is looked at.

use crate::row::{ALL, At, Row, landed, open_ten};
use crate::support::{Repo, SEED, World};

const FIRST: [&str; 5] = ["SEC-001", "SEC-002", "SEC-003", "SEC-004", "SEC-005"];
const LAST: [&str; 5] = ["SEC-006", "SEC-007", "SEC-008", "SEC-009", "SEC-010"];

/// Five closings on the trunk, five on a branch that is checked out.
fn half_landed(row: &Row) -> [(&'static [&'static str], At); 2] {
    let first = row.close(&FIRST, "close five (#2)");
    row.git(&["switch", "--quiet", "-c", "topic"]);
    row.close(&LAST, "close five more");
    [(&FIRST[..], landed(&first, 2)), (&LAST[..], At::Unlanded)]
}

#[test]
fn linked_worktree() {
    let row = Row::new();
    let expected = half_landed(&row);
    row.git(&["switch", "--quiet", "main"]);
    let place = row.repo.world.path("linked");
    row.git(&["worktree", "add", "--quiet", place.to_str().unwrap(), "topic"]);
    row.seen_from(&row.repo.at(&place)).expect(&expected);
    // From a folder below it as well.
    std::fs::create_dir(place.join("below")).unwrap();
    row.seen_from(&row.repo.at(place.join("below"))).expect(&expected);
    row.expect(&[expected[0].clone(), (&LAST[..], At::Nowhere)]);
}

#[test]
fn detached_head() {
    let row = Row::new();
    let expected = half_landed(&row);
    row.git(&["switch", "--quiet", "--detach", "topic"]);
    row.expect(&expected);
    row.git(&["switch", "--quiet", "--detach", "main~1"]);
    row.expect(&[expected[0].clone(), (&LAST[..], At::Nowhere)]);
}

/// What actions/checkout does with the whole history: no local branch, a merge commit under `refs/remotes/pull`.
#[test]
fn checkout_of_a_pull_request() {
    let row = Row::new();
    let expected = half_landed(&row);
    row.git(&["switch", "--quiet", "--detach", "main"]);
    row.git(&["merge", "--quiet", "--no-ff", "topic", "-m", "Merge 1 into 2"]);
    row.git(&["update-ref", "refs/pull/12/merge", "HEAD"]);
    row.git(&["switch", "--quiet", "topic"]);
    let bare = row.repo.remote();
    row.git(&["push", "--quiet", "origin", "main", "refs/pull/12/merge:refs/pull/12/merge"]);
    let runner = Repo::keyless(&row.repo.world, "runner");
    runner.git(&["init", "--quiet"]);
    runner.git(&["remote", "add", "origin", bare.to_str().unwrap()]);
    runner.git(&[
        "fetch",
        "--quiet",
        "origin",
        "+refs/heads/*:refs/remotes/origin/*",
        "+refs/pull/12/merge:refs/remotes/pull/12/merge",
    ]);
    runner.git(&["checkout", "--quiet", "--force", "refs/remotes/pull/12/merge"]);
    assert_eq!(runner.git(&["branch", "--list"]).lines().count(), 1, "only `(HEAD detached)`");
    row.seen_from(&runner).expect(&expected);
}

fn on_trunk(name: &str, format: &str) -> Row {
    let repo = Repo::person(&World::new(), "work", SEED);
    repo.git(&["init", "--quiet", "-b", name, &format!("--object-format={format}")]);
    repo.ok(&["init"]);
    repo.commit("found a ledger");
    let opened = open_ten(&repo);
    Row { repo, opened }
}

#[test]
fn unusual_trunk_name() {
    let row = on_trunk("release/2026.x#ünï", "sha1");
    let expected = half_landed(&row);
    row.expect(&expected);
    // A branch called main is only a branch.
    row.git(&["branch", "main", "topic"]);
    row.expect(&expected);
    let there = row.repo.world.path("there.git");
    row.git(&["clone", "--quiet", "--bare", ".", there.to_str().unwrap()]);
    row.git(&["remote", "add", "origin", there.to_str().unwrap()]);
    row.git(&["fetch", "--quiet", "origin"]);
    row.expect(&expected);
}

#[test]
fn sha256() {
    let row = on_trunk("main", "sha256");
    let expected = half_landed(&row);
    row.expect(&expected);
    assert_eq!(row.opened.len(), 64);
    row.git(&["switch", "--quiet", "main"]);
    row.git(&[
        "merge",
        "--quiet",
        "--no-ff",
        "topic",
        "-m",
        "Merge pull request #9 from ana/topic",
    ]);
    row.expect(&[expected[0].clone(), (&LAST[..], landed(&row.head(), 9))]);
}

#[test]
fn bare_repository() {
    let row = Row::new();
    let first = row.close(&FIRST, "close five (#2)");
    let bare = row.repo.remote();
    row.seen_from(&row.repo.at(bare)).expect(&[(&FIRST, landed(&first, 2)), (&LAST, At::Nowhere)]);
}

#[test]
fn renamed_trunk() {
    let row = Row::new();
    row.repo.remote();
    let first = row.close(&FIRST, "close five (#2)");
    row.repo.ok(&["signer", "rule", "--to-trunk", "prod", "-m", "main is called prod now"]);
    row.repo.commit("rename the trunk (#3)");
    row.git(&["push", "--quiet", "origin", "main", "main:prod"]);
    // Both are there: what landed on the old one names the new one.
    let last = {
        row.git(&["switch", "--quiet", "-c", "prod", "origin/prod"]);
        row.close(&LAST, "close five more (#4)")
    };
    row.git(&["push", "--quiet", "origin", "prod"]);
    let expected = [(&FIRST[..], landed(&first, 2)), (&LAST[..], landed(&last, 4))];
    row.expect(&expected);
    // The old one goes: a fresh clone asks the remote's HEAD.
    let bare = row.repo.at(row.repo.remote());
    bare.git(&["symbolic-ref", "HEAD", "refs/heads/prod"]);
    row.git(&["push", "--quiet", "origin", ":main"]);
    row.git(&["branch", "--quiet", "-D", "main"]);
    row.expect(&expected);
    let bo = row.repo.clone_as("bo", 2);
    assert_eq!(bo.git(&["branch", "-r", "--list", "origin/main"]), "");
    row.seen_from(&bo).expect(&expected);
    // Time travel to before the renaming stands on the same line.
    row.seen_from(&bo).expect_at(&first, &[(&FIRST, landed(&first, 2)), (&LAST, At::Nowhere)]);
}

/// A branch cannot move the trunk: only what landed does.
#[test]
fn a_branch_does_not_move_the_trunk() {
    let row = Row::new();
    let first = row.close(&FIRST, "close five (#2)");
    row.git(&["switch", "--quiet", "-c", "topic"]);
    row.repo.ok(&["signer", "rule", "--to-trunk", "topic"]);
    row.close(&LAST, "and the trunk is mine");
    row.expect(&[(&FIRST, landed(&first, 2)), (&LAST, At::Unlanded)]);
}

/// The remote's HEAD is asked for a new name; it is never the trunk itself.
#[test]
fn the_remotes_head_is_not_the_trunk() {
    let row = Row::new();
    let expected = half_landed(&row);
    let bare = row.repo.remote();
    row.repo.at(&bare).git(&["symbolic-ref", "HEAD", "refs/heads/topic"]);
    let bo = Repo::person(&row.repo.world, "bo", 2);
    bo.git(&[
        "clone",
        "--quiet",
        "--single-branch",
        "--branch",
        "topic",
        bare.to_str().unwrap(),
        ".",
    ]);
    bo.git(&["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/topic"]);
    row.seen_from(&bo).expect_unresolvable("no-trunk");
    bo.git(&["fetch", "--quiet", "origin", "main:refs/remotes/origin/main"]);
    row.seen_from(&bo).expect(&expected);
}

/// `gaps.remote`, else the only one, else `upstream`, else `origin`.
#[test]
fn which_remote() {
    let row = Row::new();
    row.repo.remote();
    let first = row.close(&FIRST, "close five (#2)");
    let upstream = row.repo.world.path("upstream.git");
    row.git(&["clone", "--quiet", "--bare", ".", upstream.to_str().unwrap()]);
    let at_origin = [(&ALL[..], At::Unlanded)];
    let at_upstream = [(&FIRST[..], landed(&first, 2)), (&LAST[..], At::Nowhere)];
    row.repo.ok(&[&["close"], &LAST[..], &["-m", "done"]].concat());
    row.repo.commit("close the rest");
    row.expect(&at_origin);
    row.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    row.git(&["remote", "add", "upstream", upstream.to_str().unwrap()]);
    row.git(&["fetch", "--quiet", "upstream"]);
    row.expect(&at_upstream);
    row.git(&["config", "gaps.remote", "origin"]);
    row.expect(&[(&FIRST[..], At::Unlanded), (&LAST[..], At::Nowhere)]);
}
