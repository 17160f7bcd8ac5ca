//! `lost`: an event that was once there is in no history now.

use crate::ledger::Code;
use crate::ledger::path;
use crate::project::audit::Base;
use crate::project::audit::{Finding, Seen};
use std::cell::LazyCell;
use std::collections::{BTreeMap, HashSet};

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::Lost,
    title: "an event that was once there is in no history now",
    why: "History that ever added an event holds it, unless somebody rewrote the trunk. A hash chain alone does not see a tail that is gone; an older witness does.",
    todo: "Look for it in other clones (`git log --all -- PATH`); adding the same file again brings it back.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    // Mostly nobody knows a path that must be looked for.
    let there = LazyCell::new(|| -> HashSet<&[u8]> {
        seen.case.log.landed.iter().map(|l| l.path.as_slice()).collect()
    });
    let mut lost: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let anchors = seen.case.anchors.iter().map(|a| (a.name.clone(), a.paths.iter()));
    for (who, paths) in anchors {
        for path in paths.filter(|p| !there.contains(p.as_bytes())) {
            lost.entry(path).or_default().push(who.clone());
        }
    }
    for (commit, base) in &seen.case.bases {
        let Base::Elsewhere(paths) = base else { continue };
        for path in paths.iter().filter(|p| !there.contains(p.as_bytes())) {
            let who = format!("commit {}, which an event names as its base,", commit.short());
            lost.entry(path).or_default().push(who);
        }
    }
    lost.into_iter().map(|(path, who)| finding(path, &who)).collect()
}

/// One witness is enough to be told by name.
fn finding(path: &str, who: &[String]) -> Finding {
    let more = match who.len() {
        0 | 1 => String::new(),
        2 => " (and 1 more witness)".to_owned(),
        n => format!(" (and {} more witnesses)", n - 1),
    };
    let first = who.first().map_or("", String::as_str);
    let says = format!("{first} knows it{more}, and it is in no history now");
    let mut finding = Finding::new(Code::Lost, says);
    finding.path = Some(path.to_owned());
    finding.event = path::id_of(path);
    finding
}
