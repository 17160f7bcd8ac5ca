//! A bounded run of every fuzz target: real inputs, bent the same way on every machine. The suite runs a few thousand;
//! `GAPS_FUZZ=1000000 cargo test --release --test fuzz -- --nocapture` runs a million of each. `fuzz/` runs the same
//! targets under `cargo fuzz`, which looks for new paths.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

mod bend;
#[path = "targets/mod.rs"]
mod targets;

use bend::{Dice, bent};
use targets::{TARGETS, Target};

fn executions() -> u64 {
    std::env::var("GAPS_FUZZ").ok().and_then(|n| n.parse().ok()).unwrap_or(3000)
}

fn fuzz(target: &Target) {
    let seeds = (target.seeds)();
    assert!(seeds.len() > 2, "{} has seeds", target.name);
    let started = Instant::now();
    let most = executions();
    for seed in &seeds {
        targets::run(target.name, seed);
    }
    for n in 0..most {
        let input = bent(&seeds, &mut Dice::new(n + 1));
        if catch_unwind(AssertUnwindSafe(|| (target.run)(&input))).is_err() {
            panic!("{} breaks a law on input {n}: {}", target.name, input.escape_ascii());
        }
    }
    let seconds = started.elapsed().as_secs_f64();
    println!("{}: {most} executions in {seconds:.1} s", target.name);
}

#[test]
fn no_target_breaks_a_law() {
    // Half of them on each of two processors.
    let (one, other): (Vec<_>, Vec<_>) = TARGETS.iter().enumerate().partition(|(i, _)| i % 2 == 0);
    std::thread::scope(|scope| {
        for half in [one, other] {
            scope.spawn(move || half.iter().for_each(|(_, target)| fuzz(target)));
        }
    });
}

/// What `cargo fuzz` begins with: `cargo test --test fuzz -- --ignored` writes it.
#[test]
#[ignore = "writes fuzz/corpus, for cargo fuzz"]
fn seeds_are_written_for_cargo_fuzz() {
    for target in TARGETS {
        let folder =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target.name);
        std::fs::create_dir_all(&folder).unwrap();
        for (n, seed) in (target.seeds)().iter().enumerate() {
            std::fs::write(folder.join(format!("seed-{n}")), seed).unwrap();
        }
    }
}
