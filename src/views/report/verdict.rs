//! The first thing on the page: may this go out, and what stands in the way.

use std::fmt::Write;

use crate::project::gate::{Finding, Judgement, Outcome, Verdict};
use crate::views::gate::page::{aside, counted};
use crate::views::markup::xml;

use super::parts::{criticality, to_gap};

/// Findings of a rule that are listed; `gaps gate --explain` lists all.
const SHOWN: usize = 20;

pub(super) fn put(judgement: &Judgement, rules: &str, out: &mut String) {
    let (class, word, says) = match judgement.verdict {
        Verdict::Yes => ("verdict yes", "Yes,", "this may go out."),
        Verdict::No => ("verdict", "No:", "something stands in the way."),
        Verdict::Incomplete => ("verdict", "Nobody can say:", "not all of the ledger can be read."),
    };
    let _ = writeln!(
        out,
        "<section class=\"{class}\" aria-label=\"May this go out?\">\n<h2><b>{word}</b> {says}</h2>\n<p>{}</p>",
        xml(&judgement.open.line())
    );
    for why in &judgement.incomplete {
        let _ = writeln!(out, "<p>{}</p>", xml(why));
    }
    for outcome in judgement.outcomes.iter().filter(|o| !o.holds()) {
        failed(outcome, out);
    }
    let held: Vec<&Outcome> = judgement.outcomes.iter().filter(|o| o.holds()).collect();
    if !held.is_empty() {
        let rules = if held.len() == 1 { "rule holds" } else { "rules hold" };
        let _ = writeln!(
            out,
            "<details class=\"more\"><summary>{} {rules}</summary><ul class=\"plain\">",
            held.len()
        );
        for outcome in held {
            let _ = writeln!(
                out,
                "<li><code>{}</code> {}</li>",
                xml(&outcome.rule.name),
                xml(&counted(outcome))
            );
        }
        out.push_str("</ul></details>\n");
    }
    for note in &judgement.notes {
        let _ = writeln!(out, "<p>{}</p>", xml(note));
    }
    let _ = writeln!(out, "<p class=\"soft\">{}</p>\n</section>", xml(rules));
}

fn failed(outcome: &Outcome, out: &mut String) {
    let _ = writeln!(
        out,
        "<div class=\"rule\"><p><code>{}</code> {}</p><ul>",
        xml(&outcome.rule.name),
        xml(&counted(outcome))
    );
    let all: Vec<&Finding> = outcome.counted().collect();
    for finding in all.iter().take(SHOWN) {
        let label = finding.label.as_deref().map(to_gap).unwrap_or_default();
        let word = finding.gap.map(|_| criticality(finding.criticality)).unwrap_or_default();
        let aside = aside(finding).map(|a| format!("; {}", xml(&a))).unwrap_or_default();
        let _ = writeln!(
            out,
            "<li>{label} {word} <bdi>{}</bdi> <span class=\"soft\">{}{aside}</span></li>",
            xml(&finding.title),
            xml(&finding.message)
        );
    }
    if all.len() > SHOWN {
        let _ = writeln!(
            out,
            "<li class=\"soft\">and {} more: <code>gaps gate --explain</code></li>",
            all.len() - SHOWN
        );
    }
    out.push_str("</ul></div>\n");
}
