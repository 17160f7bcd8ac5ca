//! The JSON that programs rely on: `0-product` names the fields; more may be added, these stay. Built as values,
//! so that every field is there and absent ones are null.

use serde_json::{Map, Value, json};

use crate::ledger::{Fault, Field, Value as Held};
use crate::model::Status;
use crate::project::backlog::{Backlog, Completed, Gap, Told};
use crate::project::entry::{Landing, Missing, Place, Pr};
use crate::project::timeline::Moment;

use super::row::Row;

/// The one document that a command prints.
pub fn document(kind: &str, data: Value) -> String {
    let document = json!({ "schema_version": 1, "kind": kind, "data": data });
    format!("{document:#}\n")
}

/// A gap's JSON as it stands in the list of gaps of a document.
pub fn in_list(gap: &Value) -> String {
    format!("{gap:#}").replace('\n', "\n      ")
}

/// The one document that a command prints, with a list of gaps whose JSON is made already. `data` has that list,
/// empty.
pub fn document_of(kind: &str, data: Value, gaps: &[&str]) -> String {
    const EMPTY: &str = "\n    \"gaps\": []";
    let page = document(kind, data);
    // Text in JSON has no line breaks, so that only the key itself can stand so.
    let Some((before, after)) = page.split_once(EMPTY).filter(|_| !gaps.is_empty()) else {
        return page;
    };
    let size = gaps.iter().map(|g| g.len() + 8).sum::<usize>();
    let mut out = String::with_capacity(page.len() + size + 16);
    out.push_str(before);
    out.push_str("\n    \"gaps\": [\n      ");
    for (i, gap) in gaps.iter().enumerate() {
        out.push_str(if i > 0 { ",\n      " } else { "" });
        out.push_str(gap);
    }
    out.push_str("\n    ]");
    out.push_str(after);
    out
}

/// An error, for stderr.
pub fn error(code: &str, message: &str, hint: &str) -> String {
    format!("{}\n", json!({ "code": code, "message": message, "hint": hint }))
}

pub fn gap(backlog: &Backlog, gap: &Gap) -> Value {
    let missing = backlog.missing.as_ref();
    json!({
        "label": gap.label,
        "id": gap.id.to_string(),
        "title": gap.title(),
        "block": gap.block().name,
        "criticality": gap.criticality().map(|c| c.as_str()),
        "type": gap.text(&Field::Type),
        "status": gap.status.as_str(),
        "contested": gap.is_contested(),
        "landed": gap.landed(),
        "criteria": gap.criteria().iter().map(|c| json!({ "number": c.shown, "text": c.text, "met": c.met })).collect::<Vec<_>>(),
        "files": files(gap),
        "owner": gap.owner(),
        "due": gap.due().map(|d| d.to_string()),
        "opened": {
            "at": gap.opened.at.map(|a| a.to_string()),
            "commit": gap.opened.commit.as_ref().map(ToString::to_string),
        },
        "completed": gap.completed.as_ref().map(completed),
        "links": links(backlog, gap),
        "unrecorded": unrecorded(gap),
        "asked": super::asked::refused(gap),
        "unresolvable": missing.map(|m| m.word()),
        "description": gap.text(&Field::Description),
        "effort": gap.text(&Field::Effort),
        "phase": gap.text(&Field::Phase),
        "week": gap.text(&Field::Week),
        "recurs": gap.text(&Field::Recurs),
        "tracker": gap.text(&Field::Tracker),
        "section": gap.text(&Field::Section),
        "aliases": aliases(gap),
        "verify": gap.members(|f, _| match f { Field::Verify(v) => Some(v.clone()), _ => None }),
    })
}

fn files(gap: &Gap) -> Vec<Value> {
    gap.members(|f, v| match f {
        Field::File(path) => Some(json!({ "path": path, "note": v.text() })),
        _ => None,
    })
}

fn aliases(gap: &Gap) -> Vec<String> {
    gap.members(|f, _| match f {
        Field::Alias(alias) => Some(alias.clone()),
        _ => None,
    })
}

fn links(backlog: &Backlog, gap: &Gap) -> Vec<Value> {
    gap.members(|f, _| match f {
        Field::Link(link) => Some(json!({
            "relation": link.relation,
            "gap": link.of.map(|of| of.to_string()),
            "label": link.of.and_then(|of| backlog.label(of)),
            "text": link.text,
        })),
        _ => None,
    })
}

/// The status that a trigger asked for and no event records yet.
fn unrecorded(gap: &Gap) -> Option<&'static str> {
    let on_trunk = |t: &&Told| t.asked && matches!(t.place, Place::Landed(_));
    gap.told(gap.status_event).filter(on_trunk).map(|_| gap.status.as_str())
}

pub fn completed(completed: &Completed) -> Value {
    json!({
        "date": completed.when.day.map(|d| d.to_string()),
        "at": completed.when.at.map(|a| a.to_string()),
        "pr": completed.pr.as_ref().map(pr),
        "commit": completed.when.commit.as_ref().map(ToString::to_string),
        "source": completed.source.as_str(),
    })
}

pub fn pr(pr: &Pr) -> Value {
    json!({ "text": pr.text, "number": pr.number, "url": pr.url })
}

/// Why dates, pull requests and standings are null, and what to type; null where history is all here.
pub fn unresolvable(missing: Option<&Missing>) -> Value {
    missing.map_or(Value::Null, |m| json!({ "why": m.word(), "says": m.says(), "hint": m.hint() }))
}

/// `counts[block][criticality]`: open and started only. Deferred, dropped and contested are counted apart.
pub fn counts(rows: &[Row<'_>]) -> (Value, Value) {
    let mut blocks: Map<String, Value> = Map::new();
    let (mut deferred, mut dropped, mut contested, mut left) = (0u64, 0u64, 0u64, 0u64);
    for gap in rows {
        contested += u64::from(gap.is_contested());
        deferred += u64::from(gap.status == Status::Deferred);
        dropped += u64::from(gap.status == Status::Dropped);
        if !gap.status.is_left() {
            continue;
        }
        left += 1;
        let block = blocks.entry(gap.block.0).or_insert_with(
            || json!({ "blocker": 0, "high": 0, "medium": 0, "low": 0, "none": 0 }),
        );
        let word = gap.criticality.map_or("none", |c| c.as_str());
        if let Some(count) = block.get_mut(word) {
            *count = json!(count.as_u64().unwrap_or(0) + 1);
        }
    }
    (
        Value::Object(blocks),
        json!({ "open": left, "deferred": deferred, "dropped": dropped, "contested": contested }),
    )
}

pub fn moment(moment: &Moment) -> Value {
    json!({
        "event": moment.event.to_string(),
        "gap": moment.gap.map(|g| g.to_string()),
        "label": moment.label,
        "kind": moment.kind,
        "at": moment.at.to_string(),
        "signer": {
            "name": moment.name,
            "key": (!moment.asked).then(|| moment.key.to_string()),
        },
        "landing": moment.landing.as_ref().map(landing),
        "work": moment.work.as_ref().map(landing),
        "standing": moment.standing.known(),
        "unresolvable": moment.unresolvable,
        "summary": moment.summary,
        "reason": moment.reason,
        "rejected": moment.rejected,
        "cause": moment.cause.as_ref().map(ToString::to_string),
        "author": moment.author,
    })
}

fn landing(landing: &Landing) -> Value {
    json!({
        "commit": landing.commit.to_string(),
        "date": landing.day.to_string(),
        "pr": landing.pr.as_ref().map(pr),
    })
}

pub fn contests(gap: &Gap) -> Vec<Value> {
    let said = |held: &Held| match held {
        Held::Status(s) => json!(s.as_str()),
        Held::Text(t) => json!(t),
        Held::Block(b) => json!(b.name),
        Held::Flag(f) => json!(f),
        Held::Present => json!(true),
        Held::Absent => Value::Null,
    };
    gap.contests()
        .iter()
        .map(|c| {
            let sides: Vec<Value> = c
                .sides
                .iter()
                .map(|(id, v)| json!({ "event": id.to_string(), "value": said(v) }))
                .collect();
            json!({ "field": c.field.name(), "sides": sides })
        })
        .collect()
}

pub fn fault(fault: &Fault) -> Value {
    json!({
        "code": fault.code.as_str(),
        "event": fault.event.map(|e| e.to_string()),
        "path": fault.path,
        "message": fault.message,
    })
}
