//! The vocabulary: words that every other floor speaks. It imports nothing of ours, reads no clock and
//! touches no disk.

pub mod criticality;
pub mod label;
pub mod status;

pub use criticality::Criticality;
pub use label::Label;
pub use status::Status;
