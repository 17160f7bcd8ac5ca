//! `tampered-object`: what is stored under an object id is not that object.

use crate::ledger::Code;
use crate::project::audit::{Finding, Seen};

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::TamperedObject,
    title: "what is stored under an object id is not that object",
    why: "git and its libraries serve such an object in silence. Everything that was read from this copy of the repository is in doubt.",
    todo: "Compare with another clone: `git fsck` there, and `git cat-file -p ID` in both. Clone again from where you trust.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    seen.objects(Code::TamperedObject)
}
