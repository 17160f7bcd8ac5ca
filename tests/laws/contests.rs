//! What happens where two people say different things at once, and what settles it.

use gaps::ledger::kinds::closed::Closed;
use gaps::ledger::kinds::deferred::Deferred;
use gaps::ledger::kinds::linked::Linked;
use gaps::ledger::kinds::noted::Noted;
use gaps::ledger::kinds::opened::{File, NewCriterion};
use gaps::ledger::kinds::revised::{Added, Revised, Set};
use gaps::ledger::kinds::started::Started;
use gaps::ledger::link::Link;
use gaps::ledger::{Body, Field};
use gaps::model::{Id, Mode, Number, Status};
use gaps::project::decide::{link, moves, note, revise, tick};

use crate::people::Book;

fn closed() -> Body {
    Body::from(Closed { reason: Some("done".into()), ..Closed::default() })
}

fn deferred() -> Body {
    Body::from(Deferred { reason: "later".into(), until: None })
}

/// A gap that one closed while another put it off.
fn contested() -> (Book, Id, Id, Id) {
    let mut book = Book::founded(Mode::Open);
    let gap = book.open(1, "SEC-001", "RBAC");
    let closing = book.write(1, gap, &[gap], closed());
    let deferral = book.write(2, gap, &[gap], deferred());
    (book, gap, closing, deferral)
}

#[test]
fn two_honest_closings_at_once_are_no_fault_and_agree() {
    let mut book = Book::founded(Mode::Open);
    let gap = book.open(1, "SEC-001", "RBAC");
    for seed in [1, 2, 3] {
        book.write(
            seed,
            gap,
            &[gap],
            Closed { reason: Some(seed.to_string()), ..Closed::default() },
        );
    }
    let (backlog, faults) = book.fold();
    assert_eq!(faults, []);
    assert_eq!(backlog.gaps[&gap].status, Status::Closed);
    assert!(!backlog.gaps[&gap].is_contested());
}

#[test]
fn closed_against_deferred_is_contested_and_not_closed() {
    let (book, gap, ..) = contested();
    let gap = book.gap(gap);
    assert_eq!(gap.status, Status::Deferred);
    let contests = gap.contests();
    assert_eq!(
        (contests.len(), contests[0].field.clone(), contests[0].sides.len()),
        (1, Field::Status, 2)
    );
    assert_eq!(book.fold().1, []);
}

#[test]
fn a_note_a_link_or_another_field_settles_nothing() {
    let (mut book, gap, a, b) = contested();
    let heads = [a, b];
    let link = Link { relation: "url".into(), of: None, text: Some("https://x.example".into()) };
    book.write(1, gap, &heads, Noted { text: "hm".into(), name: None, part: None });
    book.write(1, gap, &heads, Linked { links: vec![link], reason: None });
    let set = Set { title: Some("RBAC, all of it".into()), ..Set::default() };
    book.write(1, gap, &heads, Revised { set, ..Revised::default() });
    assert!(book.gap(gap).disagrees_on(&Field::Status));
}

#[test]
fn one_side_alone_does_not_settle_and_both_do() {
    let (mut book, gap, a, b) = contested();
    let reopening = gaps::ledger::kinds::reopened::Reopened { reason: None };
    book.write(1, gap, &[a], reopening.clone());
    assert!(book.gap(gap).is_contested(), "it saw the closing only");
    let (mut book, gap, ..) = contested();
    book.write(3, gap, &[a, b], closed());
    let settled = book.gap(gap);
    assert_eq!((settled.status, settled.is_contested()), (Status::Closed, false));
    assert_eq!(book.fold().1, [], "restating a side is legal");
}

#[test]
fn a_concurrent_start_yields() {
    for other in [closed(), deferred()] {
        let mut book = Book::founded(Mode::Open);
        let gap = book.open(1, "SEC-001", "RBAC");
        book.write(1, gap, &[gap], Started { reason: None, owner: None });
        let wins = book.write(2, gap, &[gap], other);
        let gap = book.gap(gap);
        assert_eq!((gap.status_event, gap.is_contested()), (wins, false));
    }
}

#[test]
fn two_who_add_to_lists_at_once_never_contest() {
    let mut book = Book::founded(Mode::Open);
    let gap = book.open(1, "SEC-001", "RBAC");
    for (seed, text) in [(1, "roles"), (2, "checks")] {
        let added = Added {
            criteria: vec![NewCriterion { number: Number::top(1), text: text.into() }],
            files: vec![File { path: format!("src/{text}.rs"), note: None }],
            verify: vec![format!("cargo test {text}")],
            ..Added::default()
        };
        book.write(seed, gap, &[gap], Revised { added, ..Revised::default() });
    }
    let shown = book.gap(gap);
    assert!(!shown.is_contested());
    let criteria = shown.criteria();
    assert_eq!(criteria.len(), 2, "one number added twice at once is two criteria");
    assert_eq!(criteria[0].shown, "1");
    assert_eq!(criteria[1].shown, format!("1~{}", criteria[1].criterion.of.mark()));
    // Each can be named, and naming one leaves the other.
    let second = criteria[1].shown.clone();
    book.decide(1, |desk, backlog| {
        let which = tick::Which::These(vec![second.clone()]);
        tick::tick(desk, &backlog.gaps[&gap], &which, true, None).map(|_| ())
    })
    .unwrap();
    let met: Vec<bool> = book.gap(gap).criteria().iter().map(|c| c.met).collect();
    assert_eq!(met, [false, true]);
}

/// Two people, each with what `say` drafts for their number, from the same past.
fn at_once(
    book: &Book,
    say: impl Fn(&mut gaps::project::decide::Desk<'_>, &gaps::project::Gap, u8),
    gap: Id,
) -> Book {
    let mut both = book.clone();
    for seed in [1, 2] {
        let mut one = book.clone();
        one.decide(seed, |desk, backlog| {
            say(desk, &backlog.gaps[&gap], seed);
            Ok(())
        })
        .unwrap();
        both.pull(&one);
    }
    both
}

#[test]
fn every_contest_can_be_settled_by_saying_the_side_that_is_shown() {
    let mut book = Book::founded(Mode::Open);
    let gap = book.open(1, "SEC-001", "RBAC");
    let base = revise::Revision {
        add_criteria: vec!["roles".into()],
        add_files: vec!["src/a.rs".into()],
        add_verify: vec!["make".into()],
        owner: Some("ana".into()),
        ..Default::default()
    };
    let ties = link::Ties { url: vec!["https://x.example".into()], ..Default::default() };
    book.decide(1, |desk, b| revise::revise(desk, &b.gaps[&gap], &base).map(|_| ())).unwrap();
    book.decide(1, |d, b| link::link(d, &b.gaps[&gap], &ties, None, false).map(|_| ())).unwrap();
    let one = || tick::Which::These(vec!["1".into()]);
    book.decide(1, |d, b| tick::tick(d, &b.gaps[&gap], &one(), true, None).map(|_| ())).unwrap();
    let word = |seed: u8| if seed == 1 { "one" } else { "two" };
    let revision = |seed: u8| revise::Revision {
        title: Some(word(seed).into()),
        label: Some(format!("OPS-00{seed}")),
        owner: Some(word(seed).into()),
        reword: vec![("1".into(), word(seed).into())],
        add_files: vec![format!("src/a.rs ({})", word(seed))],
        ..Default::default()
    };
    let mut both = at_once(
        &book,
        |d, g, seed| {
            revise::revise(d, g, &revision(seed)).unwrap();
            if seed == 1 {
                let gone =
                    revise::Revision { remove_verify: vec!["make".into()], ..Default::default() };
                revise::revise(d, g, &gone).unwrap();
                tick::tick(d, g, &one(), false, None).unwrap();
                link::link(d, g, &ties, None, true).unwrap();
            }
        },
        gap,
    );
    // The other side of what one person alone cannot contest: both change it from the same past.
    let (meets, adds) = (both.gap(gap).heads.clone(), both.gap(gap).heads.clone());
    assert_eq!(meets, adds);
    let mut contested: Vec<String> =
        both.gap(gap).contests().iter().map(|c| c.field.name()).collect();
    contested.sort();
    assert_eq!(contested.len(), 5, "{contested:?}");
    let shown = both.gap(gap);
    let note = match shown.value(&Field::File("src/a.rs".into())).and_then(|v| v.text()) {
        Some(note) => format!("src/a.rs ({note})"),
        None => "src/a.rs".into(),
    };
    let again = revise::Revision {
        title: Some(shown.title().into()),
        label: Some(shown.label.clone()),
        owner: shown.owner().map(str::to_owned),
        reword: vec![("1".into(), shown.criteria()[0].text.clone())],
        add_files: vec![note],
        ..Default::default()
    };
    both.decide(3, |desk, b| revise::revise(desk, &b.gaps[&gap], &again).map(|_| ())).unwrap();
    let settled = both.gap(gap);
    assert_eq!(settled.contests(), []);
    assert_eq!((settled.title(), &settled.label), (shown.title(), &shown.label));
}

#[test]
fn a_criterion_and_a_link_that_two_disagree_on_can_be_said_either_way() {
    for say_met in [true, false] {
        let mut book = Book::founded(Mode::Open);
        let gap = book.open(1, "SEC-001", "RBAC");
        let ties = link::Ties { pr: vec!["12".into()], ..Default::default() };
        let add = revise::Revision { add_criteria: vec!["roles".into()], ..Default::default() };
        book.decide(1, |d, b| revise::revise(d, &b.gaps[&gap], &add).map(|_| ())).unwrap();
        let all = tick::Which::All;
        let (mut meets, mut other) = (book.clone(), book.clone());
        let act = |book: &mut Book, seed, met, remove| {
            book.decide(seed, |d, b| tick::tick(d, &b.gaps[&gap], &all, met, None).map(|_| ()))
                .unwrap();
            book.decide(seed, |d, b| link::link(d, &b.gaps[&gap], &ties, None, remove).map(|_| ()))
                .unwrap();
        };
        act(&mut meets, 1, true, false);
        act(&mut other, 2, true, false);
        act(&mut other, 2, false, true);
        meets.pull(&other);
        let mut both = meets;
        let names: Vec<String> = both.gap(gap).contests().iter().map(|c| c.field.name()).collect();
        assert_eq!(names.len(), 2, "{names:?}");
        assert!(!both.gap(gap).criteria()[0].met, "not met is shown");
        act(&mut both, 3, say_met, !say_met);
        let settled = both.gap(gap);
        assert_eq!(settled.contests(), []);
        assert_eq!(settled.criteria()[0].met, say_met);
    }
}

#[test]
fn a_note_written_by_the_program_settles_nothing_and_a_move_does() {
    let (mut book, gap, ..) = contested();
    book.decide(1, |d, b| note::note(d, &b.gaps[&gap], "who is right?").map(|_| ())).unwrap();
    assert!(book.gap(gap).is_contested());
    for status in [Status::Closed, Status::Deferred, Status::Open, Status::Started] {
        let mut settled = book.clone();
        let asked = moves::Move { reason: Some("so".into()), ..Default::default() };
        settled.decide(1, |d, b| moves::to(d, &b.gaps[&gap], status, &asked).map(|_| ())).unwrap();
        let gap = settled.gap(gap);
        assert_eq!((gap.status, gap.is_contested()), (status, false));
    }
}
