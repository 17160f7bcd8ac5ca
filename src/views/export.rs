//! The tables that `gaps export` writes, a row at a time: gaps, and events. A column keeps its name, its meaning and
//! its place; new ones come at the end. CSV and NDJSON have the same columns.

use serde_json::{Map, Value, json};

use crate::project::backlog::{Backlog, Gap};
use crate::project::timeline::Moment;

use super::{csv, json as views_json};

pub const GAPS: [&str; 35] = [
    "label",
    "id",
    "title",
    "block",
    "prefix",
    "criticality",
    "type",
    "status",
    "contested",
    "landed",
    "owner",
    "due",
    "opened_at",
    "opened_commit",
    "completed_date",
    "completed_at",
    "completed_source",
    "completed_commit",
    "completed_pr",
    "completed_pr_url",
    "criteria_met",
    "criteria_total",
    "criteria_unmet",
    "effort",
    "phase",
    "week",
    "recurs",
    "tracker",
    "section",
    "aliases",
    "files",
    "links",
    "verify",
    "description",
    "unresolvable",
];

pub const EVENTS: [&str; 18] = [
    "event",
    "gap",
    "label",
    "kind",
    "at",
    "standing",
    "landing_commit",
    "landing_date",
    "landing_pr",
    "landing_pr_url",
    "signer",
    "key",
    "cause_commit",
    "cause_author",
    "summary",
    "reason",
    "rejected",
    "unresolvable",
];

/// One gap, in the order of [`GAPS`].
pub fn gap(backlog: &Backlog, gap: &Gap) -> Vec<Value> {
    let said = views_json::gap(backlog, gap);
    let criteria = gap.criteria();
    let unmet: Vec<String> =
        criteria.iter().filter(|c| !c.met).map(|c| format!("{} {}", c.shown, c.text)).collect();
    let links = texts(&said["links"], |l| {
        let to = l["label"].as_str().or(l["text"].as_str()).unwrap_or_default();
        format!("{} {to}", l["relation"].as_str().unwrap_or_default())
    });
    let files = texts(&said["files"], |f| f["path"].as_str().unwrap_or_default().to_owned());
    GAPS.iter()
        .map(|column| match *column {
            "prefix" => json!(gap.block().prefix),
            "opened_at" => said["opened"]["at"].clone(),
            "opened_commit" => said["opened"]["commit"].clone(),
            "completed_date" => said["completed"]["date"].clone(),
            "completed_at" => said["completed"]["at"].clone(),
            "completed_source" => said["completed"]["source"].clone(),
            "completed_commit" => said["completed"]["commit"].clone(),
            "completed_pr" => said["completed"]["pr"]["text"].clone(),
            "completed_pr_url" => said["completed"]["pr"]["url"].clone(),
            "criteria_met" => json!(criteria.len() - unmet.len()),
            "criteria_total" => json!(criteria.len()),
            "criteria_unmet" => json!(unmet),
            "links" => json!(links),
            "files" => json!(files),
            column => said[column].clone(),
        })
        .collect()
}

/// One event, in the order of [`EVENTS`].
pub fn event(moment: &Moment) -> Vec<Value> {
    let said = views_json::moment(moment);
    EVENTS
        .iter()
        .map(|column| match *column {
            "landing_commit" => said["landing"]["commit"].clone(),
            "landing_date" => said["landing"]["date"].clone(),
            "landing_pr" => said["landing"]["pr"]["text"].clone(),
            "landing_pr_url" => said["landing"]["pr"]["url"].clone(),
            "signer" => said["signer"]["name"].clone(),
            "key" => said["signer"]["key"].clone(),
            "cause_commit" => said["cause"].clone(),
            "cause_author" => said["author"].clone(),
            column => said[column].clone(),
        })
        .collect()
}

fn texts(list: &Value, one: impl Fn(&Value) -> String) -> Vec<String> {
    list.as_array().into_iter().flatten().map(one).collect()
}

/// A record as RFC 4180 has it, with its CR and LF. The members of a list stand in lines of their cell.
pub fn csv(cells: &[Value]) -> String {
    let plain = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(members) => {
            let lines: Vec<&str> = members.iter().filter_map(Value::as_str).collect();
            lines.join("\n")
        }
        other => other.to_string(),
    };
    let mut record = csv::row(cells.iter().map(plain));
    record.pop();
    record + "\r\n"
}

/// The first record: the names of the columns.
pub fn csv_head(columns: &[&str]) -> String {
    let mut record = csv::row(columns);
    record.pop();
    record + "\r\n"
}

/// One object, keys by name.
pub fn object(columns: &[&str], cells: Vec<Value>) -> Value {
    Value::Object(columns.iter().map(|c| (*c).to_owned()).zip(cells).collect::<Map<_, _>>())
}
