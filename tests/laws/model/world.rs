//! The small world: three keys, what each may do next, and the entries that come of it.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, LazyLock};

use gaps::ledger::key::PublicKey;
use gaps::ledger::kinds::admitted::Admitted;
use gaps::ledger::kinds::adopted::Adopted;
use gaps::ledger::kinds::founded::Founded;
use gaps::ledger::kinds::noted::Noted;
use gaps::ledger::kinds::revoked::Revoked;
use gaps::ledger::kinds::ruled::Ruled;
use gaps::ledger::kinds::waived::Waived;
use gaps::ledger::{Body, Event};
use gaps::model::{Fingerprint, Id, Mode, Role};
use gaps::project::{Entry, Landings, Place};

use crate::people::{at, commit, key, label};

/// The founder, and two who may be admitted.
pub(super) const KEYS: usize = 3;

pub(super) static PUBLIC: LazyLock<Vec<(PublicKey, Fingerprint)>> = LazyLock::new(|| {
    (0..KEYS)
        .map(|k| {
            let key = key(u8::try_from(k).unwrap() + 1);
            let print = key.fingerprint();
            (key, print)
        })
        .collect()
});

/// What an event of the roster says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Act {
    Admit(usize, Role),
    /// Its author saw the landings before this one; what lies in the revocation's own is then in its `keeps`.
    Revoke(usize, usize),
    /// The event at this place of the row, which may not be there yet.
    Adopt(usize),
    /// Whatever this key writes about gaps.
    AdoptGaps(usize),
    Rule(Mode),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Step {
    pub(super) by: usize,
    pub(super) act: Act,
    /// Whether it came in a landing of its own, and not in that of the step before.
    pub(super) fresh: bool,
}

/// The landing of each step; the founding is in landing 0.
pub(super) fn landings_of(row: &[Step]) -> Vec<usize> {
    let mut landing = 0;
    row.iter()
        .map(|s| {
            landing += usize::from(s.fresh);
            landing
        })
        .collect()
}

pub(super) fn ledger() -> Id {
    Id::from_bytes([0; 32])
}

pub(super) fn step_id(i: usize) -> Id {
    Id::from_bytes([u8::try_from(i).unwrap() + 1; 32])
}

/// An event about a gap that a key landed somewhere: one that any contributor may write, or one that takes more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Probe {
    pub(super) by: usize,
    pub(super) landing: usize,
    pub(super) high: bool,
}

impl Probe {
    /// In the order of their landings, so that one more landing adds to the end.
    pub(super) fn all(landings: usize) -> impl Iterator<Item = Self> {
        (0..landings).flat_map(|landing| {
            (0..KEYS).flat_map(move |by| {
                [false, true].into_iter().map(move |high| Self { by, landing, high })
            })
        })
    }

    fn place(self) -> usize {
        (self.landing * KEYS + self.by) * 2 + usize::from(self.high)
    }

    fn id(self) -> Id {
        Id::from_bytes([u8::try_from(100 + self.place()).unwrap(); 32])
    }

    pub(super) fn entry(self) -> &'static Entry {
        static ALL: LazyLock<Vec<Entry>> =
            LazyLock::new(|| Probe::all(8).map(Probe::make).collect());
        &ALL[self.place()]
    }

    fn make(self) -> Entry {
        let body = if self.high {
            Body::from(Waived {
                rule: "r".into(),
                reason: "x".into(),
                asker: "zoe".parse().unwrap(),
                until: "2030-01-01".parse().unwrap(),
            })
        } else {
            Body::from(Noted { text: "n".into(), name: None, part: None })
        };
        let mut made = entry(self.id(), self.by, body, Place::Landed(self.landing));
        Arc::make_mut(&mut made.event).gap = Some(label("SEC-001"));
        Arc::make_mut(&mut made.event).of = Some(Id::from_bytes([99; 32]));
        made
    }
}

fn entry(id: Id, by: usize, body: Body, place: Place) -> Entry {
    let (key, print) = PUBLIC[by].clone();
    let event = Event {
        at: at(0),
        base: None,
        body,
        cause: None,
        gap: None,
        ledger: Some(ledger()),
        of: None,
        parents: Vec::new(),
        signer: print,
    };
    Entry { id, event: Arc::new(event), key, path: String::new(), place, asked: false }
}

static FOUNDED: LazyLock<[Entry; 2]> = LazyLock::new(|| Mode::ALL.map(found));

pub(super) fn founded(mode: Mode) -> &'static Entry {
    &FOUNDED[usize::from(mode == Mode::ALL[1])]
}

fn found(mode: Mode) -> Entry {
    let body = Founded {
        nonce: Id::from_bytes([7; 32]),
        trunk: "main".into(),
        mode: mode.to_string(),
        principal: "ana".parse().unwrap(),
        key: PUBLIC[0].0.clone(),
        replaces: None,
    };
    let mut made = entry(ledger(), 0, Body::from(body), Place::Landed(0));
    Arc::make_mut(&mut made.event).ledger = None;
    made
}

thread_local! {
    static MADE: RefCell<HashMap<(usize, Step, usize), &'static Entry>> = RefCell::default();
}

/// The entry of one step that stands at this place of the row. There are few, and they are asked for often.
pub(super) fn entry_of(i: usize, step: Step, landing: usize) -> &'static Entry {
    let make = || &*Box::leak(Box::new(make(i, step, landing)));
    MADE.with_borrow_mut(|made| *made.entry((i, step, landing)).or_insert_with(make))
}

fn make(i: usize, step: Step, landing: usize) -> Entry {
    let body = match step.act {
        Act::Admit(who, role) => Body::from(Admitted {
            key: PUBLIC[who].0.clone(),
            principal: format!("person-{who}").parse().unwrap(),
            role: role.to_string(),
            keeps: Vec::new(),
            reason: None,
        }),
        Act::Revoke(who, _) => Body::from(Revoked {
            key: PUBLIC[who].1.clone(),
            reason: "gone".into(),
            keeps: Vec::new(),
        }),
        Act::Adopt(j) => Body::from(Adopted { events: vec![step_id(j)], reason: "honest".into() }),
        Act::AdoptGaps(who) => {
            let of = |p: &Probe| p.by == who;
            let events = Probe::all(8).filter(of).map(Probe::id).collect();
            Body::from(Adopted { events, reason: "honest".into() })
        }
        Act::Rule(mode) => {
            Body::from(Ruled { trunk: None, mode: Some(mode.to_string()), reason: None })
        }
    };
    let mut made = entry(step_id(i), step.by, body, Place::Landed(landing));
    Arc::make_mut(&mut made.event).base = Some(commit(u8::try_from(i).unwrap()));
    made
}

/// What each revocation of the row saw.
pub(super) fn seen(row: &[Step]) -> Landings {
    let lands = landings_of(row);
    let most = lands.last().copied().unwrap_or_default() + 1;
    let mut landings = Landings::default();
    for (i, step) in row.iter().enumerate() {
        let Act::Revoke(_, view) = step.act else { continue };
        let mut sees: BTreeSet<Id> =
            lands.iter().enumerate().filter(|(_, l)| **l < view).map(|(j, _)| step_id(j)).collect();
        sees.extend((view > 0).then(ledger));
        sees.extend(Probe::all(most).filter(|p| p.landing < view).map(Probe::id));
        landings.seen_from.insert(step_id(i), sees);
    }
    landings
}
