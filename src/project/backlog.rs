//! What the fold says is true: gaps with their fields, and what is contested. Nothing here is ever stored as
//! truth; it is derived anew, or taken from a cache that can be thrown away.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ledger::kinds::closed::Claimed;
use crate::ledger::{Event, Field, Value};
use crate::model::{
    Block, CommitId, Criterion, Criticality, Day, Fingerprint, Id, Label, Mode, Number, Standing,
    Status,
};

use super::entry::{Missing, Place, Pr};
use super::roster::Rosters;

#[derive(Debug, Clone)]
pub struct Backlog {
    pub ledger: Id,
    pub mode: Mode,
    pub trunk: String,
    /// Gaps by identity.
    pub gaps: BTreeMap<Id, Gap>,
    /// What all gaps are called, where only some were folded.
    pub others: BTreeMap<Id, Called>,
    pub rosters: Rosters,
    /// The events of the ledger itself that no other builds on.
    pub ledger_heads: Vec<Id>,
    /// Why dates and pull requests are unresolvable, where they are.
    pub missing: Option<Missing>,
}

impl Backlog {
    /// The label of a gap, as it is shown.
    pub fn label(&self, id: Id) -> Option<&str> {
        let folded = self.gaps.get(&id).map(|g| &g.label);
        folded.or_else(|| self.others.get(&id).map(|c| &c.label)).map(String::as_str)
    }

    /// What every gap is called, folded or not: what a new one must not take.
    pub fn called(&self) -> Vec<Called> {
        let others = self.others.iter().filter(|(id, _)| !self.gaps.contains_key(id));
        self.gaps.values().map(Called::of).chain(others.map(|(_, c)| c.clone())).collect()
    }
}

/// The names of a gap: the least that is known of one that was not folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called {
    /// As it is shown.
    pub label: String,
    pub claimed: Label,
    pub named: Label,
    pub block: Block,
}

impl Called {
    fn of(gap: &Gap) -> Self {
        Self {
            label: gap.label.clone(),
            claimed: gap.claimed.clone(),
            named: gap.named.clone(),
            block: gap.block(),
        }
    }
}

/// One gap, as it stands.
#[derive(Debug, Clone)]
pub struct Gap {
    /// The id of its `opened` event.
    pub id: Id,
    /// The label that its `opened` event claimed: its folder.
    pub claimed: Label,
    /// The label that it has now.
    pub named: Label,
    /// How it is shown: `SEC-008`, or `SEC-008~a1b2` where another gap landed that label first.
    pub label: String,
    pub status: Status,
    /// The event that gives the status.
    pub status_event: Id,
    /// The accepted writes that no other accepted write follows, field by field.
    pub fields: BTreeMap<Field, Vec<(Id, Value)>>,
    /// Every event about it in causal order, with what the fold made of it.
    pub events: Vec<Told>,
    /// The events that a new one builds on.
    pub heads: Vec<Id>,
    /// The same, with what was asked for and no event records yet: what the next trigger comes after.
    pub ends: Vec<Id>,
    pub opened: Dated,
    /// When it was completed, where it is.
    pub completed: Option<Completed>,
}

/// An event with the fold's word on it.
#[derive(Debug, Clone)]
pub struct Told {
    pub id: Id,
    pub event: Arc<Event>,
    pub place: Place,
    pub standing: Standing,
    pub asked: bool,
    /// Why it changes nothing, where it does not.
    pub rejected: Option<String>,
    /// The event that speaks for it, where an equal cause makes them one.
    pub alias_of: Option<Id>,
}

/// When and in which commit something came to the trunk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dated {
    pub at: Option<crate::model::At>,
    pub day: Option<Day>,
    pub commit: Option<CommitId>,
}

/// How the completion is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    Landing,
    Cause,
    Claimed,
    Unresolvable,
}

impl Source {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Landing => "landing",
            Self::Cause => "cause",
            Self::Claimed => "claimed",
            Self::Unresolvable => "unresolvable",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completed {
    pub when: Dated,
    pub pr: Option<Pr>,
    pub source: Source,
    pub claimed: Option<Claimed>,
}

/// A field on which concurrent events disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contest {
    pub field: Field,
    pub sides: Vec<(Id, Value)>,
}

/// A criterion as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CriterionLine {
    pub criterion: Criterion,
    /// `3`, or `3~a1b2` where two people added a third one at once.
    pub shown: String,
    pub text: String,
    pub met: bool,
}

impl Gap {
    /// The value shown of a field: the only one, or of several the one that stands most in the way.
    pub fn value(&self, field: &Field) -> Option<&Value> {
        shown(field, self.fields.get(field)?).filter(|v| **v != Value::Absent)
    }

    pub fn text(&self, field: &Field) -> Option<&str> {
        self.value(field).and_then(Value::text)
    }

    pub fn title(&self) -> &str {
        self.text(&Field::Title).unwrap_or_default()
    }

    pub fn criticality(&self) -> Option<Criticality> {
        self.text(&Field::Criticality).and_then(|c| c.parse().ok())
    }

    pub fn block(&self) -> Block {
        let (name, prefix) = self.block_names();
        Block { name: name.to_owned(), prefix: prefix.to_owned() }
    }

    /// The block's name and prefix.
    pub fn block_names(&self) -> (&str, &str) {
        match self.value(&Field::Block) {
            Some(Value::Block(block)) => (&block.name, &block.prefix),
            _ => (self.claimed.prefix(), self.claimed.prefix()),
        }
    }

    pub fn owner(&self) -> Option<&str> {
        self.text(&Field::Owner)
    }

    pub fn due(&self) -> Option<Day> {
        self.text(&Field::Due).and_then(|d| d.parse().ok())
    }

    pub fn is_overdue(&self, today: Day) -> bool {
        self.status.is_left() && self.due().is_some_and(|due| due < today)
    }

    /// The criteria that were not removed, by number.
    pub fn criteria(&self) -> Vec<CriterionLine> {
        let mut lines: Vec<CriterionLine> = self
            .fields
            .keys()
            .filter_map(|field| match field {
                Field::Criterion(c) => Some(CriterionLine {
                    criterion: c.clone(),
                    shown: c.number.to_string(),
                    text: self.text(field)?.to_owned(),
                    met: self.value(&Field::Met(c.clone())) == Some(&Value::Flag(true)),
                }),
                _ => None,
            })
            .collect();
        lines.sort_by_key(|l| {
            (l.criterion.number.clone(), l.criterion.of != self.id, l.criterion.of)
        });
        let numbers: Vec<Number> = lines.iter().map(|l| l.criterion.number.clone()).collect();
        for (i, line) in lines.iter_mut().enumerate() {
            if i > 0 && numbers[i - 1] == numbers[i] {
                line.shown = format!("{}~{}", line.criterion.number, line.criterion.of.mark());
            }
        }
        lines
    }

    /// Members of a list, in order: what `pick` says of each field that is there.
    pub fn members<T>(&self, pick: impl Fn(&Field, &Value) -> Option<T>) -> Vec<T> {
        self.fields.keys().filter_map(|f| pick(f, self.value(f)?)).collect()
    }

    /// Fields on which concurrent events disagree.
    pub fn contests(&self) -> Vec<Contest> {
        self.fields
            .iter()
            .filter(|(field, writes)| is_contested(field, writes))
            .map(|(field, writes)| Contest { field: field.clone(), sides: sides(field, writes) })
            .collect()
    }

    /// Whether concurrent events disagree on this field: saying any side of it again settles it.
    pub fn disagrees_on(&self, field: &Field) -> bool {
        self.fields.get(field).is_some_and(|writes| is_contested(field, writes))
    }

    pub fn is_contested(&self) -> bool {
        self.fields.iter().any(|(field, writes)| is_contested(field, writes))
    }

    /// Whether the event that gives the status has landed.
    pub fn is_landed(&self) -> bool {
        self.told(self.status_event).is_some_and(|t| matches!(t.place, Place::Landed(_)))
    }

    /// The same, where history can tell.
    pub fn landed(&self) -> Option<bool> {
        let told = self.told(self.status_event)?;
        (told.standing != Standing::Unresolvable).then(|| self.is_landed())
    }

    pub fn told(&self, id: Id) -> Option<&Told> {
        self.events.iter().find(|t| t.id == id)
    }

    /// The signer of the event that gives the status.
    pub fn status_signer(&self) -> Option<&Fingerprint> {
        self.told(self.status_event).map(|t| &t.event.signer)
    }
}

/// The writes that count: a `started` yields to any other status that is concurrent with it.
fn counting<'a>(field: &Field, writes: &'a [(Id, Value)]) -> Vec<&'a (Id, Value)> {
    let started = |w: &&(Id, Value)| w.1 == Value::Status(Status::Started);
    if *field == Field::Status && writes.iter().any(|w| !started(&w)) {
        return writes.iter().filter(|w| !started(w)).collect();
    }
    writes.iter().collect()
}

/// Whether concurrent writes of a field disagree.
pub fn is_contested(field: &Field, writes: &[(Id, Value)]) -> bool {
    let counting = counting(field, writes);
    counting.windows(2).any(|pair| pair[0].1 != pair[1].1)
}

fn sides(field: &Field, writes: &[(Id, Value)]) -> Vec<(Id, Value)> {
    let mut sides: Vec<(Id, Value)> = counting(field, writes).into_iter().cloned().collect();
    sides.sort_by_key(|(id, _)| *id);
    sides
}

/// Of several concurrent values the one that is shown: what stands most in the way, else that of the lowest id.
pub fn shown<'a>(field: &Field, writes: &'a [(Id, Value)]) -> Option<&'a Value> {
    shown_write(field, writes).map(|(_, value)| value)
}

/// The write that is shown.
pub fn shown_write<'a>(field: &Field, writes: &'a [(Id, Value)]) -> Option<&'a (Id, Value)> {
    let worst = |value: &Value| -> u32 {
        match (field, value) {
            (Field::Status, Value::Status(status)) => *status as u32,
            (Field::Criticality, Value::Text(word)) => {
                word.parse::<Criticality>().map_or(9, |c| c as u32)
            }
            (Field::Criticality | Field::Due, Value::Absent) => 9,
            (Field::Met(_), Value::Flag(met)) => u32::from(*met),
            (_, Value::Absent) => 1,
            _ => 0,
        }
    };
    let due = |value: &Value| match (field, value) {
        (Field::Due, Value::Text(day)) => day.clone(),
        _ => String::new(),
    };
    counting(field, writes).into_iter().min_by_key(|(id, value)| (worst(value), due(value), *id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(n: u8, value: Value) -> (Id, Value) {
        (Id::from_bytes([n; 32]), value)
    }

    #[test]
    fn what_stands_in_the_way_is_shown() {
        let status =
            [write(1, Value::Status(Status::Closed)), write(2, Value::Status(Status::Deferred))];
        assert!(is_contested(&Field::Status, &status));
        assert_eq!(shown(&Field::Status, &status), Some(&Value::Status(Status::Deferred)));
        let worst = [write(1, Value::Text("low".into())), write(2, Value::Text("high".into()))];
        assert_eq!(shown(&Field::Criticality, &worst), Some(&Value::Text("high".into())));
        let due = [
            write(1, Value::Text("2026-12-01".into())),
            write(2, Value::Text("2026-11-01".into())),
        ];
        assert_eq!(shown(&Field::Due, &due), Some(&Value::Text("2026-11-01".into())));
        let title = [write(2, Value::Text("a".into())), write(1, Value::Text("b".into()))];
        assert_eq!(shown(&Field::Title, &title), Some(&Value::Text("b".into())));
    }

    #[test]
    fn a_concurrent_start_yields_and_equal_writes_agree() {
        let status =
            [write(1, Value::Status(Status::Started)), write(2, Value::Status(Status::Closed))];
        assert!(!is_contested(&Field::Status, &status));
        assert_eq!(shown(&Field::Status, &status), Some(&Value::Status(Status::Closed)));
        let both =
            [write(1, Value::Status(Status::Closed)), write(2, Value::Status(Status::Closed))];
        assert!(!is_contested(&Field::Status, &both));
    }
}
