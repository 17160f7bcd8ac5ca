//! The answer of the gate as SARIF. What a rule allows is a note, what a waiver holds up is suppressed.

use serde_json::json;

use crate::views::sarif::{self, Found, Rule, Run};

use super::page::{Page, aside, counted, fingerprint, sentence};

pub fn text(page: &Page<'_>) -> String {
    let mut run = Run {
        automation: "gaps-gate".into(),
        unfinished: page.judgement.incomplete.clone(),
        properties: json!({
            "verdict": page.verdict().as_str(),
            "open": super::json::open(page.judgement.open),
            "rulesHash": page.rules.hash,
            "commit": page.commit.as_ref().map(ToString::to_string),
        }),
        ..Run::default()
    };
    for (rule, outcome) in page.judgement.outcomes.iter().enumerate() {
        run.rules.push(Rule {
            id: outcome.rule.name.clone(),
            says: format!("{}, at most {}", outcome.rule.says(), outcome.rule.max),
            help: format!(
                "{}. `gaps gate --explain` names the events behind it.",
                counted(outcome)
            ),
        });
        for finding in &outcome.findings {
            run.found.push(Found {
                rule,
                level: if outcome.holds() { "note" } else { "error" },
                message: sentence(finding),
                path: finding.path.clone(),
                line: Some(1),
                fingerprint: fingerprint(outcome, finding),
                suppressed: finding.waived.as_ref().and(aside(finding)),
            });
        }
    }
    sarif::text(&run)
}
