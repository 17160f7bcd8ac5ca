//! One rule a file, named by its code: what it is, why it matters, what to do, and how it is found. To add one, add a
//! code in `ledger/fault.rs`, a file here, and a line in [`RULES`].

mod bad_mode;
mod bad_signature;
mod bad_tree;
mod base_lost;
mod base_off_trunk;
mod checkpoint_mismatch;
mod cycle;
mod edited;
mod false_cause;
mod foreign_ledger;
mod foxtrot;
mod future_or_backdated;
mod illegal_move;
mod label_taken;
mod lost;
mod misplaced;
mod missing_parent;
mod not_canonical;
mod not_permitted;
mod pr_ambiguous;
mod removed;
mod renamed;
mod revoked_key;
mod rewritten;
mod second_genesis;
mod stray_path;
mod tampered_object;
mod torn;
mod trunk_rewritten;
mod unknown_kind;
mod unknown_signer;
mod unrecorded_trigger;
mod weak_key;

use crate::ledger::Code;

use super::{Finding, Seen};

pub struct Rule {
    pub code: Code,
    /// What is the case, as a sentence without its full stop.
    pub title: &'static str,
    /// Why anybody should care.
    pub why: &'static str,
    /// What to do now.
    pub todo: &'static str,
    pub find: fn(&Seen<'_>) -> Vec<Finding>,
}

/// Every rule, in the order of the codes.
pub const RULES: &[&Rule] = &[
    &edited::RULE,
    &renamed::RULE,
    &torn::RULE,
    &not_canonical::RULE,
    &bad_signature::RULE,
    &weak_key::RULE,
    &unknown_signer::RULE,
    &revoked_key::RULE,
    &not_permitted::RULE,
    &foreign_ledger::RULE,
    &second_genesis::RULE,
    &cycle::RULE,
    &illegal_move::RULE,
    &false_cause::RULE,
    &base_lost::RULE,
    &stray_path::RULE,
    &bad_mode::RULE,
    &bad_tree::RULE,
    &tampered_object::RULE,
    &checkpoint_mismatch::RULE,
    &trunk_rewritten::RULE,
    &lost::RULE,
    &removed::RULE,
    &missing_parent::RULE,
    &unknown_kind::RULE,
    &future_or_backdated::RULE,
    &label_taken::RULE,
    &unrecorded_trigger::RULE,
    &base_off_trunk::RULE,
    &foxtrot::RULE,
    &pr_ambiguous::RULE,
    &rewritten::RULE,
    &misplaced::RULE,
];

/// The rule of a code.
pub fn rule(code: Code) -> Option<&'static Rule> {
    RULES.iter().copied().find(|r| r.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_one_rule_that_says_why_and_what_to_do() {
        let codes: Vec<Code> = RULES.iter().map(|r| r.code).collect();
        assert_eq!(codes, Code::ALL);
        for rule in RULES {
            assert!(rule.why.len() > 40 && rule.todo.len() > 7, "{}", rule.code);
            assert!(rule.title.len() > 20 && !rule.title.ends_with('.'), "{}", rule.code);
        }
    }
}
