//! `gaps list` for people: how much is left, block by criticality; then what is contested, what is overdue, and
//! the rest, worst first.

use std::collections::BTreeMap;

use crate::model::{Criticality, Day, Status};
use crate::project::backlog::{Backlog, Gap};

use super::paint::{Paint, cut, fit, width};
use super::safe;

/// The page, for the gaps that the question leaves.
pub fn text(backlog: &Backlog, gaps: &[&Gap], today: Day, paint: &Paint) -> String {
    let mut page = matrix(backlog, paint);
    let mut left: Vec<&Gap> = gaps.to_vec();
    left.sort_by_key(|g| (g.criticality().map_or(9, |c| c as u8), &g.named, g.id));
    let (contested, rest): (Vec<&Gap>, Vec<&Gap>) =
        left.into_iter().partition(|g| g.is_contested());
    let (overdue, rest): (Vec<&Gap>, Vec<&Gap>) =
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
        page.push_str(if backlog.gaps.is_empty() {
            "\nNo gaps yet.   gaps add \"what is missing\" --block Security --criticality high\n"
        } else {
            "\nNothing here.   gaps list --status all\n"
        });
    }
    page
}

/// Rows alone, in the order given.
pub fn rows(gaps: &[&Gap], today: Day, paint: &Paint) -> String {
    let columns = Columns::of(gaps, today);
    gaps.iter().map(|g| row(g, &columns, today, paint)).collect()
}

/// Open and started gaps by block and criticality, and one line with everything else.
fn matrix(backlog: &Backlog, paint: &Paint) -> String {
    let mut counts: BTreeMap<String, [usize; 5]> = BTreeMap::new();
    let mut by_status: BTreeMap<Status, usize> = BTreeMap::new();
    let mut contested = 0;
    for gap in backlog.gaps.values() {
        *by_status.entry(gap.status).or_default() += 1;
        contested += usize::from(gap.is_contested());
        if gap.status.is_left() {
            let column = gap.criticality().map_or(4, |c| c as usize);
            counts.entry(gap.block().name).or_default()[column] += 1;
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

fn table(counts: &BTreeMap<String, [usize; 5]>, paint: &Paint) -> String {
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
    tail: usize,
}

impl Columns {
    fn of(gaps: &[&Gap], today: Day) -> Self {
        let most = |f: &dyn Fn(&Gap) -> usize| gaps.iter().map(|g| f(g)).max().unwrap_or(0);
        Self {
            label: most(&|g| width(&g.label)),
            criticality: most(&|g| g.criticality().map_or(0, |c| c.as_str().len())),
            status: most(&|g| g.status.as_str().len()),
            tail: most(&|g| width(&tail(g, today).join("  "))).min(44),
        }
    }
}

fn row(gap: &Gap, columns: &Columns, today: Day, paint: &Paint) -> String {
    let used = columns.label + columns.criticality + columns.status + 8;
    let tail = tail(gap, today).join("  ");
    let room = paint.width.saturating_sub(used);
    let title_room =
        room.saturating_sub(if columns.tail > 0 { columns.tail + 2 } else { 0 }).max(16);
    let criticality = gap.criticality().map_or("", |c| c.as_str());
    let mut line = format!(
        "{}  {}  {}  ",
        paint.label(&fit(&gap.label, columns.label)),
        paint.criticality(gap.criticality(), &fit(criticality, columns.criticality)),
        paint.status(gap.status, &fit(gap.status.as_str(), columns.status)),
    );
    let title = safe::line(gap.title());
    if tail.is_empty() {
        line.push_str(&cut(&title, room.max(16)));
    } else {
        line.push_str(&fit(&title, title_room));
        line.push_str("  ");
        line.push_str(&paint.faint(&cut(&tail, room.saturating_sub(title_room + 2).max(8))));
    }
    line.trim_end().to_owned() + "\n"
}

/// What stands behind the title: what disagrees, what is late, who is on it, how many criteria are met.
pub fn tail(gap: &Gap, today: Day) -> Vec<String> {
    let mut parts = Vec::new();
    for contest in gap.contests() {
        let sides: Vec<String> = contest.sides.iter().map(|(_, v)| super::show::value(v)).collect();
        let mut distinct = sides;
        distinct.dedup();
        parts.push(format!("{}: {}", contest.field.name(), distinct.join(" or ")));
    }
    if let Some(due) = gap.due().filter(|_| gap.status.is_left()) {
        let late = today.days_since(due);
        parts.push(if late > 0 { format!("{late} days late") } else { format!("due {due}") });
    }
    let criteria = gap.criteria();
    if !criteria.is_empty() {
        parts.push(format!("{}/{}", criteria.iter().filter(|c| c.met).count(), criteria.len()));
    }
    if let Some(owner) = gap.owner() {
        parts.push(format!("@{}", safe::line(owner)));
    }
    if let Some(told) = gap.told(gap.status_event) {
        if told.asked {
            parts.push(format!(
                "unrecorded{}",
                told.event
                    .cause
                    .as_ref()
                    .and_then(|c| c.commit())
                    .map(|c| format!(" ({})", c.short()))
                    .unwrap_or_default()
            ));
        } else if !gap.is_landed() {
            parts.push(told.place.standing().to_string());
        }
    }
    parts
}
