//! Markdown about gaps, read as claims with their places in the bytes. No disk, no clock and no ledger
//! here: bytes in, claims out, and edits of bytes that make claims true.

pub mod assemble;
pub mod blocks;
pub mod body;
pub mod checklist;
pub mod claim;
pub mod context;
pub mod dates;
pub mod draft;
pub mod fields;
pub mod figure;
pub mod figures;
pub mod generic;
pub mod grid;
pub mod heading;
pub mod inline;
pub mod items;
pub mod labels;
pub mod legend;
pub mod line;
pub mod lint;
pub mod marks;
pub mod misread;
pub mod numbers;
pub mod outline;
pub mod place;
pub mod prose;
pub mod read;
pub mod reckon;
pub mod roadmap;
pub mod rows;
pub mod sections;
pub mod source;
pub mod survey;
pub mod table;
pub mod value;
pub mod verdict;
pub mod words;

pub use claim::{Dialect, Gap, Tracker};
pub use lint::{Code, Finding, lint};
pub use read::claims;
pub use source::Unreadable;
