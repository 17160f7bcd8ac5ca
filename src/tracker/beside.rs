//! Cells beside a status that say the same in other words: the day of completion, its pull request, how many percent
//! are done. They are written where a row is closed or opened again; in which form the neighbours have them is looked at
//! here, and the status itself is `writer.rs`.

use crate::model::Status;

use super::blocks::Row;
use super::claim::{Shape, Statement, Tracker};
use super::dates::Date;
use super::draft::blank;
use super::edit::Edits;
use super::fields::Role;
use super::grid::{Grid, Sort};
use super::inline::plain;
use super::items::{Reader, rows};
use super::place::Place;
use super::truth::GapTruth;
use super::written_dates::{Order, date_like, order, slashed};

/// The cells of one gap's own row, after its status changed.
pub fn beside(
    reader: &Reader<'_, '_>,
    tracker: &Tracker,
    primary: &Statement,
    wanted: &GapTruth,
    edits: &mut Edits,
) {
    let Some(table) = primary.table.filter(|_| primary.shape == Shape::Row) else { return };
    let Some(grid) = reader.survey.tables.get(&table).filter(|g| g.kind == Sort::Items) else {
        return;
    };
    let all = rows(reader.cx, table);
    let Ok(at) = all.binary_search_by_key(&primary.place.start, |r| r.place.start) else { return };
    let me = Column { tracker, grid, all, row: &all[at] };
    me.date(wanted, edits);
    me.pull_request(wanted, edits);
    me.percent(wanted, edits);
    me.strike(wanted, edits);
}

struct Column<'a> {
    tracker: &'a Tracker,
    grid: &'a Grid,
    all: &'a [Row],
    row: &'a Row,
}

impl Column<'_> {
    /// The cell of this row below the name of a role, and its text.
    fn cell(&self, role: Role) -> Option<(usize, Place, &str)> {
        let at = self.grid.column(role).filter(|at| Some(*at) != self.grid.status)?;
        let cell = *self.row.cells.get(at)?;
        Some((at, cell, cell.of(&self.tracker.text)))
    }

    /// The texts of a column in the other rows, newest first; enough of them to know its form.
    fn others(&self, at: usize) -> impl Iterator<Item = (&Row, &str)> {
        let others = self.all.iter().rev().filter(|row| row.place != self.row.place).take(256);
        others.filter_map(move |row| Some((row, row.cells.get(at)?.of(&self.tracker.text))))
    }

    /// Puts a text into a cell that was blank, with a blank to either pipe.
    fn fill(&self, cell: Place, text: &str, edits: &mut Edits) {
        let document = &self.tracker.text;
        let tight = cell.is_empty() && document[..cell.start].ends_with('|');
        let close = cell.is_empty() && document[cell.end..].starts_with('|');
        let (lead, tail) = (if tight { " " } else { "" }, if close { " " } else { "" });
        edits.put(document, cell, format!("{lead}{text}{tail}"));
    }

    /// What a cell of a column holds where it says nothing.
    fn nothing(&self, at: usize) -> String {
        let blanks = self.others(at).map(|(_, text)| text).find(|text| blank(&plain(text)));
        blanks.unwrap_or("-").to_owned()
    }

    fn date(&self, wanted: &GapTruth, edits: &mut Edits) {
        let Some((at, cell, old)) = self.cell(Role::Completed) else { return };
        let seen = plain(old);
        if !wanted.status.is_done() {
            // A date that can be told is a claim, and goes with the others.
            if slashed(&seen).is_some() && super::dates::find(&seen, None).is_none() {
                edits.put(&self.tracker.text, cell, self.nothing(at));
            }
            return;
        }
        if !blank(&seen) || !self.asks_for_completion(at) {
            return;
        }
        if let Some(text) = wanted.completed.and_then(|date| self.dated(at, date)) {
            self.fill(cell, &text, edits);
        }
    }

    /// `Completed` asks for nothing else; `Date` only where done rows have one and the others have none.
    fn asks_for_completion(&self, at: usize) -> bool {
        const BARE: &[&str] = &["date", "datum", "fecha", "data", "дата", "tarih", "dato"];
        let name = super::words::folded(self.grid.names[at].trim());
        let mut dated = 0;
        for (row, text) in self.others(at) {
            match (self.status_of(row), blank(&plain(text))) {
                (Some(status), false) if status.is_done() => dated += 1,
                (Some(status), true) if !status.is_done() => {}
                (None, _) => {}
                _ if BARE.contains(&name.as_str()) => return false,
                _ => {}
            }
        }
        dated > 0 || !BARE.contains(&name.as_str())
    }

    fn status_of(&self, row: &Row) -> Option<Status> {
        let cell = row.cells.get(self.grid.status?)?;
        super::value::value(cell.of(&self.tracker.text), &self.tracker.legend).status()
    }

    /// A date as the newest one of its column; none where the order of day and month cannot be told there.
    fn dated(&self, at: usize, date: Date) -> Option<String> {
        let told = self.others(at).map(|(_, text)| plain(text)).filter(|text| !blank(text));
        let told: Vec<String> = told.collect();
        if let Some(like) = told.iter().find(|t| slashed(t).is_some()) {
            let order = told.iter().find_map(|t| order(t)).or_else(|| self.spoken_order())?;
            return Some(order.write(date, like));
        }
        let like = told.iter().find(|t| super::dates::find(t, Some(date.year)).is_some());
        Some(like.map_or_else(|| date.to_string(), |like| date_like(date, like)))
    }

    /// English alone has two orders; every other language of ours that parts with slashes puts the day first.
    fn spoken_order(&self) -> Option<Order> {
        let lang = self.tracker.spoken.of(None);
        (lang != "en").then_some(Order::DayFirst)
    }

    fn pull_request(&self, wanted: &GapTruth, edits: &mut Edits) {
        let Some((_, cell, old)) = self.cell(Role::Pr) else { return };
        if let Some(pr) =
            wanted.pr.as_ref().filter(|_| wanted.status.is_done() && blank(&plain(old)))
        {
            self.fill(cell, pr, edits);
        }
    }

    /// `~~R-9~~` in the column of labels, where authors strike those of what is done.
    fn strike(&self, wanted: &GapTruth, edits: &mut Edits) {
        let Some(at) = self.grid.id.filter(|at| Some(*at) != self.grid.title) else { return };
        let Some(cell) = self.row.cells.get(at).copied() else { return };
        let old = cell.of(&self.tracker.text);
        let inner = |text: &'_ str| {
            text.strip_prefix("~~").and_then(|t| t.strip_suffix("~~")).map(str::to_owned)
        };
        if let (Some(bare), false) = (inner(old), wanted.status.is_done()) {
            edits.put(&self.tracker.text, cell, bare);
        } else if wanted.status.is_done() && inner(old).is_none() && !old.is_empty() {
            let mut done = self
                .others(at)
                .filter(|(row, _)| self.status_of(row).is_some_and(Status::is_done))
                .peekable();
            if done.peek().is_some() && done.all(|(_, text)| inner(text).is_some()) {
                edits.put(&self.tracker.text, cell, format!("~~{old}~~"));
            }
        }
    }

    /// `60 %` beside a status: all of it where the row is done, and nothing of it where it is open again.
    fn percent(&self, wanted: &GapTruth, edits: &mut Edits) {
        let Some((at, cell, old)) = self.cell(Role::Percent) else { return };
        let Some(percent) = super::numbers::percent(&self.tracker.text, cell) else { return };
        let bare = plain(old);
        let whole = bare.trim().trim_end_matches(['%', '％']).trim();
        if percent.bar.is_some() || !whole.chars().all(|c| c.is_ascii_digit()) {
            return;
        }
        let digits = match wanted.status {
            status if status.is_done() => "100",
            _ if percent.tenths != 1000 => return,
            Status::Open => "0",
            _ => return edits.put(&self.tracker.text, cell, self.nothing(at)),
        };
        edits.put(&self.tracker.text, percent.place, digits);
    }
}
