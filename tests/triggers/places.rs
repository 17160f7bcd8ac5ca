//! Places and causes: what an event that records a trigger may build on, what its cause lends, and what is not
//! believed. Events are made here as a liar would make them: well formed and well signed.

use gaps::ledger::{file, form, path};
use serde_json::{Value, json};
use ssh_key::{HashAlg, LineEnding};

use crate::support::{Repo, SEED, key};

fn one() -> Repo {
    Repo::with_gaps(&["RBAC"])
}

fn work(repo: &Repo, message: &str) -> String {
    let count = repo.git(&["rev-list", "--all", "--count"]);
    repo.write(&format!("file-{}", count.trim()), message);
    repo.git(&["add", "--all"]);
    repo.commit(message)
}

/// The JSON of an event file.
fn event(repo: &Repo, path: &str) -> Value {
    let text = String::from_utf8(repo.read(path)).unwrap();
    serde_json::from_str(&text[..text.find("-----BEGIN").unwrap()]).unwrap()
}

fn path_of(repo: &Repo, kind: &str) -> String {
    let files = repo.event_files();
    let is = |f: &&String| event(repo, f)["kind"] == kind && event(repo, f)["gap"] == "SEC-001";
    files.iter().find(is).unwrap_or_else(|| panic!("no {kind}")).clone()
}

fn id_of(path: &str) -> String {
    path.rsplit('/').next().unwrap().trim_end_matches(".event").to_owned()
}

/// Signs, writes and stages an event.
fn write(repo: &Repo, event: &Value) -> String {
    let text = form::encode(event.as_object().unwrap());
    let seal = key(SEED).sign("gaps-event-v1", HashAlg::Sha512, text.as_bytes()).unwrap();
    let id = form::id(text.as_bytes());
    let label = "SEC-001".parse().unwrap();
    let path = path::of(Some(&label), id);
    repo.write(&path, file::join(&text, &seal.to_pem(LineEnding::LF).unwrap()));
    repo.git(&["add", "-f", &path]);
    id.to_string()
}

/// A closing with this cause and these parents.
fn closing(repo: &Repo, cause: Value, parents: &[&str]) -> Value {
    let opened = path_of(repo, "opened");
    let of = id_of(&opened);
    let mut event = event(repo, &opened);
    let mut parents: Vec<String> = parents.iter().map(|p| (*p).to_owned()).collect();
    parents.sort();
    event["kind"] = "closed".into();
    event["body"] = json!({});
    event["of"] = of.into();
    event["parents"] = parents.into();
    event["cause"] = cause;
    event
}

fn cause(repo: &Repo, commit: &str, line: u64, text: &str) -> Value {
    let authored = repo.git(&["log", "-1", "--format=%at", commit]);
    let authored = chrono::DateTime::from_timestamp(authored.trim().parse().unwrap(), 0).unwrap();
    json!({
        "authored": authored.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "commit": commit,
        "line": line,
        "n": 0,
        "text": blake3::hash(text.as_bytes()).to_hex().to_string(),
    })
}

fn standings(repo: &Repo) -> Vec<(String, String)> {
    let data = repo.json(&["log", "SEC-001", "--reverse"]);
    let word = |m: &Value, key: &str| m[key].as_str().unwrap().to_owned();
    let rows = data["moments"].as_array().unwrap();
    rows.iter().map(|m| (word(m, "kind"), word(m, "standing"))).collect()
}

fn faults(repo: &Repo) -> String {
    repo.gaps(&["list"]).err
}

#[test]
fn what_the_scanner_found_is_what_a_recorder_writes() {
    let repo = one();
    let commit = work(&repo, "x\n\nCloses-Gap: SEC-001");
    let opened = id_of(&path_of(&repo, "opened"));
    let written = closing(&repo, cause(&repo, &commit, 3, "Closes-Gap: SEC-001"), &[&opened]);
    write(&repo, &written);
    repo.commit("record it by hand");
    assert_eq!(faults(&repo), "");
    assert_eq!(repo.gap("SEC-001")["unrecorded"], Value::Null);
    assert_eq!(repo.json(&["sync", "-n"])["events"].as_array().unwrap().len(), 0);
    assert_eq!(repo.gap("SEC-001")["completed"]["commit"], commit.as_str());
}

#[test]
fn an_event_that_builds_on_what_came_later_is_not_believed() {
    // The trigger lands, somebody reopens; a recorder that lies closes after that, in the name of the trigger.
    let repo = one();
    let commit = work(&repo, "x\n\nCloses-Gap: SEC-001");
    repo.ok(&["reopen", "SEC-001", "-m", "no"]);
    repo.commit("open it again");
    let reopened = id_of(&path_of(&repo, "reopened"));
    let lie = closing(&repo, cause(&repo, &commit, 3, "Closes-Gap: SEC-001"), &[&reopened]);
    let id = write(&repo, &lie);
    repo.commit("close it, by the look of it long ago");
    assert_eq!(repo.status("SEC-001"), "open");
    assert!(faults(&repo).contains("false-cause"), "{}", faults(&repo));
    let rejected: Vec<_> = standings(&repo).into_iter().filter(|(_, s)| s == "rejected").collect();
    assert_eq!(rejected, [("closed".to_owned(), "rejected".to_owned())], "{id}");
    // An audit works the place out for itself, from objects alone.
    let audit = repo.gaps(&["audit"]);
    assert_eq!(audit.exit, 3, "{}", audit.out);
    assert!(audit.out.contains("false-cause") && audit.out.contains(&id[..8]), "{}", audit.out);
}

#[test]
fn a_cause_that_does_not_say_so_lends_no_date() {
    for (line, text) in [(3, "Closes-Gap: SEC-002"), (2, "Closes-Gap: SEC-001"), (9, "x")] {
        let repo = one();
        let old = work(&repo, "x\n\nRefs-Gap: SEC-001");
        work(&repo, "y");
        let opened = id_of(&path_of(&repo, "opened"));
        let lie = closing(&repo, cause(&repo, &old, line, text), &[&opened]);
        write(&repo, &lie);
        let landing = repo.commit("close it with an old date");
        let gap = repo.gap("SEC-001");
        assert_eq!(
            (&gap["status"], &gap["completed"]["commit"]),
            (&"closed".into(), &landing.as_str().into())
        );
        assert_eq!(gap["completed"]["source"], "landing");
        assert!(faults(&repo).contains("false-cause"), "{line} {text}: {}", faults(&repo));
    }
    // A commit that is nowhere lends nothing either.
    let repo = one();
    let head = repo.git(&["rev-parse", "HEAD"]).trim().to_owned();
    let mut named = cause(&repo, &head, 3, "Closes-Gap: SEC-001");
    named["commit"] = "0123456789012345678901234567890123456789".into();
    let opened = id_of(&path_of(&repo, "opened"));
    write(&repo, &closing(&repo, named, &[&opened]));
    let landing = repo.commit("close it");
    assert_eq!(repo.gap("SEC-001")["completed"]["commit"], landing.as_str());
    assert!(faults(&repo).contains("is not on the trunk"), "{}", faults(&repo));
}

#[test]
fn a_cherry_picked_cause_of_a_branch_is_no_landing() {
    // The commit that it names is on a branch that never landed.
    let repo = one();
    repo.git(&["checkout", "--quiet", "-b", "topic"]);
    let commit = work(&repo, "x\n\nCloses-Gap: SEC-001");
    repo.git(&["checkout", "--quiet", "main"]);
    let opened = id_of(&path_of(&repo, "opened"));
    write(&repo, &closing(&repo, cause(&repo, &commit, 3, "Closes-Gap: SEC-001"), &[&opened]));
    let landing = repo.commit("close it");
    assert_eq!(repo.gap("SEC-001")["completed"]["commit"], landing.as_str());
    assert!(faults(&repo).contains("false-cause"), "{}", faults(&repo));
}

#[test]
fn concurrent_work_and_a_trigger_are_judged_at_the_triggers_place() {
    // A branch closes by message while the trunk puts the gap off: the landing comes after both.
    let repo = one();
    repo.git(&["checkout", "--quiet", "-b", "topic"]);
    work(&repo, "x\n\nCloses-Gap: SEC-001");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.ok(&["defer", "SEC-001", "-m", "next year"]);
    repo.commit("put it off");
    repo.git(&["merge", "--quiet", "--no-ff", "-m", "merge", "topic"]);
    let gap = repo.gap("SEC-001");
    assert_eq!((&gap["status"], &gap["contested"]), (&"closed".into(), &false.into()));
    assert_eq!(repo.json(&["sync", "--commit"])["events"].as_array().unwrap().len(), 1);
    let gap = repo.gap("SEC-001");
    assert_eq!((&gap["status"], &gap["contested"]), (&"closed".into(), &false.into()));
}

#[test]
fn triggers_of_one_landing_follow_the_order_of_their_commits() {
    for (first, second, end) in [("Closes", "Reopens", "open"), ("Reopens", "Closes", "closed")] {
        let repo = one();
        repo.git(&["checkout", "--quiet", "-b", "topic"]);
        work(&repo, &format!("a\n\n{first}-Gap: SEC-001"));
        work(&repo, &format!("b\n\n{second}-Gap: SEC-001"));
        repo.git(&["checkout", "--quiet", "main"]);
        work(&repo, "elsewhere");
        repo.git(&["merge", "--quiet", "--no-ff", "-m", "merge", "topic"]);
        assert_eq!(repo.status("SEC-001"), end);
        repo.json(&["sync", "--commit"]);
        assert_eq!(repo.status("SEC-001"), end);
        assert_eq!(repo.json(&["sync", "-n"])["events"].as_array().unwrap().len(), 0);
    }
}

#[test]
fn a_removal_with_unmet_criteria_since_is_refused_when_it_comes_back() {
    let repo = one();
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    let closing = work(&repo, "roles");
    repo.git(&["revert", "--no-edit", &closing]);
    repo.ok(&["sync", "--commit"]);
    repo.ok(&["revise", "SEC-001", "--criterion", "tested"]);
    repo.commit("one more thing");
    repo.git(&["revert", "--no-edit", "HEAD~2"]);
    let gap = repo.gap("SEC-001");
    assert_eq!(gap["status"], "open");
    assert!(gap["asked"].as_str().unwrap().ends_with("1 criterion unmet"), "{gap}");
}

#[test]
fn the_config_of_the_landing_gives_a_message_its_meaning() {
    let repo = one();
    work(&repo, "a\n\nFixes-Gap: SEC-001");
    assert_eq!(repo.status("SEC-001"), "open");
    let config = String::from_utf8(repo.read(".gaps/config.toml")).unwrap();
    repo.write(
        ".gaps/config.toml",
        format!(
            "{config}\n[triggers]\nroadmap = \"SEC\"\n[triggers.keys]\nFixes-Gap = \"close\"\n"
        ),
    );
    work(&repo, "from now on");
    assert_eq!(repo.status("SEC-001"), "open");
    work(&repo, "b\n\nfixes-gap: sec-001");
    assert_eq!(repo.status("SEC-001"), "closed");
    assert_eq!(repo.json(&["sync", "--commit"])["events"].as_array().unwrap().len(), 1);
    // Taken out again, it means nothing in new messages, and what it meant stays.
    repo.write(".gaps/config.toml", config);
    work(&repo, "no more");
    repo.ok(&["reopen", "SEC-001", "-m", "no"]);
    work(&repo, "c\n\nFixes-Gap: SEC-001");
    assert_eq!(repo.status("SEC-001"), "open");
}

#[test]
fn a_shallow_clone_asks_for_nothing_and_says_so() {
    let ana = one();
    work(&ana, "x\n\nCloses-Gap: SEC-001");
    work(&ana, "y");
    let bare = ana.remote();
    let ben = Repo::person(&ana.world, "ben", 2);
    let url = format!("file://{}", bare.display());
    ben.git(&["clone", "--quiet", "--depth", "2", &url, "."]);
    assert_eq!(ben.gap("SEC-001")["unrecorded"], Value::Null);
    let problem = ben.no(5, &["sync"]);
    assert_eq!(problem.hint, "git fetch --unshallow");
    ben.git(&["fetch", "--quiet", "--unshallow"]);
    assert_eq!(ben.gap("SEC-001")["unrecorded"], "closed");
}

#[test]
fn the_backlog_of_an_older_commit_knows_nothing_of_later_triggers() {
    let repo = one();
    let before = repo.git(&["rev-parse", "HEAD"]).trim().to_owned();
    let closing = work(&repo, "x\n\nCloses-Gap: SEC-001");
    work(&repo, "y\n\nReopens-Gap: SEC-001");
    for (rev, status) in [(before.as_str(), "open"), (closing.as_str(), "closed"), ("HEAD", "open")]
    {
        let data = repo.json(&["list", "--status", "all", "--at", rev]);
        assert_eq!(data["gaps"][0]["status"], status, "{rev}");
    }
}

#[test]
fn what_was_remembered_of_messages_changes_no_answer() {
    let repo = Repo::with_gaps(&["RBAC", "MFA"]);
    let answers = |repo: &Repo| {
        ["list", "log", "sync"].map(|verb| {
            let more: &[&str] = match verb {
                "list" => &["--status", "all"],
                "sync" => &["-n"],
                _ => &[],
            };
            repo.json(&[&[verb], more].concat())
        })
    };
    let same = |repo: &Repo| {
        let warm = answers(repo);
        std::fs::remove_dir_all(repo.path.join(".git/gaps")).unwrap();
        assert_eq!(warm, answers(repo));
        assert_eq!(warm, answers(repo));
    };
    same(&repo);
    repo.git(&["branch", "topic"]);
    work(&repo, "a\n\nCloses-Gap: SEC-001");
    same(&repo);
    repo.git(&["checkout", "--quiet", "topic"]);
    work(&repo, "b\n\nStarts-Gap: SEC-002");
    same(&repo);
    repo.git(&["checkout", "--quiet", "main"]);
    repo.git(&["merge", "--quiet", "--no-ff", "-m", "merge", "topic"]);
    same(&repo);
    // History taken back, and another one in its place.
    repo.git(&["reset", "--quiet", "--hard", "HEAD~2"]);
    same(&repo);
    work(&repo, "c\n\nCloses-Gap: SEC-002");
    same(&repo);
    assert_eq!(
        (repo.status("SEC-001").as_str(), repo.status("SEC-002").as_str()),
        ("open", "closed")
    );
}

/// The verdict on SEC-001, and on what each of its events came to.
fn verdict(repo: &Repo) -> (String, Vec<(String, bool)>) {
    let data = repo.json(&["log", "SEC-001", "--reverse"]);
    let rows = data["moments"].as_array().unwrap();
    let row = |m: &Value| (m["event"].as_str().unwrap()[..8].to_owned(), !m["rejected"].is_null());
    (repo.status("SEC-001"), rows.iter().map(row).collect())
}

#[test]
fn what_the_trunks_own_branch_asks_is_judged_as_it_will_be_after_the_push() {
    // A criterion that comes after the message; one that comes before it; a start that the next commit closes; a
    // closing by event that the next commit removes.
    type Story = fn(&Repo);
    let stories: [(Story, &str); 5] = [
        (
            |repo| {
                work(repo, "roles\n\nCloses-Gap: SEC-001");
                repo.ok(&["revise", "SEC-001", "--criterion", "a test"]);
                repo.commit("one more criterion");
            },
            "closed",
        ),
        (
            |repo| {
                repo.ok(&["revise", "SEC-001", "--criterion", "a test"]);
                repo.commit("one more criterion");
                work(repo, "roles\n\nCloses-Gap: SEC-001");
                repo.ok(&["tick", "SEC-001", "1"]);
                repo.commit("now it is met");
            },
            "open",
        ),
        (
            |repo| {
                work(repo, "roles\n\nStarts-Gap: SEC-001");
                repo.ok(&["close", "SEC-001", "-m", "done"]);
                repo.commit("close");
                work(repo, "again\n\nReopens-Gap: SEC-001");
            },
            "open",
        ),
        (
            |repo| {
                repo.ok(&["close", "SEC-001", "-m", "done"]);
                repo.commit("close");
                repo.git(&["revert", "--no-edit", "HEAD"]);
                repo.git(&["revert", "--no-edit", "HEAD"]);
            },
            "closed",
        ),
        (
            |repo| {
                repo.git(&["checkout", "--quiet", "-b", "topic"]);
                work(repo, "roles\n\nCloses-Gap: SEC-001");
                repo.git(&["checkout", "--quiet", "main"]);
                repo.git(&["merge", "--quiet", "--no-ff", "--no-edit", "topic"]);
                repo.ok(&["revise", "SEC-001", "--criterion", "a test"]);
                repo.commit("one more criterion");
            },
            "closed",
        ),
    ];
    for (at, (story, status)) in stories.into_iter().enumerate() {
        let repo = one();
        repo.remote();
        story(&repo);
        let before = verdict(&repo);
        assert_eq!(before.0, status, "story {at}");
        repo.git(&["push", "--quiet", "origin", "main"]);
        let after = verdict(&repo);
        assert_eq!(after.0, status, "story {at} after the push");
        // The entries of what no event records yet name no place, so that they stay the same.
        assert_eq!(before.1, after.1, "story {at}");
    }
}

#[test]
fn another_branch_at_the_same_commit_is_asked_what_a_merge_makes_of_it() {
    let repo = one();
    repo.remote();
    work(&repo, "roles\n\nCloses-Gap: SEC-001");
    repo.ok(&["revise", "SEC-001", "--criterion", "a test"]);
    repo.commit("one more criterion");
    let status = |repo: &Repo| {
        let list = repo.json(&["list", "--status", "all"]);
        list["gaps"][0]["status"].as_str().unwrap().to_owned()
    };
    assert_eq!((status(&repo), status(&repo)), ("closed".into(), "closed".into()));
    repo.git(&["checkout", "--quiet", "-b", "topic"]);
    assert_eq!((status(&repo), status(&repo)), ("open".into(), "open".into()));
    repo.git(&["checkout", "--quiet", "main"]);
    assert_eq!(status(&repo), "closed");
    // The branch of a fork has the trunk's name, and goes elsewhere.
    repo.git(&["remote", "add", "fork", "https://example.org/fork.git"]);
    repo.git(&["config", "gaps.remote", "origin"]);
    repo.git(&["config", "branch.main.remote", "fork"]);
    assert_eq!(status(&repo), "open");
}

#[test]
fn what_is_only_staged_comes_after_what_was_committed() {
    let repo = one();
    repo.remote();
    repo.ok(&["revise", "SEC-001", "--criterion", "a test"]);
    repo.commit("one more criterion");
    work(&repo, "roles\n\nCloses-Gap: SEC-001");
    repo.ok(&["tick", "SEC-001", "1"]);
    assert_eq!(repo.status("SEC-001"), "open");
    repo.commit("met");
    assert_eq!(repo.status("SEC-001"), "open");
}

#[test]
fn what_a_message_asks_that_may_still_change_is_told_and_not_built_on() {
    let repo = one();
    repo.remote();
    let commit = work(&repo, "roles\n\nCloses-Gap: SEC-001");
    let asks = format!(
        "{} asks for closing of SEC-001: no verb builds on that before it has landed",
        &commit[..7]
    );
    let amend = "git commit --amend   (take the line out of the message)";
    assert_eq!(
        repo.gaps(&["note", "SEC-001", "-m", "half way"]).err,
        "",
        "a note says nothing else"
    );
    assert_eq!(repo.gaps(&["close", "SEC-001", "-n"]).err, "", "nor who says the same");
    let refused = repo.no(4, &["reopen", "SEC-001", "-m", "not on staging"]);
    assert!(refused.message.ends_with(&format!("; {asks}")), "{refused:?}");
    assert_eq!(refused.hint, amend);
    let said = repo.gaps(&["defer", "SEC-001", "-m", "next year"]);
    assert_eq!((said.exit, said.err), (0, format!("gaps: {asks}\nhint: {amend}\n")));
    // The message changes, and what was written names nothing of it: the ledger holds.
    repo.git(&["commit", "--quiet", "--amend", "-m", "roles"]);
    assert_eq!(repo.status("SEC-001"), "deferred");
    work(&repo, "roles again\n\nReopens-Gap: SEC-001");
    let last = work(&repo, "more");
    let said = repo.gaps(&["drop", "SEC-001", "-m", "never"]);
    let hint = format!("git rebase -i {}^", &repo.git(&["rev-parse", "HEAD~1"])[..7]);
    assert!(said.err.contains(&hint), "{last}: {}", said.err);
    repo.git(&["push", "--quiet", "origin", "HEAD~2:main"]);
    assert_eq!(repo.gaps(&["audit"]).exit, 0);
    // That somebody is on it stands in nobody's way.
    let other = Repo::with_gaps(&["RBAC"]);
    other.remote();
    work(&other, "begin\n\nStarts-Gap: SEC-001");
    assert_eq!(other.gaps(&["close", "SEC-001"]).err, "");
    assert_eq!(other.status("SEC-001"), "closed");
}

#[test]
fn two_machines_agree_on_what_was_asked_before_the_push() {
    let ann = one();
    ann.remote();
    work(&ann, "roles\n\nCloses-Gap: SEC-001");
    ann.git(&["push", "--quiet", "origin", "main"]);
    let (bob, twin) = (ann.clone_as("bob", 2), ann.clone_as("twin", crate::support::SEED));
    // A verb builds on what landed: the event that `sync` writes on any machine, and its own.
    ann.ok(&["reopen", "SEC-001", "-m", "not on staging"]);
    twin.ok(&["sync"]);
    let twins: Vec<String> = twin.event_files();
    let anns = ann.event_files();
    assert!(twins.iter().all(|path| anns.contains(path)), "{twins:?} {anns:?}");
    assert_eq!(anns.len(), twins.len() + 1);
    ann.commit("reopen");
    assert_eq!(bob.sync(), 1);
    ann.git(&["push", "--quiet", "origin", "main"]);
    bob.git(&["pull", "--quiet", "--no-rebase", "--no-edit", "origin", "main"]);
    bob.git(&["push", "--quiet", "origin", "main"]);
    ann.git(&["pull", "--quiet", "--ff-only", "origin", "main"]);
    for repo in [&ann, &bob] {
        assert_eq!(repo.status("SEC-001"), "open");
        assert_eq!(repo.gap("SEC-001")["contested"], false);
        assert_eq!(repo.sync(), 0);
    }
}
