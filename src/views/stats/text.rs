//! The figures as a page of a terminal: a heading, a few columns, a plot of one line.

use crate::model::Criticality;
use crate::project::stats::{Flow, Point, Spread, Stats};
use crate::views::paint::{Paint, cut, fit, width};
use crate::views::{safe, spark};

use super::{Page, span};

/// Weeks in a plot of one line.
const WEEKS: usize = 26;
/// Columns before the figures.
const FIRST: usize = 15;

pub fn text(page: &Page<'_>, paint: &Paint) -> String {
    let mut out = heading(page, paint);
    let Some(now) = page.stats.series.now() else {
        out.push_str("\nNothing has landed yet.   gaps add \"what is missing\"\n");
        return out;
    };
    out.push_str(&open(page.stats, now, paint));
    out.push_str(&lead(page.stats, paint));
    out.push_str(&ages(page.stats, paint));
    out.push_str(&reopened(page.stats, paint));
    out.push_str(&throughput(page, paint));
    out
}

fn heading(page: &Page<'_>, paint: &Paint) -> String {
    let mut out = format!(
        "{}\n",
        paint.strong(&format!(
            "{} on {}, {}",
            safe::line(&page.trunk),
            page.day,
            page.commit.chars().take(7).collect::<String>()
        ))
    );
    if let Some(now) = page.stats.series.now() {
        let parts = [
            (now.left.total(), "open"),
            (now.started, "of them started"),
            (now.closed, "closed"),
            (now.deferred, "deferred"),
            (now.dropped, "dropped"),
        ];
        let parts: Vec<String> = parts
            .iter()
            .filter(|(n, word)| *n > 0 || *word == "open")
            .map(|(n, word)| format!("{n} {word}"))
            .collect();
        out.push_str(&format!("{}\n", parts.join(" · ")));
    }
    out
}

/// What was open, over time, by criticality.
fn open(stats: &Stats, now: &Point, paint: &Paint) -> String {
    let points = &stats.series.points;
    let since = points.first().map(|p| p.day.to_string()).unwrap_or_default();
    let mut out = format!(
        "\n{}  {}\n",
        paint.strong("Open over time"),
        paint.faint(&format!("{since} to {}", now.day))
    );
    let sampled = sampled(points);
    let mut line = |name: &str, pick: &dyn Fn(&Point) -> usize, style: Option<Criticality>| {
        let values: Vec<usize> = sampled.iter().map(|p| pick(p)).collect();
        let name = fit(name, FIRST);
        let name = if style.is_some() { paint.criticality(style, &name) } else { name };
        out.push_str(&format!("  {name}{:>6}   {}\n", pick(now), spark::spark(&values, paint)));
    };
    line("all", &|p| p.left.total(), None);
    let unstated = points.iter().any(|p| p.left.0[4] > 0);
    for (i, criticality) in Criticality::ALL.into_iter().enumerate() {
        line(criticality.as_str(), &|p| p.left.0[i], Some(criticality));
    }
    if unstated {
        line("none", &|p| p.left.0[4], None);
    }
    out
}

/// The points at moments that lie evenly apart.
fn sampled(points: &[Point]) -> Vec<&Point> {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return Vec::new() };
    let (from, to) = (first.at.unix(), last.at.unix());
    let columns = i64::try_from(points.len().min(spark::COLUMNS)).unwrap_or(1);
    let at = |i: i64| from + (to - from) * i / (columns - 1).max(1);
    let after = |moment: i64| points.partition_point(|p| p.at.unix() <= moment);
    (0..columns).filter_map(|i| points.get(after(at(i)).saturating_sub(1))).collect()
}

fn lead(stats: &Stats, paint: &Paint) -> String {
    let leads = &stats.leads;
    let mut out = table(
        "Lead time",
        "from the landing that opened to the one that closed",
        leads.all.as_ref(),
        &leads.by_criticality,
        paint,
    );
    out.push_str(&left_out(leads.left_out, "closed", paint));
    out
}

fn ages(stats: &Stats, paint: &Paint) -> String {
    let ages = &stats.ages;
    let mut out = table(
        "Age of what is open",
        "since the landing that opened it",
        ages.all.as_ref(),
        &ages.by_criticality,
        paint,
    );
    let oldest: Vec<String> = ages
        .each
        .iter()
        .take(5)
        .map(|a| format!("{} {}", paint.label(&safe::line(&a.label)), span(a.seconds)))
        .collect();
    if !oldest.is_empty() {
        out.push_str(&format!("  {}{}\n", fit("oldest", FIRST), oldest.join(", ")));
    }
    out.push_str(&left_out(ages.left_out, "open", paint));
    out
}

fn table(
    title: &str,
    says: &str,
    all: Option<&Spread>,
    by_criticality: &[(Option<Criticality>, Option<Spread>)],
    paint: &Paint,
) -> String {
    let mut out = format!("\n{}  {}\n", paint.strong(title), paint.faint(says));
    let Some(all) = all else {
        out.push_str("  none yet\n");
        return out;
    };
    let heads = format!("  {}{:>6}{:>12}{:>12}", fit("", FIRST), "gaps", "median", "90 of 100");
    out.push_str(&format!("{}\n", paint.faint(&heads)));
    let row = |name: String, s: &Spread| {
        format!("  {name}{:>6}{:>12}{:>12}\n", s.gaps, span(s.median), span(s.ninetieth))
    };
    for (criticality, spread) in by_criticality {
        if let Some(spread) = spread {
            let name = fit(criticality.map_or("none", |c| c.as_str()), FIRST);
            out.push_str(&row(paint.criticality(*criticality, &name), spread));
        }
    }
    out.push_str(&row(fit("all", FIRST), all));
    out
}

fn left_out(count: usize, what: &str, paint: &Paint) -> String {
    let (gaps, are) = if count == 1 { ("gap has", "is") } else { ("gaps have", "are") };
    let says = format!("  {count} {what} {gaps} no known dates and {are} left out\n");
    if count == 0 { String::new() } else { paint.faint(&says) }
}

fn reopened(stats: &Stats, paint: &Paint) -> String {
    let counted = &stats.reopened;
    let rate = match counted.percent() {
        Some(percent) => format!(
            "{} of {} closed gaps came back ({percent} of 100)",
            counted.gaps_reopened, counted.gaps_closed
        ),
        None => "nothing was closed yet".to_owned(),
    };
    format!("\n{}  {rate}\n", paint.strong("Reopened"))
}

fn throughput(page: &Page<'_>, paint: &Paint) -> String {
    let flows = &page.stats.flows;
    let mondays = flows.mondays(page.day, WEEKS);
    let says = match mondays.len() {
        1 => "this week".to_owned(),
        weeks => format!("by week, the last {weeks}"),
    };
    let mut out = format!("\n{}  {}\n", paint.strong("Throughput"), paint.faint(&says));
    let weeks: Vec<_> = mondays.iter().map(|m| flows.week(*m)).collect();
    let mut line = |name: &str, all: &Flow, pick: &dyn Fn(usize) -> Flow| {
        let each: Vec<Flow> = (0..weeks.len()).map(pick).collect();
        let column = |of: &dyn Fn(&Flow) -> usize| {
            let values: Vec<usize> = each.iter().map(of).collect();
            fit(&spark::spark(&values, paint), weeks.len().max(8))
        };
        let line = format!(
            "  {name}  opened {:>5} {}  closed {:>5} {}",
            all.opened,
            column(&|f| f.opened),
            all.closed,
            column(&|f| f.closed),
        );
        out.push_str(&format!("{}\n", line.trim_end()));
    };
    let names: Vec<String> = flows.blocks.iter().map(|b| cut(&safe::line(&b.block), 28)).collect();
    let wide = names.iter().map(|n| width(n)).max().unwrap_or(0).max(3);
    for (name, block) in names.iter().zip(&flows.blocks) {
        let of = |i: usize| {
            weeks[i].and_then(|w| w.blocks.get(&block.block)).copied().unwrap_or_default()
        };
        line(&fit(name, wide), &block.all, &of);
    }
    let total = |sum: Flow, b: &crate::project::stats::BlockFlow| Flow {
        opened: sum.opened + b.all.opened,
        closed: sum.closed + b.all.closed,
        reopened: sum.reopened + b.all.reopened,
    };
    let all = flows.blocks.iter().fold(Flow::default(), total);
    line(&fit("all", wide), &all, &|i| weeks[i].map(|w| w.all).unwrap_or_default());
    out
}
