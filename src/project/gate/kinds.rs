//! Every kind of rule, in the order in which a report lists them. Adding one is a file and a line here.

use super::rule::Kind;
use super::{
    age, contested, deferral_expired, open, overdue, self_closed, unmet, unrecorded, violation,
    waiver_expired, without_evidence, without_pr,
};

pub const ALL: &[&Kind] = &[
    &open::KIND,
    &contested::KIND,
    &unrecorded::KIND,
    &violation::KIND,
    &waiver_expired::KIND,
    &deferral_expired::KIND,
    &overdue::KIND,
    &age::KIND,
    &unmet::KIND,
    &without_pr::KIND,
    &without_evidence::KIND,
    &self_closed::KIND,
];

pub fn find(name: &str) -> Option<&'static Kind> {
    ALL.iter().copied().find(|k| k.name == name)
}

/// The one kind that the rules of the short form `high = 0` are of.
pub const OPEN: &Kind = &open::KIND;

/// The one kind that is about the ledger and not about gaps.
pub const VIOLATION: &Kind = &violation::KIND;
