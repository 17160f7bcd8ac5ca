//! The tree that the index has at the folder of all events, found without the entries before it.

use gaps::shell::git::Git;

use crate::support::Repo;

fn staged(repo: &Repo) -> Option<String> {
    Git::open(&repo.path).unwrap().index_file().staged_tree().map(|id| id.to_string())
}

/// A path of so many bytes.
fn path(bytes: usize) -> String {
    let folder = format!("{}/", "l".repeat(99));
    let mut path = format!("{bytes}{}", folder.repeat(bytes / folder.len() + 1));
    path.truncate(bytes - 1);
    path + "e"
}

#[test]
fn the_tree_of_the_index_is_found_behind_entries_of_every_form() {
    for format in ["sha1", "sha256"] {
        let repo = Repo::with_gaps(&["roles"]);
        let place = repo.world.path(format);
        let text = place.to_str().unwrap();
        repo.git(&["init", "--quiet", "--initial-branch=main", "--object-format", format, text]);
        let repo = repo.at(&place);
        repo.ok(&["init"]);
        repo.ok(&["add", "roles", "--block", "Security"]);
        repo.commit("found a ledger");
        let is = || Some(repo.git(&["rev-parse", "HEAD:.gaps/events"]).trim().to_owned());
        repo.write("file", "text");
        let blob = repo.git(&["hash-object", "-w", "file"]);
        // Shorter than an entry can state, as long, and longer, with every padding.
        for bytes in (20..60).chain(4088..4108) {
            let info = format!("100644,{},{}", blob.trim(), path(bytes));
            repo.git(&["update-index", "--add", "--cacheinfo", &info]);
        }
        for version in ["2", "3", "4"] {
            repo.git(&["update-index", "--index-version", version]);
            repo.git(&["write-tree"]);
            assert_eq!(staged(&repo), is(), "{format}, version {version}");
        }
        // With flags that take more room.
        repo.git(&[
            "update-index",
            "--index-version",
            "3",
            "--skip-worktree",
            &path(21),
            &path(4100),
        ]);
        repo.git(&["write-tree"]);
        assert_eq!(staged(&repo), is(), "{format}, more flags");
        // No file can have such a path, and what reads all of an index need not take it.
        for bytes in 4095..4108 {
            repo.git(&["update-index", "--force-remove", &path(bytes)]);
        }
        // What is staged there ends what was written down.
        repo.ok(&["close", "SEC-001", "-m", "in"]);
        assert_eq!(staged(&repo), None, "{format}");
        let tree = repo.git(&["write-tree", "--prefix=.gaps/events/"]);
        assert_eq!(staged(&repo).as_deref(), Some(tree.trim()), "{format}");
    }
}

#[test]
fn in_a_large_index_the_tree_is_found_from_behind() {
    let repo = Repo::with_gaps(&["roles"]);
    let is = || Some(repo.git(&["rev-parse", "HEAD:.gaps/events"]).trim().to_owned());
    repo.write("file", "text");
    let blob = repo.git(&["hash-object", "-w", "file"]);
    // Paths that look like the beginning of what is looked for, with every padding, and far more of them than fit.
    let entry =
        |n: usize| format!("100644 {} 0\tz/{n:04}{}/TREE\n", blob.trim(), "TREE".repeat(n % 9));
    let entries: String = (0..4000).map(entry).collect();
    repo.git_fed(entries.as_bytes(), &["update-index", "--index-info"]);
    for version in ["2", "4"] {
        repo.git(&["update-index", "--index-version", version]);
        assert_eq!(staged(&repo), is(), "version {version}, what is staged stands elsewhere");
        repo.git(&["write-tree"]);
        assert_eq!(staged(&repo), is(), "version {version}");
        // With more behind it.
        repo.git(&["update-index", "--untracked-cache"]);
        repo.git(&["status"]);
        assert_eq!(staged(&repo), is(), "version {version}, with what is not tracked");
        repo.git(&["update-index", "--no-untracked-cache", "--force-remove", "file"]);
    }
    let index = repo.path.join(".git/index");
    let whole = std::fs::read(&index).unwrap();
    assert!(whole.len() > 1 << 18, "{}", whole.len());
    // One that ends too early or too late is read from the front.
    let at = whole.windows(4).rposition(|w| w == b"TREE").unwrap();
    for more in [1, 255] {
        let mut bent = whole.clone();
        bent[at + 7] = bent[at + 7].wrapping_add(more);
        std::fs::write(&index, &bent).unwrap();
        let found = staged(&repo);
        assert!(found.is_none() || found == is(), "{found:?}");
    }
    // So long that it is not in the last part: a folder for each file.
    std::fs::write(&index, &whole).unwrap();
    let entry = |n: usize| format!("100644 {} 0\ty/{n:04}/{}/f\n", blob.trim(), "t".repeat(90));
    let entries: String = (0..6000).map(entry).collect();
    repo.git_fed(entries.as_bytes(), &["update-index", "--index-info"]);
    repo.git(&["write-tree"]);
    assert_eq!(staged(&repo), is(), "a long one");
}
