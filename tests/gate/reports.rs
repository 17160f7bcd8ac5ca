//! The answer in every form, evaluated once: the same verdict, valid, and with nothing in it that a title smuggled.

use serde_json::Value;

use crate::schemas;
use crate::support::Repo;
use crate::with_rules;

const HOSTILE: &str = "</script><img src=x onerror=alert(1)> \"quoted\" 'single' & `code` | **bold** @ana ::error::x %0A ]]>";

/// A repository with a blocker, a hostile title, a waived gap and an edited event.
fn messy() -> Repo {
    let repo = Repo::founded();
    repo.ok(&["add", HOSTILE, "--block", "Security", "--criticality", "blocker"]);
    repo.ok(&["add", "TLS", "--block", "Security", "--criticality", "blocker"]);
    repo.ok(&["add", "Alerts", "--block", "Ops", "--criticality", "low"]);
    repo.ok(&[
        "waive",
        "SEC-002",
        "--rule",
        "blocker",
        "-m",
        "pilot <only>",
        "--asker",
        "ben",
        "--until",
        "2027-01-01",
    ]);
    repo.commit("open");
    let path = repo.event_files().into_iter().find(|p| p.contains("/OPS/")).unwrap();
    let text = String::from_utf8(repo.read(&path)).unwrap();
    repo.write(&path, text.replace("Alerts", "Alarms"));
    repo.git(&["add", &path]);
    repo.commit("edit history");
    with_rules(&repo, "low = 3\n");
    repo
}

const FORMS: [&str; 7] = ["text", "json", "markdown", "github", "sarif", "junit", "gitlab"];

fn reports(repo: &Repo) -> Vec<String> {
    let reports: Vec<String> =
        FORMS.iter().flat_map(|f| ["--report".to_owned(), format!("{f}=out/{f}")]).collect();
    let mut arguments = vec!["gate"];
    arguments.extend(reports.iter().map(String::as_str));
    let said = repo.gaps(&arguments);
    assert_eq!(said.exit, 3, "{}{}", said.out, said.err);
    assert!(said.out.starts_with("no: 3 open: 2 blocker"), "{}", said.out);
    FORMS.iter().map(|f| String::from_utf8(repo.read(&format!("out/{f}"))).unwrap()).collect()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn every_form_is_valid_and_says_the_same() {
    let repo = messy();
    let all = reports(&repo);
    let [text, own, markdown, github, sarif, junit, gitlab] = all.as_slice() else { panic!() };
    assert!(text.starts_with("no: 3 open: 2 blocker"), "{text}");

    schemas::check(&schemas::gate(), &json(own));
    let data = &json(own)["data"];
    assert_eq!(data["verdict"], "no");

    schemas::check(&schemas::sarif(), &json(sarif));
    let run = &json(sarif)["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(run["properties"]["verdict"], "no");
    let level = |rule: &str| {
        results.iter().find(|r| r["ruleId"] == rule).map(|r| r["level"].as_str().unwrap())
    };
    assert_eq!(
        (level("blocker"), level("low"), level("violation")),
        (Some("error"), Some("note"), Some("error"))
    );
    let suppressed = results.iter().filter(|r| !r["suppressions"].is_null()).count();
    assert_eq!(suppressed, 1, "{sarif}");

    schemas::check(&schemas::gitlab(), &json(gitlab));
    let severities: Vec<Value> =
        json(gitlab).as_array().unwrap().iter().map(|r| r["severity"].clone()).collect();
    assert_eq!(severities, ["blocker", "blocker"], "the waived and the allowed are no defects");

    schemas::check_junit(junit);
    assert!(junit.contains("<failure type=\"open\""), "{junit}");

    assert_eq!(github.lines().count(), 3, "{github}");
    assert!(github.lines().all(|l| l.starts_with("::error ")), "{github}");
    assert!(markdown.starts_with("## gaps gate: no\n\n**3 open: 2 blocker"), "{markdown}");
    assert!(!markdown.contains("<img") && !markdown.contains(" @ana"), "{markdown}");
    assert!(!github.contains("\n::error::x"), "{github}");
}

#[test]
fn the_same_commit_gives_the_same_bytes() {
    let repo = messy();
    assert_eq!(reports(&repo), reports(&repo));
}

#[test]
fn a_schema_notices_what_is_wrong() {
    let repo = messy();
    let all = reports(&repo);
    for (schema, form, break_it) in [
        (schemas::sarif(), 4, "/runs/0/results/0/level"),
        (schemas::gitlab(), 6, "/0/severity"),
        (schemas::gate(), 1, "/data/verdict"),
    ] {
        let mut value = json(&all[form]);
        *value.pointer_mut(break_it).unwrap() = "terrible".into();
        assert!(!jsonschema::is_valid(&schema, &value), "{break_it}");
    }
}

#[test]
fn a_report_on_standard_output_takes_the_place_of_the_text() {
    let repo = messy();
    let said = repo.gaps(&["gate", "--report", "junit=-"]);
    assert_eq!(said.exit, 3);
    schemas::check_junit(&said.out);
}

#[test]
fn an_incomplete_answer_is_an_error_in_every_form() {
    let repo = messy();
    let bare = repo.remote();
    let shallow = Repo::person(&repo.world, "shallow", 2);
    let url = format!("file://{}", bare.display());
    shallow.git(&["clone", "--quiet", "--depth", "1", &url, "."]);
    let said = shallow
        .gaps(&["gate", "--report", "sarif=s", "--report", "junit=j", "--report", "gitlab=g"]);
    assert_eq!(said.exit, 5);
    let text = |path: &str| String::from_utf8(shallow.read(path)).unwrap();
    schemas::check(&schemas::sarif(), &json(&text("s")));
    assert_eq!(json(&text("s"))["runs"][0]["invocations"][0]["executionSuccessful"], false);
    schemas::check_junit(&text("j"));
    assert!(text("j").contains("<error type=\"incomplete\""));
    schemas::check(&schemas::gitlab(), &json(&text("g")));
}

#[test]
fn the_check_of_junit_notices_what_is_wrong() {
    let repo = messy();
    let said = repo.gaps(&["gate", "--report", "junit=-"]).out;
    schemas::check_junit(&said);
    for (from, to) in [
        (" hostname=\"localhost\"", ""),
        ("<testsuites>", "<testsuites foo=\"1\">"),
        ("</failure>", ""),
        ("failures=\"2\"", "failures=\"1\""),
        ("&lt;/script", "</script"),
        ("<failure type", "<failure kind"),
        ("<system-out/>", "<system-out/><properties/>"),
        ("T00:00:00", " midnight"),
        ("<testcase ", "words <testcase "),
    ] {
        assert!(said.contains(from), "{from}: {said}");
        let broken = said.replacen(from, to, 1);
        let noticed = std::panic::catch_unwind(|| schemas::check_junit(&broken));
        assert!(noticed.is_err(), "{from} -> {to}");
    }
}
