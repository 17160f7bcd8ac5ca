//! Small pieces that several parts of the page are made of.

use std::fmt::Write;

use crate::model::Criticality;
use crate::project::entry::Pr;
use crate::project::remote::commit_url;
use crate::project::web::Address;
use crate::views::markup::xml;

use super::Page;

pub(super) const WORDS: [&str; 5] = ["blocker", "high", "medium", "low", "none"];

/// A link where the address is one that a browser opens, with nothing hidden in it; the text alone elsewhere.
pub(super) fn link(url: Option<&str>, text: &str) -> String {
    match url.and_then(Address::of_web) {
        Some(address) => format!("<a href=\"{}\">{}</a>", xml(&address.to_string()), xml(text)),
        None => xml(text),
    }
}

pub(super) fn commit(page: &Page<'_>, id: &str) -> String {
    let url = page.remote.and_then(|r| commit_url(r, id));
    let short: String = id.chars().take(7).collect();
    format!("<code>{}</code>", link(url.as_deref(), &short))
}

pub(super) fn pr(pr: &Pr) -> String {
    link(pr.url.as_deref(), &pr.text)
}

/// A word that is coloured and says the same.
pub(super) fn criticality(criticality: Option<Criticality>) -> String {
    let i = column(criticality);
    format!("<span class=\"c{i}\">{}</span>", if i == 4 { "no criticality" } else { WORDS[i] })
}

pub(super) fn column(criticality: Option<Criticality>) -> usize {
    criticality.map_or(4, |c| c as usize)
}

/// A link to a gap further down.
pub(super) fn to_gap(label: &str) -> String {
    let label = xml(label);
    format!("<a href=\"#{label}\">{label}</a>")
}

/// A table below a plot, folded, that can be scrolled with the keyboard.
pub(super) fn data(what: &str, heads: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut out = format!(
        "<details class=\"data\"><summary>The figures as a table</summary>\n\
         <div class=\"wide tall\" tabindex=\"0\" role=\"region\" aria-label=\"{what}, as a table\"><table>\n<thead><tr>"
    );
    for head in heads {
        let _ = write!(out, "<th scope=\"col\">{}</th>", xml(head));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        out.push_str("<tr>");
        for (i, cell) in row.iter().enumerate() {
            let _ = match i {
                0 => write!(out, "<th scope=\"row\">{cell}</th>"),
                _ => write!(out, "<td>{cell}</td>"),
            };
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div></details>\n");
    out
}
