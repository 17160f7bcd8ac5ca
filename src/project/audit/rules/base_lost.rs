//! `base-lost`: the commit that a revocation builds on is in no history now.

use crate::ledger::Code;
use crate::project::audit::Base;
use crate::project::audit::{Finding, Seen};
use crate::project::entry::Entry;

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::BaseLost,
    title: "the commit that a revocation builds on is in no history now",
    why: "A revocation keeps what its author could see from that commit. Where it is gone, the first parent of the revocation's own landing stands in for it.",
    todo: "Find out why the trunk was rewritten; then look at what the revocation struck, and adopt what was honest.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    let narrows = |e: &&Entry| seen.backlog.rosters.revocations.iter().any(|r| r.event == e.id);
    let lost = |e: &&Entry| {
        let known = e.event.base.as_ref().and_then(|b| seen.case.bases.get(b));
        matches!(known, Some(Base::Elsewhere(_) | Base::Nowhere))
    };
    let says = "the commit that it names as its base is not in the history of the trunk";
    let is_whole = seen.case.landings.missing.is_none();
    seen.own()
        .filter(|_| is_whole)
        .filter(narrows)
        .filter(lost)
        .map(|e| seen.on(e, Code::BaseLost, says.to_owned()))
        .collect()
}
