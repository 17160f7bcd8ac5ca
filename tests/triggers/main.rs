//! Commit messages that ask for changes, with the real git: what counts, what it comes to, who records it.

#[path = "../support/mod.rs"]
mod support;

mod ci;
mod hooks;
mod matrix;
mod places;
mod sequences;
