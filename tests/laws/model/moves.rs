//! One gap, every DAG: a few events by three keys in a closed ledger, each a move, with every way to name parents
//! and every landing order. The founder opened the gap; the first of the others is admitted, in half of the worlds
//! revoked again, and the second never is.

use std::collections::BTreeMap;
use std::sync::Arc;

use gaps::ledger::Body;
use gaps::ledger::kinds::closed::Closed;
use gaps::ledger::kinds::confirmed::Confirmed;
use gaps::ledger::kinds::reopened::Reopened;
use gaps::model::{Id, Mode, Role, Standing};
use gaps::project::{Entry, Landings, Place, fold};

use super::bound;
use super::world::{self, Act, Step};
use crate::people::{label, opened};

/// One more event about the gap.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Move {
    by: usize,
    /// Closed, reopened, confirmed.
    what: usize,
    /// Bits: which of the moves before it are its parents.
    parents: usize,
    landing: usize,
}

const GAP: u8 = 90;

fn about_the_gap(id: Id, by: usize, body: Body, landing: usize) -> Entry {
    let mut made =
        world::entry_of(0, Step { by, act: Act::Rule(Mode::Open), fresh: false }, 0).clone();
    made.id = id;
    made.place = Place::Landed(landing);
    Arc::make_mut(&mut made.event).gap = Some(label("SEC-001"));
    Arc::make_mut(&mut made.event).base = None;
    Arc::make_mut(&mut made.event).of = (!matches!(body, Body::Opened(_))).then(gap);
    Arc::make_mut(&mut made.event).body = body;
    made
}

fn gap() -> Id {
    Id::from_bytes([GAP; 32])
}

fn move_id(i: usize) -> Id {
    Id::from_bytes([GAP + 1 + u8::try_from(i).unwrap(); 32])
}

/// The founding, the admission, the gap, and where the world has it, the revocation that saw none of the moves.
fn ground(is_revoked: bool) -> (Vec<Entry>, Landings) {
    let step = |by, act| Step { by, act, fresh: false };
    let mut entries = vec![
        world::founded(Mode::Closed).clone(),
        world::entry_of(0, step(0, Act::Admit(1, Role::Contributor)), 0).clone(),
        about_the_gap(gap(), 0, opened("RBAC", "SEC").into(), 0),
    ];
    if is_revoked {
        entries.push(world::entry_of(1, step(0, Act::Revoke(1, 0)), 1).clone());
    }
    (entries, Landings::default())
}

fn entry(i: usize, m: &Move) -> Entry {
    let body = match m.what {
        0 => Body::from(Closed { reason: Some("done".into()), ..Closed::default() }),
        1 => Body::from(Reopened { reason: None }),
        _ => Body::from(Confirmed { reason: None }),
    };
    let mut made = about_the_gap(move_id(i), m.by, body, m.landing);
    Arc::make_mut(&mut made.event).parents = vec![gap()];
    Arc::make_mut(&mut made.event)
        .parents
        .extend((0..i).filter(|p| m.parents >> p & 1 == 1).map(move_id));
    made
}

struct Read {
    /// What the gap is.
    state: String,
    /// And what is wrong.
    printed: String,
    /// Whether each of the moves counts.
    counts: BTreeMap<Id, bool>,
}

fn read(entries: &[Entry], landings: &Landings) -> Read {
    let (backlog, faults) = fold(entries, world::ledger(), landings);
    let gap = backlog.gaps.get(&gap());
    let told = gap.into_iter().flat_map(|g| &g.events);
    let counts = told.map(|t| (t.id, t.standing != Standing::Rejected)).collect();
    let fields = gap.map(|g| (g.status, &g.fields));
    let state = format!("{fields:?}");
    Read { printed: format!("{state} {faults:?}"), state, counts }
}

fn check(moves: &[Move], is_revoked: bool) {
    let (mut entries, landings) = ground(is_revoked);
    entries.extend(moves.iter().enumerate().map(|(i, m)| entry(i, m)));
    let after = read(&entries, &landings);
    let reversed: Vec<Entry> = entries.iter().rev().cloned().collect();
    assert_eq!(read(&reversed, &landings).printed, after.printed, "two auditors: {moves:?}");
    for (i, m) in moves.iter().enumerate() {
        let is_out = m.by == 2 || m.by == 1 && is_revoked;
        assert!(!(is_out && after.counts[&move_id(i)]), "an outsider counts: {moves:?}");
    }
    // What landed last, if no key that counts wrote it, changed nothing that was there.
    let last = moves.len() - 1;
    let alone = moves[..last].iter().all(|m| m.landing < moves[last].landing);
    if alone && (moves[last].by == 2 || moves[last].by == 1 && is_revoked) {
        let newest = entries.pop().unwrap();
        let before = read(&entries, &landings);
        for (id, counted) in &before.counts {
            assert_eq!(
                after.counts[id],
                *counted,
                "{} changed {}: {moves:?}",
                newest.id.short(),
                id.short()
            );
        }
        assert_eq!(after.state, before.state, "{moves:?}");
    }
}

/// Every way in which one more move may follow these.
fn grow(moves: &mut Vec<Move>, most: usize, is_revoked: bool) -> usize {
    let mut seen = 0;
    if moves.len() == most {
        return seen;
    }
    let i = moves.len();
    for n in 0..9 << i {
        let (by, what, parents) = (n % 3, n / 3 % 3, n / 9);
        for landing in 0..=most {
            moves.push(Move { by, what, parents, landing });
            check(moves, is_revoked);
            seen += 1 + grow(moves, most, is_revoked);
            moves.pop();
        }
    }
    seen
}

#[test]
fn every_dag_of_moves_by_three_keys_keeps_the_rules() {
    let most = bound(2);
    let seen: usize =
        [false, true].into_iter().map(|is_revoked| grow(&mut Vec::new(), most, is_revoked)).sum();
    println!("moves: {seen} ledgers of one gap and up to {most} moves");
}
