//! Speeds beside git's, in one run on one repository: `cargo bench --bench speed -- [COMMITS EVENTS GAPS]`.
//! Absolute times drift on shared machines, so what counts is the ratio.

mod make;

use std::path::PathBuf;

fn main() {
    let numbers: Vec<usize> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    let [commits, events, gaps] = numbers[..] else {
        eprintln!("usage: cargo bench --bench speed -- COMMITS EVENTS GAPS");
        return;
    };
    let folder = PathBuf::from(std::env::var("GAPS_BENCH_AT").unwrap());
    make::repository(&folder, make::Size { commits, events, gaps });
}
