//! What the gate is asked about, and whose rules hold: the trunk's, whatever the branch says.

use crate::support::Repo;
use crate::{gate, labels, with_rules};

fn blocked() -> Repo {
    let repo = Repo::founded();
    repo.ok(&["add", "RBAC", "--block", "Security", "--criticality", "blocker"]);
    repo.commit("open");
    repo
}

#[test]
fn only_what_landed_counts_and_as_landed_asks_about_the_merge() {
    let repo = blocked();
    repo.git(&["checkout", "--quiet", "-b", "work"]);
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    assert_eq!(gate(&repo, &[]).0, 1, "pending is not landed");
    assert_eq!(gate(&repo, &["--as-landed"]).0, 1, "and in no commit that could be merged");
    repo.commit("close");
    assert_eq!(gate(&repo, &[]).0, 1, "unlanded is not landed");
    let (exit, data) = gate(&repo, &["--as-landed"]);
    assert_eq!((exit, &data["at"]["as_landed"]), (0, &true.into()));
    assert!(repo.ok(&["gate", "--as-landed"]).contains("with this branch merged"));
    repo.git(&["checkout", "--quiet", "main"]);
    repo.git(&["merge", "--quiet", "--no-ff", "-m", "merge", "work"]);
    assert_eq!(gate(&repo, &[]).0, 0);
}

#[test]
fn what_landed_while_the_branch_was_away_counts_for_the_merge() {
    let repo = Repo::founded();
    repo.git(&["checkout", "--quiet", "-b", "work"]);
    repo.commit("work");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.ok(&["add", "RBAC", "--block", "Security", "--criticality", "blocker"]);
    repo.commit("a blocker on the trunk");
    repo.git(&["checkout", "--quiet", "work"]);
    let (exit, data) = gate(&repo, &["--as-landed"]);
    assert_eq!((exit, labels(&data, "blocker")), (1, vec!["SEC-001".into()]));
}

#[test]
fn a_branch_cannot_relax_its_own_gate() {
    let repo = blocked();
    with_rules(&repo, "blocker = 0\n");
    let (_, before) = gate(&repo, &[]);
    repo.git(&["checkout", "--quiet", "-b", "work"]);
    with_rules(&repo, "blocker = \"any\"\n");
    for arguments in [&[][..], &["--as-landed"]] {
        let (exit, data) = gate(&repo, arguments);
        assert_eq!((exit, &data["rules"]), (1, &before["rules"]), "{arguments:?}");
    }
    let said = repo.gaps(&["gate"]);
    let expected = "gaps: .gaps/gate.toml is another one here; it holds once it has landed\n";
    assert_eq!(said.err, expected);
    let hash = blake3::hash(b"blocker = 0\n").to_hex().to_string();
    assert_eq!(before["rules"]["hash"], hash.as_str());
    assert!(said.out.contains(&format!("rules {} from .gaps/gate.toml", &hash[..12])));
    assert_eq!(repo.ok(&["gate", "--rules"]), "blocker = 0\n");
}

/// A repository of others may have a link there, to something that never ends.
#[cfg(unix)]
#[test]
fn a_link_in_place_of_the_rules_is_not_followed() {
    let repo = blocked();
    let at = repo.path.join(".gaps/gate.toml");
    std::os::unix::fs::symlink("/dev/zero", at).unwrap();
    let (exit, data) = gate(&repo, &[]);
    assert_eq!((exit, &data["rules"]["from"]), (1, &serde_json::Value::Null));
    let said = repo.gaps(&["gate"]);
    assert_eq!((said.exit, said.err.as_str()), (1, ""));
}

#[test]
fn without_a_file_the_defaults_are_printed_and_can_be_committed() {
    let repo = blocked();
    let text = repo.ok(&["gate", "--rules"]);
    let (_, before) = gate(&repo, &[]);
    assert!(before["rules"]["from"].is_null());
    let rules = repo.json(&["gate", "--rules"]);
    assert_eq!((&rules["text"], &rules["hash"]), (&text.as_str().into(), &before["rules"]["hash"]));
    with_rules(&repo, &text);
    let (exit, after) = gate(&repo, &[]);
    assert_eq!((exit, &after["rules"]["hash"]), (1, &before["rules"]["hash"]));
}

#[test]
fn a_file_that_cannot_be_read_is_no_permission() {
    let repo = Repo::founded();
    with_rules(&repo, "blocker = 0\nhihg = 0\n");
    let problem = repo.no(4, &["gate"]);
    assert!(
        problem.message.starts_with(".gaps/gate.toml of the trunk, line 2: unknown key `hihg`")
    );
    assert_eq!(problem.hint, "edit line 2 of .gaps/gate.toml: high = 0");
    with_rules(&repo, "blocker = 0\nhigh = = 2\n");
    for arguments in [&["gate"][..], &["gate", "--rules"]] {
        let problem = repo.no(4, arguments);
        let expected = ".gaps/gate.toml of the trunk, line 2: `high = = 2`: ";
        assert!(problem.message.starts_with(expected), "{}", problem.message);
        assert_eq!(problem.hint, "edit line 2 of .gaps/gate.toml: high = 0");
    }
    with_rules(&repo, "\u{0}");
    assert_eq!(repo.no(4, &["gate"]).code, "bad-config");
    repo.write(".gaps/gate.toml", [0xff, 0xfe]);
    repo.git(&["add", "-f", ".gaps/gate.toml"]);
    repo.commit("not even text");
    assert!(repo.no(4, &["gate"]).message.contains("not UTF-8"));
}

#[test]
fn a_branch_with_a_broken_file_is_stopped_before_it_lands() {
    let repo = blocked();
    repo.git(&["checkout", "--quiet", "-b", "work"]);
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    with_rules(&repo, "blocker = 0\n");
    assert_eq!(gate(&repo, &["--as-landed"]).0, 0);
    with_rules(&repo, "blocker = 0\nhihg = 0\n");
    let problem = repo.no(4, &["gate", "--as-landed"]);
    let expected = ".gaps/gate.toml of this branch, line 2: unknown key `hihg`";
    assert!(problem.message.starts_with(expected), "{}", problem.message);
    let said = repo.gaps(&["gate"]);
    assert_eq!(said.exit, 1, "the trunk is judged by its own rules");
    assert!(
        said.err.starts_with(
            "gaps: .gaps/gate.toml is another one here, and cannot be read: line 2: unknown key"
        ),
        "{}",
        said.err
    );
}

#[test]
fn a_revision_is_judged_by_its_own_day_and_rules() {
    let repo = blocked();
    let then = repo.git(&["rev-parse", "HEAD"]).trim().to_owned();
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    repo.commit("close");
    with_rules(&repo, "total = 0\n");
    let (exit, now) = gate(&repo, &[]);
    assert_eq!(exit, 0);
    let (exit, data) = gate(&repo, &["--at", &then]);
    assert_eq!((exit, data["at"]["commit"].as_str()), (1, Some(then.as_str())));
    assert_ne!(data["rules"]["hash"], now["rules"]["hash"]);
    assert_eq!(data["at"]["date"], "2026-11-20");
    repo.no(4, &["gate", "--at", "nowhere"]);
}

#[test]
fn a_shallow_clone_says_that_it_cannot_say() {
    let repo = blocked();
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    repo.commit("close");
    let bare = repo.remote();
    let shallow = Repo::person(&repo.world, "shallow", 2);
    let url = format!("file://{}", bare.display());
    shallow.git(&["clone", "--quiet", "--depth", "1", &url, "."]);
    let (exit, data) = gate(&shallow, &[]);
    assert_eq!((exit, &data["verdict"]), (5, &"incomplete".into()));
    assert_eq!(data["unresolvable"]["hint"], "git fetch --unshallow");
    let said = shallow.gaps(&["gate"]);
    assert_eq!(said.exit, 5);
    assert!(said.out.starts_with("incomplete: 0 open"), "{}", said.out);
    assert_eq!(said.err, "hint: git fetch --unshallow\n");
    shallow.git(&["fetch", "--quiet", "--unshallow"]);
    assert_eq!(gate(&shallow, &[]).0, 0);
}

#[test]
fn explain_names_the_events() {
    let repo = blocked();
    let plain = repo.gaps(&["gate"]).out;
    let told = repo.gaps(&["gate", "--explain"]).out;
    assert!(
        !plain.contains("opened (blocker)") && told.contains("opened (blocker): RBAC"),
        "{told}"
    );
    let (_, data) = gate(&repo, &["--explain"]);
    let event = &data["results"][0]["findings"][0]["events"][0];
    assert_eq!((&event["kind"], &event["standing"]), (&"opened".into(), &"landed".into()));
}

#[test]
fn a_word_that_is_no_format_is_refused() {
    let repo = blocked();
    for wrong in ["pdf=x", "json", "json="] {
        let said = repo.gaps(&["gate", "--report", wrong]);
        assert_eq!((said.exit, said.out.as_str()), (2, ""), "{wrong}");
    }
    let problem = repo.no(5, &["gate", "--report", "json=.git/config/x"]);
    assert!(problem.message.starts_with("cannot write .git/config/x"), "{}", problem.message);
}

#[test]
fn a_date_is_the_day_that_is_judged() {
    let repo = Repo::founded();
    repo.ok(&["add", "RBAC", "--block", "Security", "--due", "2026-12-01"]);
    repo.commit("open");
    with_rules(&repo, "overdue = 0\n");
    let (exit, data) = gate(&repo, &["--at", "2026-12-24"]);
    assert_eq!((exit, &data["at"]["date"]), (1, &"2026-12-24".into()));
    assert_eq!(gate(&repo, &["--at", "2026-11-30"]).0, 0);
    assert_eq!(gate(&repo, &["--at", "HEAD"]).1["at"]["date"], "2026-11-20");
}

#[test]
fn a_revision_that_never_met_the_trunk_is_not_answered_for() {
    let repo = blocked();
    repo.git(&["checkout", "--quiet", "--orphan", "elsewhere"]);
    repo.commit("another history");
    let problem = repo.no(4, &["gate", "--at", "elsewhere"]);
    assert_eq!(problem.message, "`elsewhere` has no commit of the trunk in its history");
}

#[test]
fn a_ledger_that_has_not_landed_says_so() {
    let repo = Repo::new();
    repo.commit("before there was a ledger");
    repo.git(&["checkout", "--quiet", "-b", "adopt"]);
    repo.ok(&["init", "--trunk-name", "main"]);
    repo.ok(&["add", "RBAC", "--block", "Security", "--criticality", "blocker"]);
    repo.commit("found a ledger");
    let problem = repo.no(5, &["gate"]);
    assert_eq!(problem.message, "the ledger has not landed on `main` yet");
    assert_eq!(problem.hint, "gaps gate --as-landed");
    let (exit, data) = gate(&repo, &["--as-landed"]);
    assert_eq!((exit, labels(&data, "blocker")), (1, vec!["SEC-001".into()]));
}

#[test]
fn a_branch_that_takes_a_closing_back_is_seen_before_it_lands() {
    let repo = blocked();
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    repo.commit("close");
    repo.git(&["checkout", "--quiet", "-b", "work"]);
    repo.git(&["revert", "--no-edit", "HEAD"]);
    assert_eq!(gate(&repo, &[]).0, 0);
    let (exit, data) = gate(&repo, &["--as-landed"]);
    assert_eq!((exit, labels(&data, "blocker")), (1, vec!["SEC-001".into()]), "{data:#}");
}

#[test]
fn two_sides_of_a_merge_that_disagree_are_seen_before_it() {
    let repo = blocked();
    repo.git(&["checkout", "--quiet", "-b", "work"]);
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    repo.commit("close");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.ok(&["defer", "SEC-001", "-m", "later"]);
    repo.commit("defer");
    assert_eq!(gate(&repo, &[]).0, 0);
    repo.git(&["checkout", "--quiet", "work"]);
    let (exit, data) = gate(&repo, &["--as-landed"]);
    assert_eq!((exit, labels(&data, "contested")), (1, vec!["SEC-001".into()]), "{data:#}");
}

/// A pull request as a pipeline checks it out: detached at the merge that the forge made of it.
fn checked_out(repo: &Repo, name: &str, fetch: &[&str]) -> Repo {
    let bare = repo.remote();
    repo.git(&["checkout", "--quiet", "-b", "work"]);
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    repo.commit("close");
    repo.git(&["checkout", "--quiet", "--detach", "main"]);
    repo.git(&["merge", "--quiet", "--no-ff", "-m", "Merge work into main", "work"]);
    repo.git(&["push", "--quiet", "origin", "HEAD:refs/pull/1/merge"]);
    let runner = Repo::person(&repo.world, name, 5);
    runner.git(&["init", "--quiet"]);
    runner.git(&["remote", "add", "origin", &format!("file://{}", bare.display())]);
    runner.git(&[&["fetch", "--quiet", "origin"], fetch].concat());
    runner.git(&["checkout", "--quiet", "--detach", "refs/remotes/pull/1/merge"]);
    runner
}

const MERGE: &str = "+refs/pull/1/merge:refs/remotes/pull/1/merge";

#[test]
fn a_detached_checkout_of_a_pull_request_is_judged() {
    let repo = blocked();
    let runner = checked_out(&repo, "runner", &["+refs/heads/*:refs/remotes/origin/*", MERGE]);
    assert_eq!(gate(&runner, &[]).0, 1, "it has not landed");
    assert_eq!(gate(&runner, &["--as-landed"]).0, 0);
}

#[test]
fn a_checkout_without_the_trunk_is_no_yes() {
    let repo = blocked();
    for (name, fetch) in [("one", &["--depth=1", MERGE][..]), ("two", &[MERGE])] {
        let runner = if name == "one" {
            checked_out(&repo, name, fetch)
        } else {
            let runner = Repo::person(&repo.world, name, 5);
            runner.git(&["init", "--quiet"]);
            let url = format!("file://{}", repo.remote().display());
            runner.git(&["remote", "add", "origin", &url]);
            runner.git(&[&["fetch", "--quiet", "origin"], fetch].concat());
            runner.git(&["checkout", "--quiet", "--detach", "refs/remotes/pull/1/merge"]);
            runner
        };
        for arguments in [&[][..], &["--as-landed"], &["--at", "HEAD"]] {
            let said = runner.gaps(&[&["gate"], arguments].concat());
            assert_eq!(said.exit, 5, "{name} {arguments:?}: {}{}", said.out, said.err);
            assert!(said.err.contains("hint: git fetch origin main:refs/remotes/origin/main"));
        }
    }
}

#[test]
fn a_trunk_that_is_cut_off_below_a_whole_branch_is_no_yes() {
    let repo = blocked();
    let bare = repo.remote();
    let shallow = Repo::person(&repo.world, "cut", 2);
    let url = format!("file://{}", bare.display());
    shallow.git(&["clone", "--quiet", "--depth", "1", &url, "."]);
    shallow.git(&["checkout", "--quiet", "-b", "work"]);
    shallow.ok(&["close", "SEC-001", "-m", "done"]);
    shallow.commit("close");
    for arguments in [&["--as-landed"][..], &["--at", "HEAD"], &["--at", "2026-11-20"]] {
        assert_eq!(gate(&shallow, arguments).0, 5, "{arguments:?}");
    }
}

#[test]
fn standard_output_takes_one_form() {
    let repo = blocked();
    for more in
        [&["--report", "json=-", "--report", "sarif=-"][..], &["--report", "sarif=-", "--json"]]
    {
        let said = repo.gaps(&[&["gate"], more].concat());
        assert_eq!((said.exit, said.out.as_str()), (2, ""), "{more:?}: {}", said.err);
        assert!(said.err.contains("standard output takes one form"), "{}", said.err);
    }
    let said = repo.gaps(&["gate", "--report", "annotations=-"]);
    assert!(said.out.starts_with("::error title=gaps%3A gate::no: 1 open"), "{}", said.out);
}

/// The lines of the ready files that ask the gate, run as a pipeline would run them.
#[test]
fn the_ready_files_ask_the_gate() {
    let repo = blocked();
    let commit = repo.git(&["rev-parse", "HEAD"]).trim().to_owned();
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    repo.commit("after the tag");
    let url = format!("file://{}", repo.remote().display());
    for name in ["github-gate.yml", "gitlab-ci.yml"] {
        let file = format!("{}/docs/ci/{name}", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(file).unwrap();
        let lines: Vec<&str> = text
            .lines()
            .filter_map(|l| l.trim().strip_prefix("- "))
            .map(|l| l.strip_prefix("run: ").unwrap_or(l))
            .filter(|l| l.starts_with("gaps gate") || l.starts_with("git fetch"))
            .collect();
        assert!(lines.iter().any(|l| l.starts_with("gaps gate")), "{name}");
        let runner = Repo::person(&repo.world, name, 5);
        runner.git(&["init", "--quiet"]);
        runner.git(&["remote", "add", "origin", &url]);
        let refs = if lines.len() > 1 { &commit } else { "+refs/heads/*:refs/remotes/origin/*" };
        runner.git(&["fetch", "--quiet", "origin", refs]);
        runner.git(&["checkout", "--quiet", "--detach", &commit]);
        let bin = std::path::Path::new(crate::support::GAPS).parent().unwrap();
        let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
        let mut shell = runner.world.command("bash", &runner.home, &runner.path);
        shell.args(["-e", "-c", &lines.join("\n")]).env("PATH", path);
        for (key, value) in [
            ("GITHUB_SHA", commit.as_str()),
            ("GITHUB_STEP_SUMMARY", "summary.md"),
            ("CI_COMMIT_SHA", commit.as_str()),
            ("CI_DEFAULT_BRANCH", "main"),
        ] {
            shell.env(key, value);
        }
        let said = crate::support::said(&mut shell);
        assert_eq!(said.exit, 1, "{name}: {}{}", said.out, said.err);
        assert!(said.out.contains("no: 1 open: 1 blocker"), "{}{}", said.out, said.err);
    }
}

#[test]
fn a_partial_clone_says_that_it_cannot_say() {
    let repo = Repo::with_gaps(&["RBAC"]);
    let bare = repo.remote();
    repo.git(&["--git-dir", bare.to_str().unwrap(), "config", "uploadpack.allowFilter", "true"]);
    let partial = Repo::person(&repo.world, "partial", 2);
    let url = format!("file://{}", bare.display());
    partial.git(&["clone", "--quiet", "--no-checkout", "--filter=blob:none", &url, "."]);
    let said = partial.gaps(&["gate"]);
    assert_eq!(said.exit, 5, "{}{}", said.out, said.err);
    assert!(!said.out.contains("yes:"), "{}", said.out);
}

#[test]
fn an_event_of_a_newer_version_leaves_the_answer_open() {
    let repo = Repo::with_gaps(&["RBAC"]);
    let path = repo.event_files().into_iter().find(|p| p.contains("/SEC/")).unwrap();
    let mut event: serde_json::Value =
        serde_json::from_str(&crate::support::json_part(&repo.read(&path))).unwrap();
    let opened = repo.gap("SEC-001")["id"].clone();
    event["kind"] = "foreseen".into();
    event["body"] = serde_json::json!({});
    event["parents"] = serde_json::json!([opened]);
    event["of"] = opened;
    let json = format!("{event:#}\n");
    let path = crate::support::path_beside(&path, &json);
    repo.write(&path, crate::support::event_file(crate::support::SEED, &json));
    repo.git(&["add", &path]);
    repo.commit("written by a newer version");
    let (exit, data) = gate(&repo, &[]);
    assert_eq!((exit, &data["verdict"]), (5, &"incomplete".into()), "{data:#}");
    let why = "a newer version wrote an event that this one cannot read";
    assert_eq!(data["incomplete"], serde_json::json!([why]));
}

#[test]
fn the_trunk_is_named_by_where_it_stands() {
    let repo = blocked();
    repo.remote();
    let page = |arguments: &[&str]| repo.gaps(&[&["gate"][..], arguments].concat()).out;
    for arguments in [&[][..], &["--as-landed"], &["--at", "main"]] {
        assert!(page(arguments).contains("at origin/main "), "{arguments:?}: {}", page(arguments));
    }
    assert_eq!(gate(&repo, &["--as-landed"]).1["at"]["trunk"], "origin/main");
}

#[test]
fn a_push_that_would_change_the_answer_is_told() {
    let repo = blocked();
    repo.remote();
    assert!(!repo.gaps(&["gate"]).err.contains("push"));
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    assert!(!repo.gaps(&["gate"]).err.contains("push"), "what is staged is not pushed");
    repo.commit("close");
    let said = repo.gaps(&["gate"]);
    let expected = "gaps: main is not pushed; once it is, the answer is yes\nhint: git push\n";
    assert_eq!((said.exit, said.err.as_str()), (1, expected));
    repo.git(&["checkout", "--quiet", "-b", "topic"]);
    assert!(!repo.gaps(&["gate"]).err.contains("push"), "another branch is merged, not pushed");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.git(&["push", "--quiet", "origin", "main"]);
    assert_eq!((repo.gaps(&["gate"]).exit, repo.gaps(&["gate"]).err.as_str()), (0, ""));
    repo.ok(&["reopen", "SEC-001", "-m", "no"]);
    repo.commit("reopen");
    let said = repo.gaps(&["gate"]);
    let expected =
        "gaps: main is not pushed; once it is, the answer is no\nhint: gaps gate --as-landed\n";
    assert_eq!((said.exit, said.err.as_str()), (0, expected));
}

#[test]
fn a_trigger_that_was_not_pushed_has_to_be_recorded_first() {
    let repo = blocked();
    repo.remote();
    repo.write("code", "done");
    repo.git(&["add", "code"]);
    repo.commit("close it\n\nCloses-Gap: SEC-001");
    let said = repo.gaps(&["gate"]);
    let expected = "gaps: main is not pushed; once it is and its triggers are recorded, the answer is yes\n\
                    hint: git push\n";
    assert_eq!((said.exit, said.err.as_str()), (1, expected));
    repo.git(&["push", "--quiet", "origin", "main"]);
    assert_eq!(repo.gaps(&["gate"]).err, "hint: gaps sync --commit\n");
    repo.ok(&["sync", "--commit"]);
    let after = repo.gaps(&["gate"]);
    let expected = "gaps: main is not pushed; once it is, the answer is yes\nhint: git push\n";
    assert_eq!((after.exit, after.err.as_str()), (1, expected));
}

#[test]
fn a_branch_that_cannot_be_read_takes_no_answer_back() {
    let repo = blocked();
    repo.remote();
    let before = repo.gaps(&["gate"]);
    for title in ["a", "b"] {
        repo.ok(&["add", title, "--block", "Security"]);
        repo.commit(title);
    }
    let tree = repo.git(&["rev-parse", "HEAD~1:.gaps/events"]);
    let (folder, name) = tree.trim().split_at(2);
    std::fs::remove_file(repo.path.join(".git/objects").join(folder).join(name)).unwrap();
    let said = repo.gaps(&["gate"]);
    assert_eq!((said.exit, &said.out), (before.exit, &before.out), "{}", said.err);
    let told = said.text_problem();
    assert!(told.message.starts_with("main is not pushed, and cannot be judged: "), "{told:?}");
    assert_eq!(told.hint, "git fsck");
}
