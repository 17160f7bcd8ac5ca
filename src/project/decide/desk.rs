//! The desk where events are drafted: it knows what each new event builds on, stamps it, and checks that its
//! signer may write it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::ledger::event::{DraftError, EventError, PARENTS_MAX};
use crate::ledger::{Body, Cause, Event, Field, form, permits};
use crate::model::{At, CommitId, Fingerprint, Id, Label, Mode, Role};

use crate::project::backlog::{Backlog, Gap};
use crate::project::refusal::Refusal;

/// What is the same for every event of one command.
#[derive(Debug, Clone)]
pub struct Stamp {
    pub at: At,
    /// The trunk commit that the writer sees.
    pub base: Option<CommitId>,
    pub signer: Fingerprint,
}

/// What drafts are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To be written.
    Write,
    /// To be counted: they are judged as if they were to be written.
    Count,
}

/// Events drafted so far, and the heads that the next ones build on.
pub struct Desk<'b> {
    pub backlog: &'b Backlog,
    stamp: Stamp,
    heads: HashMap<Id, Vec<Id>>,
    ledger_heads: Vec<Id>,
    drafted: Vec<Event>,
    purpose: Purpose,
    /// How many drafts were let go.
    gone: usize,
    /// What stood for a trigger -> the event that records it.
    recorded: BTreeMap<Id, Id>,
}

impl<'b> Desk<'b> {
    pub fn new(backlog: &'b Backlog, stamp: Stamp) -> Self {
        Self {
            backlog,
            stamp,
            heads: HashMap::new(),
            ledger_heads: backlog.ledger_heads.clone(),
            drafted: Vec::new(),
            purpose: Purpose::Write,
            gone: 0,
            recorded: BTreeMap::new(),
        }
    }

    pub fn with(self, purpose: Purpose) -> Self {
        Self { purpose, ..self }
    }

    /// An empty desk beside this one, for gaps that this one knows nothing of.
    pub fn beside(&self) -> Self {
        Self::new(self.backlog, self.stamp.clone()).with(self.purpose)
    }

    /// Lets go of the gaps at hand, on a desk beside another: nothing more will be said of them. Drafts that are only
    /// counted go with them.
    pub fn settle(&mut self) {
        self.heads.clear();
        if self.purpose == Purpose::Count {
            self.gone += self.drafted.len();
            self.drafted.clear();
        }
    }

    /// Takes over what was drafted beside this one, of gaps that are settled.
    pub fn take(&mut self, other: Self) {
        self.gone += other.gone;
        if self.drafted.is_empty() {
            self.drafted = other.drafted;
        } else {
            self.drafted.extend(other.drafted);
        }
    }

    /// How many events were drafted.
    pub fn count(&self) -> usize {
        self.gone + self.drafted.len()
    }

    pub fn signer(&self) -> &Fingerprint {
        &self.stamp.signer
    }

    pub fn stamp(&self) -> &Stamp {
        &self.stamp
    }

    /// The events so far.
    pub fn drafted(&self) -> &[Event] {
        &self.drafted
    }

    pub fn finish(self) -> Vec<Event> {
        self.drafted
    }

    /// The role that this signer has now.
    pub fn role(&self) -> Result<Role, Refusal> {
        let key = self.stamp.signer.short().to_owned();
        let rosters = &self.backlog.rosters;
        if rosters.is_revoked(&self.stamp.signer) {
            return Err(Refusal::Revoked { key });
        }
        let roster = rosters.now();
        match roster.and_then(|r| r.signers.get(&self.stamp.signer)) {
            Some(signer) => Ok(signer.role),
            None if roster.is_some_and(|r| r.mode == Mode::Open) => Ok(Role::Contributor),
            None => Err(Refusal::NotListed { key }),
        }
    }

    fn permit(&self, body: &Body, cause: Option<&Cause>) -> Result<(), Refusal> {
        let role = self.role()?;
        if permits::permits(role, body.kind(), cause.is_some()) {
            return Ok(());
        }
        let key = self.stamp.signer.short().to_owned();
        Err(Refusal::NotPermitted { key, role, kind: body.kind().to_owned() })
    }

    /// Drafts an event that opens a gap; returns the gap's identity.
    pub fn open(&mut self, gap: Label, body: Body, cause: Option<Cause>) -> Result<Id, Refusal> {
        self.permit(&body, cause.as_ref())?;
        let event = self.envelope(body, cause, Some(gap), None, Vec::new());
        let id = self.keep(event)?;
        self.heads.insert(id, vec![id]);
        Ok(id)
    }

    /// Drafts an event about a gap, building on all that this clone knows of it.
    pub fn about(&mut self, gap: &Gap, body: Body) -> Result<Id, Refusal> {
        self.about_because(gap, body, None)
    }

    /// The same, with what made a machine write it.
    pub fn about_because(
        &mut self,
        gap: &Gap,
        body: Body,
        cause: Option<Cause>,
    ) -> Result<Id, Refusal> {
        if !self.heads.contains_key(&gap.id) {
            let accepted = gap.events.iter().filter(|t| t.asked && t.rejected.is_none());
            let asked: BTreeSet<Id> = accepted.map(|t| t.id).collect();
            self.record(gap, &asked)?;
        }
        self.caused(gap.id, &gap.claimed, body, cause, || parents(gap))
    }

    /// Drafts the events that record what messages on the trunk asked of a gap: those of these that are there, in
    /// their order. Each is what the trigger already stood for, but for who signs; so two who record one write the
    /// same, and what comes later builds on it.
    pub fn record(&mut self, gap: &Gap, asked: &BTreeSet<Id>) -> Result<Vec<Id>, Refusal> {
        let mut heads: BTreeSet<Id> =
            self.heads.get(&gap.id).cloned().unwrap_or_else(|| parents(gap)).into_iter().collect();
        let mut recorded = Vec::new();
        for told in gap.events.iter().filter(|t| t.asked && asked.contains(&t.id)) {
            let mut event = Event::clone(&told.event);
            self.permit(&event.body, event.cause.as_ref())?;
            event.signer = self.stamp.signer.clone();
            event.parents = event
                .parents
                .iter()
                .map(|p| self.recorded.get(p).copied().unwrap_or(*p))
                .collect::<BTreeSet<Id>>()
                .into_iter()
                .collect();
            heads.retain(|h| !event.parents.contains(h));
            let id = self.keep(event)?;
            self.recorded.insert(told.id, id);
            heads.insert(id);
            recorded.push(id);
        }
        if !recorded.is_empty() {
            self.heads.insert(gap.id, heads.into_iter().collect());
        }
        Ok(recorded)
    }

    /// Drafts an event about a gap that this very desk opened.
    pub fn about_new(
        &mut self,
        gap: Id,
        label: &Label,
        body: Body,
        cause: Option<Cause>,
    ) -> Result<Id, Refusal> {
        self.caused(gap, label, body, cause, || vec![gap])
    }

    /// Drafts an event about a gap with a cause and the place that belongs to it.
    pub fn caused(
        &mut self,
        gap: Id,
        label: &Label,
        body: Body,
        cause: Option<Cause>,
        heads: impl FnOnce() -> Vec<Id>,
    ) -> Result<Id, Refusal> {
        self.permit(&body, cause.as_ref())?;
        let parents = self.heads.remove(&gap).unwrap_or_else(heads);
        let event = self.envelope(body, cause, Some(label.clone()), Some(gap), parents);
        let id = self.keep(event)?;
        self.heads.insert(gap, vec![id]);
        Ok(id)
    }

    /// Drafts an event about the ledger itself.
    pub fn ledger(&mut self, body: Body) -> Result<Id, Refusal> {
        self.permit(&body, None)?;
        let parents = std::mem::take(&mut self.ledger_heads);
        let event = self.envelope(body, None, None, None, parents);
        let id = self.keep(event)?;
        self.ledger_heads = vec![id];
        Ok(id)
    }

    fn envelope(
        &self,
        body: Body,
        cause: Option<Cause>,
        gap: Option<Label>,
        of: Option<Id>,
        mut parents: Vec<Id>,
    ) -> Event {
        parents.sort();
        parents.dedup();
        parents.truncate(PARENTS_MAX);
        Event {
            at: self.stamp.at,
            base: self.stamp.base.clone(),
            body,
            cause,
            gap,
            ledger: Some(self.backlog.ledger),
            of,
            parents,
            signer: self.stamp.signer.clone(),
        }
    }

    /// Judges the draft as a stranger who reads it would: what cannot be read back is never written.
    fn keep(&mut self, event: Event) -> Result<Id, Refusal> {
        let cannot = |error: &dyn std::error::Error, hint: &str| {
            Refusal::Cannot(format!("the event cannot be written: {error}"), hint.into())
        };
        let json = event.draft().map_err(|error| match error {
            DraftError::Form(error) => cannot(&error, "say it in fewer or plainer words"),
            DraftError::Event(EventError::Body(error)) => Refusal::Spec(error),
            DraftError::Event(error) => cannot(&error, "gaps doctor"),
        })?;
        self.drafted.push(event);
        Ok(form::id(json.as_bytes()))
    }
}

/// The heads that a new event names. Where there are too many, the current writes of status come first, then the
/// lowest ids.
pub fn parents(gap: &Gap) -> Vec<Id> {
    at_most(gap, &gap.heads)
}

/// The heads that the next trigger comes after.
pub fn ends(gap: &Gap) -> Vec<Id> {
    at_most(gap, &gap.ends)
}

fn at_most(gap: &Gap, heads: &[Id]) -> Vec<Id> {
    if heads.len() <= PARENTS_MAX {
        return heads.to_vec();
    }
    let mut first: Vec<Id> = gap
        .fields
        .get(&Field::Status)
        .map(|w| w.iter().map(|(id, _)| *id).collect())
        .unwrap_or_default();
    let mut rest: Vec<Id> = heads.iter().copied().filter(|h| !first.contains(h)).collect();
    rest.sort();
    first.extend(rest);
    first.truncate(PARENTS_MAX);
    first
}
