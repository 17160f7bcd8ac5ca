//! Hooks beside whatever is there, and messages on their way into a commit, with the real git.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::support::{GAPS, Repo, Said, said};

/// git as a person has it: with `gaps` on the path.
fn git(repo: &Repo, arguments: &[&str]) -> Said {
    git_with(repo, arguments, &[])
}

fn git_with(repo: &Repo, arguments: &[&str], variables: &[(&str, &str)]) -> Said {
    let mut command = repo.world.command("git", &repo.home, &repo.path);
    said(command.args(arguments).env("PATH", path()).envs(variables.iter().copied()))
}

fn path() -> String {
    let folder = Path::new(GAPS).parent().unwrap().display().to_string();
    format!("{folder}:{}", std::env::var("PATH").unwrap())
}

fn gaps(repo: &Repo, arguments: &[&str]) -> Said {
    said(repo.command(arguments).env("PATH", path()))
}

#[track_caller]
fn yes(said: Said) -> String {
    assert_eq!(said.exit, 0, "{}{}", said.out, said.err);
    said.out
}

fn hooked(titles: &[&str]) -> Repo {
    let repo = Repo::with_gaps(titles);
    yes(gaps(&repo, &["hooks", "install"]));
    repo
}

fn message(repo: &Repo) -> String {
    repo.git(&["log", "-1", "--format=%B"])
}

fn echoes(repo: &Repo) -> usize {
    message(repo).lines().filter(|l| l.contains("-Gap: ") && l.contains('@')).count()
}

/// Nothing staged, nothing left: what a hook must see to.
#[track_caller]
fn clean(repo: &Repo) {
    assert_eq!(repo.git(&["status", "--porcelain"]), "");
}

fn script(path: &Path, text: &str, mode: u32) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_message_gains_the_echo_of_its_event_once() {
    let repo = hooked(&["RBAC"]);
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    yes(git(&repo, &["commit", "--quiet", "-m", "roles"]));
    assert_eq!(echoes(&repo), 1, "{}", message(&repo));
    assert!(message(&repo).contains("\n\nCloses-Gap: SEC-001@"), "{}", message(&repo));
    clean(&repo);
    for arguments in [
        &["commit", "--quiet", "--amend", "--no-edit"][..],
        &["commit", "--quiet", "--amend", "-C", "HEAD"],
    ] {
        yes(git(&repo, arguments));
        assert_eq!(echoes(&repo), 1, "{arguments:?}: {}", message(&repo));
    }
    assert_eq!(repo.json(&["sync", "-n"])["events"].as_array().unwrap().len(), 0);
}

#[test]
fn a_rebase_a_pick_a_fixup_and_a_stash_keep_messages_as_they_are() {
    let repo = hooked(&["RBAC", "MFA"]);
    yes(git(&repo, &["checkout", "--quiet", "-b", "topic"]));
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    yes(git(&repo, &["commit", "--quiet", "-m", "roles"]));
    let whole = message(&repo);
    repo.write("a", "a");
    repo.git(&["add", "a"]);
    yes(git(&repo, &["commit", "--quiet", "--fixup", "HEAD"]));
    yes(git(&repo, &["checkout", "--quiet", "main"]));
    repo.write("b", "b");
    repo.git(&["add", "b"]);
    yes(git(&repo, &["commit", "--quiet", "-m", "elsewhere"]));
    yes(git(&repo, &["checkout", "--quiet", "topic"]));
    yes(git_with(
        &repo,
        &["rebase", "--quiet", "-i", "--autosquash", "main"],
        &[("GIT_SEQUENCE_EDITOR", "true")],
    ));
    assert_eq!(message(&repo), whole);
    clean(&repo);
    let picked = repo.git(&["rev-parse", "HEAD"]).trim().to_owned();
    yes(git(&repo, &["checkout", "--quiet", "main"]));
    yes(git(&repo, &["cherry-pick", &picked]));
    assert_eq!(message(&repo), whole);
    yes(git(&repo, &["revert", "--no-edit", "HEAD"]));
    assert_eq!(echoes(&repo), 0);
    assert_eq!(repo.status("SEC-001"), "open");
    // A stash takes the event along and brings it back.
    repo.ok(&["close", "SEC-002", "-m", "done"]);
    yes(git(&repo, &["stash", "--quiet"]));
    assert_eq!(repo.status("SEC-002"), "open");
    yes(git(&repo, &["stash", "pop", "--quiet", "--index"]));
    assert_eq!(repo.status("SEC-002"), "closed");
    yes(git(&repo, &["commit", "--quiet", "--no-verify", "-m", "mfa"]));
    assert_eq!(echoes(&repo), 1);
    clean(&repo);
}

#[test]
fn a_reword_keeps_the_echo_and_a_drop_takes_it_along() {
    let repo = hooked(&["RBAC"]);
    yes(git(&repo, &["checkout", "--quiet", "-b", "topic"]));
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    yes(git(&repo, &["commit", "--quiet", "-m", "roles"]));
    let steps = |verb: &str, editor: &str| {
        let todo = format!("sed -i 1s/^pick/{verb}/");
        let variables = [("GIT_SEQUENCE_EDITOR", todo.as_str()), ("GIT_EDITOR", editor)];
        yes(git_with(&repo, &["rebase", "--quiet", "-i", "main"], &variables));
    };
    steps("reword", "sed -i '1s/.*/Roles on every route/'");
    assert!(message(&repo).starts_with("Roles on every route\n"), "{}", message(&repo));
    assert_eq!(echoes(&repo), 1, "{}", message(&repo));
    assert_eq!(repo.status("SEC-001"), "closed");
    clean(&repo);
    // Somebody takes the echo away: a replayed message stays as its author left it.
    steps("reword", "sed -i /@/d");
    assert_eq!(echoes(&repo), 0, "{}", message(&repo));
    assert_eq!(repo.status("SEC-001"), "closed");
    repo.write("a", "a");
    repo.git(&["add", "a"]);
    yes(git(&repo, &["commit", "--quiet", "-m", "more"]));
    steps("drop", "true");
    assert_eq!(repo.status("SEC-001"), "open");
    clean(&repo);
}

#[test]
fn a_merge_and_a_squash_merge_gain_no_second_echo() {
    let repo = hooked(&["RBAC"]);
    yes(git(&repo, &["checkout", "--quiet", "-b", "topic"]));
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    yes(git(&repo, &["commit", "--quiet", "-m", "roles"]));
    yes(git(&repo, &["checkout", "--quiet", "main"]));
    yes(git(&repo, &["branch", "before"]));
    yes(git(&repo, &["merge", "--quiet", "--no-ff", "--no-edit", "topic"]));
    assert_eq!(echoes(&repo), 0, "{}", message(&repo));
    yes(git(&repo, &["reset", "--quiet", "--hard", "before"]));
    yes(git(&repo, &["merge", "--quiet", "--squash", "topic"]));
    yes(git(&repo, &["commit", "--quiet", "--no-edit"]));
    assert_eq!(echoes(&repo), 1, "{}", message(&repo));
    assert_eq!(repo.status("SEC-001"), "closed");
    clean(&repo);
}

#[test]
fn a_commit_of_one_path_has_no_echo_of_what_stays_staged() {
    let repo = hooked(&["RBAC"]);
    repo.write("a", "a");
    repo.git(&["add", "a"]);
    yes(git(&repo, &["commit", "--quiet", "-m", "a"]));
    repo.write("a", "b");
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    yes(git(&repo, &["commit", "--quiet", "-m", "only a", "a"]));
    assert_eq!(echoes(&repo), 0, "{}", message(&repo));
    assert_eq!(repo.json(&["log", "SEC-001"])["moments"][0]["standing"], "pending");
    yes(git(&repo, &["commit", "--quiet", "-m", "the event"]));
    assert_eq!(echoes(&repo), 1);
}

#[test]
fn an_empty_message_in_the_editor_makes_no_commit() {
    let repo = hooked(&["RBAC"]);
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    let before = repo.git(&["rev-parse", "HEAD"]);
    let said = git_with(&repo, &["commit"], &[("GIT_EDITOR", "true")]);
    assert_ne!(said.exit, 0, "{}{}", said.out, said.err);
    assert_eq!(repo.git(&["rev-parse", "HEAD"]), before);
    // With words of its own it does, and the subject stays the author's.
    let editor = "sed -i '1s/^/roles/'";
    yes(git_with(&repo, &["commit", "--quiet"], &[("GIT_EDITOR", editor)]));
    assert!(message(&repo).starts_with("roles\n\nCloses-Gap: SEC-001@"), "{}", message(&repo));
}

#[test]
fn the_check_warns_blocks_or_is_off() {
    let repo = hooked(&["RBAC"]);
    let config = repo.path.join(".gaps/config.toml");
    let before = fs::read_to_string(&config).unwrap();
    let text = "x\n\nCloses-Gap: SEC-999\nStarts-Gap: SEC-001";
    let commit = || git(&repo, &["commit", "--allow-empty", "--quiet", "-m", text]);
    let said = commit();
    assert_eq!(said.exit, 0);
    assert!(said.err.contains("line 3: there is no gap `SEC-999`"), "{}", said.err);
    assert!(
        said.err.contains("line 4: start of SEC-001 is asked, and no event comes"),
        "{}",
        said.err
    );
    fs::write(&config, format!("{before}\n[triggers]\ncheck = \"block\"\n")).unwrap();
    let said = commit();
    assert_eq!(said.exit, 1);
    assert!(said.err.contains("hint: mend the message"), "{}", said.err);
    yes(git(&repo, &["commit", "--allow-empty", "--quiet", "--no-verify", "-m", text]));
    fs::write(&config, format!("{before}\n[triggers]\ncheck = \"off\"\n")).unwrap();
    assert_eq!(commit().err, "");
    repo.git(&["checkout", "--quiet", "."]);
    let said = git(
        &repo,
        &["commit", "--allow-empty", "--quiet", "-m", "y\n\nCloses-Gap: SEC-001@1a2b3c4d5e6f"],
    );
    assert!(said.err.contains("nothing staged is it"), "{}", said.err);
}

#[test]
fn a_message_is_read_against_what_it_names_and_what_is_staged() {
    let repo = hooked(&["roles", "keys", "logs"]);
    repo.ok(&["close", "SEC-001", "-m", "in"]);
    // From here on a cache knows the ledger.
    repo.ok(&["list"]);
    let said = git(&repo, &["commit", "-m", "roles\n\nCloses-Gap: SEC-002"]);
    assert!(said.err.contains("closing of SEC-002 is asked"), "{said:?}");
    assert!(!said.err.contains("SEC-001"), "{said:?}");
    assert!(message(&repo).contains("Closes-Gap: SEC-001@"), "{}", message(&repo));
    let unknown = git(&repo, &["commit", "--allow-empty", "-m", "x\n\nCloses-Gap: SEC-077"]);
    assert!(unknown.err.contains("SEC-077"), "{unknown:?}");
    let quiet = git(&repo, &["commit", "--allow-empty", "-m", "nothing of ours"]);
    assert!(!quiet.err.contains("gaps:"), "{quiet:?}");
    let none = gaps(&repo, &["commit", "--allow-empty", "-m", "nothing of ours either"]);
    assert!(none.exit == 0 && !none.err.contains("gaps:"), "{none:?}");
}

#[test]
fn hooks_go_into_free_slots_and_come_out_again() {
    let repo = Repo::with_gaps(&["RBAC"]);
    let hooks = repo.path.join(".git/hooks");
    let before = names(&hooks);
    let dry = yes(gaps(&repo, &["hooks", "install", "--dry-run"]));
    assert!(dry.contains("would be written"), "{dry}");
    assert_eq!(names(&hooks), before);
    assert_eq!(gaps(&repo, &["hooks", "status"]).exit, 1);
    yes(gaps(&repo, &["hooks", "install"]));
    let again = yes(gaps(&repo, &["hooks", "install"]));
    assert!(again.contains("there already"), "{again}");
    yes(gaps(&repo, &["hooks", "status"]));
    // A linked worktree has the same hooks.
    repo.git(&["worktree", "add", "--quiet", "../linked"]);
    let linked = repo.at("../linked");
    yes(gaps(&linked, &["hooks", "status"]));
    linked.ok(&["close", "SEC-001", "-m", "done"]);
    yes(git(&linked, &["commit", "--quiet", "-m", "roles"]));
    assert_eq!(echoes(&linked), 1);
    // Not executable: git passes it over.
    let slot = hooks.join("commit-msg");
    fs::set_permissions(&slot, fs::Permissions::from_mode(0o644)).unwrap();
    let said = gaps(&repo, &["hooks", "status"]);
    assert_eq!(said.exit, 1);
    assert!(said.out.contains("not executable"), "{}", said.out);
    // Where git looks elsewhere, ours is never reached.
    fs::set_permissions(&slot, fs::Permissions::from_mode(0o755)).unwrap();
    repo.git(&["config", "core.hooksPath", "/nowhere/hooks"]);
    let said = gaps(&repo, &["hooks", "status"]);
    assert_eq!(said.exit, 1);
    assert!(said.out.contains("core.hooksPath leads elsewhere"), "{}", said.out);
    repo.git(&["config", "--unset", "core.hooksPath"]);
    yes(gaps(&repo, &["hooks", "uninstall"]));
    assert_eq!(names(&hooks), before);
    // No gaps on the path of git: commits go on, and status says so.
    yes(gaps(&repo, &["hooks", "install"]));
    let said = repo.gaps(&["hooks", "status"]);
    assert_eq!(said.exit, 1);
    assert!(said.out.contains("finds no `gaps`"), "{}", said.out);
    repo.commit("goes on");
}

fn names(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .map(|entries| {
            entries
                .map(|e| e.unwrap())
                .map(|e| (e.file_name().to_str().unwrap().to_owned(), fs::read(e.path()).unwrap()))
                .collect()
        })
        .unwrap_or_default();
    found.sort();
    found
}

#[test]
fn a_script_that_is_there_stays_and_its_line_is_printed() {
    let repo = Repo::with_gaps(&["RBAC"]);
    let slot = repo.path.join(".git/hooks/commit-msg");
    let theirs = "#!/bin/sh\ntouch theirs-ran\n";
    script(&slot, theirs, 0o755);
    let said = yes(gaps(&repo, &["hooks", "install"]));
    assert!(said.contains("taken: left as it is"), "{said}");
    assert!(said.contains("gaps hook commit-msg \"$@\" || exit $?"), "{said}");
    assert!(said.contains("git 2.54") && said.contains("not seen to work here"), "{said}");
    assert_eq!(fs::read_to_string(&slot).unwrap(), theirs);
    let status = gaps(&repo, &["hooks", "status"]);
    assert_eq!(status.exit, 1);
    assert!(status.out.contains("does not run `gaps hook`"), "{}", status.out);
    // The line, where it was printed for.
    script(&slot, &format!("{theirs}gaps hook commit-msg \"$@\" || exit $?\n"), 0o755);
    yes(gaps(&repo, &["hooks", "status"]));
    let said =
        git(&repo, &["commit", "--allow-empty", "--quiet", "-m", "x\n\nCloses-Gap: SEC-999"]);
    assert!(said.err.contains("SEC-999"), "{}", said.err);
    assert!(repo.path.join("theirs-ran").exists());
    yes(gaps(&repo, &["hooks", "uninstall"]));
    assert!(fs::read_to_string(&slot).unwrap().starts_with(theirs));
}

#[test]
fn beside_husky_lefthook_and_pre_commit_the_owner_is_told_what_to_add() {
    // husky: git looks in .husky/_, whose scripts run what stands in .husky.
    let repo = Repo::with_gaps(&["RBAC"]);
    let wrapper = "#!/bin/sh\nh=\"$(dirname \"$(dirname \"$0\")\")/$(basename \"$0\")\"\n[ ! -f \"$h\" ] && exit 0\nsh -e \"$h\" \"$@\"\n";
    for name in ["commit-msg", "prepare-commit-msg", "pre-commit"] {
        script(&repo.path.join(".husky/_").join(name), wrapper, 0o755);
    }
    repo.git(&["config", "core.hooksPath", ".husky/_"]);
    fs::write(repo.path.join(".husky/pre-commit"), "touch husky-ran\n").unwrap();
    let said = yes(gaps(&repo, &["hooks", "install"]));
    let lines: Vec<&str> =
        said.lines().filter_map(|l| l.split_once(": echo ")).map(|(_, l)| l).collect();
    assert_eq!(lines.len(), 2, "{said}");
    for line in lines {
        let mut command = repo.world.command("sh", &repo.home, &repo.path);
        yes(crate::support::said(command.args(["-c", &format!("echo {line}")])));
    }
    yes(gaps(&repo, &["hooks", "status"]));
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    yes(git(&repo, &["commit", "--quiet", "-m", "roles"]));
    assert_eq!(echoes(&repo), 1);
    assert!(repo.path.join("husky-ran").exists());
    // lefthook and pre-commit: the slot is theirs.
    for (file, mark, wanted) in [
        ("lefthook.yml", "lefthook", "run: gaps hook commit-msg {0}"),
        (".pre-commit-config.yaml", "https://pre-commit.com", "entry: gaps hook commit-msg"),
    ] {
        let repo = Repo::with_gaps(&["RBAC"]);
        fs::write(repo.path.join(file), "").unwrap();
        script(&repo.path.join(".git/hooks/commit-msg"), &format!("#!/bin/sh\n# {mark}\n"), 0o755);
        let said = yes(gaps(&repo, &["hooks", "install"]));
        assert!(said.contains(wanted), "{said}");
        assert!(said.contains("prepare-commit-msg  written"), "{said}");
    }
}

#[test]
fn gaps_commit_brings_code_and_event_in_one_commit() {
    for arguments in [
        &["commit", "-m", "roles", "-m", "Closes-Gap: SEC-001"][..],
        &["commit", "--", "-m", "roles", "-m", "Closes-Gap: SEC-001"],
        &["commit", "-F", "../text"],
        &["commit", "-C", "worded"],
        &["commit", "-am", "roles\n\nCloses-Gap: SEC-001"],
    ] {
        let repo = Repo::with_gaps(&["RBAC"]);
        fs::write(repo.world.path("text"), "roles\n\nCloses-Gap: SEC-001\n").unwrap();
        repo.git(&["checkout", "--quiet", "-b", "worded"]);
        repo.commit("roles\n\nCloses-Gap: SEC-001");
        repo.git(&["checkout", "--quiet", "main"]);
        repo.write("a", "a");
        repo.git(&["add", "a"]);
        yes(gaps(&repo, arguments));
        let files = repo.git(&["show", "--name-only", "--format=", "HEAD"]);
        assert!(
            files.contains(".gaps/events/SEC/001/") && files.contains("a\n"),
            "{arguments:?}: {files}"
        );
        assert_eq!(
            (repo.status("SEC-001").as_str(), repo.gap("SEC-001")["unrecorded"].as_str()),
            ("closed", None)
        );
        assert_eq!(repo.json(&["sync", "-n"])["events"].as_array().unwrap().len(), 0);
        clean(&repo);
    }
}

#[test]
fn gaps_commit_with_a_path_takes_the_event_along() {
    let repo = Repo::with_gaps(&["RBAC"]);
    repo.write("a", "a");
    repo.write("b", "b");
    repo.git(&["add", "a", "b"]);
    repo.commit("files");
    repo.write("a", "aa");
    repo.write("b", "bb");
    repo.git(&["add", "b"]);
    fs::create_dir(repo.path.join("sub")).unwrap();
    yes(gaps(&repo.at("sub"), &["commit", "-q", "-m", "a\n\nCloses-Gap: SEC-001", "../a"]));
    let files = repo.git(&["show", "--name-only", "--format=", "HEAD"]);
    assert!(
        files.contains("a\n") && files.contains(".gaps/events/") && !files.contains("b\n"),
        "{files}"
    );
    assert_eq!(repo.status("SEC-001"), "closed");
}

#[test]
fn gaps_commit_refuses_what_cannot_be_and_leaves_nothing() {
    let repo = Repo::founded();
    repo.ok(&["add", "RBAC", "--block", "Security", "--criterion", "a"]);
    repo.commit("open a gap");
    repo.write("a", "a");
    repo.git(&["add", "a"]);
    let before = repo.git(&["status", "--porcelain"]);
    for text in ["x\n\nCloses-Gap: SEC-001", "x\n\nCloses-Gap: SEC-999", "x\n\nCloses-Gap:"] {
        let said = gaps(&repo, &["commit", "-m", text]);
        assert_eq!(said.exit, 4, "{}{}", said.out, said.err);
        assert!(said.err.contains("line 3 of the message"), "{}", said.err);
        assert_eq!(repo.git(&["status", "--porcelain"]), before);
    }
    // Where git makes no commit, no event is left.
    script(&repo.path.join(".git/hooks/pre-commit"), "#!/bin/sh\nexit 1\n", 0o755);
    let said = gaps(&repo, &["commit", "-m", "x\n\nMeets-Gap: SEC-001#1\nCloses-Gap: SEC-001"]);
    assert_eq!(said.exit, 1, "{}{}", said.out, said.err);
    assert_eq!(repo.git(&["status", "--porcelain"]), before);
    fs::remove_file(repo.path.join(".git/hooks/pre-commit")).unwrap();
    // One line after the other: what the first makes, the second sees.
    yes(gaps(&repo, &["commit", "-q", "-m", "x\n\nMeets-Gap: SEC-001#1\nCloses-Gap: SEC-001"]));
    assert_eq!(repo.status("SEC-001"), "closed");
    assert_eq!(repo.json(&["sync", "-n"])["findings"].as_array().unwrap().len(), 0);
    // A message from the editor is read afterwards, and told.
    repo.ok(&["reopen", "SEC-001", "-m", "no"]);
    repo.commit("open it again");
    let mut command = repo.command(&["commit", "--allow-empty"]);
    let editor = "printf 'z\\n\\nStarts-Gap: SEC-001\\n' >";
    let said = crate::support::said(command.env("GIT_EDITOR", editor));
    assert_eq!(said.exit, 0, "{}{}", said.out, said.err);
    assert!(said.err.contains("no event came with it"), "{}", said.err);
}

#[test]
fn gaps_commit_is_a_document_too() {
    let repo = Repo::with_gaps(&["RBAC", "TLS"]);
    let message = "roles\n\nCloses-Gap: SEC-001\nStarts-Gap: SEC-002";
    let said = repo.gaps(&["--json", "commit", "--allow-empty", "-m", message]);
    let document: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((said.exit, &document["kind"]), (0, &"commit".into()), "{}", said.err);
    let data = &document["data"];
    assert_eq!(data["commit"], repo.git(&["rev-parse", "HEAD"]).trim());
    let kinds: Vec<&str> =
        data["events"].as_array().unwrap().iter().map(|e| e["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["closed", "started"]);
    assert!(said.err.contains("roles"), "git's own words are talk: {}", said.err);
    let dry = repo.gaps(&["--json", "commit", "--allow-empty", "--dry-run", "-m", message]);
    let document: serde_json::Value = serde_json::from_str(&dry.out).unwrap_or_default();
    assert!(dry.exit == 1 || document["data"]["commit"].is_null(), "{dry:?}");
    let refused =
        repo.gaps(&["--json", "commit", "--allow-empty", "-m", "x\n\nCloses-Gap: SEC-009"]);
    assert_eq!((refused.exit, refused.problem().code.as_str()), (4, "unknown-label"));
}
