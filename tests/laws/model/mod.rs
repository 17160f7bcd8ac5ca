//! The roster, tried to the end: every ledger of a few steps by three keys, and what must hold of each. Not random
//! and not chosen: all of them, so that a rule which two people in a certain order break has nowhere to hide.
//!
//! - A *history* is a row of roster events (`world.rs`), each in the landing of the one before it or in a new one.
//!   Order within a landing stands for the DAG: `order.rs` shows, for all 25 DAGs and 13 landing orders of three
//!   events, that the row is all that the roster sees of them.
//! - An event about a gap changes no roster. So none is in the row: instead every one that any key could have landed
//!   anywhere is judged beside it (`Probe`), which is the same as all histories with one gap event more.
//! - The keys after the founder's are alike, so a row names the second only after the first. A step that the roster
//!   refuses and that left it as it was is not followed; the row without it is. In the longest row, a key that nobody
//!   listed writes no more: it was tried after each shorter one.
//!
//! The suite tries rows of three (167,748, beside the founding and the gap's events). `GAPS_MODEL=4 cargo test --test
//! laws model::walk` tries rows of four, and every base of a revocation. `moves.rs` does the same for the causal
//! order of one gap.

mod moves;
mod order;
mod rules;
mod walk;
mod world;

/// How many events are in a row: what the suite has time for, or what somebody asked for.
fn bound(quick: usize) -> usize {
    std::env::var("GAPS_MODEL").ok().and_then(|n| n.parse().ok()).unwrap_or(quick)
}

fn is_quick() -> bool {
    std::env::var_os("GAPS_MODEL").is_none()
}
