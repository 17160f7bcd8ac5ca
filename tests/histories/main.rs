//! Histories made with the real git, twenty events each: where every event landed, when, by which pull request, and
//! how far it came. `gaps` is right about each of them, or says `unresolvable` where history is really missing.

mod changelog;
mod cut;
mod merges;
mod names;
mod quiet;
mod rewrites;
mod row;
#[path = "../support/mod.rs"]
mod support;
mod travel;
mod unions;
