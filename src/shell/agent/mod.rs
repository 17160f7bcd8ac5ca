//! The ssh agent: two messages of its protocol, written by hand, and nothing an agent says is believed. Whether a
//! signature is good is not for here: `keys/signer.rs` puts each one through the gate.

mod client;
mod error;
mod socket;
mod wire;

pub use client::{Agent, Identity, LIMIT, Unusable, keys_in, signature_in};
pub use error::AgentError;
pub use wire::REPLY_BYTES_MAX;
