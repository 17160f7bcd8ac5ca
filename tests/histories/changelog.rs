//! `diff`, the changelog between two revisions; `log` with all that narrows it down.

use serde_json::{Value, json};

use crate::support::Repo;

/// Two releases: v1 with five gaps, one closed; then a lot happens, and v2.
fn released() -> Repo {
    let repo = Repo::with_gaps(&["RBAC", "rate limits", "backups", "alerts *now*", "runbook"]);
    repo.git(&["remote", "add", "origin", "https://github.com/o/r.git"]);
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    repo.commit("close RBAC (#10)");
    repo.git(&["tag", "v1"]);
    repo.world.days(30);
    repo.ok(&["close", "SEC-002", "-m", "done"]);
    repo.commit("close limits (#11)");
    repo.ok(&["reopen", "SEC-001", "-m", "it came back"]);
    repo.ok(&["defer", "SEC-003", "-m", "next year"]);
    repo.ok(&["revise", "SEC-004", "--criticality", "blocker"]);
    repo.ok(&["drop", "SEC-005", "-m", "no"]);
    repo.ok(&["add", "a new one", "-b", "Docs", "-c", "low"]);
    repo.ok(&["add", "seen and done", "-b", "Docs"]);
    repo.commit("a busy day");
    repo.ok(&["close", "DOC-002", "-m", "done"]);
    repo.commit("close the new one (#12)");
    repo.git(&["tag", "-a", "v2", "-m", "second"]);
    repo
}

#[test]
fn between_two_tags() {
    let repo = released();
    let data = repo.json(&["diff", "v1..v2"]);
    let what: Vec<(&str, String)> = data["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| (c["label"].as_str().unwrap(), c["what"].to_string()))
        .collect();
    let expected = [
        ("SEC-004", r#"["criticality"]"#),
        ("SEC-001", r#"["reopened"]"#),
        ("SEC-002", r#"["closed"]"#),
        ("SEC-003", r#"["deferred"]"#),
        ("SEC-005", r#"["dropped"]"#),
        ("DOC-001", r#"["opened"]"#),
        ("DOC-002", r#"["closed","opened"]"#),
    ];
    assert_eq!(what, expected.map(|(label, what)| (label, what.to_owned())));
    assert_eq!(
        data["from"]["open"],
        json!({ "total": 4, "blocker": 0, "high": 4, "medium": 0, "low": 0, "none": 0 })
    );
    assert_eq!(
        data["to"]["open"],
        json!({ "total": 3, "blocker": 1, "high": 1, "medium": 0, "low": 1, "none": 0 })
    );
    let closed = &data["changes"][2];
    assert_eq!(closed["completed"]["pr"]["url"], "https://github.com/o/r/pull/11");
    assert_eq!(closed["status"], json!({ "from": "open", "to": "closed" }));
    assert_eq!(data["changes"][0]["criticality"], json!({ "from": "high", "to": "blocker" }));
    assert_eq!(data["changes"][5]["status"], json!({ "from": null, "to": "open" }));
}

#[test]
fn as_text_and_as_markdown() {
    let repo = released();
    let day = repo.git(&["show", "-s", "--format=%cs", "v2^{commit}"]);
    let day = day.trim();
    let text = repo.ok(&["diff", "v1..v2"]);
    for line in [
        "v1..v2",
        "Closed 2",
        &format!("  SEC-002  high     rate limits  {day} #11"),
        &format!("  DOC-002           seen and done  new, {day} #12"),
        "Reopened 1",
        "Opened 1",
        "Deferred 1",
        "Dropped 1",
        "  SEC-004  blocker  alerts *now*  high to blocker",
        "4 open before, 3 after: 1 blocker, 1 high, 0 medium, 1 low",
    ] {
        assert!(text.lines().any(|l| l == line), "no {line:?} in\n{text}");
    }
    let markdown = repo.ok(&["diff", "v1..v2", "--markdown"]);
    for line in [
        "## v1..v2",
        "### Closed",
        &format!("- **SEC-002** rate limits (high)  {day} [\\#11](https://github.com/o/r/pull/11)"),
        "### Criticality changed",
        "- **SEC-004** alerts \\*now\\* (blocker)  high to blocker",
    ] {
        assert!(markdown.lines().any(|l| l == line), "no {line:?} in\n{markdown}");
    }
}

#[test]
fn every_way_to_name_an_end() {
    let repo = released();
    let whole = repo.json(&["diff", "v1..v2"])["changes"].clone();
    let v1_day = repo.git(&["show", "-s", "--format=%cs", "v1"]);
    let commit = repo.git(&["rev-parse", "v1"]);
    for range in [
        &["v1..v2"][..],
        &["v1"],
        &["v1.."],
        &["v1", "v2"],
        &["v1..main"],
        &[&format!("{}..main", commit.trim())],
        &[&format!("{}..", v1_day.trim())],
        &["10 days ago..HEAD~0"],
    ] {
        assert_eq!(repo.json(&[&["diff"], range].concat())["changes"], whole, "{range:?}");
    }
    assert_eq!(repo.ok(&["diff", "v2..v2"]).lines().nth(3), Some("Nothing changed."));
    // Before there was a ledger there was nothing.
    repo.git(&["checkout", "--quiet", "--orphan", "empty"]);
    repo.git(&["rm", "--quiet", "-rf", "."]);
    repo.commit("nothing yet");
    repo.git(&["switch", "--quiet", "main"]);
    assert_eq!(repo.json(&["diff", "empty..v1"])["changes"].as_array().unwrap().len(), 5);
    // The other way round everything is of another branch.
    let gone = repo.json(&["diff", "v1..empty"]);
    assert!(gone["changes"].as_array().unwrap().iter().all(|c| c["what"] == json!(["gone"])));
}

#[test]
fn what_it_refuses() {
    let repo = released();
    assert_eq!(repo.no(2, &["diff", "v1...v2"]).hint, "gaps diff v1.0..v1.1");
    assert!(repo.no(2, &["diff", "..v2"]).message.contains("from where"));
    assert_eq!(repo.no(4, &["diff", "v1..v9"]).code, "unknown-revision");
    assert_eq!(repo.gaps(&["diff"]).exit, 2);
    assert_eq!(repo.gaps(&["diff", "v1", "--markdown", "--json"]).exit, 2);
    assert_eq!(Repo::new().no(5, &["replay"]).code, "no-ledger");
}

/// A closing that was reopened and closed again in between is told, though both ends say closed.
#[test]
fn closed_at_both_ends() {
    let repo = released();
    repo.ok(&["close", "SEC-001", "-m", "again"]);
    repo.commit("close RBAC again (#13)");
    let data = repo.json(&["diff", "v1..main"]);
    let all = data["changes"].as_array().unwrap();
    let change = all.iter().find(|c| c["label"] == "SEC-001").unwrap();
    assert_eq!(change["what"], json!(["closed", "reopened"]));
    assert_eq!(change["completed"]["pr"]["number"], 13);
    assert!(repo.ok(&["diff", "v1..main"]).contains("reopened in between"));
}

fn kinds(repo: &Repo, options: &[&str]) -> Vec<String> {
    let data = repo.json(&[&["log"], options].concat());
    let moments = data["moments"].as_array().unwrap();
    let word = |m: &Value| {
        format!("{} {}", m["label"].as_str().unwrap_or("ledger"), m["kind"].as_str().unwrap())
    };
    moments.iter().map(word).collect()
}

#[test]
fn log_narrowed_down() {
    let repo = released();
    let all = kinds(&repo, &[]);
    assert_eq!(all.len(), 15);
    assert_eq!(all.last().unwrap(), "ledger founded", "newest first");
    let mut turned = kinds(&repo, &["--reverse"]);
    turned.reverse();
    assert_eq!(turned, all);
    assert_eq!(
        kinds(&repo, &["SEC-001"]),
        ["SEC-001 reopened", "SEC-001 closed", "SEC-001 opened"]
    );
    assert_eq!(kinds(&repo, &["--block", "docs"]).len(), 3);
    assert_eq!(kinds(&repo, &["--block", "DOC", "--kind", "closed"]), ["DOC-002 closed"]);
    assert_eq!(kinds(&repo, &["--kind", "deferred,dropped"]).len(), 2);
    assert_eq!(kinds(&repo, &["--signer", "work-example.org"]).len(), 15);
    assert_eq!(kinds(&repo, &["--signer", "nobody"]), Vec::<String>::new());
    let key = repo.json(&["signer", "list"])["signers"][0]["key"].as_str().unwrap().to_owned();
    assert_eq!(kinds(&repo, &["--signer", &key[..15]]).len(), 15);
    assert_eq!(kinds(&repo, &["--limit", "2"]), all[..2]);
    // A date is that of the landing; a day is all of it.
    let v1 = repo.git(&["show", "-s", "--format=%cs", "v1"]);
    let old = kinds(&repo, &["--until", v1.trim()]);
    assert_eq!(old.len(), 7);
    assert_eq!(kinds(&repo, &["--since", "1 week ago"]), all[..8]);
    assert_eq!(kinds(&repo, &["--since", v1.trim(), "--until", v1.trim()]), old);
    assert_eq!(repo.no(4, &["log", "--since", "whenever"]).code, "bad-date");
    assert_eq!(repo.no(2, &["log", "--kind", "solved"]).code, "usage");
    let lines = repo.ok(&["log", "--oneline"]);
    assert_eq!(lines.lines().count(), 15);
    assert!(lines.lines().next().unwrap().contains("DOC-002"), "{lines}");
}

/// Every reading verb takes another trunk.
#[test]
fn another_trunk() {
    let repo = Repo::with_gaps(&["a", "b"]);
    repo.git(&["branch", "release"]);
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    repo.commit("close one (#2)");
    let on = |words: &[&str]| repo.json(&[&["--trunk", "release"], words].concat());
    assert_eq!(on(&["list", "--status", "all"])["gaps"][0]["landed"], false);
    assert_eq!(on(&["show", "SEC-001"])["gaps"][0]["completed"], Value::Null);
    assert_eq!(on(&["log", "SEC-001"])["moments"][0]["standing"], "unlanded");
    assert_eq!(on(&["replay"])["landings"].as_array().unwrap().len(), 2);
    assert_eq!(repo.json(&["replay"])["landings"].as_array().unwrap().len(), 3);
    assert_eq!(on(&["diff", "release..main"])["changes"][0]["landed"], false);
    assert_eq!(repo.json(&["diff", "release..main"])["changes"][0]["landed"], true);
    let missing = repo.json(&["--trunk", "nowhere", "list"]);
    assert_eq!(missing["unresolvable"]["why"], "no-trunk");
}

/// A number that an earlier commit of the trunk bears is an issue's, and no pull request.
#[test]
fn an_issue_number_is_no_pull_request() {
    let repo = Repo::with_gaps(&["a", "b"]);
    repo.git(&["commit", "--quiet", "--allow-empty", "-m", "look into it (#40)"]);
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    let twin = repo.commit("close one (#40)");
    repo.ok(&["close", "SEC-002", "-m", "done"]);
    repo.commit("close two (#41)");
    assert_eq!(repo.gap("SEC-001")["completed"]["pr"], Value::Null);
    assert_eq!(repo.gap("SEC-002")["completed"]["pr"]["number"], 41);
    let [notice] = <[String; 1]>::try_from(repo.notices()).unwrap();
    assert!(notice.starts_with("pr-ambiguous: ") && notice.contains(&twin[..7]), "{notice}");
}
