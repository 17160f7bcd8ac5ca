//! How long gaps take, how old the rest is, and what came back.

use std::fmt::Write;

use crate::model::Criticality;
use crate::project::stats::Spread;
use crate::views::stats::span;

use super::Page;
use super::parts::{column, criticality, to_gap};

pub(super) fn put(page: &Page<'_>, out: &mut String) {
    let stats = page.stats;
    out.push_str("<h2>How long it takes</h2>\n<div class=\"pair\">\n<div>");
    table(
        "Lead time",
        "from the landing that opened a gap to the one that closed it",
        &stats.leads.all,
        &stats.leads.by_criticality,
        out,
    );
    left_out(stats.leads.left_out, "closed", out);
    let back = &stats.reopened;
    if let Some(percent) = back.percent() {
        let _ = writeln!(
            out,
            "<p>{} of {} closed gaps came back ({percent} of 100).</p>",
            back.gaps_reopened, back.gaps_closed
        );
    }
    out.push_str("</div>\n<div>");
    table(
        "Age of what is open",
        "since the landing that opened it",
        &stats.ages.all,
        &stats.ages.by_criticality,
        out,
    );
    left_out(stats.ages.left_out, "open", out);
    if !stats.ages.each.is_empty() {
        let oldest: Vec<String> = stats
            .ages
            .each
            .iter()
            .take(5)
            .map(|a| format!("{} {}", to_gap(&a.label), span(a.seconds)))
            .collect();
        let _ = writeln!(out, "<p>The oldest: {}.</p>", oldest.join(", "));
    }
    out.push_str("</div>\n</div>\n");
}

fn table(
    title: &str,
    says: &str,
    all: &Option<Spread>,
    by_criticality: &[(Option<Criticality>, Option<Spread>)],
    out: &mut String,
) {
    let _ = writeln!(out, "<h3>{title}</h3><p class=\"soft\">{says}</p>");
    let Some(all) = all else { return out.push_str("<p>None yet.</p>\n") };
    out.push_str(
        "<table><thead><tr><td></td><th scope=\"col\">gaps</th><th scope=\"col\">median</th>\
         <th scope=\"col\">90 of 100</th></tr></thead>\n<tbody>\n",
    );
    let row = |name: String, s: &Spread| {
        format!(
            "<tr><th scope=\"row\">{name}</th><td>{}</td><td>{}</td><td>{}</td></tr>\n",
            s.gaps,
            span(s.median),
            span(s.ninetieth)
        )
    };
    let mut rows: Vec<_> =
        by_criticality.iter().filter_map(|(c, s)| Some((c, s.as_ref()?))).collect();
    rows.sort_by_key(|(c, _)| column(**c));
    rows.iter().for_each(|(c, s)| out.push_str(&row(criticality(**c), s)));
    let _ = writeln!(out, "</tbody>\n<tfoot>{}</tfoot></table>", row("all".into(), all));
}

fn left_out(count: usize, what: &str, out: &mut String) {
    if count > 0 {
        let (gaps, are) = if count == 1 { ("gap has", "is") } else { ("gaps have", "are") };
        let _ = writeln!(
            out,
            "<p class=\"soft\">{count} {what} {gaps} no known dates and {are} left out.</p>"
        );
    }
}
