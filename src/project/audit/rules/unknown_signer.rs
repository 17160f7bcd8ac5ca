//! `unknown-signer`: a key that is not on the roster signed.

use crate::ledger::Code;
use crate::project::audit::{Finding, Seen};

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::UnknownSigner,
    title: "a key that is not on the roster signed",
    why: "The roster is closed, or the event is one of the roster itself: only listed keys count. The event changes nothing.",
    todo: "If it was honest work, a root admits the key (`gaps signer admit`) and adopts the event (`gaps signer adopt`).",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    // Without all of history a closed roster accepts nothing: that is no word on who signed.
    if seen.case.landings.missing.is_some() { Vec::new() } else { seen.told(Code::UnknownSigner) }
}
