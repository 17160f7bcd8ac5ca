//! From what somebody asks to the events that say it, or a refusal. The core proposes, the shell performs: a dry
//! run is the same plan, printed. One file for each family of verbs.

pub mod check;
pub mod desk;
pub mod link;
pub mod message;
pub mod moves;
pub mod note;
pub mod open;
pub mod revise;
pub mod roster;
pub mod tick;
pub mod undo;
pub mod waive;
pub mod words;

pub use desk::{Desk, Purpose, Stamp, ends};
