//! Speeds beside git's, in one run on one repository:
//! `cargo bench --bench speed -- [COMMITS EVENTS GAPS]` (100000 10000 2000 where nothing is said), and how all of it
//! grows: `cargo bench --bench speed -- growth [COMMITS ...]` (10000 100000 1000000).
//! Absolute times drift on shared machines, so what counts is the ratio. What takes long is run in turns with git, and
//! each figure is the median; of what takes milliseconds each is the best of many runs.
//! `GAPS_BENCH_KEEP=FOLDER` keeps the generated repository there, and takes it from there the next time.

mod growth;
mod make;
mod measure;

use std::path::{Path, PathBuf};

use gaps::ledger::file;
use gaps::shell::cache::Cache;
use gaps::shell::git::Git;
use gaps::shell::tree::Found;
use gaps::shell::verdicts::Verdicts;

use make::{Size, git};
use measure::{Bench, best, ms, turns};

fn main() {
    let numbers: Vec<usize> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    if std::env::args().any(|a| a == "growth") {
        return growth::table(&numbers);
    }
    let size = match numbers[..] {
        [commits, events, gaps] => Size { commits, events, gaps },
        _ => Size { commits: 100_000, events: 10_000, gaps: 2_000 },
    };
    let temporary = tempfile::tempdir().expect("a folder to work in");
    let (bench, mut events) = repository(temporary.path(), size);
    println!(
        "{} commits, {} events, {} gaps; {} processors\n",
        size.commits,
        size.events,
        size.gaps,
        std::thread::available_parallelism().map_or(1, |n| n.get())
    );
    println!("| work | git | gaps | ratio | target |\n|---|---|---|---|---|");
    landings(&bench);
    messages(&bench);
    let signatures = files(&bench, &bench.work);
    cold(&bench, signatures);
    memory(&bench);
    warm(&bench, size, &mut events);
    writes(&bench, &bench.work);
}

/// A repository of this size to work in, and what can be added to it.
fn repository(folder: &Path, size: Size) -> (Bench, make::Events) {
    let work = folder.join("work");
    let made = match std::env::var_os("GAPS_BENCH_KEEP").map(PathBuf::from) {
        Some(kept) => kept.join(format!("{}-{}-{}", size.commits, size.events, size.gaps)),
        None => folder.join("made"),
    };
    // Events are made again in the same order, so that new ones can go on where the repository ends.
    let events = if made.is_dir() { make::replayed(size) } else { make::repository(&made, size) };
    measure::run(folder, "cp", &["-a", path(&made), path(&work)]);
    (Bench::new(folder, &work), events)
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

const LOG: [&str; 6] =
    ["log", "--first-parent", "-m", "--name-only", "--diff-filter=A", "--format=%H"];

/// The landing walk, without and with a commit-graph, which is there from then on.
fn landings(bench: &Bench) {
    for (name, target) in [("without", 0.6), ("with", 0.5)] {
        if name == "with" {
            git(&bench.work, &["commit-graph", "write", "--reachable"]);
        }
        let (theirs, ours) = turns(5, || log(bench), || walk(bench));
        bench.row(&format!("landings, cold, {name} a commit-graph"), theirs, ours, Some(target));
    }
}

/// Git's own look at what landed.
fn log(bench: &Bench) {
    let mut arguments = LOG.to_vec();
    arguments.extend(["--", ".gaps"]);
    bench.git(&arguments);
}

fn walk(bench: &Bench) {
    let git = Git::open(&bench.work).expect("opens");
    let tip = git.head().expect("HEAD").expect("a commit");
    let walk = git.walk(tip).expect("walks");
    let ids: Vec<_> = walk.changes.iter().map(|c| walk.line[c.commit]).collect();
    assert!(!git.read_commits(&ids).expect("reads").is_empty());
}

/// Every message of the history, scanned for what it may ask.
fn messages(bench: &Bench) {
    let (theirs, ours) = turns(5, || bench.git(&["log", "--format=%H%n%B"]), || scan(bench));
    bench.row("all commit messages scanned, cold", theirs, ours, Some(0.35));
}

fn scan(bench: &Bench) {
    let git = Git::open(&bench.work).expect("opens");
    let tip = git.head().expect("HEAD").expect("a commit");
    let line = git.line(tip).expect("a line");
    let messages = git.messages(&line, Some(tip), None, None).expect("reads");
    assert!(messages.lineage.len() >= line.len());
}

/// Files read, hashed and parsed, and their signatures; returns what the signatures cost on one core.
fn files(bench: &Bench, work: &Path) -> f64 {
    let git = Git::open(work).expect("opens");
    let head = git.head().expect("HEAD").expect("a commit");
    let files = git.files_at(head).expect("files");
    let found: Vec<&Found> = files.values().collect();
    let ids: String = found.iter().map(|f| format!("{}\n", f.blob)).collect();
    let theirs = best(5, || bench.git_with(&["cat-file", "--batch"], &ids));
    let listed = best(5, || bench.git(&["ls-tree", "-r", "HEAD", ".gaps/events"]));
    let cache = Cache::of(&git);
    let mut right = Verdicts::of(&cache);
    let judged = git.judge(&found, &mut right);
    assert!(judged.iter().all(Result::is_ok), "every event is right");
    let ours = best(5, || {
        let git = Git::open(work).expect("opens");
        assert!(git.hashes(&found).iter().all(Option::is_some));
    });
    bench.row("event files read and hashed (git: cat-file --batch)", theirs, ours, Some(0.6));
    let ours = best(5, || {
        let git = Git::open(work).expect("opens");
        let head = git.head().expect("HEAD").expect("a commit");
        let files = git.files_at(head).expect("files");
        let found: Vec<&Found> = files.values().collect();
        assert!(git.hashes(&found).iter().all(Option::is_some));
    });
    let name = "event files listed, read and hashed (git: ls-tree -r and that)";
    bench.row(name, listed + theirs, ours, None);
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
fn cold(bench: &Bench, signatures: f64) {
    let list = |word: &'static str| {
        move || {
            bench.forget();
            bench.gaps(&word.split(' ').collect::<Vec<_>>());
        }
    };
    let (theirs, ours) = turns(5, || log(bench), list("list"));
    let name = "`list`, cold, all of it (git: that log + signatures)";
    bench.row(name, theirs + signatures, ours, Some(1.0));
    let (theirs, ours) = turns(3, || bench.git(&["log", "--format=%H%n%B"]), list("sync --check"));
    bench.row("`sync --check`, cold, all of it (git: log of all messages)", theirs, ours, None);
    let (theirs, ours) = turns(3, || bench.git(&["fsck", "--no-progress"]), list("audit"));
    bench.row("`audit`, every object hashed again (git: fsck)", theirs, ours, Some(1.0));
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
        // In turns and equally often: whatever else the machine does, it does to both. What follows the copying is slow.
        let (mut theirs, mut ours) = (f64::MAX, f64::MAX);
        for _ in 0..40 {
            bench.restore_cache();
            bench.git(&["log", &range]);
            theirs = theirs.min(best(1, || bench.git(&["log", &range])));
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

/// The most that each held at once; files of the repository that are mapped count as far as they were touched.
fn memory(bench: &Bench) {
    let mb = |kib: Option<u64>| kib.map_or("NOT RUN".into(), |k| format!("{} MB", k / 1024));
    let mut log = vec!["git"];
    log.extend(LOG);
    log.extend(["--", ".gaps"]);
    println!("\n| peak memory of | |\n|---|---|");
    println!("| git: log of what landed | {} |", mb(bench.peak(&log)));
    println!("| git: fsck | {} |", mb(bench.peak(&["git", "fsck", "--no-progress"])));
    for (name, words) in
        [("`list`, cold", vec!["list"]), ("`list`, warm", vec!["list"]), ("`audit`", vec!["audit"])]
    {
        if name.contains("cold") {
            bench.forget();
        }
        let line: Vec<&str> = [bench.program()].into_iter().chain(words).collect();
        println!("| {name} | {} |", mb(bench.peak(&line)));
    }
    println!("| packs and commit-graph on disk | {} MB |\n", bench.mapped_bytes() >> 20);
    println!("| work | git | gaps | ratio | target |\n|---|---|---|---|---|");
}
