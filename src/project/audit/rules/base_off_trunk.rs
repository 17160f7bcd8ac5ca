//! `base-off-trunk`: the commit that a writer saw as the trunk is not in its history.

use crate::ledger::Code;
use crate::project::audit::Base;
use crate::project::audit::{Finding, Seen};
use crate::project::entry::Entry;

use super::Rule;

pub(super) const RULE: Rule = Rule {
    code: Code::BaseOffTrunk,
    title: "the commit that a writer saw as the trunk is not in its history",
    why: "Every author is a witness of the trunk. One who saw another trunk worked in a fork, or saw what was rewritten since.",
    todo: "If there are many, ask whether the trunk was rewritten; an older checkpoint shows it.",
    find,
};

fn find(seen: &Seen<'_>) -> Vec<Finding> {
    if seen.case.landings.missing.is_some() {
        return Vec::new();
    }
    let of = |e: &Entry| {
        let base = e.event.base.as_ref()?;
        let off = matches!(seen.case.bases.get(base), Some(Base::Elsewhere(_) | Base::Nowhere));
        let says =
            || format!("its writer saw the trunk at {}, which is not in its history", base.short());
        off.then(|| seen.on(e, Code::BaseOffTrunk, says()))
    };
    seen.own().filter_map(of).collect()
}
