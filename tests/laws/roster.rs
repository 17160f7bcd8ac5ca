//! Who may sign: unknown means no, the last root stays, a revocation keeps what its author could see.

use std::collections::BTreeSet;

use gaps::ledger::kinds::admitted::Admitted;
use gaps::ledger::kinds::adopted::Adopted;
use gaps::ledger::kinds::closed::Closed;
use gaps::ledger::kinds::noted::Noted;
use gaps::ledger::kinds::revoked::Revoked;
use gaps::ledger::kinds::ruled::Ruled;
use gaps::ledger::{Body, Code, Event};
use gaps::model::{Id, Mode, Role, Status};
use gaps::project::decide::{moves, roster};
use gaps::project::{Landings, Place, Refusal};

use crate::people::{Book, at, commit, key};

fn admitted(seed: u8, role: Role) -> Admitted {
    Admitted {
        key: key(seed),
        principal: format!("person-{seed}").parse().unwrap(),
        role: role.to_string(),
        keeps: Vec::new(),
        reason: None,
    }
}

fn revoked(seed: u8, keeps: &[Id]) -> Revoked {
    let mut keeps = keeps.to_vec();
    keeps.sort();
    Revoked { key: key(seed).fingerprint(), reason: "gone".into(), keeps }
}

/// A ledger event made by hand, landed at once.
fn say(
    book: &mut Book,
    seed: u8,
    parents: &[Id],
    base: Option<u8>,
    body: impl Into<Body>,
    landing: usize,
) -> Id {
    let mut parents = parents.to_vec();
    parents.sort();
    let event = Event {
        at: at(500),
        base: base.map(commit),
        body: body.into(),
        cause: None,
        gap: None,
        ledger: book.ledger,
        of: None,
        parents,
        signer: key(seed).fingerprint(),
    };
    let id = book.put(seed, event, Place::Pending);
    book.land(id, landing);
    id
}

fn refused(book: &Book, id: Id) -> Option<Code> {
    book.fold().0.rosters.refused.get(&id).map(|(code, _)| *code)
}

fn founded(mode: Mode) -> (Book, Id) {
    let mut book = Book::founded(mode);
    book.land_all(0);
    let first = book.ledger.unwrap();
    (book, first)
}

fn closed() -> Closed {
    Closed { reason: Some("done".into()), ..Closed::default() }
}

#[test]
fn unknown_means_no() {
    let (mut book, first) = founded(Mode::Open);
    let by_nobody = say(&mut book, 9, &[first], None, admitted(9, Role::Root), 1);
    assert_eq!(refused(&book, by_nobody), Some(Code::UnknownSigner));
    let contributor = say(&mut book, 1, &[first], None, admitted(2, Role::Contributor), 1);
    let climbs = say(&mut book, 2, &[contributor], None, admitted(2, Role::Root), 2);
    assert_eq!(refused(&book, climbs), Some(Code::NotPermitted));
    let rules = Ruled { trunk: None, mode: Some("closed".into()), reason: None };
    let ruled = say(&mut book, 2, &[contributor], None, rules, 2);
    assert_eq!(refused(&book, ruled), Some(Code::NotPermitted));
    assert_eq!(book.fold().0.mode, Mode::Open);
}

#[test]
fn none_supports_itself() {
    // A key that a later landing admits signed nothing before that.
    let (mut book, first) = founded(Mode::Open);
    let early = say(&mut book, 2, &[first], None, admitted(3, Role::Contributor), 1);
    say(&mut book, 1, &[first], None, admitted(2, Role::Root), 2);
    assert_eq!(refused(&book, early), Some(Code::UnknownSigner));
}

#[test]
fn a_maintainer_admits_those_below() {
    let (mut book, first) = founded(Mode::Open);
    let m = say(&mut book, 1, &[first], None, admitted(2, Role::Maintainer), 1);
    for (seed, role, fine) in [
        (3, Role::Contributor, true),
        (4, Role::Recorder, true),
        (5, Role::Maintainer, false),
        (6, Role::Root, false),
    ] {
        let id = say(&mut book, 2, &[m], None, admitted(seed, role), 2);
        assert_eq!(refused(&book, id).is_none(), fine, "{role}");
    }
}

#[test]
fn the_last_root_stays() {
    let (mut book, first) = founded(Mode::Open);
    let gone = say(&mut book, 1, &[first], None, revoked(1, &[]), 1);
    assert_eq!(refused(&book, gone), Some(Code::NotPermitted));
    let less = say(&mut book, 1, &[first], None, admitted(1, Role::Contributor), 1);
    assert_eq!(refused(&book, less), Some(Code::NotPermitted));
    let asked =
        book.decide(1, |d, _| roster::revoke(d, &key(1).fingerprint(), "x", vec![]).map(|_| ()));
    assert!(matches!(asked, Err(Refusal::Roster(_))), "{asked:?}");
}

#[test]
fn of_two_roots_who_revoke_each_other_the_first_landed_stands() {
    for (first_seed, second_seed) in [(1, 2), (2, 1)] {
        let (mut book, first) = founded(Mode::Open);
        let both = say(&mut book, 1, &[first], None, admitted(2, Role::Root), 1);
        let a = say(&mut book, first_seed, &[both], None, revoked(second_seed, &[both, first]), 2);
        let b = say(&mut book, second_seed, &[both], None, revoked(first_seed, &[both, first]), 3);
        assert_eq!(refused(&book, a), None);
        assert_eq!(refused(&book, b), Some(Code::RevokedKey));
        let (backlog, _) = book.fold();
        let roster = backlog.rosters.now().unwrap();
        assert!(roster.signers.contains_key(&key(first_seed).fingerprint()));
        assert!(!roster.signers.contains_key(&key(second_seed).fingerprint()));
    }
}

#[test]
fn a_revoked_key_is_never_admitted_again() {
    let (mut book, first) = founded(Mode::Open);
    let m = say(&mut book, 1, &[first], None, admitted(2, Role::Maintainer), 1);
    let r = say(&mut book, 1, &[m], None, revoked(2, &[]), 2);
    let again = say(&mut book, 1, &[r], None, admitted(2, Role::Contributor), 3);
    assert_eq!(refused(&book, again), Some(Code::NotPermitted));
}

#[test]
fn a_revocation_keeps_what_its_author_could_see_and_what_it_names() {
    let (mut book, first) = founded(Mode::Open);
    let [seen, kept, unseen] =
        ["SEC-001", "SEC-002", "SEC-003"].map(|label| book.open(1, label, "x"));
    book.land_all(1);
    let close = |book: &mut Book, gap| book.write(2, gap, &[gap], closed());
    let [a, b, c] = [close(&mut book, seen), close(&mut book, kept), close(&mut book, unseen)];
    [a, b, c].into_iter().for_each(|id| book.land(id, 2));
    let word = say(&mut book, 1, &[first], Some(9), revoked(2, &[b]), 3);
    book.landings.seen_from.insert(word, BTreeSet::from([a]));
    assert_eq!(book.gap(seen).status, Status::Closed);
    assert_eq!(book.gap(kept).status, Status::Closed);
    assert_eq!(book.gap(unseen).status, Status::Open);
    assert_eq!(book.fault(c), Some(Code::RevokedKey));
    // Where it landed, before or after, changes nothing.
    for landing in 0..4 {
        book.land(c, landing);
        assert_eq!(book.gap(unseen).status, Status::Open);
    }
    // Honest late work is taken back in.
    let adopted = Adopted { events: vec![c], reason: "hers".into() };
    say(&mut book, 1, &[first], None, adopted, 4);
    assert_eq!(book.gap(unseen).status, Status::Closed);
}

#[test]
fn in_closed_mode_only_listed_keys_count() {
    let (mut book, first) = founded(Mode::Closed);
    let gap = book.open(1, "SEC-001", "RBAC");
    let outsider = book.write(2, gap, &[gap], closed());
    book.land_all(1);
    assert_eq!(book.fault(outsider), Some(Code::UnknownSigner));
    assert_eq!(book.gap(gap).status, Status::Open);
    let asked = book.decide(2, |d, b| {
        moves::to(d, &b.gaps[&gap], Status::Closed, &moves::Move::default()).map(|_| ())
    });
    assert!(matches!(asked, Err(Refusal::NotListed { .. })), "{asked:?}");
    // Admission counts from its own landing on.
    say(&mut book, 1, &[first], None, admitted(2, Role::Contributor), 2);
    assert_eq!(book.gap(gap).status, Status::Open);
    let inside = book.write(2, gap, &[gap], closed());
    book.land(inside, 2);
    assert_eq!(book.gap(gap).status, Status::Closed);
}

#[test]
fn a_closed_ledger_without_its_history_accepts_nothing() {
    let (mut book, _) = founded(Mode::Closed);
    let gap = book.open(1, "SEC-001", "RBAC");
    book.land_all(1);
    assert_eq!(book.fold().0.gaps.len(), 1);
    book.landings =
        Landings { missing: Some(gaps::project::entry::Missing::Shallow), ..book.landings.clone() };
    assert_eq!(book.fold().0.gaps.len(), 0);
    assert_eq!(book.fault(gap), Some(Code::UnknownSigner));
}

#[test]
fn a_narrowed_role_is_a_revocation_of_what_it_lost() {
    let (mut book, first) = founded(Mode::Open);
    let gap = book.open(1, "SEC-001", "RBAC");
    let m = say(&mut book, 1, &[first], None, admitted(2, Role::Maintainer), 1);
    let note = Noted { text: "n".into(), name: None, part: None };
    let noted = book.write(2, gap, &[gap], note);
    let waived = gaps::ledger::kinds::waived::Waived {
        rule: "r".into(),
        reason: "x".into(),
        asker: "zoe".parse().unwrap(),
        until: "2030-01-01".parse().unwrap(),
    };
    let waiver = book.write(2, gap, &[gap], waived);
    book.land_all(2);
    say(&mut book, 1, &[m], None, admitted(2, Role::Contributor), 3);
    assert_eq!(book.fault(noted), None, "a contributor may still note");
    assert_eq!(book.fault(waiver), Some(Code::RevokedKey));
}

#[test]
fn a_role_that_is_widened_again_frees_what_lands_later() {
    let (mut book, first) = founded(Mode::Open);
    let m = say(&mut book, 1, &[first], None, admitted(2, Role::Maintainer), 1);
    let early = say(&mut book, 2, &[m], None, admitted(3, Role::Contributor), 2);
    let less = say(&mut book, 1, &[m], None, admitted(2, Role::Contributor), 3);
    let more = say(&mut book, 1, &[less], None, admitted(2, Role::Maintainer), 4);
    let late = say(&mut book, 2, &[more], None, admitted(4, Role::Contributor), 5);
    assert_eq!(refused(&book, early), Some(Code::RevokedKey), "nobody saw it in time");
    assert_eq!(refused(&book, late), None);
}

#[test]
fn an_adopted_event_of_the_roster_takes_effect() {
    let (mut book, first) = founded(Mode::Open);
    let m = say(&mut book, 1, &[first], None, admitted(2, Role::Maintainer), 1);
    let gone = say(&mut book, 1, &[m], None, revoked(2, &[]), 2);
    let late = say(&mut book, 2, &[m], None, admitted(3, Role::Contributor), 3);
    assert_eq!(refused(&book, late), Some(Code::RevokedKey));
    let adopted = Adopted { events: vec![late, m], reason: "hers".into() };
    say(&mut book, 1, &[gone], None, adopted, 4);
    assert_eq!(refused(&book, late), None);
    let (backlog, _) = book.fold();
    assert!(backlog.rosters.now().unwrap().signers.contains_key(&key(3).fingerprint()));
}

#[test]
fn where_history_is_cut_a_revocation_strikes_nothing_that_it_may_have_seen() {
    let (mut book, first) = founded(Mode::Open);
    let gap = book.open(1, "SEC-001", "RBAC");
    let done = book.write(2, gap, &[gap], closed());
    book.land_all(0);
    let word = say(&mut book, 1, &[first], Some(9), revoked(2, &[]), 0);
    assert_eq!(book.gap(gap).status, Status::Open, "nobody saw it");
    book.landings.missing = Some(gaps::project::entry::Missing::Shallow);
    assert_eq!(book.gap(gap).status, Status::Closed);
    assert_eq!(book.fault(done), None);
    assert_eq!(book.fault(word), Some(Code::RevokedKey), "and it is said");
}

fn adopt(events: &[Id]) -> Adopted {
    let mut events = events.to_vec();
    events.sort();
    Adopted { events, reason: "late".into() }
}

#[test]
fn a_maintainer_adopts_nothing_that_takes_a_root() {
    // The id of an event is known before it lands, so it can be adopted before it lands.
    let (mut book, first) = founded(Mode::Open);
    let m = say(&mut book, 1, &[first], None, admitted(2, Role::Maintainer), 1);
    let other = say(&mut book, 1, &[m], None, admitted(3, Role::Root), 1);
    let coup = say(&mut book, 2, &[other], Some(1), revoked(1, &[]), 3);
    say(&mut book, 2, &[other], Some(1), adopt(&[coup]), 2);
    assert_eq!(refused(&book, coup), Some(Code::NotPermitted));
    assert!(book.fold().0.rosters.now().unwrap().signers.contains_key(&key(1).fingerprint()));
}

#[test]
fn whom_nobody_admitted_counts_for_nothing_in_a_closed_roster_whatever_is_said_of_them() {
    let (mut book, first) = founded(Mode::Closed);
    let gap = book.open(1, "SEC-001", "RBAC");
    let outsider = book.write(2, gap, &[gap], closed());
    book.land_all(1);
    let word = say(&mut book, 1, &[first], Some(1), revoked(2, &[outsider]), 2);
    assert_eq!(book.gap(gap).status, Status::Open, "a revocation makes nobody a signer");
    say(&mut book, 1, &[word], None, adopt(&[outsider]), 3);
    assert_eq!(book.gap(gap).status, Status::Open, "nor does an adoption");
}

#[test]
fn what_came_before_its_signer_was_listed_counts_no_more_once_the_key_is_revoked() {
    let (mut book, first) = founded(Mode::Closed);
    let gap = book.open(1, "SEC-001", "RBAC");
    book.land_all(0);
    let early = book.write(2, gap, &[gap], closed());
    book.land(early, 1);
    let listed = say(&mut book, 1, &[first], None, admitted(2, Role::Contributor), 2);
    let word = say(&mut book, 1, &[listed], Some(2), revoked(2, &[]), 3);
    book.landings.seen_from.insert(word, BTreeSet::from([early, listed]));
    assert_eq!(book.fault(early), Some(Code::UnknownSigner));
    say(&mut book, 1, &[word], None, adopt(&[early]), 4);
    assert_eq!(book.gap(gap).status, Status::Closed, "somebody who may says that it counts");
}

#[test]
fn no_revocation_strikes_the_founding_or_what_it_rests_on() {
    let (mut book, first) = founded(Mode::Open);
    let gap = book.open(1, "SEC-001", "RBAC");
    let other = say(&mut book, 1, &[first], None, admitted(2, Role::Root), 1);
    book.land_all(1);
    // Without a base it saw nothing, not even how its author came to be a root.
    let blind = say(&mut book, 2, &[other], None, revoked(1, &[]), 2);
    assert_eq!(refused(&book, first), None);
    assert_eq!(refused(&book, other), None);
    assert_eq!(refused(&book, blind), Some(Code::NotPermitted));
    assert_eq!(book.gap(gap).status, Status::Open);
}

#[test]
fn more_is_kept_than_one_event_lists() {
    // By another root, and by the key itself, which cannot adopt once it is revoked.
    for by in [1, 2] {
        let (mut book, first) = founded(Mode::Open);
        let gap = book.open(1, "SEC-001", "RBAC");
        say(&mut book, 1, &[first], None, admitted(2, Role::Root), 0);
        book.land_all(0);
        let note = |n: i32| Noted { text: format!("note {n}"), name: None, part: None };
        let keeps: Vec<Id> = (0..1201).map(|n| book.write(2, gap, &[gap], note(n))).collect();
        let word = book.decide(by, |d, _| {
            let all = d.backlog.rosters.now().unwrap().signers[&key(2).fingerprint()].since.0;
            let keeps = keeps.iter().copied().chain([all]).collect();
            roster::revoke(d, &key(2).fingerprint(), "gone", keeps).map(|_| ())
        });
        assert_eq!(word.unwrap().len(), 3, "two that adopt, and the word itself");
        book.land_all(1);
        let (backlog, faults) = book.fold();
        assert!(backlog.rosters.is_revoked(&key(2).fingerprint()));
        assert!(!faults.iter().any(|f| f.code.is_violation()), "{faults:#?}");
        assert_eq!(backlog.gaps[&gap].events.iter().filter(|t| t.rejected.is_none()).count(), 1202);
    }
}

#[test]
fn a_maintainer_lends_nobody_a_roots_word() {
    // A root's late word was struck with its key; a maintainer may not let it count after all, a root may.
    let (mut book, first) = founded(Mode::Open);
    let other = say(&mut book, 1, &[first], None, admitted(2, Role::Root), 1);
    let m = say(&mut book, 1, &[other], None, admitted(3, Role::Maintainer), 1);
    let gone = say(&mut book, 1, &[m], None, revoked(2, &[]), 2);
    let late = say(&mut book, 2, &[m], None, admitted(4, Role::Root), 3);
    let lent = say(&mut book, 3, &[gone], None, adopt(&[late]), 4);
    assert_eq!(refused(&book, lent), None);
    assert_eq!(refused(&book, late), Some(Code::RevokedKey));
    say(&mut book, 1, &[gone], None, adopt(&[late]), 5);
    assert_eq!(refused(&book, late), None);
}

#[test]
fn whose_role_was_narrowed_takes_back_nothing_by_adopting_it() {
    let (mut book, first) = founded(Mode::Open);
    let other = say(&mut book, 1, &[first], None, admitted(2, Role::Root), 1);
    let word = say(&mut book, 2, &[other], None, revoked(3, &[]), 2);
    let less = say(&mut book, 1, &[other], None, admitted(2, Role::Maintainer), 3);
    assert_eq!(refused(&book, word), Some(Code::RevokedKey), "nobody saw it in time");
    let back = say(&mut book, 2, &[less], None, adopt(&[word]), 4);
    assert_eq!((refused(&book, back), refused(&book, word)), (None, Some(Code::RevokedKey)));
}
