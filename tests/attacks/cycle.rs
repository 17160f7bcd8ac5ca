//! A circle of events: an id is a hash over the ids before it, so that nobody can make one. The rule is shown values
//! that no bytes could give.

use std::collections::BTreeMap;
use std::sync::Arc;

use gaps::ledger::Code;
use gaps::ledger::file;
use gaps::model::Id;
use gaps::project::audit::{Case, Content, File, Line, Record, audit};
use gaps::project::entry::{Landing, Landings};
use gaps::project::log::Log;
use serde_json::json;

use crate::lab::{Lab, ME, signed};

fn case(files: Vec<file::Signed>, ledger: Id) -> Case {
    let id = "ab".repeat(20).parse().unwrap();
    let at = "2026-12-20T12:00:00Z".parse().unwrap();
    let mut line = Line::default();
    line.push(&[0xab; 20], at);
    let landing = Landing { commit: id, at, day: at.day(), pr: None, author: String::new() };
    let file = |s: file::Signed| File {
        path: gaps::ledger::path::of(s.event.gap.as_ref(), s.id),
        is_text: true,
        mode: 0o100_644,
        blob: s.id.to_string(),
        commit: 0,
        landed: Some(0),
        content: Content::Event(Record::Good(Box::new(s))),
    };
    Case {
        ledger,
        line,
        files: files.into_iter().map(file).collect(),
        removals: Vec::new(),
        objects: Vec::new(),
        landings: Landings { list: vec![landing], ..Landings::default() },
        places: BTreeMap::from([(0, 0)]),
        bases: BTreeMap::new(),
        causes: Vec::new(),
        asked: Vec::new(),
        log: Log::default(),
        anchors: Vec::new(),
        twins: Vec::new(),
        foxtrots: Vec::new(),
    }
}

#[test]
fn events_build_on_each_other_in_a_circle() {
    let lab = Lab::new();
    let read = |bytes: &[u8]| file::read(bytes).unwrap();
    let founded = read(&lab.repo.read(&lab.event("@ledger", "founded")));
    let opened = read(&lab.repo.read(&lab.event("SEC/001", "opened")));
    let mut one = read(&signed(lab.draft("started", json!({})), ME).1);
    let mut two = read(&signed(lab.draft("noted", json!({"text": "x"})), ME).1);
    let ledger = founded.id;
    let codes = |all: Vec<file::Signed>| -> Vec<Code> {
        audit(&case(all, ledger)).0.iter().filter(|f| !f.is_notice).map(|f| f.code).collect()
    };
    let all = |one: &file::Signed, two: &file::Signed| {
        vec![founded.clone(), opened.clone(), one.clone(), two.clone()]
    };
    Arc::make_mut(&mut two.event).parents = vec![one.id];
    assert_eq!(codes(all(&one, &two)), []);
    Arc::make_mut(&mut one.event).parents = vec![two.id];
    assert_eq!(codes(all(&one, &two)), [Code::Cycle, Code::Cycle]);
    Arc::make_mut(&mut one.event).parents = vec![one.id];
    assert!(codes(all(&one, &two)).contains(&Code::Cycle));
}
