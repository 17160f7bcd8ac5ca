//! The five trackers of the first users, where they are beside this repository.

use std::fs;
use std::path::PathBuf;

use crate::support::Repo;
use crate::{gate, with_rules};

/// Tracker, answer by default, its first line, answer where no high gap may be open.
const TRACKERS: [(&str, i32, &str, i32); 5] = [
    ("001_3372ad5f46ef7888", 0, "yes: 30 open: 0 blocker, 10 high, 12 medium, 8 low", 1),
    ("000_7d728824c3a9d2b0", 0, "yes: 27 open: 0 blocker, 9 high, 11 medium, 7 low", 1),
    ("002_513e8f72197020ff", 0, "yes: 0 open: 0 blocker, 0 high, 0 medium, 0 low", 0),
    (
        "003_5b80dde726a0b767",
        1,
        "no: 22 open: 4 blocker, 2 high, 0 medium, 0 low, 16 without criticality",
        1,
    ),
    ("004_38d7847086a4a920", 1, "no: 5 open: 4 blocker, 1 high, 0 medium, 0 low", 1),
];

/// Where they are: never in silence.
fn folder() -> Option<PathBuf> {
    let told = std::env::var_os("GAPS_TRACKERS").map(PathBuf::from);
    let near = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/trackers");
    let found = told.unwrap_or(near);
    if found.is_dir() {
        return Some(found);
    }
    println!("NOT RUN: no folder of real trackers (set GAPS_TRACKERS)");
    None
}

#[test]
fn the_gate_on_the_five_trackers() {
    let Some(folder) = folder() else { return };
    for (name, by_default, first, strict) in TRACKERS {
        let repo = Repo::new();
        repo.write("GAPS.md", fs::read(folder.join(format!("{name}.txt"))).unwrap());
        repo.ok(&["init"]);
        repo.ok(&["import", "GAPS.md"]);
        repo.git(&["add", "GAPS.md"]);
        repo.commit("adopt the tracker");
        let said = repo.gaps(&["gate"]);
        assert_eq!((said.exit, said.out.lines().next()), (by_default, Some(first)), "{name}");
        with_rules(&repo, "high = 0\n");
        assert_eq!(gate(&repo, &[]).0, strict, "{name}, high = 0");
    }
}
