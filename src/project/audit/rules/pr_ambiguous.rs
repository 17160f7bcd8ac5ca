//! `pr-ambiguous`: the number of a pull request is also another's.

use crate::ledger::Code;
use crate::project::audit::{Finding, Seen};

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::PrAmbiguous,
    title: "the number of a pull request is also another's",
    why: "An earlier commit of the trunk bears the same number, so that here it is taken for the number of an issue.",
    todo: "Nothing; where it is wrong, a `PR:` trailer or a link says which one it was.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    let of = |(at, number): &(usize, u64)| {
        let commit = seen.case.line.get(*at)?;
        let says = format!("#{number} stands in an earlier commit of the trunk too");
        Some(Finding::new(Code::PrAmbiguous, says).at(commit.id))
    };
    seen.case.twins.iter().filter_map(of).collect()
}
