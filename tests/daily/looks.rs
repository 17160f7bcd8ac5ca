//! Pages for people: they fit the screen, colour adds nothing but colour, and what is piped is whole.

use unicode_width::UnicodeWidthStr;

use crate::support::Repo;

const LONG: &str = "Alert rules for the queue: depth, age of the oldest message, consumers that vanish, and dead letters";

fn scene() -> Repo {
    let repo = Repo::founded();
    repo.ok(&[
        "add",
        "RBAC",
        "-b",
        "Security",
        "-c",
        "blocker",
        "--criterion",
        "roles defined",
        "--criterion",
        LONG,
        "--due",
        "2026-10-01",
        "--description",
        &format!("{LONG}.\n\n  indented {LONG}"),
    ]);
    repo.ok(&[
        "add",
        LONG,
        "-b",
        "Observability",
        "-c",
        "medium",
        "--owner",
        "somebody-with-a-long-name",
    ]);
    repo.ok(&["add", "日本語のタイトル日本語のタイトル日本語のタイトル日本語のタイトル日本語のタイトル日本語のタイトル", "-b", "Core Reliability"]);
    repo.commit("open gaps (#3)");
    repo.git(&["switch", "--quiet", "-c", "other"]);
    repo.ok(&["defer", "COR-001", "-m", LONG]);
    repo.commit("defer");
    repo.git(&["switch", "--quiet", "main"]);
    repo.ok(&["close", "COR-001", "-m", &format!("done\n\n{LONG}"), "--solution", LONG]);
    repo.ok(&["start", "SEC-001"]);
    repo.ok(&["tick", "SEC-001", "1"]);
    repo.commit("close (#4)");
    repo.git(&["merge", "--quiet", "--no-edit", "other"]);
    repo.ok(&["note", "SEC-001", "-m", LONG]);
    repo
}

const PAGES: [&[&str]; 6] = [
    &["list", "--status", "all"],
    &["show", "SEC-001"],
    &["show", "COR-001"],
    &["show", "OBS-001"],
    &["log", "--oneline"],
    &["next"],
];

fn page(repo: &Repo, arguments: &[&str], columns: &str) -> String {
    let output = repo.command(arguments).env("COLUMNS", columns).output().unwrap();
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Without what a terminal takes as colour.
fn bare(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("\u{1b}[") {
        out.push_str(&rest[..at]);
        rest = &rest[at + rest[at..].find('m').unwrap() + 1..];
    }
    out + rest
}

#[test]
fn every_line_fits_the_screen() {
    let repo = scene();
    for columns in [80, 120, 200] {
        for arguments in PAGES {
            let text = page(&repo, arguments, &columns.to_string());
            // The title of a page, and a contest's reason, are the terminal's to break.
            for line in text.lines().skip(usize::from(arguments[0] == "show")) {
                if line.starts_with("  settle it")
                    || line.contains(": Alert rules for the queue")
                        && line.starts_with("  deferred")
                {
                    continue;
                }
                assert!(
                    line.width() <= columns,
                    "{arguments:?} at {columns}: {} {line:?}",
                    line.width()
                );
            }
        }
    }
}

#[test]
fn a_list_fits_a_narrow_screen() {
    let repo = scene();
    repo.ok(&["add", "Backups", "-b", "Recovery of the whole business", "-c", "low"]);
    let pages = [40, 50, 60, 80].map(|columns| {
        let text = page(&repo, &["list", "--status", "all"], &columns.to_string());
        for line in text.lines() {
            assert!(line.width() <= columns, "at {columns}: {} {line:?}", line.width());
        }
        assert!(text.contains("COR-001") && text.contains("Backups"), "{text}");
        text
    });
    let [words, .., table] = pages;
    assert!(words.contains("Recovery of the whole busin…\n  1 low\n"), "{words}");
    assert!(words.contains("\nSEC-001  blocker  started\n  RBAC\n  "), "{words}");
    let columns = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let heads = ["blocker", "high", "medium", "low", "total"];
    assert_eq!(columns(table.lines().next().unwrap()), heads, "{table}");
    // Where there is room nothing moves together.
    let wide = page(&repo, &["list"], "100");
    let head = "  blocker     high   medium      low    total";
    assert!(wide.lines().next().unwrap().ends_with(head), "{wide}");
}

#[test]
fn colour_adds_colour_only_and_stays_off_where_nobody_looks() {
    let repo = scene();
    for arguments in PAGES {
        let plain = page(&repo, arguments, "100");
        assert!(!plain.contains('\u{1b}'), "{arguments:?}");
        let coloured = page(&repo, &[arguments, &["--color", "always"]].concat(), "100");
        assert_eq!(bare(&coloured), plain, "{arguments:?}");
        if plain.starts_with("Nothing") {
            continue;
        }
        assert!(coloured.contains('\u{1b}'), "{arguments:?}");
        let forced = repo.command(arguments).env("CLICOLOR_FORCE", "1").output().unwrap();
        assert!(forced.stdout.contains(&0x1b));
        let never = repo
            .command(&[arguments, &["--color", "never"]].concat())
            .env("CLICOLOR_FORCE", "1")
            .output()
            .unwrap();
        assert!(!never.stdout.contains(&0x1b));
    }
}

#[test]
fn what_is_piped_is_whole_and_one_gap_is_one_line() {
    let repo = scene();
    let list = repo.ok(&["list", "--status", "all"]);
    let line = list.lines().find(|l| l.starts_with("OBS-001")).unwrap();
    assert!(line.contains(LONG) && line.ends_with("@somebody-with-a-long-name"), "{line}");
    let log = repo.ok(&["log", "--oneline"]);
    assert_eq!(log.lines().count(), repo.event_files().len());
    assert!(log.contains(LONG));
}

#[test]
fn a_title_without_end_moves_no_other_line() {
    let repo = scene();
    let (before, long) = (repo.ok(&["list"]), "long ".repeat(60));
    repo.ok(&["add", &long, "-b", "Security", "-c", "high", "--owner", "ben"]);
    let list = repo.ok(&["list"]);
    let line = |page: &str, label: &str| {
        page.lines().find(|l| l.starts_with(label)).unwrap_or_default().to_owned()
    };
    assert_eq!(line(&list, "SEC-001"), line(&before, "SEC-001"));
    assert!(line(&list, "SEC-002").contains(long.trim()));
}

#[test]
fn the_list_opens_with_what_matters() {
    let repo = scene();
    let list = repo.ok(&["list"]);
    let order = ["blocker", "3 open", "Contested", "COR-001", "Overdue", "SEC-001", "OBS-001"];
    let order = ["blocker", "2 open"]
        .iter()
        .chain(&order[2..])
        .map(|w| list.find(w).unwrap_or_else(|| panic!("{w}: {list}")));
    assert!(order.collect::<Vec<_>>().is_sorted(), "{list}");
    let page = repo.ok(&["show", "COR-001"]);
    assert!(
        page.contains("settle it: gaps close COR-001 -m REASON   or: gaps defer COR-001 -m REASON"),
        "{page}"
    );
}
