//! `stray-path`: a file below .gaps has no business there.

use crate::ledger::Code;
use crate::ledger::path;
use crate::project::audit::File;
use crate::project::audit::case::{SUBMODULE, SYMLINK};
use crate::project::audit::{Finding, Seen};
use std::collections::HashMap;

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::StrayPath,
    title: "a file below .gaps has no business there",
    why: "Only event files and a few settings live there. Anything else may change how git treats events, hide beside them, or collide with them on another file system.",
    todo: "Remove it, and ask who put it there.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    let mut spellings: HashMap<String, &File> = HashMap::new();
    let mut found = Vec::new();
    for file in &seen.case.files {
        if let Some(why) = stray(file) {
            found.push(seen.case.finding_on(file, Code::StrayPath, why.to_owned()));
            continue;
        }
        let first = spellings.entry(file.path.to_lowercase()).or_insert(file);
        if first.path != file.path {
            let says =
                format!("it is {} on a file system that does not tell cases apart", first.path);
            found.push(seen.case.finding_on(file, Code::StrayPath, says));
        }
    }
    found
}

/// What may lie beside the events.
const SETTINGS: &[&str] =
    &[".gaps/.gitattributes", ".gaps/config.toml", ".gaps/gate.toml", ".gaps/README.md"];

fn stray(file: &File) -> Option<&'static str> {
    let path = file.path.as_str();
    if !file.is_text || !path.is_ascii() {
        return Some("its name is not plain ASCII");
    }
    if path.bytes().any(|b| b < 0x20 || b == 0x7F) {
        return Some("its name holds a control character");
    }
    if matches!(file.mode, SYMLINK | SUBMODULE) && !path.starts_with(".gaps/") {
        return None;
    }
    if SETTINGS.contains(&path) || path.starts_with(".gaps/templates/") {
        return None;
    }
    let Some(below) = path.strip_prefix(".gaps/events/") else {
        return Some("only event files and settings may be below .gaps");
    };
    let id = path::id_of(path);
    // A folder of the ledger, or a block and a number.
    let folders = below.split('/').count() - 1;
    let plain =
        below.starts_with("@ledger/") && folders == 1 || !below.starts_with('@') && folders == 2;
    match id {
        None => Some("its name is not that of an event file"),
        Some(_) if !plain => Some("no event lies in that folder"),
        Some(_) => None,
    }
}
