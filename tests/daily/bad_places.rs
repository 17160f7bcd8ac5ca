//! Surroundings that do not allow it: each is said in one clear error, and nothing is lost.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use crate::support::{Repo, Said, World, said};

/// Verbs that read, and verbs that write, as one types them.
const READERS: [&[&str]; 6] =
    [&["list"], &["show", "SEC-001"], &["log"], &["next"], &["block", "list"], &["signer", "list"]];
const WRITERS: [&[&str]; 10] = [
    &["add", "RBAC", "--block", "Security"],
    &["start", "SEC-001"],
    &["close", "SEC-001"],
    &["defer", "SEC-001", "-m", "x"],
    &["revise", "SEC-001", "--title", "x"],
    &["tick", "SEC-001", "1"],
    &["note", "SEC-001", "-m", "x"],
    &["link", "SEC-001", "--pr", "1"],
    &["undo"],
    &["block", "rename", "Security", "Safety"],
];

#[test]
fn not_a_repository() {
    let repo = Repo::nowhere();
    for arguments in READERS.into_iter().chain(WRITERS).chain([&["init"][..], &["doctor"]]) {
        let problem = repo.no(5, arguments);
        assert_eq!((problem.code.as_str(), problem.hint.as_str()), ("no-repository", "git init"));
        assert!(problem.message.ends_with("is not inside a git repository"), "{problem:?}");
    }
    assert_eq!(fs::read_dir(&repo.path).unwrap().count(), 0, "nothing was written");
}

#[test]
fn no_ledger() {
    for repo in [Repo::new(), {
        let repo = Repo::new();
        repo.commit("empty");
        repo
    }] {
        for arguments in READERS.into_iter().chain(WRITERS) {
            let problem = repo.no(5, arguments);
            assert_eq!((problem.code.as_str(), problem.hint.as_str()), ("no-ledger", "gaps init"));
        }
        assert_eq!(repo.gaps(&["doctor"]).exit, 1);
        assert!(!repo.path.join(".gaps").exists(), "nothing was written");
    }
}

#[test]
fn a_branch_without_the_ledger_that_the_trunk_has() {
    let ana = Repo::with_gaps(&["RBAC"]);
    let ben = ana.clone_as("ben", 2);
    ben.git(&["switch", "--quiet", "--orphan", "pages"]);
    let problem = ben.no(5, &["list"]);
    assert_eq!(problem.code, "no-ledger");
    assert!(problem.message.contains("the remote's trunk has one"), "{problem:?}");
    assert_ne!(ben.gaps(&["init"]).exit, 0, "no second ledger");
}

/// A command whose PATH has no git.
fn without_git(repo: &Repo, arguments: &[&str]) -> Said {
    said(repo.command(arguments).env("PATH", repo.world.path("nothing")))
}

#[test]
fn no_git_on_the_path() {
    let repo = Repo::with_gaps(&["RBAC"]);
    assert!(without_git(&repo, &["list"]).out.contains("SEC-001"), "reading needs no git");
    let written = without_git(&repo, &["close", "SEC-001", "-m", "done"]);
    assert_eq!(written.exit, 0);
    assert!(written.out.starts_with("SEC-001  closed: done"), "{}", written.out);
    assert!(
        written.err.contains("written, but not staged: cannot run git")
            && written.err.contains("hint: git add -f --sparse .gaps/events/SEC/001/"),
        "{}",
        written.err
    );
    let doctor = without_git(&repo, &["doctor"]);
    assert!(doctor.exit == 1 && doctor.out.contains("cannot run git"), "{}", doctor.out);
    // The hint does it.
    let hint = written.err.lines().last().unwrap().trim_start_matches("hint: git ");
    repo.git(&hint.split(' ').collect::<Vec<_>>());
    assert_eq!(repo.status("SEC-001"), "closed");
    // Where nothing is founded yet, the ledger stands as well and is not founded twice.
    let fresh = Repo::new();
    let said = without_git(&fresh, &["init"]);
    assert!(said.err.contains("cannot run git"), "{}{}", said.out, said.err);
    assert_eq!(fresh.event_files().len(), 1);
    assert_ne!(fresh.gaps(&["init"]).exit, 0);
}

#[test]
fn an_index_that_stays_locked() {
    let repo = Repo::with_gaps(&["RBAC"]);
    fs::write(repo.path.join(".git/index.lock"), "").unwrap();
    let said = repo.gaps(&["close", "SEC-001", "-m", "done"]);
    assert_eq!(said.exit, 0);
    assert!(
        said.err.contains("written, but not staged") && said.err.contains("index.lock"),
        "{}",
        said.err
    );
    assert!(said.err.contains("hint: git add -f --sparse .gaps/events/SEC/001/"), "{}", said.err);
    fs::remove_file(repo.path.join(".git/index.lock")).unwrap();
    // The next writer speaks of it, and the doctor says what to type.
    let doctor = repo.gaps(&["doctor"]);
    assert!(doctor.out.contains("not staged"), "{}", doctor.out);
    repo.git(&["add", "-f", "--sparse", ".gaps/events"]);
    assert_eq!(repo.status("SEC-001"), "closed");
}

#[test]
fn an_index_that_is_locked_for_a_moment() {
    let repo = Repo::with_gaps(&["RBAC"]);
    let lock = repo.path.join(".git/index.lock");
    fs::write(&lock, "").unwrap();
    let release = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(400));
        fs::remove_file(lock).unwrap();
    });
    let said = repo.gaps(&["close", "SEC-001", "-m", "done"]);
    release.join().unwrap();
    assert_eq!((said.exit, said.err.as_str()), (0, ""));
    assert_eq!(repo.status("SEC-001"), "closed");
}

#[test]
fn an_index_or_a_head_that_is_garbage() {
    let repo = Repo::with_gaps(&["RBAC"]);
    for file in ["index", "HEAD"] {
        let path = repo.path.join(".git").join(file);
        let honest = fs::read(&path).unwrap();
        fs::write(&path, "garbage").unwrap();
        for arguments in [&["list"][..], &["close", "SEC-001"]] {
            let problem = repo.no(5, arguments);
            assert!(
                ["unreadable", "no-repository"].contains(&problem.code.as_str()),
                "{problem:?}"
            );
        }
        fs::write(&path, honest).unwrap();
    }
    assert_eq!(repo.status("SEC-001"), "open");
}

#[test]
fn a_file_where_a_folder_should_be() {
    let repo = Repo::founded();
    repo.write(".gaps/events/SEC", "a file\n");
    let problem = repo.no(5, &["add", "RBAC", "--block", "Security"]);
    assert_eq!(problem.code, "cannot-write");
    assert!(problem.message.ends_with(".gaps/events/SEC is not a folder"), "{problem:?}");
    assert!(problem.hint.starts_with("mv "), "{problem:?}");
    fs::remove_file(repo.path.join(".gaps/events/SEC")).unwrap();
    // A link would lead the event out of the repository.
    let outside = repo.world.path("outside");
    fs::create_dir_all(&outside).unwrap();
    std::os::unix::fs::symlink(&outside, repo.path.join(".gaps/events/SEC")).unwrap();
    assert_eq!(repo.no(5, &["add", "RBAC", "--block", "Security"]).code, "cannot-write");
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 0);
    fs::remove_file(repo.path.join(".gaps/events/SEC")).unwrap();
    repo.ok(&["add", "RBAC", "--block", "Security"]);
}

#[test]
fn a_folder_that_cannot_be_written_to() {
    let repo = Repo::with_gaps(&["RBAC"]);
    let folder = repo.path.join(".gaps/events/SEC/001");
    repo.ok(&["note", "SEC-001", "-m", "half way"]);
    let staged = repo.git(&["diff", "--cached", "--name-only"]);
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(folder.join("probe"), "").is_ok() {
        fs::remove_file(folder.join("probe")).unwrap();
        println!("NOT RUN: a folder that cannot be written to (this user may write anywhere)");
    } else {
        let problem = repo.no(5, &["close", "SEC-001"]);
        assert_eq!(problem.code, "cannot-write");
        assert!(problem.message.contains("ermission denied"), "{problem:?}");
        assert_eq!(problem.message.matches("/001").count(), 1, "{problem:?}");
        // What cannot be removed still counts.
        let problem = repo.no(5, &["undo"]);
        assert!(problem.message.starts_with("cannot remove "), "{problem:?}");
        assert_eq!(problem.message.matches("/001").count(), 1, "{problem:?}");
        assert_eq!(repo.git(&["diff", "--cached", "--name-only"]), staged);
        let doctor = repo.gaps(&["doctor"]);
        let says = "no  writing     .gaps/events/SEC/001 cannot be written: Permission denied";
        assert!(doctor.exit == 1 && doctor.out.contains(says), "{}", doctor.out);
        assert!(doctor.out.contains("chmod -R u+w .gaps/events/SEC/001\n"), "{}", doctor.out);
    }
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
}

/// A command that may write nothing to any file: what a full disk does to it, on any machine.
fn on_a_full_disk(repo: &Repo, arguments: &[&str]) -> Said {
    let mut command = repo.world.command("sh", &repo.home, &repo.path);
    command.args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\"", crate::support::GAPS]);
    said(command.args(arguments))
}

#[test]
fn a_full_disk() {
    let repo = Repo::with_gaps(&["RBAC"]);
    let files = repo.event_files();
    for arguments in WRITERS.into_iter().filter(|w| !["undo", "tick"].contains(&w[0])) {
        let said = on_a_full_disk(&repo, arguments);
        assert_eq!(said.exit, 5, "{arguments:?}: {}{}", said.out, said.err);
        assert_eq!(said.out, "");
        let text = said.text_problem();
        assert!(text.message.starts_with("cannot write "), "{text:?}");
        let as_json = on_a_full_disk(&repo, &[arguments, &["--json"]].concat()).problem();
        assert_eq!(as_json.code, "cannot-write");
        assert_eq!(repo.event_files(), files, "nothing is left behind");
    }
    assert!(on_a_full_disk(&repo, &["list"]).out.contains("SEC-001"), "reading works");
    assert_eq!(repo.git(&["status", "--short"]), "");
    let doctor = on_a_full_disk(&repo, &["doctor"]);
    for says in [".gaps cannot be written: ", ".git cannot be written: "] {
        assert!(doctor.out.contains(&format!("no  writing     {says}")), "{}", doctor.out);
    }
    assert_eq!((doctor.exit, repo.git(&["status", "--short"])), (1, String::new()));
    assert_eq!(repo.gaps(&["doctor"]).exit, 0);
    let fresh = Repo::person(&World::new(), "fresh", 1);
    fresh.git(&["init", "--quiet", "-b", "main"]);
    assert_eq!(on_a_full_disk(&fresh, &["init"]).exit, 5);
    assert_eq!(fresh.event_files(), Vec::<String>::new());
    fresh.ok(&["init"]);
}

#[test]
fn a_folder_that_is_not_there() {
    let repo = Repo::with_gaps(&["RBAC"]);
    repo.write("file", "x");
    for folder in ["none", "none/of/them", "file"] {
        let problem = repo.no(5, &["-C", folder, "list"]);
        assert!(problem.message.ends_with(&format!("/{folder} is no folder")), "{problem:?}");
        assert_eq!(problem.code, "no-repository");
        assert!(problem.hint.starts_with("ls "), "{problem:?}");
    }
}

#[test]
fn an_answer_that_does_not_arrive_is_no_success() {
    if !std::path::Path::new("/dev/full").exists() {
        return;
    }
    let repo = Repo::with_gaps(&["RBAC"]);
    for arguments in [&["list"][..], &["list", "--json"], &["log"], &["gate"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = repo.command(arguments).stdout(full).output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(5), "{arguments:?}: {err}");
        assert!(err.contains("the answer could not be written: "), "{arguments:?}: {err}");
    }
    // A reader who stopped is no error.
    let mut child =
        repo.command(&["list", "--json"]).stdout(std::process::Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn before_the_first_commit_nothing_has_landed() {
    let repo = Repo::new();
    repo.ok(&["init"]);
    repo.ok(&["add", "RBAC", "--block", "Security", "--criticality", "blocker"]);
    for arguments in [&["gate"][..], &["badge"], &["stats"], &["gate", "--as-landed"]] {
        let problem = repo.no(5, arguments);
        assert_eq!((problem.code.as_str(), problem.hint.is_empty()), ("no-commit", false));
    }
    let doctor = repo.gaps(&["doctor"]);
    assert_eq!(doctor.exit, 0, "{}", doctor.out);
    assert!(doctor.out.contains("trunk       main has no commit yet"), "{}", doctor.out);
}

#[test]
fn an_index_that_is_locked_is_named() {
    let repo = Repo::with_gaps(&["RBAC"]);
    repo.write(".git/index.lock", "");
    let doctor = repo.gaps(&["doctor"]);
    assert!(doctor.out.contains("--  writing     the index is locked: "), "{}", doctor.out);
    assert!(doctor.out.contains("rm \"$(git rev-parse --git-path index.lock)\""));
}
