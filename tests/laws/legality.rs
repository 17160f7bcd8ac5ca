//! Which moves are legal: judged in the causal past alone, and nobody innocent falls with another.

use gaps::ledger::kinds::closed::Closed;
use gaps::ledger::kinds::confirmed::Confirmed;
use gaps::ledger::kinds::noted::Noted;
use gaps::ledger::kinds::reopened::Reopened;
use gaps::ledger::{Cause, Code, Event};
use gaps::model::{Id, Mode, Status};
use gaps::project::decide::{moves, roster};

use crate::people::{Book, at, commit, key};

fn closed() -> Closed {
    Closed { reason: Some("done".into()), ..Closed::default() }
}

fn unknown(n: u8) -> Id {
    Id::from_bytes([n; 32])
}

#[test]
fn a_move_that_its_own_past_does_not_allow_changes_nothing() {
    let mut book = Book::founded(Mode::Open);
    let gap = book.open(1, "SEC-001", "RBAC");
    let bad = book.write(1, gap, &[gap], Confirmed { reason: None });
    assert_eq!(book.fault(bad), Some(Code::IllegalMove));
    assert_eq!(book.gap(gap).status, Status::Open);
    // What is built on it stands.
    let closing = book.write(2, gap, &[bad], closed());
    assert_eq!((book.gap(gap).status, book.fault(closing)), (Status::Closed, None));
}

#[test]
fn what_somebody_else_did_at_once_makes_no_move_legal_and_none_illegal() {
    let started = gaps::ledger::kinds::started::Started { reason: None, owner: None };
    let mut book = Book::founded(Mode::Open);
    let gap = book.open(1, "SEC-001", "RBAC");
    // Somebody starts; somebody else, who saw the gap open, confirms it.
    let start = book.write(1, gap, &[gap], started.clone());
    for n in 0..8 {
        let mut book = book.clone();
        // Several, so that both orders of ids occur.
        let note = Confirmed { reason: Some(n.to_string()) };
        let bad = book.write(2, gap, &[gap], note);
        assert_eq!(book.fault(bad), Some(Code::IllegalMove), "not by what happened at once");
    }
    // A contest of started and dropped in the past of one; another followed only the start.
    for n in 0..8 {
        let mut book = book.clone();
        let reason = Some(n.to_string());
        let dropped = gaps::ledger::kinds::dropped::Dropped { reason: reason.clone() };
        let closing = book.write(1, gap, &[start], closed());
        let dropping = book.write(2, gap, &[gap], dropped);
        book.write(3, gap, &[closing], Reopened { reason: reason.clone() });
        let settles = book.write(4, gap, &[closing, dropping], Confirmed { reason });
        assert_eq!(book.fault(settles), None, "legal from the closing that it saw");
    }
}

#[test]
fn a_bogus_parent_wins_nothing() {
    let mut book = Book::founded(Mode::Open);
    let gap = book.open(1, "SEC-001", "RBAC");
    let other = book.open(1, "SEC-002", "TLS");
    let closing = book.write(1, gap, &[gap], closed());
    let foreign = book.write(1, other, &[other], closed());
    for bogus in [foreign, other, unknown(3)] {
        let mut book = book.clone();
        // It names what is not of this gap, and not the closing: it does not come after the closing.
        book.write(2, gap, &[bogus], Reopened { reason: None });
        let shown = book.gap(gap);
        assert!(shown.is_contested(), "concurrent, so both sides are named");
        assert_eq!(shown.contests()[0].sides.len(), 2);
        assert!(shown.contests()[0].sides.iter().any(|(id, _)| *id == closing));
        assert_eq!(book.gap(other).status, Status::Closed, "the other gap does not notice");
    }
}

#[test]
fn a_missing_parent_never_makes_an_innocent_event_illegal() {
    let mut book = Book::founded(Mode::Open);
    let gap = book.open(1, "SEC-001", "RBAC");
    let closing = book.write(1, gap, &[gap], closed());
    let confirming = book.write(1, gap, &[closing], Confirmed { reason: None });
    let note =
        book.write(1, gap, &[confirming], Noted { text: "n".into(), name: None, part: None });
    book.entries.remove(&closing);
    assert_eq!(book.gap(gap).status, Status::Confirmed);
    let codes: Vec<Code> = book.fold().1.iter().map(|f| f.code).collect();
    assert_eq!(codes, [Code::MissingParent, Code::MissingParent], "told, and no violation");
    assert!(!Code::MissingParent.is_violation());
    assert!(book.gap(gap).told(note).unwrap().rejected.is_none());
}

#[test]
fn a_gap_whose_opening_is_not_here_is_told_and_takes_nothing_else_down() {
    let mut book = Book::founded(Mode::Open);
    let (gap, other) = (book.open(1, "SEC-001", "RBAC"), book.open(1, "SEC-002", "TLS"));
    let closing = book.write(1, gap, &[gap], closed());
    book.write(1, other, &[other], closed());
    book.entries.remove(&gap);
    assert_eq!(book.fault(closing), Some(Code::MissingParent));
    assert_eq!(book.gap(other).status, Status::Closed);
    assert_eq!(book.fold().0.gaps.len(), 1);
}

#[test]
fn an_event_under_another_label_than_its_gap_is_rejected() {
    let mut book = Book::founded(Mode::Open);
    let gap = book.open(1, "SEC-001", "RBAC");
    let closing = book.write(1, gap, &[gap], closed());
    let mut event = Event::clone(&book.entries[&closing].event);
    book.entries.remove(&closing);
    event.gap = Some("SEC-002".parse().unwrap());
    let bad = book.put(1, event, gaps::project::Place::Pending);
    assert_eq!(book.fault(bad), Some(Code::NotCanonical));
    assert_eq!(book.gap(gap).status, Status::Open);
}

#[test]
fn an_event_of_another_ledger_is_never_folded() {
    let mut book = Book::founded(Mode::Open);
    let gap = book.open(1, "SEC-001", "RBAC");
    let before = book.printed(&book.read());
    let own = book.write(1, gap, &[gap], closed());
    let mut event = Event::clone(&book.entries[&own].event);
    book.entries.retain(|_, e| e.event.of.is_none());
    event.ledger = Some(unknown(9));
    let foreign = book.put(1, event, gaps::project::Place::Pending);
    assert_eq!(book.fault(foreign), Some(Code::ForeignLedger));
    assert_eq!(book.gap(gap).status, Status::Open);
    book.entries.remove(&foreign);
    assert_eq!(book.printed(&book.read()), before);
}

/// A ledger in which the key of seed 2 closed a gap and was revoked, unseen.
fn struck() -> (Book, Id, Id) {
    let mut book = Book::founded(Mode::Open);
    let gap = book.open(1, "SEC-001", "RBAC");
    let closing = book.write(2, gap, &[gap], closed());
    book.land_all(0);
    book.decide(1, |desk, _| {
        roster::revoke(desk, &key(2).fingerprint(), "stolen", Vec::new()).map(|_| ())
    })
    .unwrap();
    (book, gap, closing)
}

#[test]
fn a_struck_event_writes_nothing_and_counts_for_legality_only() {
    let (mut book, gap, closing) = struck();
    assert_eq!(book.gap(gap).status, Status::Open);
    assert_eq!(book.fault(closing), Some(Code::RevokedKey));
    // Somebody honest confirmed it before the revocation was known: nobody innocent falls with the thief.
    let confirmed = book.write(3, gap, &[closing], Confirmed { reason: None });
    assert_eq!(book.fault(confirmed), None);
    assert_eq!(book.gap(gap).status, Status::Confirmed);
}

#[test]
fn what_a_struck_event_did_can_be_done_again() {
    let (mut book, gap, _) = struck();
    let asked = moves::Move { reason: Some("checked".into()), ..Default::default() };
    book.decide(1, |d, b| moves::to(d, &b.gaps[&gap], Status::Closed, &asked).map(|_| ())).unwrap();
    assert_eq!(book.gap(gap).status, Status::Closed);
}

fn asked_by(n: u8) -> Cause {
    Cause::Trigger { authored: at(1), commit: commit(n), line: 3, n: 0, text: unknown(5) }
}

#[test]
fn equal_in_cause_label_and_kind_is_one_event_and_a_child_of_any_is_a_child_of_it() {
    let mut book = Book::founded(Mode::Open);
    let gap = book.open(1, "SEC-001", "RBAC");
    let note = Noted { text: "n".into(), name: None, part: None };
    let noted = book.write(1, gap, &[gap], note);
    // Two machines recorded one line of one message, from different pasts.
    let first = book.caused(1, gap, &[noted], closed(), Some(asked_by(8)));
    let second = book.caused(2, gap, &[gap], closed(), Some(asked_by(8)));
    let (speaker, alias) = (first.min(second), first.max(second));
    let shown = book.gap(gap);
    assert_eq!(shown.status_event, speaker);
    assert_eq!(shown.told(alias).unwrap().alias_of, Some(speaker));
    // A person who saw only the alias reopens; another who saw only the speaker agrees: both come after it.
    for seen in [alias, speaker] {
        let mut book = book.clone();
        book.write(3, gap, &[seen], Reopened { reason: None });
        let shown = book.gap(gap);
        assert_eq!((shown.status, shown.is_contested()), (Status::Open, false));
    }
    // The first to land speaks, whatever its id.
    book.land(alias, 0);
    assert_eq!(book.gap(gap).status_event, alias);
    // Another line, another event.
    let mut other = book.clone();
    let third = other.caused(2, gap, &[gap], closed(), Some(asked_by(9)));
    assert_eq!(other.gap(gap).told(third).unwrap().alias_of, None);
}

#[test]
fn a_gap_that_two_machines_imported_is_one_gap() {
    let mut book = Book::founded(Mode::Open);
    let cause =
        Cause::Tracker { blob: commit(4), commit: None, line: 12, n: 0, tracker: "TODO.md".into() };
    let a = book.open_caused(1, "SEC-001", "RBAC", Some(cause.clone()));
    let b = book.open_caused(2, "SEC-001", "RBAC", Some(cause));
    let (speaker, alias) = (a.min(b), a.max(b));
    book.write(3, alias, &[alias], closed());
    let (backlog, faults) = book.fold();
    assert_eq!(faults, []);
    assert_eq!(backlog.gaps.keys().collect::<Vec<_>>(), [&speaker]);
    assert_eq!(backlog.gaps[&speaker].status, Status::Closed);
    assert_eq!(backlog.gaps[&speaker].label, "SEC-001");
}
