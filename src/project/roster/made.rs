//! How the roster is made: its events one at a time, each judged by the roster that those before it made; and which of
//! them fall with a revocation that counts.

use std::collections::{BTreeMap, BTreeSet};

use crate::ledger::kinds::admitted::Admitted;
use crate::ledger::kinds::revoked::Revoked;
use crate::ledger::permits;
use crate::ledger::{Body, Code};
use crate::model::{Id, Mode, Role};
use crate::project::entry::{Entry, Landings};

use super::{Revocation, Roster, Rosters, Signer};

impl Rosters {
    /// The rosters in which exactly those events are struck that a word which counts strikes; or the word that would
    /// strike what it rests on, so that it cannot count.
    pub(super) fn settle(
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
}

fn roots(roster: &Roster) -> usize {
    roster.signers.values().filter(|s| s.role == Role::Root).count()
}
