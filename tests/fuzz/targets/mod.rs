//! What is fuzzed, and by which laws. Each target takes bytes from anywhere and panics where a law of it is broken;
//! that it returns at all is the first law. Shared by the bounded run of the suite (`tests/fuzz/main.rs`) and by
//! `cargo fuzz` (`fuzz/`). To add one: a file here with a `TARGET`, a line in [`TARGETS`], and a file of three lines in
//! `fuzz/fuzz_targets/`.

use std::fs;
use std::path::{Path, PathBuf};

mod agent;
mod display;
mod event;
mod gate;
mod note;
mod proof;
mod tracker;
mod tree;

pub(crate) struct Target {
    pub(crate) name: &'static str,
    /// Real inputs, from which others are bent.
    pub(crate) seeds: fn() -> Vec<Vec<u8>>,
    pub(crate) run: fn(&[u8]),
}

pub(crate) const TARGETS: &[Target] = &[
    agent::TARGET,
    display::TARGET,
    event::TARGET,
    gate::TARGET,
    note::TARGET,
    proof::TARGET,
    tracker::TARGET,
    tree::TARGET,
];

/// Runs the target of this name once.
pub(crate) fn run(name: &str, bytes: &[u8]) {
    (TARGETS.iter().find(|t| t.name == name).unwrap().run)(bytes);
}

/// A folder below `tests`, whether the crate or its `fuzz` folder is built.
fn folder(name: &str) -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let tests = if here.ends_with("fuzz") { here.join("../tests") } else { here.join("tests") };
    tests.join(name)
}

/// The files of a folder below `tests` whose names end so, in the order of their names.
fn files(below: &str, end: &str) -> Vec<Vec<u8>> {
    let mut names: Vec<PathBuf> = fs::read_dir(folder(below))
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.to_str().is_some_and(|p| p.ends_with(end)))
        .collect();
    names.sort();
    names.into_iter().map(|p| fs::read(p).unwrap()).collect()
}
