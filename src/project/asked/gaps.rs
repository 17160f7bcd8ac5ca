//! The gaps that messages may mean: their entries, and every label that they ever had.

use std::collections::{BTreeMap, BTreeSet};

use crate::ledger::{Field, Value};
use crate::model::{Id, Label};
use crate::project::entry::{Entry, Landings};
use crate::project::fold;
use crate::project::roster::{Rosters, Verdict};

use super::values::{History, Step};
use crate::model::CommitId;

/// One gap as entries.
#[derive(Debug)]
pub struct Known<'a> {
    pub opened: Id,
    pub claimed: Label,
    pub members: Vec<&'a Entry>,
}

pub struct Gaps<'a> {
    pub known: BTreeMap<Id, Known<'a>>,
    by_label: BTreeMap<Label, BTreeSet<Id>>,
    gap_of: BTreeMap<Id, Id>,
    pub rosters: &'a Rosters,
    pub landings: &'a Landings,
}

/// Which gap a label means.
pub enum Meaning {
    One(Id),
    None,
    Several(Vec<Id>),
}

impl<'a> Gaps<'a> {
    pub fn new(entries: &[&'a Entry], rosters: &'a Rosters, landings: &'a Landings) -> Self {
        let by_id: BTreeMap<Id, &Entry> = entries.iter().map(|e| (e.id, *e)).collect();
        let groups = fold::groups(entries, rosters, landings);
        let mut gaps = Self {
            known: BTreeMap::new(),
            by_label: BTreeMap::new(),
            gap_of: BTreeMap::new(),
            rosters,
            landings,
        };
        for (opened, ids) in groups {
            let Some(claimed) = by_id.get(&opened).and_then(|e| e.event.gap.clone()) else {
                continue;
            };
            let members: Vec<&Entry> = ids.iter().filter_map(|id| by_id.get(id).copied()).collect();
            for member in &members {
                gaps.gap_of.insert(member.id, opened);
                for (field, value) in member.event.body.writes(member.id, opened, &claimed) {
                    if let (Field::Label, Value::Text(text)) = (field, value)
                        && let Ok(label) = text.parse()
                    {
                        gaps.by_label.entry(label).or_default().insert(opened);
                    }
                }
            }
            gaps.by_label.entry(claimed.clone()).or_default().insert(opened);
            gaps.known.insert(opened, Known { opened, claimed, members });
        }
        gaps
    }

    /// The gap that an event is about.
    pub fn gap_of(&self, event: Id) -> Option<Id> {
        self.gap_of.get(&event).copied()
    }

    pub fn member(&self, gap: Id, event: Id) -> Option<&'a Entry> {
        self.known.get(&gap)?.members.iter().find(|m| m.id == event).copied()
    }

    /// Whether an event's signer might write it.
    pub fn is_accepted(&self, entry: &Entry) -> bool {
        self.rosters.judge(entry, self.landings) == Verdict::May
    }

    /// The gap that a label means in a commit: the one that its own tree holds under that label; else that of the
    /// landing's tree; of several the one that the landing adds an event to.
    pub fn meant(
        &self,
        label: &Label,
        commit: &CommitId,
        step: &Step,
        history: &dyn History,
    ) -> Meaning {
        let tip = &step.tip.id;
        let candidates: Vec<Id> = self.by_label.get(label).into_iter().flatten().copied().collect();
        let mut found = self.held(&candidates, label, commit, history);
        if found.is_empty() && commit != tip {
            found = self.held(&candidates, label, tip, history);
        }
        if found.len() > 1 {
            let touched: Vec<Id> = found
                .iter()
                .copied()
                .filter(|g| self.known[g].members.iter().any(|m| step.brings(m)))
                .collect();
            found = if touched.len() == 1 { touched } else { found };
        }
        match found.as_slice() {
            [] => Meaning::None,
            [one] => Meaning::One(*one),
            _ => Meaning::Several(found),
        }
    }

    /// The gaps that the tree of a commit holds under a label; where none has it now, those that claimed it.
    fn held(
        &self,
        candidates: &[Id],
        label: &Label,
        commit: &CommitId,
        history: &dyn History,
    ) -> Vec<Id> {
        let there: Vec<(Id, Option<Label>)> = candidates
            .iter()
            .filter(|id| self.opened_path(**id).is_some_and(|p| history.holds(commit, p)))
            .map(|id| (*id, self.name_in(*id, commit, history)))
            .collect();
        let named: Vec<Id> =
            there.iter().filter(|(_, n)| n.as_ref() == Some(label)).map(|(id, _)| *id).collect();
        if !named.is_empty() {
            return named;
        }
        there.iter().map(|(id, _)| *id).filter(|id| self.known[id].claimed == *label).collect()
    }

    fn opened_path(&self, gap: Id) -> Option<&str> {
        self.member(gap, gap).map(|e| e.path.as_str())
    }

    /// The label of a gap by the events that the tree of a commit holds.
    fn name_in(&self, gap: Id, commit: &CommitId, history: &dyn History) -> Option<Label> {
        let known = &self.known[&gap];
        let names = |e: &&&Entry| {
            e.id != gap
                && e.event
                    .body
                    .writes(e.id, gap, &known.claimed)
                    .iter()
                    .any(|(field, _)| *field == Field::Label)
        };
        let renamed: Vec<&Entry> = known
            .members
            .iter()
            .filter(names)
            .filter(|e| history.holds(commit, &e.path))
            .copied()
            .collect();
        if renamed.is_empty() {
            return Some(known.claimed.clone());
        }
        let held: Vec<&Entry> = self.member(gap, gap).into_iter().chain(renamed).collect();
        fold::gap_of(&held, self.rosters, self.landings).map(|g| g.named)
    }
}
