//! How the figures grow with the history: repositories of 10,000, 100,000 and 1,000,000 commits, one event in ten
//! commits, one gap in fifty. One table, with what each step cost against the one before it.

use crate::make::{Size, git};
use crate::measure::{Bench, best, ms, turns};
use crate::{log, repository, scan, walk};

/// What was measured of one repository, in milliseconds; the last is the most memory that a cold list held, in KiB.
type Row = [f64; 7];

const HEADS: [&str; 7] = [
    "git: log of what landed",
    "landings",
    "messages",
    "`list`, cold",
    "`list`, warm",
    "`audit`",
    "memory of `list`, cold",
];

pub(crate) fn table(sizes: &[usize]) {
    let sizes = if sizes.is_empty() { &[10_000, 100_000, 1_000_000] } else { sizes };
    println!("| commits | {} |", HEADS.join(" | "));
    println!("|{}", "---|".repeat(HEADS.len() + 1));
    let mut last: Option<(usize, Row)> = None;
    for commits in sizes.iter().copied() {
        let row = measured(Size { commits, events: commits / 10, gaps: commits / 50 });
        let shown = |i: usize| match i {
            6 => format!("{:.0} MB", row[i] / 1024.0),
            _ => ms(row[i]),
        };
        let cells: Vec<String> = (0..row.len()).map(shown).collect();
        println!("| {commits} | {} |", cells.join(" | "));
        if let Some((before, was)) = last {
            let times = commits as f64 / before as f64;
            let grew: Vec<String> =
                row.iter().zip(was).map(|(is, was)| format!("x {:.1}", is / was)).collect();
            println!("| x {times:.0} | {} |", grew.join(" | "));
        }
        last = Some((commits, row));
    }
}

fn measured(size: Size) -> Row {
    let temporary = tempfile::tempdir().expect("a folder to work in");
    let (bench, _) = repository(temporary.path(), size);
    git(&bench.work, &["commit-graph", "write", "--reachable"]);
    let runs = if size.commits > 200_000 { 1 } else { 3 };
    let (theirs, landings) = turns(runs, || log(&bench), || walk(&bench));
    let cold = |bench: &Bench| {
        bench.forget();
        bench.gaps(&["list"]);
    };
    let (messages, list) = turns(runs, || scan(&bench), || cold(&bench));
    let warm = best(20, || bench.gaps(&["list"]));
    let audit = best(1, || bench.gaps(&["audit"]));
    bench.forget();
    let peak = bench.peak(&[bench.program(), "list"]).unwrap_or_default();
    [theirs, landings, messages, list, warm, audit, peak as f64]
}
