//! Entries with the roster's verdict, and which of them are one: what the fold of a gap starts from.

use std::collections::{BTreeMap, HashMap};

use crate::ledger::{Cause, Code, Fault, Field};
use crate::model::{Id, Label};
use crate::project::entry::{Entry, Landings};
use crate::project::roster::{Rosters, Verdict};

/// Entries about gaps with the roster's verdict, and which of them speak for others.
pub(super) struct Judged<'a> {
    pub(super) entries: HashMap<Id, (&'a Entry, Verdict)>,
    /// Alias -> speaker.
    pub(super) speakers: BTreeMap<Id, Id>,
    pub(super) faults: Vec<Fault>,
}

impl<'a> Judged<'a> {
    pub(super) fn new(entries: &[&'a Entry], rosters: &Rosters, landings: &Landings) -> Self {
        let known = HashMap::with_capacity(entries.len());
        let mut judged = Self { entries: known, speakers: BTreeMap::new(), faults: Vec::new() };
        for entry in entries {
            let verdict = match landings.unplaced.get(&entry.id) {
                Some(why) => Verdict::MayNot(Code::FalseCause, why.clone()),
                None => rosters.judge(entry, landings),
            };
            match &verdict {
                Verdict::MayNot(code, why) => judged.faults.push(fault(*code, entry, why.clone())),
                Verdict::Struck(why) => {
                    judged.faults.push(fault(Code::RevokedKey, entry, why.clone()))
                }
                Verdict::May | Verdict::Waits(_) => {}
            }
            judged.entries.insert(entry.id, (*entry, verdict));
        }
        judged.unite();
        judged
    }

    /// Accepted events of equal cause, label and kind are one: the first landed, then the lowest id, speaks.
    fn unite(&mut self) {
        let mut of_cause: BTreeMap<(&Cause, &Label, &str), Vec<&Entry>> = BTreeMap::new();
        for (entry, verdict) in self.entries.values() {
            if let (Some(cause), Some(gap), Verdict::May) =
                (&entry.event.cause, &entry.event.gap, verdict)
            {
                of_cause.entry((cause, gap, entry.event.body.kind())).or_default().push(*entry);
            }
        }
        for mut same in of_cause.into_values() {
            same.sort_by_key(|e| (e.place, e.id));
            let aliases = same.iter().skip(1).map(|e| (e.id, same[0].id));
            self.speakers.extend(aliases);
        }
    }

    pub(super) fn speaker(&self, id: Id) -> Id {
        self.speakers.get(&id).copied().unwrap_or(id)
    }

    /// The events of each gap, by the event that opened it.
    pub(super) fn groups(&self) -> BTreeMap<Id, Vec<Id>> {
        let mut groups: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
        for (id, (entry, _)) in &self.entries {
            let opened = self.speaker(entry.event.of.unwrap_or(*id));
            groups.entry(opened).or_default().push(*id);
        }
        groups.values_mut().for_each(|members| members.sort_unstable());
        groups
    }

    /// What an event builds on, inside its gap: aliases replaced by their speakers.
    pub(super) fn parents(&self, entry: &Entry, opened: Id) -> Vec<Id> {
        let mut parents: Vec<Id> = entry.event.parents.iter().map(|p| self.speaker(*p)).collect();
        if entry.id != opened {
            parents.push(opened);
        }
        parents.retain(|p| *p != entry.id);
        parents.sort();
        parents.dedup();
        parents
    }

    /// A field that names an event names the one that speaks for it.
    pub(super) fn resolved(&self, field: Field) -> Field {
        match field {
            Field::Criterion(mut c) => {
                c.of = self.speaker(c.of);
                Field::Criterion(c)
            }
            Field::Met(mut c) => {
                c.of = self.speaker(c.of);
                Field::Met(c)
            }
            Field::Link(mut link) => {
                link.of = link.of.map(|of| self.speaker(of));
                Field::Link(link)
            }
            Field::Note(id) => Field::Note(self.speaker(id)),
            Field::Waiver(id) => Field::Waiver(self.speaker(id)),
            other => other,
        }
    }
}

pub(super) fn fault(code: Code, entry: &Entry, message: String) -> Fault {
    Fault { code, event: Some(entry.id), path: Some(entry.path.clone()), message }
}
