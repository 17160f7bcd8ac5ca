//! `edited`: an event was changed after it landed.

use crate::ledger::Code;
use crate::project::audit::{Content, File, Record};
use crate::project::audit::{Finding, Seen};
use std::collections::HashMap;

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::Edited,
    title: "an event was changed after it landed",
    why: "What landed is what was reviewed and what others built on. The content that landed first stands, so the edit changed nothing; but somebody tried, or a tool rewrites files.",
    todo: "Look at the commit and at who made it: `git show COMMIT -- PATH`. Then bring the landed bytes back with `git checkout COMMIT^ -- PATH`.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    let mut stands: HashMap<&str, &File> = HashMap::new();
    let mut found = Vec::new();
    for file in &seen.case.files {
        match &file.content {
            Content::Event(record) => match stands.get(file.path.as_str()) {
                Some(first) if first.blob != file.blob => {
                    let says =
                        "it was changed after it landed; what landed first stands".to_owned();
                    found.push(seen.case.finding_on(file, Code::Edited, says));
                }
                Some(_) => {}
                None if matches!(record, Record::Good(_)) => {
                    stands.insert(&file.path, file);
                }
                None => {}
            },
            Content::Attributes(bytes) if !keeps_bytes(bytes) => {
                let says = "it no longer keeps git from converting event files".to_owned();
                found.push(seen.case.finding_on(file, Code::Edited, says));
            }
            Content::Attributes(_) | Content::Other => {}
        }
    }
    found
}

/// The last line that says anything is the one that `gaps init` writes: later lines win.
fn keeps_bytes(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let last = text.lines().map(str::trim).rfind(|l| !l.is_empty() && !l.starts_with('#'));
    last == Some("* -text -filter -ident -working-tree-encoding")
}
