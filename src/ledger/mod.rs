//! What makes an event durable: its bytes, its id, its signature, its kinds and who may write them. Bytes in,
//! values out. No disk, no git, no clock, and no opinion on what is true: that is `project/fold.rs`.

pub mod body;
pub mod cause;
pub mod event;
pub mod fault;
pub mod field;
pub mod file;
pub mod form;
pub mod gate;
pub mod key;
pub mod kinds;
pub mod link;
pub mod path;
pub mod permits;
pub mod spec;
mod spell;

pub use body::Body;
pub use cause::Cause;
pub use event::Event;
pub use fault::{Code, Fault};
pub use field::{Field, Value};
