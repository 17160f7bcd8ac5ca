//! Sequences of commits, each with the right end. The trunk is `main`; nothing here needs a hook.

use crate::support::Repo;

fn one() -> Repo {
    Repo::with_gaps(&["RBAC"])
}

impl Repo {
    /// A commit that changes a file, so that it brings something.
    pub(crate) fn work(&self, message: &str) -> String {
        let count = self.git(&["rev-list", "--all", "--count"]);
        let folder = self.path.file_name().unwrap().to_str().unwrap();
        self.write(&format!("{folder}-{}", count.trim()), message);
        self.git(&["add", "--all"]);
        self.commit(message)
    }

    pub(crate) fn unrecorded(&self, label: &str) -> Option<String> {
        self.gap(label)["unrecorded"].as_str().map(str::to_owned)
    }

    /// `sync`, committed; what it wrote.
    pub(crate) fn sync(&self) -> usize {
        let data = self.json(&["sync", "--commit"]);
        data["events"].as_array().unwrap().len()
    }

    pub(crate) fn findings(&self) -> Vec<String> {
        let data = self.json(&["sync", "-n"]);
        let rows = data["findings"].as_array().unwrap();
        rows.iter().map(|f| f["code"].as_str().unwrap().to_owned()).collect()
    }
}

#[test]
fn a_trigger_is_seen_at_once_and_recorded_once() {
    let repo = one();
    let commit = repo.work("roles (#12)\n\nCloses-Gap: SEC-001");
    let before = repo.gap("SEC-001");
    assert_eq!(before["status"], "closed");
    assert_eq!(before["unrecorded"], "closed");
    assert_eq!(before["completed"]["commit"], commit);
    assert_eq!(before["completed"]["source"], "cause");
    assert_eq!(before["completed"]["pr"]["text"], "#12");
    assert_eq!(repo.gaps(&["sync", "--check"]).exit, 1);
    assert_eq!(repo.sync(), 1);
    assert_eq!(repo.gaps(&["sync", "--check"]).exit, 0);
    assert_eq!(repo.sync(), 0);
    let after = repo.gap("SEC-001");
    assert_eq!(after["status"], "closed");
    assert_eq!(after["unrecorded"], serde_json::Value::Null);
    assert_eq!(after["completed"], before["completed"]);
}

#[test]
fn what_a_person_reopened_stays_open() {
    let repo = one();
    repo.work("roles\n\nCloses-Gap: SEC-001");
    repo.ok(&["reopen", "SEC-001", "-m", "not on staging"]);
    assert_eq!(repo.status("SEC-001"), "open");
    repo.commit("open it again");
    assert_eq!(repo.sync(), 0);
    assert_eq!(repo.status("SEC-001"), "open");
    let kinds: Vec<String> = repo.json(&["log", "SEC-001", "--reverse"])["moments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["kind"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(kinds, ["opened", "closed", "reopened"]);
}

#[test]
fn one_trailer_may_name_two_gaps_and_two_trailers_one() {
    let repo = Repo::with_gaps(&["RBAC", "MFA"]);
    repo.work("both\n\nCloses-Gap: SEC-001, SEC-002\nCloses-Gap: SEC-001");
    assert_eq!(
        (repo.status("SEC-001"), repo.status("SEC-002")),
        ("closed".into(), "closed".into())
    );
    assert_eq!(repo.sync(), 2);
    assert_eq!(repo.findings(), [] as [&str; 0]);
    assert_eq!(
        (repo.status("SEC-001"), repo.status("SEC-002")),
        ("closed".into(), "closed".into())
    );
}

#[test]
fn the_last_word_of_a_squash_counts() {
    for (first, second, end) in [("Closes", "Reopens", "open"), ("Reopens", "Closes", "closed")] {
        let repo = one();
        repo.work(&format!(
            "squash (#3)\n\n* one\n\n{first}-Gap: SEC-001\n\n* two\n\n{second}-Gap: SEC-001"
        ));
        assert_eq!(repo.status("SEC-001"), end);
        repo.sync();
        assert_eq!(repo.status("SEC-001"), end);
        assert_eq!(repo.sync(), 0);
    }
}

#[test]
fn a_squash_that_closes_reopens_and_closes_is_recorded_line_by_line() {
    let repo = one();
    repo.work("x\n\nCloses-Gap: SEC-001\nReopens-Gap: SEC-001\nCloses-Gap: SEC-001");
    assert_eq!(repo.status("SEC-001"), "closed");
    assert_eq!(repo.sync(), 3);
    assert_eq!((repo.status("SEC-001").as_str(), repo.sync()), ("closed", 0));
}

#[test]
fn a_closing_event_that_is_reverted_reopens_and_its_reapply_closes() {
    let repo = one();
    repo.ok(&["close", "SEC-001", "-m", "roles are in"]);
    let closing = repo.work("roles");
    repo.git(&["revert", "--no-edit", &closing]);
    assert_eq!(
        (repo.status("SEC-001").as_str(), repo.unrecorded("SEC-001").as_deref()),
        ("open", Some("open"))
    );
    assert_eq!(repo.sync(), 1);
    assert_eq!((repo.status("SEC-001").as_str(), repo.unrecorded("SEC-001")), ("open", None));
    repo.git(&["revert", "--no-edit", "HEAD~1"]);
    assert_eq!(
        (repo.status("SEC-001").as_str(), repo.unrecorded("SEC-001").as_deref()),
        ("closed", Some("closed"))
    );
    assert_eq!(repo.sync(), 1);
    assert_eq!((repo.status("SEC-001").as_str(), repo.sync()), ("closed", 0));
}

#[test]
fn a_closing_by_words_alone_is_reverted_and_reapplied() {
    for syncs in [false, true] {
        let repo = one();
        let sync = || if syncs { repo.sync() } else { 0 };
        let closing = repo.work("roles\n\nCloses-Gap: SEC-001");
        sync();
        repo.git(&["revert", "--no-edit", &closing]);
        let revert = repo.git(&["rev-parse", "HEAD"]);
        assert_eq!(repo.status("SEC-001"), "open", "synced: {syncs}");
        sync();
        assert_eq!(repo.status("SEC-001"), "open", "synced: {syncs}");
        repo.git(&["revert", "--no-edit", revert.trim()]);
        assert_eq!(repo.status("SEC-001"), "closed", "synced: {syncs}");
        sync();
        assert_eq!((repo.status("SEC-001").as_str(), sync()), ("closed", 0), "synced: {syncs}");
        // And once more, by hand this time.
        let last = repo.git(&["rev-parse", revert.trim()]);
        repo.work(&format!("Back out again\n\nThis reverts commit {}.", &closing[..8]));
        assert_eq!(repo.status("SEC-001"), "open", "synced: {syncs} {last}");
        repo.work(&format!("Reapply \"roles\"\n\nThis reapplies commit {}.", &closing[..9]));
        assert_eq!(repo.status("SEC-001"), "closed", "synced: {syncs}");
    }
}

#[test]
fn a_forge_reverts_by_the_number_of_the_pull_request() {
    let repo = one();
    repo.work("roles (#7)\n\nCloses-Gap: SEC-001");
    repo.work("Revert \"roles (#7)\" (#8)\n\nReverts #7");
    assert_eq!(repo.status("SEC-001"), "open");
    repo.work("Reapply \"roles (#7)\" (#9)");
    assert_eq!(repo.status("SEC-001"), "closed");
    assert_eq!(repo.sync(), 3);
    assert_eq!((repo.status("SEC-001").as_str(), repo.sync()), ("closed", 0));
}

#[test]
fn a_revert_of_a_merge_undoes_what_it_brought() {
    let repo = one();
    repo.git(&["checkout", "--quiet", "-b", "topic"]);
    repo.work("roles\n\nCloses-Gap: SEC-001");
    repo.work("more");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.work("elsewhere");
    repo.git(&["merge", "--quiet", "--no-ff", "-m", "Merge pull request #4 from o/topic", "topic"]);
    let merge = repo.git(&["rev-parse", "HEAD"]).trim().to_owned();
    let gap = repo.gap("SEC-001");
    assert_eq!(
        (&gap["status"], &gap["completed"]["commit"]),
        (&"closed".into(), &merge.as_str().into())
    );
    assert_eq!(gap["completed"]["pr"]["number"], 4);
    repo.git(&["revert", "--no-edit", "-m", "1", &merge]);
    assert_eq!(repo.status("SEC-001"), "open");
}

#[test]
fn a_revert_of_what_is_not_here_does_nothing_and_is_told() {
    let repo = one();
    repo.work("roles\n\nCloses-Gap: SEC-001");
    repo.work("Revert \"x\"\n\nThis reverts commit 0123456789abcdef0123456789abcdef01234567.");
    assert_eq!(repo.status("SEC-001"), "closed");
    assert_eq!(repo.findings(), ["unknown-revert"]);
}

#[test]
fn a_copy_is_one_with_its_original_until_its_history_holds_it() {
    let repo = one();
    repo.git(&["branch", "release"]);
    let closing = repo.work("roles\n\nCloses-Gap: SEC-001");
    repo.ok(&["reopen", "SEC-001", "-m", "not enough"]);
    repo.work("open it again");
    repo.git(&["checkout", "--quiet", "release"]);
    // Something of its own, so that the merge changes something.
    repo.work("only here");
    repo.git(&["cherry-pick", "-x", &closing]);
    repo.git(&["checkout", "--quiet", "main"]);
    repo.git(&["merge", "--quiet", "--no-ff", "-m", "release back", "-X", "ours", "release"]);
    // The copy arrives after the reopening, and says nothing new.
    assert_eq!(repo.status("SEC-001"), "open");
    assert_eq!(repo.sync(), 0);
    // On top of the original the same change asks anew.
    repo.git(&["revert", "--no-edit", &closing]);
    repo.git(&["cherry-pick", &closing]);
    assert_eq!(repo.status("SEC-001"), "closed");
    assert_eq!(repo.sync(), 1);
    assert_eq!((repo.status("SEC-001").as_str(), repo.sync()), ("closed", 0));
}

#[test]
fn a_copy_without_a_note_of_it_is_known_by_its_author_and_date() {
    let repo = one();
    repo.git(&["branch", "release"]);
    let closing = repo.work("roles\n\nCloses-Gap: SEC-001");
    repo.ok(&["reopen", "SEC-001", "-m", "not enough"]);
    repo.work("open it again");
    repo.git(&["checkout", "--quiet", "release"]);
    repo.work("only here");
    repo.git(&["cherry-pick", &closing]);
    repo.git(&["checkout", "--quiet", "main"]);
    repo.git(&["merge", "--quiet", "--no-ff", "-m", "release back", "-X", "ours", "release"]);
    assert_eq!(repo.status("SEC-001"), "open");
}

#[test]
fn a_foreign_history_asks_for_nothing() {
    let repo = one();
    let other = Repo::person(&repo.world, "other", 7);
    other.git(&["init", "--quiet", "-b", "main"]);
    other.ok(&["init"]);
    other.ok(&["add", "theirs", "--block", "Security"]);
    other.work("theirs\n\nCloses-Gap: SEC-001");
    repo.git(&["fetch", "--quiet", other.path.to_str().unwrap(), "main:theirs"]);
    repo.git(&[
        "merge",
        "--quiet",
        "-s",
        "ours",
        "--no-commit",
        "--allow-unrelated-histories",
        "theirs",
    ]);
    repo.git(&["read-tree", "--prefix=vendor/", "-u", "theirs"]);
    repo.commit("add theirs as a folder");
    assert_eq!(repo.status("SEC-001"), "open");
    assert_eq!((repo.sync(), repo.findings()), (0, vec![]));
}

#[test]
fn a_label_means_the_gap_of_the_commits_own_tree() {
    let ana = Repo::with_gaps(&["RBAC"]);
    let ben = ana.clone_as("ben", 2);
    ben.git(&["checkout", "--quiet", "-b", "topic"]);
    ben.ok(&["add", "mine", "--block", "Security"]);
    ben.work("mine\n\nCloses-Gap: SEC-002");
    ana.ok(&["add", "theirs", "--block", "Security"]);
    ana.work("theirs");
    ana.git(&["fetch", "--quiet", ben.path.to_str().unwrap(), "topic:topic"]);
    ana.git(&["branch", "--quiet", "before"]);
    ana.git(&["merge", "--quiet", "--no-ff", "-m", "merge", "topic"]);
    ana.git(&["push", "--quiet", "origin", "main"]);
    let ends = |repo: &Repo| -> Vec<(String, String)> {
        let data = repo.json(&["list", "--status", "all"]);
        let mut rows: Vec<(String, String)> = data["gaps"]
            .as_array()
            .unwrap()
            .iter()
            .map(|g| (g["title"].as_str().unwrap().into(), g["status"].as_str().unwrap().into()))
            .collect();
        rows.sort();
        rows
    };
    let expected: Vec<(String, String)> =
        [("RBAC", "open"), ("mine", "closed"), ("theirs", "open")]
            .map(|(a, b)| (a.into(), b.into()))
            .to_vec();
    assert_eq!(ends(&ana), expected);
    // A squash has both in its tree; it means the one that it brings.
    ana.git(&["reset", "--quiet", "--hard", "before"]);
    ana.git(&["merge", "--quiet", "--squash", "topic"]);
    ana.commit("mine (#5)\n\nCloses-Gap: SEC-002");
    ana.git(&["push", "--quiet", "--force", "origin", "main"]);
    assert_eq!(ends(&ana), expected);
    assert_eq!(ana.sync(), 1);
    assert_eq!(ends(&ana), expected);
}

#[test]
fn a_merge_that_takes_nothing_asks_for_nothing() {
    let repo = one();
    repo.git(&["checkout", "--quiet", "-b", "topic"]);
    repo.work("roles\n\nCloses-Gap: SEC-001");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.work("elsewhere");
    repo.git(&["merge", "--quiet", "-s", "ours", "-m", "not this", "topic"]);
    assert_eq!(repo.status("SEC-001"), "open");
    assert_eq!((repo.sync(), repo.findings()), (0, vec!["nothing-changed".to_owned()]));
    repo.commit("empty\n\nCloses-Gap: SEC-001");
    assert_eq!(repo.status("SEC-001"), "open");
}

#[test]
fn rewritten_history_is_recognised() {
    let repo = one();
    repo.work("roles\n\nCloses-Gap: SEC-001");
    repo.sync();
    repo.work("later");
    let script = "GIT_COMMITTER_NAME=bot; export GIT_COMMITTER_NAME";
    let mut command = repo.world.command("git", &repo.home, &repo.path);
    command.env("FILTER_BRANCH_SQUELCH_WARNING", "1");
    let done =
        crate::support::said(command.args(["filter-branch", "-f", "--env-filter", script, "main"]));
    assert_eq!(done.exit, 0, "{}", done.err);
    repo.git(&["update-ref", "-d", "refs/original/refs/heads/main"]);
    let gap = repo.gap("SEC-001");
    assert_eq!((&gap["status"], &gap["unrecorded"]), (&"closed".into(), &serde_json::Value::Null));
    assert_eq!(gap["completed"]["commit"], repo.git(&["rev-parse", "HEAD~2"]).trim());
    assert_eq!(repo.sync(), 0);
}

#[test]
fn two_machines_that_sync_at_once_say_one_thing() {
    let ana = Repo::with_gaps(&["RBAC", "MFA"]);
    ana.remote();
    ana.work("roles\n\nCloses-Gap: SEC-001\nStarts-Gap: SEC-002");
    ana.git(&["push", "--quiet", "origin", "main"]);
    // One with the same key, one with another.
    let (bot, other) = (ana.clone_as("bot", 1), ana.clone_as("other", 3));
    for machine in [&ana, &bot, &other] {
        assert_eq!(machine.sync(), 2);
    }
    assert_eq!(ana.event_files(), bot.event_files());
    ana.git(&["push", "--quiet", "origin", "main"]);
    for machine in [&bot, &other] {
        machine.git(&["pull", "--quiet", "--no-rebase", "--no-edit"]);
        machine.git(&["push", "--quiet", "origin", "main"]);
    }
    ana.git(&["pull", "--quiet", "--no-rebase", "--no-edit"]);
    for machine in [&ana, &other] {
        let gap = machine.gap("SEC-001");
        assert_eq!((&gap["status"], &gap["contested"]), (&"closed".into(), &false.into()));
        assert_eq!((machine.status("SEC-002").as_str(), machine.sync()), ("started", 0));
    }
    let moments = ana.json(&["log", "SEC-001"]);
    assert_eq!(moments["moments"].as_array().unwrap().len(), 2);
}

#[test]
fn a_closed_roster_waits_for_a_listed_person() {
    let ana = Repo::new();
    ana.ok(&["init", "--closed"]);
    ana.ok(&["add", "RBAC", "--block", "Security"]);
    ana.commit("found a closed ledger");
    ana.remote();
    let outsider = ana.clone_as("outsider", 9);
    outsider.work("roles\n\nCloses-Gap: SEC-001");
    outsider.git(&["push", "--quiet", "origin", "main"]);
    ana.git(&["pull", "--quiet"]);
    let gap = ana.gap("SEC-001");
    assert_eq!((&gap["status"], &gap["unrecorded"]), (&"open".into(), &serde_json::Value::Null));
    assert!(gap["asked"].as_str().unwrap().contains("waits for a listed person"), "{gap}");
    outsider.no(4, &["sync"]);
    assert_eq!(ana.sync(), 1);
    assert_eq!((ana.status("SEC-001").as_str(), ana.sync()), ("closed", 0));
}

#[test]
fn what_cannot_be_is_refused_with_its_line_and_stops_nothing() {
    let repo = Repo::founded();
    repo.ok(&["add", "RBAC", "--block", "Security", "--criterion", "a", "--criterion", "b"]);
    repo.ok(&["add", "MFA", "--block", "Security"]);
    repo.commit("open gaps");
    let commit = repo.work(
        "x\n\nCloses-Gap: SEC-001, SEC-002\nCloses-Gap: SEC-999\nStarts-Gap: SEC-002\nMeets-Gap: SEC-001#7\nCloses-Gap:\n",
    );
    let gap = repo.gap("SEC-001");
    assert_eq!((&gap["status"], &gap["unrecorded"]), (&"open".into(), &serde_json::Value::Null));
    assert_eq!(gap["asked"], format!("closing asked ({}), 2 criteria unmet", &commit[..7]));
    assert_eq!(repo.status("SEC-002"), "closed");
    let log = repo.ok(&["log", "SEC-001"]);
    assert!(log.starts_with("SEC-001 asked, and refused: closed\n"), "{log}");
    let list = repo.ok(&["list"]);
    assert!(list.contains("2 criteria unmet"), "{list}");
    let data = repo.json(&["sync", "-n"]);
    let rows: Vec<(String, u64)> = data["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| {
            assert_eq!(f["commit"], commit.as_str());
            (f["code"].as_str().unwrap().to_owned(), f["line"].as_u64().unwrap())
        })
        .collect();
    let mut rows = rows;
    rows.sort_by_key(|(_, line)| *line);
    let expected = [
        ("unmet", 3),
        ("unknown-label", 4),
        ("illegal-move", 5),
        ("unknown-criterion", 6),
        ("malformed-trigger", 7),
    ];
    assert_eq!(rows, expected.map(|(code, line)| (code.to_owned(), line)));
    assert_eq!(repo.sync(), 1);
    // What was refused stays asked, and may be done by hand.
    repo.ok(&["tick", "SEC-001", "1", "2"]);
    repo.ok(&["close", "SEC-001", "-m", "now it is"]);
    assert_eq!(repo.status("SEC-001"), "closed");
    // And what came later settles it; the rest is nobody's answer.
    repo.commit("by hand");
    let left = ["illegal-move", "malformed-trigger", "unknown-label"].map(str::to_owned);
    let mut found = repo.findings();
    found.sort();
    assert_eq!(found, left);
    repo.ok(&["reopen", "SEC-002", "-m", "no"]);
    repo.commit("reopen");
    assert_eq!(repo.findings(), ["malformed-trigger", "unknown-label"].map(str::to_owned));
}

#[test]
fn a_start_settles_no_refused_closing() {
    let repo = Repo::founded();
    repo.ok(&["add", "RBAC", "--block", "Security", "--criterion", "a"]);
    repo.commit("open gaps");
    repo.work("x\n\nCloses-Gap: SEC-001");
    repo.ok(&["start", "SEC-001"]);
    repo.commit("somebody is on it");
    assert_eq!(repo.findings(), ["unmet"]);
    repo.work("y\n\nMeets-Gap: SEC-001#1\nCloses-Gap: SEC-001");
    assert_eq!(repo.findings(), Vec::<String>::new());
}

#[test]
fn criteria_are_met_and_commits_are_linked() {
    let repo = Repo::founded();
    repo.ok(&["add", "RBAC", "--block", "Security", "--criterion", "a", "--criterion", "b"]);
    repo.commit("open gaps");
    let commit = repo.work("x\n\nMeets-Gap: SEC-001#2\nRefs-Gap: SEC-001");
    let met = |gap: &serde_json::Value| -> Vec<bool> {
        gap["criteria"].as_array().unwrap().iter().map(|c| c["met"].as_bool().unwrap()).collect()
    };
    let gap = repo.gap("SEC-001");
    assert_eq!(
        (met(&gap), gap["links"][0]["text"].as_str()),
        (vec![false, true], Some(commit.as_str()))
    );
    repo.work("y\n\nMeets-Gap: SEC-001#*\nCloses-Gap: SEC-001");
    assert_eq!(repo.status("SEC-001"), "closed");
    assert_eq!(repo.sync(), 4);
    let gap = repo.gap("SEC-001");
    assert_eq!(
        (met(&gap), gap["status"].as_str(), repo.sync()),
        (vec![true, true], Some("closed"), 0)
    );
}

#[test]
fn a_branch_shows_what_will_be_and_its_own_event_answers() {
    let repo = one();
    repo.remote();
    repo.git(&["checkout", "--quiet", "-b", "topic"]);
    repo.work("roles\n\nCloses-Gap: SEC-001");
    let gap = repo.gap("SEC-001");
    assert_eq!((&gap["status"], &gap["landed"]), (&"closed".into(), &false.into()));
    assert_eq!(
        (&gap["unrecorded"], &gap["completed"]),
        (&serde_json::Value::Null, &serde_json::Value::Null)
    );
    let log = repo.json(&["log", "SEC-001"]);
    assert_eq!(log["moments"][0]["standing"], "unlanded");
    let page = repo.ok(&["list", "--status", "all"]);
    assert!(page.contains("unlanded (") && !page.contains("unrecorded"), "{page}");
    assert_eq!(repo.sync(), 0);
    repo.ok(&["close", "SEC-001", "-m", "by event too"]);
    repo.work("the event");
    let log = repo.json(&["log", "SEC-001"]);
    assert_eq!(log["moments"].as_array().unwrap().len(), 2);
    repo.git(&["checkout", "--quiet", "main"]);
    repo.git(&["merge", "--quiet", "--no-ff", "-m", "Merge pull request #4 from o/topic", "topic"]);
    repo.git(&["push", "--quiet", "origin", "main"]);
    let gap = repo.gap("SEC-001");
    assert_eq!((&gap["status"], &gap["landed"]), (&"closed".into(), &true.into()));
    assert_eq!((repo.sync(), repo.findings()), (0, vec![]));
}

#[test]
fn a_squash_merge_with_only_a_trailer_is_closed_dated_and_linked() {
    let ana = Repo::with_gaps(&["RBAC"]);
    ana.git(&["remote", "add", "forge", "https://github.com/o/r.git"]);
    ana.git(&["config", "gaps.remote", "forge"]);
    let landing = ana.work(
        "Roles (#12)\n\n* wip\n\nCloses-Gap: SEC-001\n\n---------\n\nCo-authored-by: B <b@x>",
    );
    ana.git(&["update-ref", "refs/remotes/forge/main", "HEAD"]);
    let check = |gap: serde_json::Value| {
        assert_eq!(gap["status"], "closed");
        assert_eq!(gap["completed"]["commit"], landing.as_str());
        assert_eq!(gap["completed"]["pr"]["url"], "https://github.com/o/r/pull/12");
        assert_eq!(gap["completed"]["date"], "2026-11-20");
        gap["completed"].clone()
    };
    let before = check(ana.gap("SEC-001"));
    assert_eq!(ana.sync(), 1);
    ana.git(&["update-ref", "refs/remotes/forge/main", "HEAD"]);
    assert_eq!(check(ana.gap("SEC-001")), before);
}

#[test]
fn a_verb_on_the_trunk_records_what_was_asked_and_builds_on_it() {
    let repo = one();
    repo.work("roles\n\nCloses-Gap: SEC-001");
    let said = repo.json(&["confirm", "SEC-001", "-m", "seen on staging"]);
    let kinds: Vec<&str> =
        said["events"].as_array().unwrap().iter().map(|e| e["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["closed", "confirmed"]);
    assert_eq!(repo.status("SEC-001"), "confirmed");
    repo.commit("confirm it");
    assert_eq!((repo.sync(), repo.status("SEC-001").as_str()), (0, "confirmed"));
    // A note builds on it as well.
    let two = one();
    two.work("roles\n\nCloses-Gap: SEC-001");
    two.ok(&["note", "SEC-001", "-m", "see the runbook"]);
    two.commit("a note");
    assert_eq!((two.sync(), two.status("SEC-001").as_str()), (0, "closed"));
}

#[test]
fn what_was_asked_is_counted_as_no_event() {
    let repo = Repo::founded();
    repo.ok(&["add", "RBAC", "--block", "Security", "--criterion", "a"]);
    repo.ok(&["add", "TLS", "--block", "Security"]);
    repo.commit("open gaps");
    repo.work("x\n\nCloses-Gap: SEC-001, SEC-002");
    let doctor = repo.gaps(&["doctor"]).out;
    assert!(doctor.contains(", 3 events, 2 gaps, "), "{doctor}");
    assert!(doctor.contains("3 event files, all known to git"), "{doctor}");
}
