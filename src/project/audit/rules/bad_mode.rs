//! `bad-mode`: something below .gaps is no plain file.

use crate::ledger::Code;
use crate::project::audit::File;
use crate::project::audit::case::{FILE, SUBMODULE, SYMLINK};
use crate::project::audit::{Finding, Seen};

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::BadMode,
    title: "something below .gaps is no plain file",
    why: "A symbolic link shows whatever it points to, a submodule shows nothing, and an executable event waits to be run.",
    todo: "Put a plain file in its place (mode 644), and ask who made it so.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    let what = |mode: u32| match mode {
        FILE => None,
        SYMLINK => Some("it is a symbolic link"),
        SUBMODULE => Some("it is a submodule"),
        0o100_755 => Some("it is executable"),
        _ => Some("it is no plain file"),
    };
    let of = |file: &File| {
        what(file.mode).map(|says| seen.case.finding_on(file, Code::BadMode, says.to_owned()))
    };
    seen.case.files.iter().filter_map(of).collect()
}
