//! `bad-tree`: a folder is not made as git makes them.

use crate::ledger::Code;
use crate::project::audit::{Finding, Seen};

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::BadTree,
    title: "a folder is not made as git makes them",
    why: "Names out of order, twice, or leading elsewhere: different programs then see different files in one commit.",
    todo: "Find out what wrote it. `git fsck` names the tree; the commit cannot be mended without rewriting it.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    seen.objects(Code::BadTree)
}
