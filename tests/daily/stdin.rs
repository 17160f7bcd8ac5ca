//! Labels from standard input, so that `gaps list | gaps close -` works.

use crate::support::Repo;

#[test]
fn a_dash_reads_labels_from_standard_input() {
    let repo = Repo::with_gaps(&["RBAC", "TLS", "audit"]);
    let said =
        repo.piped("SEC-001\n\n  sec-002 some words\nSEC-001\n", &["close", "-", "-m", "done"]);
    assert_eq!((said.exit, said.out.lines().count()), (0, 2), "{}{}", said.out, said.err);
    assert_eq!(
        ["SEC-001", "SEC-002", "SEC-003"].map(|l| repo.status(l)),
        ["closed", "closed", "open"]
    );
    // One gap by two names is one gap.
    let id = repo.gap("SEC-003")["id"].as_str().unwrap()[..12].to_owned();
    let said = repo.piped(&format!("{id}\n"), &["start", "SEC-003", "-"]);
    assert_eq!((said.exit, said.out.lines().count()), (0, 1), "{}", said.err);
}

#[test]
fn nothing_or_garbage_on_standard_input() {
    let repo = Repo::with_gaps(&["RBAC"]);
    let said = repo.piped("", &["close", "-"]);
    assert_eq!((said.exit, said.text_problem().message.as_str()), (2, "no label was given"));
    let said = repo.piped("\u{1b}[31m\n", &["close", "-", "--json"]);
    assert_eq!((said.exit, said.problem().code.as_str()), (4, "unknown-label"));
    let said = repo.piped("SEC-001\nNOPE-1\n", &["close", "-"]);
    assert_eq!(said.exit, 4);
    assert_eq!(repo.status("SEC-001"), "open", "all or none");
}

#[test]
fn what_list_prints_when_piped_can_be_piped_back() {
    let repo = Repo::with_gaps(&["RBAC", "TLS"]);
    let listed = repo.json(&["list"]);
    let labels: Vec<&str> =
        listed["gaps"].as_array().unwrap().iter().map(|g| g["label"].as_str().unwrap()).collect();
    let said = repo.piped(&labels.join("\n"), &["drop", "-"]);
    assert_eq!(said.exit, 0, "{}", said.err);
    assert_eq!(repo.json(&["list"])["gaps"].as_array().unwrap().len(), 0);
}
