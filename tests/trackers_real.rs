//! The five trackers of the first users, where they are at hand: every count and every finding, no more and
//! no fewer. They are not part of this repository, so the test says when it could not run.

use std::collections::BTreeMap;
use std::path::PathBuf;

use gaps::model::{Criticality, Status};
use gaps::tracker::{Code, Dialect, Finding, Tracker, Truth, apply, claims, lint, render};

fn folder() -> Option<PathBuf> {
    let told = std::env::var_os("GAPS_TRACKERS").map(PathBuf::from);
    let near = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/trackers");
    let found = told.unwrap_or(near);
    if found.is_dir() {
        return Some(found);
    }
    println!("NOT RUN: no folder of real trackers (set GAPS_TRACKERS)");
    None
}

/// The tracker whose file name begins with these digits.
fn tracker(number: &str) -> Option<Tracker> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder()?).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let named = |p: &&PathBuf| p.file_name().unwrap().to_string_lossy().starts_with(number);
    let path = files.iter().find(named).expect("the file is there");
    Some(claims(&std::fs::read(path).unwrap()).unwrap())
}

fn labels(tracker: &Tracker, status: Status) -> Vec<&str> {
    let mut found: Vec<&str> = tracker
        .gaps
        .iter()
        .filter(|g| g.status == Some(status))
        .map(|g| g.label.as_str())
        .collect();
    found.sort_unstable();
    found
}

fn open_by_criticality(tracker: &Tracker) -> [usize; 4] {
    Criticality::ALL.map(|c| {
        let left = |s: Option<Status>| s.is_some_and(Status::is_left);
        tracker.gaps.iter().filter(|g| left(g.status) && g.criticality == Some(c)).count()
    })
}

fn shown(findings: &[Finding]) -> Vec<(Code, usize, String, String, bool)> {
    findings
        .iter()
        .map(|f| (f.code, f.line, f.claimed.clone(), f.actual.clone(), f.place.is_some()))
        .collect()
}

fn figure(line: usize, claimed: &str, actual: &str) -> (Code, usize, String, String, bool) {
    (Code::WrongFigure, line, claimed.to_owned(), actual.to_owned(), true)
}

fn adds_up(tracker: &Tracker) {
    let tally = tracker.tally;
    for count in [tally.boxes, tally.rows, tally.headings] {
        assert_eq!(count.all, count.gaps + count.criteria + count.figures + count.unplaced);
    }
    assert_eq!(
        tracker.unplaced.len(),
        tally.boxes.unplaced + tally.rows.unplaced + tally.headings.unplaced
    );
}

#[test]
fn the_older_of_the_two_section_trackers() {
    let Some(tracker) = tracker("001") else { return };
    assert_eq!(tracker.dialect, Dialect::Sections);
    assert_eq!(tracker.gaps.len(), 35);
    assert_eq!(
        labels(&tracker, Status::Closed),
        ["CICD-001", "DOC-001", "SEC-001", "SEC-003", "SEC-005"]
    );
    assert_eq!(open_by_criticality(&tracker), [0, 10, 12, 8]);
    assert_eq!(
        shown(&lint(&tracker)),
        [
            figure(15, "Security High: 2", "1"),
            figure(15, "Security Medium: 2", "1"),
            figure(18, "Docs High: 1", "0"),
            figure(19, "Total High: 12", "10"),
            figure(19, "Total Medium: 13", "12"),
            (
                Code::CriticalityDiffers,
                34,
                "blocker below HIGH Priority".into(),
                "blocker".into(),
                false
            ),
        ]
    );
    assert!(tracker.unplaced.is_empty());
    adds_up(&tracker);
}

#[test]
fn the_newer_of_the_two_section_trackers() {
    let Some(tracker) = tracker("000") else { return };
    assert_eq!(tracker.gaps.len(), 35);
    assert_eq!(
        labels(&tracker, Status::Closed),
        ["CICD-001", "DOC-001", "REL-001", "REL-002", "REL-003", "REL-004", "REL-005", "SEC-003"]
    );
    assert_eq!(open_by_criticality(&tracker), [0, 9, 11, 7]);
    let figures: Vec<_> =
        lint(&tracker).into_iter().filter(|f| f.code == Code::WrongFigure).collect();
    assert_eq!(
        shown(&figures),
        [figure(18, "Docs High: 1", "0"), figure(19, "Total High: 10", "9")]
    );
    // The same misplaced heading as in the older file, and nothing else.
    let others: Vec<_> = lint(&tracker)
        .into_iter()
        .filter(|f| f.code != Code::WrongFigure)
        .map(|f| (f.code, f.label.unwrap().to_string()))
        .collect();
    assert_eq!(others, [(Code::CriticalityDiffers, "CICD-001".to_owned())]);
    let rel = tracker.gaps.iter().find(|g| g.label.as_str() == "REL-003").unwrap();
    assert_eq!(rel.completed.map(|d| d.to_string()).as_deref(), Some("2025-12-03"));
    assert_eq!(rel.pr.as_ref().and_then(|p| p.number), Some(185));
    assert_eq!(rel.verify.len(), 1);
    assert_eq!(rel.block.as_ref().map(|b| b.prefix.as_str()), Some("REL"));
    adds_up(&tracker);
}

#[test]
fn the_table() {
    let Some(tracker) = tracker("002") else { return };
    assert_eq!(tracker.dialect, Dialect::Table);
    assert_eq!(tracker.gaps.len(), 15);
    assert_eq!(labels(&tracker, Status::Closed).len(), 12);
    assert_eq!(labels(&tracker, Status::Deferred), ["P2-01", "P2-02", "P2-03"]);
    let deferred = tracker.gaps.iter().filter(|g| g.status == Some(Status::Deferred));
    assert!(deferred.clone().all(|g| g.reason.is_some()) && deferred.count() == 3);
    let mut ranks = BTreeMap::new();
    for gap in &tracker.gaps {
        *ranks.entry(gap.criticality).or_insert(0) += 1;
    }
    let expected = [(Criticality::Blocker, 6), (Criticality::High, 6), (Criticality::Medium, 3)];
    assert_eq!(ranks, expected.map(|(c, n)| (Some(c), n)).into());
    assert_eq!(lint(&tracker), []);
    assert!(tracker.gaps.iter().all(|g| g.description.is_some()));
    adds_up(&tracker);
}

#[test]
fn the_checklist() {
    let Some(tracker) = tracker("003") else { return };
    assert_eq!(tracker.dialect, Dialect::Checklist);
    assert_eq!(tracker.gaps.len(), 33);
    assert_eq!(labels(&tracker, Status::Open).len(), 22);
    assert_eq!(labels(&tracker, Status::Closed).len(), 11);
    let criteria: usize = tracker.gaps.iter().map(|g| g.criteria.len()).sum();
    assert_eq!(criteria, 42);
    assert_eq!(tracker.tally.boxes.all, 75);
    assert_eq!(tracker.tally.boxes.unplaced, 0);
    assert_eq!(lint(&tracker), []);
    assert_eq!(tracker.gaps.iter().filter(|g| g.recurs.is_some()).count(), 8);
    assert_eq!(open_by_criticality(&tracker), [4, 2, 0, 0]);
    let due: Vec<String> =
        tracker.gaps.iter().filter_map(|g| g.due).map(|d| d.to_string()).collect();
    assert_eq!(due.len(), 6);
    assert_eq!(due.first().map(String::as_str), Some("2026-02-20"));
    assert!(tracker.gaps.iter().all(|g| g.original.is_none()));
    adds_up(&tracker);
}

#[test]
fn the_roadmap() {
    let Some(tracker) = tracker("004") else { return };
    assert_eq!(tracker.dialect, Dialect::Roadmap);
    assert_eq!(tracker.gaps.len(), 23);
    assert_eq!(labels(&tracker, Status::Closed).len(), 18);
    assert_eq!(
        labels(&tracker, Status::Open),
        ["TASK-1.2", "TASK-4.4", "TASK-5.1", "TASK-5.2", "TASK-5.3"]
    );
    let days: Vec<String> =
        tracker.gaps.iter().filter_map(|g| g.completed).map(|d| d.to_string()).collect();
    assert_eq!(days, vec!["2025-10-04"; 18]);
    assert_eq!(tracker.figures.len(), 7, "overall twice and five phases");
    assert_eq!(tracker.unplaced.len(), 30);
    let phase = "Phase 2 (Incident Response)";
    assert_eq!(
        shown(&lint(&tracker)),
        [
            figure(21, "COMPLETED TASKS: 16/35 (45.7%)", "18/23 (78.3%)"),
            (
                Code::RemainingOmits,
                118,
                "3 named as remaining".into(),
                "also left: TASK-1.2, TASK-5.3".into(),
                false
            ),
            figure(753, "Overall Progress: 16/35 (45.7%)", "18/23 (78.3%)"),
            (Code::StatusDiffers, 757, "closed".into(), "open".into(), true),
            figure(763, &format!("{phase}: 3/5 (60%)"), "5/5 (100%)"),
        ]
    );
    let task = tracker.gaps.iter().find(|g| g.label.as_str() == "TASK-1.1").unwrap();
    assert_eq!(task.links, ["d9074ea"]);
    assert_eq!((task.week.as_deref(), task.criteria.len()), (Some("1"), 17));
    adds_up(&tracker);
}

/// The lines that a rendering changes.
fn changed(before: &str, after: &str) -> Vec<usize> {
    assert_eq!(before.lines().count(), after.lines().count());
    let pairs = before.lines().zip(after.lines()).enumerate();
    pairs.filter(|(_, (a, b))| a != b).map(|(n, _)| n + 1).collect()
}

#[test]
fn the_first_rendering_is_the_placed_findings() {
    for (number, expected) in [
        ("000", vec![18, 19]),
        ("001", vec![15, 18, 19]),
        ("002", vec![]),
        ("003", vec![]),
        ("004", vec![21, 753, 757, 763]),
    ] {
        let Some(tracker) = tracker(number) else { return };
        let rendering = render(&tracker, &Truth::of(&tracker)).unwrap();
        let once = apply(&tracker.text, &rendering.edits);
        assert_eq!(changed(&tracker.text, &once), expected, "{number}");
        let again = claims(once.as_bytes()).unwrap();
        assert_eq!(render(&again, &Truth::of(&again)).unwrap().edits, [], "{number}");
        let placed = lint(&again).into_iter().filter(|f| f.place.is_some()).count();
        assert_eq!(placed, 0, "{number}");
    }
}

#[test]
fn every_status_of_every_gap_reads_back() {
    for number in ["000", "001", "002", "003", "004"] {
        let Some(tracker) = tracker(number) else { return };
        // Every gap of the short ones; in the long ones some from each section.
        for gap in tracker.gaps.iter().step_by(1 + tracker.gaps.len() / 8) {
            for status in Status::ALL {
                let mut truth = Truth::of(&tracker);
                let wanted = truth.gaps.get_mut(gap.label.as_str()).unwrap();
                wanted.status = status;
                for met in wanted.criteria.values_mut() {
                    *met = status.is_done();
                }
                let rendering = render(&tracker, &truth).unwrap();
                let missed: Vec<_> =
                    rendering.findings.iter().filter(|f| f.code == Code::NotWritten).collect();
                assert!(missed.is_empty(), "{number} {} {status}: {missed:?}", gap.label);
            }
        }
    }
}
