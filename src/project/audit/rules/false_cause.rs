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
    seen.case.causes.values().filter(of).cloned().collect()
}
