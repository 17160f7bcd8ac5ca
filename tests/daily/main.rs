//! A day with the real program, in real repositories.

mod first_day;
#[path = "../support/mod.rs"]
mod support;
