//! Entries and commits in, answers out: the fold, the roster, decisions. Everything here is a function of values;
//! the same values give the same answer on every machine.

pub mod asked;
pub mod audit;
pub mod backlog;
pub mod causal;
pub mod checkpoint;
pub mod decide;
pub mod diff;
pub mod echo;
pub mod entry;
pub mod exceptions;
pub mod finding;
pub mod fold;
pub mod forge;
pub mod foxtrot;
pub mod gate;
pub mod log;
pub mod lookup;
pub mod merkle;
pub mod pin;
pub mod proof;
pub mod pull_request;
pub mod reference;
pub mod refusal;
pub mod remote;
pub mod replay;
pub mod roster;
pub mod scan;
pub mod stats;
pub mod timeline;
pub mod web;

pub use backlog::{Backlog, Gap};
pub use entry::{Entry, Landing, Landings, Place};
pub use fold::fold;
pub use refusal::Refusal;
