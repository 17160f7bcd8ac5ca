//! Moving a whole item: to the section of its new criticality, or to the lane of its new status. The item's
//! bytes move as they are, with the edits that were made in them.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Criticality, Status};

use super::claim::{Fact, Form, Shape, Statement, Tracker};
use super::edit::{self, Edit};
use super::items::Reader;
use super::layout::{is_loose, item_end, line_end};
use super::place::Place;
use super::refit::{self, Move};
use super::style::{self, serves};
use super::truth::{GapTruth, Truth};
use super::words;

/// The gaps that must move, each with its move.
pub fn moves(tracker: &Tracker, truth: &Truth) -> BTreeMap<usize, Move> {
    let mut found = BTreeMap::new();
    let mut made: BTreeSet<Status> = BTreeSet::new();
    for statement in tracker.statements.iter().filter(|s| s.primary && s.shape != Shape::Cell) {
        let Some(gap) = tracker.gaps.get(statement.gap) else { continue };
        let Some(wanted) = truth.gaps.get(gap.label.as_str()) else { continue };
        let from = lines_of(tracker, statement);
        let target = rank_target(tracker, statement, gap.criticality, wanted)
            .or_else(|| lane_target(tracker, statement, gap.status, wanted));
        let change = match target {
            Some(Target::There(section)) => {
                let to = arrival(tracker, section, statement.shape);
                to.map(|to| Move {
                    from,
                    to,
                    section: Some(section),
                    lead: String::new(),
                    new: false,
                })
            }
            Some(Target::New(beside)) => {
                let first = made.insert(wanted.status);
                new_lane(tracker, statement, beside, wanted.status, first)
            }
            None => None,
        };
        let stays = |c: &Move| (from.start..=from.end).contains(&c.to) && c.lead.is_empty();
        let inside = |c: &Move| (from.start + 1..from.end).contains(&c.to);
        if let Some(change) = change.filter(|c| !stays(c) && !inside(c)) {
            found.insert(statement.gap, change);
        }
    }
    // Where an item arrives inside the blank line that another takes along, the blank line stays.
    let arrivals: BTreeSet<usize> = found.values().map(|m| m.to).collect();
    for change in found.values_mut() {
        if let Some(to) = arrivals.range(change.from.start + 1..change.from.end).next() {
            change.from.end = *to;
        }
    }
    found
}

/// Does the place that an item moves to say its status for it?
pub fn says(tracker: &Tracker, change: &Move, status: Status) -> bool {
    let there = change.section.filter(|_| change.lead.is_empty());
    let lane = there.and_then(|s| lane(tracker, s));
    change.new || lane.is_some_and(|l| serves(l, status))
}

/// Where an item belongs: a section that there is, or a new lane after one.
enum Target {
    There(usize),
    New(usize),
}

/// A lane that the document does not have yet, behind its last lane: in its language, on the same level.
fn new_lane(
    tracker: &Tracker,
    statement: &Statement,
    beside: usize,
    status: Status,
    first: bool,
) -> Option<Move> {
    let text = &tracker.text;
    let from = lines_of(tracker, statement);
    let section = tracker.sections.get(beside)?;
    let last = lanes(tracker).filter(|s| tracker.sections[*s].level == section.level).last()?;
    let to = tracker.sections[last].whole.end;
    let end = line_end(text);
    let head = section.place.of(text);
    let hashes: String = head.chars().take_while(|c| *c == '#').collect();
    if hashes.is_empty() {
        return None;
    }
    let word = style::cased(words::write_status(status, style::language(tracker)), "Aa");
    let mut lead = String::new();
    if first {
        let gap = if text.get(..to)?.ends_with("\n\n") || text.get(..to)?.ends_with("\n\r\n") {
            ""
        } else {
            end
        };
        lead = format!("{gap}{hashes} {word}{end}{end}");
        if statement.shape == Shape::Row {
            lead.push_str(&table_head(tracker, statement)?);
        }
    }
    Some(Move { from, to, section: section.parent, lead, new: true })
}

/// The header and the rule of the table that a row stands in.
fn table_head(tracker: &Tracker, statement: &Statement) -> Option<String> {
    let text = &tracker.text;
    let before = text.get(..tracker.lines.whole(text, statement.place.start).start)?;
    let lines: Vec<&str> = before.split_inclusive('\n').collect();
    let rule = lines
        .iter()
        .rposition(|l| l.contains('-') && l.chars().all(|c| "|-: \t\r\n>".contains(c)))?;
    Some(format!("{}{}", lines.get(rule.checked_sub(1)?)?, lines.get(rule)?))
}

/// The sections that are lanes.
fn lanes(tracker: &Tracker) -> impl Iterator<Item = usize> + '_ {
    (0..tracker.sections.len()).filter(|at| lane(tracker, *at).is_some())
}

fn lane(tracker: &Tracker, at: usize) -> Option<Status> {
    let section = tracker.sections.get(at)?;
    let read = super::heading::heading(&section.title, &tracker.legend, None);
    section.lane.filter(|_| read.lane)
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
) -> Option<Target> {
    let rank = wanted.criticality.filter(|w| Some(*w) != old)?;
    let mut path = above(tracker, statement).into_iter();
    let here = path.find(|s| tracker.sections[*s].criticality.is_some())?;
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
    choice.iter().rev().copied().find(filled).or_else(|| choice.last().copied()).map(Target::There)
}

/// The lane of the new status, where the item stands in another. What is not done may stand with the open
/// ones and say the rest itself.
fn lane_target(
    tracker: &Tracker,
    statement: &Statement,
    old: Option<Status>,
    wanted: &GapTruth,
) -> Option<Target> {
    let status = wanted.status;
    // What is stated and not clear stays where it stands.
    if serves(old?, status) {
        return None;
    }
    let here = above(tracker, statement).into_iter().find(|s| lane(tracker, *s).is_some())?;
    let mine = lane(tracker, here)?;
    // A rubric further up says nothing about what stands below another heading.
    if mine.is_left() && statement.section != Some(here) {
        return None;
    }
    let all: Vec<(usize, Status)> =
        lanes(tracker).filter_map(|at| Some((at, lane(tracker, at)?))).collect();
    let level = |at: usize| tracker.sections[at].level == tracker.sections[here].level;
    let of = |fits: &dyn Fn(Status) -> bool| {
        let near = all.iter().find(|(at, l)| fits(*l) && level(*at));
        near.or_else(|| all.iter().find(|(_, l)| fits(*l))).map(|l| l.0)
    };
    if serves(mine, status) {
        return None;
    }
    // Within a lane that is parted by criticality, its own part.
    let part = |at: usize| {
        let whole = tracker.sections[at].whole;
        let own = |s: &usize| {
            let section = &tracker.sections[*s];
            *s != at && whole.holds(section.place) && section.criticality == wanted.criticality
        };
        let part = (at..tracker.sections.len()).find(own);
        part.filter(|_| wanted.criticality.is_some()).unwrap_or(at)
    };
    if let Some(at) = of(&|l| serves(l, status)) {
        return Some(Target::There(part(at)));
    }
    if mine == Status::Open && !status.is_done() {
        return None;
    }
    // A row with a cell for its status says it there, where no section is kept for it.
    let own = |c: &super::claim::Claim| {
        c.gap == statement.gap
            && matches!(c.form, Form::Cell | Form::Flag)
            && matches!(c.fact, Fact::Status(_))
    };
    if mine.is_left() && statement.shape == Shape::Row && tracker.claims.iter().any(own) {
        return None;
    }
    let open = of(&|l| l == Status::Open).filter(|_| !status.is_done());
    Some(open.map_or(Target::New(here), |at| Target::There(part(at))))
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
pub fn perform(
    reader: &Reader<'_, '_>,
    tracker: &Tracker,
    moves: &BTreeMap<usize, Move>,
    edits: Vec<Edit>,
) -> Vec<Edit> {
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
        if let Some(fitted) = refit::fitted(reader, tracker, change, &moved) {
            moved = fitted;
        }
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
        let apart = before.is_empty() || before.ends_with("\n\n") || before.ends_with("\n\r\n");
        if moved.starts_with('#') && !apart {
            moved.insert_str(0, line_end(text));
        }
        let below_heading = before.lines().next_back().is_some_and(|l| l.starts_with('#'));
        if below_heading && !moved.starts_with('#') {
            moved.insert_str(0, line_end(text));
        }
        if !change.lead.is_empty() {
            moved = format!("{}{}", change.lead, moved.trim_start_matches(['\r', '\n']));
        }
        done.push(Edit { place: change.from, text: String::new() });
        done.push(Edit { place: Place::new(change.to, change.to), text: moved });
    }
    done.extend(rest);
    done.sort_by_key(|e| (e.place.start, e.place.end));
    done
}
