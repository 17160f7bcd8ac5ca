//! The library behind the `gaps` program: one folder for each floor of the house.
//!
//! `model` is at the bottom and imports nothing of ours; `cli` is on top. Arrows point down only, and
//! `tests/floors.rs` fails when one does not. See `docs/architecture.md`.

#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod cli;
pub mod ledger;
pub mod model;
pub mod project;
pub mod shell;
pub mod tracker;
pub mod views;
