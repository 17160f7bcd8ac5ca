//! How fast a hand-kept tracker is read: `cargo bench --bench trackers -- [MEBIBYTES]` (16 where nothing is said).
//! What counts is the dry run as a user starts it, and the ratio between sizes: four times the document must take
//! about four times as long, on honest Markdown and on hostile.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const MEBIBYTE: usize = 1024 * 1024;
/// An item, its fields and its share of headings come to a little under this.
const ITEM_BYTES: usize = 167;

fn main() {
    let most = std::env::args().find_map(|a| a.parse().ok()).unwrap_or(16);
    // A little less: items of large numbers are longer, and no document may be larger.
    let whole = most * MEBIBYTE / 100 * 97;
    let folder = tempfile::tempdir().expect("a folder to work in");
    println!(
        "| document | MiB | items | seconds | MiB/s | against a quarter |\n|---|---|---|---|---|---|"
    );
    for (name, make) in KINDS {
        let mut before: Option<f64> = None;
        for bytes in [whole / 4, whole] {
            let (text, items) = make(bytes);
            let path = folder.path().join("GAPS.md");
            std::fs::write(&path, &text).expect("writes");
            let took = (0..3).map(|_| dry_run(folder.path())).fold(f64::MAX, f64::min);
            let size = text.len() as f64 / MEBIBYTE as f64;
            let ratio = before.map_or(String::new(), |b| format!("{:.1}", took / b));
            println!("| {name} | {size:.1} | {items} | {took:.2} | {:.1} | {ratio} |", size / took);
            before = Some(took);
        }
    }
}

/// A kind of document, and what makes one of about so many bytes: the text, and how many items it has.
type Kind = (&'static str, fn(usize) -> (String, usize));

const KINDS: &[Kind] = &[
    ("checklist", checklist),
    ("table", table),
    ("sections", sections),
    ("nested lists", |bytes| (nested(bytes), 0)),
    ("nested quotes", |bytes| (line_of(bytes, "> "), 0)),
    ("open brackets", |bytes| (line_of(bytes, "["), 0)),
    ("open emphasis", |bytes| (line_of(bytes, "*a _b "), 0)),
    ("a line of pipes", |bytes| (line_of(bytes, "| a "), 0)),
];

/// The shortest that can be said of it: how long the whole program runs.
fn dry_run(folder: &Path) -> f64 {
    let started = Instant::now();
    let done = Command::new(env!("CARGO_BIN_EXE_gaps"))
        .args(["import", "-n", "GAPS.md"])
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .expect("runs");
    assert!(done.success(), "the dry run failed");
    started.elapsed().as_secs_f64()
}

const PARTS: [&str; 6] = ["retry", "limit", "rotate", "document", "monitor", "verify"];
const THINGS: [&str; 7] = ["queue", "token", "backup", "endpoint", "migration", "alert", "cache"];

fn title(n: usize) -> String {
    format!("{} the {} of service {n}", PARTS[n % PARTS.len()], THINGS[n % THINGS.len()])
}

fn checklist(bytes: usize) -> (String, usize) {
    let items = bytes / ITEM_BYTES;
    let mut text = String::from("# Before launch\n");
    for n in 0..items {
        if n % 50 == 0 {
            write!(text, "\n## Area {}\n\n", n / 50).expect("writes");
        }
        let mark = if n % 3 == 0 { 'x' } else { ' ' };
        write!(
            text,
            "- [{mark}] **{}** - what happens where it is missing\n  - [{mark}] it is tested\n  - **Owner**: team-{}\n  - Seen in the log of the last drill, twice\n",
            title(n),
            n % 9
        )
        .expect("writes");
    }
    (text, items)
}

fn table(bytes: usize) -> (String, usize) {
    let items = bytes / ITEM_BYTES;
    let mut text = String::from(
        "# Gaps\n\n| ID | Gap | Severity | Owner | Notes | Status |\n|---|---|---|---|---|---|\n",
    );
    for n in 0..items {
        let status = ["✅ Done", "Open", "In progress", "Deferred"][n % 4];
        writeln!(
            text,
            "| SRV-{n:05} | {} | {} | team-{} | what was seen of it in the last drill, and what was tried since then | {status} |",
            title(n),
            ["High", "Medium", "Low"][n % 3],
            n % 9
        )
        .expect("writes");
    }
    (text, items)
}

fn sections(bytes: usize) -> (String, usize) {
    let items = bytes / ITEM_BYTES;
    let mut text = String::from("# Gaps\n\n## High\n");
    for n in 0..items {
        let done = if n % 4 == 0 { " ✅ COMPLETED" } else { "" };
        write!(
            text,
            "\n### SRV-{n:05}: {}{done}\n\n**Type**: Service\n**Description**: what was seen of it in the last drill\n**Acceptance Criteria**:\n- it is tested\n",
            title(n)
        )
        .expect("writes");
    }
    (text, items)
}

/// Lists in lists, each a little deeper than the one before, over and over.
fn nested(bytes: usize) -> String {
    let deep: String = (0..60).map(|n| format!("{}- [ ] x\n", "  ".repeat(n))).collect();
    deep.repeat(bytes / deep.len())
}

fn line_of(bytes: usize, piece: &str) -> String {
    piece.repeat(bytes / piece.len()) + "\n"
}
