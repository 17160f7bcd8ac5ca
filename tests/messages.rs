//! The corpus of commit messages, and what must hold for every message there is: nothing but a line with
//! one of our keys ever asks for anything, no bytes make the scanner panic, and its work grows with the
//! length of the message only.

use std::fs;
use std::path::Path;

use gaps::project::scan::{
    Asked, Criteria, FACTS_MAX, Key, Reading, Roadmap, ScanConfig, Statement, Target, Verb, read,
    triggers,
};
use proptest::prelude::*;

struct Case {
    name: String,
    config: ScanConfig,
    message: String,
    expected: Vec<String>,
}

fn corpus() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/messages");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "txt"));
    files.sort();
    files.iter().flat_map(|path| cases(path)).collect()
}

fn cases(path: &Path) -> Vec<Case> {
    let text = fs::read_to_string(path).unwrap();
    let file = path.file_stem().unwrap().to_string_lossy().into_owned();
    let each = text.split("%% case ").skip(1);
    each.map(|part| {
        let (head, rest) = part.split_once('\n').unwrap();
        let (message, expected) = rest.split_once("%% expect\n").unwrap();
        case(&file, head, message, expected)
    })
    .collect()
}

fn case(file: &str, head: &str, message: &str, expected: &str) -> Case {
    let (mut config, mut message, mut name) = (ScanConfig::default(), message.to_owned(), head);
    while let Some((rest, flag)) = name.rsplit_once(' ') {
        match flag {
            "roadmap" => config = config.with_roadmap(Roadmap::default()),
            "added" => config = config.with_key("Fixes-Gap", Key::Close).unwrap(),
            "crlf" => message = message.replace('\n', "\r\n"),
            _ => break,
        }
        name = rest;
    }
    let expected = expected.lines().filter(|l| !l.is_empty()).map(str::to_owned).collect();
    Case { name: format!("{file}: {name}"), config, message, expected }
}

fn verb(verb: &Verb) -> (&'static str, String) {
    match verb {
        Verb::Close => ("close", String::new()),
        Verb::Start => ("start", String::new()),
        Verb::Reopen => ("reopen", String::new()),
        Verb::Refer => ("refer", String::new()),
        Verb::Meet(Criteria::All) => ("meet", "#*".to_owned()),
        Verb::Meet(Criteria::One(number)) => ("meet", format!("#{number}")),
    }
}

fn statement(word: &str, statement: &Statement) -> String {
    let line = statement.line;
    match &statement.target {
        Target::Commit(id) => format!("{word} {line} {id}"),
        Target::PullRequest(reference) => format!("{word} {line} {reference}"),
        Target::Subject(subject) => format!("{word} {line} \"{subject}\""),
    }
}

fn shown(reading: &Reading) -> Vec<String> {
    let asked = reading.asked.iter().map(|a| {
        let (word, criterion) = verb(&a.verb);
        format!("{}.{} {word} {}{criterion}", a.line, a.n, a.label)
    });
    let said = &reading.statements;
    let echoes = said.echoes.iter().map(|e| {
        let (word, criterion) = verb(&e.verb);
        format!("echo {}.{} {word} {}{criterion} {}", e.line, e.n, e.label, e.event)
    });
    let malformed = said.malformed.iter().map(|m| format!("malformed {} {}", m.line, m.why));
    let reverts = said.undoing.reverts.iter().map(|s| statement("revert", s));
    let reapplies = said.undoing.reapplies.iter().map(|s| statement("reapply", s));
    let picks = said.undoing.cherry_picks.iter().map(|p| format!("pick {} {}", p.line, p.commit));
    asked.chain(echoes).chain(malformed).chain(reverts).chain(reapplies).chain(picks).collect()
}

#[test]
fn every_message_comes_out_as_expected() {
    let mut wrong = Vec::new();
    for case in corpus() {
        let got = shown(&read(&case.message, &case.config));
        let same = got.len() == case.expected.len()
            && got.iter().zip(&case.expected).all(|(got, expected)| {
                got == expected || (expected.starts_with("malformed") && got.starts_with(expected))
            });
        if !same {
            wrong
                .push(format!("{}\n  expected {:?}\n  got      {got:?}", case.name, case.expected));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_corpus_is_as_large_as_it_says() {
    let all = corpus();
    let asks = |case: &&Case| case.expected.iter().any(|e| e.starts_with(|c: char| c.is_numeric()));
    let asking = all.iter().filter(asks).count();
    assert!(all.len() >= 120, "{} messages", all.len());
    assert!(all.len() - asking >= 60, "{} of {} ask for nothing", all.len() - asking, all.len());
    let mut names: Vec<&str> = all.iter().map(|case| case.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all.len(), "two cases of one name");
}

/// What an auditor does with a cause: takes the line by its number and compares.
fn is_in(asked: &Asked, message: &str) -> bool {
    let below = message.split('\n').skip(asked.line as usize - 1);
    asked.text.split('\n').zip(below).all(|(text, line)| text == line.trim_end_matches('\r'))
}

#[test]
fn the_line_and_the_text_of_a_trigger_are_found_in_the_message() {
    for case in corpus() {
        for asked in triggers(&case.message, &case.config) {
            assert!(is_in(&asked, &case.message), "{}: {asked:?}", case.name);
        }
    }
}

/// A megabyte of each kind of malice. Work that grows with the square of it would take minutes here.
#[test]
fn a_megabyte_of_anything_is_read() {
    let config = ScanConfig::default().with_roadmap(Roadmap::default());
    let nested: String = (0..700).map(|n| format!("{}{SQUASH}\n", " ".repeat(n * 4))).collect();
    for unit in [
        "a",
        "\n",
        "\r",
        "\r\n",
        " ",
        "\t",
        "`",
        "```\n",
        "~~~\n```\n",
        "<!--\n",
        "<!-- ",
        "-->\n",
        "x <!-- y\n",
        "Closes-Gap: ",
        "Closes-Gap:\n",
        "Closes-Gap: A-1\n",
        "Closes-Gap: A-1,",
        "A-1,",
        "Closes-Gap: A-1\n ",
        "\n ",
        "Meets-Gap: A-1#*\n",
        "Task: 1.1-1.99\n",
        "Task: 1.1\nStatus: Complete\n",
        "Status: Complete\n",
        "This reverts commit 1a2b3c4\n",
        "1a2b3c4, ",
        "Reverts #1\n",
        "(cherry picked from commit 1a2b3c4)\n",
        "commit 1a2b3c4\n",
        "Squashed commit of the following:\n",
        "\u{feff}",
        "é",
        "\0",
        ":",
        "#",
        "@",
        ">",
        &format!("{SQUASH}\n\ncommit 1a2b3c4\n\n    x\n\n    Closes-Gap: A-1\n\n"),
        &nested,
    ] {
        for (start, bytes) in [("s\n\n", 1_000_000), ("", 100_000), ("s\n\nCloses-Gap: ", 100_000)]
        {
            let message = format!("{start}{}", unit.repeat(bytes / unit.len() + 1));
            assert!(triggers(&message, &config).len() <= FACTS_MAX);
        }
    }
}

const SQUASH: &str = "Squashed commit of the following:";

/// The start of a line that could say something to us.
fn has_key(line: &str) -> bool {
    let text = line.trim_start().to_ascii_lowercase();
    ["closes-gap", "starts-gap", "reopens-gap", "meets-gap", "refs-gap"]
        .iter()
        .any(|key| text.starts_with(key))
}

/// Lines of our own words in every order: what random text never hits.
fn line() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "Closes-Gap",
        "closes-gap",
        "Starts-Gap",
        "Meets-Gap",
        "Refs-Gap",
        "Task",
        "Status",
        "Complete",
        ":",
        ": ",
        "SEC-001",
        "sec-2",
        "#2",
        "#*",
        "@1a2b3c4d",
        ",",
        " ",
        "    ",
        "\t",
        "> ",
        "```",
        "~~~",
        "<!--",
        "-->",
        "`",
        "- ",
        "\r",
        "commit 1a2b3c4d",
        SQUASH,
        "does not ",
        "fixes ",
        "1.1-1.3",
        "This reverts commit 1a2b3c4",
        "Reverts #1",
        "Reapply \"x\"",
        "é",
    ]);
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_message_without_our_keys_at_a_line_start_asks(lines in prop::collection::vec(line(), 0..20)) {
        let message = lines.join("\n");
        let asked = triggers(&message, &ScanConfig::default());
        prop_assert!(asked.iter().all(|a| has_key(lines[a.line as usize - 1].as_str())));
        let without: Vec<&str> = message.split('\n').filter(|line| !has_key(line)).collect();
        prop_assert_eq!(triggers(&without.join("\n"), &ScanConfig::default()), []);
    }

    #[test]
    fn any_text_is_prose(text in "\\PC*(\n\\PC*){0,20}") {
        if !text.lines().any(has_key) {
            prop_assert_eq!(triggers(&text, &ScanConfig::default()), []);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let config = ScanConfig::default().with_roadmap(Roadmap::default());
        read(&String::from_utf8_lossy(&bytes), &config);
    }

    #[test]
    fn a_trigger_is_where_it_says(lines in prop::collection::vec(line(), 0..20)) {
        let config = ScanConfig::default().with_roadmap(Roadmap::default());
        let message = lines.join("\n");
        for asked in triggers(&message, &config) {
            prop_assert!(is_in(&asked, &message), "{:?}", asked);
        }
    }

    /// What stands below in a quote, in a fence or indented changes nothing.
    #[test]
    fn what_is_quoted_adds_nothing(lines in prop::collection::vec(line(), 0..10)) {
        let own = "s\n\nCloses-Gap: A-1\n\n";
        for mark in ["> ", "    ", "\t", "- ", "# "] {
            let quoted: String = lines.iter().map(|l| format!("{mark}{l}\n")).collect();
            let message = format!("{own}{quoted}");
            prop_assert_eq!(triggers(&message, &ScanConfig::default()).len(), 1);
        }
    }
}
