//! The first session of a new user.

use crate::support::Repo;

#[test]
fn a_gap_is_opened_and_listed() {
    let repo = Repo::founded();
    repo.ok(&["add", "RBAC", "--block", "Security", "--criticality", "high"]);
    assert_eq!(repo.status("SEC-001"), "open");
    let unknown = repo.no(4, &["show", "SEC-009"]);
    assert_eq!(unknown.code, "unknown-label");
    let other = repo.clone_as("ben", 2);
    assert_eq!(other.json(&["list"])["gaps"].as_array().unwrap().len(), 0);
}
