//! Who may sign what, as of where. The roster is made by applying its events one at a time, in landing order,
//! each judged by the roster that those before it made; a revocation keeps what its author could see.
//! `docs/trust.md` explains why.

use std::collections::{BTreeMap, BTreeSet};

use crate::ledger::key::PublicKey;
use crate::ledger::kinds::admitted::Admitted;
use crate::ledger::kinds::revoked::Revoked;
use crate::ledger::permits;
use crate::ledger::{Body, Code, Event};
use crate::model::{CommitId, Fingerprint, Id, Mode, Principal, Role};

use super::causal::Causal;
use super::entry::{Entry, Landings, Place};

/// A listed key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    pub key: PublicKey,
    pub principal: Principal,
    pub role: Role,
    /// The event that listed it with this role, and where that landed.
    pub since: (Id, Place),
}

/// The word that a key may sign no more, or no more in a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocation {
    pub event: Id,
    pub place: Place,
    pub key: Fingerprint,
    /// The widest role that is left: none where the key was revoked.
    pub leaves: Option<Role>,
    base: Option<CommitId>,
    keeps: BTreeSet<Id>,
    /// Where a narrowed role was widened again: what lands from there on is judged by the roster alone.
    lifted: Option<Place>,
}

impl Revocation {
    /// Whether the history that would tell what its author could see is not here.
    pub fn is_untold(&self, landings: &Landings) -> bool {
        self.base.is_some()
            && landings.missing.is_some()
            && !landings.seen_from.contains_key(&self.event)
    }
}

/// The roster at one place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roster {
    pub signers: BTreeMap<Fingerprint, Signer>,
    pub mode: Mode,
    pub trunk: String,
}

/// The roster through time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rosters {
    /// The roster after each place where it changed, in order.
    states: Vec<(Place, Roster)>,
    pub revocations: Vec<Revocation>,
    /// Keys that a revocation named, with the role that they had and since where, if they were listed.
    revoked: BTreeMap<Fingerprint, (Option<(Role, Place)>, Id)>,
    /// What was adopted, with the widest role of those who did.
    adopted: BTreeMap<Id, Role>,
    /// Roster events that did not count, and why.
    pub refused: BTreeMap<Id, (Code, String)>,
}

/// Whether an event's signer might write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    May,
    /// A revocation struck it: it writes nothing, but for legality it counts, so that nobody falls with it.
    Struck(String),
    MayNot(Code, String),
    /// A message asks for it, and the roster is closed: it writes nothing until a listed person's event says so.
    Waits(String),
}

impl Rosters {
    /// Applies the ledger's own events. Entries of other ledgers must have been taken out.
    pub fn apply(entries: &[&Entry], ledger: Id, landings: &Landings) -> Self {
        let ordered = in_order(entries);
        let mut void = BTreeSet::new();
        // Each round takes one more word for void, or is the last.
        loop {
            match Self::settle(&ordered, ledger, landings, &void) {
                Ok(rosters) => return rosters,
                Err(word) => void.insert(word),
            };
        }
    }

    /// The rosters in which exactly those events are struck that a word which counts strikes; or the word that would
    /// strike what it rests on, so that it cannot count.
    fn settle(
        ordered: &[&Entry],
        ledger: Id,
        landings: &Landings,
        void: &BTreeSet<Id>,
    ) -> Result<Self, Id> {
        let mut struck: BTreeMap<Id, Id> = BTreeMap::new();
        let mut tried = BTreeSet::new();
        loop {
            let made = Self::pass(ordered, ledger, landings, &struck, void);
            // Only the earliest: what it supported may have been what struck the later ones.
            let more = ordered
                .iter()
                .filter(|e| !struck.contains_key(&e.id))
                .find_map(|e| Some((e.id, made.strikes(e, landings)?)));
            if let Some((event, word)) = more {
                struck.insert(event, word);
                continue;
            }
            let is_loose =
                |e: &&&Entry| struck.contains_key(&e.id) && made.strikes(e, landings).is_none();
            let loose: BTreeSet<Id> = ordered.iter().filter(is_loose).map(|e| e.id).collect();
            if loose.is_empty() {
                return Ok(made);
            }
            // Its word counts (and somebody adopted it), or was itself struck: then it stands again. Else the word
            // fell with what it struck.
            let fell = |word: &Id| {
                !made.revocations.iter().any(|r| r.event == *word)
                    && (!struck.contains_key(word) || loose.contains(word))
            };
            let is_stuck = !tried.insert(struck.keys().copied().collect::<Vec<_>>());
            let words: BTreeSet<Id> = loose.iter().map(|id| struck[id]).collect();
            let last = |of: &dyn Fn(&Id) -> bool| {
                ordered.iter().rev().map(|e| e.id).find(|id| words.contains(id) && of(id))
            };
            if let Some(word) = last(&fell).or_else(|| last(&|_| is_stuck)) {
                return Err(word);
            }
            struck.retain(|id, _| !loose.contains(id));
        }
    }

    fn pass(
        ordered: &[&Entry],
        ledger: Id,
        landings: &Landings,
        struck: &BTreeMap<Id, Id>,
        void: &BTreeSet<Id>,
    ) -> Self {
        let mut made = Self::default();
        let mut now = Roster::default();
        for entry in ordered {
            if let Some(word) = struck.get(&entry.id) {
                let says = format!("its key was revoked by {}", word.short());
                made.refused.insert(entry.id, (Code::RevokedKey, says));
                continue;
            }
            if void.contains(&entry.id) {
                made.refused.insert(
                    entry.id,
                    (Code::NotPermitted, "it would strike what it rests on".into()),
                );
                continue;
            }
            match made.step(&now, entry, ledger, landings) {
                Ok(next) => {
                    now = next;
                    if let Body::Adopted(adopted) = &entry.event.body {
                        now = made.readopt(now, &adopted.events, ordered, ledger, landings);
                    }
                    made.states.retain(|(place, _)| *place != entry.place);
                    made.states.push((entry.place, now.clone()));
                }
                Err(refusal) => {
                    made.refused.insert(entry.id, refusal);
                }
            }
        }
        made
    }

    /// Events about the ledger that a revocation struck, and that are adopted: they count from here on.
    fn readopt(
        &mut self,
        mut now: Roster,
        adopted: &[Id],
        ordered: &[&Entry],
        ledger: Id,
        landings: &Landings,
    ) -> Roster {
        for entry in ordered.iter().filter(|e| adopted.contains(&e.id)) {
            let struck =
                self.refused.get(&entry.id).is_some_and(|(code, _)| *code == Code::RevokedKey);
            if !struck {
                continue;
            }
            match self.step(&now, entry, ledger, landings) {
                Ok(next) => {
                    now = next;
                    self.refused.remove(&entry.id);
                }
                Err(refusal) => {
                    self.refused.insert(entry.id, refusal);
                }
            }
        }
        now
    }

    /// The roster after one event, or why that event does not count.
    fn step(
        &mut self,
        now: &Roster,
        entry: &Entry,
        ledger: Id,
        landings: &Landings,
    ) -> Result<Roster, (Code, String)> {
        let mut next = now.clone();
        if let Body::Founded(founded) = &entry.event.body {
            if entry.id != ledger {
                return Err((
                    Code::SecondGenesis,
                    format!("it founds another ledger ({})", entry.id.short()),
                ));
            }
            if founded.key != entry.key {
                return Err((
                    Code::NotPermitted,
                    "the founder's key is not the key that signs".into(),
                ));
            }
            next.mode = founded.mode.parse().unwrap_or(Mode::Closed);
            next.trunk = founded.trunk.clone();
            let root = Signer {
                key: founded.key.clone(),
                principal: founded.principal.clone(),
                role: Role::Root,
                since: (entry.id, entry.place),
            };
            next.signers.insert(entry.event.signer.clone(), root);
            return Ok(next);
        }
        if let Some(revocation) = self.strikes(entry, landings) {
            return Err((
                Code::RevokedKey,
                format!("its key was revoked by {}", revocation.short()),
            ));
        }
        let signer = now.signers.get(&entry.event.signer);
        let role = self.role(entry, signer, None);
        let role =
            role.ok_or_else(|| (Code::UnknownSigner, "its key is not on the roster".to_owned()))?;
        if signer.is_some_and(|s| s.key != entry.key) {
            return Err((
                Code::BadSignature,
                "its key is not the one that the roster lists".into(),
            ));
        }
        // What a newer version wrote folds to nothing here, and is told as such; nobody can say who may.
        if matches!(entry.event.body, Body::Newer { .. }) {
            return Ok(next);
        }
        if !permits::permits(role, entry.event.body.kind(), false) {
            return Err((
                Code::NotPermitted,
                format!("a {role} may not write `{}`", entry.event.body.kind()),
            ));
        }
        match &entry.event.body {
            Body::Admitted(admitted) => self.admit(&mut next, admitted, role, entry)?,
            Body::Revoked(revoked) => self.revoke(&mut next, revoked, entry)?,
            Body::Ruled(ruled) => {
                next.trunk = ruled.trunk.clone().unwrap_or(next.trunk);
                next.mode = ruled.mode.as_deref().and_then(|m| m.parse().ok()).unwrap_or(next.mode);
            }
            Body::Adopted(adopted) => {
                for id in &adopted.events {
                    let by = self.adopted.entry(*id).or_insert(role);
                    *by = role.max(*by);
                }
            }
            _ => {}
        }
        Ok(next)
    }

    fn admit(
        &mut self,
        next: &mut Roster,
        admitted: &Admitted,
        by: Role,
        entry: &Entry,
    ) -> Result<(), (Code, String)> {
        let key = admitted.key.fingerprint();
        let role: Role = admitted
            .role
            .parse()
            .map_err(|_| (Code::NotPermitted, "its role is unknown".to_owned()))?;
        if self.revoked.contains_key(&key) {
            return Err((Code::NotPermitted, "a revoked key is never admitted again".into()));
        }
        let before = next.signers.get(&key).map(|s| s.role);
        if !permits::may_admit(by, role) || before.is_some_and(|b| !permits::may_admit(by, b)) {
            return Err((Code::NotPermitted, format!("a {by} may not admit a {role}")));
        }
        if before == Some(Role::Root) && role != Role::Root && roots(next) == 1 {
            return Err((Code::NotPermitted, "it would take the last root away".into()));
        }
        if before.is_some_and(|b| role < b) {
            self.revocations.push(Revocation {
                event: entry.id,
                place: entry.place,
                key: key.clone(),
                leaves: Some(role),
                base: entry.event.base.clone(),
                keeps: admitted.keeps.iter().copied().collect(),
                lifted: None,
            });
        }
        let narrowed = |r: &&mut Revocation| {
            r.key == key && r.lifted.is_none() && r.leaves.is_some_and(|left| left < role)
        };
        self.revocations.iter_mut().filter(narrowed).for_each(|r| r.lifted = Some(entry.place));
        let signer = Signer {
            key: admitted.key.clone(),
            principal: admitted.principal.clone(),
            role,
            since: (entry.id, entry.place),
        };
        next.signers.insert(key, signer);
        Ok(())
    }

    fn revoke(
        &mut self,
        next: &mut Roster,
        revoked: &Revoked,
        entry: &Entry,
    ) -> Result<(), (Code, String)> {
        let had = next.signers.get(&revoked.key).map(|s| (s.role, s.since.1));
        if had.is_some_and(|(role, _)| role == Role::Root) && roots(next) == 1 {
            return Err((Code::NotPermitted, "the last root cannot be revoked".into()));
        }
        next.signers.remove(&revoked.key);
        self.revoked.entry(revoked.key.clone()).or_insert((had, entry.id));
        self.revocations.push(Revocation {
            event: entry.id,
            place: entry.place,
            key: revoked.key.clone(),
            leaves: None,
            base: entry.event.base.clone(),
            keeps: revoked.keeps.iter().copied().collect(),
            lifted: None,
        });
        Ok(())
    }

    /// The revocation that strikes this event, if one does: its author could not see the event and did not keep it.
    fn strikes(&self, entry: &Entry, landings: &Landings) -> Option<Id> {
        let event = &entry.event;
        let strikes = |r: &&Revocation| {
            r.event != entry.id
                && r.key == event.signer
                && !r.leaves.is_some_and(|role| {
                    permits::permits(role, event.body.kind(), event.cause.is_some())
                })
                && !r.keeps.contains(&entry.id)
                && r.lifted.is_none_or(|place| entry.place < place)
                && !r.is_untold(landings)
                && !landings.seen_from.get(&r.event).is_some_and(|s| s.contains(&entry.id))
        };
        // The ledger itself is nobody's to strike.
        let lent = self.adopted.get(&entry.id).is_some_and(|by| might_write(*by, event));
        if lent || matches!(event.body, Body::Founded(_)) {
            return None;
        }
        self.revocations.iter().find(strikes).map(|r| r.event)
    }

    /// The role in which an event counts: that of its signer where it came, or before a revocation. What somebody
    /// adopted counts in the widest role that its signer ever had, but in none beyond the adopter's own.
    fn role(&self, entry: &Entry, listed: Option<&Signer>, unlisted: Option<Role>) -> Option<Role> {
        let key = &entry.event.signer;
        let was = self.revoked.get(key).and_then(|(had, _)| *had);
        let Some(adopter) = self.adopted.get(&entry.id) else {
            let was = was.filter(|(_, since)| *since <= entry.place).map(|(role, _)| role);
            return listed.map(|s| s.role).or(was).or(unlisted);
        };
        let ever = self.states.iter().filter_map(|(_, r)| r.signers.get(key)).map(|s| s.role);
        let now = listed.map(|s| s.role);
        let widest = ever.chain(now).chain(was.map(|(role, _)| role)).max().or(unlisted);
        widest.map(|role| role.min(*adopter))
    }

    /// Words that strike each other, neither seen by the other's author: the one that stands, and the one that fell
    /// because it landed later.
    pub fn duels(&self, entries: &[&Entry], landings: &Landings) -> Vec<(Id, Id)> {
        let mut found = Vec::new();
        for fallen in entries {
            let Body::Revoked(word) = &fallen.event.body else { continue };
            let Some(by) = self.strikes(fallen, landings) else { continue };
            let sees = landings.seen_from.get(&fallen.id).is_some_and(|s| s.contains(&by));
            let strikes_back = |e: &&&Entry| {
                e.id == by && e.event.signer == word.key && !sees && !word.keeps.contains(&by)
            };
            found.extend(entries.iter().find(strikes_back).map(|e| (e.id, fallen.id)));
        }
        found
    }

    /// The roster that judges what has come this far.
    pub fn at(&self, place: Place) -> Option<&Roster> {
        self.states.iter().rev().find(|(p, _)| *p <= place).map(|(_, roster)| roster)
    }

    /// The roster of the trunk and of this branch.
    pub fn now(&self) -> Option<&Roster> {
        self.states.last().map(|(_, roster)| roster)
    }

    pub fn is_revoked(&self, key: &Fingerprint) -> bool {
        self.revoked.contains_key(key)
    }

    /// The event that revoked a key.
    pub fn revoked_by(&self, key: &Fingerprint) -> Option<Id> {
        self.revoked.get(key).map(|(_, by)| *by)
    }

    /// Who holds a key, now or before it was revoked.
    pub fn principal(&self, key: &Fingerprint) -> Option<&Principal> {
        self.states.iter().rev().find_map(|(_, r)| r.signers.get(key)).map(|s| &s.principal)
    }

    /// Whether the signer of an event about a gap might write it.
    pub fn judge(&self, entry: &Entry, landings: &Landings) -> Verdict {
        let event = &entry.event;
        if entry.asked && self.at(entry.place).is_some_and(|r| r.mode == Mode::Closed) {
            return Verdict::Waits("waits for a listed person".into());
        }
        if entry.asked {
            return Verdict::May;
        }
        if let Some(by) = self.strikes(entry, landings) {
            return Verdict::Struck(format!(
                "its key was revoked by {}, whose author could not see it",
                by.short()
            ));
        }
        let Some(roster) = self.at(entry.place).or_else(|| self.states.first().map(|(_, r)| r))
        else {
            return Verdict::MayNot(Code::NotPermitted, "the ledger has no roster".into());
        };
        if roster.mode == Mode::Closed
            && landings.missing.as_ref().is_some_and(|m| m.word() != "no-trunk")
        {
            return Verdict::MayNot(
                Code::UnknownSigner,
                "the roster is closed, and history is not all here".into(),
            );
        }
        let listed = roster.signers.get(&event.signer);
        if listed.is_some_and(|s| s.key != entry.key) {
            return Verdict::MayNot(
                Code::BadSignature,
                "its key is not the one that the roster lists".into(),
            );
        }
        let unlisted = (roster.mode == Mode::Open).then_some(Role::Contributor);
        let Some(role) = self.role(entry, listed, unlisted) else {
            return Verdict::MayNot(
                Code::UnknownSigner,
                "its key is not on the roster, which is closed".into(),
            );
        };
        if matches!(event.body, Body::Newer { .. })
            || permits::permits(role, event.body.kind(), event.cause.is_some())
        {
            Verdict::May
        } else {
            Verdict::MayNot(
                Code::NotPermitted,
                format!("a {role} may not write `{}`", event.body.kind()),
            )
        }
    }
}

/// Whether somebody of this role might have written the event.
fn might_write(role: Role, event: &Event) -> bool {
    let admits = match &event.body {
        Body::Admitted(a) => a.role.parse().is_ok_and(|r| permits::may_admit(role, r)),
        _ => true,
    };
    admits && permits::permits(role, event.body.kind(), event.cause.is_some())
}

fn roots(roster: &Roster) -> usize {
    roster.signers.values().filter(|s| s.role == Role::Root).count()
}

/// Landing order; within a landing parents first, then id.
pub fn in_order<'a>(entries: &[&'a Entry]) -> Vec<&'a Entry> {
    let by_id: BTreeMap<Id, &Entry> = entries.iter().map(|e| (e.id, *e)).collect();
    let nodes: BTreeMap<Id, Vec<Id>> =
        by_id.values().map(|e| (e.id, e.event.parents.clone())).collect();
    let mut ordered: Vec<&Entry> =
        Causal::new(&nodes).order.iter().filter_map(|id| by_id.get(id).copied()).collect();
    // The sort keeps the order of those that came to one place.
    ordered.sort_by_key(|e| e.place);
    ordered
}
