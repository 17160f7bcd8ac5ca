//! People with keys from seeds, a ledger that they share, and events made by hand or by the program's own `decide`.

use std::collections::BTreeMap;

use gaps::ledger::key::PublicKey;
use gaps::ledger::kinds::founded::Founded;
use gaps::ledger::kinds::opened::Opened;
use gaps::ledger::{Body, Cause, Code, Event, Fault, form, path};
use gaps::model::{At, Block, CommitId, Id, Label, Mode};
use gaps::project::decide::{Desk, Stamp};
use gaps::project::{Backlog, Entry, Gap, Landing, Landings, Place, Refusal, fold, timeline};
use gaps::views::json;
use ssh_key::PrivateKey;
use ssh_key::private::Ed25519Keypair;

pub(crate) fn key(seed: u8) -> PublicKey {
    let pair = Ed25519Keypair::from_seed(&[seed; 32]);
    let key = PrivateKey::new(pair.into(), "").unwrap();
    PublicKey::new(key.public_key().key_data().clone()).unwrap()
}

pub(crate) fn at(minute: i64) -> At {
    At::from_unix(1_795_176_000 + 60 * minute).unwrap()
}

pub(crate) fn commit(n: u8) -> CommitId {
    format!("{n:02x}").repeat(20).parse().unwrap()
}

pub(crate) fn label(text: &str) -> Label {
    text.parse().unwrap()
}

/// Events by id: what somebody has.
#[derive(Clone, Default)]
pub(crate) struct Book {
    pub(crate) ledger: Option<Id>,
    pub(crate) entries: BTreeMap<Id, Entry>,
    pub(crate) landings: Landings,
    minute: i64,
}

impl Book {
    /// A ledger whose root has the key of seed 1.
    pub(crate) fn founded(mode: Mode) -> Self {
        let mut book = Self::default();
        let body = Founded {
            nonce: Id::from_bytes([7; 32]),
            trunk: "main".into(),
            mode: mode.to_string(),
            principal: "ana".parse().unwrap(),
            key: key(1),
            replaces: None,
        };
        let event = Event {
            at: at(0),
            base: None,
            body: Body::from(body),
            cause: None,
            gap: None,
            ledger: None,
            of: None,
            parents: Vec::new(),
            signer: key(1).fingerprint(),
        };
        let id = book.put(1, event, Place::Pending);
        book.ledger = Some(id);
        book
    }

    /// Keeps an event as its signer wrote it.
    pub(crate) fn put(&mut self, seed: u8, event: Event, place: Place) -> Id {
        let json = event.encode();
        let read = Event::read(&form::parse(json.as_bytes()).unwrap()).unwrap();
        assert_eq!(read, event, "what is written reads back");
        let id = form::id(json.as_bytes());
        let path = path::of(event.gap.as_ref(), id);
        self.entries.insert(
            id,
            Entry { id, event: event.into(), key: key(seed), path, place, asked: false },
        );
        id
    }

    /// An event about a gap, made by hand: exactly these parents.
    pub(crate) fn write(&mut self, seed: u8, gap: Id, parents: &[Id], body: impl Into<Body>) -> Id {
        self.caused(seed, gap, parents, body, None)
    }

    pub(crate) fn caused(
        &mut self,
        seed: u8,
        gap: Id,
        parents: &[Id],
        body: impl Into<Body>,
        cause: Option<Cause>,
    ) -> Id {
        self.minute += 1;
        let mut parents = parents.to_vec();
        parents.sort();
        parents.dedup();
        let event = Event {
            at: at(self.minute),
            base: None,
            body: body.into(),
            cause,
            gap: self.entries[&gap].event.gap.clone(),
            ledger: self.ledger,
            of: Some(gap),
            parents,
            signer: key(seed).fingerprint(),
        };
        self.put(seed, event, Place::Pending)
    }

    /// A gap opened by hand.
    pub(crate) fn open(&mut self, seed: u8, name: &str, title: &str) -> Id {
        self.open_caused(seed, name, title, None)
    }

    pub(crate) fn open_caused(
        &mut self,
        seed: u8,
        name: &str,
        title: &str,
        cause: Option<Cause>,
    ) -> Id {
        self.minute += 1;
        let event = Event {
            at: at(self.minute),
            base: None,
            body: Body::from(opened(title, label(name).prefix())),
            cause,
            gap: Some(label(name)),
            ledger: self.ledger,
            of: None,
            parents: Vec::new(),
            signer: key(seed).fingerprint(),
        };
        self.put(seed, event, Place::Pending)
    }

    /// Lets an event land, in this order of landings.
    pub(crate) fn land(&mut self, id: Id, landing: usize) {
        while self.landings.list.len() <= landing {
            let n = self.landings.list.len();
            self.landings.list.push(Landing {
                commit: commit(u8::try_from(n).unwrap() + 1),
                at: at(1000 + n as i64),
                day: at(1000 + n as i64).day(),
                pr: None,
                author: "ana".into(),
            });
        }
        self.entries.get_mut(&id).unwrap().place = Place::Landed(landing);
    }

    /// Lets everything land at once that has not landed yet.
    pub(crate) fn land_all(&mut self, landing: usize) {
        let ids: Vec<Id> =
            self.entries.values().filter(|e| e.place == Place::Pending).map(|e| e.id).collect();
        ids.into_iter().for_each(|id| self.land(id, landing));
    }

    pub(crate) fn read(&self) -> Vec<Entry> {
        self.entries.values().cloned().collect()
    }

    pub(crate) fn fold(&self) -> (Backlog, Vec<Fault>) {
        fold(&self.read(), self.ledger.unwrap(), &self.landings)
    }

    pub(crate) fn gap(&self, id: Id) -> Gap {
        self.fold().0.gaps.remove(&id).unwrap()
    }

    /// The fault of one event.
    pub(crate) fn fault(&self, id: Id) -> Option<Code> {
        self.fold().1.into_iter().find(|f| f.event == Some(id)).map(|f| f.code)
    }

    /// Decides as the program does, keeps what was drafted, and checks that the fold takes all of it.
    pub(crate) fn decide(
        &mut self,
        seed: u8,
        verb: impl FnOnce(&mut Desk<'_>, &Backlog) -> Result<(), Refusal>,
    ) -> Result<Vec<Id>, Refusal> {
        self.minute += 1;
        let (backlog, _) = self.fold();
        let stamp = Stamp { at: at(self.minute), base: None, signer: key(seed).fingerprint() };
        let mut desk = Desk::new(&backlog, stamp);
        verb(&mut desk, &backlog)?;
        let drafted = desk.finish();
        let ids: Vec<Id> = drafted.into_iter().map(|e| self.put(seed, e, Place::Pending)).collect();
        let (after, faults) = self.fold();
        for id in &ids {
            let event = &self.entries[id].event;
            let told = after.gaps.values().find_map(|g| g.told(*id));
            let why = told.and_then(|t| t.rejected.clone());
            assert_eq!(why, None, "decide drafted what the fold rejects: {event:#?}");
            let refused = after.rosters.refused.get(id);
            assert_eq!(refused, None, "decide drafted what the roster refuses: {event:#?}");
            let bad = faults.iter().find(|f| f.event == Some(*id) && f.code.is_violation());
            assert_eq!(bad, None, "{event:#?}");
        }
        Ok(ids)
    }

    /// Takes over all that another has.
    pub(crate) fn pull(&mut self, other: &Self) {
        self.entries.extend(other.entries.iter().map(|(id, e)| (*id, e.clone())));
        self.minute = self.minute.max(other.minute);
    }

    /// Everything that the program would print, from entries in this order of reading.
    pub(crate) fn printed(&self, entries: &[Entry]) -> String {
        let (backlog, faults) = fold(entries, self.ledger.unwrap(), &self.landings);
        let gaps: Vec<_> = backlog
            .gaps
            .values()
            .map(|g| (json::gap(&backlog, g), json::contests(g)))
            .map(|(gap, contests)| serde_json::json!([gap, contests]))
            .collect();
        let moments = timeline::moments(&backlog, entries, &self.landings);
        let mut told: Vec<String> = moments.iter().map(|m| json::moment(m).to_string()).collect();
        told.dedup();
        let faults: Vec<_> = faults.iter().map(json::fault).collect();
        format!("{:#}\n{told:#?}\n{faults:#?}", serde_json::Value::from(gaps))
    }
}

pub(crate) fn opened(title: &str, prefix: &str) -> Opened {
    Opened {
        title: title.into(),
        block: Block { name: prefix.into(), prefix: prefix.into() },
        criticality: None,
        type_: None,
        description: None,
        criteria: Vec::new(),
        files: Vec::new(),
        verify: Vec::new(),
        owner: None,
        due: None,
        effort: None,
        phase: None,
        week: None,
        recurs: None,
        aliases: Vec::new(),
        tracker: None,
        section: None,
        source: Vec::new(),
        claimed: None,
    }
}
