//! The result of a rendering, read again: does the document now say what is true? What a document has no
//! place for is reported, never silently missing.

use crate::model::Label;

use super::claim::{Gap, Tracker};
use super::edit::{self, Edit};
use super::lint::{Code, Finding};
use super::matching::{self, Known};
use super::read;
use super::style::serves;
use super::truth::{GapTruth, Truth};

/// What the edited document still does not say.
pub fn check(tracker: &Tracker, truth: &Truth, edits: &[Edit]) -> Vec<Finding> {
    let mut found = Vec::new();
    if edits.is_empty() {
        compare(tracker, tracker, truth, &mut found);
        return found;
    }
    let text = edit::apply(&tracker.text, edits);
    let Ok(mut after) = read::claims_with(text.as_bytes(), &tracker.profile) else { return found };
    let mut known = matching::known(tracker);
    known.extend(truth.new.iter().map(|n| Known {
        label: n.label.clone(),
        title: n.title.clone(),
        section: None,
    }));
    matching::relabel(&mut after, &known);
    compare(tracker, &after, truth, &mut found);
    found
}

fn compare(before: &Tracker, after: &Tracker, truth: &Truth, found: &mut Vec<Finding>) {
    let index = |t: &'_ Tracker| -> std::collections::BTreeMap<String, usize> {
        t.gaps.iter().enumerate().map(|(at, g)| (g.label.to_string(), at)).collect()
    };
    let (old, new) = (index(before), index(after));
    for (label, wanted) in &truth.gaps {
        let Some(at) = old.get(label) else { continue };
        let line = before.gaps[*at].line;
        match new.get(label).map(|at| &after.gaps[*at]) {
            None => found.push(finding(
                line,
                &before.gaps[*at].label,
                "nothing",
                wanted.status.as_str(),
            )),
            Some(gap) => differences(line, gap, wanted, found),
        }
    }
    for gap in &truth.new {
        let status = gap.status.as_str();
        match new.get(gap.label.as_str()).map(|at| &after.gaps[*at]) {
            None => found.push(finding(1, &gap.label, "nothing", status)),
            Some(read) if !read.status.is_some_and(|s| serves(s, gap.status)) => {
                let stated = read.status.map_or("not clear", |s| s.as_str());
                found.push(finding(read.line, &gap.label, stated, status));
            }
            Some(read) if gap.criticality.is_some() && read.criticality != gap.criticality => {
                let stated = read.criticality.map_or("no criticality", |c| c.as_str());
                let wanted = gap.criticality.map_or("none", |c| c.as_str());
                found.push(finding(read.line, &gap.label, stated, wanted));
            }
            Some(_) => {}
        }
    }
}

fn differences(line: usize, gap: &Gap, wanted: &GapTruth, found: &mut Vec<Finding>) {
    if !gap.status.is_some_and(|s| serves(s, wanted.status)) {
        let stated = gap.status.map_or("not clear", |s| s.as_str());
        found.push(finding(line, &gap.label, stated, wanted.status.as_str()));
    }
    if let Some(rank) = wanted.criticality.filter(|w| gap.criticality != Some(*w)) {
        let stated = gap.criticality.map_or("no criticality", |c| c.as_str());
        found.push(finding(line, &gap.label, stated, rank.as_str()));
    }
}

fn finding(line: usize, label: &Label, claimed: &str, actual: &str) -> Finding {
    Finding {
        code: Code::NotWritten,
        line,
        label: Some(label.clone()),
        claimed: claimed.to_owned(),
        actual: actual.to_owned(),
        place: None,
    }
}
