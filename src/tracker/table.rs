//! The dialect `table`: a row for each gap. Columns in any order; the status column by its name or by its
//! values; or no status column at all, in a section that is named after one; or a lane in each column.
//!
//! Status is written in the row's own status cell, in the words of the newest cell of that status. A row of
//! a table that stands in a lane moves with its gap.

use super::draft::Mention;
use super::grid::Sort;
use super::inline::plain;
use super::items::{Reader, is_phase, is_separator, rows};
use super::many;
use super::place::Place;

/// The rows of a document, sorted by what they are.
#[derive(Default)]
pub struct Rows {
    pub drafts: Vec<Mention>,
    /// Rows without a label in a table beside other forms: taken only where they match something.
    pub unlabelled: Vec<Mention>,
    pub unplaced: Vec<(Place, &'static str)>,
    /// Figures, fields, legends, separators.
    pub figures: usize,
}

pub fn recognises(rows: usize) -> Option<(usize, String)> {
    (rows > 0).then(|| (rows, format!("{rows} table rows with a status or labels")))
}

/// All rows outside heading items, and labelled ones inside.
pub fn items(reader: &Reader<'_, '_>, used: &[usize], others: bool) -> Rows {
    let mut found = Rows::default();
    for (at, grid) in &reader.survey.tables {
        let all = rows(reader.cx, *at);
        if used.contains(at) {
            found.figures += all.len();
            continue;
        }
        match grid.kind {
            Sort::Figures | Sort::Fields | Sort::Legend => found.figures += all.len(),
            Sort::Other => {
                found.unplaced.extend(all.iter().map(|r| (r.place, "no column states a status")));
            }
            Sort::Lanes => lanes(reader, *at, &mut found),
            Sort::Items => listed(reader, *at, others, &mut found),
        }
    }
    found
}

fn listed(reader: &Reader<'_, '_>, at: usize, others: bool, found: &mut Rows) {
    let grid = &reader.survey.tables[&at];
    let all = rows(reader.cx, at);
    // Of a phase, only where other forms are the items.
    let read = many::map(all, |row| {
        let phase = others && is_phase(reader.cx, grid, row);
        (reader.row(at, grid, row), is_separator(reader.cx, grid, row), phase)
    });
    for (row, (draft, separator, phase)) in all.iter().zip(read) {
        if row.cells.len() > grid.roles.len() {
            found.unplaced.push((row.place, "more cells than columns"));
        } else if separator {
            found.figures += 1;
        } else {
            if draft.title.chars().all(|c| !c.is_alphanumeric()) {
                found.unplaced.push((row.place, "no title"));
            } else if phase && draft.found.is_none() {
                found.unplaced.push((row.place, "a row about a phase"));
            } else if others && draft.found.is_none() {
                found.unlabelled.push(draft);
            } else {
                found.drafts.push(draft);
            }
        }
    }
}

fn lanes(reader: &Reader<'_, '_>, at: usize, found: &mut Rows) {
    let grid = &reader.survey.tables[&at];
    for row in rows(reader.cx, at) {
        for (cell, lane) in row.cells.iter().zip(&grid.lanes) {
            let Some(lane) = lane else { continue };
            for part in stacked(reader.cx.text, *cell) {
                if plain(part.of(reader.cx.text)).chars().any(char::is_alphanumeric) {
                    found.drafts.push(reader.lane_cell(at, part, *lane));
                }
            }
        }
    }
}

/// The items that `<br>` stacks in one cell.
fn stacked(text: &str, cell: Place) -> Vec<Place> {
    let raw = cell.of(text);
    let mut found = Vec::new();
    let mut start = 0;
    for (at, _) in raw.match_indices('<') {
        let tag = raw.get(at..at + 3).unwrap_or_default();
        if tag.eq_ignore_ascii_case("<br")
            && let Some(end) = raw[at..].find('>')
        {
            found.push(Place::new(cell.start + start, cell.start + at).trim(text));
            start = at + end + 1;
        }
    }
    found.push(Place::new(cell.start + start.min(raw.len()), cell.end).trim(text));
    found
}
