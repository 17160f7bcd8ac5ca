//! The answer of the gate as JUnit XML: a rule is a test case, and what trips it is its failure. No times: nothing
//! here was timed.

use std::fmt::Write;

use crate::views::markup::xml;

use super::page::{Page, counted, sentence};

pub fn text(page: &Page<'_>) -> String {
    let judgement = page.judgement;
    let tests = judgement.outcomes.len() + judgement.incomplete.len();
    let failures = page.failed().count();
    let errors = judgement.incomplete.len();
    let counts = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\"");
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Ant's readers know no attribute here, and Jenkins needs none.
    out.push_str("<testsuites>\n");
    let _ = writeln!(
        out,
        "  <testsuite name=\"gaps gate\" {counts} skipped=\"0\" time=\"0\" hostname=\"localhost\" id=\"0\" \
         package=\"gaps\" timestamp=\"{}T00:00:00\">",
        page.today
    );
    out.push_str("    <properties>\n");
    let mut property = |name: &str, value: &str| {
        let _ = writeln!(out, "      <property name=\"{name}\" value=\"{}\"/>", xml(value));
    };
    property("verdict", page.verdict().as_str());
    property("open", &judgement.open.line());
    property("rules", &page.rules.hash);
    out.push_str("    </properties>\n");
    for why in &judgement.incomplete {
        let _ = writeln!(out, "    <testcase classname=\"gaps.gate\" name=\"history\" time=\"0\">");
        let why = xml(why);
        let _ = writeln!(out, "      <error type=\"incomplete\" message=\"{why}\">{why}</error>");
        out.push_str("    </testcase>\n");
    }
    for outcome in &judgement.outcomes {
        let name = xml(&outcome.rule.name);
        let _ = write!(out, "    <testcase classname=\"gaps.gate\" name=\"{name}\" time=\"0\"");
        if outcome.holds() {
            out.push_str("/>\n");
            continue;
        }
        let kind = outcome.rule.kind.name;
        let _ = writeln!(
            out,
            ">\n      <failure type=\"{kind}\" message=\"{}\">",
            xml(&counted(outcome))
        );
        for finding in &outcome.findings {
            let _ = writeln!(out, "{}", xml(&crate::views::safe::line(&sentence(finding))));
        }
        out.push_str("      </failure>\n    </testcase>\n");
    }
    out.push_str("    <system-out/>\n    <system-err/>\n  </testsuite>\n</testsuites>\n");
    out
}
