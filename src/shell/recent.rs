//! Which events one command wrote, so that `undo` takes back a command: `at` tells seconds apart and not commands,
//! and no event says what it was written with. A note of this clone to itself in `.git/gaps/`, never tracked, never
//! truth: where it is lost or cannot be written, `undo` takes back one event at a time.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::model::Id;

/// Where the note is shortened: some hundred commands are behind it then.
const BYTES_MAX: u64 = 64 << 10;

fn file(common: &Path) -> PathBuf {
    common.join("gaps/commands")
}

/// Notes what a command wrote: one line. Whoever cannot note goes on.
pub fn note(common: &Path, ids: impl Iterator<Item = Id>) {
    let line: Vec<String> = ids.map(|id| id.to_string()).collect();
    let _ = append(&file(common), &(line.join(" ") + "\n"));
}

fn append(path: &Path, line: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    if fs::metadata(path).is_ok_and(|m| m.len() > BYTES_MAX) {
        fs::remove_file(path)?;
    }
    OpenOptions::new().append(true).create(true).open(path)?.write_all(line.as_bytes())
}

/// What the last commands wrote, the oldest first. Lines that say nothing are passed over.
pub fn commands(common: &Path) -> Vec<Vec<Id>> {
    let text = fs::read_to_string(file(common)).unwrap_or_default();
    let ids = |line: &str| line.split(' ').filter_map(|word| word.parse().ok()).collect();
    text.lines().map(ids).filter(|ids: &Vec<Id>| !ids.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_noted_is_read_and_garbage_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(commands(folder.path()), Vec::<Vec<Id>>::new());
        let id = |n| Id::from_bytes([n; 32]);
        note(folder.path(), [id(1)].into_iter());
        append(&file(folder.path()), "garbage \u{1b}\n\n").unwrap();
        note(folder.path(), [id(2), id(3)].into_iter());
        assert_eq!(commands(folder.path()), [vec![id(1)], vec![id(2), id(3)]]);
    }
}
