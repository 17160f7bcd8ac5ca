//! Trust, in real repositories: a stolen key gains nothing by when, where and how its events are committed, and
//! honest work falls with nobody.

mod honest;
mod roster;
mod stolen;
#[path = "../support/mod.rs"]
mod support;
mod team;
