//! Moving a whole item: to the section of its new criticality, or to the lane of its new status. The item's
//! bytes move as they are, with the edits that were made in them.

use std::collections::BTreeMap;

use crate::model::{Criticality, Status};

use super::claim::{Shape, Statement, Tracker};
use super::edit::{self, Edit};
use super::place::Place;
use super::style::serves;
use super::truth::{GapTruth, Truth};

/// Which bytes go where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    pub from: Place,
    pub to: usize,
}

/// The gaps that must move, each with its move.
pub fn moves(tracker: &Tracker, truth: &Truth) -> BTreeMap<usize, Move> {
    let mut found = BTreeMap::new();
    for statement in tracker.statements.iter().filter(|s| s.primary) {
        let Some(gap) = tracker.gaps.get(statement.gap) else { continue };
        let Some(wanted) = truth.gaps.get(gap.label.as_str()) else { continue };
        let target = rank_target(tracker, statement, gap.criticality, wanted)
            .or_else(|| lane_target(tracker, statement, gap.status, wanted));
        let to = target.and_then(|section| arrival(tracker, section, statement.shape));
        let from = lines_of(tracker, statement);
        if let Some(to) = to.filter(|to| !(from.start..=from.end).contains(to)) {
            found.insert(statement.gap, Move { from, to });
        }
    }
    found
}

/// The whole lines that an item takes up.
fn lines_of(tracker: &Tracker, statement: &Statement) -> Place {
    let text = &tracker.text;
    let start = tracker.lines.whole(text, statement.place.start).start;
    let last = statement.place.trim(text).end.max(start + 1) - 1;
    let end = match statement.shape {
        Shape::Heading => item_end(tracker, statement),
        _ => tracker.lines.whole(text, last).end,
    };
    let mut end = end;
    // An item between two blank lines takes one of them along.
    let before = text.get(..start).unwrap_or_default();
    let blank_before = before.ends_with("\n\n") || before.ends_with("\n\r\n");
    let after = tracker.lines.whole(text, end);
    if blank_before
        && statement.shape != Shape::Heading
        && after.start == end
        && after.of(text).trim().is_empty()
    {
        end = after.end;
    }
    Place::new(start, end)
}

/// Where a heading item ends. A rule after it is its own only where most items have one; else it parts
/// sections, and stays.
pub fn item_end(tracker: &Tracker, statement: &Statement) -> usize {
    let text = &tracker.text;
    let ruled = |s: &Statement| s.place.of(text).trim_end().ends_with("---");
    let place = statement.place;
    if !ruled(statement) {
        return place.end;
    }
    let items = tracker.statements.iter().filter(|s| s.shape == Shape::Heading);
    let (all, with) = items.fold((0, 0), |(all, with), s| (all + 1, with + usize::from(ruled(s))));
    if with * 2 > all {
        return place.end;
    }
    let bare = place.of(text).trim_end().trim_end_matches('-').trim_end();
    let line = tracker.lines.whole(text, (place.start + bare.len()).max(1) - 1);
    let blank = tracker.lines.whole(text, line.end);
    if blank.start == line.end && blank.of(text).trim().is_empty() { blank.end } else { line.end }
}

fn above(tracker: &Tracker, statement: &Statement) -> Vec<usize> {
    let mut found = Vec::new();
    let mut next = statement.section;
    while let Some(at) = next {
        found.push(at);
        next = tracker.sections.get(at).and_then(|s| s.parent);
    }
    found
}

/// The section of the new criticality, where the item's own section is one of the old.
fn rank_target(
    tracker: &Tracker,
    statement: &Statement,
    old: Option<Criticality>,
    wanted: &GapTruth,
) -> Option<usize> {
    let rank = wanted.criticality.filter(|w| Some(*w) != old)?;
    let here = above(tracker, statement)
        .into_iter()
        .find(|s| tracker.sections[*s].criticality.is_some())?;
    if tracker.sections[here].criticality == Some(rank) {
        return None;
    }
    let same = |at: &usize| {
        let section = &tracker.sections[*at];
        section.criticality == Some(rank) && section.level == tracker.sections[here].level
    };
    let near = |at: &usize| tracker.sections[*at].parent == tracker.sections[here].parent;
    let all: Vec<usize> = (0..tracker.sections.len()).filter(same).collect();
    let kin: Vec<usize> = all.iter().copied().filter(near).collect();
    let choice = if kin.is_empty() { all } else { kin };
    let filled = |at: &usize| holds(tracker, *at, statement.shape).is_some();
    choice.iter().rev().copied().find(filled).or_else(|| choice.last().copied())
}

/// The lane of the new status, where the item stands in another.
fn lane_target(
    tracker: &Tracker,
    statement: &Statement,
    old: Option<Status>,
    wanted: &GapTruth,
) -> Option<usize> {
    if old.is_some_and(|old| serves(old, wanted.status)) {
        return None;
    }
    let lane = |at: usize| {
        let section = &tracker.sections[at];
        let read = super::heading::heading(&section.title, &tracker.legend, None);
        section.lane.filter(|_| read.lane)
    };
    let here = above(tracker, statement).into_iter().find(|s| lane(*s).is_some())?;
    if lane(here).is_some_and(|l| serves(l, wanted.status)) {
        return None;
    }
    let fits = |at: &usize| lane(*at).is_some_and(|l| serves(l, wanted.status));
    let all: Vec<usize> = (0..tracker.sections.len()).filter(fits).collect();
    let level = |at: &&usize| tracker.sections[**at].level == tracker.sections[here].level;
    all.iter().find(level).or_else(|| all.first()).copied()
}

/// The last item of a shape in a section.
fn holds(tracker: &Tracker, section: usize, shape: Shape) -> Option<&Statement> {
    let whole = tracker.sections[section].whole;
    tracker
        .statements
        .iter()
        .filter(|s| s.shape == shape && whole.holds(s.head))
        .max_by_key(|s| s.place.start)
}

/// Where an item arrives in a section: behind its last one of that shape, else below its heading.
fn arrival(tracker: &Tracker, section: usize, shape: Shape) -> Option<usize> {
    if let Some(last) = holds(tracker, section, shape) {
        let last_byte = last.place.trim(&tracker.text).end.max(1) - 1;
        return Some(match shape {
            Shape::Heading => item_end(tracker, last),
            _ => tracker.lines.whole(&tracker.text, last_byte).end,
        });
    }
    let section = &tracker.sections[section];
    match shape {
        Shape::Heading => Some(section.whole.end),
        Shape::Box | Shape::Bullet => {
            Some(tracker.lines.whole(&tracker.text, section.place.end.max(1) - 1).end)
        }
        Shape::Row | Shape::Cell => None,
    }
}

/// The edits with every moved item taken out of its place and put into its new one.
pub fn perform(tracker: &Tracker, moves: &BTreeMap<usize, Move>, edits: Vec<Edit>) -> Vec<Edit> {
    if moves.is_empty() {
        return edits;
    }
    let text = &tracker.text;
    let mut rest = edits;
    let mut done: Vec<Edit> = Vec::new();
    for change in moves.values() {
        let (inside, outside): (Vec<Edit>, Vec<Edit>) =
            rest.into_iter().partition(|e| change.from.holds(e.place));
        rest = outside;
        let shifted: Vec<Edit> = inside
            .into_iter()
            .map(|e| {
                let place =
                    Place::new(e.place.start - change.from.start, e.place.end - change.from.start);
                Edit { place, text: e.text }
            })
            .collect();
        let mut moved = edit::apply(change.from.of(text), &shifted);
        if !moved.ends_with('\n') {
            moved.push_str(line_end(text));
        }
        let before = text.get(..change.to).unwrap_or_default();
        if !before.is_empty() && !before.ends_with('\n') {
            moved.insert_str(0, line_end(text));
        }
        if is_loose(tracker, change.to) {
            moved = format!(
                "{}{}",
                line_end(text),
                moved.trim_end_matches(['\r', '\n']).to_owned() + line_end(text)
            );
        } else if !before.trim_end().is_empty() && !moved.starts_with('#') {
            moved = moved.trim_end_matches(['\r', '\n']).to_owned() + line_end(text);
        }
        // Directly below a heading a list wants a blank line.
        let below_heading = before.lines().next_back().is_some_and(|l| l.starts_with('#'));
        if below_heading && !moved.starts_with('#') {
            moved.insert_str(0, line_end(text));
        }
        done.push(Edit { place: change.from, text: String::new() });
        done.push(Edit { place: Place::new(change.to, change.to), text: moved });
    }
    done.extend(rest);
    done.sort_by_key(|e| (e.place.start, e.place.end));
    done
}

/// Do the items of the list that ends here stand apart by blank lines?
pub fn is_loose(tracker: &Tracker, at: usize) -> bool {
    let text = &tracker.text;
    let ends = |s: &&Statement| {
        let last = s.place.trim(text).end.max(1) - 1;
        matches!(s.shape, Shape::Box | Shape::Bullet) && tracker.lines.whole(text, last).end == at
    };
    let Some(last) = tracker.statements.iter().rev().find(ends) else { return false };
    let before = |s: &Statement| {
        let start = tracker.lines.whole(text, s.place.start).start;
        text.get(..start).unwrap_or_default()
    };
    let apart = before(last).ends_with("\n\n") || before(last).ends_with("\n\r\n");
    let head = before(last).trim_end().lines().next_back().unwrap_or_default();
    apart && !head.starts_with('#')
}

/// The line ending that the document uses most at its beginning.
pub fn line_end(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}
