//! What else git does to commits that ask for something: reword, drop, octopus, a merge of more parents than an event
//! may name, another object format, and a forge with two machines behind it.

use serde_json::Value;

use crate::support::{Repo, SEED, World};

/// Rebases onto main with this editor for the list, and this one for messages.
fn rebase(repo: &Repo, list: &str, message: &str) {
    let mut command = repo.world.command("git", &repo.home, &repo.path);
    command.env("GIT_SEQUENCE_EDITOR", list).env("GIT_EDITOR", message);
    let said = command.args(["rebase", "--quiet", "-i", "main"]).output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
}

fn unrecorded(repo: &Repo) -> Vec<(String, String)> {
    let list = repo.json(&["list", "--status", "all"]);
    let gaps = list["gaps"].as_array().unwrap().iter();
    let waits = |g: &Value| Some((g["label"].as_str()?.into(), g["unrecorded"].as_str()?.into()));
    gaps.filter_map(waits).collect()
}

fn merge(repo: &Repo, message: &str) {
    repo.git(&["switch", "--quiet", "main"]);
    repo.git(&["merge", "--quiet", "--no-ff", "topic", "-m", message]);
}

#[test]
fn a_reworded_message_asks_for_what_it_says_now() {
    let repo = Repo::with_gaps(&["RBAC", "MFA"]);
    repo.git(&["switch", "--quiet", "-c", "topic"]);
    repo.work("roles\n\nCloses-Gap: SEC-001");
    repo.work("more");
    rebase(&repo, "sed -i -e '1s/^pick/reword/'", "sed -i -e s/SEC-001/SEC-002/");
    assert_eq!(repo.git(&["log", "--format=%B", "--grep=SEC-001", "main.."]), "");
    merge(&repo, "Merge pull request #4 from ana/topic");
    assert_eq!(unrecorded(&repo), [("SEC-002".into(), "closed".into())]);
    assert_eq!(repo.gap("SEC-002")["completed"]["pr"]["text"], "#4");
    assert_eq!((repo.sync(), repo.sync()), (1, 0));
    assert_eq!((repo.status("SEC-001"), repo.status("SEC-002")), ("open".into(), "closed".into()));
}

#[test]
fn what_was_dropped_before_it_landed_asks_for_nothing() {
    let repo = Repo::with_gaps(&["RBAC", "MFA"]);
    repo.git(&["switch", "--quiet", "-c", "topic"]);
    repo.work("roles\n\nCloses-Gap: SEC-001");
    repo.work("mfa\n\nCloses-Gap: SEC-002");
    rebase(&repo, "sed -i -e '1s/^pick/drop/'", "true");
    merge(&repo, "Merge pull request #4 from ana/topic");
    assert_eq!(unrecorded(&repo), [("SEC-002".into(), "closed".into())]);
    assert_eq!((repo.sync(), repo.status("SEC-001")), (1, "open".into()));
}

#[test]
fn a_dropped_recording_is_written_again() {
    let repo = Repo::with_gaps(&["RBAC"]);
    let asks = repo.work("roles\n\nCloses-Gap: SEC-001");
    assert_eq!(repo.sync(), 1);
    repo.git(&["reset", "--quiet", "--hard", &asks]);
    assert_eq!(unrecorded(&repo), [("SEC-001".into(), "closed".into())]);
    assert_eq!((repo.sync(), repo.sync()), (1, 0));
}

#[test]
fn an_octopus_brings_what_each_of_its_branches_asks() {
    let repo = Repo::with_gaps(&["RBAC", "MFA", "TLS"]);
    for (branch, label) in [("a", "SEC-001"), ("b", "SEC-002"), ("c", "SEC-003")] {
        repo.git(&["switch", "--quiet", "-c", branch, "main"]);
        repo.work(&format!("work on {branch}\n\nCloses-Gap: {label}"));
    }
    repo.git(&["switch", "--quiet", "main"]);
    repo.git(&["merge", "--quiet", "--no-ff", "a", "b", "c", "-m", "Merge three (#20)"]);
    let tip = repo.git(&["rev-parse", "HEAD"]);
    assert_eq!(unrecorded(&repo).len(), 3);
    assert_eq!((repo.sync(), repo.sync()), (3, 0));
    for label in ["SEC-001", "SEC-002", "SEC-003"] {
        let completed = repo.gap(label)["completed"].clone();
        assert_eq!(completed["commit"], tip.trim(), "{completed}");
        assert_eq!(completed["pr"]["text"], "#20");
    }
}

/// An event names at most 64 parents; a merge may have more. All that it brings counts, in the order of its commits.
#[test]
fn a_merge_of_more_than_64_parents_brings_all_of_them() {
    let repo = Repo::with_gaps(&["RBAC"]);
    let first = repo.git(&["rev-parse", "HEAD"]).trim().to_owned();
    repo.write("work", "work");
    repo.git(&["add", "work"]);
    let tree = repo.git(&["write-tree"]).trim().to_owned();
    let commit = |parents: &[String], message: &str| {
        let parents = parents.iter().flat_map(|p| ["-p", p]);
        let arguments: Vec<&str> =
            ["commit-tree", &tree, "-m", message].into_iter().chain(parents).collect();
        repo.git(&arguments).trim().to_owned()
    };
    let root = [first];
    let mut parents = root.to_vec();
    parents.extend((0..70).map(|n| {
        let asks = if n == 69 { "Closes-Gap" } else { "Refs-Gap" };
        commit(&root, &format!("work {n}\n\n{asks}: SEC-001"))
    }));
    let tip = commit(&parents, "Merge seventy (#70)");
    repo.git(&["reset", "--quiet", "--hard", &tip]);
    assert_eq!(unrecorded(&repo), [("SEC-001".into(), "closed".into())]);
    assert_eq!((repo.sync(), repo.sync()), (70, 0));
    let gap = repo.gap("SEC-001");
    assert_eq!((&gap["status"], &gap["completed"]["commit"]), (&"closed".into(), &tip.into()));
    assert_eq!(gap["links"].as_array().unwrap().len(), 69);
    assert_eq!(repo.gaps(&["audit"]).exit, 0);
}

#[test]
fn a_repository_of_sha256_asks_in_the_same_way() {
    let repo = Repo::person(&World::new(), "work", SEED);
    repo.git(&["init", "--quiet", "-b", "main", "--object-format=sha256"]);
    repo.ok(&["init"]);
    repo.ok(&["add", "RBAC", "--block", "Security"]);
    repo.commit("found a ledger");
    let asks = repo.work("roles (#12)\n\nCloses-Gap: SEC-001");
    assert_eq!(asks.len(), 64);
    let before = repo.gap("SEC-001");
    assert_eq!(
        (&before["unrecorded"], &before["completed"]["commit"]),
        (&"closed".into(), &asks.clone().into())
    );
    assert_eq!((repo.sync(), repo.sync()), (1, 0));
    assert_eq!(repo.gap("SEC-001")["completed"], before["completed"]);
    let revert = repo.git(&["revert", "--no-edit", &asks]);
    assert_eq!(repo.status("SEC-001"), "open", "{revert}");
}

/// The forge squashes; nobody there has `gaps`. Two machines see it at once, record it at once, and push.
#[test]
fn a_forge_squashes_and_two_machines_record_it() {
    let ana = Repo::with_gaps(&["RBAC"]);
    let bare = ana.remote();
    ana.git(&["config", "gaps.forge", "github"]);
    ana.git(&["switch", "--quiet", "-c", "topic"]);
    ana.work("wip");
    ana.work("more");
    ana.git(&["push", "--quiet", "origin", "topic"]);
    let forge = Repo::keyless(&ana.world, "forge");
    forge.git(&["clone", "--quiet", bare.to_str().unwrap(), "."]);
    forge.git(&["merge", "--quiet", "--squash", "origin/topic"]);
    forge.world.days(1);
    let landing = forge.commit("Roles (#12)\n\n* wip\n\n* more\n\nCloses-Gap: SEC-001");
    forge.git(&["push", "--quiet", "origin", "main"]);
    let date = forge.git(&["show", "-s", "--format=%cs"]).trim().to_owned();

    let machines = [ana.clone_as("one", 5), ana.clone_as("two", 6)];
    let seen = machines.each_ref().map(|machine| {
        let gap = machine.gap("SEC-001");
        assert_eq!((&gap["status"], &gap["unrecorded"]), (&"closed".into(), &"closed".into()));
        let completed = gap["completed"].clone();
        assert_eq!(completed["commit"], landing.as_str());
        assert_eq!(
            (&completed["date"], &completed["pr"]["text"]),
            (&date.as_str().into(), &"#12".into())
        );
        completed
    });
    assert_eq!(seen[0], seen[1]);
    for machine in &machines {
        machine.world.days(1);
        assert_eq!(machine.sync(), 1);
    }
    machines[0].git(&["push", "--quiet", "origin", "main"]);
    machines[1].git(&["pull", "--quiet", "--no-rebase", "--no-edit"]);
    machines[1].git(&["push", "--quiet", "origin", "main"]);
    machines[0].git(&["pull", "--quiet", "--no-rebase", "--no-edit"]);
    for machine in &machines {
        let gap = machine.gap("SEC-001");
        assert_eq!((&gap["status"], &gap["unrecorded"]), (&"closed".into(), &Value::Null));
        assert_eq!((&gap["contested"], &gap["completed"]), (&false.into(), &seen[0]));
        assert_eq!(machine.sync(), 0);
    }
}
