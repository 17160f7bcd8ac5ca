//! Words that do not do: labels, titles, options. Each is refused by name, and nothing is written.

use crate::support::Repo;

#[test]
fn labels_that_are_none() {
    let repo = Repo::with_gaps(&["RBAC"]);
    for typed in [
        "con", "CON-1", "A-con", "../x", "A-..", "A-", "-1", "SEC 1", "SEC-1/2", "É-1", "A-nul.1",
        "",
    ] {
        let problem = repo.no(4, &["add", "x", "--block", "Security", &format!("--label={typed}")]);
        assert_eq!(problem.code, "bad-label", "{typed}: {problem:?}");
        assert!(problem.message.contains(&format!("`{typed}` is no label: ")), "{problem:?}");
        if !typed.starts_with('-') && !typed.is_empty() {
            assert_eq!(repo.no(4, &["show", typed]).code, "unknown-label", "{typed}");
            assert_eq!(repo.no(4, &["close", typed]).code, "unknown-label", "{typed}");
        }
    }
    assert_eq!(repo.git(&["status", "--short"]), "");
    // Case does not matter, and a short number is a number.
    repo.ok(&["add", "x", "--block", "Security", "--label", "sec-1"]);
    assert_eq!(repo.gap("SEC-1")["title"], "x");
    assert!(repo.ok(&["show", "sec-001"]).contains("RBAC"));
    let taken = repo.no(4, &["add", "y", "--block", "Security", "--label", "sec-001"]);
    assert_eq!(
        (taken.code.as_str(), taken.message.as_str()),
        ("label-taken", "SEC-001 is taken by \"RBAC\"")
    );
}

#[test]
fn an_unknown_label_with_a_near_one() {
    let repo = Repo::with_gaps(&["RBAC", "TLS"]);
    for (typed, near) in
        [("SCE-001", "SEC-001"), ("sec-01", "SEC-001"), ("SEC-2", "SEC-002"), ("SEC002", "SEC-002")]
    {
        for verb in [&["show"][..], &["close", "-m", "x"]] {
            let problem = repo.no(4, &[verb, &[typed]].concat());
            assert_eq!(problem.code, "unknown-label");
            assert!(
                problem
                    .message
                    .starts_with(&format!("there is no gap `{typed}`; did you mean {near}")),
                "{problem:?}"
            );
            assert_eq!(problem.hint, format!("gaps show {near}"));
        }
    }
    let far = repo.no(4, &["show", "XYZ-77777"]);
    assert_eq!(
        (far.message.as_str(), far.hint.as_str()),
        ("there is no gap `XYZ-77777`", "gaps list --status all")
    );
    // One unknown among several: nothing is written.
    repo.no(4, &["close", "SEC-001", "SEC-009"]);
    assert_eq!(repo.status("SEC-001"), "open");
}

#[test]
fn titles_that_hide_move_or_never_end() {
    let repo = Repo::founded();
    let long = "x".repeat(100_000);
    for (title, words) in [
        ("red \u{1b}[31m title", "U+001B"),
        ("rtl \u{202e} title", "U+202E"),
        ("isolate \u{2066} title", "U+2066"),
        ("bom \u{feff} title", "U+FEFF"),
        ("bell \u{7} title", "U+0007"),
        ("c1 \u{9b}31m title", "U+009B"),
        ("two\nlines", "one line"),
        ("tab\there", "one line"),
        (&long, "100000 bytes"),
        ("   ", "is empty"),
        ("", "is empty"),
    ] {
        let problem = repo.no(4, &["add", title, "--block", "Security"]);
        assert_eq!(problem.code, "bad-text", "{problem:?}");
        assert!(problem.message.contains(words) && problem.message.len() < 200, "{problem:?}");
    }
    assert_eq!(repo.git(&["status", "--short"]), "");
    // What is only unusual is kept, composed.
    repo.ok(&["add", "  cafe\u{301} \u{1f469}\u{200d}\u{1f4bb} 日本 ", "--block", "Security"]);
    assert_eq!(repo.gap("SEC-001")["title"], "caf\u{e9} \u{1f469}\u{200d}\u{1f4bb} 日本");
    // Notes may have lines, and are as long as 8 KiB.
    repo.ok(&["note", "SEC-001", "-m", "one\ntwo\tthree"]);
    assert!(repo.no(4, &["note", "SEC-001", "-m", &long]).message.contains("8192"));
    let reason = repo.no(4, &["close", "SEC-001", "-m", "x\u{202e}"]);
    assert_eq!(reason.code, "bad-text");
}

#[test]
fn what_was_typed_is_shown_without_its_escapes() {
    let repo = Repo::with_gaps(&["RBAC"]);
    let said = repo.gaps(&["show", "SEC\u{1b}[31m-\u{202e}001"]);
    assert_eq!(said.exit, 4);
    assert!(!said.err.contains('\u{1b}') && !said.err.contains('\u{202e}'), "{:?}", said.err);
    let said = repo.gaps(&["list", "--block", "x\u{1b}]0;evil\u{7}"]);
    assert!(!said.out.contains('\u{1b}') && !said.err.contains('\u{1b}'));
    let said = repo.gaps(&["frobni\u{1b}[31mcate"]);
    assert_eq!(said.exit, 2);
    assert!(!said.err.contains('\u{1b}'), "{:?}", said.err);
}

#[test]
fn words_that_are_not_understood_are_exit_2_in_the_same_form() {
    let repo = Repo::with_gaps(&["RBAC"]);
    for (arguments, words) in [
        (&["frobnicate"][..], "frobnicate"),
        (&["lsit"], "list"),
        (&["add"], "TITLE"),
        (&["close"], "LABEL"),
        (&["list", "--nope"], "--nope"),
        (&["list", "--status", "maybe"], "maybe"),
        (&["add", "x", "--criticality", "huge"], "blocker, high, medium, low"),
        (&["add", "x", "--due", "tomorrow"], "tomorrow"),
        (&["add", "x", "--due", "2026-02-30"], "2026-02-30"),
        (&["tick", "SEC-001"], "NUMBER"),
        (&["note", "SEC-001"], "--text"),
        (&["signer", "admit"], "KEY"),
    ] {
        let problem = repo.no(2, arguments);
        assert_eq!(problem.code, "usage");
        assert!(problem.message.contains(words), "{words} in {problem:?}");
        assert!(
            problem.hint.starts_with("gaps ") && problem.hint.contains("--help"),
            "{problem:?}"
        );
        assert!(!problem.message.starts_with("error"), "{problem:?}");
        // The hint can be typed.
        let typed: Vec<&str> = problem.hint.split(' ').skip(1).collect();
        assert!(repo.ok(&typed).contains("Usage: gaps"), "{problem:?}");
    }
    assert_eq!(repo.gaps(&[]).exit, 2);
    assert_eq!(repo.gaps(&["--help"]).exit, 0);
    assert!(repo.ok(&["--version"]).starts_with("gaps "));
}

#[test]
fn criteria_blocks_and_revisions_that_do_not_do() {
    let repo = Repo::with_gaps(&["RBAC"]);
    repo.ok(&["revise", "SEC-001", "--criterion", "works"]);
    for (arguments, code) in [
        (&["tick", "SEC-001", "7"][..], "bad-criterion"),
        (&["tick", "SEC-001", "x"], "bad-criterion"),
        (&["revise", "SEC-001", "--reword", "9=x"], "bad-criterion"),
        (&["revise", "SEC-001", "--remove-file", "nope"], "not-there"),
        (&["revise", "SEC-001", "--unset", "title"], "refused"),
        (&["revise", "SEC-001", "--unset", "owner"], "not-there"),
        (&["revise", "SEC-001", "--title", "RBAC"], "nothing-new"),
        (&["add", "x", "--block", "Secrets", "--prefix", "SEC"], "bad-block"),
        (&["add", "x", "--block", "!!!"], "bad-block"),
        (&["block", "rename", "Nope", "Yes"], "bad-block"),
        (&["link", "SEC-001", "--waits-on", "SEC-001"], "refused"),
        (&["link", "SEC-001", "--url", "javascript:alert(1)"], "refused"),
        (&["link", "SEC-001", "--commit", "nothere"], "unknown-revision"),
        (&["note", "SEC-001", "--retract", "0123"], "not-there"),
        (&["confirm", "SEC-001"], "illegal-move"),
        (&["reopen", "SEC-001"], "illegal-move"),
        (&["undo", "SEC-777"], "unknown-label"),
        (&["list", "--at", "nothere"], "unknown-revision"),
    ] {
        let problem = repo.no(4, arguments);
        assert_eq!(problem.code, code, "{arguments:?}: {problem:?}");
    }
    let missing = repo.no(4, &["confirm", "SEC-001"]);
    assert!(
        missing.message.contains("from open a gap goes to started, closed, deferred, dropped"),
        "{missing:?}"
    );
}

#[test]
fn words_that_are_no_text() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let repo = Repo::with_gaps(&["RBAC"]);
    let bytes = OsStr::from_bytes(b"caf\xe9");
    for (words, hint) in [
        (&["add"][..], "gaps add --help"),
        (&["close", "SEC-001", "-m"], "gaps close --help"),
        (&["lint"], "gaps lint --help"),
        (&["signer", "admit"], "gaps signer admit --help"),
        (&[], "gaps --help"),
    ] {
        let said = crate::support::said(repo.command(words).arg(bytes));
        assert_eq!((said.exit, said.out.as_str()), (2, ""), "{words:?}: {}", said.err);
        assert_eq!(said.text_problem().hint, hint, "{words:?}");
    }
}

#[test]
fn a_criterion_that_is_no_number_is_looked_for_in_its_gap() {
    let repo = Repo::with_gaps(&["RBAC"]);
    let problem = repo.no(4, &["tick", "SEC-001", "abc"]);
    assert_eq!(
        (problem.code.as_str(), problem.hint.as_str()),
        ("bad-criterion", "gaps show SEC-001")
    );
}

#[test]
fn a_pull_request_has_a_number() {
    let repo = Repo::with_gaps(&["RBAC"]);
    let problem = repo.no(4, &["link", "SEC-001", "--pr", "abc"]);
    assert_eq!(problem.message, "\"abc\" names no pull request: every one has a number");
    for pr in ["12", "#13", "!14", "owner/repo#15", "D123", "https://example.org/pr/7"] {
        repo.ok(&["link", "SEC-001", "--pr", pr]);
    }
}

#[test]
fn a_verb_that_is_told_nothing_says_so() {
    let repo = Repo::with_gaps(&["RBAC"]);
    for verb in
        [&["revise", "SEC-001"][..], &["revise", "SEC-001", "-m", "x"], &["link", "SEC-001"]]
    {
        let problem = repo.no(2, verb);
        assert!(problem.message.starts_with("nothing was named"), "{problem:?}");
    }
}

#[test]
fn what_a_list_is_narrowed_to_and_is_not_there_is_named() {
    let repo = Repo::founded();
    repo.ok(&["add", "RBAC", "--block", "Security", "--owner", "ben"]);
    repo.ok(&["add", "alerts", "--block", "Core Reliability"]);
    repo.ok(&["add", "guide", "--block", "Docs"]);
    repo.ok(&["close", "DOC-001"]);
    let known = "known are Core Reliability, Docs, Security";
    for (arguments, says, hint) in [
        (&["list", "--block", "NOPE"][..], "no block is called `NOPE`", "gaps block list"),
        (
            &["list", "-b", "sex", "-b", "docs"],
            "no block is called `sex`",
            "gaps list --block Security",
        ),
        (
            &["log", "--block", "core relibility"],
            "no block is called `core relibility`",
            "gaps log --block 'Core Reliability'",
        ),
    ] {
        let said = repo.gaps(arguments);
        assert_eq!(said.err, format!("gaps: {says}; {known}\nhint: {hint}\n"), "{arguments:?}");
        assert_eq!(said.exit, 0);
        assert_eq!(repo.gaps(&[arguments, &["--json"]].concat()).err, "");
    }
    let said = repo.gaps(&["list", "--owner", "bem"]);
    assert_eq!(
        said.err,
        "gaps: nothing has the owner `bem`; known are ben\nhint: gaps list --owner ben\n"
    );
    // However it was typed: case and composed letters are no difference.
    repo.ok(&["add", "Cafe\u{301} door", "--block", "U\u{308}ber", "--owner", "Ünal"]);
    repo.ok(&["add", "x", "--block", "ÜBER"]);
    for arguments in [["--grep", "CAFE\u{301}"], ["--block", "über"], ["--owner", "ünal"]] {
        let said = repo.gaps(&[&["list"], &arguments[..]].concat());
        assert!(said.out.contains("Café door") && said.err.is_empty(), "{arguments:?}: {said:?}");
    }
    for quiet in [&["--owner", "none"][..], &["--owner", "me"], &["--block", "SEC"], &["-b", "cor"]]
    {
        assert_eq!(repo.gaps(&[&["list"], quiet].concat()).err, "", "{quiet:?}");
    }
    // What is typed instead shows something, where anything does.
    let instead = |arguments: &[&str]| {
        let out = repo.ok(&[&["list"], arguments].concat());
        out.lines().last().unwrap().trim_start_matches("Nothing here.   ").to_owned()
    };
    assert_eq!(instead(&["-b", "NOPE"]), "gaps list");
    assert_eq!(instead(&["-b", "docs"]), "gaps list --block docs --status all");
    assert_eq!(instead(&["--grep", "gui de"]), "gaps list");
    assert_eq!(
        instead(&["--grep", "guide", "--owner", "none"]),
        "gaps list --owner none --grep guide --status all"
    );
    for (option, typed, near) in [("--status", "opne", "open"), ("--criticality", "hihg", "high")] {
        let problem = repo.no(2, &["list", option, typed]);
        assert!(problem.message.ends_with(&format!("; did you mean {near}?")), "{problem:?}");
    }
    repo.ok(&["list", "--status", "Open", "--criticality", "NONE"]);
    let problem = repo.no(4, &["add", "x", "--block", "Secruity"]);
    assert_eq!(problem.hint, "gaps add TITLE --block \"Security\"");
}
