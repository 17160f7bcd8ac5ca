//! Sixty-four parents, and more heads than that.

use gaps::ledger::event::PARENTS_MAX;
use gaps::ledger::kinds::closed::Closed;
use gaps::ledger::kinds::deferred::Deferred;
use gaps::ledger::kinds::noted::Noted;
use gaps::model::{Mode, Status};
use gaps::project::decide::{moves, note};

use crate::people::Book;

#[test]
fn with_more_than_64_heads_the_status_comes_first_and_two_events_reach_all() {
    let mut book = Book::founded(Mode::Open);
    let gap = book.open(1, "SEC-001", "RBAC");
    let closing =
        book.write(1, gap, &[gap], Closed { reason: Some("done".into()), ..Closed::default() });
    let deferral = book.write(2, gap, &[gap], Deferred { reason: "later".into(), until: None });
    for n in 0..100 {
        book.write(1, gap, &[gap], Noted { text: format!("note {n}"), name: None, part: None });
    }
    assert_eq!(book.gap(gap).heads.len(), 102);
    let asked = moves::Move { reason: Some("really".into()), ..Default::default() };
    let settling = book
        .decide(1, |d, b| moves::to(d, &b.gaps[&gap], Status::Closed, &asked).map(|_| ()))
        .unwrap()[0];
    let parents = &book.entries[&settling].event.parents;
    assert_eq!(parents.len(), PARENTS_MAX);
    assert!(parents.contains(&closing) && parents.contains(&deferral));
    let shown = book.gap(gap);
    assert_eq!(
        (shown.status, shown.is_contested(), shown.heads.len()),
        (Status::Closed, false, 39)
    );
    book.decide(1, |d, b| note::note(d, &b.gaps[&gap], "all").map(|_| ())).unwrap();
    assert_eq!(book.gap(gap).heads.len(), 1);
}
