//! `revoked-key`: a revoked key signed, where the revocation does not keep the event.

use crate::ledger::Code;
use crate::project::audit::{Finding, Seen};

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::RevokedKey,
    title: "a revoked key signed, where the revocation does not keep the event",
    why: "Whoever has a stolen key can sign and backdate at will. What the revocation's author had not seen is struck, wherever and whenever it was committed.",
    todo: "If it was honest late work, a maintainer brings it back: `gaps signer adopt EVENT -m WHY`. If not, it already counts for nothing.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    // Without all of history nobody can tell what a revocation's author could see.
    if seen.case.landings.missing.is_some() { Vec::new() } else { seen.told(Code::RevokedKey) }
}
