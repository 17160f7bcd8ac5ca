//! A day with the real program, in real repositories: what a person types, what they see, and what is left behind.
//! Every error is read twice, as text and as JSON.
#![cfg(unix)]

mod bad_files;
mod bad_keys;
mod bad_places;
mod bad_words;
mod crash;
mod drafts;
mod dry_run;
#[expect(dead_code, reason = "tests/keys uses all of it")]
#[path = "../keys/fake.rs"]
mod fake;
mod first_day;
mod looks;
#[expect(dead_code, reason = "tests/keys uses all of it")]
#[path = "../keys/made.rs"]
mod made;
mod race;
mod reading;
mod repositories;
mod signers;
mod stdin;
#[path = "../support/mod.rs"]
mod support;
mod tampering;
mod two_clones;
