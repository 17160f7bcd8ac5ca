//! A history that grows in every way that git knows: after each step the cache of the step before, brought up to
//! date, says what a fold of everything says.

use crate::questions::agree;
use crate::support::Repo;

/// Numbers that are the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

const LABELS: [&str; 4] = ["SEC-001", "SEC-002", "SEC-003", "SEC-004"];

/// One thing that a person does; whether it is refused does not matter.
fn step(repo: &Repo, dice: &mut Dice, n: usize) -> String {
    let label = LABELS[dice.roll(LABELS.len())];
    let text = format!("word {n}");
    let verb = |words: &[&str]| {
        repo.gaps(words);
        words.join(" ")
    };
    let git = |words: &[&str]| {
        repo.git_said(words);
        format!("git {}", words.join(" "))
    };
    match dice.roll(22) {
        0 => verb(&["add", &text, "--block", "Security", "--due", "2026-11-01"]),
        1 | 2 => verb(&["close", label, "-m", &text, "--force"]),
        3 => verb(&["start", label]),
        4 => verb(&["note", label, "-m", &text]),
        5 => verb(&["reopen", label, "-m", &text]),
        6 => verb(&["revise", label, "--title", &text]),
        7 => verb(&["link", label, "--waits-on", LABELS[dice.roll(LABELS.len())]]),
        8 => verb(&["undo"]),
        9 => git(&["revert", "--no-edit", "HEAD"]),
        10 => git(&["reset", "--quiet", "--hard", "HEAD~1"]),
        11 => git(&["commit", "--quiet", "--allow-empty", "-m", &format!("empty {n} (#{n})")]),
        12 => git(&["commit", "--quiet", "--allow-empty", "--amend", "-m", &text]),
        13 => {
            git(&["switch", "--quiet", "-C", "side"]);
            verb(&["note", label, "-m", &text]);
            git(&["commit", "--quiet", "-m", &format!("side {n}")])
        }
        14 => git(&["switch", "--quiet", "main"]),
        15 => {
            git(&["switch", "--quiet", "main"]);
            git(&[
                "merge",
                "--quiet",
                "--no-ff",
                "-m",
                &format!("Merge pull request #{n} from a/b"),
                "side",
            ])
        }
        16 => git(&["commit", "--quiet", "-m", &format!("{text}\n\nCloses-Gap: {label}")]),
        _ => git(&["commit", "--quiet", "-m", &format!("commit {n} (#{n})")]),
    }
}

fn grows(seed: u64, steps: usize) {
    let repo = Repo::with_gaps(&["roles", "keys", "logs"]);
    let mut dice = Dice(seed);
    let mut done = Vec::new();
    for n in 0..steps {
        done.push(step(&repo, &mut dice, n));
        agree(&repo, &["SEC-001"], &format!("seed {seed}, after {done:#?}"));
    }
}

#[test]
fn a_history_grows_once() {
    grows(1, 20);
}

#[test]
fn a_history_grows_twice() {
    grows(2, 20);
}

#[test]
fn a_history_grows_three_times() {
    grows(3, 20);
}

#[test]
fn what_concerns_the_ledger_concerns_every_gap() {
    let repo = Repo::with_gaps(&["roles", "keys"]);
    let other = repo.clone_as("other", 2);
    other.ok(&["close", "SEC-001", "-m", "mine"]);
    other.commit("close SEC-001");
    other.git(&["push", "--quiet", "origin", "main"]);
    repo.git(&["pull", "--quiet"]);
    agree(&repo, &["SEC-001"], "pulled");
    let key = repo.json(&["log", "SEC-001"])["moments"][0]["signer"]["key"].clone();
    repo.ok(&["signer", "revoke", key.as_str().unwrap(), "-m", "left"]);
    agree(&repo, &["SEC-001", "SEC-002"], "revoked, pending");
    repo.commit("revoke");
    agree(&repo, &["SEC-001", "SEC-002"], "revoked, unlanded");
    repo.git(&["push", "--quiet", "origin", "main"]);
    agree(&repo, &["SEC-001", "SEC-002"], "revoked, landed");
    repo.ok(&["note", "SEC-002", "-m", "after"]);
    agree(&repo, &["SEC-001", "SEC-002"], "written after a revocation");
}

#[test]
fn one_label_twice_is_in_doubt_for_both() {
    let repo = Repo::with_gaps(&["roles"]);
    let other = repo.clone_as("other", 2);
    repo.ok(&["list"]);
    repo.ok(&["add", "mine", "--block", "Security"]);
    repo.commit("mine");
    repo.ok(&["list", "--json"]);
    other.ok(&["add", "theirs", "--block", "Security"]);
    other.commit("theirs");
    other.git(&["push", "--quiet", "origin", "main"]);
    repo.git(&["pull", "--quiet", "--no-rebase", "--no-edit"]);
    agree(&repo, &["SEC-001", "SEC-002"], "pulled");
    repo.git(&["push", "--quiet", "origin", "main"]);
    agree(&repo, &["SEC-001", "SEC-002"], "pushed");
    repo.ok(&["note", "SEC-002", "-m", "which"]);
    agree(&repo, &["SEC-001", "SEC-002"], "written on a label in doubt");
}

#[test]
fn settings_that_change_an_answer_are_noticed() {
    let repo = Repo::with_gaps(&["roles"]);
    repo.ok(&["close", "SEC-001", "-m", "in"]);
    repo.commit("close (#12)");
    agree(&repo, &["SEC-001"], "no remote");
    repo.git(&["config", "remote.origin.url", "https://git.example.org/o/r.git"]);
    agree(&repo, &["SEC-001"], "a remote of no known forge");
    repo.write(".gaps/config.toml", "[hosts]\n\"git.example.org\" = \"gitea\"\n");
    agree(&repo, &["SEC-001"], "a forge in the config");
    repo.git(&["update-ref", "refs/remotes/origin/main", "HEAD~1"]);
    agree(&repo, &["SEC-001"], "the remote's trunk is behind");
    repo.git(&["config", "index.skipHash", "true"]);
    repo.ok(&["reopen", "SEC-001", "-m", "no"]);
    agree(&repo, &["SEC-001"], "an index without a checksum");
    repo.ok(&["note", "SEC-001", "-m", "no"]);
    agree(&repo, &["SEC-001"], "an index without a checksum, again");
    repo.git(&["checkout", "--quiet", "--detach"]);
    agree(&repo, &["SEC-001"], "a detached HEAD");
}

#[test]
fn ids_of_another_length_are_kept_as_well() {
    let repo = Repo::nowhere();
    repo.git(&["init", "--quiet", "-b", "main", "--object-format=sha256"]);
    repo.ok(&["init"]);
    repo.commit("found");
    repo.ok(&["add", "roles", "--block", "Security"]);
    agree(&repo, &["SEC-001"], "pending");
    repo.commit("open (#1)");
    agree(&repo, &["SEC-001"], "landed");
    repo.ok(&["close", "SEC-001", "-m", "in"]);
    repo.commit("close (#2)");
    agree(&repo, &["SEC-001"], "closed");
}

#[test]
fn a_commit_graph_changes_nothing() {
    let repo = Repo::with_gaps(&["roles", "keys"]);
    for n in 0..4 {
        repo.ok(&["note", "SEC-001", "-m", "looked"]);
        repo.commit(&format!("look (#{n})"));
    }
    let before = repo.ok(&["log", "--json"]);
    repo.git(&["commit-graph", "write", "--reachable"]);
    std::fs::remove_dir_all(crate::questions::cache(&repo)).unwrap();
    assert_eq!(repo.ok(&["log", "--json"]), before);
    // Half of history is in the graph, half is not.
    repo.ok(&["close", "SEC-001", "-m", "in"]);
    repo.commit("close (#2)");
    agree(&repo, &["SEC-001"], "beyond the graph");
    let with = repo.ok(&["log", "--json"]);
    repo.git(&["config", "core.commitGraph", "false"]);
    std::fs::remove_dir_all(crate::questions::cache(&repo)).unwrap();
    assert_eq!(repo.ok(&["log", "--json"]), with);
}

#[test]
fn what_is_new_is_what_git_says() {
    let repo = Repo::with_gaps(&["roles"]);
    for n in 0..6 {
        let side = format!("side-{n}");
        repo.git(&["switch", "--quiet", "-c", &side, if n % 2 == 0 { "HEAD~1" } else { "HEAD" }]);
        repo.commit(&format!("side {n}"));
        repo.git(&["switch", "--quiet", "main"]);
        repo.commit(&format!("trunk {n}"));
        repo.git(&["merge", "--quiet", "--no-ff", "-m", "merge", &side]);
    }
    let git = gaps::shell::git::Git::open(&repo.path).unwrap();
    let ids = |range: &[&str]| {
        let said = repo.git(&[&["rev-list"], range].concat());
        let mut ids: Vec<String> = said.lines().map(str::to_owned).collect();
        ids.sort();
        ids
    };
    for known in ["main", "main~1", "main~3", "main~5", "side-3", "side-0", "main~6"] {
        let found = git.since(git.commit("main").unwrap(), git.commit(known).unwrap()).unwrap();
        let mut found: Vec<String> = found.iter().map(ToString::to_string).collect();
        found.sort();
        assert_eq!(found, ids(&["main", &format!("^{known}")]), "{known}");
    }
}

#[test]
fn what_a_merged_branch_asks_for_is_heard() {
    for graph in [false, true] {
        let repo = Repo::with_gaps(&["roles", "keys"]);
        agree(&repo, &["SEC-001"], "before");
        repo.git(&["switch", "--quiet", "-c", "side"]);
        std::fs::write(repo.path.join("roles.txt"), "roles").unwrap();
        repo.git(&["add", "roles.txt"]);
        repo.commit("work\n\nCloses-Gap: SEC-001");
        repo.git(&["commit", "--quiet", "--allow-empty", "-m", "more work"]);
        repo.git(&["switch", "--quiet", "main"]);
        repo.git(&["commit", "--quiet", "--allow-empty", "-m", "other work"]);
        agree(&repo, &["SEC-001"], "on a branch");
        repo.git(&["merge", "--quiet", "--no-ff", "-m", "merge", "side"]);
        if graph {
            repo.git(&["commit-graph", "write", "--reachable"]);
        }
        agree(&repo, &["SEC-001"], "merged");
        assert!(
            repo.ok(&["show", "SEC-001"]).contains("closed"),
            "{}",
            repo.ok(&["show", "SEC-001"])
        );
    }
}

#[test]
fn the_first_commit_to_bear_a_number_is_known_wherever_it_came() {
    for number in [7, 8, 9] {
        let repo = Repo::with_gaps(&["roles", "keys"]);
        let empty = |text: &str| repo.git(&["commit", "--quiet", "--allow-empty", "-m", text]);
        empty("long ago (#7)");
        agree(&repo, &["SEC-001"], "before");
        empty("first (#8)");
        agree(&repo, &["SEC-001"], "one more");
        empty("second");
        repo.ok(&["close", "SEC-001", "-m", "in"]);
        repo.commit(&format!("close (#{number})"));
        agree(&repo, &["SEC-001"], &format!("#{number}"));
        let said = repo.ok(&["show", "SEC-001"]);
        assert_eq!(said.contains(&format!("#{number}")), number == 9, "{said}");
    }
}

#[test]
fn a_gap_that_is_renamed_twice_stands_there_once() {
    let repo = Repo::with_gaps(&["roles", "keys", "logs"]);
    for label in ["SEC-041", "SEC-050", "SEC-041"] {
        repo.ok(&["revise", "SEC-002", "--label", label]);
        agree(&repo, &["SEC-001"], &format!("{label}, pending"));
        repo.commit("a number of its own");
        agree(&repo, &["SEC-001"], &format!("{label}, landed"));
        repo.commit("other work");
        agree(&repo, &["SEC-001"], &format!("{label}, and more"));
    }
}

#[test]
fn a_new_gap_takes_no_name_that_another_has() {
    let repo = Repo::with_gaps(&["roles", "keys"]);
    repo.ok(&["revise", "SEC-002", "--label", "SEC-041"]);
    repo.commit("a number of its own");
    agree(&repo, &["SEC-041"], "relabelled");
    assert!(repo.ok(&["add", "logs", "--block", "sec"]).starts_with("SEC-042"));
    assert!(repo.ok(&["add", "alerts", "--block", "Security"]).starts_with("SEC-043"));
    let taken = repo.no(4, &["add", "pages", "--block", "Pages", "--prefix", "SEC"]);
    assert!(taken.message.contains("belongs to Security"), "{}", taken.message);
    assert_eq!(taken.code, "bad-block");
    let waits = repo.ok(&["add", "gate", "--block", "Security", "--waits-on", "sec-042"]);
    assert!(waits.contains("SEC-044") && waits.contains("SEC-042"), "{waits}");
    repo.no(4, &["add", "gate", "--block", "Security", "--waits-on", "SEC-099"]);
}

#[test]
fn what_the_trunk_asks_for_is_asked_again_where_the_event_that_records_it_is_gone() {
    for message in ["Revert", "Closes-Gap: SEC-002"] {
        let repo = Repo::with_gaps(&["roles", "keys"]);
        repo.ok(&["close", "SEC-001", "-m", "in"]);
        repo.commit("close (#3)");
        match message {
            "Revert" => drop(repo.git(&["revert", "--no-edit", "HEAD"])),
            _ => drop(repo.commit(&format!("work\n\n{message}"))),
        }
        repo.git(&["switch", "--quiet", "-c", "side"]);
        repo.ok(&["sync"]);
        agree(&repo, &["SEC-001", "SEC-002"], "recorded and in no commit");
        repo.commit("record");
        agree(&repo, &["SEC-001", "SEC-002"], "recorded on a branch");
        repo.git(&["switch", "--quiet", "main"]);
        agree(&repo, &["SEC-001", "SEC-002"], "not recorded here");
        repo.ok(&["sync"]);
        agree(&repo, &["SEC-001", "SEC-002"], "recorded on the trunk");
        repo.git(&["reset", "--quiet", "--hard"]);
        agree(&repo, &["SEC-001", "SEC-002"], "thrown away");
    }
}

/// For each commit the landing that brought it, whether each other one is in its history, and what is kept of messages.
fn lineage(repo: &Repo) -> Vec<String> {
    let git = gaps::shell::git::Git::open(&repo.path).unwrap();
    let tip = git.commit("main").unwrap();
    let head = git.head().unwrap();
    let line = git.line(tip).unwrap();
    let messages = git.messages(&line, head, None, None).unwrap();
    let said = repo.git(&["rev-list", "--all"]);
    let mut all: Vec<_> = said.lines().map(|id| git.commit(id).unwrap()).collect();
    all.sort();
    let mut found: Vec<String> = messages.kept.iter().map(|m| format!("{m:?}")).collect();
    for id in &all {
        let of = &messages.lineage;
        let before: Vec<_> = all.iter().filter(|other| of.precedes(**other, *id)).collect();
        let (landing, first) = (of.landing(*id), of.first_parent(*id));
        found.push(format!("{id} {landing:?} {first:?} {before:?} {:?}", of.brought_with(*id)));
    }
    found
}

#[test]
fn history_is_the_same_with_a_graph_and_without() {
    let repo = Repo::with_gaps(&["roles", "keys"]);
    let grow = |round: usize| {
        for side in ["a", "b", "c"] {
            let name = format!("{side}{round}");
            repo.git(&["switch", "--quiet", "-c", &name, "main~1"]);
            repo.commit(&format!("{name}\n\nCloses-Gap: SEC-001"));
            repo.commit(&format!("{name} again"));
        }
        repo.git(&["switch", "--quiet", "main"]);
        let [a, b, c] = ["a", "b", "c"].map(|side| format!("{side}{round}"));
        repo.git(&["merge", "--quiet", "--no-ff", "-m", "three at once", &a, &b, &c]);
        repo.commit(&format!("Reopens\n\nReopens-Gap: SEC-001 {round}"));
        repo.git(&["merge", "--quiet", "--no-ff", "-m", "one", &format!("{a}~1")]);
    };
    repo.commit("more");
    grow(0);
    repo.git(&["switch", "--quiet", "-c", "own"]);
    repo.commit("own\n\nCloses-Gap: SEC-002");
    let without = lineage(&repo);
    assert!(without.iter().any(|l| l.contains("Closes-Gap: SEC-002")), "{without:?}");
    repo.git(&["commit-graph", "write", "--reachable"]);
    assert_eq!(lineage(&repo), without);
    // Only what is older is in the graph.
    repo.git(&["switch", "--quiet", "main"]);
    grow(1);
    let half = lineage(&repo);
    repo.git(&["commit-graph", "write", "--reachable"]);
    assert_eq!(lineage(&repo), half);
    repo.git(&["config", "core.commitGraph", "false"]);
    assert_eq!(lineage(&repo), half);
}

/// Commits on the trunk that change nothing, one after the other.
fn idle(repo: &Repo, commits: usize) {
    let mut lines = String::new();
    for n in 0..commits {
        let from = if n == 0 { "from refs/heads/main^0\n" } else { "" };
        let date = 1_800_000_000 + n;
        lines += "commit refs/heads/main\n";
        lines += &format!("committer A <a@example.org> {date} +0000\ndata 1\nx\n{from}\n");
    }
    repo.git_fed(lines.as_bytes(), &["fast-import", "--quiet"]);
}

#[test]
fn each_of_many_new_commits_is_compared_once() {
    let repo = Repo::with_gaps(&["roles", "keys"]);
    agree(&repo, &["SEC-001"], "before");
    // So many commits are compared one by one, and those behind them many at a time.
    for above in [509, 510, 511, 512, 2048] {
        for label in ["SEC-001", "SEC-002", "SEC-001"] {
            repo.ok(&["note", label, "-m", &format!("{above} above")]);
            repo.commit("note");
        }
        idle(&repo, above);
        let with = repo.ok(&["list"]);
        let log = repo.ok(&["log", "--json"]);
        let landings = std::fs::read(crate::questions::cache(&repo).join("landings-new")).unwrap();
        std::fs::remove_dir_all(crate::questions::cache(&repo)).unwrap();
        assert_eq!(repo.ok(&["list"]), with, "{above}");
        assert_eq!(repo.ok(&["log", "--json"]), log, "{above}");
        assert!(!landings.is_empty(), "{above}: brought up to date");
    }
}
