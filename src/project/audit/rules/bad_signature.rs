//! `bad-signature`: a signature does not hold.

use crate::ledger::Code;
use crate::project::audit::{Finding, Seen};

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::BadSignature,
    title: "a signature does not hold",
    why: "Either what it signs was changed, or it was forged, or it was made for something else. The event changes nothing.",
    todo: "Ask the signer whether they wrote it. If they did, they can write it again; if not, find out who could put it on the trunk.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    [seen.files(Code::BadSignature), seen.told(Code::BadSignature)].concat()
}
