//! The side room: disk, git, agent, clock. It performs what the core proposes and reads what the core judges; it
//! decides nothing. Only `cli` uses it.

pub mod agent;
pub mod aside;
pub mod bytes;
pub mod cache;
pub mod commits;
pub mod diff;
pub mod disk;
pub mod git;
pub mod helper;
pub mod history;
pub mod hooks;
pub mod index;
pub mod keys;
pub mod lineage;
pub mod messages;
pub mod objects;
mod parallel;
pub mod parts;
mod processor;
pub mod recent;
mod roots;
pub mod run;
pub mod store;
pub mod survey;
pub mod tree;
pub mod verdicts;
pub mod walk;
