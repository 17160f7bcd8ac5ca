//! `lost`: an event that was once there is in no history now.

use crate::ledger::Code;
use crate::ledger::path;
use crate::project::audit::Base;
use crate::project::audit::{Finding, Seen};
use std::collections::BTreeSet;

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::Lost,
    title: "an event that was once there is in no history now",
    why: "History that ever added an event holds it, unless somebody rewrote the trunk. A hash chain alone does not see a tail that is gone; an older witness does.",
    todo: "Look for it in other clones (`git log --all -- PATH`); adding the same file again brings it back.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    let there: BTreeSet<&[u8]> = seen.case.log.landed.iter().map(|l| l.path.as_slice()).collect();
    let mut found = Vec::new();
    let mut lost = |path: &str, who: &str| {
        if !there.contains(path.as_bytes()) {
            let mut finding =
                Finding::new(Code::Lost, format!("{who} knows it, and it is in no history now"));
            finding.path = Some(path.to_owned());
            finding.event = path::id_of(path);
            found.push(finding);
        }
    };
    for anchor in &seen.case.anchors {
        anchor.paths.iter().for_each(|p| lost(p, &anchor.name));
    }
    for (commit, base) in &seen.case.bases {
        if let Base::Elsewhere(paths) = base {
            paths.iter().for_each(|p| {
                lost(p, &format!("commit {}, which an event names as its base,", commit.short()))
            });
        }
    }
    found
}
