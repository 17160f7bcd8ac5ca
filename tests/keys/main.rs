//! The key that signs: files, settings, passphrases and agents, honest and not. Every key is made here from a
//! seed, every agent is a thread, and no environment is read.
#![cfg(unix)]

mod agents;
mod choice;
mod fake;
mod files;
mod made;
mod places;
