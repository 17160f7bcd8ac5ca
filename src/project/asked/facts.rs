//! Which commits count, and what each says: its message read with the config of the landing that brought it. The
//! text of a line is what an auditor finds there.

use crate::ledger::path;
use crate::model::Id;

use super::values::{Commit, History, Step};
use crate::project::scan::{self, Reading};

/// What one commit says.
#[derive(Debug, Clone, Default)]
pub struct Heard {
    pub reading: Reading,
    pub counts: Counts,
}

/// Whether what a commit asks for counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Counts {
    Yes,
    /// Its own tree does not hold this ledger: another history that was merged in, or one from before.
    #[default]
    Foreign,
    /// What brought it changed nothing.
    NothingChanged,
}

/// What every commit of every step says; nothing where it does not count.
pub fn hear(steps: &[Step], ledger: Id, history: &dyn History) -> Vec<Vec<Heard>> {
    let genesis = path::of(None, ledger);
    let one = |step: &Step, commit: &Commit| {
        let reading = scan::read(&commit.message, &step.config);
        if is_silent(&reading) {
            return Heard::default();
        }
        let counts = match (step.differs, history.holds(&commit.id, &genesis)) {
            (true, true) => Counts::Yes,
            (false, true) => Counts::NothingChanged,
            (_, false) => Counts::Foreign,
        };
        Heard { reading, counts }
    };
    steps.iter().map(|s| s.commits.iter().map(|c| one(s, c)).collect()).collect()
}

fn is_silent(reading: &Reading) -> bool {
    let undoing = &reading.statements.undoing;
    reading.asked.is_empty()
        && reading.statements.malformed.is_empty()
        && undoing.reverts.is_empty()
        && undoing.reapplies.is_empty()
}

/// The bytes of a line of a message, without its line ending. Lines count from 1.
pub fn line_of(message: &str, line: u32) -> Option<&str> {
    let at = usize::try_from(line).ok()?.checked_sub(1)?;
    message.split('\n').nth(at).map(|l| l.trim_end_matches('\r'))
}

/// The BLAKE3 of a line.
pub fn hash(text: &str) -> Id {
    Id::from_bytes(*blake3::hash(text.as_bytes()).as_bytes())
}

/// Whether a line of a message has this BLAKE3; a trailer may go on over the lines below it.
pub fn holds_line(message: &str, line: u64, text: Id) -> bool {
    let Ok(line) = u32::try_from(line) else { return false };
    let Some(first) = line_of(message, line) else { return false };
    let mut whole = first.to_owned();
    let mut next = line;
    loop {
        if hash(&whole) == text {
            return true;
        }
        next += 1;
        match line_of(message, next).filter(|l| l.starts_with([' ', '\t']) && !l.trim().is_empty())
        {
            Some(more) => whole = format!("{whole}\n{more}"),
            None => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_by_its_number_and_its_text() {
        let message = "s\r\n\r\nCloses-Gap: A-1,\r\n  A-2\r\nx";
        assert_eq!(line_of(message, 3), Some("Closes-Gap: A-1,"));
        assert!(holds_line(message, 3, hash("Closes-Gap: A-1,\n  A-2")));
        assert!(holds_line(message, 5, hash("x")) && !holds_line(message, 4, hash("x")));
        assert!(!holds_line(message, 0, hash("s")) && !holds_line(message, 9, hash("s")));
    }
}
