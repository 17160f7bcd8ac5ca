//! Time travel: what `--at` says of a commit is what a fresh clone says that was made on that day; and `replay`
//! walks the same days.

use serde_json::{Value, json};

use crate::support::Repo;

/// Numbers that are the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

/// A trunk with everything on it: direct commits, merges, squashes, cherry-picks, reverts, an honest update of a
/// branch, commits that are not ours, a rule of the roster and a revoked key.
fn generated(seed: u64, rounds: usize) -> Repo {
    let ana = Repo::with_gaps(&["a", "b", "c"]);
    let bo = Repo { home: Repo::person(&ana.world, "bo", 2).home, ..ana.clone() };
    let mut dice = Dice(seed);
    let mut count = 3;
    for round in 0..rounds {
        ana.world.days(1);
        if round == rounds / 3 {
            let public = bo.home.join(".ssh/id_ed25519.pub");
            ana.ok(&["signer", "admit", public.to_str().unwrap(), "--principal", "bo"]);
            ana.commit("admit bo");
        }
        if round == rounds * 2 / 3 {
            ana.ok(&["signer", "revoke", "bo", "-m", "left"]);
            ana.commit("revoke bo");
        }
        let on_branch = dice.roll(3) > 0;
        if on_branch {
            ana.git(&["switch", "--quiet", "-c", &format!("b{round}")]);
        }
        for _ in 0..=dice.roll(2) {
            let who = if (rounds / 3..rounds * 2 / 3).contains(&round) && dice.roll(2) == 0 {
                &bo
            } else {
                &ana
            };
            count += something(who, &mut dice, count);
            ana.commit(&format!("event in round {round}"));
        }
        if on_branch {
            ana.git(&["switch", "--quiet", "main"]);
            land(&ana, &mut dice, round);
        } else if dice.roll(4) == 0 {
            ana.git(&["revert", "--no-edit", "HEAD"]);
        }
    }
    ana
}

/// One event; how many gaps it opened.
fn something(who: &Repo, dice: &mut Dice, count: usize) -> usize {
    let label = format!("SEC-{:03}", 1 + dice.roll(count));
    let words = ["blocker", "high", "medium", "low"];
    let attempts: [&[&str]; 5] = [
        &["close", &label, "-m", "done"],
        &["reopen", &label, "-m", "not done"],
        &["defer", &label, "-m", "later"],
        &["revise", &label, "--criticality", words[dice.roll(4)]],
        &["note", &label, "-m", "a word"],
    ];
    if dice.roll(4) > 0 && who.gaps(attempts[dice.roll(5)]).exit == 0 {
        return 0;
    }
    who.ok(&["add", "another", "-b", "Security", "-c", words[dice.roll(4)]]);
    1
}

fn land(ana: &Repo, dice: &mut Dice, round: usize) {
    let branch = format!("b{round}");
    match dice.roll(4) {
        0 => {
            ana.git(&["merge", "--quiet", "--squash", &branch]);
            ana.commit(&format!("squash it (#{round})"));
        }
        1 => {
            ana.git(&["cherry-pick", &format!("main..{branch}")]);
        }
        2 => {
            ana.git(&["merge", "--quiet", "--ff-only", &branch]);
        }
        _ => {
            let message = format!("Merge pull request #{round} from ana/{branch}");
            ana.git(&["merge", "--quiet", "--no-ff", &branch, "-m", &message]);
        }
    }
}

/// The list, without the word that says what was asked.
fn list(repo: &Repo, options: &[&str]) -> Value {
    let mut data = repo.json(&[&["list", "--status", "all"], options].concat());
    data["at"] = Value::Null;
    data
}

fn line(repo: &Repo) -> Vec<String> {
    let line = repo.git(&["rev-list", "--first-parent", "--reverse", "main"]);
    line.lines().map(str::to_owned).collect()
}

#[test]
fn at_a_commit_is_a_fresh_clone_of_that_day() {
    let ana = generated(11, 16);
    let bare = ana.world.path("past.git");
    ana.git(&["clone", "--quiet", "--bare", ".", bare.to_str().unwrap()]);
    let mut seen = Vec::new();
    for commit in line(&ana) {
        ana.at(&bare).git(&["update-ref", "refs/heads/main", &commit]);
        let clone = Repo::person(&ana.world, &format!("at-{}", &commit[..12]), 5);
        clone.git(&["clone", "--quiet", "--branch", "main", bare.to_str().unwrap(), "."]);
        // The same address of the remote, so that links would be the same.
        let then = list(&clone, &[]);
        assert_eq!(list(&ana, &["--at", &commit]), then, "{commit}");
        seen.push(then["counts"].to_string());
    }
    seen.dedup();
    assert!(seen.len() > 9, "the history says something: {seen:?}");
}

#[test]
fn replay_walks_the_same_days() {
    let ana = generated(12, 20);
    let replay = ana.json(&["replay"]);
    let steps = replay["landings"].as_array().unwrap();
    assert!(steps.len() > 14);
    for step in steps {
        let commit = step["commit"].as_str().unwrap();
        let then = list(&ana, &["--at", commit]);
        let mut open =
            json!({ "blocker": 0, "high": 0, "medium": 0, "low": 0, "none": 0, "total": 0 });
        for (word, n) in
            then["counts"].as_object().unwrap().values().flat_map(|b| b.as_object().unwrap())
        {
            open[word] = (open[word].as_u64().unwrap() + n.as_u64().unwrap()).into();
            open["total"] = (open["total"].as_u64().unwrap() + n.as_u64().unwrap()).into();
        }
        assert_eq!(step["open"], open, "{commit}");
        let of = |status: &str| {
            then["gaps"].as_array().unwrap().iter().filter(|g| g["status"] == status).count()
        };
        assert_eq!(step["closed"], of("closed") + of("confirmed"), "{commit}");
        assert_eq!(step["deferred"], of("deferred"), "{commit}");
    }
    // One object a line says the same, and the text names every landing.
    let lines = ana.ok(&["replay", "--ndjson"]);
    let lines: Vec<Value> = lines.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(&lines, steps);
    let text = ana.ok(&["replay"]);
    for step in steps {
        assert!(text.contains(&step["commit"].as_str().unwrap()[..7]));
    }
}

/// A branch stands on the trunk where it left it.
#[test]
fn at_a_branch() {
    let ana = Repo::with_gaps(&["a", "b", "c"]);
    ana.git(&["switch", "--quiet", "-c", "topic"]);
    ana.ok(&["close", "SEC-001", "-m", "done"]);
    ana.commit("close one");
    ana.git(&["switch", "--quiet", "main"]);
    ana.ok(&["close", "SEC-002", "-m", "done"]);
    ana.commit("close two");
    let then = list(&ana, &["--at", "topic"]);
    let statuses: Vec<_> =
        then["gaps"].as_array().unwrap().iter().map(|g| (&g["status"], &g["landed"])).collect();
    let (yes, no) = (json!(true), json!(false));
    let (open, closed) = (json!("open"), json!("closed"));
    assert_eq!(statuses, [(&closed, &no), (&open, &yes), (&open, &yes)]);
    // A branch that only the remote has.
    ana.remote();
    ana.git(&["branch", "-D", "topic"]);
    assert_eq!(list(&ana, &["--at", "topic"]), then);
}

#[test]
fn at_a_date() {
    let ana = Repo::with_gaps(&["a", "b"]);
    let opened = ana.git(&["show", "-s", "--format=%cs"]);
    ana.world.days(10);
    ana.ok(&["close", "SEC-001", "-m", "done"]);
    ana.commit("close one");
    let closed = ana.git(&["show", "-s", "--format=%cs"]);
    ana.world.days(10);
    let status = |at: &str| {
        let data = ana.json(&["list", "--status", "all", "--at", at]);
        data["gaps"][0]["status"].as_str().unwrap().to_owned()
    };
    assert_eq!(status(opened.trim()), "open", "a day is all of it");
    assert_eq!(status(closed.trim()), "closed");
    assert_eq!(status("11 days ago"), "open");
    assert_eq!(status("9 days ago"), "closed");
    assert_eq!(status("yesterday"), "closed");
    assert_eq!(status(&format!("{} 00:00:00", closed.trim())), "open");
    let early = ana.no(4, &["list", "--at", "2020-01-01"]);
    assert_eq!(early.code, "unknown-revision");
    let typo = ana.no(4, &["list", "--at", "v1.O"]);
    assert!(typo.message.contains("`v1.O`"), "{typo:?}");
    // Before there was a ledger there is none.
    let before = Repo::new();
    before.commit("work");
    before.ok(&["init"]);
    before.commit("found");
    assert_eq!(before.no(5, &["list", "--at", "HEAD~1"]).code, "no-ledger");
}

/// A revision that never met the trunk's line saw nothing land.
#[test]
fn at_a_revision_beside_the_trunk() {
    let ana = Repo::with_gaps(&["a"]);
    ana.git(&["switch", "--quiet", "--orphan", "apart"]);
    ana.git(&["checkout", "--quiet", "main", "--", ".gaps"]);
    ana.commit("the same files, another history");
    ana.git(&["switch", "--quiet", "main"]);
    let data = list(&ana, &["--at", "apart"]);
    assert_eq!((&data["gaps"][0]["landed"], &data["unresolvable"]), (&json!(false), &Value::Null));
}
