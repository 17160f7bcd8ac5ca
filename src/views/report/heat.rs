//! What was closed, block by week: the more, the deeper the colour.

use std::fmt::Write;

use crate::project::stats::Flow;
use crate::views::markup::xml;

use super::Page;
use super::parts::data;

/// A year of weeks.
const WEEKS: usize = 53;
/// The side of a cell, in pixels.
const CELL: usize = 24;

pub(super) fn put(page: &Page<'_>, out: &mut String) {
    let flows = &page.stats.flows;
    let mondays = flows.mondays(page.day, WEEKS);
    let (Some(first), Some(last)) = (mondays.first(), mondays.last()) else { return };
    let (columns, rows) = (mondays.len(), flows.blocks.len());
    let flow = |week: usize, block: &str| -> Flow {
        let week = flows.week(mondays[week]);
        week.and_then(|w| w.blocks.get(block)).copied().unwrap_or_default()
    };
    let most = flows
        .blocks
        .iter()
        .flat_map(|b| (0..columns).map(move |w| (w, &b.block)))
        .map(|(w, block)| flow(w, block).closed)
        .max()
        .unwrap_or(0);
    let _ = write!(
        out,
        "<h2>What moves</h2>\n<figure><figcaption>Closed <span>by block and week; the deeper the more, at most {most}</span></figcaption>\n<div class=\"heat\"><ul aria-hidden=\"true\">"
    );
    for block in &flows.blocks {
        let _ = write!(out, "<li><bdi>{}</bdi></li>", xml(&block.block));
    }
    let _ = writeln!(
        out,
        "</ul>\n<div class=\"cells\"><svg width=\"{}\" height=\"{}\" viewBox=\"0 0 {columns} {rows}\" preserveAspectRatio=\"none\" role=\"img\" \
         aria-label=\"Gaps closed by block and week; the table below has the figures\">",
        columns * CELL,
        rows * CELL
    );
    for (y, block) in flows.blocks.iter().enumerate() {
        for x in 0..columns {
            let level = (flow(x, &block.block).closed * 4).div_ceil(most.max(1));
            let _ = write!(
                out,
                "<rect class=\"h{level}\" x=\"{x}\" y=\"{y}\" width=\"1\" height=\"1\"/>"
            );
        }
        out.push('\n');
    }
    out.push_str("</svg>\n<div class=\"x\">");
    let _ = write!(out, "<span>{first}</span>");
    if columns > 1 {
        let _ = write!(out, "<span>{last}</span>");
    }
    out.push_str("</div></div></div>\n");
    let names: Vec<&str> = flows.blocks.iter().map(|b| b.block.as_str()).collect();
    let heads = [["week of", "opened", "closed"].as_slice(), &names].concat();
    let table = (0..columns).rev().map(|w| {
        let all = flows.week(mondays[w]).map(|w| w.all).unwrap_or_default();
        let head = [mondays[w].to_string(), all.opened.to_string(), all.closed.to_string()];
        let blocks = names.iter().map(|b| flow(w, b).closed.to_string());
        head.into_iter().chain(blocks).collect()
    });
    out.push_str(&data("Closed by block and week", &heads, table));
    out.push_str("</figure>\n");
}
