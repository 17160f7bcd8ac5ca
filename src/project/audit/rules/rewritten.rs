//! `rewritten`: the commit that a cause names was rewritten.

use crate::ledger::Code;
use crate::project::audit::{Finding, Seen};

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::Rewritten,
    title: "the commit that a cause names was rewritten",
    why: "Another commit of the trunk has the same author date and the same line: the history was filtered, and the event still records it.",
    todo: "Nothing. Expect it after a filter-repo, and ask where none was announced.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    let of = |f: &&Finding| f.code == Code::Rewritten;
    seen.case.causes.iter().filter(of).cloned().collect()
}
