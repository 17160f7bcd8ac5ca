//! What a document claims against what the ledger and its history know: dates and pull requests that are another
//! change, completions that never landed, gaps that one of the two does not have. Contradictions inside the
//! document are `lint`'s.

use crate::project::Backlog;
use crate::project::backlog::{Gap as Known, Source};

use super::changed::{belongs, is_same};
use super::claim::{Fact, Gap, Tracker};
use super::lint::{Code, Finding};
use super::said;

/// Findings in the order of the document's lines; gaps that it does not have come last.
pub fn against(backlog: &Backlog, tracker: &Tracker, path: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut seen = Vec::new();
    for (at, gap) in tracker.gaps.iter().enumerate() {
        match backlog.gaps.values().find(|k| is_same(k, gap, path)) {
            Some(known) => {
                seen.push(known.id);
                status(known, gap, &mut found);
                completion(known, gap, at, tracker, &mut found);
            }
            None => found.push(finding(
                Code::Unknown,
                gap.line,
                gap,
                "a gap".into(),
                "not in the ledger".into(),
            )),
        }
    }
    found.sort_by_key(|f| f.line);
    let last = tracker.text.lines().count().max(1);
    let missing = backlog.gaps.values().filter(|k| belongs(k, path) && !seen.contains(&k.id));
    found.extend(missing.map(|k| Finding {
        code: Code::Missing,
        line: last,
        label: Some(k.named.clone()),
        claimed: "nothing".into(),
        actual: format!("{} in the ledger", k.status),
        place: None,
    }));
    found
}

fn finding(code: Code, line: usize, gap: &Gap, claimed: String, actual: String) -> Finding {
    Finding { code, line, label: Some(gap.label.clone()), claimed, actual, place: None }
}

fn status(known: &Known, gap: &Gap, found: &mut Vec<Finding>) {
    let Some(says) = gap.status else { return };
    let agree = says == known.status || says.is_done() && known.status.is_done();
    if !agree {
        found.push(finding(
            Code::Stale,
            gap.line,
            gap,
            says.to_string(),
            format!("{} in the ledger", known.status),
        ));
    } else if says.is_done() && !known.is_landed() {
        let place =
            known.told(known.status_event).map_or("unlanded", |t| t.place.standing().as_str());
        found.push(finding(
            Code::NotLanded,
            gap.line,
            gap,
            says.to_string(),
            format!("{place}: not on the trunk"),
        ));
    }
}

/// Dates and pull requests that history gives; what only another claim gives contradicts nothing.
fn completion(known: &Known, gap: &Gap, at: usize, tracker: &Tracker, found: &mut Vec<Finding>) {
    let Some(done) =
        known.completed.as_ref().filter(|c| matches!(c.source, Source::Landing | Source::Cause))
    else {
        return;
    };
    let line_of = |is: &dyn Fn(&Fact) -> bool| {
        tracker.claims.iter().find(|c| c.gap == at && is(&c.fact)).map_or(gap.line, |c| c.line)
    };
    if let (Some(says), Some(is)) = (gap.completed.and_then(said::day), done.when.day)
        && says != is
    {
        let line = line_of(&|f| matches!(f, Fact::Completed(_)));
        found.push(finding(Code::WrongDate, line, gap, says.to_string(), is.to_string()));
    }
    if let (Some(says), Some(is)) = (&gap.pr, &done.pr)
        && says.number.is_some()
        && says.number != is.number
    {
        let line = line_of(&|f| matches!(f, Fact::Pr(_)));
        found.push(finding(Code::WrongPr, line, gap, says.text.clone(), is.text.clone()));
    }
}
