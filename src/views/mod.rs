//! Values in, words out: text for people, JSON for programs. No floor below knows how it looks.

pub mod asked;
pub mod audit;
pub mod audit_forms;
pub mod badge;
pub mod check;
pub mod claims;
pub mod csv;
pub mod diff;
pub mod difference;
pub mod export;
pub mod findings;
pub mod gate;
pub mod json;
pub mod list;
pub mod log;
pub mod markup;
pub mod pack;
pub mod paint;
pub mod replay;
pub mod report;
pub mod row;
pub mod safe;
pub mod sarif;
pub mod show;
pub mod spark;
pub mod stats;
