//! Where we are: what is open, block by criticality, with the slider through time above it. The script fills the same
//! cells with what was open at an earlier landing.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::views::markup::xml;

use super::Page;
use super::parts::{WORDS, column};

/// Every block in the order of the page.
pub(super) fn blocks(page: &Page<'_>) -> Vec<String> {
    let mut names: Vec<String> = page.backlog.gaps.values().map(|g| g.block().name).collect();
    names.sort();
    names.dedup();
    names
}

pub(super) fn put(page: &Page<'_>, out: &mut String) {
    out.push_str(
        "<h2>Where we are</h2>\n<div class=\"slide\" id=\"slide\" hidden><label for=\"when\">Go back in time</label>\
         <input id=\"when\" type=\"range\" min=\"0\" max=\"0\" value=\"0\"><output for=\"when\"></output></div>\n",
    );
    let names = blocks(page);
    if names.is_empty() {
        return out.push_str("<p>No gap has landed yet.</p>\n");
    }
    let mut counts: BTreeMap<String, [usize; 5]> = BTreeMap::new();
    for gap in page.backlog.gaps.values().filter(|g| g.status.is_left()) {
        counts.entry(gap.block().name).or_default()[column(gap.criticality())] += 1;
    }
    // A column that the script may need is there from the beginning.
    let unstated = page.course.turns.iter().any(|t| t.to.is_some_and(|s| s.criticality.is_none()));
    let columns = if unstated { 5 } else { 4 };
    out.push_str(
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Open gaps by block and criticality\"><table>\n\
         <thead><tr><th scope=\"col\">open</th>",
    );
    for (i, word) in WORDS.iter().enumerate().take(columns) {
        let _ = write!(out, "<th scope=\"col\" class=\"c{i}\">{word}</th>");
    }
    out.push_str("<th scope=\"col\">total</th></tr></thead>\n<tbody>\n");
    let mut sums = [0; 5];
    for (b, name) in names.iter().enumerate() {
        let row = counts.get(name).copied().unwrap_or_default();
        (0..5).for_each(|i| sums[i] += row[i]);
        let _ = write!(out, "<tr><th scope=\"row\"><bdi>{}</bdi></th>", xml(name));
        cells(&b.to_string(), &row[..columns], out);
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n<tfoot><tr><th scope=\"row\">total</th>");
    cells("t", &sums[..columns], out);
    out.push_str("</tr></tfoot></table></div>\n");
}

fn cells(row: &str, counts: &[usize], out: &mut String) {
    let total: usize = counts.iter().sum();
    let columns = counts.iter().enumerate().map(|(i, n)| (i.to_string(), *n));
    for (i, n) in columns.chain([("t".to_owned(), total)]) {
        let class = if n == 0 { " class=\"zero\"" } else { "" };
        let _ = write!(out, "<td data-cell=\"{row} {i}\"{class}>{n}</td>");
    }
}
