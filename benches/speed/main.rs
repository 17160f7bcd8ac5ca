//! Speeds beside git's, in one run on one repository:
//! `cargo bench --bench speed -- [COMMITS EVENTS GAPS]` (100000 10000 2000 where nothing is said).
//! Absolute times drift on shared machines, so what counts is the ratio; each figure is the best of some runs.
//! `GAPS_BENCH_KEEP=FOLDER` keeps the generated repository there, and takes it from there the next time.

mod make;
mod measure;

use std::path::{Path, PathBuf};

use gaps::ledger::file;
use gaps::shell::cache::Cache;
use gaps::shell::git::Git;
use gaps::shell::tree::Found;
use gaps::shell::verdicts::Verdicts;

use make::{Size, git};
use measure::{Bench, best, ms};

fn main() {
    let numbers: Vec<usize> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    let size = match numbers[..] {
        [commits, events, gaps] => Size { commits, events, gaps },
        _ => Size { commits: 100_000, events: 10_000, gaps: 2_000 },
    };
    let temporary = tempfile::tempdir().expect("a folder to work in");
    let work = temporary.path().join("work");
    let made = match std::env::var_os("GAPS_BENCH_KEEP").map(PathBuf::from) {
        Some(kept) => kept.join(format!("{}-{}-{}", size.commits, size.events, size.gaps)),
        None => temporary.path().join("made"),
    };
    // Events are made again in the same order, so that new ones can go on where the repository ends.
    let mut events =
        if made.is_dir() { make::replayed(size) } else { make::repository(&made, size) };
    measure::run(temporary.path(), "cp", &["-a", path(&made), path(&work)]);
    let bench = Bench::new(temporary.path(), &work);
    println!(
        "{} commits, {} events, {} gaps; {} processors\n",
        size.commits,
        size.events,
        size.gaps,
        std::thread::available_parallelism().map_or(1, |n| n.get())
    );
    println!("| work | git | gaps | ratio | target |\n|---|---|---|---|---|");
    let log = landings(&bench, &work);
    let signatures = files(&bench, &work);
    cold(&bench, log, signatures);
    warm(&bench, size, &mut events);
    writes(&bench, &work);
    memory(&bench);
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

const LOG: [&str; 6] =
    ["log", "--first-parent", "-m", "--name-only", "--diff-filter=A", "--format=%H"];

/// The landing walk, without and with a commit-graph; returns how long git takes with one.
fn landings(bench: &Bench, work: &Path) -> f64 {
    let mut log = 0.0;
    for (name, target) in [("without", 0.6), ("with", 0.5)] {
        if name == "with" {
            git(work, &["commit-graph", "write", "--reachable"]);
        }
        let mut arguments = LOG.to_vec();
        arguments.extend(["--", ".gaps"]);
        let theirs = best(5, || bench.git(&arguments));
        let ours = best(5, || {
            let git = Git::open(work).expect("opens");
            let tip = git.head().expect("HEAD").expect("a commit");
            let walk = git.walk(tip).expect("walks");
            let ids: Vec<_> = walk.changes.iter().map(|c| walk.line[c.commit]).collect();
            assert!(!git.read_commits(&ids).expect("reads").is_empty());
        });
        bench.row(&format!("landings, cold, {name} a commit-graph"), theirs, ours, Some(target));
        log = theirs;
    }
    log
}

/// Files read, hashed and parsed, and their signatures; returns what the signatures cost on one core.
fn files(bench: &Bench, work: &Path) -> f64 {
    let git = Git::open(work).expect("opens");
    let head = git.head().expect("HEAD").expect("a commit");
    let files = git.files_at(head).expect("files");
    let found: Vec<&Found> = files.values().collect();
    let ids: String = found.iter().map(|f| format!("{}\n", f.blob)).collect();
    let theirs = best(5, || bench.git_with(&["cat-file", "--batch"], &ids));
    let cache = Cache::of(&git);
    let mut right = Verdicts::of(&cache);
    let judged = git.judge(&found, &mut right);
    assert!(judged.iter().all(Result::is_ok), "every event is right");
    let ours = best(5, || {
        let git = Git::open(work).expect("opens");
        let head = git.head().expect("HEAD").expect("a commit");
        let files = git.files_at(head).expect("files");
        let found: Vec<&Found> = files.values().collect();
        assert!(git.hashes(&found).iter().all(Option::is_some));
    });
    bench.row("event files listed, read and hashed", theirs, ours, Some(0.6));
    let bytes: Vec<Vec<u8>> =
        found.iter().map(|f| git.blob(f.blob, 1 << 16).expect("a blob")).collect();
    let all = best(3, || {
        assert!(bytes.iter().all(|b| file::read(b).is_ok()));
    });
    let known = best(3, || {
        assert!(bytes.iter().all(|b| file::read_checked(b).is_some()));
    });
    let one = bench.ssh_keygen(&bytes[0]);
    let name = format!("{} signatures, one core", bytes.len());
    match one {
        Some(one) => bench.row(&name, one * bytes.len() as f64, all - known, Some(1.0 / 150.0)),
        None => println!("| {name} | NOT RUN: no ssh-keygen | {} | | |", ms(all - known)),
    }
    all - known
}

/// Everything from nothing.
fn cold(bench: &Bench, log: f64, signatures: f64) {
    let ours = best(3, || {
        bench.forget();
        bench.gaps(&["list"]);
    });
    bench.row(
        "`list`, cold, all of it (git: that log + signatures)",
        log + signatures,
        ours,
        Some(1.0),
    );
}

/// What is asked again, and what is new.
fn warm(bench: &Bench, size: Size, events: &mut make::Events) {
    bench.gaps(&["list"]);
    let theirs = best(60, || bench.git(&["rev-parse", "HEAD"]));
    let ours = best(60, || bench.gaps(&["list"]));
    bench.row("`list`, warm", theirs, ours, Some(3.0));
    let json = best(20, || bench.gaps(&["list", "--json"]));
    bench.row("`list --json`, warm", theirs, json, None);
    let show = best(40, || bench.gaps(&["show", "OPS-020"]));
    bench.row("`show`, warm", theirs, show, None);
    let mut from = size.commits;
    for new in [1, 100, 5000.min(size.commits / 4)] {
        bench.keep_cache();
        let events_of = (new / 10).max(1);
        make::more(&bench.work, Size { commits: new, events: events_of, gaps: 0 }, from, events);
        from += new;
        let range = format!("HEAD~{}..HEAD", (new * 9 / 10).max(1));
        let theirs = best(20, || bench.git(&["log", &range]));
        let mut ours = f64::MAX;
        for _ in 0..10 {
            bench.restore_cache();
            ours = ours.min(best(1, || bench.gaps(&["list"])));
        }
        let target = (new == 100).then_some(2.0);
        bench.row(
            &format!("`list` after {new} new commits (git: log of them)"),
            theirs,
            ours,
            target,
        );
    }
}

/// One event written, beside one file staged.
fn writes(bench: &Bench, work: &Path) {
    let mut n = 0;
    let theirs = best(10, || {
        n += 1;
        let name = format!("new-{n}.txt");
        std::fs::write(work.join(&name), name.as_bytes()).expect("writes");
        bench.git(&["add", &name]);
    });
    let mut open = bench.open_gaps().into_iter();
    let mut ours = f64::MAX;
    for _ in 0..10 {
        let Some(label) = open.next() else { break };
        ours = ours.min(best(1, || bench.gaps(&["close", &label, "--force", "-m", "in"])));
    }
    bench.row("`close` (git: `add` of one file)", theirs, ours, Some(3.0));
}

fn memory(bench: &Bench) {
    bench.forget();
    let cold = bench.peak(&[bench.program(), "list"]);
    let warm = bench.peak(&[bench.program(), "list"]);
    let mut log = vec!["git"];
    log.extend(LOG);
    log.extend(["--", ".gaps"]);
    let theirs = bench.peak(&log);
    let mb = |kib: Option<u64>| kib.map_or("NOT RUN".into(), |k| format!("{} MB", k / 1024));
    println!("\npeak memory: `list` cold {}, warm {}, that log {}", mb(cold), mb(warm), mb(theirs));
}
