//! Markdown about gaps, read as claims with their places in the bytes. No disk, no clock and no ledger
//! here: bytes in, claims out, and edits of bytes that make claims true.

pub mod blocks;
pub mod inline;
pub mod legend;
pub mod marks;
pub mod misread;
pub mod place;
pub mod rows;
pub mod source;
pub mod value;
pub mod words;
