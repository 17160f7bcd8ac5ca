//! A table of figures, cell by cell: each row and each column names a set, and a cell counts what is in both.

use crate::model::Status;

use super::assemble::key;
use super::claim::{Shape, Tracker, Unplaced};
use super::fields::{self, Role};
use super::figure::{Figure, Number, Scope, What};
use super::heading;
use super::inline::plain;
use super::items::{Reader, rows};
use super::numbers;
use super::place::Place;
use super::sets::{Names, Set, what};

/// A table of figures, cell by cell.
pub fn matrix(
    reader: &Reader<'_, '_>,
    me: &mut Tracker,
    names: &Names,
    (at, group): (usize, usize),
    found: &mut Vec<Figure>,
) {
    let cx = reader.cx;
    let Some(grid) = reader.survey.tables.get(&at) else { return };
    let columns: Vec<Option<Set>> = grid.names.iter().map(|name| column(me, name)).collect();
    let table = Table {
        group,
        above: said_above(reader, me, at),
        ranked: columns.iter().flatten().any(|c| c.scope.criticality.is_some()),
    };
    let all = rows(cx, at);
    let whole = whole_column(me, &columns, all);
    let columns: Vec<Option<Set>> = columns
        .into_iter()
        .enumerate()
        .map(|(at, set)| match set {
            Some(set) if Some(at) == whole => Some(Set { what: Some(What::All), ..set }),
            set => set,
        })
        .collect();
    let known = all.iter().filter(|r| row_set(reader, me, names, r).is_some()).count();
    for row in all {
        let name = row.cells.first().map(|c| plain(c.of(cx.text))).unwrap_or_default();
        let set = match row_set(reader, me, names, row) {
            Some(set) => Some(set),
            // One name among known ones that no gap carries, over nothing but zeros: a block with nothing in it.
            None if known * 2 > all.len()
                && columns.iter().flatten().count() >= 2
                && row.cells.iter().skip(1).all(|c| nothing(me, *c)) =>
            {
                let block = Some(key(&name));
                Some(Set { scope: Scope { block, ..Scope::default() }, ..Set::default() })
            }
            None => None,
        };
        let mut read = 0;
        // Where nothing is read as a gap, nobody knows what was counted.
        if let Some(set) = set.as_ref().filter(|_| !me.gaps.is_empty()) {
            for (n, cell) in row.cells.iter().enumerate().skip(1) {
                let column = columns.get(n).cloned().flatten();
                let role = grid.roles.get(n).copied().flatten();
                let label = format!("{name} {}", grid.names.get(n).map_or("", String::as_str));
                if let Some(figure) =
                    cell_figure(me, set, column, (role, *cell), (label.trim(), &table))
                {
                    found.push(figure);
                    read += 1;
                }
            }
        }
        let numeric = row.cells.iter().skip(1).any(|c| super::grid::is_number(c.of(cx.text)));
        if read == 0 && numeric {
            let text = plain(row.place.of(cx.text).trim());
            let line = cx.line(row.place);
            me.unplaced.push(Unplaced {
                line,
                text,
                shape: Shape::Row,
                why: "a figure whose set cannot be told",
            });
            me.tally.rows.figures = me.tally.rows.figures.saturating_sub(1);
            me.tally.rows.unplaced += 1;
        }
    }
}

/// `Planned | Done | Remaining`: what was planned is the whole where another column is what is left of it, by its name
/// or because the two others add up to it.
fn whole_column(
    me: &Tracker,
    columns: &[Option<Set>],
    all: &[super::blocks::Row],
) -> Option<usize> {
    let what = |at: &usize| columns[*at].as_ref().and_then(|set| set.what);
    let left = |at: &usize| matches!(what(at), Some(What::Left | What::Is(Status::Open)));
    let done = (1..columns.len()).find(|at| what(at) == Some(What::Done))?;
    let number = |row: &super::blocks::Row, at: usize| {
        row.cells.get(at).and_then(|c| numbers::count(&me.text, *c)).map(|c| c.0)
    };
    let sums = |whole: usize, rest: usize| {
        let rows = all
            .iter()
            .filter_map(|row| Some((number(row, whole)?, number(row, done)?, number(row, rest)?)));
        let rows: Vec<(u64, u64, u64)> = rows.collect();
        let fits = |(whole, done, rest): &(u64, u64, u64)| Some(*whole) == done.checked_add(*rest);
        rows.iter().all(fits) && rows.iter().any(|row| row.1 > 0)
    };
    let planned = |at: &usize| what(at) == Some(What::Is(Status::Open));
    let rest = |whole: usize| {
        let mut others = (1..columns.len()).filter(move |at| ![whole, done].contains(at));
        others.any(|at| left(&at) || sums(whole, at))
    };
    (1..columns.len()).filter(planned).find(|whole| rest(*whole))
}

/// A zero, or no number at all.
fn nothing(me: &Tracker, cell: Place) -> bool {
    numbers::count(&me.text, cell).is_none_or(|count| count.0 == 0)
}

/// What holds for every cell of a table.
struct Table {
    group: usize,
    /// What the heading above says is counted: `Open gaps`.
    above: Option<What>,
    /// Whether its columns are ranks.
    ranked: bool,
}

fn said_above(reader: &Reader<'_, '_>, me: &Tracker, at: usize) -> Option<What> {
    let section = me.sections.get(reader.outline.of[at]?)?;
    let (what, _) = what(me, &section.title)?;
    (what != What::All).then_some(what)
}

fn row_set(
    reader: &Reader<'_, '_>,
    me: &Tracker,
    names: &Names,
    row: &super::blocks::Row,
) -> Option<Set> {
    let cell = row.cells.first()?;
    names.set(me, &plain(cell.of(reader.cx.text)))
}

fn column(me: &Tracker, name: &str) -> Option<Set> {
    let read = heading::heading(name, &me.legend, None);
    if read.ranked {
        let scope = Scope { criticality: read.criticality, ..Scope::default() };
        return Some(Set { scope, ..Set::default() });
    }
    if let Some((what, total)) = what(me, name) {
        return Some(Set { what: Some(what), total, ..Set::default() });
    }
    matches!(fields::role(name), Some(Role::Count | Role::Title)).then(Set::default)
}

fn cell_figure(
    me: &Tracker,
    row: &Set,
    column: Option<Set>,
    (role, cell): (Option<Role>, Place),
    (name, table): (&str, &Table),
) -> Option<Figure> {
    let line = me.lines.number(cell.start);
    let figure = |scope: Scope, what: What, number: Number, place: Place, total: bool| Figure {
        line,
        place,
        name: name.to_owned(),
        scope,
        what,
        number,
        group: table.group,
        total,
    };
    if let Some(ratio) = numbers::ratio(&me.text, cell) {
        let number = with_percent(me, ratio, cell);
        let place = Place::new(ratio.done_at.start, ratio.all_at.end);
        return Some(figure(row.scope.clone(), What::Done, number, place, row.total));
    }
    let percent = numbers::percent(&me.text, cell);
    if let Some(percent) =
        percent.filter(|_| role == Some(Role::Percent) && row.what.is_none_or(|w| w == What::All))
    {
        return Some(figure(
            row.scope.clone(),
            What::Done,
            Number::Percent(percent),
            percent.place,
            row.total,
        ));
    }
    let column = column?;
    let (claimed, at_least, place) = numbers::count(&me.text, cell)?;
    let scope = Scope {
        criticality: row.scope.criticality.or(column.scope.criticality),
        ..row.scope.clone()
    };
    let what = match (row.what, column.what) {
        (None | Some(What::All), Some(what)) => what,
        (Some(what), None) => what,
        (Some(what), Some(What::All)) => what,
        (None, None) => What::Unsaid,
        _ => return None,
    };
    // In a matrix of ranks the row `Total` sums what the rows above it count, and the column what stands beside it.
    let sums = row.total && column.scope.criticality.is_some() || column.total && table.ranked;
    let is_all = matches!(row.what, None | Some(What::All));
    let what = if sums && is_all { What::Unsaid } else { what };
    let what = table.above.filter(|_| what == What::Unsaid).unwrap_or(what);
    Some(figure(scope, what, Number::Count { claimed, at_least }, place, row.total || column.total))
}

/// A ratio with the percentage that stands beside it.
pub fn with_percent(me: &Tracker, ratio: numbers::Ratio, line: Place) -> Number {
    let after = Place::new(ratio.all_at.end, line.end);
    let percent = numbers::percent(&me.text, after).or_else(|| {
        let before = Place::new(line.start, ratio.done_at.start);
        numbers::percent(&me.text, before)
    });
    Number::Ratio {
        done: ratio.done,
        all: ratio.all,
        done_at: ratio.done_at,
        all_at: ratio.all_at,
        percent,
    }
}
