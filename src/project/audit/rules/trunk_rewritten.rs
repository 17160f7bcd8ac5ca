//! `trunk-rewritten`: the trunk no longer holds a commit that it once ended in.

use crate::ledger::Code;
use crate::project::audit::Anchor;
use crate::project::audit::case::Trunk;
use crate::project::audit::{Finding, Seen};

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::TrunkRewritten,
    title: "the trunk no longer holds a commit that it once ended in",
    why: "Somebody rewrote its history. The events may all be there again, and still their dates, their order and their pull requests may not be what they were.",
    todo: "Ask who pushed with force, and why. When it was right, start anew with a pin of your own: remove the old one.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    let gone = |a: &Anchor| match &a.trunk {
        Some((commit, Trunk::Gone)) => {
            let says = format!(
                "{} saw the trunk at {}, which is not in its history now",
                a.name,
                commit.short()
            );
            Some(Finding::new(Code::TrunkRewritten, says).at(commit.clone()))
        }
        _ => None,
    };
    seen.case.anchors.iter().filter_map(gone).collect()
}
