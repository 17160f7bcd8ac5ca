//! What a document says about something done: a row in its table of completed gaps, a date below the status
//! or behind the line. Written where the newest of its kind has it, taken away when it is done no more.

use std::collections::BTreeMap;

use crate::model::Status;

use super::beside;
use super::claim::{Fact, Form, Shape, Statement, Tracker};
use super::edit::Edits;
use super::fields::{self, Role};
use super::grid::Sort;
use super::insert::{escape, put_row};
use super::items::{Reader, rows};
use super::layout::line_end;
use super::place::Place;
use super::style;
use super::truth::GapTruth;
use super::written_dates::date_like;

/// The table in a section of done things that lists gaps of other sections once more.
fn completed_table(reader: &Reader<'_, '_>, tracker: &Tracker) -> Option<usize> {
    let in_lane = |at: usize| {
        let head =
            reader.outline.of[at].and_then(|h| super::assemble::lane_head(reader.outline, h));
        let lane = head.and_then(|h| reader.outline.heads[h].read.status.status());
        lane.is_some_and(Status::is_done)
    };
    let mut tables = reader.survey.tables.iter().filter(|(at, _)| in_lane(**at));
    tables.find_map(|(at, grid)| {
        let place = reader.cx.blocks[*at].place;
        let named = grid.column(Role::Id).is_some() || grid.column(Role::Title).is_some();
        let primary = tracker.statements.iter().any(|s| s.primary && place.holds(s.place));
        let list = grid.kind == Sort::Items || rows(reader.cx, *at).is_empty() && named;
        (list && !primary).then_some(*at)
    })
}

/// The table of what is completed, and its rows by gap.
pub struct Listed {
    table: Option<usize>,
    rows: BTreeMap<usize, Vec<Place>>,
}

impl Listed {
    pub fn new(reader: &Reader<'_, '_>, tracker: &Tracker) -> Self {
        let table = completed_table(reader, tracker);
        let whole = table.map_or(Place::default(), |t| reader.cx.blocks[t].place);
        let mut rows: BTreeMap<usize, Vec<Place>> = BTreeMap::new();
        for row in tracker.statements.iter().filter(|s| s.shape == Shape::Row && !s.primary) {
            if whole.holds(row.place) {
                rows.entry(row.gap).or_default().push(row.place);
            }
        }
        Self { table, rows }
    }
}

/// Whether an item stays in its section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stays {
    Here,
    Moves,
}

/// Rows and dates that say when something was done.
pub fn completed(
    reader: &Reader<'_, '_>,
    tracker: &Tracker,
    listed: &Listed,
    (at, wanted, stays): (usize, &GapTruth, Stays),
    edits: &mut Edits,
) {
    let Some(gap) = tracker.gaps.get(at) else { return };
    let was = gap.status.is_some_and(Status::is_done);
    let is = wanted.status.is_done();
    if gap.status.is_none() || was && is {
        return;
    }
    let primary = tracker.statements.iter().find(|s| s.gap == at && s.primary);
    if let Some(primary) = primary {
        beside::beside(reader, tracker, primary, wanted, edits);
    }
    let mine = listed.rows.get(&at).map(Vec::as_slice).unwrap_or_default();
    if is {
        if let (Some(table), true) = (listed.table, mine.is_empty()) {
            completed_row(reader, tracker, table, at, wanted, edits);
        }
        return primary.into_iter().for_each(|p| dated_line(tracker, p, wanted, edits));
    }
    for row in mine {
        edits.put(&tracker.text, tracker.lines.whole(&tracker.text, row.start), "");
    }
    // A row that only its section calls done, and that stays there, says no less than before.
    let says = |c: &super::claim::Claim| {
        c.gap == at && c.form != Form::Lane && matches!(c.fact, Fact::Status(_))
    };
    if was && (stays == Stays::Moves || tracker.claims.iter().any(says)) {
        undated(tracker, at, edits);
    }
}

fn completed_row(
    reader: &Reader<'_, '_>,
    tracker: &Tracker,
    table: usize,
    at: usize,
    wanted: &GapTruth,
    edits: &mut Edits,
) {
    let Some(grid) = reader.survey.tables.get(&table) else { return };
    let gap = &tracker.gaps[at];
    let text = &tracker.text;
    let last = rows(reader.cx, table).last();
    let old_date =
        last.and_then(|r| r.cells.get(grid.column(Role::Completed)?)).map_or("", |c| c.of(text));
    let label = gap.original.clone().unwrap_or_else(|| gap.label.to_string());
    let value = |role: Option<Role>, column: usize| -> String {
        match role {
            Some(Role::Id) => label.clone(),
            _ if Some(column) == grid.title => {
                wanted.title.clone().unwrap_or_else(|| gap.title.clone())
            }
            Some(Role::Completed) => {
                wanted.completed.map_or("-".into(), |d| date_like(d, old_date))
            }
            Some(Role::Pr) => wanted.pr.clone().unwrap_or_else(|| "-".into()),
            Some(Role::Criticality) => {
                wanted.criticality.map_or("-".into(), |c| style::cased(c.as_str(), "Aa"))
            }
            Some(Role::Block) => gap.block.as_ref().map_or("-".into(), |b| b.name.clone()),
            Some(Role::Status) => style::value(tracker, Form::Cell, wanted.status, ("Done", None)),
            _ => "-".into(),
        }
    };
    let cells: Vec<String> =
        grid.roles.iter().enumerate().map(|(n, r)| escape(&value(*r, n))).collect();
    put_row(reader, tracker, table, &cells, edits);
}

/// `**Completed:** 2025-10-04` below the status, where the newest done item has such a line; `(Feb 15)` at the
/// end of a box.
fn dated_line(tracker: &Tracker, primary: &Statement, wanted: &GapTruth, edits: &mut Edits) {
    let Some(date) = wanted.completed else { return };
    let (text, at) = (&tracker.text, primary.gap);
    let already =
        tracker.claims.iter().any(|c| c.gap == at && matches!(c.fact, Fact::Completed(_)));
    let mut models = tracker.claims.iter().rev().filter(|c| matches!(c.fact, Fact::Completed(_)));
    let model = models.find(|c| {
        let statement = tracker.statements.get(c.statement);
        statement.is_some_and(|s| s.shape == primary.shape && s.gap != at && s.shape != Shape::Row)
    });
    let Some(model) = model.filter(|_| !already) else { return };
    let line = tracker.lines.whole(text, model.place.start);
    let bare = tracker.lines.line(text, model.place.start);
    let field = fields::fields(text, bare).into_iter().next();
    if field.is_some_and(|f| f.role == Some(Role::Completed)) {
        let status = tracker.claims.iter().find(|c| {
            c.gap == at
                && c.form == Form::Field
                && matches!(c.fact, Fact::Status(_))
                && primary.place.holds(c.place)
        });
        let Some(status) = status else { return };
        let after = tracker.lines.whole(text, status.place.start).end;
        let before = Place::new(line.start, model.place.start).of(text);
        let tail = Place::new(model.place.end, line.end).of(text);
        let tail = if tail.trim().is_empty() { tail } else { line_end(text) };
        let new = date_like(date, model.place.of(text));
        edits.put(text, Place::new(after, after), format!("{before}{new}{tail}"));
    } else if primary.shape == Shape::Box {
        let open = text[..model.place.start].ends_with('(');
        let close = text[model.place.end..].starts_with(')');
        // A date that stands there already is of another kind: when it was planned, or asked for.
        let stands = super::dates::find(primary.head.of(text), Some(date.year)).is_some();
        if stands {
            return;
        }
        if let Some(tail) = remark(tracker, model, (date, wanted)) {
            let end = primary.head.end;
            edits.put(text, Place::new(end, end), tail);
        } else if open && close {
            let end = primary.head.end;
            edits.put(
                text,
                Place::new(end, end),
                format!(" ({})", date_like(date, model.place.of(text))),
            );
        }
    }
}

/// ` (done 2026-01-02, #12)` as the newest done item has it, with another date and pull request.
fn remark(
    tracker: &Tracker,
    model: &super::claim::Claim,
    (date, wanted): (super::dates::Date, &GapTruth),
) -> Option<String> {
    let text = &tracker.text;
    let line = tracker.lines.line(text, model.place.start);
    let before = Place::new(line.start, model.place.start).of(text);
    let open = before.rfind(" (")?;
    let word = &before[open + 2..];
    let folded = super::words::folded(word.trim());
    let told = super::words::status(&folded).filter(|s| s.0 == folded.len() && s.1.is_done());
    told?;
    let rest = Place::new(model.place.end, line.end).of(text);
    let inner = rest.split_once(')')?.0;
    let named = |c: &&super::claim::Claim| {
        c.statement == model.statement
            && matches!(c.fact, Fact::Pr(_))
            && c.place.start > model.place.end
    };
    let pr = tracker.claims.iter().find(named).map(|c| c.place.of(text));
    let new = date_like(date, model.place.of(text));
    let after = match (pr, &wanted.pr) {
        (Some(old), Some(new)) => inner.replacen(old, new, 1),
        (Some(_), None) => String::new(),
        (None, _) if inner.is_empty() => String::new(),
        (None, _) => return None,
    };
    Some(format!(" ({word}{new}{after})"))
}

/// Takes the date of completion away from what is done no more.
fn undated(tracker: &Tracker, at: usize, edits: &mut Edits) {
    let text = &tracker.text;
    for claim in
        tracker.claims.iter().filter(|c| c.gap == at && matches!(c.fact, Fact::Completed(_)))
    {
        let Some(statement) = tracker.statements.get(claim.statement) else { continue };
        if statement.shape == Shape::Row {
            if statement.primary {
                let blank = blank_like(tracker, claim.place);
                edits.put(text, claim.place, blank);
            }
            continue;
        }
        let bare = tracker.lines.line(text, claim.place.start);
        let found = fields::fields(text, bare);
        if found.len() == 1 && found[0].role == Some(Role::Completed) {
            edits.put(text, tracker.lines.whole(text, claim.place.start), "");
        } else if text[..claim.place.start].ends_with(" (")
            && text[claim.place.end..].starts_with(')')
        {
            edits.put(text, Place::new(claim.place.start - 2, claim.place.end + 1), "");
        }
    }
}

/// What stands in a cell of this column where there is nothing to say: as another row has it.
fn blank_like(tracker: &Tracker, cell: Place) -> String {
    let text = &tracker.text;
    let cells_of = |at: usize| super::rows::cells(text, tracker.lines.line(text, at));
    let own = cells_of(cell.start);
    let Some(column) = own.iter().position(|c| c.holds(cell)) else { return "-".to_owned() };
    let others = tracker.statements.iter().filter(|s| s.shape == Shape::Row && s.primary);
    let blanks = others.filter_map(|s| {
        let cells = cells_of(s.place.start);
        let same = cells.len() == own.len() && s.status.is_some_and(Status::is_left);
        let seen = cells.get(column).filter(|_| same)?.of(text);
        super::draft::blank(seen).then(|| seen.to_owned())
    });
    blanks.into_iter().next().unwrap_or_else(|| "-".to_owned())
}
