//! Adopting trackers with the real program: lint, import, render, and the history of a document.

#[path = "../support/mod.rs"]
mod support;

mod bent;
mod by_hand;
mod documents;
mod history;
mod nowhere;
mod real;
mod round_trip;
mod settings;
mod started;
