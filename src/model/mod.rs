//! The vocabulary: words that every other floor speaks. It imports nothing of ours, reads no clock and
//! touches no disk.

pub mod block;
pub mod commit;
pub mod count;
pub mod criterion;
pub mod criticality;
pub mod id;
pub mod key;
pub mod label;
pub mod role;
pub mod standing;
pub mod status;
pub mod text;
pub mod time;

pub use block::Block;
pub use commit::CommitId;
pub use criterion::{Criterion, CriterionRef, Number};
pub use criticality::Criticality;
pub use id::Id;
pub use key::{Fingerprint, Principal};
pub use label::Label;
pub use role::{Mode, Role};
pub use standing::Standing;
pub use status::Status;
pub use time::{At, Day};
