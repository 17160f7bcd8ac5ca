//! The answer of the gate as Markdown: the summary of a pull request's check.

use std::fmt::Write;

use crate::views::markup::markdown;

use super::page::{Page, counted, sentence};

/// How many findings of a rule a summary lists.
const SHOWN: usize = 50;

pub fn text(page: &Page<'_>) -> String {
    let judgement = page.judgement;
    let mut out = format!("## gaps gate: {}\n\n", page.verdict().as_str());
    let _ = writeln!(out, "**{}**\n", markdown(&judgement.open.line()));
    let _ = writeln!(out, "{}\n", markdown(&page.about()));
    for why in &judgement.incomplete {
        let _ = writeln!(out, "- incomplete: {}", markdown(why));
    }
    if !judgement.incomplete.is_empty() {
        out.push('\n');
    }
    out.push_str("| | rule | found |\n|---|---|---|\n");
    for outcome in &judgement.outcomes {
        let mark = if outcome.holds() { "ok" } else { "**no**" };
        let name = markdown(&outcome.rule.name);
        let _ = writeln!(out, "| {mark} | {name} | {} |", markdown(&counted(outcome)));
    }
    for outcome in judgement.outcomes.iter().filter(|o| !o.holds() || o.waived().count() > 0) {
        let all = !outcome.holds();
        let listed: Vec<_> =
            outcome.findings.iter().filter(|f| all || f.waived.is_some()).collect();
        let _ = writeln!(out, "\n### {}\n", markdown(&outcome.rule.name));
        for finding in listed.iter().take(SHOWN) {
            let _ = writeln!(out, "- {}", markdown(&sentence(finding)));
        }
        if listed.len() > SHOWN {
            let _ = writeln!(out, "- and {} more", listed.len() - SHOWN);
        }
    }
    for note in &judgement.notes {
        let _ = writeln!(out, "\nNote: {}", markdown(note));
    }
    out
}
