//! A cache that is cut, changed, of another build, in the way, or not to be written.

use std::fs;
use std::path::Path;

use crate::questions::cache;
use crate::support::Repo;

/// More events than are worth a file of verdicts, two gaps of them pending, and every file of a cache.
fn world() -> Repo {
    let repo = Repo::with_gaps(&["roles", "keys", "logs"]);
    for round in 0..12 {
        let text = format!("round {round}");
        repo.ok(&["note", "SEC-001", "SEC-002", "SEC-003", "-m", &text]);
    }
    repo.ok(&["close", "SEC-001", "-m", "in"]);
    repo.commit("close (#7)");
    repo.ok(&["start", "SEC-002"]);
    repo
}

/// Each file of the cache with the questions that read it.
const FILES: [(&str, &[&[&str]]); 6] = [
    ("list", &[&["list"], &["list", "--status", "all", "--json"], &["show", "SEC-001"]]),
    ("json", &[&["list", "--status", "all", "--json"]]),
    ("landings", &[&["show", "SEC-001", "--json"], &["log", "--json"]]),
    ("landings-new", &[&["show", "SEC-001", "--json"], &["log", "--json"]]),
    ("messages", &[&["log", "--json"], &["sync", "-n", "--json"]]),
    ("verdicts", &[&["log", "--json"]]),
];

/// Puts each of these contents in the place of a file of the cache, and wants the right answers all the same, and
/// the file to be right again where it was read.
fn survives(contents: impl Fn(&[u8]) -> Vec<Vec<u8>>) {
    let repo = world();
    // What landed since the cache was made stands beside the rest.
    repo.ok(&["list"]);
    repo.commit("start (#8)");
    for (_, questions) in FILES {
        questions.iter().for_each(|q| drop(repo.ok(q)));
    }
    let keep = |name: &str| fs::read(cache(&repo).join(name)).unwrap();
    let whole: Vec<(&str, Vec<u8>)> = FILES.iter().map(|(name, _)| (*name, keep(name))).collect();
    for (name, questions) in FILES {
        let right: Vec<String> = questions.iter().map(|q| repo.ok(q)).collect();
        let good = &whole.iter().find(|(n, _)| *n == name).unwrap().1;
        for bad in contents(good) {
            for (question, right) in questions.iter().zip(&right) {
                whole.iter().for_each(|(n, b)| fs::write(cache(&repo).join(n), b).unwrap());
                fs::write(cache(&repo).join(name), &bad).unwrap();
                let said = repo.gaps(question);
                assert_eq!((said.exit, said.err.as_str()), (0, ""), "{name} {question:?}");
                assert_eq!(&said.out, right, "{name} of {} bytes, {question:?}", bad.len());
            }
        }
    }
}

#[test]
fn a_file_that_is_cut_is_no_file() {
    survives(|good| {
        let edges = [0, 1, 8, 23, 24, 25, 55, 56, 57, good.len() - 1];
        let spread = (1..8).map(|i| good.len() * i / 8);
        edges.into_iter().chain(spread).map(|n| good[..n.min(good.len())].to_vec()).collect()
    });
}

#[test]
fn a_file_with_one_other_byte_is_no_file() {
    survives(|good| {
        let flip = |at: usize| {
            let mut bad = good.to_vec();
            bad[at] ^= 1 << (at % 8);
            bad
        };
        let head = [0, 7, 8, 23, 24, 55, 56];
        let spread = (1..12).map(|i| 56 + (good.len() - 57) * i / 12);
        head.into_iter().chain(spread).map(flip).collect()
    });
}

#[test]
fn a_part_of_the_line_that_is_broken_is_noticed_where_a_page_is_brought_up_to_date() {
    let repo = world();
    // A landing that bears a number, and one that a cause lends.
    repo.commit("start (#8)\n\nCloses-Gap: SEC-003");
    repo.ok(&["sync"]);
    repo.commit("record (#9)");
    repo.ok(&["list"]);
    repo.ok(&["note", "SEC-003", "-m", "more"]);
    repo.commit("note (#9)");
    repo.ok(&["note", "SEC-002", "-m", "more"]);
    let questions: [&[&str]; 2] = [&["list", "--json"], &["show", "SEC-003", "--json"]];
    let files = ["list", "landings", "messages", "verdicts"];
    let whole = files.map(|name| (name, fs::read(cache(&repo).join(name)).unwrap()));
    let line = &whole[1].1;
    let right = questions.map(|question| repo.ok(question));
    let kept = || fs::read_dir(cache(&repo)).unwrap().flatten();
    for at in (57..line.len()).step_by(line.len() / 60) {
        for (question, right) in questions.iter().zip(&right) {
            kept().for_each(|entry| fs::remove_file(entry.path()).unwrap());
            whole.iter().for_each(|(n, b)| fs::write(cache(&repo).join(n), b).unwrap());
            let mut bad = line.clone();
            bad[at] ^= 1 << (at % 8);
            fs::write(cache(&repo).join("landings"), &bad).unwrap();
            let said = repo.gaps(question);
            assert_eq!((said.exit, said.err.as_str()), (0, ""), "{at} {question:?}");
            assert_eq!(&said.out, right, "{at} {question:?}");
        }
    }
}

#[test]
fn a_file_of_another_build_or_of_nobody_is_no_file() {
    survives(|good| {
        let mut other = good.to_vec();
        other[8..24].copy_from_slice(b"some other build");
        // Whole by its hash, and nothing in it means anything.
        let sealed = |body: &[u8]| {
            let hash = *blake3::hash(body).as_bytes();
            [&good[..24], &hash[..], body].concat()
        };
        let body = &good[56..];
        vec![
            other,
            b"gaps".repeat(1000),
            sealed(b""),
            sealed(&[0xFF; 300]),
            sealed(&body[..body.len() / 2]),
            sealed(&[body, b"more"].concat()),
        ]
    });
}

#[test]
fn things_in_the_way_change_nothing() {
    let repo = world();
    let right = repo.ok(&["list", "--json"]);
    let folder = cache(&repo);
    for name in ["list", "landings", "messages", "verdicts", "json"] {
        let _ = fs::remove_file(folder.join(name));
        fs::create_dir(folder.join(name)).unwrap();
        fs::write(folder.join(name).join("x"), "x").unwrap();
    }
    assert_eq!(repo.ok(&["list", "--json"]), right, "folders where files should be");
    fs::remove_dir_all(&folder).unwrap();
    fs::write(&folder, "a file where the folder should be").unwrap();
    assert_eq!(repo.ok(&["list", "--json"]), right, "a file where the folder should be");
    assert_eq!(fs::read(&folder).unwrap(), b"a file where the folder should be");
}

#[cfg(unix)]
#[test]
fn a_link_in_the_cache_leads_nowhere() {
    let repo = world();
    let right = repo.ok(&["list"]);
    let elsewhere = repo.world.path("elsewhere");
    fs::write(&elsewhere, "keep me").unwrap();
    let page = cache(&repo).join("list");
    fs::remove_file(&page).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &page).unwrap();
    assert_eq!(repo.ok(&["list"]), right);
    assert_eq!(fs::read(&elsewhere).unwrap(), b"keep me");
}

#[cfg(unix)]
#[test]
fn a_cache_that_cannot_be_written_is_no_error() {
    use std::os::unix::fs::PermissionsExt;
    let repo = world();
    let right = repo.ok(&["list", "--json"]);
    let folder = cache(&repo);
    fs::remove_dir_all(&folder).unwrap();
    let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode));
    let git = repo.path.join(".git");
    mode(&git, 0o555).unwrap();
    let said = repo.gaps(&["list", "--json"]);
    mode(&git, 0o755).unwrap();
    assert_eq!((said.exit, said.out, said.err.as_str()), (0, right, ""));
}

#[test]
fn many_at_once_leave_a_cache_that_is_whole() {
    let repo = world();
    let right = [repo.ok(&["list"]), repo.ok(&["list", "--json"]), repo.ok(&["log", "--json"])];
    let questions: [&[&str]; 3] = [&["list"], &["list", "--json"], &["log", "--json"]];
    for _ in 0..3 {
        let _ = fs::remove_dir_all(cache(&repo));
        std::thread::scope(|scope| {
            for n in 0..12 {
                let (repo, right) = (&repo, &right);
                scope.spawn(move || {
                    assert_eq!(repo.ok(questions[n % 3]), right[n % 3], "process {n}");
                });
            }
        });
        for (question, right) in questions.iter().zip(&right) {
            assert_eq!(&repo.ok(question), right);
        }
        let left = fs::read_dir(cache(&repo)).unwrap().map(|e| e.unwrap().file_name());
        let left: Vec<_> = left.filter(|n| n.to_string_lossy().starts_with(".tmp")).collect();
        assert!(left.is_empty(), "temporary files stay behind: {left:?}");
    }
}

/// git does not hash an index that it reads, and no more do we: what is wrong in it must be told, or be harmless.
#[test]
fn an_index_with_a_byte_flipped_ends_nothing_early() {
    let repo = Repo::with_gaps(&["roles", "keys"]);
    repo.ok(&["close", "SEC-001", "-m", "in"]);
    let path = repo.path.join(".git/index");
    let whole = fs::read(&path).unwrap();
    for at in (0..whole.len()).step_by(whole.len() / 80 + 1) {
        let mut bent = whole.clone();
        bent[at] ^= 0x55;
        fs::write(&path, bent).unwrap();
        for question in [&["list"][..], &["note", "SEC-002", "-m", "x", "--dry-run"]] {
            let said = repo.gaps(question);
            assert!(matches!(said.exit, 0 | 3 | 4 | 5), "byte {at}: {question:?}: {said:?}");
            assert!(!said.err.contains("panicked"), "byte {at}: {said:?}");
        }
    }
    fs::write(&path, whole).unwrap();
    repo.ok(&["list"]);
}
