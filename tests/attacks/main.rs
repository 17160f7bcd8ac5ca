//! Attacks on a ledger, each a test named after it, made with the real git and with raw objects where git refuses;
//! each with an honest twin that stays clean. The table in `docs/trust.md` lists them.

mod cycle;
mod files;
mod forged;
mod hostile;
mod lab;
mod objects;
mod paths;
mod proofs;
mod rewritten;
mod roster;
#[path = "../support/mod.rs"]
mod support;
mod table;
mod vectors;
