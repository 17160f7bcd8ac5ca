//! The answer of the gate as annotations of GitHub: an error for whatever trips a rule that says no, a notice for the
//! answer itself.

use crate::project::finding::{Finding, Level};
use crate::project::gate::Verdict;
use crate::views::findings;

use super::page::{Page, sentence};

pub fn text(page: &Page<'_>) -> String {
    // First, because a forge shows only so many.
    let level = if page.verdict() == Verdict::Yes { Level::Notice } else { Level::Error };
    let says = format!("{} ({})", page.headline(), page.about());
    let mut found = vec![Finding::new(level, "gate", says)];
    for why in &page.judgement.incomplete {
        found.push(Finding::new(Level::Error, "incomplete", why.clone()));
    }
    for outcome in page.failed() {
        for tripped in outcome.counted() {
            let says = format!("{}: {}", outcome.rule.name, sentence(tripped));
            let mut finding = Finding::new(Level::Error, outcome.rule.kind.name, says);
            finding.path = tripped.path.clone();
            finding.line = tripped.path.as_ref().map(|_| 1);
            found.push(finding);
        }
    }
    findings::annotations(&found)
}
