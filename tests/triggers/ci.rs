//! `gaps ci`: what a pull request would bring.

use serde_json::Value;

use crate::support::{Repo, said};

fn open() -> Repo {
    let repo = Repo::founded();
    repo.ok(&["add", "RBAC", "--block", "Security"]);
    repo.ok(&["add", "MFA", "--block", "Security", "--criterion", "a"]);
    repo.commit("open gaps");
    repo.remote();
    repo.git(&["checkout", "--quiet", "-b", "topic"]);
    repo
}

fn work(repo: &Repo, message: &str) -> String {
    let count = repo.git(&["rev-list", "--all", "--count"]);
    repo.write(&format!("file-{}", count.trim()), message);
    repo.git(&["add", "--all"]);
    repo.commit(message)
}

fn ci(repo: &Repo, arguments: &[&str]) -> (i32, Value) {
    let said = repo.gaps(&[&["ci", "--json"], arguments].concat());
    let document: Value =
        serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}{}", said.out, said.err));
    assert_eq!(document["kind"], "ci");
    (said.exit, document["data"].clone())
}

fn codes(data: &Value) -> Vec<(String, String)> {
    let word = |f: &Value, key: &str| f[key].as_str().unwrap().to_owned();
    let rows = data["findings"].as_array().unwrap();
    rows.iter().map(|f| (word(f, "level"), word(f, "code"))).collect()
}

fn expected(rows: &[(&str, &str)]) -> Vec<(String, String)> {
    rows.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

#[test]
fn an_event_with_its_code_is_good() {
    let repo = open();
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    work(&repo, "roles\n\nCloses-Gap: SEC-001");
    let (exit, data) = ci(&repo, &[]);
    assert_eq!((exit, &data["verdict"], codes(&data)), (0, &"yes".into(), vec![]));
    assert_eq!(data["triggers"][0]["outcome"], "answered");
    assert_eq!(data["events"].as_array().unwrap().len(), 1);
    let text = repo.ok(&["ci"]);
    assert!(text.ends_with("Good.\n") && text.contains("SEC-001"), "{text}");
}

#[test]
fn a_trailer_alone_is_told_and_one_in_vain_is_not_good() {
    let repo = open();
    work(&repo, "roles\n\nCloses-Gap: SEC-001");
    let (exit, data) = ci(&repo, &["--base", "origin/main", "--head", "HEAD"]);
    assert_eq!((exit, codes(&data)), (0, expected(&[("notice", "no-event")])));
    let commit = work(&repo, "more\n\nCloses-Gap: SEC-002\nStarts-Gap: SEC-009\nCloses-Gap: x");
    let (exit, data) = ci(&repo, &[]);
    assert_eq!(exit, 1);
    let wanted = [
        ("error", "malformed-trigger"),
        ("error", "unknown-label"),
        ("error", "unmet"),
        ("notice", "no-event"),
    ];
    assert_eq!(codes(&data), expected(&wanted));
    assert!(
        data["findings"].as_array().unwrap()[..3].iter().all(|f| f["commit"] == commit.as_str())
    );
    let mut command = repo.command(&["ci"]);
    let said = said(command.env("GITHUB_ACTIONS", "true"));
    let annotations: Vec<&str> = said.out.lines().filter(|l| l.starts_with("::")).collect();
    assert_eq!(annotations.len(), 4, "{}", said.out);
    assert!(
        annotations[0].starts_with("::error title=gaps%3A malformed-trigger::"),
        "{}",
        said.out
    );
}

#[test]
fn an_edited_event_is_not_good_and_a_removed_closing_is_explained() {
    let repo = open();
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    let closing = work(&repo, "roles");
    repo.git(&["push", "--quiet", "origin", "topic:main"]);
    repo.git(&["fetch", "--quiet"]);
    repo.git(&["revert", "--no-edit", &closing]);
    let (exit, data) = ci(&repo, &[]);
    assert_eq!(
        (exit, codes(&data)),
        (0, expected(&[("notice", "no-event"), ("notice", "removed")]))
    );
    assert!(data["findings"][1]["message"].as_str().unwrap().contains("reopening"), "{data}");
    repo.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    let path = repo.event_files().into_iter().find(|f| f.contains("SEC/001")).unwrap();
    let text = String::from_utf8(repo.read(&path)).unwrap();
    repo.write(&path, text.replacen("\"v\": 1", "\"v\": 2", 1));
    work(&repo, "edit");
    let (exit, data) = ci(&repo, &[]);
    assert_eq!(exit, 1);
    assert!(codes(&data).contains(&("error".into(), "edited".into())), "{data}");
}

#[test]
fn a_bad_signature_is_not_good() {
    let repo = open();
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    let pending = repo.git(&["diff", "--cached", "--name-only"]).trim().to_owned();
    let text = String::from_utf8(repo.read(&pending)).unwrap();
    let other = repo.event_files().into_iter().find(|f| f.contains("@ledger")).unwrap();
    let other = String::from_utf8(repo.read(&other)).unwrap();
    let armour = other.find("-----BEGIN").unwrap();
    let json = &text[..text.find("-----BEGIN").unwrap()];
    repo.write(&pending, format!("{json}{}", &other[armour..]));
    work(&repo, "forged");
    let (exit, data) = ci(&repo, &[]);
    assert_eq!((exit, codes(&data)), (1, expected(&[("error", "bad-signature")])));
}

#[test]
fn an_echo_of_an_event_that_is_elsewhere_is_told() {
    let repo = open();
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    let id = repo.git(&["diff", "--cached", "--name-only"]);
    let id = id.trim().rsplit('/').next().unwrap()[..12].to_owned();
    work(&repo, "the event");
    work(&repo, &format!("the words\n\nCloses-Gap: SEC-001@{id}"));
    work(&repo, "nobody's\n\nCloses-Gap: SEC-001@0123456789ab");
    let (exit, data) = ci(&repo, &[]);
    assert_eq!(exit, 0);
    let wanted = [("warning", "echo-elsewhere"), ("notice", "echo-elsewhere")];
    assert_eq!(codes(&data), expected(&wanted));
}

#[test]
fn the_ready_files_are_printed_and_named() {
    let repo = Repo::new();
    repo.git(&["remote", "add", "origin", "git@github.com:o/r.git"]);
    let said = repo.ok(&["init"]);
    assert!(
        said.contains("gaps init --print-ci github-check > .github/workflows/gaps-check.yml"),
        "{said}"
    );
    for (name, file) in [
        ("github-check", "docs/ci/github-check.yml"),
        ("github-gate", "docs/ci/github-gate.yml"),
        ("github-sync", "docs/ci/github-sync.yml"),
        ("gitlab", "docs/ci/gitlab-ci.yml"),
        ("pre-commit", ".pre-commit-hooks.yaml"),
    ] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        assert_eq!(repo.ok(&["init", "--print-ci", name]), std::fs::read_to_string(path).unwrap());
    }
}
