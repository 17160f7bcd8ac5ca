//! How much is left, block by criticality, and one line with everything else. It fits the screen: the columns move
//! together, then the names of blocks are cut, and where not even that is enough, the figures are words.

use std::collections::BTreeMap;

use crate::model::{Criticality, Status};

use super::paint::{Paint, cut, fit, width};
use super::row::Row;
use super::safe;

/// Of a block: how many gaps of each criticality, and of none.
type Counts = [usize; 5];

/// A name is cut to so many columns, and where it has to be, to fewer.
const NAME_MAX: usize = 28;
const NAME_MIN: usize = 12;

/// How wide a column of figures is, where there is room.
const CELL: usize = 7;

/// Open and started gaps by block and criticality, and one line with everything else.
pub fn text(all: &[Row<'_>], paint: &Paint) -> String {
    let mut counts: BTreeMap<&str, Counts> = BTreeMap::new();
    let mut by_status = [0; Status::ALL.len()];
    let mut contested = 0;
    // Gaps come by label, so that those of a block mostly stand together.
    for block in all.chunk_by(|a, b| a.block.0 == b.block.0) {
        let mut cells = Counts::default();
        for gap in block {
            by_status[gap.status as usize] += 1;
            contested += usize::from(gap.is_contested());
            if gap.status.is_left() {
                cells[gap.criticality.map_or(4, |c| c as usize)] += 1;
            }
        }
        if cells != Counts::default() {
            let all = counts.entry(block[0].block.0).or_default();
            all.iter_mut().zip(cells).for_each(|(all, n)| *all += n);
        }
    }
    let figures = if counts.is_empty() { String::new() } else { figures(&counts, paint) };
    let of = |status: Status| by_status[status as usize];
    let left: usize = counts.values().flatten().sum();
    let more = [
        (of(Status::Started), "of them started"),
        (of(Status::Closed) + of(Status::Confirmed), "closed"),
        (of(Status::Deferred), "deferred"),
        (of(Status::Dropped), "dropped"),
    ];
    let more = more.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}"));
    let mut parts: Vec<(String, Look)> = vec![(format!("{left} open"), Paint::strong)];
    parts.extend(more.map(|part| (part, plain as Look)));
    if contested > 0 {
        parts.push((format!("{contested} contested"), Paint::alarm));
    }
    figures + &joined(&parts, paint)
}

type Look = fn(&Paint, &str) -> String;

fn plain(_: &Paint, text: &str) -> String {
    text.to_owned()
}

/// Parts on one line, or on as many as it takes.
fn joined(parts: &[(String, Look)], paint: &Paint) -> String {
    let (mut line, mut used) = (String::new(), 0);
    for (text, look) in parts {
        let between = if used == 0 { "" } else { " · " };
        if used > 0 && used + 3 + width(text) > paint.width {
            line.push('\n');
            used = 0;
        } else {
            line.push_str(between);
            used += width(between);
        }
        line.push_str(&look(paint, text));
        used += width(text);
    }
    line + "\n"
}

fn figures(counts: &BTreeMap<&str, Counts>, paint: &Paint) -> String {
    let mut rows: Vec<(String, Counts, bool)> = counts
        .iter()
        .map(|(name, cells)| (cut(&safe::line(name), NAME_MAX), *cells, false))
        .collect();
    if rows.len() > 1 {
        let mut totals = Counts::default();
        counts.values().for_each(|c| totals.iter_mut().zip(c).for_each(|(t, n)| *t += n));
        rows.push(("total".to_owned(), totals, true));
    }
    let mut heads: Vec<&str> = Criticality::ALL.iter().map(|c| c.as_str()).collect();
    if counts.values().any(|c| c[4] > 0) {
        heads.push("none");
    }
    heads.push("total");
    match Widths::of(&rows, &heads, paint.width) {
        Some(widths) => table(&rows, &heads, &widths, paint),
        None => words(&rows, &heads, paint),
    }
}

/// How wide the names are, and each column of figures.
struct Widths {
    name: usize,
    cells: Vec<usize>,
}

impl Widths {
    /// The widest that fit; none where nothing does.
    fn of(rows: &[(String, Counts, bool)], heads: &[&str], columns: usize) -> Option<Self> {
        let name = rows.iter().map(|(n, ..)| width(n)).max().unwrap_or(0).max(5);
        let digits =
            rows.iter().map(|(_, cells, _)| total(cells).to_string().len()).max().unwrap_or(0);
        let wide: Vec<usize> = heads.iter().map(|_| CELL.max(digits)).collect();
        let narrow: Vec<usize> = heads.iter().map(|h| h.len().max(digits)).collect();
        [wide, narrow].into_iter().find_map(|cells| {
            let rest = columns.checked_sub(cells.iter().map(|c| c + 2).sum())?;
            (rest >= name.min(NAME_MIN)).then(|| Self { name: name.min(rest), cells })
        })
    }
}

fn total(cells: &Counts) -> usize {
    cells.iter().sum()
}

fn table(
    rows: &[(String, Counts, bool)],
    heads: &[&str],
    widths: &Widths,
    paint: &Paint,
) -> String {
    let mut page = fit("", widths.name);
    for (head, wide) in heads.iter().zip(&widths.cells) {
        page.push_str(&paint.faint(&format!("  {head:>wide$}")));
    }
    page.push('\n');
    for (name, cells, is_total) in rows {
        let name = fit(name, widths.name);
        page.push_str(&if *is_total { paint.strong(&name) } else { name });
        for (i, wide) in widths.cells.iter().enumerate() {
            let is_last = i + 1 == widths.cells.len();
            let n = if is_last { total(cells) } else { cells[i] };
            let text = if n == 0 { "·".to_owned() } else { n.to_string() };
            let cell = format!("  {text:>wide$}");
            page.push_str(&match (n, is_last) {
                (_, true) if *is_total => paint.strong(&cell),
                (_, true) => cell,
                (0, false) => paint.faint(&cell),
                (_, false) => paint.criticality(Criticality::ALL.get(i).copied(), &cell),
            });
        }
        page.push('\n');
    }
    page + "\n"
}

/// Each block with its figures as words below it.
fn words(rows: &[(String, Counts, bool)], heads: &[&str], paint: &Paint) -> String {
    let mut page = String::new();
    for (name, cells, is_total) in rows {
        let name = cut(name, paint.width);
        page.push_str(&if *is_total { paint.strong(&name) } else { name });
        page.push_str("\n  ");
        let figures: Vec<String> = cells
            .iter()
            .zip(heads)
            .filter(|(n, _)| **n > 0)
            .map(|(n, head)| format!("{n} {head}"))
            .collect();
        page.push_str(&cut(&figures.join("  "), paint.width.saturating_sub(2)));
        page.push('\n');
    }
    page + "\n"
}
