//! Events in, backlog out. One semantics for every command and for the audit: whoever folds the same entries gets
//! the same backlog, in whatever order they were read. No clock, no disk, no order but the causal one.

use std::collections::{BTreeMap, BTreeSet};

use crate::ledger::{Body, Cause, Code, Fault, Field, Value};
use crate::model::count::counted_as;
use crate::model::{Id, Label, Mode, Standing, Status};

use super::backlog::{self, Backlog, Completed, Dated, Gap, Source, Told};
use super::causal::Causal;
use super::entry::{Entry, Landing, Landings, Place};
use super::roster::{Revocation, Rosters, Verdict};

/// Folds the entries of one ledger. Entries of other ledgers are faults; nothing is skipped in silence.
pub fn fold(entries: &[Entry], ledger: Id, landings: &Landings) -> (Backlog, Vec<Fault>) {
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
            let nearer = |e: &Entry| (e.place, e.asked, e.path.clone());
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

fn fault(code: Code, entry: &Entry, message: String) -> Fault {
    Fault { code, event: Some(entry.id), path: Some(entry.path.clone()), message }
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

/// Entries about gaps with the roster's verdict, and which of them speak for others.
struct Judged<'a> {
    entries: BTreeMap<Id, (&'a Entry, Verdict)>,
    /// Alias -> speaker.
    speakers: BTreeMap<Id, Id>,
    faults: Vec<Fault>,
}

impl<'a> Judged<'a> {
    fn new(entries: &[&'a Entry], rosters: &Rosters, landings: &Landings) -> Self {
        let mut judged =
            Self { entries: BTreeMap::new(), speakers: BTreeMap::new(), faults: Vec::new() };
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

    fn speaker(&self, id: Id) -> Id {
        self.speakers.get(&id).copied().unwrap_or(id)
    }

    /// The events of each gap, by the event that opened it.
    fn groups(&self) -> BTreeMap<Id, Vec<Id>> {
        let mut groups: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
        for (id, (entry, _)) in &self.entries {
            let opened = self.speaker(entry.event.of.unwrap_or(*id));
            groups.entry(opened).or_default().push(*id);
        }
        groups
    }

    /// What an event builds on, inside its gap: aliases replaced by their speakers.
    fn parents(&self, entry: &Entry, opened: Id) -> Vec<Id> {
        let mut parents: Vec<Id> = entry.event.parents.iter().map(|p| self.speaker(*p)).collect();
        if entry.id != opened {
            parents.push(opened);
        }
        parents.retain(|p| *p != entry.id);
        parents.sort();
        parents.dedup();
        parents
    }
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

impl Judged<'_> {
    /// A field that names an event names the one that speaks for it.
    fn resolved(&self, field: Field) -> Field {
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

/// All writes of status in causal order, twice: with the events that a revocation struck, so that nobody who built
/// on one falls with it, and without them, so that what they did can be done again. None is ever taken out: what a
/// concurrent event follows may still be the last word in the past of another.
#[derive(Default)]
struct Moves {
    with_struck: Vec<(usize, Status)>,
    without: Vec<(usize, Status)>,
}

impl Moves {
    fn add(&mut self, i: usize, status: Status, is_struck: bool) {
        self.with_struck.push((i, status));
        if !is_struck {
            self.without.push((i, status));
        }
    }

    /// Legal in one of the two ways is legal.
    fn legal(&self, causal: &Causal, i: usize, next: Status) -> Result<(), String> {
        legal(&standing_before(&self.without, causal, i), next).or_else(|why| {
            legal(&standing_before(&self.with_struck, causal, i), next).map_err(|_| why)
        })
    }
}

/// The statuses of the event's causal past that nothing in that past follows.
fn standing_before(moves: &[(usize, Status)], causal: &Causal, i: usize) -> BTreeSet<Status> {
    let mut last: Vec<(usize, Status)> = Vec::new();
    for (m, status) in moves.iter().rev().filter(|(m, _)| causal.precedes(*m, i)) {
        if !last.iter().any(|(l, _)| causal.precedes(*m, *l)) {
            last.push((*m, *status));
        }
        if causal.follows_all(*m) {
            break;
        }
    }
    let mut sides: BTreeSet<Status> = last.into_iter().map(|(_, status)| status).collect();
    if sides.len() > 1 {
        sides.remove(&Status::Started);
    }
    sides
}

/// Judged against the causal past only: concurrency is never illegal. A contest may be settled by any move that
/// is legal from a side, or by saying a side again.
fn legal(before: &BTreeSet<Status>, next: Status) -> Result<(), String> {
    let settles = before.len() > 1 && before.contains(&next);
    if before.is_empty() || settles || before.iter().any(|from| from.may_become(next)) {
        return Ok(());
    }
    let from: Vec<&str> = before.iter().map(|s| s.as_str()).collect();
    Err(format!("{next} does not follow from {}", from.join(" or ")))
}

/// Why a closing that a message asks for is refused: the verb would refuse it too. Judged, like a move, by what
/// stands before it, and by nothing that came beside it or after.
fn unmet(said: &[(usize, Field, Value)], causal: &Causal, i: usize) -> Option<String> {
    let mut before: BTreeMap<&Field, Vec<(usize, &Value)>> = BTreeMap::new();
    for (m, field, value) in said.iter().filter(|(m, ..)| causal.precedes(*m, i)) {
        let sides = before.entry(field).or_default();
        sides.retain(|(earlier, _)| !causal.precedes(*earlier, *m));
        sides.push((*m, value));
    }
    let shown = |field: &Field| {
        let sides = before.get(field)?.iter();
        let sides: Vec<(Id, Value)> =
            sides.map(|(m, v)| (causal.order[*m], (*v).clone())).collect();
        backlog::shown(field, &sides).cloned()
    };
    let open = before.keys().filter(|field| match field {
        Field::Criterion(c) => {
            let is_there = shown(field).is_some_and(|v| v != Value::Absent);
            is_there && shown(&Field::Met(c.clone())) != Some(Value::Flag(true))
        }
        _ => false,
    });
    match open.count() {
        0 => None,
        n => Some(format!("{} unmet", counted_as(n, "criterion", "criteria"))),
    }
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

/// When an event came to the trunk, and how that is known. A cause commit lends its landing.
fn dated<'l>(
    entry: &Entry,
    landings: &'l Landings,
) -> (Dated, Option<Source>, Option<&'l Landing>) {
    entry_landing(entry, landings).map_or((Dated::default(), None, None), |(landing, source)| {
        let dated = Dated {
            at: Some(landing.at),
            day: Some(landing.day),
            commit: Some(landing.commit.clone()),
        };
        (dated, Some(source), Some(landing))
    })
}

fn entry_landing<'l>(entry: &Entry, landings: &'l Landings) -> Option<(&'l Landing, Source)> {
    let cause = entry.event.cause.as_ref();
    if let Some(lent) = cause.and_then(|c| landings.of_cause.get(c)) {
        return landings.list.get(*lent).map(|l| (l, Source::Cause));
    }
    // A plain import says what the document says; when its own event landed is another matter.
    if matches!(cause, Some(Cause::Tracker { commit: None, .. })) {
        return None;
    }
    match entry.place {
        Place::Landed(i) => landings.list.get(i).map(|l| (l, Source::Landing)),
        _ => None,
    }
}

/// The completion of a gap that is done: that of the earliest closing which gives its status.
fn completed(
    gap: &Gap,
    causal: &Causal,
    judged: &Judged<'_>,
    landings: &Landings,
) -> Option<Completed> {
    if !gap.status.is_done() {
        return None;
    }
    let at = |id: Id| causal.order.iter().position(|o| *o == id);
    let givers: Vec<Id> = gap.fields[&Field::Status].iter().map(|(id, _)| *id).collect();
    let closing = |t: &&Told| {
        t.rejected.is_none() && t.alias_of.is_none() && matches!(t.event.body, Body::Closed(_))
    };
    let reopened_after = |i: usize| {
        gap.events
            .iter()
            .filter(|t| t.rejected.is_none() && matches!(t.event.body, Body::Reopened(_)))
            .any(|t| {
                at(t.id).is_some_and(|r| {
                    causal.precedes(i, r)
                        && givers.iter().any(|g| at(*g).is_some_and(|g| causal.precedes(r, g)))
                })
            })
    };
    let mut closings: Vec<&Entry> = gap
        .events
        .iter()
        .filter(closing)
        .filter(|t| {
            at(t.id).is_some_and(|i| {
                !reopened_after(i)
                    && givers
                        .iter()
                        .any(|g| *g == t.id || at(*g).is_some_and(|g| causal.precedes(i, g)))
            })
        })
        .map(|t| judged.entries[&t.id].0)
        .collect();
    closings.sort_by_key(|e| (e.place, e.id));
    let entry = closings.first()?;
    let unlanded = entry.place == Place::Unlanded && landings.missing.is_none();
    if unlanded || entry.place == Place::Pending {
        return None;
    }
    let claimed = match &entry.event.body {
        Body::Closed(closed) => closed.claimed.clone(),
        _ => None,
    };
    let (when, source, landing) = dated(entry, landings);
    let tracker = matches!(entry.event.cause, Some(Cause::Tracker { .. }));
    Some(match source {
        Some(source) => Completed { when, pr: landing.and_then(|l| l.pr.clone()), source, claimed },
        None if tracker && entry.event.cause.as_ref().is_some_and(|c| c.commit().is_none()) => {
            let day = claimed.as_ref().and_then(|c| c.completed);
            let pr = claimed.as_ref().and_then(|c| c.pr.as_ref()).map(|text| super::entry::Pr {
                text: text.clone(),
                number: text.trim_start_matches(['#', '!']).parse().ok(),
                url: None,
            });
            Completed {
                when: Dated { at: None, day, commit: None },
                pr,
                source: Source::Claimed,
                claimed,
            }
        }
        None => {
            Completed { when: Dated::default(), pr: None, source: Source::Unresolvable, claimed }
        }
    })
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

/// The first gap to land a label keeps it; another shows with a mark until somebody relabels it. Where history
/// cannot tell which landed first, each shows with its mark.
fn name(gaps: &mut BTreeMap<Id, Gap>, history_tells: bool, faults: &mut Vec<Fault>) {
    let mut claims: BTreeMap<Label, Vec<(Place, Id)>> = BTreeMap::new();
    for gap in gaps.values() {
        let by = gap.fields.get(&Field::Label).and_then(|w| backlog::shown_write(&Field::Label, w));
        let place = by.and_then(|(id, _)| gap.told(*id)).map_or(Place::Pending, |t| t.place);
        claims.entry(gap.named.clone()).or_default().push((place, gap.id));
    }
    for (label, mut claimants) in claims {
        claimants.sort();
        let keeps = usize::from(history_tells || claimants.len() == 1);
        for (_, id) in claimants.iter().skip(keeps) {
            let Some(gap) = gaps.get_mut(id) else { continue };
            gap.label = format!("{label}~{}", id.mark());
            faults.push(Fault {
                code: Code::LabelTaken,
                event: Some(*id),
                path: None,
                message: format!(
                    "another gap has the label {label}; this one shows as {}",
                    gap.label
                ),
            });
        }
        if let Some(gap) =
            claimants.first().take_if(|_| keeps > 0).and_then(|(_, id)| gaps.get_mut(id))
        {
            gap.label = label.to_string();
        }
    }
}
