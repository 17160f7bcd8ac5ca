//! Random people in random order: replicas decide on what they know, take over what others have, and in the end
//! all agree, whatever was read first, twice, or through whom.

use gaps::model::{Criticality, Id, Mode, Role, Status};
use gaps::project::decide::{Desk, link, moves, note, open, revise, roster, tick, undo, waive};
use gaps::project::{Backlog, Entry, Gap, Place, Refusal};
use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::people::{Book, key};

/// What one person does next.
#[derive(Debug, Clone)]
struct Step {
    who: usize,
    what: u8,
    gap: usize,
    choice: usize,
}

fn steps(most: usize) -> impl Strategy<Value = Vec<Step>> {
    let step = (0..3_usize, 0..24_u8, 0..4_usize, 0..6_usize)
        .prop_map(|(who, what, gap, choice)| Step { who, what, gap, choice });
    prop::collection::vec(step, 1..most)
}

fn config(cases: u32) -> Config {
    Config { cases, failure_persistence: None, ..Config::default() }
}

fn words(choice: usize) -> String {
    ["one", "two", "three"][choice % 3].to_owned()
}

fn seed(who: usize) -> u8 {
    u8::try_from(who).unwrap() + 1
}

/// One verb of the program. Refusals are fine; what is drafted must hold.
fn act(desk: &mut Desk<'_>, backlog: &Backlog, step: &Step) -> Result<(), Refusal> {
    let gaps: Vec<&Gap> = backlog.gaps.values().collect();
    let Some(gap) = gaps.get(step.gap % gaps.len().max(1)).copied() else {
        return opening(desk, step);
    };
    let text = words(step.choice);
    match step.what {
        0 | 1 => return opening(desk, step),
        2..=7 => {
            let to = Status::ALL[usize::from(step.what) - 2];
            let asked = moves::Move {
                reason: Some(text),
                force: step.choice.is_multiple_of(2),
                starter: Some(words(step.who)),
                ..Default::default()
            };
            moves::to(desk, gap, to, &asked)
        }
        8..=11 => revise::revise(desk, gap, &revision(step)),
        12 | 13 => {
            let shown: Vec<String> = gap.criteria().iter().map(|c| c.shown.clone()).collect();
            let which = match shown.get(step.choice) {
                Some(number) => tick::Which::These(vec![number.clone()]),
                None => tick::Which::All,
            };
            tick::tick(desk, gap, &which, step.what == 12, None)
        }
        14 => note::note(desk, gap, &text),
        15 => note::retract(desk, gap, "", None),
        16 | 17 => {
            let other = gaps[step.choice % gaps.len()].label.clone();
            let ties = link::Ties {
                waits_on: vec![other],
                pr: vec![step.choice.to_string()],
                ..Default::default()
            };
            link::link(desk, gap, &ties, None, step.what == 17)
        }
        18 => {
            let exception = waive::Exception {
                rule: text.clone(),
                reason: text,
                asker: "zoe".parse().unwrap(),
                until: "2030-01-01".parse().unwrap(),
            };
            waive::waive(desk, gap, &exception)
        }
        19 => waive::unwaive(desk, gap, &text, None).map(|ids| ids[0]),
        20 | 21 => {
            let told = &gap.events[step.choice % gap.events.len()];
            undo::opposite(desk, gap, told)
        }
        22 => {
            revise::rename_block(desk, &gap.block().name, &format!("Block {text}")).map(|_| gap.id)
        }
        _ => several(desk, &gaps, step),
    }
    .map(|_| ())
}

fn opening(desk: &mut Desk<'_>, step: &Step) -> Result<(), Refusal> {
    let asked = open::NewGap {
        title: words(step.choice),
        block: Some("Security".into()),
        criticality: Some(Criticality::ALL[step.choice % 4]),
        criteria: (0..step.choice % 3).map(words).collect(),
        ..Default::default()
    };
    open::open(desk, &asked).map(|_| ())
}

/// Two events about one gap from one command.
fn several(desk: &mut Desk<'_>, gaps: &[&Gap], step: &Step) -> Result<Id, Refusal> {
    let gap = gaps[step.gap % gaps.len()];
    note::note(desk, gap, "first")?;
    note::note(desk, gap, "then")
}

fn revision(step: &Step) -> revise::Revision {
    let text = Some(words(step.choice));
    let mut asked = revise::Revision::default();
    match step.what {
        8 => {
            asked.title = text;
            asked.criticality = Some(Criticality::ALL[step.choice % 4]);
        }
        9 => {
            asked.owner = text;
            asked.add_criteria = vec![words(step.who)];
            asked.label = (step.choice == 5).then(|| format!("OPS-{}", step.gap));
        }
        10 => {
            asked.remove_criteria = vec![format!("{}", step.choice % 3 + 1)];
            asked.unset = if step.choice == 4 { vec!["owner".into()] } else { Vec::new() };
        }
        _ => {
            asked.reword = vec![("1".into(), words(step.choice))];
            asked.add_files = vec![format!("src/{} ({})", words(step.gap), words(step.choice))];
        }
    }
    asked
}

/// Three people, each with what they know; one step in five is a pull from somebody.
fn play(steps: &[Step]) -> Vec<Book> {
    let first = Book::founded(Mode::Open);
    let mut people = vec![first.clone(), first.clone(), first];
    for (n, step) in steps.iter().enumerate() {
        if n % 5 == 4 {
            let from = people[(step.who + 1 + step.choice % 2) % 3].clone();
            people[step.who].pull(&from);
        } else {
            // Refused is fine: `decide` checks whatever was drafted.
            let _ =
                people[step.who].decide(seed(step.who), |desk, backlog| act(desk, backlog, step));
        }
    }
    people
}

fn merged(people: &[Book], order: [usize; 3]) -> Book {
    let mut all = people[order[0]].clone();
    all.pull(&people[order[1]]);
    all.pull(&people[order[2]]);
    all
}

proptest! {
    #![proptest_config(config(96))]

    #[test]
    fn replicas_that_merge_in_any_order_agree_and_nobody_honest_is_at_fault(steps in steps(60)) {
        let people = play(&steps);
        let all = merged(&people, [0, 1, 2]);
        let printed = all.printed(&all.read());
        for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let other = merged(&people, order);
            prop_assert_eq!(&other.printed(&other.read()), &printed);
        }
        let (_, faults) = all.fold();
        let bad: Vec<_> = faults.iter().filter(|f| f.code.is_violation()).collect();
        prop_assert!(bad.is_empty(), "{:#?}", bad);
    }

    #[test]
    fn any_order_of_reading_and_any_copies_say_the_same(
        steps in steps(40),
        order in prop::collection::vec(any::<prop::sample::Index>(), 80),
        landed in prop::collection::vec(any::<Option<bool>>(), 80),
    ) {
        let mut all = merged(&play(&steps), [0, 1, 2]);
        let ids: Vec<Id> = all.entries.keys().copied().collect();
        for (id, place) in ids.iter().zip(landed) {
            match place {
                Some(late) => all.land(*id, usize::from(late)),
                None => all.entries.get_mut(id).unwrap().place = Place::Unlanded,
            }
        }
        let printed = all.printed(&all.read());
        let mut read = all.read();
        read.reverse();
        // Copies: the same event seen in another place, or under another path.
        for at in &order {
            let mut copy: Entry = all.entries[at.get(&ids)].clone();
            copy.path = format!("{}.copy", copy.path);
            if copy.place != Place::Unlanded {
                copy.place = Place::Pending;
            }
            let place = at.index(read.len());
            read.insert(place, copy);
        }
        prop_assert_eq!(all.printed(&read), printed);
    }

    #[test]
    fn one_more_event_at_a_time_ends_where_all_at_once_does(steps in steps(25)) {
        // The fold keeps nothing between runs: what is asked here is that every prefix folds, and that what a
        // prefix rejects for its move stays rejected, since only its own past judges it.
        let all = merged(&play(&steps), [0, 1, 2]);
        let mut book = all.clone();
        book.entries.clear();
        let mut order = all.read();
        order.sort_by_key(|e| (e.event.at, e.id));
        for entry in order {
            book.entries.insert(entry.id, entry);
            let (backlog, _) = book.fold();
            for told in backlog.gaps.values().flat_map(|g| &g.events) {
                prop_assert_eq!(&told.rejected, &None);
            }
        }
        prop_assert_eq!(book.printed(&book.read()), all.printed(&all.read()));
    }

    #[test]
    fn a_note_or_a_link_on_top_of_everything_settles_no_contest(steps in steps(50)) {
        let mut all = merged(&play(&steps), [0, 1, 2]);
        let contests = |book: &Book| -> Vec<_> {
            book.fold().0.gaps.values().map(|g| (g.id, g.contests())).collect()
        };
        let before = contests(&all);
        let gaps: Vec<Id> = all.fold().0.gaps.keys().copied().collect();
        for gap in gaps {
            all.decide(1, |d, b| note::note(d, &b.gaps[&gap], "hm").map(|_| ())).unwrap();
            let ties = link::Ties { url: vec!["https://new.example".into()], ..Default::default() };
            all.decide(2, |d, b| link::link(d, &b.gaps[&gap], &ties, None, false).map(|_| ())).unwrap();
        }
        prop_assert_eq!(contests(&all), before);
    }

    #[test]
    fn what_is_drafted_holds_also_where_keys_come_and_go(steps in steps(40), closed in any::<bool>()) {
        let mut book = Book::founded(if closed { Mode::Closed } else { Mode::Open });
        for (n, step) in steps.iter().enumerate() {
            let other = key(u8::try_from(step.gap).unwrap() + 1).fingerprint();
            // As the program fills it in: what this clone holds of that key.
            let keeps = book.entries.values().filter(|e| e.event.signer == other).map(|e| e.id);
            let keeps: Vec<Id> = keeps.collect();
            let _ = book.decide(seed(step.who), |desk, backlog| {
                if step.what.is_multiple_of(4) { people(desk, step, &keeps) } else { act(desk, backlog, step) }
            });
            if n % 7 == 6 {
                book.land_all(n / 7);
            }
        }
    }
}

/// One verb about the roster.
fn people(desk: &mut Desk<'_>, step: &Step, keeps: &[Id]) -> Result<(), Refusal> {
    let other = key(u8::try_from(step.gap).unwrap() + 1);
    let role = [Role::Root, Role::Maintainer, Role::Contributor, Role::Recorder][step.choice % 4];
    let name = format!("person-{}", step.gap).parse().unwrap();
    match step.what {
        0 | 4 | 8 => roster::admit(desk, &other, &name, role, keeps.to_vec(), None),
        12 => roster::revoke(desk, &other.fingerprint(), "gone", keeps.to_vec()),
        16 => {
            let mode = if step.choice.is_multiple_of(2) { Mode::Open } else { Mode::Closed };
            roster::rule(desk, None, Some(mode), None)
        }
        _ => {
            let all: Vec<Id> = desk.backlog.gaps.keys().copied().take(3).collect();
            return roster::adopt(desk, all, "they are fine").map(|_| ());
        }
    }
    .map(|_| ())
}
