//! The opposite of each kind brings back what was shown before it.

use gaps::ledger::{Body, Field};
use gaps::model::{Id, Mode, Status};
use gaps::project::decide::{Desk, link, moves, note, open, revise, tick, undo, waive};
use gaps::project::{Backlog, Gap, Refusal};
use gaps::views::json;

use crate::people::Book;

fn start() -> (Book, Id, Id) {
    let mut book = Book::founded(Mode::Open);
    let asked = |title: &str| open::NewGap {
        title: title.into(),
        block: Some("Security".into()),
        criteria: vec!["roles".into(), "checks".into()],
        files: vec!["src/a.rs (new)".into()],
        verify: vec!["make".into()],
        due: "2027-01-01".parse().ok(),
        ..Default::default()
    };
    book.decide(1, |d, _| open::open(d, &asked("RBAC")).map(|_| ())).unwrap();
    book.decide(1, |d, _| open::open(d, &asked("TLS")).map(|_| ())).unwrap();
    let (backlog, _) = book.fold();
    let id = |label: &str| backlog.gaps.values().find(|g| g.label == label).unwrap().id;
    (book, id("SEC-001"), id("SEC-002"))
}

/// Everything that is shown of a gap, but for which event says it.
fn shown(book: &Book, gap: Id) -> String {
    let (backlog, _) = book.fold();
    let gap = &backlog.gaps[&gap];
    let notes = gap.fields.keys().filter(|f| matches!(f, Field::Note(_)) && gap.value(f).is_some());
    let waivers = waive::in_force(gap).into_iter().map(|(_, w)| w).collect::<Vec<_>>();
    format!("{:#}\n{}\n{waivers:?}", json::gap(&backlog, gap), notes.count())
}

type Verb<'v> = &'v dyn Fn(&mut Desk<'_>, &Backlog, &Gap) -> Result<Id, Refusal>;

/// Does it, undoes it, and undoes the undoing.
fn there_and_back(book: &Book, gap: Id, name: &str, verb: Verb<'_>) {
    let mut book = book.clone();
    let before = shown(&book, gap);
    let done = book.decide(1, |d, b| verb(d, b, &b.gaps[&gap]).map(|_| ())).unwrap();
    let after = shown(&book, gap);
    assert_ne!(before, after, "{name} changes something");
    let mut opposite = |event: Id| {
        book.decide(1, |d, b| {
            let gap = &b.gaps[&gap];
            undo::opposite(d, gap, gap.told(event).unwrap()).map(|_| ())
        })
        .unwrap_or_else(|e| panic!("{name}: {e}"))
    };
    let undone = opposite(*done.last().unwrap());
    assert_eq!(shown(&book, gap), before, "{name} undone");
    let mut redo = book.clone();
    for event in undone.iter().rev() {
        redo.decide(1, |d, b| {
            let gap = &b.gaps[&gap];
            undo::opposite(d, gap, gap.told(*event).unwrap()).map(|_| ())
        })
        .unwrap_or_else(|e| panic!("{name} again: {e}"));
    }
    assert_eq!(shown(&redo, gap), after, "{name} undone and redone");
}

fn moving(to: Status) -> impl Fn(&mut Desk<'_>, &Backlog, &Gap) -> Result<Id, Refusal> {
    move |d, _, g| {
        let asked = moves::Move { reason: Some("so".into()), force: true, ..Default::default() };
        moves::to(d, g, to, &asked)
    }
}

#[test]
fn every_move_but_confirming() {
    let (book, gap, _) = start();
    for to in [Status::Started, Status::Closed, Status::Deferred, Status::Dropped] {
        there_and_back(&book, gap, &to.to_string(), &moving(to));
        let mut moved = book.clone();
        moved.decide(1, |d, b| moving(to)(d, b, &b.gaps[&gap]).map(|_| ())).unwrap();
        there_and_back(&moved, gap, &format!("reopened after {to}"), &moving(Status::Open));
    }
}

#[test]
fn starting_with_an_owner() {
    let (book, gap, _) = start();
    there_and_back(&book, gap, "started by", &|d, _, g| {
        moves::to(
            d,
            g,
            Status::Started,
            &moves::Move { starter: Some("ana".into()), ..Default::default() },
        )
    });
}

#[test]
fn nothing_leads_back_from_confirmed_but_open() {
    let (mut book, gap, _) = start();
    for to in [Status::Closed, Status::Confirmed] {
        book.decide(1, |d, b| moving(to)(d, b, &b.gaps[&gap]).map(|_| ())).unwrap();
    }
    let confirming = book.gap(gap).status_event;
    book.decide(1, |d, b| {
        let gap = &b.gaps[&gap];
        undo::opposite(d, gap, gap.told(confirming).unwrap()).map(|_| ())
    })
    .unwrap();
    assert_eq!(book.gap(gap).status, Status::Open);
}

#[test]
fn a_closing_over_unmet_criteria_names_them_again() {
    let (mut book, gap, _) = start();
    for to in [Status::Closed, Status::Open] {
        book.decide(1, |d, b| moving(to)(d, b, &b.gaps[&gap]).map(|_| ())).unwrap();
    }
    let reopening = book.gap(gap).status_event;
    let closed = book
        .decide(1, |d, b| {
            let gap = &b.gaps[&gap];
            undo::opposite(d, gap, gap.told(reopening).unwrap()).map(|_| ())
        })
        .unwrap();
    let Body::Closed(closed) = &book.entries[&closed[0]].event.body else { panic!() };
    assert_eq!(closed.unmet.len(), 2);
}

#[test]
fn criteria_links_notes_and_waivers() {
    let (mut book, gap, _) = start();
    let one = tick::Which::These(vec!["1".into()]);
    there_and_back(&book, gap, "met", &|d, _, g| tick::tick(d, g, &one, true, None));
    there_and_back(&book, gap, "noted", &|d, _, g| note::note(d, g, "hm"));
    let ties =
        link::Ties { waits_on: vec!["SEC-002".into()], pr: vec!["7".into()], ..Default::default() };
    there_and_back(&book, gap, "linked", &|d, _, g| link::link(d, g, &ties, None, false));
    let exception = waive::Exception {
        rule: "open-blocker".into(),
        reason: "beta".into(),
        asker: "ben".parse().unwrap(),
        until: "2027-01-01".parse().unwrap(),
    };
    there_and_back(&book, gap, "waived", &|d, _, g| waive::waive(d, g, &exception));
    let act = |book: &mut Book, verb: Verb<'_>| {
        book.decide(1, |d, b| verb(d, b, &b.gaps[&gap]).map(|_| ())).unwrap();
    };
    act(&mut book, &|d, _, g| tick::tick(d, g, &one, true, None));
    act(&mut book, &|d, _, g| note::note(d, g, "hm"));
    act(&mut book, &|d, _, g| link::link(d, g, &ties, None, false));
    act(&mut book, &|d, _, g| waive::waive(d, g, &exception));
    there_and_back(&book, gap, "unmet", &|d, _, g| tick::tick(d, g, &one, false, None));
    there_and_back(&book, gap, "unlinked", &|d, _, g| link::link(d, g, &ties, None, true));
    there_and_back(&book, gap, "retracted", &|d, _, g| note::retract(d, g, "", None));
    there_and_back(&book, gap, "unwaived", &|d, _, g| {
        waive::unwaive(d, g, "open-blocker", None).map(|ids| ids[0])
    });
}

#[test]
fn every_field_of_a_revision() {
    let (book, gap, _) = start();
    let text = |t: &str| Some(t.to_owned());
    let revisions = [
        revise::Revision { title: text("RBAC!"), label: text("OPS-9"), ..Default::default() },
        revise::Revision { block: text("Operations"), ..Default::default() },
        revise::Revision {
            kind: text("doc"),
            description: text("more\nwords"),
            owner: text("ben"),
            effort: text("1 h"),
            phase: text("2"),
            week: text("3"),
            recurs: text("monthly"),
            ..Default::default()
        },
        revise::Revision {
            criticality: gaps::model::Criticality::from_word("low"),
            due: "2028-01-01".parse().ok(),
            ..Default::default()
        },
        revise::Revision { unset: vec!["due".into()], ..Default::default() },
        revise::Revision {
            add_criteria: vec!["logs".into()],
            add_files: vec!["b".into()],
            add_verify: vec!["t".into()],
            ..Default::default()
        },
        revise::Revision {
            remove_criteria: vec!["2".into()],
            remove_files: vec!["src/a.rs".into()],
            remove_verify: vec!["make".into()],
            ..Default::default()
        },
        revise::Revision {
            reword: vec![("1".into(), "other words".into())],
            add_files: vec!["src/a.rs (generated)".into()],
            ..Default::default()
        },
    ];
    for revision in revisions {
        there_and_back(&book, gap, &format!("{revision:?}"), &|d, _, g| {
            revise::revise(d, g, &revision)
        });
    }
}

#[test]
fn opening_is_undone_by_dropping_and_a_ledgers_own_events_are_not() {
    let (mut book, gap, _) = start();
    book.decide(1, |d, b| {
        let gap = &b.gaps[&gap];
        undo::opposite(d, gap, gap.told(gap.id).unwrap()).map(|_| ())
    })
    .unwrap();
    assert_eq!(book.gap(gap).status, Status::Dropped);
}
