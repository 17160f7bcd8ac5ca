//! `weak-key`: an event is signed with a key for which anybody can make signatures.

use crate::ledger::Code;
use crate::project::audit::{Finding, Seen};

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::WeakKey,
    title: "an event is signed with a key for which anybody can make signatures",
    why: "An ed25519 key of small order verifies signatures that no private key made; ssh-keygen accepts them. The event changes nothing.",
    todo: "Nobody makes such a key by accident: find out who put it on the trunk.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    seen.files(Code::WeakKey)
}
