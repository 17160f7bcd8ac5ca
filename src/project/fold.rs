//! Events in, backlog out. One semantics for every command and for the audit: whoever folds the same entries gets
//! the same backlog, in whatever order they were read. No clock, no disk, no order but the causal one.

mod dates;
mod judged;
mod legal;
mod names;

use std::collections::{BTreeMap, BTreeSet};

use crate::ledger::{Body, Code, Fault, Field, Value};
use crate::model::{Id, Mode, Standing, Status};

use super::backlog::{self, Backlog, Dated, Gap, Told};
use super::causal::Causal;
use super::entry::{Entry, Landings, Place};
use super::roster::{Revocation, Rosters, Verdict};
use dates::{completed, dated};
use judged::{Judged, fault};
use legal::{Moves, unmet};
use names::name;

/// Folds the entries of one ledger. Entries of other ledgers are faults; nothing is skipped in silence.
pub fn fold<'e>(
    entries: impl IntoIterator<Item = &'e Entry>,
    ledger: Id,
    landings: &Landings,
) -> (Backlog, Vec<Fault>) {
    let mut faults = Vec::new();
    let mut own: BTreeMap<Id, &Entry> = BTreeMap::new();
    for entry in entries {
        let founds = matches!(entry.event.body, Body::Founded(_));
        if entry.event.ledger == Some(ledger)
            || entry.id == ledger
            || (founds && entry.event.ledger.is_none())
        {
            // A copy of an event elsewhere is the same event; the furthest of its places counts, and of two
            // copies there the one whose path comes first: the order of reading decides nothing.
            fn nearer(e: &Entry) -> (Place, bool, &str) {
                (e.place, e.asked, &e.path)
            }
            own.entry(entry.id)
                .and_modify(|e| {
                    if nearer(entry) < nearer(e) {
                        *e = entry
                    }
                })
                .or_insert(entry);
        } else {
            let other = entry.event.ledger.map_or_else(|| "none".into(), |l| l.short());
            faults.push(fault(
                Code::ForeignLedger,
                entry,
                format!("it belongs to another ledger ({other})"),
            ));
        }
    }
    let (about_gaps, about_ledger): (Vec<&Entry>, Vec<&Entry>) =
        own.values().copied().partition(|e| e.event.gap.is_some());
    let rosters = Rosters::apply(&about_ledger, ledger, landings);
    faults.extend(about_ledger.iter().filter_map(|e| {
        let (code, message) = rosters.refused.get(&e.id)?;
        Some(fault(*code, e, message.clone()))
    }));
    faults.extend(newer(&own));

    let mut judged = Judged::new(&about_gaps, &rosters, landings);
    faults.append(&mut judged.faults);
    let mut gaps = BTreeMap::new();
    for (opened, members) in judged.groups() {
        let (gap, mut found) = fold_gap(opened, &members, &judged, landings);
        faults.append(&mut found);
        gaps.extend(gap.map(|g| (g.id, g)));
    }
    name(&mut gaps, landings.missing.is_none(), &mut faults);
    faults.extend(untold(&rosters, landings));
    faults.sort();
    faults.dedup();
    let now = rosters.now();
    let backlog = Backlog {
        ledger,
        mode: now.map_or(Mode::Open, |r| r.mode),
        trunk: now.map(|r| r.trunk.clone()).unwrap_or_default(),
        gaps,
        others: BTreeMap::new(),
        ledger_heads: heads(about_ledger.iter().map(|e| (e.id, e.event.parents.as_slice()))),
        rosters,
        missing: landings.missing.clone(),
    };
    (backlog, faults)
}

/// Events that a newer version wrote: kept and counted, and told.
fn newer(own: &BTreeMap<Id, &Entry>) -> Vec<Fault> {
    let told = |entry: &&Entry| match &entry.event.body {
        Body::Newer { unknown, .. } => {
            Some(fault(Code::UnknownKind, entry, format!("this version does not know {unknown}")))
        }
        _ => None,
    };
    own.values().filter_map(told).collect()
}

/// Ids that no other of these names as a parent.
fn heads<'a>(events: impl Iterator<Item = (Id, &'a [Id])> + Clone) -> Vec<Id> {
    let built_on: BTreeSet<Id> =
        events.clone().flat_map(|(_, parents)| parents.iter().copied()).collect();
    events.map(|(id, _)| id).filter(|id| !built_on.contains(id)).collect()
}

/// The events that a new one can name as parents: what a commit message asked for is no event yet.
fn built_on<'n>(
    nodes: &'n BTreeMap<Id, Vec<Id>>,
    judged: &'n Judged<'_>,
) -> impl Iterator<Item = (Id, &'n [Id])> + Clone {
    let recorded = |(id, _): &(&Id, &Vec<Id>)| !judged.entries[id].0.asked;
    nodes.iter().filter(recorded).map(|(id, parents)| (*id, parents.as_slice()))
}

/// The same with what was asked for and not refused: what a trigger comes after.
fn accepted<'n>(
    nodes: &'n BTreeMap<Id, Vec<Id>>,
    judged: &'n Judged<'_>,
    rejected: &'n BTreeMap<Id, String>,
) -> impl Iterator<Item = (Id, &'n [Id])> + Clone {
    let refused = |id: &Id| judged.entries[id].0.asked && rejected.contains_key(id);
    let counts = move |(id, _): &(&Id, &Vec<Id>)| !refused(id);
    nodes.iter().filter(counts).map(|(id, parents)| (*id, parents.as_slice()))
}

/// The gap that these entries, all of one gap, come to. For what is asked of a gap as it stood at some place.
pub(super) fn gap_of(entries: &[&Entry], rosters: &Rosters, landings: &Landings) -> Option<Gap> {
    let judged = Judged::new(entries, rosters, landings);
    let groups = judged.groups();
    let (opened, members) =
        groups.iter().find(|(opened, _)| judged.entries.contains_key(opened))?;
    fold_gap(*opened, members, &judged, landings).0
}

/// The events of each gap, by the event that opened it, aliases with those that speak for them.
pub(super) fn groups(
    entries: &[&Entry],
    rosters: &Rosters,
    landings: &Landings,
) -> BTreeMap<Id, Vec<Id>> {
    Judged::new(entries, rosters, landings).groups()
}

type Writes = BTreeMap<Field, Vec<(usize, Value)>>;

/// Folds the events of one gap.
fn fold_gap(
    opened: Id,
    members: &[Id],
    judged: &Judged<'_>,
    landings: &Landings,
) -> (Option<Gap>, Vec<Fault>) {
    let mut faults = Vec::new();
    let Some((first, verdict)) =
        judged.entries.get(&opened).filter(|(e, _)| matches!(e.event.body, Body::Opened(_)))
    else {
        let orphan = |id: &Id| {
            fault(
                Code::MissingParent,
                judged.entries[id].0,
                "the event that opened its gap is not here".into(),
            )
        };
        return (None, members.iter().map(orphan).collect());
    };
    let Some(claimed) = first.event.gap.clone() else { return (None, faults) };
    let own_label = |id: &Id| judged.entries[id].0.event.gap.as_ref() == Some(&claimed);
    let nodes: BTreeMap<Id, Vec<Id>> = members
        .iter()
        .filter(|id| own_label(id) && !judged.speakers.contains_key(id))
        .map(|id| (*id, judged.parents(judged.entries[id].0, opened)))
        .collect();
    for id in members.iter().filter(|id| !own_label(id)) {
        let says = format!("its gap was opened as {claimed}, and it names another label");
        faults.push(fault(Code::NotCanonical, judged.entries[id].0, says));
    }
    let causal = Causal::new(&nodes);
    let mut writes = Writes::new();
    // Whatever was said of criteria, in causal order.
    let mut criteria: Vec<(usize, Field, Value)> = Vec::new();
    // For legality: the statuses with what a revocation struck, and those without.
    let mut moves = Moves::default();
    let mut rejected: BTreeMap<Id, String> = BTreeMap::new();
    for (i, id) in causal.order.iter().enumerate() {
        let (entry, verdict) = &judged.entries[id];
        if let Verdict::MayNot(_, why) | Verdict::Waits(why) = verdict {
            rejected.insert(*id, why.clone());
            continue;
        }
        if causal.incomplete[i] {
            faults.push(fault(
                Code::MissingParent,
                entry,
                "an event that it builds on is not here".into(),
            ));
        }
        let gives = entry.event.body.table().and_then(|t| t.gives);
        if let Some(next) = gives.filter(|_| *id != opened && !causal.incomplete[i])
            && let Err(why) = moves.legal(&causal, i, next)
        {
            // A message may ask for anything: that it cannot be is a finding, not a fault of the ledger.
            if !entry.asked {
                faults.push(fault(Code::IllegalMove, entry, why.clone()));
            }
            rejected.insert(*id, why);
            continue;
        }
        if entry.asked
            && gives == Some(Status::Closed)
            && let Some(why) = unmet(&criteria, &causal, i)
        {
            rejected.insert(*id, why);
            continue;
        }
        if let Some(status) = gives {
            moves.add(i, status, matches!(verdict, Verdict::Struck(_)));
        }
        if let Verdict::Struck(why) = verdict {
            rejected.insert(*id, why.clone());
            continue;
        }
        for (field, value) in entry.event.body.writes(*id, opened, &claimed) {
            let field = judged.resolved(field);
            if matches!(field, Field::Criterion(_) | Field::Met(_)) {
                criteria.push((i, field.clone(), value.clone()));
            }
            let sides = writes.entry(field).or_default();
            sides.retain(|(m, _)| !causal.precedes(*m, i));
            sides.push((i, value));
        }
    }
    if !matches!(verdict, Verdict::May) {
        return (None, faults);
    }
    let fields: BTreeMap<Field, Vec<(Id, Value)>> = writes
        .into_iter()
        .map(|(f, sides)| (f, sides.into_iter().map(|(i, v)| (causal.order[i], v)).collect()))
        .collect();
    let Some((status_event, Value::Status(status))) =
        fields.get(&Field::Status).and_then(|s| backlog::shown_write(&Field::Status, s)).cloned()
    else {
        return (None, faults);
    };
    let mut gap = Gap {
        id: opened,
        label: claimed.to_string(),
        named: claimed.clone(),
        claimed,
        status,
        status_event,
        fields,
        heads: heads(built_on(&nodes, judged)),
        ends: heads(accepted(&nodes, judged, &rejected)),
        events: told(&causal, members, judged, &rejected, landings),
        opened: Dated::default(),
        completed: None,
    };
    gap.named = gap.text(&Field::Label).and_then(|l| l.parse().ok()).unwrap_or(gap.claimed.clone());
    gap.opened = dated(first, landings).0;
    gap.completed = completed(&gap, &causal, judged, landings);
    (Some(gap), faults)
}

/// Every event of the gap in causal order, aliases behind their speakers.
fn told(
    causal: &Causal,
    members: &[Id],
    judged: &Judged<'_>,
    rejected: &BTreeMap<Id, String>,
    landings: &Landings,
) -> Vec<Told> {
    let line = |id: Id| {
        let entry = judged.entries[&id].0;
        let standing = match landings.standing(entry.place) {
            _ if rejected.contains_key(&id) => Standing::Rejected,
            // On a branch there is nothing to record yet.
            Standing::Landed if entry.asked => Standing::Unrecorded,
            standing => standing,
        };
        Told {
            id,
            event: entry.event.clone(),
            place: entry.place,
            standing,
            asked: entry.asked,
            rejected: rejected.get(&id).cloned(),
            alias_of: judged.speakers.get(&id).copied(),
        }
    };
    let mut lines = Vec::with_capacity(members.len());
    for id in &causal.order {
        lines.push(line(*id));
        lines.extend(
            members.iter().filter(|m| judged.speakers.get(m) == Some(id)).map(|m| line(*m)),
        );
    }
    lines
}

/// Revocations of which history here cannot tell what they strike: they strike nothing, and it is said.
fn untold(rosters: &Rosters, landings: &Landings) -> Vec<Fault> {
    let Some(missing) = &landings.missing else { return Vec::new() };
    let untold = rosters.revocations.iter().filter(|r| r.is_untold(landings));
    let told = |r: &Revocation| Fault {
        code: Code::RevokedKey,
        event: Some(r.event),
        path: None,
        message: format!(
            "which events of {} still count is unresolvable: {}",
            r.key,
            missing.says()
        ),
    };
    untold.map(told).collect()
}
