//! `checkpoint-mismatch`: the log is not the one that an earlier checkpoint saw.

use crate::ledger::Code;
use crate::ledger::path;
use crate::project::audit::Anchor;
use crate::project::audit::{Finding, Seen};
use crate::project::log::Log;

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::CheckpointMismatch,
    title: "the log is not the one that an earlier checkpoint saw",
    why: "Something that had landed before that checkpoint was changed, dropped or moved since.",
    todo: "The first position that differs is named: `gaps log --reverse` shows what is there now. Ask for a clone from before.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    seen.case.anchors.iter().filter_map(|a| mismatch(seen, a)).collect()
}

fn mismatch(seen: &Seen<'_>, anchor: &Anchor) -> Option<Finding> {
    let log = &seen.case.log;
    let name = &anchor.name;
    if anchor.ledger != seen.case.ledger {
        let says = format!("{name} is of another ledger ({})", anchor.ledger.short());
        return Some(Finding::new(Code::CheckpointMismatch, says));
    }
    if log.root_at(anchor.size) == Some(anchor.root) {
        return None;
    }
    let (size, now) = (anchor.size, log.size());
    let short = if size > now as u64 { format!("; the log has {now} now") } else { String::new() };
    let (place, first) = first_bad(anchor, log);
    let mut finding = Finding::new(
        Code::CheckpointMismatch,
        format!("{name} saw {size} events{short}; the first that differs is at position {place}"),
    );
    let landed = first.and_then(|at| log.landed.get(at));
    finding.path = landed.map(|l| String::from_utf8_lossy(&l.path).into_owned());
    finding.event = finding.path.as_deref().and_then(path::id_of);
    Some(finding)
}

/// Positions count from 0, as proofs do.
fn first_bad(anchor: &Anchor, log: &Log) -> (String, Option<usize>) {
    let size = usize::try_from(anchor.size).unwrap_or(usize::MAX);
    if let Some(leaves) = &anchor.leaves {
        let at = leaves.iter().zip(log.leaves()).position(|(a, b)| a != b);
        let at = at.unwrap_or(leaves.len().min(log.size()));
        return (at.to_string(), Some(at));
    }
    match anchor.marks.as_ref().and_then(|m| m.parts_from(size, log.leaves())) {
        Some((at, 1)) => (at.to_string(), Some(at)),
        Some((at, count)) => (format!("{at} to {}", at + count - 1), None),
        None if size > log.size() => (format!("{} or before", log.size()), None),
        None => (format!("0 to {}", size.saturating_sub(1)), None),
    }
}
