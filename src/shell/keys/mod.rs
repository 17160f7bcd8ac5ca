//! The key that signs: where one may be, which of them is chosen, and the signing itself. Public keys and
//! verdicts are `ledger`'s; private keys stay in here and are never printed, logged or stored elsewhere.

mod choose;
mod error;
mod file;
mod found;
mod locate;
mod make;
mod passphrase;
mod places;
mod shown;
mod signer;

pub use choose::{choose, pick};
pub use error::{FileProblem, KeyChoiceError, KeyProblem};
pub use found::{FoundKey, Holds, found};
pub use locate::Choice;
pub use make::{MakeError, make};
pub use passphrase::{Ask, ask_on_terminal};
pub use places::{GitKeyConfig, KeyPlaces, Place};
pub use signer::{SignError, Signer, Source};
