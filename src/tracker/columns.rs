//! Tables whose columns are lanes: a gap's text goes to the column of its status, into an empty cell or a new
//! row; several gaps may be stacked in one cell.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Status;

use super::blocks::Row;
use super::claim::{Shape, Statement, Tracker};
use super::edit::Edits;
use super::grid::{Grid, Sort};
use super::insert;
use super::items::{Reader, rows};
use super::place::Place;
use super::style::{self, serves};
use super::truth::Truth;

/// Moves the texts of all such tables to where they belong.
pub fn cells(reader: &Reader<'_, '_>, tracker: &Tracker, truth: &Truth, edits: &mut Edits) {
    for (at, grid) in reader.survey.tables.iter().filter(|(_, g)| g.kind == Sort::Lanes) {
        let whole = reader.cx.blocks[*at].place;
        let inside = |s: &&Statement| s.shape == Shape::Cell && whole.holds(s.place);
        let all: Vec<&Statement> = tracker.statements.iter().filter(inside).collect();
        let changes = |s: &&Statement| change(tracker, truth, grid, s).is_some();
        if all.iter().any(changes) {
            table(reader, tracker, truth, (*at, grid), &all, edits);
        }
    }
}

/// Where a changed gap goes, and how it is written there.
fn change(
    tracker: &Tracker,
    truth: &Truth,
    grid: &Grid,
    statement: &Statement,
) -> Option<(usize, String)> {
    let gap = tracker.gaps.get(statement.gap)?;
    let wanted = truth.gaps.get(gap.label.as_str())?;
    if gap.status.is_none_or(|s| serves(s, wanted.status)) {
        return None;
    }
    let column =
        |status: Status| grid.lanes.iter().position(|l| l.is_some_and(|l| serves(l, status)));
    let own = column(wanted.status);
    let old = style::undress(statement.place.of(&tracker.text), &tracker.legend);
    let bare = style::Dress { tail: String::new(), struck: false, ..old }.whole();
    match own {
        Some(to) => Some((to, bare)),
        // What is not done may stand with the open ones and say the rest itself.
        None => {
            let text = style::line(tracker, Shape::Cell, wanted.status, &bare);
            column(Status::Open).map(|to| (to, text))
        }
    }
}

fn table(
    reader: &Reader<'_, '_>,
    tracker: &Tracker,
    truth: &Truth,
    (at, grid): (usize, &Grid),
    statements: &[&Statement],
    edits: &mut Edits,
) {
    let text = &tracker.text;
    let all = rows(reader.cx, at);
    let mut kept: BTreeMap<Place, Vec<String>> = BTreeMap::new();
    let mut touched: BTreeSet<Place> = BTreeSet::new();
    let mut coming: Vec<(usize, String)> = Vec::new();
    for statement in statements {
        let Some((column, cell)) = cell_of(all, statement.place) else { continue };
        let stays = kept.entry(cell).or_default();
        match change(tracker, truth, grid, statement) {
            None => stays.push(statement.place.of(text).to_owned()),
            Some((to, new)) => {
                touched.insert(cell);
                if to == column {
                    stays.push(new);
                } else {
                    coming.push((to, new));
                }
            }
        }
    }
    for cell in touched {
        let parts = kept.get(&cell).map(Vec::as_slice).unwrap_or_default();
        edits.put(text, cell, parts.join("<br>"));
    }
    let mut used: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (to, new) in coming {
        let empty = |r: &usize| {
            all[*r].cells.get(to).is_some_and(|c| c.is_empty()) && !used.contains(&(*r, to))
        };
        if let Some(row) = (0..all.len()).find(empty) {
            used.insert((row, to));
            let place = all[row].cells[to];
            edits.put(text, place, spaced(text, place, &new));
        } else {
            let mut cells = vec![String::new(); grid.lanes.len()];
            cells[to] = new;
            insert::put_row(reader, tracker, at, &cells, edits);
        }
    }
}

/// The cell that a text stands in, and its column.
fn cell_of(all: &[Row], place: Place) -> Option<(usize, Place)> {
    let row = all.iter().find(|r| r.place.holds(place))?;
    let at = row.cells.iter().position(|c| c.holds(place))?;
    Some((at, row.cells[at]))
}

/// A text with a blank to either pipe.
fn spaced(text: &str, place: Place, new: &str) -> String {
    let tight = text.get(..place.start).is_some_and(|b| b.ends_with('|'));
    let close = text.get(place.end..).is_some_and(|a| a.starts_with('|'));
    format!("{}{new}{}", if tight { " " } else { "" }, if close { " " } else { "" })
}
