//! `gaps list` for people: how much is left, block by criticality; then what is contested, what is overdue, and
//! the rest, worst first.

use std::collections::BTreeMap;

use crate::model::{Criticality, Day, Status};

use super::paint::{Paint, cut, days, fit, width};
use super::row::Row;
use super::safe;

/// The page: figures of all rows, then those that the question leaves. Both come by label.
pub fn text(all: &[Row<'_>], gaps: &[&Row<'_>], today: Day, paint: &Paint) -> String {
    let mut page = matrix(all, paint);
    let mut left: Vec<&Row<'_>> = gaps.to_vec();
    left.sort_by_key(|g| g.criticality.map_or(9, |c| c as u8));
    let (contested, rest): (Vec<&Row<'_>>, Vec<&Row<'_>>) =
        left.into_iter().partition(|g| g.is_contested());
    let (overdue, rest): (Vec<&Row<'_>>, Vec<&Row<'_>>) =
        rest.into_iter().partition(|g| g.is_overdue(today));
    let columns = Columns::of(gaps, today);
    for (title, rows) in [("Contested", contested), ("Overdue", overdue)] {
        if !rows.is_empty() {
            page.push_str(&format!("\n{}\n", paint.alarm(title)));
            rows.iter().for_each(|g| page.push_str(&row(g, &columns, today, paint)));
        }
    }
    if !rest.is_empty() {
        page.push('\n');
        rest.iter().for_each(|g| page.push_str(&row(g, &columns, today, paint)));
    }
    if gaps.is_empty() {
        page.push_str(if all.is_empty() {
            "\nNo gaps yet.   gaps add \"what is missing\" --block Security --criticality high\n"
        } else {
            "\nNothing here.   gaps list --status all\n"
        });
    }
    page
}

/// Rows alone, in the order given.
pub fn rows(gaps: &[&Row<'_>], today: Day, paint: &Paint) -> String {
    let columns = Columns::of(gaps, today);
    gaps.iter().map(|g| row(g, &columns, today, paint)).collect()
}

/// Open and started gaps by block and criticality, and one line with everything else.
fn matrix(all: &[Row<'_>], paint: &Paint) -> String {
    let mut counts: BTreeMap<&str, [usize; 5]> = BTreeMap::new();
    let mut by_status: BTreeMap<Status, usize> = BTreeMap::new();
    let mut contested = 0;
    for gap in all {
        *by_status.entry(gap.status).or_default() += 1;
        contested += usize::from(gap.is_contested());
        if gap.status.is_left() {
            let column = gap.criticality.map_or(4, |c| c as usize);
            counts.entry(&gap.block.0).or_default()[column] += 1;
        }
    }
    let mut page = String::new();
    if !counts.is_empty() {
        page.push_str(&table(&counts, paint));
    }
    let left: usize = counts.values().flatten().sum();
    let mut parts = vec![paint.strong(&format!("{left} open"))];
    let done = by_status.get(&Status::Closed).unwrap_or(&0)
        + by_status.get(&Status::Confirmed).unwrap_or(&0);
    let more = [
        (by_status.get(&Status::Started).copied().unwrap_or(0), "of them started"),
        (done, "closed"),
        (by_status.get(&Status::Deferred).copied().unwrap_or(0), "deferred"),
        (by_status.get(&Status::Dropped).copied().unwrap_or(0), "dropped"),
    ];
    parts.extend(more.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")));
    if contested > 0 {
        parts.push(paint.alarm(&format!("{contested} contested")));
    }
    page.push_str(&parts.join(" · "));
    page.push('\n');
    page
}

fn table(counts: &BTreeMap<&str, [usize; 5]>, paint: &Paint) -> String {
    let names: Vec<String> = counts.keys().map(|n| cut(&safe::line(n), 28)).collect();
    let first = names.iter().map(|n| width(n)).max().unwrap_or(0).max(5);
    let unstated = counts.values().any(|c| c[4] > 0);
    let mut heads: Vec<&str> = Criticality::ALL.iter().map(|c| c.as_str()).collect();
    if unstated {
        heads.push("none");
    }
    let columns = heads.len();
    let mut page = fit("", first);
    heads.iter().for_each(|h| page.push_str(&paint.faint(&format!("  {h:>7}"))));
    page.push_str(&paint.faint("    total\n"));
    let line = |name: &str, cells: &[usize; 5], bold: bool| {
        let mut line = if bold { paint.strong(&fit(name, first)) } else { fit(name, first) };
        for (i, n) in cells.iter().take(columns).enumerate() {
            let cell = if *n == 0 { format!("  {:>7}", "·") } else { format!("  {n:>7}") };
            let criticality = Criticality::ALL.get(i).copied();
            line.push_str(&if *n == 0 {
                paint.faint(&cell)
            } else {
                paint.criticality(criticality, &cell)
            });
        }
        let total: usize = cells.iter().sum();
        line.push_str(&if bold {
            paint.strong(&format!("  {total:>7}"))
        } else {
            format!("  {total:>7}")
        });
        line + "\n"
    };
    for (name, cells) in names.iter().zip(counts.values()) {
        page.push_str(&line(name, cells, false));
    }
    if counts.len() > 1 {
        let mut totals = [0; 5];
        counts.values().for_each(|c| totals.iter_mut().zip(c).for_each(|(t, n)| *t += n));
        page.push_str(&line("total", &totals, true));
    }
    page + "\n"
}

/// How wide the columns must be for these rows.
struct Columns {
    label: usize,
    criticality: usize,
    status: usize,
    title: usize,
}

impl Columns {
    fn of(gaps: &[&Row<'_>], today: Day) -> Self {
        let most = |f: &dyn Fn(&Row<'_>) -> usize| gaps.iter().map(|g| f(g)).max().unwrap_or(0);
        Self {
            label: most(&|g| width(&g.label)),
            criticality: most(&|g| g.criticality.map_or(0, |c| c.as_str().len())),
            status: most(&|g| g.status.as_str().len()),
            title: most(&|g| {
                if tail(g, today).is_empty() { 0 } else { width(&safe::line(&g.title)) }
            }),
        }
    }
}

fn row(gap: &Row<'_>, columns: &Columns, today: Day, paint: &Paint) -> String {
    let used = columns.label + columns.criticality + columns.status + 8;
    let tail = tail(gap, today).join("  ");
    let room = paint.width.saturating_sub(used).max(16);
    // The tail stands behind the widest title that has one, or as far to the left as it needs to be whole.
    let least = width(&safe::line(&gap.title)).min(16);
    let title_room = room.saturating_sub(width(&tail) + 2).min(columns.title).max(least);
    let criticality = gap.criticality.map_or("", |c| c.as_str());
    let mut line = format!(
        "{}  {}  {}  ",
        paint.label(&fit(&gap.label, columns.label)),
        paint.criticality(gap.criticality, &fit(criticality, columns.criticality)),
        paint.status(gap.status, &fit(gap.status.as_str(), columns.status)),
    );
    let title = safe::line(&gap.title);
    if tail.is_empty() {
        line.push_str(&cut(&title, room));
    } else {
        line.push_str(&fit(&title, title_room));
        line.push_str("  ");
        line.push_str(&paint.faint(&cut(&tail, room.saturating_sub(title_room + 2).max(8))));
    }
    line.trim_end().to_owned() + "\n"
}

/// What stands behind the title: what disagrees, what is late, who is on it, how many criteria are met.
fn tail(gap: &Row<'_>, today: Day) -> Vec<String> {
    let mut parts: Vec<String> = gap.contests.iter().map(|c| c.to_string()).collect();
    if let Some(due) = gap.due.filter(|_| gap.status.is_left()) {
        let late = today.days_since(due);
        parts.push(if late > 0 { format!("{} late", days(late)) } else { format!("due {due}") });
    }
    let (met, all) = gap.criteria;
    if all > 0 {
        parts.push(format!("{met}/{all}"));
    }
    parts.extend(gap.owner.as_ref().map(|owner| format!("@{}", safe::line(owner))));
    parts.extend(gap.standing.as_ref().map(|s| s.to_string()));
    parts
}
