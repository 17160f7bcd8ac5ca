//! The result of a rendering, read again: does the document now say what is true? What a document has no
//! place for is reported, never silently missing.

use crate::model::{Criticality, Label};

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
            Some(read) => rank(read.line, read, gap.criticality, found),
        }
    }
}

fn differences(line: usize, gap: &Gap, wanted: &GapTruth, found: &mut Vec<Finding>) {
    // What is not clear is told by `lint`. While the gap is open, as an import leaves it, there is nothing to write.
    let unclear = gap.status.is_none() && wanted.status == crate::model::Status::Open;
    if !unclear && !gap.status.is_some_and(|s| serves(s, wanted.status)) {
        let stated = gap.status.map_or("not clear", |s| s.as_str());
        found.push(finding(line, &gap.label, stated, wanted.status.as_str()));
    }
    rank(line, gap, wanted.criticality, found);
}

/// Another criticality than the true one. A document that states none says nothing untrue.
fn rank(line: usize, gap: &Gap, wanted: Option<Criticality>, found: &mut Vec<Finding>) {
    if let (Some(stated), Some(wanted)) = (gap.criticality, wanted)
        && stated != wanted
    {
        found.push(finding(line, &gap.label, stated.as_str(), wanted.as_str()));
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
