//! Random histories, the same ones each time: after every step a list says the same with the cache and without.

use std::fs;

use crate::questions::cache;
use crate::support::Repo;

/// Numbers that look random and are not.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        (self.0 >> 33) as usize % sides
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len())]
    }
}

const LABELS: [&str; 6] = ["SEC-001", "SEC-002", "SEC-003", "SEC-004", "SEC-005", "SEC-006"];

/// One thing that somebody does. Much of it is refused, and that is part of it.
fn step(repo: &Repo, dice: &mut Dice, n: usize) -> String {
    let label = dice.pick(&LABELS);
    let branches = repo.git(&["branch", "--format=%(refname:short)"]);
    let branches: Vec<&str> = branches.lines().filter(|b| !b.starts_with('(')).collect();
    let branch = dice.pick(&branches);
    let did: Vec<&str> = match dice.roll(20) {
        0 | 1 => vec!["gaps", "close", label, "-m", "in"],
        2 => vec!["gaps", "reopen", label, "-m", "again"],
        3 => vec!["gaps", "note", label, "-m", "a word"],
        4 => vec!["gaps", "start", label],
        5 | 16 | 17 => vec!["gaps", "sync"],
        6..=8 => {
            let asks =
                if dice.roll(2) == 0 { format!("\n\nCloses-Gap: {label}") } else { String::new() };
            let message = format!("step {n} (#{}){asks}", dice.roll(30) + 1);
            repo.write(dice.pick(&["one", "two"]), n.to_string());
            repo.git(&["add", "."]);
            repo.commit(&message);
            return format!("commit {message}");
        }
        9 => {
            repo.git(&["switch", "--quiet", "-c", &format!("side-{n}")]);
            return format!("branch side-{n}");
        }
        10 | 11 | 18 | 19 => vec!["git", "switch", "--quiet", branch],
        12 => vec!["git", "merge", "--quiet", "--no-edit", branch],
        13 => vec!["git", "revert", "--no-edit", "HEAD"],
        14 => vec!["git", "reset", "--quiet", "--hard"],
        _ => vec!["git", "repack", "-adq"],
    };
    match did[0] {
        "gaps" => drop(repo.gaps(&did[1..])),
        _ if repo.git_said(&did[1..]).exit != 0 => {
            repo.git_said(&[did[1], "--abort"]);
        }
        _ => {}
    }
    did.join(" ")
}

#[test]
fn a_list_says_the_same_with_the_cache_and_without_wherever_history_goes() {
    // Four of those that end somewhere else where what a branch alone records is taken for settled.
    for seed in [7, 11, 12, 16] {
        let repo = Repo::with_gaps(&["a", "b", "c", "d", "e", "f"]);
        let mut dice = Dice(seed);
        let mut done = Vec::new();
        for n in 0..45 {
            done.push(step(&repo, &mut dice, n));
            let question = dice.pick(&["list --status all --json", "list"]);
            let question: Vec<&str> = question.split(' ').collect();
            let with = repo.gaps(&question);
            let aside = repo.world.path("aside");
            fs::rename(cache(&repo), &aside).unwrap();
            let without = repo.gaps(&question);
            fs::remove_dir_all(cache(&repo)).unwrap();
            fs::rename(&aside, cache(&repo)).unwrap();
            assert_eq!(with, without, "seed {seed}: {done:#?}");
        }
    }
}
