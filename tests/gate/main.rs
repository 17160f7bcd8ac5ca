//! The release question: each rule with a case that trips it and one that does not, waivers, whose rules hold, and
//! every form of the answer against the schema of its format.

mod asked;
mod real;
mod reports;
mod rules;
mod schemas;
#[path = "../support/mod.rs"]
mod support;
mod waivers;

use gaps::ledger::{Body, Event, file, form, path};
use gaps::model::{At, Id};
use serde_json::Value;
use ssh_key::{HashAlg, LineEnding};
use support::Repo;

/// A day that is long after what the tests do.
pub(crate) const LATER: &str = "2027-03-01T12:00:00Z";

/// What the gate says, as JSON, with its exit code.
#[track_caller]
pub(crate) fn gate(repo: &Repo, arguments: &[&str]) -> (i32, Value) {
    gate_on(repo, arguments, None)
}

/// The same on another day.
#[track_caller]
pub(crate) fn gate_on(repo: &Repo, arguments: &[&str], now: Option<&str>) -> (i32, Value) {
    let mut command = repo.command(&[&["gate", "--json"], arguments].concat());
    if let Some(now) = now {
        command.env("GAPS_NOW", now);
    }
    let said = support::said(&mut command);
    let document: Value = serde_json::from_str(&said.out)
        .unwrap_or_else(|e| panic!("{e}: exit {} {}{}", said.exit, said.out, said.err));
    assert_eq!(document["kind"], "gate");
    (said.exit, document["data"].clone())
}

/// One rule of the answer.
#[track_caller]
pub(crate) fn rule<'v>(data: &'v Value, name: &str) -> &'v Value {
    let results = data["results"].as_array().unwrap();
    results.iter().find(|r| r["rule"] == name).unwrap_or_else(|| panic!("no {name} in {data:#}"))
}

/// The labels that a rule found, waived ones too.
pub(crate) fn labels(data: &Value, name: &str) -> Vec<String> {
    let findings = rule(data, name)["findings"].as_array().unwrap();
    findings.iter().map(|f| f["label"].as_str().unwrap_or("-").to_owned()).collect()
}

/// Commits these rules on the trunk.
pub(crate) fn with_rules(repo: &Repo, text: &str) {
    repo.write(".gaps/gate.toml", text);
    repo.git(&["add", "-f", ".gaps/gate.toml"]);
    repo.commit("rules of the gate");
}

/// Appends an event that no verb writes yet, signed by the key of this seed, and stages it.
pub(crate) fn append(repo: &Repo, seed: u8, label: &str, body: impl Into<Body>) -> Id {
    let gap = repo.gap(label);
    let of: Id = gap["id"].as_str().unwrap().parse().unwrap();
    let ledger: Id = repo.json(&["list"])["ledger"].as_str().unwrap().parse().unwrap();
    let key = support::key(seed);
    let event = Event {
        at: "2026-11-20T12:30:00Z".parse::<At>().unwrap(),
        base: None,
        body: body.into(),
        cause: None,
        gap: Some(label.parse().unwrap()),
        ledger: Some(ledger),
        of: Some(of),
        parents: vec![of],
        signer: key.fingerprint(HashAlg::Sha256).to_string().parse().unwrap(),
    };
    let json = event.encode();
    let signed = key.sign("gaps-event-v1", HashAlg::Sha512, json.as_bytes()).unwrap();
    let id = form::id(json.as_bytes());
    let path = path::of(event.gap.as_ref(), id);
    repo.write(&path, file::join(&json, &signed.to_pem(LineEnding::LF).unwrap()));
    repo.git(&["add", &path]);
    id
}
