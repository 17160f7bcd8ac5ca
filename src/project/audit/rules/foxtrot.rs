//! `foxtrot`: the trunk was merged into a branch, and the branch became the trunk.

use crate::ledger::Code;
use crate::project::audit::Anchor;
use crate::project::audit::case::Trunk;
use crate::project::audit::{Finding, Seen};
use crate::project::foxtrot::Foxtrot;

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::Foxtrot,
    title: "the trunk was merged into a branch, and the branch became the trunk",
    why: "The first parents of the trunk are then those of the branch: what landed before shows with the date and the pull request of that merge.",
    todo: "Nothing is lost. Forges can forbid it: require pull requests, or `git pull --rebase`.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    let merge = |f: &Foxtrot| Finding::new(Code::Foxtrot, f.says()).at(f.merge.clone());
    let moved = |a: &Anchor| match &a.trunk {
        Some((commit, Trunk::OffLine)) => {
            let says =
                format!("{} saw the trunk at this commit, which is on a side of it now", a.name);
            Some(Finding::new(Code::Foxtrot, says).at(commit.clone()))
        }
        _ => None,
    };
    let merges = seen.case.foxtrots.iter().map(merge);
    merges.chain(seen.case.anchors.iter().filter_map(moved)).collect()
}
