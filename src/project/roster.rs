//! Who may sign what, as of where. The roster is made by applying its events one at a time, in landing order,
//! each judged by the roster that those before it made; a revocation keeps what its author could see.
//! `docs/trust.md` explains why.

mod made;

use std::collections::{BTreeMap, BTreeSet};

use crate::ledger::key::PublicKey;
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
