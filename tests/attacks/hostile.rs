//! Surroundings that want to be believed: configuration, environment, caches, working trees, and words that move the
//! cursor.

use std::fs;

use serde_json::json;

use crate::lab::{Lab, ME};

#[test]
fn a_hostile_configuration_runs_nothing() {
    let lab = Lab::new();
    let before = lab.clean().data;
    let mark = lab.repo.world.path("executed");
    let run = format!("touch {}", mark.display());
    for key in [
        "core.fsmonitor",
        "core.sshCommand",
        "core.editor",
        "core.pager",
        "core.askPass",
        "core.hooksPath",
        "core.gitProxy",
        "diff.external",
        "credential.helper",
        "gpg.program",
        "gpg.ssh.program",
        "filter.x.clean",
        "filter.x.smudge",
        "filter.x.process",
        "alias.log",
        "pager.audit",
        "uploadpack.packObjectsHook",
        "sequence.editor",
        "merge.x.driver",
        "diff.x.textconv",
    ] {
        lab.repo.git(&["config", key, &run]);
    }
    let include = lab.repo.path.join(".git/evil");
    fs::write(&include, format!("[core]\n\tuseReplaceRefs = true\n\tpager = {run}\n")).unwrap();
    lab.repo.git(&["config", "include.path", "evil"]);
    lab.repo.git(&["config", "core.useReplaceRefs", "true"]);
    lab.repo.git(&["config", "gitoxide.objects.noReplace", "false"]);
    fs::create_dir_all(lab.repo.path.join(".git/info")).unwrap();
    fs::write(lab.repo.path.join(".git/info/attributes"), "* filter=x diff=x merge=x\n").unwrap();
    let after = lab.clean().data;
    assert_eq!(before["log"], after["log"]);
    assert!(!mark.exists(), "something was executed");
}

#[test]
fn a_hostile_environment_changes_nothing() {
    let lab = Lab::new();
    let other = Lab::new();
    let honest = lab.clean().data;
    let mark = lab.repo.world.path("executed");
    let run = format!("touch {}", mark.display());
    let other_git = other.repo.path.join(".git");
    for (name, value) in [
        ("GIT_DIR", other_git.to_str().unwrap()),
        ("GIT_WORK_TREE", other.repo.path.to_str().unwrap()),
        ("GIT_OBJECT_DIRECTORY", other_git.join("objects").to_str().unwrap()),
        ("GIT_ALTERNATE_OBJECT_DIRECTORIES", other_git.join("objects").to_str().unwrap()),
        ("GIT_COMMON_DIR", other_git.to_str().unwrap()),
        ("GIT_INDEX_FILE", "/nowhere"),
        ("GIT_NAMESPACE", "x"),
        ("GIT_REPLACE_REF_BASE", "refs/heads/"),
        ("GIT_NO_REPLACE_OBJECTS", "0"),
        ("GIT_SHALLOW_FILE", "/nowhere"),
        ("GIT_GRAFT_FILE", "/nowhere"),
        ("GIT_CONFIG_PARAMETERS", "'gaps.remote=x'"),
        ("GIT_PAGER", &run),
        ("PAGER", &run),
        ("GIT_SSH_COMMAND", &run),
        ("GIT_EXTERNAL_DIFF", &run),
        ("GIT_TRACE", mark.to_str().unwrap()),
    ] {
        let mut command = lab.repo.command(&["audit", "--json"]);
        command.env("XDG_CONFIG_HOME", lab.repo.home.join(format!("env-{name}"))).env(name, value);
        let audit = lab.document(crate::support::said(&mut command));
        assert_eq!(audit.data["log"], honest["log"], "{name}");
        assert_eq!(audit.data["ledger"], honest["ledger"], "{name}");
    }
    assert!(!mark.exists(), "something was executed");
}

#[test]
fn a_poisoned_cache_is_not_read() {
    let lab = Lab::new();
    lab.repo.ok(&["list"]);
    let honest = lab.clean().data;
    let folder = lab.repo.path.join(".git/gaps");
    for path in crate::support::files_below(&folder) {
        fs::write(path, "poison").unwrap();
    }
    assert_eq!(lab.clean().data, honest);
    // Nor is it made by an audit.
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(lab.clean().data, honest);
    assert!(!folder.exists());
}

#[test]
fn the_working_tree_and_the_index_are_not_read() {
    let lab = Lab::new();
    let honest = lab.clean().data;
    let path = lab.closing();
    lab.repo.write(&path, "changed");
    lab.repo.write(".gaps/events/SEC/001/stray", "x");
    lab.repo.git(&["add", "-A", "-f"]);
    assert_eq!(lab.clean().data, honest);
    fs::write(lab.repo.path.join(".git/index"), "no index").unwrap();
    assert_eq!(lab.clean().data, honest);
}

#[test]
fn words_that_move_the_cursor() {
    let lab = Lab::new();
    let evil = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{202e}";
    lab.repo.git(&["commit", "-q", "--allow-empty", "-m", &format!("Merge {evil} (#7)")]);
    lab.land(&format!(".gaps/{evil}"), "x");
    let (path, bytes) =
        crate::lab::signed(lab.draft("started", json!({"reason": format!("a{evil}")})), ME);
    lab.land(&path, bytes);
    for arguments in [
        &["audit"][..],
        &["audit", "--color", "never"],
        &["log"],
        &["list"],
        &["show", "SEC-001"],
        &["doctor"],
    ] {
        let said = lab.repo.gaps(arguments);
        let text = said.out + &said.err;
        assert!(
            !text.chars().any(|c| c == '\u{1b}' || c == '\u{7}' || c == '\u{202e}'),
            "{arguments:?} {text:?}"
        );
    }
    assert!(lab.audit().violations().contains(&"stray-path".to_owned()));
}

#[test]
fn an_audit_writes_nothing_into_the_repository() {
    let lab = Lab::new();
    let git = lab.repo.path.join(".git");
    let list = || {
        let mut all: Vec<_> = crate::support::files_below(&git)
            .into_iter()
            .map(|p| (fs::metadata(&p).unwrap().modified().unwrap(), p))
            .collect();
        all.sort();
        all
    };
    let before = list();
    lab.clean();
    lab.pinned();
    assert_eq!(list(), before);
}

#[test]
fn a_place_without_a_ledger() {
    let repo = crate::support::Repo::new();
    assert_eq!(repo.no(5, &["audit"]).code, "no-ledger");
    repo.commit("empty");
    assert_eq!(repo.no(5, &["audit"]).code, "no-ledger");
    repo.ok(&["init"]);
    assert_eq!(repo.no(5, &["audit"]).code, "no-ledger");
    repo.commit("found");
    assert_eq!(repo.gaps(&["audit"]).exit, 0);
    assert_eq!(crate::support::Repo::nowhere().no(5, &["audit"]).code, "no-repository");
}

#[test]
fn a_bare_repository_and_a_worktree_say_the_same() {
    let lab = Lab::new();
    let honest = lab.clean().data;
    let bare = lab.clone(&["--bare"]);
    assert_eq!(bare.clean().data["log"], honest["log"]);
    let beside = lab.repo.world.path("beside");
    lab.repo.git(&["worktree", "add", "-q", "--detach", beside.to_str().unwrap()]);
    assert_eq!(Lab::on(lab.repo.at(&beside)).clean().data["log"], honest["log"]);
    fs::create_dir_all(lab.repo.path.join("docs")).unwrap();
    assert_eq!(Lab::on(lab.repo.at("docs")).clean().data["log"], honest["log"]);
}
