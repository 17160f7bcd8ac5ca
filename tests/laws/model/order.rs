//! That a row stands for every DAG: whatever the parents say and in whatever landings three events come, the roster
//! makes of them what it makes of the row in which they stand by landing, then by depth, then by id.

use std::sync::Arc;

use gaps::model::{Mode, Role};
use gaps::project::roster::Rosters;
use gaps::project::{Entry, Place};

use super::world::{self, Act, PUBLIC, Step};

const EVENTS: usize = 3;

/// Steps of which each changes what the others may do.
const ACTS: [(usize, Act); 4] = [
    (0, Act::Admit(1, Role::Root)),
    (1, Act::Admit(2, Role::Contributor)),
    (1, Act::Revoke(0, 0)),
    (0, Act::Revoke(1, 0)),
];

/// Every way to say which of three events are parents of which, without a circle.
fn dags() -> Vec<[Vec<usize>; EVENTS]> {
    let others = |i: usize| (0..EVENTS).filter(move |j| *j != i).collect::<Vec<_>>();
    let mut all = Vec::new();
    for bits in 0..1 << (EVENTS * (EVENTS - 1)) {
        let parents: [Vec<usize>; EVENTS] = std::array::from_fn(|i| {
            let of = others(i);
            (0..EVENTS - 1)
                .filter(|n| bits >> (i * (EVENTS - 1) + n) & 1 == 1)
                .map(|n| of[n])
                .collect()
        });
        if (0..EVENTS).all(|i| depth(&parents, i, EVENTS).is_some()) {
            all.push(parents);
        }
    }
    all
}

/// The longest way down, if there is an end to it.
fn depth(parents: &[Vec<usize>; EVENTS], i: usize, left: usize) -> Option<usize> {
    let left = left.checked_sub(1)?;
    let below = parents[i].iter().map(|p| depth(parents, *p, left).map(|d| d + 1));
    below.collect::<Option<Vec<_>>>().map(|d| d.into_iter().max().unwrap_or(0))
}

/// Every way to spread three events over landings, with no landing empty.
fn spreads() -> Vec<[usize; EVENTS]> {
    let mut all = Vec::new();
    for n in 0..EVENTS.pow(3) {
        let lands = [n / 9, n / 3 % 3, n % 3];
        let most = *lands.iter().max().unwrap();
        if (0..=most).all(|l| lands.contains(&l)) {
            all.push(lands);
        }
    }
    all
}

/// What is said of each event, and who is on the roster in the end.
fn said(entries: &[Entry], ids: [usize; EVENTS]) -> String {
    let mut read: Vec<&Entry> = entries.iter().collect();
    read.insert(0, world::founded(Mode::Open));
    let rosters = Rosters::apply(&read, world::ledger(), &Default::default());
    let each = ids.map(|i| rosters.refused.get(&world::step_id(i)).map(|(code, _)| *code));
    let roles: Vec<Option<Role>> = PUBLIC
        .iter()
        .map(|(_, k)| rosters.now().and_then(|r| r.signers.get(k)).map(|s| s.role))
        .collect();
    format!("{each:?} {roles:?}")
}

#[test]
fn every_dag_and_landing_order_is_the_row_that_it_comes_to() {
    let (dags, spreads) = (dags(), spreads());
    assert_eq!((dags.len(), spreads.len()), (25, 13));
    let mut tried = 0;
    for n in 0..ACTS.len().pow(3) {
        let acts = [ACTS[n / 16], ACTS[n / 4 % 4], ACTS[n % 4]];
        for lands in &spreads {
            for parents in &dags {
                let entries: Vec<Entry> = (0..EVENTS)
                    .map(|i| {
                        let (by, act) = acts[i];
                        let step = Step { by, act, fresh: false };
                        let mut made = world::entry_of(i, step, lands[i]).clone();
                        Arc::make_mut(&mut made.event).parents =
                            parents[i].iter().map(|p| world::step_id(*p)).collect();
                        made
                    })
                    .collect();
                let mut row = [0, 1, 2];
                row.sort_by_key(|i| (lands[*i], depth(parents, *i, EVENTS), *i));
                let alone: Vec<Entry> = row
                    .iter()
                    .enumerate()
                    .map(|(at, i)| {
                        let (by, act) = acts[*i];
                        let step = Step { by, act, fresh: false };
                        let mut made = world::entry_of(at, step, lands[*i]).clone();
                        made.place = Place::Landed(lands[*i]);
                        made
                    })
                    .collect();
                let at = [0, 1, 2].map(|i| row.iter().position(|r| *r == i).unwrap());
                assert_eq!(
                    said(&entries, [0, 1, 2]),
                    said(&alone, at),
                    "{acts:?} {lands:?} {parents:?}"
                );
                tried += 1;
            }
        }
    }
    println!("order: {tried} rows with their DAGs and landings");
}
