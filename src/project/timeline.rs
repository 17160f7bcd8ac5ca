//! What happened, one moment a line: the timeline of a gap or of all. Each event says in a few words what it did;
//! who says so and how far it came stand beside it.

use std::collections::BTreeMap;

use crate::ledger::kinds::revised::Revised;
use crate::ledger::{Body, Event, Field, Value};
use crate::model::{At, CommitId, Fingerprint, Id, Standing};

use super::backlog::{Backlog, Gap, Told};
use super::entry::{Entry, Landing, Landings, Place};

/// One line of `gaps log`.
#[derive(Debug, Clone)]
pub struct Moment {
    pub event: Id,
    pub gap: Option<Id>,
    pub label: Option<String>,
    pub kind: String,
    pub at: At,
    pub key: Fingerprint,
    /// The principal on the roster, where there is one.
    pub name: Option<String>,
    pub place: Place,
    pub landing: Option<Landing>,
    /// The commit that asked for it, or that a tracker's history names.
    pub cause: Option<CommitId>,
    /// The landing of that commit: when the work came, where the record came later.
    pub work: Option<Landing>,
    /// Who wrote that commit.
    pub author: Option<String>,
    /// Whether only a commit message says so, and no event yet.
    pub asked: bool,
    pub standing: Standing,
    /// Why it cannot be told whether or when it landed.
    pub unresolvable: Option<&'static str>,
    pub summary: String,
    pub reason: Option<String>,
    /// Why it changes nothing, where it does not.
    pub rejected: Option<String>,
}

impl Moment {
    /// Takes on what the fold made of the event.
    fn of_told(&mut self, told: &Told) {
        self.asked = told.asked;
        self.standing = told.standing;
        // What was refused did not happen: it was asked.
        if self.asked && self.standing == Standing::Rejected {
            self.summary = format!("asked, and refused: {}", self.summary);
        }
    }
}

/// Every moment of the backlog, oldest first: landing order, then causal order, then id.
pub fn moments(backlog: &Backlog, entries: &[Entry], landings: &Landings) -> Vec<Moment> {
    let mut all: Vec<Moment> = Vec::with_capacity(entries.len());
    // Sorted beside them: a moment is large to move.
    let mut order: Vec<(Place, At, usize, Id, usize)> = Vec::with_capacity(entries.len());
    for gap in backlog.gaps.values() {
        for (depth, told) in gap.events.iter().enumerate().filter(|(_, t)| t.alias_of.is_none()) {
            let rejected = told.rejected.clone();
            let mut moment =
                moment(backlog, Some(gap), told.id, &told.event, told.place, landings, rejected);
            moment.of_told(told);
            order.push((told.place, told.event.at, depth, told.id, all.len()));
            all.push(moment);
        }
    }
    // A copy of an event elsewhere is the same moment; the furthest of its places counts.
    let mut own: BTreeMap<Id, &Entry> = BTreeMap::new();
    for entry in entries.iter().filter(|e| e.event.gap.is_none()) {
        let kept = own.entry(entry.id).or_insert(entry);
        if entry.place < kept.place {
            *kept = entry;
        }
    }
    for entry in own.into_values() {
        let rejected = backlog.rosters.refused.get(&entry.id).map(|(_, why)| why.clone());
        let moment = moment(backlog, None, entry.id, &entry.event, entry.place, landings, rejected);
        order.push((entry.place, entry.event.at, 0, entry.id, all.len()));
        all.push(moment);
    }
    order.sort_unstable();
    let mut all: Vec<Option<Moment>> = all.into_iter().map(Some).collect();
    order.into_iter().filter_map(|(.., at)| all[at].take()).collect()
}

/// The moments of one gap, in causal order.
pub fn of_gap(backlog: &Backlog, gap: &Gap, landings: &Landings) -> Vec<Moment> {
    let told = gap.events.iter().filter(|t| t.alias_of.is_none());
    told.map(|t| {
        let mut moment =
            moment(backlog, Some(gap), t.id, &t.event, t.place, landings, t.rejected.clone());
        moment.of_told(t);
        moment
    })
    .collect()
}

fn moment(
    backlog: &Backlog,
    gap: Option<&Gap>,
    id: Id,
    event: &Event,
    place: Place,
    landings: &Landings,
    rejected: Option<String>,
) -> Moment {
    let landing = match place {
        Place::Landed(i) => landings.list.get(i).cloned(),
        Place::Unlanded | Place::Pending => None,
    };
    let cause = event.cause.as_ref().and_then(|c| c.commit()).cloned();
    let work = event.cause.as_ref().and_then(|c| landings.of_cause.get(c));
    let is_own = |at: &usize| place == Place::Landed(*at);
    let work = work.filter(|at| rejected.is_none() && !is_own(at));
    let work = work.and_then(|at| landings.list.get(*at));
    Moment {
        event: id,
        gap: gap.map(|g| g.id),
        label: gap.map(|g| g.label.clone()),
        kind: event.body.kind().to_owned(),
        at: event.at,
        key: event.signer.clone(),
        name: backlog.rosters.principal(&event.signer).map(ToString::to_string),
        place,
        landing,
        author: cause.as_ref().and_then(|c| landings.authors.get(c)).cloned(),
        cause,
        work: work.cloned(),
        asked: false,
        standing: if rejected.is_some() { Standing::Rejected } else { landings.standing(place) },
        unresolvable: landings
            .missing
            .as_ref()
            .filter(|_| place != Place::Pending)
            .map(super::entry::Missing::word),
        summary: summary(backlog, event),
        reason: event.body.reason().map(str::to_owned),
        rejected,
    }
}

/// What an event says, in a few words on one line.
pub fn summary(backlog: &Backlog, event: &Event) -> String {
    let numbers = |criteria: &[crate::model::CriterionRef]| -> String {
        criteria.iter().map(|c| c.number.to_string()).collect::<Vec<_>>().join(", ")
    };
    let with = |what: &str, reason: Option<&str>| match reason.map(first_line) {
        Some(reason) => format!("{what}: {reason}"),
        None => what.to_owned(),
    };
    let reason = event.body.reason();
    match &event.body {
        Body::Opened(b) => {
            let criticality = b.criticality.as_ref().map(|c| format!(" ({c})")).unwrap_or_default();
            format!("opened{criticality}: {}", b.title)
        }
        Body::Started(b) => match &b.owner {
            Some(owner) => with(&format!("started by {owner}"), reason),
            None => with("started", reason),
        },
        Body::Closed(b) if b.unmet.is_empty() => with("closed", reason),
        Body::Closed(b) => with(&format!("closed over unmet {}", numbers(&b.unmet)), reason),
        Body::Deferred(b) => {
            let until = b.until.map(|d| format!(" until {d}")).unwrap_or_default();
            with(&format!("deferred{until}"), reason)
        }
        Body::Met(b) => with(&format!("met {}", numbers(&b.criteria)), reason),
        Body::Unmet(b) => with(&format!("unmet {}", numbers(&b.criteria)), reason),
        Body::Linked(b) => format!("linked {}", links(backlog, &b.links)),
        Body::Unlinked(b) => format!("unlinked {}", links(backlog, &b.links)),
        Body::Noted(b) => format!("noted: {}", first_line(&b.text)),
        Body::Retracted(b) => with(&format!("retracted note {}", b.note.short()), reason),
        Body::Evidenced(b) => format!("evidenced: `{}` gave {}", first_line(&b.command), b.exit),
        Body::Waived(b) => format!(
            "waived {} until {} for {}: {}",
            b.rule,
            b.until,
            b.asker,
            first_line(&b.reason)
        ),
        Body::Unwaived(b) => with(&format!("took waiver {} back", b.waiver.short()), reason),
        Body::Revised(b) => with(&format!("revised {}", revised(b)), reason),
        Body::Founded(b) => {
            let old = b
                .replaces
                .as_ref()
                .map(|r| format!(", in place of {}: {}", r.ledger.short(), first_line(&r.reason)));
            format!(
                "founded the ledger, trunk {}, roster {}, root {}{}",
                b.trunk,
                b.mode,
                b.principal,
                old.unwrap_or_default()
            )
        }
        Body::Ceded(b) => with(&format!("ceded to {}", b.to.short()), reason),
        Body::Ruled(b) => {
            let trunk = b.trunk.as_ref().map(|t| format!("trunk {t}"));
            let mode = b.mode.as_ref().map(|m| format!("roster {m}"));
            with(
                &format!("ruled {}", trunk.into_iter().chain(mode).collect::<Vec<_>>().join(", ")),
                reason,
            )
        }
        Body::Admitted(b) => with(
            &format!("admitted {} as {} ({})", b.principal, b.role, b.key.fingerprint()),
            reason,
        ),
        Body::Revoked(b) => with(&format!("revoked {}", b.key), reason),
        Body::Adopted(b) => with(&format!("adopted {} events", b.events.len()), reason),
        Body::Newer { kind, unknown, .. } => {
            format!("{kind} (this version does not know {unknown})")
        }
        Body::Confirmed(_) | Body::Dropped(_) | Body::Reopened(_) => {
            with(event.body.kind(), reason)
        }
    }
}

fn links(backlog: &Backlog, links: &[crate::ledger::link::Link]) -> String {
    let name = |l: &crate::ledger::link::Link| match (&l.text, l.of) {
        (Some(text), _) => text.clone(),
        (None, Some(of)) => backlog.label(of).map_or_else(|| of.short(), str::to_owned),
        (None, None) => String::new(),
    };
    links.iter().map(|l| format!("{} {}", l.relation, name(l))).collect::<Vec<_>>().join(", ")
}

fn revised(body: &Revised) -> String {
    let nobody = Id::from_bytes([0; 32]);
    let says = |(field, value): (Field, Value)| match value {
        Value::Text(text)
            if !matches!(field, Field::Description | Field::Criterion(_) | Field::Source(..)) =>
        {
            format!("{} to {}", field.name(), first_line(&text))
        }
        Value::Block(block) => format!("block to {block}"),
        Value::Absent => format!("{} away", field.name()),
        _ => field.name(),
    };
    body.writes(nobody, nobody).into_iter().map(says).collect::<Vec<_>>().join(", ")
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
