//! Trackers of many dialects and languages, in our own words: how each is read, that rendering with nothing
//! new changes no byte, and that every status can be written and reads back.
//!
//! The expected readings stand beside the documents; `GAPS_WRITE_EXPECTED=1` writes them anew, to be looked
//! at before they are committed.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use gaps::model::{Criticality, Label, Status};
use gaps::tracker::{
    Code, NewGap, Profile, Tracker, Truth, apply, claims, claims_with, dates::Date, known, lint,
    relabel, render,
};
use proptest::prelude::*;

fn fixtures() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/trackers");
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "md"));
    paths.sort();
    let name = |p: &PathBuf| p.file_stem().unwrap().to_string_lossy().into_owned();
    paths.iter().map(|p| (name(p), std::fs::read_to_string(p).unwrap())).collect()
}

fn read(text: &str) -> Tracker {
    claims(text.as_bytes()).unwrap()
}

fn shown(tracker: &Tracker) -> String {
    let mut out = format!("{}\n", tracker.dialect);
    for gap in &tracker.gaps {
        let status = gap.status.map_or("?", Status::as_str);
        let rank = gap.criticality.map_or("-", Criticality::as_str);
        write!(out, "{} {status} {rank} {}", gap.label, gap.title).unwrap();
        if !gap.criteria.is_empty() {
            let met = gap.criteria.iter().filter(|c| c.met).count();
            write!(out, " [{met}/{}]", gap.criteria.len()).unwrap();
        }
        out.push('\n');
    }
    for unplaced in &tracker.unplaced {
        writeln!(out, "unplaced {}: {}", unplaced.line, unplaced.why).unwrap();
    }
    for stray in &tracker.strays {
        writeln!(out, "stray {}: {}", stray.line, stray.why).unwrap();
    }
    for finding in lint(tracker) {
        let (line, code) = (finding.line, finding.code);
        writeln!(out, "finding {line} {code}: {} -> {}", finding.claimed, finding.actual).unwrap();
    }
    out
}

#[test]
fn every_fixture_reads_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/trackers");
    let mut wrong = Vec::new();
    for (name, text) in fixtures() {
        let path = folder.join(format!("{name}.expected"));
        let seen = shown(&read(&text));
        if std::env::var_os("GAPS_WRITE_EXPECTED").is_some() {
            std::fs::write(&path, &seen).unwrap();
        }
        let expected = std::fs::read_to_string(&path).unwrap_or_default();
        if seen != expected {
            wrong.push(format!("--- {name}: expected\n{expected}--- read\n{seen}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(fixtures().len() >= 50);
}

fn adds_up(tracker: &Tracker) -> bool {
    let tally = tracker.tally;
    let parts = [tally.boxes, tally.rows, tally.headings];
    parts.iter().all(|c| c.all == c.gaps + c.criteria + c.figures + c.unplaced)
        && tracker.unplaced.len() == parts.iter().map(|c| c.unplaced).sum::<usize>()
}

#[test]
fn every_item_is_somewhere() {
    let (mut all, mut placed) = (0, 0);
    for (name, text) in fixtures() {
        let tracker = read(&text);
        assert!(adds_up(&tracker), "{name}: {:?}", tracker.tally);
        let outside = text.split("```").step_by(2).collect::<String>();
        let boxes = outside
            .lines()
            .map(|l| l.trim_start_matches([' ', '>', '\t']))
            .filter_map(|l| {
                l.strip_prefix("- [").or(l.strip_prefix("-\t[")).or(l.strip_prefix("* ["))
            })
            .filter(|l| l.contains(']') && l.find(']').unwrap() <= 3)
            .count();
        let wide = |l: &&str| l.starts_with("- 【") || l.starts_with("- ［");
        let boxes = boxes + outside.lines().filter(wide).count();
        let numbered =
            outside.lines().filter(|l| l.contains(". [x]") || l.contains(". [ ]")).count();
        assert_eq!(tracker.tally.boxes.all, boxes + numbered, "{name}");
        for count in [tracker.tally.boxes, tracker.tally.rows, tracker.tally.headings] {
            all += count.all;
            placed += count.all - count.unplaced;
        }
    }
    assert!(placed * 100 >= all * 95, "{placed} of {all} items are placed");
}

/// Line endings, a byte order mark, no end of the last line, trailing blanks.
fn spellings(text: &str) -> Vec<(&'static str, String)> {
    let mixed = text
        .split_inclusive('\n')
        .enumerate()
        .map(|(n, l)| if n % 3 == 0 { l.replace('\n', "\r\n") } else { l.to_owned() });
    vec![
        ("as it is", text.to_owned()),
        ("CRLF", text.replace('\n', "\r\n")),
        ("mixed", mixed.collect()),
        ("BOM", format!("\u{feff}{text}")),
        ("no end", text.trim_end().to_owned()),
        ("blanks", format!("{text}\n \n\t\n")),
    ]
}

#[test]
fn rendering_nothing_new_changes_nothing() {
    for (name, text) in fixtures() {
        let plain = shown(&read(&text));
        for (spelling, text) in spellings(&text) {
            let tracker = read(&text);
            assert_eq!(shown(&tracker), plain, "{name}, {spelling}");
            let Ok(rendering) = render(&tracker, &Truth::of(&tracker)) else {
                assert_eq!(name, "generated");
                continue;
            };
            let placed: Vec<_> = lint(&tracker).into_iter().filter(|f| f.place.is_some()).collect();
            if placed.is_empty() {
                assert_eq!(rendering.edits, [], "{name}, {spelling}");
            } else {
                assert!(!rendering.edits.is_empty(), "{name}, {spelling}: {placed:?}");
            }
            let once = apply(&text, &rendering.edits);
            let again = read(&once);
            let left: Vec<_> = lint(&again).into_iter().filter(|f| f.place.is_some()).collect();
            assert_eq!(left, [], "{name}, {spelling}\n{once}");
        }
    }
}

/// What the document says after a change, under the labels that it had before.
fn reread(before: &Tracker, text: &str) -> Tracker {
    let mut after = read(text);
    relabel(&mut after, &known(before));
    after
}

fn serves(have: Option<Status>, wanted: Status) -> bool {
    have.is_some_and(|h| h == wanted || h.is_done() && wanted.is_done())
}

#[test]
fn every_status_can_be_written_and_reads_back() {
    let mut wrong = Vec::new();
    for (name, text) in fixtures() {
        let tracker = read(&text);
        if tracker.generated.is_some() {
            continue;
        }
        for gap in tracker.gaps.iter().filter(|g| g.status.is_some()) {
            for status in Status::ALL {
                let mut truth = Truth::of(&tracker);
                let wanted = truth.gaps.get_mut(gap.label.as_str()).unwrap();
                wanted.status = status;
                wanted.completed = Date::new(2026, 3, 3).filter(|_| status.is_done());
                for met in wanted.criteria.values_mut() {
                    *met = status.is_done();
                }
                let rendering = render(&tracker, &truth).unwrap();
                let out = apply(&text, &rendering.edits);
                let after = reread(&tracker, &out);
                let case = format!("{name}: {} to {status}", gap.label);
                let mut report = |what: &str| wrong.push(format!("{case}: {what}\n{out}"));
                for (label, wanted) in &truth.gaps {
                    match after.gaps.iter().find(|g| g.label.as_str() == label) {
                        None => report(&format!("{label} is gone")),
                        Some(g) if !serves(g.status, wanted.status) => {
                            report(&format!("{label} reads {:?}, not {}", g.status, wanted.status));
                        }
                        Some(_) => {}
                    }
                }
                let about = lint(&after).into_iter().find(|f| {
                    f.label.as_ref() == Some(&gap.label)
                        && !matches!(f.code, Code::DuplicateLabel | Code::DateBeforeOpening)
                });
                if let Some(finding) = about {
                    report(&format!("{finding:?}"));
                }
                let twice = render(&after, &truth).unwrap().edits;
                if !twice.is_empty() {
                    report(&format!("a second rendering changes {twice:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} cases\n{}", wrong.len(), wrong[..wrong.len().min(60)].join("\n"));
}

/// Renders, and reads the result again under the old labels.
fn rendered(tracker: &Tracker, truth: &Truth) -> (String, Vec<gaps::tracker::Finding>, Tracker) {
    let rendering = render(tracker, truth).unwrap();
    let out = apply(&tracker.text, &rendering.edits);
    let after = reread(tracker, &out);
    (out, rendering.findings, after)
}

#[test]
fn a_new_criticality_is_written_or_reported() {
    let mut wrong = Vec::new();
    for (name, text) in fixtures() {
        let tracker = read(&text);
        for gap in tracker.gaps.iter().filter(|g| g.status.is_some() && g.criticality.is_some()) {
            for rank in Criticality::ALL {
                if tracker.generated.is_some() {
                    continue;
                }
                let mut truth = Truth::of(&tracker);
                truth.gaps.get_mut(gap.label.as_str()).unwrap().criticality = Some(rank);
                let (out, findings, after) = rendered(&tracker, &truth);
                let case = format!("{name}: {} to {rank}", gap.label);
                let missed = findings.iter().filter(|f| f.code == Code::NotWritten);
                let missed: Vec<_> = missed.filter_map(|f| f.label.clone()).collect();
                let read = after.gaps.iter().find(|g| g.label == gap.label);
                let written = read.is_some_and(|g| g.criticality == Some(rank));
                if !written && !missed.contains(&gap.label) {
                    wrong.push(format!("{case}: neither written nor reported\n{out}"));
                }
                if missed.iter().any(|l| *l != gap.label) || after.gaps.len() != tracker.gaps.len()
                {
                    wrong.push(format!("{case}: others are harmed: {missed:?}\n{out}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} cases\n{}", wrong.len(), wrong[..wrong.len().min(12)].join("\n"));
}

#[test]
fn a_new_gap_stands_with_its_like() {
    let mut wrong = Vec::new();
    for (name, text) in fixtures() {
        let tracker = read(&text);
        let lanes = text.contains("| To do |");
        if tracker.generated.is_some() || tracker.gaps.is_empty() || lanes {
            continue;
        }
        let like = tracker.gaps.iter().rev().find(|g| g.status == Some(Status::Open));
        let Some(like) = like.or(tracker.gaps.last()) else { continue };
        let label = format!("{}-900", like.label.prefix()).parse().unwrap();
        let mut truth = Truth::of(&tracker);
        truth.new.push(NewGap {
            criticality: like.criticality,
            block: like.block.as_ref().map(|b| b.name.clone()),
            ..new_gap(label, "Nobody waters the plants")
        });
        let (out, findings, after) = rendered(&tracker, &truth);
        let new = after.gaps.iter().find(|g| g.title == "Nobody waters the plants");
        let case = format!("{name}: {findings:?}\n{out}");
        match new {
            None => wrong.push(format!("not read back, {case}")),
            Some(_) if findings.iter().any(|f| f.code == Code::NotWritten) => {}
            Some(gap) if gap.status != Some(Status::Open) => {
                wrong.push(format!("reads {:?}, {case}", gap.status));
            }
            Some(gap) if gap.criticality != like.criticality => {
                wrong.push(format!("ranks {:?}, {case}", gap.criticality));
            }
            Some(_) if after.gaps.len() != tracker.gaps.len() + 1 => {
                wrong.push(format!("others are harmed, {case}"));
            }
            Some(_) => {}
        }
        let placed: Vec<_> = lint(&after).into_iter().filter(|f| f.place.is_some()).collect();
        if !placed.is_empty() {
            wrong.push(format!("{placed:?}, {case}"));
        }
    }
    assert!(wrong.is_empty(), "{} cases\n{}", wrong.len(), wrong[..wrong.len().min(12)].join("\n"));
}

#[test]
fn many_changes_at_once_lose_nothing() {
    for (name, text) in fixtures() {
        let tracker = read(&text);
        if tracker.generated.is_some() {
            continue;
        }
        for shift in 0..Status::ALL.len() {
            let mut truth = Truth::of(&tracker);
            for (n, wanted) in truth.gaps.values_mut().enumerate() {
                wanted.status = Status::ALL[(n + shift) % Status::ALL.len()];
            }
            let rendering = render(&tracker, &truth).unwrap();
            let out = apply(&text, &rendering.edits);
            let after = reread(&tracker, &out);
            assert_eq!(after.gaps.len(), tracker.gaps.len(), "{name}\n{out}");
            // A criticality may be lost between tables of other columns; that is reported, too.
            let status = |f: &&gaps::tracker::Finding| f.actual.parse::<Status>().is_ok();
            let all = rendering.findings.iter().filter(|f| f.code == Code::NotWritten);
            let missed = all.filter(status).count();
            assert_eq!(missed, 0, "{name}: {:?}\n{out}", rendering.findings);
        }
    }
}

#[test]
fn a_team_can_say_what_its_signs_mean() {
    let text =
        "# T\n\n| Task | Status |\n|--|--|\n| a | ⏳ |\n| b | Accepted risk |\n| c | Done |\n";
    let plain = read(text);
    assert_eq!(plain.gaps.iter().filter(|g| g.status.is_none()).count(), 2);
    let mut profile = Profile::default();
    profile.signs.insert("⏳".into(), Status::Started);
    profile.words.insert("Accepted Risk".into(), Status::Dropped);
    let told = claims_with(text.as_bytes(), &profile).unwrap();
    let statuses: Vec<_> = told.gaps.iter().map(|g| g.status.unwrap()).collect();
    assert_eq!(statuses, [Status::Started, Status::Dropped, Status::Closed]);
}

#[test]
fn what_is_no_text_is_refused_with_its_byte() {
    let error = claims(b"# A\n\n- [ ] \xff\n").unwrap_err();
    assert!(error.to_string().contains("byte 11 (0xff, line 3)"), "{error}");
    assert!(claims(&[0xff, 0xfe, b'#', 0]).unwrap_err().to_string().contains("byte 0"));
}

/// Pieces that trackers are made of, and pieces that break readers of them.
fn piece() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "# Title",
        "## Done",
        "## In progress",
        "## High",
        "### SEC-001: One ✅",
        "### ~~SEC-002: Two~~",
        "#### Task 1.2: Three",
        "**Status**: Open",
        "**Status**: [✓] COMPLETED",
        "**Priority**: P1",
        "- [ ] one",
        "- [x] two",
        "  - [ ] below",
        "- [-] three",
        "- ✅ four",
        "| ID | Title | Status |",
        "|----|-------|--------|",
        "| A-1 | x | Done |",
        "| A-2 | y | ⏳ |",
        "| B | 2 |",
        "```",
        "~~~",
        "> - [ ] q",
        "Overall: 1/2 (50%)",
        "All tasks done.",
        "- **Effort**: 2d",
        "",
        "",
        "---",
        "<!-- x",
        "-->",
        "<details>",
        "\t- [ ] tab",
        "**Bold:**",
        "Legend: ✅ done",
        "1. [x] n",
        "***",
        "| | |",
        "âœ… x",
        "\\[x\\] y",
        "- [x](y)",
        "- [ ] ~~z~~",
        "| To do | Done |",
        "Last Updated: 2026-01-01",
        "- ✓ Task 1.2: Three",
        "[████░░] 60%",
    ]);
    prop_oneof![4 => fixed.prop_map(str::to_owned), 1 => "[ -~✅é]{0,24}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_markdown_is_read_and_kept(lines in prop::collection::vec(piece(), 0..40), crlf: bool) {
        let text = lines.join(if crlf { "\r\n" } else { "\n" });
        let tracker = read(&text);
        prop_assert!(adds_up(&tracker), "{:?}", tracker.tally);
        prop_assert_eq!(&tracker.text, &text);
        let findings = lint(&tracker);
        for claim in &tracker.claims {
            prop_assert!(text.get(claim.place.start..claim.place.end).is_some());
        }
        if let Ok(rendering) = render(&tracker, &Truth::of(&tracker)) {
            let placed = findings.iter().any(|f| f.place.is_some());
            prop_assert!(placed || rendering.edits.is_empty(), "{:?}", rendering.edits);
            // What was left out for the sake of another item may be written once that one reads otherwise.
            prop_assume!(!rendering.findings.iter().any(|f| f.code == Code::NotWritten));
            let once = apply(&text, &rendering.edits);
            let second = read(&once);
            let again = render(&second, &Truth::of(&second)).map(|r| r.edits);
            prop_assert_eq!(again, Ok(Vec::new()), "once: {}", once);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(tracker) = claims(&bytes) {
            prop_assert!(adds_up(&tracker));
        }
    }
}

/// What the document says, and one gap that it does not have.
fn truth_with_new(tracker: &Tracker) -> Truth {
    let mut truth = Truth::of(tracker);
    let label = format!("{}-99", tracker.gaps[0].label.prefix()).parse().unwrap();
    truth.new.push(new_gap(label, "Trace requests"));
    truth
}

/// A gap with a title and nothing else.
fn new_gap(label: Label, title: &str) -> NewGap {
    NewGap {
        label,
        title: title.into(),
        status: Status::Open,
        criticality: None,
        block: None,
        kind: None,
        description: None,
        criteria: Vec::new(),
        files: Vec::new(),
        owner: None,
        due: None,
        effort: None,
        completed: None,
        pr: None,
    }
}

/// Renders with one gap closed, and another one added where `new` says so.
fn with_closed(text: &str, label: &str, new: bool) -> String {
    let tracker = read(text);
    let mut truth = if new { truth_with_new(&tracker) } else { Truth::of(&tracker) };
    let wanted = truth.gaps.get_mut(label).unwrap();
    wanted.status = Status::Closed;
    wanted.completed = Date::new(2026, 3, 3);
    truth.updated = Date::new(2026, 3, 3);
    apply(text, &render(&tracker, &truth).unwrap().edits)
}

#[test]
fn every_line_with_the_last_update_changes_together() {
    let (_, text) = fixtures().into_iter().find(|f| f.0 == "two-stamps").unwrap();
    let out = with_closed(&text, "G-1", false);
    assert_eq!(out.matches("2026-03-03").count(), 3, "{out}");
    assert!(!out.contains("2026-01-10"), "{out}");
    // A date inside an item is that item's own.
    let text = "# Gaps\n\nLast updated: 2026-01-10\n\n### A-1: Keys\n**Status**: Open\n\n### A-2: Pins\n**Status**: Open\n**Last updated**: 2026-01-09\n";
    let out = with_closed(text, "A-1", false);
    assert!(out.contains("Last updated: 2026-03-03"), "{out}");
    assert!(out.contains("**Last updated**: 2026-01-09"), "{out}");
}

#[test]
fn what_is_new_stays_where_the_item_before_it_moves_away() {
    let text = "# Board\n\n## To do\n- Keys\n\n## Done\n- Pins\n";
    let out = with_closed(text, "GAP-01", true);
    assert_eq!(out, "# Board\n\n## To do\n- Trace requests\n\n## Done\n- Pins\n- Keys\n");
    assert_eq!(render(&read(&out), &Truth::of(&read(&out))).unwrap().edits, []);
    // Nor does it go into a lane that begins behind it.
    let text = "# Board\n\n## To do\n- Keys\n- Pins\n";
    let out = with_closed(text, "GAP-01", true);
    assert_eq!(out, "# Board\n\n## To do\n- Pins\n- Trace requests\n\n## Done\n\n- Keys\n");
    // Where the only lane of its status begins in the same rendering, that one is its place.
    let text = "# Board\n\n## In progress\n- Keys\n\n## Done\n- Pins\n";
    let tracker = read(text);
    let mut truth = truth_with_new(&tracker);
    truth.gaps.get_mut("GAP-02").unwrap().status = Status::Open;
    let out = apply(text, &render(&tracker, &truth).unwrap().edits);
    assert!(out.ends_with("## Open\n\n- Pins\n- Trace requests\n"), "{out}");
    let after = reread(&tracker, &out);
    assert_eq!(render(&after, &Truth::of(&after)).unwrap().edits, []);
}

#[test]
fn an_edit_reads_as_its_author_would_have_written_it() {
    let cases = [
        // A remark beside another word of done is that row's own.
        (
            "| A | Status |\n|---|---|\n| x | Open |\n| y | Done \u{2192} deployed |\n",
            "| x | Done |",
        ),
        ("| A | Status |\n|---|---|\n| x | Open |\n| y | Done/verified |\n", "| x | Done |"),
        // A label in brackets says the next status in the same place.
        ("### [OPEN] x\nSeverity: High\n\n### [CLOSED] y\nSeverity: Low\n", "### [CLOSED] x\n"),
        ("### [OPEN] x\nSeverity: High\n\n### [OPEN] y\nSeverity: Low\n", "### [DONE] x\n"),
        // Words and wide brackets in boxes stay words and wide brackets.
        ("- \u{3010}未\u{3011}x\n- \u{3010}済\u{3011}y\n", "- \u{3010}済\u{3011}x\n"),
        ("- ［ ］x\n- ［x］y\n", "- ［x］x\n"),
        // The mark that the boxes of the list have, not that of the lines beside them.
        ("- [ ] x\n- ✓ y\n- [✓] z\n", "- [✓] x\n- ✓ y\n"),
        // Both columns, or the row would say two things.
        (
            "| A | Dev status | QA status |\n|---|---|---|\n| x | Open | Open |\n| y | Done | Done |\n",
            "| x | Done | Done |",
        ),
        (
            "|Key|Summary|Status|Resolution|\n|---|---|---|---|\n|A-1|x|To Do|Unresolved|\n|A-2|y|Done|Fixed|\n",
            "|A-1|x|Done|Fixed|",
        ),
        // A box in a column `Done` stays a box.
        ("| Done | A |\n|---|---|\n| [ ] | x |\n| [x] | y |\n", "| [x] | x |"),
        ("| Done | A |\n|---|---|\n| [ ] | x |\n| [ ] | y |\n", "| [x] | x |"),
        // What stands behind a name in a row with a status of its own is that name's.
        (
            "| A | Status |\n|---|---|\n| x - open, three ways | Open |\n| y | Done |\n",
            "| x - open, three ways | Done |",
        ),
        // Each table has words of its own, and a language.
        (
            "| A | Status |\n|---|---|\n| x | open |\n| y | shipped |\n\n## B\n\n| A | Status |\n|---|---|\n| z | Fixed |\n",
            "| x | shipped |",
        ),
        (
            "| A | Status |\n|---|---|\n| x | open |\n| y | in progress |\n\n## B\n\n| A | Status |\n|---|---|\n| z | erledigt |\n| v | erledigt |\n| w | erledigt |\n",
            "| x | done |",
        ),
        // A row that is bold from end to end stays so, and no other becomes it.
        (
            "| A | Status |\n|---|---|\n| **x** | **Open** |\n| y | Done |\n| z | Open |\n",
            "| **x** | **Done** |",
        ),
        (
            "| A | Status |\n|---|---|\n| x | Open |\n| **y** | **Done** |\n| z | Open |\n",
            "| x | Done |",
        ),
        // How far it is, on which day and by what, where cells ask for it.
        (
            "| A | Status | Progress | Completed |\n|---|---|---|---|\n| x | Open | 20% | |\n| y | Done | 100% | 25/02/2026 |\n",
            "| x | Done | 100% | 03/03/2026 |",
        ),
        (
            "| A | Status | Done |\n|---|---|---|\n| x | Open | - |\n| y | Closed | 2026-02-25 |\n",
            "| x | Closed | 2026-03-03 |",
        ),
        // The date of a risk is no date of completion.
        (
            "| A | Date | Status |\n|---|---|---|\n| x | | Open |\n| y | 2026-02-25 | Open |\n| z | 2026-02-26 | Done |\n",
            "| x | | Done |",
        ),
        (
            "| ID | A | Status |\n|---|---|---|\n| R-1 | x | Open |\n| ~~R-2~~ | y | Done |\n",
            "| ~~R-1~~ | x | Done |",
        ),
        // A section of what is left is no lane to rows with a status of their own, where none is kept for what is done.
        (
            "## Remaining Gaps\n\n| A | Status |\n|---|---|\n| x | ❌ Not wired |\n| y | ❌ Not started |\n",
            "| x | ✅ Done |",
        ),
        ("Last updated: November 4, 2025\n\n- [ ] x\n- [x] y\n", "Last updated: March 3, 2026\n"),
        // What is not clear is counted as it stands.
        (
            "| A | Status |\n|---|---|\n| x | Open |\n| y | At risk |\n| z | Done |\n\nOverall: 1 of 3 tasks done\n",
            "Overall: 2 of 3 tasks done",
        ),
        // Labels name the rows of a matrix, too.
        (
            "| Area | High | Low |\n|---|---|---|\n| Security | 1 | 0 |\n| Ops | 1 | 0 |\n\n### SEC-001: x\n- **Severity**: High\n- **Status**: Open\n\n### OPS-001: y\n- **Severity**: High\n- **Status**: Open\n",
            "| Security | 0 | 0 |\n| Ops | 1 | 0 |",
        ),
        // What the newest one says of its day and pull request.
        ("- [ ] x\n- [x] y (done 2026-01-02, #12)\n", "- [x] x (done 2026-03-03)\n"),
        ("- [ ] x (2026-05-01)\n- [x] y (2026-01-02)\n", "- [x] x (2026-05-01)\n"),
    ];
    for (table, expected) in cases {
        let text = format!("# Gaps\n\n{table}");
        let label = read(&text).gaps[0].label.to_string();
        let out = with_closed(&text, &label, false);
        assert!(out.contains(expected), "{expected}\n{out}");
        assert_eq!(read(&out).gaps[0].status, Some(Status::Closed), "{out}");
    }
}

/// Renders with the first gap in another status.
fn with_first(text: &str, status: Status) -> String {
    let tracker = read(text);
    let mut truth = Truth::of(&tracker);
    let label = tracker.gaps[0].label.to_string();
    truth.gaps.get_mut(&label).unwrap().status = status;
    let out = apply(text, &render(&tracker, &truth).unwrap().edits);
    let after = reread(&tracker, &out);
    assert_eq!(after.gaps[0].status, Some(status), "{out}");
    assert_eq!(render(&after, &truth).unwrap().edits, [], "{out}");
    out
}

#[test]
fn what_is_not_done_any_more_reads_as_its_author_would_have_written_it() {
    use Status::{Deferred, Open, Started};
    let cases = [
        // The words of what is begun or held up are no model for what is merely open.
        ("| A | Status |\n|---|---|\n| x | Done |\n| y | Blocked |\n", Open, "| x | Open |"),
        (
            "| A | Status |\n|---|---|\n| x | Open |\n| y | Partial |\n",
            Started,
            "| x | In progress |",
        ),
        (
            "| A | Stand |\n|---|---|\n| x | Offen |\n| y | Erledigt |\n",
            Started,
            "| x | In Arbeit |",
        ),
        // Japanese shares its words with Chinese, and Chinese has two scripts.
        (
            "| 課題 | 状態 |\n|---|---|\n| ドアを直す | 進行中 |\n| まどをふく | 完了 |\n",
            Deferred,
            "| ドアを直す | 保留 |",
        ),
        (
            "| 任務 | 狀態 |\n|---|---|\n| 關門 | 進行中 |\n| 開窗 | 完成 |\n",
            Deferred,
            "| 關門 | 已延後 |",
        ),
        ("| Done | A |\n|---|---|\n| [x] | x |\n| [x] | y |\n", Open, "| [ ] | x |"),
        ("| Done | A |\n|---|---|\n| Yes | x |\n| Yes | y |\n", Open, "| No | x |"),
        (
            "| A | Status | Progress |\n|---|---|---|\n| x | Done | 100% |\n| y | Open | 5% |\n",
            Open,
            "| x | Open | 0% |",
        ),
        // A sign whose word says more than that is no model for another.
        (
            "Legend: ✅ Done · ❌ Not started · ⚠️ Needs work\n\n| A | Status |\n|---|---|\n| x | ✅ |\n| y | ❌ |\n| z | ⚠️ |\n",
            Open,
            "| x | ❌ |",
        ),
        // A row that only its section calls done keeps the day that it has.
        (
            "## Closed\n\n| ID | A | Closed on |\n|---|---|---|\n| R-1 | x | 2026-01-02 |\n| R-2 | y | 2026-01-03 |\n",
            Status::Closed,
            "| R-1 | x | 2026-01-02 |",
        ),
        // Where every line ends with its status, so does this one.
        ("- x - DONE\n- y - IN PROGRESS\n- z - DONE\n", Open, "- x - OPEN\n"),
        ("- x（完了）\n- y（対応中）\n- まど（完了）\n", Open, "- x（未着手）\n"),
        // Who closes a risk opens it again.
        ("| A | Stato |\n|---|---|\n| x | Chiuso |\n| y | In corso |\n", Open, "| x | Aperto |"),
        ("- [DONE] x\n- [WIP] y\n", Open, "- [TODO] x\n"),
        // What another says beside its status is no model.
        (
            "### R-1: x\nStatus: Closed\n\n### R-2: y\nStatus: open since 2025-11\n",
            Open,
            "### R-1: x\nStatus: Open\n",
        ),
        ("## Erledigt\n- ~~x~~ (02.02.2026)\n\n## Offen\n- y\n", Open, "## Offen\n- y\n- x\n"),
        ("- [x] 修复（2026-01-05，#23）\n- [ ] 补充\n", Open, "- [ ] 修复\n"),
        // Nobody can tell which day that is, and it is no day of what is open.
        (
            "| A | Status | Completed |\n|---|---|---|\n| x | Done | 03/04/2026 |\n| y | Open | - |\n",
            Open,
            "| x | Open | - |",
        ),
        (
            "| ID | A | Status |\n|---|---|---|\n| ~~R-1~~ | x | Done |\n| R-2 | y | Open |\n",
            Open,
            "| R-1 | x | Open |",
        ),
        ("- [x] x (done 2026-01-02, #12)\n- [ ] y\n", Open, "- [ ] x\n"),
        // A date that was there before is not the day of completion.
        ("- [ ] x (2026-05-01)\n- [x] y\n", Started, "- [/] x (2026-05-01)\n"),
        // A heading that only its mark makes an item keeps one.
        ("### Day 1: x ✅\n\n### Day 2: y ✅\n", Open, "### Day 1: x ⬜\n"),
    ];
    for (table, status, expected) in cases {
        let out = with_first(&format!("# Gaps\n\n{table}"), status);
        assert!(out.contains(expected), "{expected}\n{out}");
    }
}

#[test]
fn a_new_row_is_numbered_as_the_others_are() {
    let cases = [
        (
            "| # | A | Status |\n|---|---|---|\n| 1 | x | Open |\n| 2 | y | Open |\n",
            "| 3 | Trace requests | Open |",
        ),
        (
            "| Phase | A | Status |\n|---|---|---|\n| 0 | x | Open |\n| 1 | y | Open |\n",
            "| 2 | Trace requests | Open |",
        ),
        (
            "| # | A | Status |\n|---|---|---|\n| P0 | x | Open |\n| P1 | y | Open |\n",
            "| - | Trace requests | Open |",
        ),
        (
            "| ID | A | Status |\n|---|---|---|\n| R1 | x | Open |\n| R2 | y | Open |\n",
            "| R99 | Trace requests | Open |",
        ),
        (
            "| ID | A | Status |\n|---|---|---|\n| R-1 | x | Open |\n| R-2 | y | Open |\n",
            "| R-99 | Trace requests | Open |",
        ),
    ];
    let numbered = "## High\n\n### 1. x\n- Status: Open\n- Priority: High\n\n## Low\n\n### 2. y\n- Status: Open\n- Priority: Low\n";
    let tracker = read(numbered);
    let out = apply(numbered, &render(&tracker, &truth_with_new(&tracker)).unwrap().edits);
    assert!(out.contains("### 3. Trace requests"), "{out}");
    for (table, expected) in cases {
        let text = format!("# Gaps\n\n{table}");
        let tracker = read(&text);
        let out = apply(&text, &render(&tracker, &truth_with_new(&tracker)).unwrap().edits);
        assert!(out.contains(expected), "{expected}\n{out}");
        assert_eq!(reread(&tracker, &out).gaps.len(), 3, "{out}");
    }
}

#[test]
fn a_bracket_of_what_is_done_gives_its_day_and_pull_request() {
    let tracker = read("# Gaps\n\n- [x] Pins (done 2026-01-02, #12)\n- [ ] Keys (2026-05-01)\n");
    let done = &tracker.gaps[0];
    assert_eq!(done.completed, Date::new(2026, 1, 2));
    assert_eq!(done.pr.as_ref().map(|pr| pr.text.as_str()), Some("#12"));
    assert_eq!((done.title.as_str(), tracker.gaps[1].title.as_str()), ("Pins", "Keys"));
    assert_eq!(tracker.gaps[1].completed, None);
}

#[test]
fn what_is_not_clear_stays_in_its_section() {
    let text = "# Gaps\n\n## Done\n\n| A | Status |\n|---|---|\n| x | Polished |\n| y | Fixed |\n\n## Open\n\n| A | Status |\n|---|---|\n| z | Open |\n";
    let tracker = read(text);
    assert_eq!(tracker.gaps[0].status, None);
    let mut truth = Truth::of(&tracker);
    let mut open = truth.gaps["GAP-02"].clone();
    open.status = Status::Open;
    truth.gaps.insert("GAP-01".into(), open);
    assert_eq!(render(&tracker, &truth).unwrap().edits, []);
}

#[test]
fn a_row_that_is_open_again_has_no_date_of_completion() {
    let text = "# Gaps\n\n| Task | Status | Completed |\n|---|---|---|\n| x | Done | 2026-02-10 |\n| y | Open | - |\n";
    let tracker = read(text);
    let mut truth = Truth::of(&tracker);
    truth.gaps.get_mut("GAP-01").unwrap().status = Status::Open;
    let out = apply(text, &render(&tracker, &truth).unwrap().edits);
    assert!(out.contains("| x | Open | - |"), "{out}");
}

#[test]
fn a_mark_stays_where_changing_it_would_take_other_items_out() {
    // With a box in the first line, the lines below it would read as a part of its item.
    let text = "- ✅ four\n**Status**: Open\n\t- [ ] tab\n- ✅ four\n- [ ] one\n";
    let tracker = read(text);
    let (once, findings, _) = rendered(&tracker, &Truth::of(&tracker));
    assert_eq!(once, text);
    let told: Vec<_> = findings.iter().map(|f| (f.line, f.code.as_str())).collect();
    assert_eq!(told, [(1, "not-written")]);
    // Where there are many of them, not each is tried, and each is told.
    let many = (0..40).map(|n| {
        format!("- ✅ four {n}\n**Status**: Open\n\t- [ ] tab {n}\n- ✅ four {n}\n- [ ] one {n}\n")
    });
    let text: String = many.collect();
    let tracker = read(&text);
    let (once, findings, after) = rendered(&tracker, &Truth::of(&tracker));
    let labels = |t: &Tracker| -> Vec<Label> { t.gaps.iter().map(|g| g.label.clone()).collect() };
    assert_eq!(labels(&after), labels(&tracker));
    let told = findings.iter().filter(|f| f.code == Code::NotWritten).count();
    let changed = text.lines().zip(once.lines()).filter(|(was, is)| was != is).count();
    assert_eq!((told + changed, text.lines().count()), (40, once.lines().count()));
}

#[test]
fn what_is_not_clear_is_left_and_fails_no_check() {
    let text = "# Gaps\n\n- [x] Old API – entfällt\n- [ ] Keys\n";
    let tracker = read(text);
    assert_eq!(tracker.gaps[0].status, None);
    let mut truth = Truth::of(&tracker);
    let mut open = truth.gaps["GAP-02"].clone();
    open.status = Status::Open;
    truth.gaps.insert("GAP-01".into(), open);
    let rendering = render(&tracker, &truth).unwrap();
    assert_eq!((rendering.edits, rendering.findings), (vec![], vec![]));
    truth.gaps.get_mut("GAP-01").unwrap().status = Status::Closed;
    assert_eq!(render(&tracker, &truth).unwrap().findings.len(), 1);
}

#[test]
fn what_comes_back_every_month_is_left_out_of_every_figure_or_of_none() {
    let text = "# Gaps\n\n## Monthly\n\n- [ ] Read the access list\n\n## Once\n\n- [x] Pin images\n- [ ] Probes\n\n| | Count |\n|---|---|\n| Completed | 1 |\n| Pending | 1 |\n| Total | 2 |\n";
    assert!(lint(&read(text)).is_empty(), "{:?}", lint(&read(text)));
    let out = with_closed(text, "MON-01", false);
    assert_eq!(out, text.replace("- [ ] Read", "- [x] Read"));
    assert!(lint(&read(&out)).is_empty());
    // An author who counts it counts right, too.
    let counted = out.replace("Completed | 1", "Completed | 2").replace("Total | 2", "Total | 3");
    assert!(lint(&read(&counted)).is_empty(), "{:?}", lint(&read(&counted)));
}
