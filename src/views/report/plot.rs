//! The two plots over time: what is left, by criticality, and where everything that was ever opened stands. Bands on
//! top of each other that step at landings; the letters stand beside the drawing, so that a narrow page squeezes no
//! text. Below each its figures, which are those of `gaps stats`.

use std::fmt::Write;

use crate::project::stats::Point;
use crate::views::markup::xml;

use super::Page;
use super::parts::{WORDS, data};

pub(super) const WIDE: f64 = 1000.0;
const HIGH: f64 = 300.0;

/// One band: its name, the class of its colour, and its height at a point.
struct Band {
    name: &'static str,
    class: &'static str,
    value: fn(&Point) -> usize,
}

const LEFT: [Band; 5] = [
    Band { name: "blocker", class: "f0", value: |p| p.left.0[0] },
    Band { name: "high", class: "f1", value: |p| p.left.0[1] },
    Band { name: "medium", class: "f2", value: |p| p.left.0[2] },
    Band { name: "low", class: "f3", value: |p| p.left.0[3] },
    Band { name: "none", class: "f4", value: |p| p.left.0[4] },
];

const FLOW: [Band; 5] = [
    Band { name: "closed", class: "fclosed", value: |p| p.closed },
    Band { name: "dropped", class: "fdropped", value: |p| p.dropped },
    Band { name: "deferred", class: "fdeferred", value: |p| p.deferred },
    Band { name: "started", class: "fstarted", value: |p| p.started },
    Band { name: "open", class: "fopen", value: |p| p.left.total() - p.started },
];

pub(super) fn put(page: &Page<'_>, out: &mut String) {
    out.push_str("<h2>How we came here</h2>\n");
    if page.stats.series.points.is_empty() {
        return out.push_str("<p>Nothing has landed yet.</p>\n");
    }
    figure(page, ("What is left", "open and started gaps, by criticality"), &LEFT, out);
    let heads = [["date", "commit"].as_slice(), &WORDS, &["total"]].concat();
    let row = |p: &Point| {
        let mut row: Vec<String> = p.left.0.iter().map(ToString::to_string).collect();
        row.push(p.left.total().to_string());
        row
    };
    out.push_str(&data("What is left", &heads, rows(page, row)));
    out.push_str("</figure>\n");
    figure(page, ("Cumulative flow", "every gap that was opened, by where it stands"), &FLOW, out);
    let heads = ["date", "commit", "open", "started", "closed", "deferred", "dropped"];
    let row = |p: &Point| {
        let open = p.left.total() - p.started;
        [open, p.started, p.closed, p.deferred, p.dropped].iter().map(ToString::to_string).collect()
    };
    out.push_str(&data("Cumulative flow", &heads, rows(page, row)));
    out.push_str("</figure>\n");
}

/// The rows of a table, newest first.
fn rows<'p>(
    page: &'p Page<'_>,
    cells: impl Fn(&Point) -> Vec<String> + 'p,
) -> impl Iterator<Item = Vec<String>> + 'p {
    page.stats.series.points.iter().rev().map(move |p| {
        let mut row = vec![p.day.to_string(), format!("<code>{}</code>", p.commit.short())];
        row.extend(cells(p));
        row
    })
}

/// Where a point stands from left to right. A little room is left behind the last one, so that its step is seen.
pub(super) fn places(points: &[Point]) -> Vec<f64> {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return Vec::new() };
    let span = (last.at.unix() - first.at.unix()) as f64;
    let place = |p: &Point| {
        let since = (p.at.unix() - first.at.unix()) as f64;
        if span > 0.0 { since / span * WIDE * 0.97 } else { 0.0 }
    };
    points.iter().map(place).collect()
}

fn figure(page: &Page<'_>, (title, says): (&str, &str), bands: &[Band], out: &mut String) {
    let points = &page.stats.series.points;
    let sum = |p: &Point| bands.iter().map(|b| (b.value)(p)).sum::<usize>();
    let top = round_top(points.iter().map(sum).max().unwrap_or(0));
    let now = points.last();
    let _ = writeln!(
        out,
        "<figure><figcaption>{title} <span>{says}</span></figcaption>\n<div class=\"plot\"><div class=\"y\">\
         <span>{top}</span><span>{}</span><span>0</span></div>\n\
         <svg viewBox=\"0 0 {WIDE} {HIGH}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{title}: {}\">",
        top / 2,
        now.map(|p| said(bands, p)).unwrap_or_default(),
    );
    let xs = places(points);
    let mut below = vec![0; points.len()];
    for band in bands {
        let above: Vec<usize> =
            points.iter().zip(&below).map(|(p, b)| b + (band.value)(p)).collect();
        if above != below {
            let _ = writeln!(
                out,
                "<path class=\"{}\" d=\"{}\"/>",
                band.class,
                path(&xs, &below, &above, top)
            );
        }
        below = above;
    }
    let half = HIGH / 2.0;
    let _ = write!(
        out,
        "<line class=\"grid\" x1=\"0\" x2=\"{WIDE}\" y1=\"{half}\" y2=\"{half}\"/>\n\
         <line class=\"then\" x1=\"0\" x2=\"0\" y1=\"0\" y2=\"{HIGH}\" hidden=\"\"/>\n</svg>\n<div class=\"x\">"
    );
    let is_one_day = points.first().map(|p| p.day) == now.map(|p| p.day);
    for point in [points.first(), now].into_iter().flatten() {
        let _ = match is_one_day {
            true => write!(out, "<span>{}</span>", clock(point)),
            false => write!(out, "<span>{}</span>", point.day),
        };
    }
    out.push_str("</div></div>\n<ul class=\"legend\">");
    for band in bands.iter().rev() {
        let count = now.map_or(0, |p| (band.value)(p));
        if points.iter().any(|p| (band.value)(p) > 0) {
            let _ = write!(
                out,
                "<li><svg viewBox=\"0 0 1 1\" aria-hidden=\"true\"><rect class=\"{}\" width=\"1\" height=\"1\"/></svg>{} {count}</li>",
                band.class,
                xml(band.name),
            );
        }
    }
    out.push_str("</ul>\n");
}

/// `2026-11-20 12:01 UTC`
fn clock(point: &Point) -> String {
    let at = point.at.to_string();
    format!("{} {} UTC", &at[..10], &at[11..16])
}

/// What is seen at the right end, in words.
fn said(bands: &[Band], now: &Point) -> String {
    let parts: Vec<String> =
        bands.iter().map(|b| format!("{} {}", (b.value)(now), b.name)).collect();
    parts.join(", ")
}

/// A band: along its upper side in steps, and back along its lower one.
fn path(xs: &[f64], below: &[usize], above: &[usize], top: usize) -> String {
    let y = |value: usize| number(HIGH - value as f64 / top as f64 * HIGH);
    let mut d = format!("M0 {}", y(above[0]));
    for (x, value) in xs.iter().zip(above).skip(1) {
        let _ = write!(d, "H{}V{}", number(*x), y(*value));
    }
    let _ = write!(d, "H{WIDE}V{}", y(below[below.len() - 1]));
    for i in (1..xs.len()).rev() {
        let _ = write!(d, "H{}V{}", number(xs[i]), y(below[i - 1]));
    }
    d.push_str("H0Z");
    d
}

/// One decimal is finer than any screen.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// The even number, of those that are easily read, at or above the largest value.
fn round_top(most: usize) -> usize {
    let mut unit = 1;
    loop {
        for step in [2, 4, 6, 8, 10, 12, 16] {
            if unit * step >= most {
                return unit * step;
            }
        }
        unit *= 10;
    }
}
