//! The result of a rendering, read again: does the document now say what is true? What a document has no
//! place for is reported, never silently missing.

use std::collections::BTreeSet;

use crate::model::{Criticality, Label};

use super::claim::{Gap, Tracker};
use super::edit::{self, Edit};
use super::lint::{Code, Finding};
use super::matching::{self, Known};
use super::read;
use super::style::serves;
use super::truth::{GapTruth, Truth};

/// The edits that can be made, and what the document does not say after them. Those that would make it another document
/// are left out: another mark may make what stands below it read as a part of something else.
pub fn proven(tracker: &Tracker, truth: &Truth, edits: Vec<Edit>) -> (Vec<Edit>, Vec<Finding>) {
    if edits.is_empty() {
        return (edits, differing(tracker, tracker, truth));
    }
    match edited(tracker, truth, &edits) {
        Some(after) if has_same_gaps(tracker, &after, truth) => {
            (edits, differing(tracker, &after, truth))
        }
        _ => {
            let kept = Search { tracker, truth, left: READINGS_MAX }.harmless(edits.clone());
            let after = edited(tracker, truth, &kept);
            let mut found = differing(tracker, after.as_ref().unwrap_or(tracker), truth);
            // Both are in the order of the document.
            let mut stays = kept.iter().peekable();
            let out = edits.iter().filter(|edit| stays.next_if_eq(edit).is_none());
            found.extend(out.map(|edit| left_out(tracker, edit)));
            (kept, found)
        }
    }
}

fn left_out(tracker: &Tracker, edit: &Edit) -> Finding {
    let first = |text: &str| text.trim().lines().next().unwrap_or("nothing").to_owned();
    Finding {
        code: Code::NotWritten,
        line: tracker.text[..edit.place.start].matches('\n').count() + 1,
        label: None,
        claimed: first(edit.place.of(&tracker.text)),
        actual: first(&edit.text),
        place: None,
    }
}

/// The document as edits leave it, read again.
fn edited(tracker: &Tracker, truth: &Truth, edits: &[Edit]) -> Option<Tracker> {
    let text = edit::apply(&tracker.text, edits);
    let mut after = read::claims_with(text.as_bytes(), &tracker.profile).ok()?;
    let mut known = matching::known(tracker);
    known.extend(truth.new.iter().map(|n| Known {
        label: n.label.clone(),
        title: n.title.clone(),
        section: None,
    }));
    matching::relabel(&mut after, &known);
    Some(after)
}

/// Whether a document has the gaps that it had, and no others but those that were put in.
fn has_same_gaps(before: &Tracker, after: &Tracker, truth: &Truth) -> bool {
    let labels =
        |t: &Tracker| -> BTreeSet<Label> { t.gaps.iter().map(|g| g.label.clone()).collect() };
    let (before, mut after) = (labels(before), labels(after));
    for new in &truth.new {
        if !before.contains(&new.label) {
            after.remove(&new.label);
        }
    }
    before == after
}

/// So often a document is read to find the edits that make it another one: where there are many, those that were not
/// tried are left out with them.
const READINGS_MAX: usize = 64;

/// Looks for the edits that leave it the same document, alone and together. Mostly few do not, and they are found by
/// halves.
struct Search<'a> {
    tracker: &'a Tracker,
    truth: &'a Truth,
    left: usize,
}

impl Search<'_> {
    fn harmless(&mut self, mut edits: Vec<Edit>) -> Vec<Edit> {
        if self.left == 0 || edits.is_empty() {
            return Vec::new();
        }
        if self.is_harmless(&edits) {
            return edits;
        }
        let later = edits.split_off(edits.len() / 2);
        if edits.is_empty() {
            return edits;
        }
        let mut kept = self.harmless(edits);
        kept.extend(self.harmless(later));
        // What is kept is always tried as a whole.
        if self.is_harmless(&kept) { kept } else { Vec::new() }
    }

    fn is_harmless(&mut self, edits: &[Edit]) -> bool {
        self.left = self.left.saturating_sub(1);
        let after = edited(self.tracker, self.truth, edits);
        after.is_some_and(|after| has_same_gaps(self.tracker, &after, self.truth))
    }
}

fn differing(before: &Tracker, after: &Tracker, truth: &Truth) -> Vec<Finding> {
    let mut found = Vec::new();
    compare(before, after, truth, &mut found);
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
