//! An audit in the forms of others: the same findings in each, valid, and nothing of them ends a line or a field.

use serde_json::{Value, json};

use crate::lab::Lab;
use crate::schemas;

/// A ledger with a violation, a notice, and words that would be commands elsewhere.
fn messy() -> Lab {
    let lab = Lab::new();
    let closing = lab.closing();
    let edited = [lab.repo.read(&closing).as_slice(), b"\n"].concat();
    lab.land(&closing, edited);
    lab.land(".gaps/events/SEC/001/50%,a::error::x.event", "junk");
    lab.repo.git(&["rm", "-q", &lab.event("SEC/003", "opened")]);
    lab.repo.commit("take one away");
    lab
}

#[test]
fn sarif_is_valid_and_has_every_rule_and_finding() {
    let lab = messy();
    let audit = lab.audit();
    let said = lab.repo.gaps(&["audit", "--format", "sarif"]);
    assert_eq!(said.exit, 3);
    let log: Value = serde_json::from_str(&said.out).unwrap();
    let schema = jsonschema::validator_for(&schemas::sarif()).unwrap();
    let wrong: Vec<String> = schema.iter_errors(&log).map(|e| e.to_string()).collect();
    assert_eq!(wrong, Vec::<String>::new());
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), gaps::ledger::Code::ALL.len());
    let results = run["results"].as_array().unwrap();
    let findings = audit.data["findings"].as_array().unwrap();
    assert_eq!(results.len(), findings.len());
    for (result, finding) in results.iter().zip(findings) {
        assert_eq!(result["ruleId"], finding["code"]);
        let level = if finding["severity"] == "notice" { "note" } else { "error" };
        assert_eq!(result["level"], level);
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(rules[index]["id"], finding["code"]);
        let uri =
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
        assert!(uri.starts_with(".gaps/") && !uri.contains(' '), "{uri}");
    }
    let codes: Vec<&str> = results.iter().map(|r| r["ruleId"].as_str().unwrap()).collect();
    assert!(["edited", "stray-path", "removed"].iter().all(|c| codes.contains(c)), "{codes:?}");
    let mut prints: Vec<&str> =
        results.iter().map(|r| r["partialFingerprints"]["gaps/v1"].as_str().unwrap()).collect();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), results.len(), "each is known again");
    assert_eq!(run["properties"]["verdict"], "violated");
    assert_eq!(said.out, lab.repo.gaps(&["audit", "--format", "sarif"]).out, "the same twice");
}

#[test]
fn annotations_are_one_line_each() {
    let lab = messy();
    let count = lab.audit().data["findings"].as_array().unwrap().len();
    let said = lab.repo.gaps(&["audit", "--format", "github"]);
    assert_eq!((said.exit, said.out.lines().count()), (3, count + 1));
    for line in said.out.lines() {
        assert!(line.starts_with("::error ") || line.starts_with("::notice "), "{line}");
    }
    assert!(said.out.contains("50%25%2Ca%3A%3Aerror%3A%3Ax"), "{}", said.out);
    assert_eq!(said.out, lab.repo.gaps(&["audit", "--format", "annotations"]).out);
}

#[test]
fn a_clean_audit_says_so_in_every_form() {
    let lab = Lab::new();
    let of = |form: &str| lab.repo.ok(&["audit", "--format", form]);
    assert!(of("text").starts_with("verdict   "));
    let value: Value = serde_json::from_str(&of("json")).unwrap();
    assert_eq!((&value["kind"], &value["data"]["findings"]), (&json!("audit"), &json!([])));
    assert_eq!(of("json"), lab.repo.ok(&["audit", "--json"]));
    let log: Value = serde_json::from_str(&of("sarif")).unwrap();
    assert_eq!(log["runs"][0]["results"], json!([]));
    assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], true);
    assert!(of("github").starts_with("::notice title=gaps%3A audit::the audit says "));
    lab.repo.no(2, &["audit", "--format", "xml"]);
    // Half a history is no success in any of them.
    let shallow = lab.clone(&["--depth", "1"]);
    let log: Value =
        serde_json::from_str(&shallow.repo.gaps(&["audit", "--format", "sarif"]).out).unwrap();
    assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], false);
    assert!(
        shallow
            .repo
            .gaps(&["audit", "--format", "github"])
            .out
            .contains("::error title=gaps%3A incomplete::")
    );
}
