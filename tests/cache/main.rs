//! The cache: whatever stands in it, however it came there, the same bytes come out as with none. Nothing but the
//! cache is ever written by a verb that reads.

mod broken;
mod grown;
mod many;
mod questions;
mod staged;
#[path = "../support/mod.rs"]
mod support;
mod trusted;
mod wander;
