//! Who keeps a label that two gaps claim.

use gaps::ledger::Code;
use gaps::model::Mode;
use gaps::project::decide::{open, revise};
use gaps::project::{Refusal, lookup};

use crate::people::Book;

#[test]
fn the_first_gap_to_land_a_label_keeps_it() {
    let mut book = Book::founded(Mode::Open);
    let (a, b) = (book.open(1, "SEC-008", "one"), book.open(2, "SEC-008", "two"));
    for (first, second) in [(a, b), (b, a)] {
        let mut book = book.clone();
        book.land(first, 0);
        book.land(second, 1);
        let (backlog, faults) = book.fold();
        let marked = format!("SEC-008~{}", second.mark());
        assert_eq!(backlog.gaps[&first].label, "SEC-008");
        assert_eq!(backlog.gaps[&second].label, marked);
        assert_eq!(book.fault(second), Some(Code::LabelTaken));
        assert!(faults.iter().all(|f| !f.code.is_violation()), "nobody did wrong");
        // Both can be named, in any case.
        assert_eq!(lookup::gap(&backlog, "sec-008").unwrap().id, first);
        assert_eq!(lookup::gap(&backlog, &marked.to_lowercase()).unwrap().id, second);
        assert_eq!(lookup::gap(&backlog, &second.to_string()[..8]).unwrap().id, second);
    }
}

#[test]
fn where_neither_landed_the_lowest_id_shows_without_a_mark() {
    let mut book = Book::founded(Mode::Open);
    let (a, b) = (book.open(1, "SEC-008", "one"), book.open(2, "SEC-008", "two"));
    assert_eq!(book.gap(a.min(b)).label, "SEC-008");
    assert_eq!(book.gap(a.max(b)).label, format!("SEC-008~{}", a.max(b).mark()));
}

#[test]
fn another_label_ends_it() {
    let mut book = Book::founded(Mode::Open);
    let (a, b) = (book.open(1, "SEC-008", "one"), book.open(2, "SEC-008", "two"));
    let second = a.max(b);
    let to = |label: &str| revise::Revision { label: Some(label.into()), ..Default::default() };
    let taken =
        book.decide(1, |d, l| revise::revise(d, &l.gaps[&second], &to("SEC-008")).map(|_| ()));
    assert!(matches!(taken, Err(Refusal::LabelTaken { .. })), "{taken:?}");
    book.decide(1, |d, l| revise::revise(d, &l.gaps[&second], &to("SEC-009")).map(|_| ())).unwrap();
    assert_eq!(book.gap(second).label, "SEC-009");
    assert_eq!(book.fold().1, []);
    // The label that it was opened under finds the gap that has it now.
    assert_eq!(lookup::gap(&book.fold().0, "SEC-008").unwrap().id, a.min(b));
}

#[test]
fn a_gap_is_found_by_the_label_it_was_opened_under_and_nobody_else_may_take_that() {
    let mut book = Book::founded(Mode::Open);
    let gap = book.open(1, "SEC-001", "one");
    let to = revise::Revision { label: Some("ops-7".into()), ..Default::default() };
    book.decide(1, |d, l| revise::revise(d, &l.gaps[&gap], &to).map(|_| ())).unwrap();
    let (backlog, _) = book.fold();
    assert_eq!(backlog.gaps[&gap].label, "OPS-7");
    assert_eq!(lookup::gap(&backlog, "SEC-001").unwrap().id, gap);
    assert!(matches!(open::free(&backlog, "SEC-001", None), Err(Refusal::LabelTaken { .. })));
    // It may have its own old label back.
    let back = revise::Revision { label: Some("SEC-001".into()), ..Default::default() };
    book.decide(1, |d, l| revise::revise(d, &l.gaps[&gap], &back).map(|_| ())).unwrap();
    assert_eq!(book.gap(gap).label, "SEC-001");
}

#[test]
fn one_command_gives_a_label_to_one_gap_only() {
    let mut book = Book::founded(Mode::Open);
    let (a, b) = (book.open(1, "SEC-001", "one"), book.open(1, "SEC-002", "two"));
    let to = revise::Revision { label: Some("OPS-7".into()), ..Default::default() };
    let both = book.decide(1, |d, l| {
        revise::revise(d, &l.gaps[&a], &to)?;
        revise::revise(d, &l.gaps[&b], &to).map(|_| ())
    });
    assert!(matches!(both, Err(Refusal::Cannot(..))), "{both:?}");
}
