//! What messages ask for, placed by the pure projection alone: the history is a list in memory, and answers what git
//! would.

use std::collections::{BTreeMap, BTreeSet};

use gaps::ledger::Cause;
use gaps::ledger::kinds::closed::Closed;
use gaps::model::{CommitId, Id, Mode, Status};
use gaps::project::asked::{self, Ask, Commit, History, Outcome, Projection, Reach, Step};
use gaps::project::reference::Reference;
use gaps::project::scan::ScanConfig;
use gaps::project::{Entry, Place, fold};

use crate::people::{Book, at, commit};

/// Commits in a row, each with what its message says; a merge brings more.
#[derive(Default)]
struct Line {
    messages: BTreeMap<CommitId, (usize, String)>,
    /// Commits whose tree has no ledger.
    foreign: BTreeSet<CommitId>,
}

impl History for Line {
    fn holds(&self, commit: &CommitId, _: &str) -> bool {
        !self.foreign.contains(commit)
    }
    fn precedes(&self, earlier: &CommitId, later: &CommitId) -> bool {
        let place = |c| self.messages.get(c).map(|(n, _)| *n);
        earlier == later || place(earlier).zip(place(later)).is_some_and(|(a, b)| a < b)
    }
    fn named(&self, prefix: &str) -> Option<CommitId> {
        self.messages.keys().find(|c| c.as_str().starts_with(prefix)).cloned()
    }
    fn brought_with(&self, commit: &CommitId) -> Vec<CommitId> {
        vec![commit.clone()]
    }
    fn pull_request(&self, _: &Reference) -> Option<CommitId> {
        None
    }
    fn landing(&self, commit: &CommitId) -> Option<usize> {
        self.messages.get(commit).map(|(n, _)| *n)
    }
    fn text(&self, commit: &CommitId) -> Option<(String, String)> {
        self.messages.get(commit).map(|(_, text)| ("ana".into(), text.clone()))
    }
}

/// A ledger with one gap, and landings of one commit each with these messages.
struct World {
    book: Book,
    gap: Id,
    line: Line,
    steps: Vec<Step>,
}

impl World {
    fn new(mode: Mode) -> Self {
        let mut book = Book::founded(mode);
        let gap = book.open(1, "SEC-001", "RBAC");
        book.land_all(0);
        Self { book, gap, line: Line::default(), steps: Vec::new() }
    }

    fn says(&mut self, message: &str) -> CommitId {
        let n = self.steps.len() + 1;
        let id = commit(u8::try_from(0x40 + n).unwrap());
        let tip = Commit {
            id: id.clone(),
            author: "ana <ana@example.org>".into(),
            authored: at(2000 + n as i64),
            at: at(3000 + n as i64),
            message: message.into(),
        };
        self.line.messages.insert(id.clone(), (n, message.into()));
        self.steps.push(Step {
            place: Place::Landed(n),
            reach: Reach::Line,
            tip: tip.clone(),
            differs: true,
            config: ScanConfig::default(),
            commits: vec![tip],
            removed: Vec::new(),
            restored: Vec::new(),
        });
        id
    }

    fn project(&self) -> Projection {
        let read: Vec<Entry> = self.book.read();
        let ledger = self.book.ledger.unwrap();
        asked::project(&read, ledger, &self.book.landings, &self.steps, &self.line)
    }

    fn outcomes(&self) -> Vec<&'static str> {
        let word = |o: &Outcome| match o {
            Outcome::Recorded(_) => "recorded",
            Outcome::Answered(_) => "answered",
            Outcome::Satisfied => "satisfied",
            Outcome::Copy => "copy",
            Outcome::Waiting(_) => "waiting",
            Outcome::Refused(_) => "refused",
            Outcome::Unknown => "unknown",
        };
        self.project().triggers.iter().map(|t| word(&t.outcome)).collect()
    }

    /// The status with what is asked counted in.
    fn status(&self) -> Status {
        let mut entries = self.book.read();
        entries.extend(self.project().entries);
        let (backlog, _) = fold(&entries, self.book.ledger.unwrap(), &self.book.landings);
        backlog.gaps[&self.gap].status
    }
}

#[test]
fn a_trigger_waits_until_an_event_names_it() {
    let mut world = World::new(Mode::Open);
    let asks = world.says("roles\n\nCloses-Gap: SEC-001");
    assert_eq!((world.outcomes(), world.status()), (vec!["waiting"], Status::Closed));
    assert_eq!(world.book.gap(world.gap).status, Status::Open, "no event says so yet");
    let text = asked::facts::hash("Closes-Gap: SEC-001");
    let cause = Cause::Trigger { authored: at(2001), commit: asks, line: 3, n: 0, text };
    let (gap, body) = (world.gap, Closed { reason: Some("asked".into()), ..Closed::default() });
    let event = world.book.caused(1, gap, &[gap], body, Some(cause));
    world.book.land(event, 2);
    assert_eq!((world.outcomes(), world.status()), (vec!["recorded"], Status::Closed));
    assert!(world.project().entries.is_empty(), "what is recorded does not wait");
}

#[test]
fn triggers_follow_each_other() {
    let mut world = World::new(Mode::Open);
    world.says("roles\n\nCloses-Gap: SEC-001");
    world.says("more\n\nCloses-Gap: SEC-001");
    world.says("not on staging\n\nReopens-Gap: SEC-001");
    assert_eq!(world.outcomes(), ["waiting", "satisfied", "waiting"]);
    assert_eq!(world.status(), Status::Open);
    assert_eq!(world.project().triggers[2].ask, Ask::Reopen);
}

#[test]
fn a_foreign_history_and_what_changes_nothing_ask_for_nothing() {
    let mut world = World::new(Mode::Open);
    let theirs = world.says("theirs\n\nCloses-Gap: SEC-001");
    world.line.foreign.insert(theirs);
    world.says("ours\n\nCloses-Gap: SEC-001");
    world.steps[1].differs = false;
    assert_eq!(world.status(), Status::Open);
    assert!(world.project().entries.is_empty());
}

#[test]
fn what_cannot_be_is_told_with_its_line_and_stops_nothing() {
    let mut world = World::new(Mode::Open);
    let asks =
        world.says("roles\n\nReopens-Gap: SEC-001\nCloses-Gap: SEC-099\nStarts-Gap: SEC-001");
    assert_eq!(world.status(), Status::Started);
    let projection = world.project();
    assert!(projection.triggers.iter().any(|t| t.outcome == Outcome::Unknown && t.line == 4));
    let told: Vec<_> = projection.findings.iter().map(|f| (f.commit.clone(), f.line)).collect();
    assert!(told.contains(&(Some(asks), Some(4))), "{told:?}");
}

#[test]
fn a_star_is_one_fact_and_a_label_behind_it_the_next() {
    let mut world = World::new(Mode::Open);
    world.says("roles\n\nMeets-Gap: SEC-001#*, SEC-001#1\nCloses-Gap: SEC-001, SEC-001");
    let n = |projection: &Projection| -> Vec<u64> {
        let causes = projection.entries.iter().filter_map(|e| e.event.cause.clone());
        causes.map(|c| if let Cause::Trigger { n, .. } = c { n } else { 99 }).collect()
    };
    assert_eq!(n(&world.project()), [0], "the closing; there is no criterion to meet");
    let reading = gaps::project::scan::read(&world.steps[0].tip.message, &ScanConfig::default());
    let facts: Vec<(u32, u32)> = reading.asked.iter().map(|a| (a.line, a.n)).collect();
    assert_eq!(facts, [(3, 0), (3, 1), (4, 0), (4, 1)]);
}

#[test]
fn on_the_branch_it_is_unlanded_and_in_a_closed_roster_it_waits_for_a_person() {
    let mut world = World::new(Mode::Open);
    world.says("roles\n\nCloses-Gap: SEC-001");
    (world.steps[0].place, world.steps[0].reach) = (Place::Unlanded, Reach::Branch);
    let projection = world.project();
    assert!(projection.is_on_branch());
    assert_eq!((projection.shown(false).len(), projection.shown(true).len()), (1, 0));
    let mut world = World::new(Mode::Closed);
    world.says("roles\n\nCloses-Gap: SEC-001");
    assert_eq!(world.status(), Status::Open);
}
