//! The truth written into a document's own claims. Bytes that are no claim stay; a gap that the truth does
//! not change stays; what no replaced bytes can make true is reported and left.

use std::collections::BTreeMap;

use super::claim::{Claim, Tracker};
use super::columns;
use super::completed::{self, Stays};
use super::context::Context;
use super::edit::{self, Edit, Edits};
use super::figure::{Counted, Figure, Number, Percent, show_tenths};
use super::insert;
use super::items::Reader;
use super::lint::{self, Finding};
use super::matching;
use super::numbers;
use super::outline::Outline;
use super::place::Place;
use super::proof;
use super::read;
use super::reckon;
use super::refit;
use super::relocate;
use super::survey::Survey;
use super::truth::Truth;
use super::writer::Writer;
use super::written_dates::{date_like, month_like};

/// Why a document is not written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unwritable {
    #[error("the document says that a tool writes it ({0}); it is only read")]
    Generated(String),
}

/// What to change, and what could not be made true by changing bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rendering {
    pub edits: Vec<Edit>,
    pub findings: Vec<Finding>,
}

/// The edits that make the document true.
pub fn render(tracker: &Tracker, truth: &Truth) -> Result<Rendering, Unwritable> {
    if let Some(line) = &tracker.generated {
        return Err(Unwritable::Generated(line.clone()));
    }
    let cx = Context::with(&tracker.text, &tracker.profile);
    let outline = Outline::new(&cx);
    let survey = Survey::new(&cx, &outline);
    let reader = Reader { cx: &cx, outline: &outline, survey: &survey };
    let mut edits = Edits::default();
    let mut moved = relocate::moves(tracker, truth);
    moved.retain(|_, change| !refit::loses(&reader, tracker, change));
    let mut claims: BTreeMap<usize, Vec<&Claim>> = BTreeMap::new();
    for claim in &tracker.claims {
        claims.entry(claim.gap).or_default().push(claim);
    }
    let listed = completed::Listed::new(&reader, tracker);
    let mut findings = Vec::new();
    for (at, gap) in tracker.gaps.iter().enumerate() {
        let Some(wanted) = truth.gaps.get(gap.label.as_str()) else { continue };
        let mine = claims.get(&at).map(Vec::as_slice).unwrap_or_default();
        let lane_says = moved.get(&at).is_some_and(|m| relocate::says(tracker, m, wanted.status));
        let writer = Writer { tracker, gap, wanted, lane_says };
        writer.gap(mine, &mut edits);
        let stays = if moved.contains_key(&at) { Stays::Moves } else { Stays::Here };
        completed::completed(&reader, tracker, &listed, (at, wanted, stays), &mut edits);
    }
    let after = overlaid(tracker, truth, &moved);
    figures(tracker, &after, &mut edits);
    // What is new stands behind an item and is no part of it: where items move, it is put in when they have moved.
    if moved.is_empty() {
        insert::new_gaps(&reader, tracker, truth, &mut edits);
    }
    columns::cells(&reader, tracker, truth, &mut edits);
    let mut done = relocate::perform(&reader, tracker, &moved, edits.done());
    if !moved.is_empty() {
        done = with_new(tracker, truth, done);
    }
    lint::prose(tracker, &after, &mut findings);
    if !done.is_empty() {
        dated(tracker, truth, &mut done);
    }
    let (done, unwritten) = proof::proven(tracker, truth, done);
    findings.extend(unwritten);
    Ok(Rendering { edits: done, findings })
}

/// The edits, and beside them the new gaps: each in its place in the document as the edits leave it.
fn with_new(tracker: &Tracker, truth: &Truth, mut edits: Vec<Edit>) -> Vec<Edit> {
    if truth.new.is_empty() {
        return edits;
    }
    let text = edit::apply(&tracker.text, &edits);
    let Ok(mut after) = read::claims_with(text.as_bytes(), &tracker.profile) else { return edits };
    matching::relabel(&mut after, &matching::known(tracker));
    let cx = Context::with(&after.text, &after.profile);
    let outline = Outline::new(&cx);
    let survey = Survey::new(&cx, &outline);
    let reader = Reader { cx: &cx, outline: &outline, survey: &survey };
    let mut new = Edits::default();
    insert::new_gaps(&reader, &after, truth, &mut new);
    for one in new.done().into_iter().rev() {
        splice(&mut edits, &one);
    }
    edits
}

/// Adds an insertion that is placed in the document as the edits leave it.
fn splice(edits: &mut Vec<Edit>, new: &Edit) {
    let at = new.place.start;
    // How much longer the document is after the edits so far.
    let (mut more, mut less) = (0, 0);
    for (n, edit) in edits.iter_mut().enumerate() {
        let start = edit.place.start + more - less;
        let end = start + edit.text.len();
        if at < start || at == start && edit.text.is_empty() && edit.place.is_empty() {
            let place = Place::new(at + less - more, at + less - more);
            return edits.insert(n, Edit { place, text: new.text.clone() });
        }
        if at <= end && !edit.text.is_empty() {
            return edit.text.insert_str(at - start, &new.text);
        }
        more += edit.text.len();
        less += edit.place.end - edit.place.start;
    }
    let place = Place::new(at + less - more, at + less - more);
    edits.push(Edit { place, text: new.text.clone() });
}

/// The gaps as figures will see them.
pub fn overlaid(
    tracker: &Tracker,
    truth: &Truth,
    moved: &BTreeMap<usize, refit::Move>,
) -> Vec<Counted> {
    let mut all = reckon::counted(tracker);
    for (at, (gap, counted)) in tracker.gaps.iter().zip(&mut all).enumerate() {
        if let Some(change) = moved.get(&at) {
            counted.sections = change.section.map(|s| path(tracker, s)).unwrap_or_default();
        }
        let Some(wanted) = truth.gaps.get(gap.label.as_str()) else { continue };
        // What the document does not say clearly stays as it stands, and so does what counts it.
        if gap.status.is_some() {
            counted.status = Some(wanted.status);
        }
        counted.criticality = wanted.criticality.or(counted.criticality);
        let met =
            |c: &&super::claim::Criterion| wanted.criteria.get(&c.number).copied().unwrap_or(c.met);
        counted.criteria_met = gap.criteria.iter().filter(met).count();
    }
    for new in &truth.new {
        let section = insert::section_for(tracker, new);
        let sections = section.map(|s| path(tracker, s)).unwrap_or_default();
        all.push(Counted {
            block: Some(new_block(tracker, new)),
            criticality: new.criticality,
            phase: sections.iter().find_map(|s| tracker.sections[*s].phase.clone()),
            sections,
            status: Some(new.status),
            recurs: false,
            criteria_met: new.criteria.iter().filter(|c| c.1).count(),
            criteria_all: new.criteria.len(),
        });
    }
    all
}

/// The block that a new gap is counted in, as those of its prefix are.
fn new_block(tracker: &Tracker, new: &super::truth::NewGap) -> String {
    let kin = tracker.gaps.iter().find(|g| g.label.prefix() == new.label.prefix());
    let named = || new.block.as_deref().map(super::assemble::key);
    let bare = || super::assemble::key(new.label.prefix());
    match kin {
        Some(gap) if gap.block.is_none() => reckon::block_key(gap),
        _ => named().unwrap_or_else(bare),
    }
}

fn path(tracker: &Tracker, section: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let mut next = Some(section);
    while let Some(at) = next {
        found.push(at);
        next = tracker.sections.get(at).and_then(|s| s.parent);
    }
    found
}

/// Every figure that the new state makes untrue, in the way that it was read before.
fn figures(tracker: &Tracker, after: &[Counted], edits: &mut Edits) {
    let before = reckon::counted(tracker);
    let ways = reckon::readings(&tracker.figures, &before);
    for (figure, (way, _)) in tracker.figures.iter().zip(ways) {
        let now = reckon::truth(figure, way, after);
        let nothing = now.second == 0 && !matches!(figure.number, Number::Count { .. });
        if !nothing && !reckon::says(figure, &now) {
            figure_edits(tracker, figure, &now, edits);
        }
    }
}

fn figure_edits(tracker: &Tracker, figure: &Figure, now: &reckon::Truth, edits: &mut Edits) {
    let text = &tracker.text;
    match &figure.number {
        Number::Count { .. } => edits.put(text, figure.place, now.first.to_string()),
        Number::Ratio { done_at, all_at, percent, .. } => {
            edits.put(text, *done_at, now.first.to_string());
            edits.put(text, *all_at, now.second.to_string());
            if let Some(percent) = percent {
                share(text, percent, now, edits);
            }
        }
        Number::Percent(percent) => share(text, percent, now, edits),
    }
}

/// The digits of a percentage, and the bar beside it.
fn share(text: &str, percent: &Percent, now: &reckon::Truth, edits: &mut Edits) {
    let all = numbers::shares(now.first, now.second, percent.decimals);
    if all.contains(&percent.tenths) {
        return;
    }
    let tenths = all.first().copied().unwrap_or_default();
    let shown = show_tenths(tenths, percent.decimals);
    let comma = percent.place.of(text).contains(',');
    let digits = shown.trim_end_matches('%').to_owned();
    edits.put(text, percent.place, if comma { digits.replace('.', ",") } else { digits });
    let Some(bar) = percent.bar else { return };
    let cells: Vec<char> = bar.of(text).chars().collect();
    let (full, empty) = match (cells.first(), cells.last()) {
        (Some(first), Some(last)) if first != last => (*first, *last),
        (Some('░' | '□' | '▱' | '▯' | '⬜' | '○' | '▒'), _) => ('█', '░'),
        (Some(full), _) => (*full, '░'),
        _ => return,
    };
    let filled = (tenths as usize * cells.len() + 500) / 1000;
    let drawn: String = (0..cells.len()).map(|n| if n < filled { full } else { empty }).collect();
    edits.put(text, bar, drawn);
}

/// "Last updated" changes only together with something else, and never backwards; every such line of the document
/// changes together.
fn dated(tracker: &Tracker, truth: &Truth, edits: &mut Vec<Edit>) {
    let Some(now) = truth.updated else { return };
    for updated in tracker.updated.iter().chain(&tracker.stamps) {
        let old = updated.place.of(&tracker.text);
        let newer = updated.date.is_none_or(|d| d < now) && !updated.place.is_empty();
        let meets = |e: &Edit| {
            let (it, at) = (e.place, updated.place);
            it.start == at.start || it.start < at.end && at.start < it.end
        };
        if !newer || edits.iter().any(meets) {
            continue;
        }
        let new = match updated.date {
            Some(_) => Some(date_like(now, old)),
            None => month_like(now, old),
        };
        if let Some(new) = new.filter(|new| new != old) {
            let at = edits.partition_point(|e| e.place.start < updated.place.start);
            edits.insert(at, Edit { place: updated.place, text: new });
        }
    }
}
