//! `removed`: an event file was taken away after it landed.

use crate::ledger::Code;
use crate::ledger::{Body, path};
use crate::project::audit::Removal;
use crate::project::audit::{Finding, Seen};

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::Removed,
    title: "an event file was taken away after it landed",
    why: "History holds it, and so it still counts. The removal of a closing asks for reopening; any other removal asks for nothing.",
    todo: "If it was a revert, nothing is to be done. Else bring the file back, so that a checkout shows what history holds.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    let entry = |r: &Removal| seen.entry(path::id_of(&r.path)?, &r.path);
    let says = |r: &Removal| match entry(r).map(|e| &e.event.body) {
        Some(Body::Closed(_)) => {
            "its file was taken away, which asks for reopening; the event still counts"
        }
        Some(_) => "its file was taken away, which asks for nothing; the event still counts",
        None => "it was taken away; it never counted",
    };
    let of = |r: &Removal| {
        let mut finding = Finding::new(Code::Removed, says(r));
        finding.path = Some(r.path.clone());
        finding.event = path::id_of(&r.path);
        finding.commit = seen.case.line.get(r.commit).map(|c| c.id);
        finding
    };
    let ours = |r: &&Removal| r.path.starts_with(path::EVENTS) || r.path == ".gaps/.gitattributes";
    seen.case.removals.iter().filter(ours).map(of).collect()
}
