//! The badge: the same bytes for the same commit, and text that stays text.

use serde_json::json;

use crate::lived_in;
use crate::support::Repo;

#[test]
fn it_says_what_is_open_worst_first() {
    let repo = lived_in();
    let endpoint = repo.ok(&["badge", "--endpoint"]);
    let endpoint: serde_json::Value = serde_json::from_str(&endpoint).unwrap();
    assert_eq!(
        endpoint,
        json!({ "schemaVersion": 1, "label": "gaps", "message": "1 open", "color": "44596e" })
    );
    for (criticality, message) in
        [("medium", "2 open"), ("high", "1 high, 3 open"), ("blocker", "1 blocker, 4 open")]
    {
        repo.ok(&["add", "more", "-b", "Security", "-c", criticality]);
        repo.commit("more");
        assert_eq!(repo.json(&["badge"])["message"], message);
    }
    assert_eq!(repo.json(&["badge", "--at", "HEAD~3"])["message"], "1 open");
    let none = Repo::founded();
    assert_eq!(none.json(&["badge"])["message"], "none open");
}

#[test]
fn the_same_bytes_and_no_markup_from_outside() {
    let repo = lived_in();
    let svg = repo.ok(&["badge", "--label", "<b>\"&\u{202e}"]);
    assert_eq!(svg, repo.ok(&["badge", "--label", "<b>\"&\u{202e}"]));
    assert!(svg.contains("&lt;b&gt;&quot;&amp;&lt;U+202E&gt;"), "{svg}");
    assert!(!svg.contains("<b>") && svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
    repo.ok(&["badge", "--output", "badge.svg"]);
    let file = std::fs::read_to_string(repo.path.join("badge.svg")).unwrap();
    assert_eq!(file, repo.ok(&["badge"]));
}
