//! The answer of the gate for programs.

use serde_json::{Map, Value, json};

use crate::project::gate::waivers::Waiver;
use crate::project::gate::{Finding, Open, Outcome};
use crate::views::json;

use super::page::{Page, RulesFrom, fingerprint};

pub fn text(page: &Page<'_>) -> String {
    json::document("gate", data(page))
}

/// The rules alone, as they are written.
pub fn rules(text: &str, from: &RulesFrom) -> String {
    json::document("rules", json!({ "hash": from.hash, "from": file(from), "text": text }))
}

fn file(from: &RulesFrom) -> Option<&'static str> {
    from.is_file.then_some(".gaps/gate.toml")
}

pub fn data(page: &Page<'_>) -> Value {
    let judgement = page.judgement;
    let rows: Vec<Value> = judgement.outcomes.iter().map(|o| outcome(page, o)).collect();
    json!({
        "verdict": page.verdict().as_str(),
        "open": open(judgement.open),
        "at": {
            "trunk": page.trunk,
            "commit": page.commit.as_ref().map(ToString::to_string),
            "as_landed": page.as_landed,
            "date": page.today.to_string(),
        },
        "rules": { "hash": page.rules.hash, "from": file(&page.rules) },
        "results": rows,
        "incomplete": judgement.incomplete,
        "notes": judgement.notes,
        "unresolvable": judgement.missing.as_ref().map(|m| json!({ "why": m.word(), "hint": m.hint() })),
    })
}

/// By criticality, and in all.
pub fn open(open: Open) -> Value {
    let mut counts: Map<String, Value> = Map::new();
    for (word, count) in Open::WORDS.iter().zip(open.counts) {
        counts.insert((*word).to_owned(), json!(count));
    }
    counts.insert("total".to_owned(), json!(open.total()));
    Value::Object(counts)
}

fn outcome(page: &Page<'_>, outcome: &Outcome) -> Value {
    let findings: Vec<Value> = outcome.findings.iter().map(|f| finding(page, outcome, f)).collect();
    json!({
        "rule": outcome.rule.name,
        "kind": outcome.rule.kind.name,
        "says": outcome.rule.says(),
        "verdict": if outcome.holds() { "yes" } else { "no" },
        "max": outcome.rule.max,
        "count": outcome.counted().count(),
        "waived": outcome.waived().count(),
        "left_out": outcome.left_out,
        "findings": findings,
    })
}

fn finding(page: &Page<'_>, outcome: &Outcome, finding: &Finding) -> Value {
    let events: Vec<Value> = finding
        .events
        .iter()
        .map(|id| match page.moments.get(id) {
            Some(moment) => json::moment(moment),
            None => json!({ "event": id.to_string() }),
        })
        .collect();
    json!({
        "gap": finding.gap.map(|g| g.to_string()),
        "label": finding.label,
        "title": finding.label.as_ref().map(|_| finding.title.as_str()),
        "criticality": finding.criticality.map(|c| c.as_str()),
        "status": finding.status.map(|s| s.as_str()),
        "message": finding.message,
        "path": finding.path,
        "events": events,
        "fingerprint": fingerprint(outcome, finding),
        "waived": finding.waived.as_ref().map(waiver),
        "waiver_ended": finding.ended.as_ref().map(waiver),
        "waiver_void": finding.own.as_ref().map(waiver),
    })
}

fn waiver(waiver: &Waiver) -> Value {
    json!({
        "event": waiver.event.to_string(),
        "asker": waiver.waived.asker.to_string(),
        "approver": waiver.approver,
        "until": waiver.waived.until.to_string(),
        "reason": waiver.waived.reason,
    })
}
