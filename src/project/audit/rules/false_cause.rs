//! `false-cause`: an event names a cause that history does not show.

use crate::ledger::Code;
use crate::project::audit::{Finding, Seen};

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::FalseCause,
    title: "an event names a cause that history does not show",
    why: "A cause lends a date and a pull request. One that names a commit which does not say so would backdate what it closes.",
    todo: "Look at the commit that it names. What really asked for it can be recorded by `gaps sync`.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    let of = |f: &&Finding| f.code == Code::FalseCause;
    let mut found: Vec<Finding> = seen.case.causes.iter().filter(of).cloned().collect();
    // The fold rejects such an event too, in other words.
    let told = seen.told(Code::FalseCause);
    let known: Vec<_> = found.iter().map(|f| f.event).collect();
    found.extend(told.into_iter().filter(|f| !known.contains(&f.event)));
    found
}
