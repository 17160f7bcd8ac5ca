//! `misplaced`: a right event lies in a wrong folder.

use crate::ledger::Code;
use crate::ledger::path;
use crate::project::audit::{Finding, Seen};
use crate::project::entry::Entry;

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::Misplaced,
    title: "a right event lies in a wrong folder",
    why: "The content decides, so that it counts; but the history of a gap's folder would not show it.",
    todo: "Move it to the folder of its gap: the message names it.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    let wrong = |e: &&Entry| !path::is_in_place(&e.path, e.event.gap.as_ref(), e.id);
    let says = |e: &Entry| format!("it belongs at {}", path::of(e.event.gap.as_ref(), e.id));
    seen.entries.iter().filter(wrong).map(|e| seen.on(e, Code::Misplaced, says(e))).collect()
}
