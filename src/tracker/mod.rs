//! Markdown about gaps, read as claims with their places in the bytes. No disk, no clock and no ledger
//! here: bytes in, claims out, and edits of bytes that make claims true.

pub mod blocks;
pub mod claim;
pub mod context;
pub mod dates;
pub mod fields;
pub mod figure;
pub mod heading;
pub mod inline;
pub mod labels;
pub mod legend;
pub mod marks;
pub mod misread;
pub mod outline;
pub mod place;
pub mod rows;
pub mod source;
pub mod value;
pub mod words;
