//! `gaps list` for people: how much is left, block by criticality; then what is contested, what is overdue, and
//! the rest, worst first.

use std::borrow::Cow;
use std::ops::Range;

use crate::model::Day;
use crate::model::count::days;
use crate::project::entry::Missing;

use super::paint::{Paint, cut, fit, put_cut, put_fit, width};
use super::row::Row;
use super::{matrix, safe};

/// The page: figures of all rows, then those that the question leaves. Both come by label. Where it leaves none, what to
/// type instead.
pub fn text(
    all: &[Row<'_>],
    gaps: &[&Row<'_>],
    instead: &str,
    today: Day,
    paint: &Paint,
) -> String {
    let mut page = matrix::text(all, paint);
    let mut left: Vec<&Row<'_>> = gaps.to_vec();
    left.sort_by_key(|g| g.criticality.map_or(9, |c| c as u8));
    let (contested, rest): (Vec<&Row<'_>>, Vec<&Row<'_>>) =
        left.into_iter().partition(|g| g.is_contested());
    let (overdue, rest): (Vec<&Row<'_>>, Vec<&Row<'_>>) =
        rest.into_iter().partition(|g| g.is_overdue(today));
    let parts = [(Some("Contested"), contested), (Some("Overdue"), overdue), (None, rest)]
        .map(|(title, rows)| (title, Lines::of(&rows, today)));
    let columns = Columns::of(parts.iter().flat_map(|(_, lines)| &lines.all));
    page.reserve(gaps.len() * 120);
    for (title, lines) in parts.iter().filter(|(_, lines)| !lines.all.is_empty()) {
        page.push('\n');
        page.extend(title.map(|title| format!("{}\n", paint.alarm(title))));
        lines.put(&mut page, &columns, paint);
    }
    if gaps.is_empty() {
        page.push_str(&if all.is_empty() {
            "\nNo gaps yet.   gaps add \"what is missing\" --block Security --criticality high\n"
                .to_owned()
        } else {
            format!("\nNothing here.   {instead}\n")
        });
    }
    page
}

/// What a clone without its whole history cannot tell, and what to type.
pub fn unresolvable(missing: Option<&Missing>) -> String {
    missing.map_or_else(String::new, |m| {
        format!(
            "\nRecorded only: dates, pull requests and what has landed are unresolvable, for {}.   {}\n",
            safe::line(&m.says()),
            safe::line(&m.hint())
        )
    })
}

/// Rows alone, in the order given.
pub fn rows(gaps: &[&Row<'_>], today: Day, paint: &Paint) -> String {
    let lines = Lines::of(gaps, today);
    let columns = Columns::of(lines.all.iter());
    let mut page = String::new();
    lines.put(&mut page, &columns, paint);
    page
}

/// A title in fewer columns says nothing.
const TITLE_MIN: usize = 24;

/// A longer title is not what the others are aligned with.
const TITLE_MAX: usize = 80;

/// A row, with its title and what stands behind it, and how wide both are.
struct Line<'r> {
    row: &'r Row<'r>,
    title: (Cow<'r, str>, usize),
    tail: (Range<usize>, usize),
}

/// Lines, and in one text what stands behind their titles.
struct Lines<'r> {
    all: Vec<Line<'r>>,
    tails: String,
}

impl<'r> Lines<'r> {
    fn of(rows: &[&'r Row<'r>], today: Day) -> Self {
        let mut tails = String::new();
        let line = |row: &&'r Row<'r>| {
            let title = safe::shown(row.title);
            let start = tails.len();
            put_tail(&mut tails, row, today);
            let tail = start..tails.len();
            let (title_width, tail_width) = (width(&title), width(&tails[start..]));
            Line { row, title: (title, title_width), tail: (tail, tail_width) }
        };
        Self { all: rows.iter().map(line).collect(), tails }
    }

    fn put(&self, page: &mut String, columns: &Columns, paint: &Paint) {
        for line in &self.all {
            put_row(page, line, &self.tails[line.tail.0.clone()], columns, paint);
        }
    }
}

/// How wide the columns must be for these rows.
struct Columns {
    label: usize,
    criticality: usize,
    status: usize,
    title: usize,
}

impl Columns {
    fn of<'l>(lines: impl Iterator<Item = &'l Line<'l>>) -> Self {
        let mut widest = Self { label: 0, criticality: 0, status: 0, title: 0 };
        for Line { row, title: (_, title), tail: (tail, _) } in lines {
            widest.label = widest.label.max(width(row.label));
            let criticality = row.criticality.map_or(0, |c| c.as_str().len());
            widest.criticality = widest.criticality.max(criticality);
            widest.status = widest.status.max(row.status.as_str().len());
            // One that is longer has its tail behind itself, and moves no other.
            if !tail.is_empty() && *title <= TITLE_MAX {
                widest.title = widest.title.max(*title);
            }
        }
        widest
    }
}

fn put_row(page: &mut String, line: &Line<'_>, tail: &str, columns: &Columns, paint: &Paint) {
    let Line { row, title: (title, title_width), tail: (_, tail_width) } = line;
    let used = columns.label + columns.criticality + columns.status + 8;
    let room = paint.width.saturating_sub(used);
    let criticality = row.criticality.map_or("", |c| c.as_str());
    put_cell(page, paint, row.label, columns.label, |t| paint.label(t));
    put_cell(page, paint, criticality, columns.criticality, |t| {
        paint.criticality(row.criticality, t)
    });
    put_cell(page, paint, row.status.as_str(), columns.status, |t| paint.status(row.status, t));
    if room < TITLE_MIN {
        return put_below(page, [title, tail], paint);
    }
    // The tail stands behind the widest title that has one, or as far to the left as it needs to be whole.
    let least = *title_width.min(&16);
    let wanted = columns.title.max(*title_width);
    let title_room = room.saturating_sub(tail_width + 2).min(wanted).max(least);
    if tail.is_empty() {
        put_cut(page, title, room);
    } else {
        put_fit(page, title, title_room);
        page.push_str("  ");
        let tail_room = room.saturating_sub(title_room + 2).max(8);
        if paint.color {
            page.push_str(&paint.faint(&cut(tail, tail_room)));
        } else {
            put_cut(page, tail, tail_room);
        }
    }
    page.truncate(page.trim_end().len());
    page.push('\n');
}

/// What is left of a narrow screen says too little of a title: it stands below then, and so does its tail.
fn put_below(page: &mut String, texts: [&str; 2], paint: &Paint) {
    page.truncate(page.trim_end().len());
    for text in texts.into_iter().filter(|text| !text.is_empty()) {
        page.push_str("\n  ");
        put_cut(page, text, paint.width.saturating_sub(2));
    }
    page.push('\n');
}

/// A text as wide as its column, and two blanks.
fn put_cell(
    page: &mut String,
    paint: &Paint,
    text: &str,
    columns: usize,
    style: impl Fn(&str) -> String,
) {
    if paint.color {
        page.push_str(&style(&fit(text, columns)));
    } else {
        put_fit(page, text, columns);
    }
    page.push_str("  ");
}

/// What stands behind the title: what disagrees, what is late, who is on it, how many criteria are met.
fn put_tail(tail: &mut String, gap: &Row<'_>, today: Day) {
    let start = tail.len();
    let mut put = |parts: &[&str]| {
        if tail.len() > start {
            tail.push_str("  ");
        }
        parts.iter().for_each(|part| tail.push_str(part));
    };
    gap.contests.iter().for_each(|c| put(&[c]));
    if let Some(due) = gap.due.filter(|_| gap.status.is_left()) {
        let late = today.days_since(due);
        if late > 0 {
            put(&[&days(late), " late"]);
        } else {
            put(&["due ", &due.to_string()]);
        }
    }
    if let Some(standing) = &gap.standing {
        put(&[standing]);
    }
    let (met, all) = gap.criteria;
    if all > 0 {
        put(&[&met.to_string(), "/", &all.to_string()]);
    }
    if let Some(owner) = &gap.owner {
        put(&["@", &safe::shown(owner)]);
    }
}
