//! The names that figures go by: a block, a phase, a section, a criticality, a status, the whole. A name that
//! is none of these names no set, and its figure is not understood.

use crate::model::Status;

use super::assemble::key;
use super::claim::Tracker;
use super::fields::{self, Role};
use super::figure::{Scope, What};
use super::heading;
use super::inline::plain;
use super::words;

/// What a name says about a set.
#[derive(Debug, Clone, Default)]
pub struct Set {
    pub scope: Scope,
    pub what: Option<What>,
    pub total: bool,
}

/// The names that figures go by: blocks, phases, sections.
pub struct Names {
    blocks: Vec<String>,
    /// Prefixes of the labels of gaps without a block.
    prefixes: Vec<String>,
    sections: Vec<(String, usize)>,
    /// How many gaps each section holds, at any depth.
    pub inside: Vec<usize>,
}

impl Names {
    pub fn new(me: &Tracker) -> Self {
        let mut blocks: Vec<String> =
            me.gaps.iter().filter_map(|g| g.block.as_ref()).map(|b| key(&b.name)).collect();
        blocks.sort();
        blocks.dedup();
        let bare = |g: &&super::claim::Gap| g.block.is_none() && g.original.is_some();
        let mut prefixes: Vec<String> =
            me.gaps.iter().filter(bare).map(super::reckon::block_key).collect();
        prefixes.sort();
        prefixes.dedup();
        let mut sections = Vec::new();
        let mut inside = vec![0; me.sections.len()];
        for at in me.gaps.iter().flat_map(|g| path(me, g.section)) {
            inside[at] += 1;
        }
        for (at, section) in me.sections.iter().enumerate() {
            if inside[at] > 0 {
                let name = heading::heading(&section.title, &me.legend, None).name;
                sections.push((key(&name), at));
            }
        }
        Self { blocks, prefixes, sections, inside }
    }

    /// The set that a name stands for, if it stands for one.
    pub fn set(&self, me: &Tracker, name: &str) -> Option<Set> {
        let read = heading::heading(name, &me.legend, None);
        let mut set = Set::default();
        let bare = read.name.clone();
        let folded = words::folded(&bare);
        if let Some(what) = what(me, name) {
            return Some(Set { what: Some(what.0), total: what.1, ..set });
        }
        if read.ranked {
            set.scope.criticality = read.criticality;
            return Some(set);
        }
        if let Some(phase) = read.phase {
            set.scope.phase = Some(phase);
            return Some(set);
        }
        let name = key(&bare);
        if self.blocks.contains(&name) {
            set.scope.block = Some(name);
            return Some(set);
        }
        // `Security` over labels `SEC-1`: the beginning of the name, where it begins no other.
        let long = |p: &&String| p.chars().count() >= 3 || **p == name;
        let mut begun = self.prefixes.iter().filter(long).filter(|p| name.starts_with(p.as_str()));
        if let (Some(prefix), None) = (begun.next(), begun.next()) {
            set.scope.block = Some(prefix.clone());
            return Some(set);
        }
        let mut same = self.sections.iter().filter(|(title, _)| *title == name);
        if let (Some((_, at)), None) = (same.next(), same.next()) {
            set.scope.section = Some(*at);
            return Some(set);
        }
        overall(&folded).then_some(set)
    }
}

/// Names of whatever is not done, begun or not.
const LEFT: &[&str] = &[
    "remaining",
    "left",
    "outstanding",
    "open",
    "pending",
    "verbleibend",
    "übrig",
    "restant",
    "rimanent",
    "resterend",
    "pozostał",
    "осталось",
    "剩余",
    "剩餘",
    "残り",
    "남음",
    "남은",
];

/// `Completed`, `Open items`, `Total gaps`: what is counted, and whether it is everything.
pub fn what(me: &Tracker, name: &str) -> Option<(What, bool)> {
    let seen = plain(name);
    let (_, rest) = super::marks::undecorated(&seen);
    let bare = rest.trim().trim_end_matches([':', '：']).trim();
    if let Some(status) = heading::words_only(bare, &me.legend) {
        let folded = words::folded(bare);
        let left = LEFT.iter().any(|w| folded.contains(w));
        return Some(match status {
            Status::Open if left => (What::Left, false),
            Status::Closed => (What::Done, false),
            status => (What::Is(status), false),
        });
    }
    total(bare).then_some((What::All, true))
}

/// `Total`, `Total tracker items`, `Gesamt`, `总计`.
pub fn total(bare: &str) -> bool {
    if fields::role(bare) == Some(Role::Total) {
        return true;
    }
    let folded = words::folded(bare);
    let mut parts = folded.split_whitespace();
    let first = parts.next().unwrap_or_default();
    let last = folded.split_whitespace().next_back().unwrap_or_default();
    let noun = words::neutral(last).is_some_and(|len| len == last.len());
    fields::role(first) == Some(Role::Total) && noun && folded.split_whitespace().count() <= 4
}

/// Names of the whole: `Overall progress`, `Completed tasks`.
pub fn overall(folded: &str) -> bool {
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let known = |w: &&str| {
        matches!(
            *w,
            "overall"
                | "total"
                | "current"
                | "project"
                | "roadmap"
                | "completion"
                | "complete"
                | "gesamt"
                | "general"
        ) || matches!(fields::role(w), Some(Role::Percent | Role::Total | Role::Status))
            || words::neutral(w).is_some_and(|len| len == w.len())
            || words::status(w).is_some_and(|s| s.0 == w.len())
    };
    !words.is_empty() && words.len() <= 5 && words.iter().all(known)
}

pub fn path(me: &Tracker, section: Option<usize>) -> Vec<usize> {
    let mut found = Vec::new();
    let mut next = section;
    while let Some(at) = next {
        found.push(at);
        next = me.sections.get(at).and_then(|s| s.parent);
    }
    found
}

/// The section that a bare figure stands in, where that section lists gaps itself.
pub fn listing_section(me: &Tracker, names: &Names, section: Option<usize>) -> Option<usize> {
    let all = me.gaps.len();
    path(me, section).into_iter().find(|s| (1..all).contains(&names.inside[*s]))
}
