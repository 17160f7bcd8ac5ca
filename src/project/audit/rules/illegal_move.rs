//! `illegal-move`: an event asks for a move that does not follow from what it builds on.

use crate::ledger::Code;
use crate::project::audit::{Finding, Seen};

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::IllegalMove,
    title: "an event asks for a move that does not follow from what it builds on",
    why: "A closed gap is not deferred, an open one is not confirmed. The event changes nothing; no verb of this program writes it.",
    todo: "Ask the signer what was meant, and say it with the verb for it.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    seen.told(Code::IllegalMove)
}
