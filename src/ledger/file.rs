//! A whole event file: the JSON bytes, then the armour of a signature over exactly those bytes. Reading one
//! judges its form and its signature; whether its signer may, and whether its move is legal, is for the fold.

use std::sync::Arc;

use crate::model::Id;

use super::event::{Event, EventError};
use super::fault::Code;
use super::form::{self, FILE_BYTES_MAX, FormError};
use super::gate::{self, GateError};
use super::key::PublicKey;

const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----\n";
const END: &str = "-----END SSH SIGNATURE-----\n";

/// An event whose form and signature hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signed {
    pub id: Id,
    pub event: Arc<Event>,
    /// The key that signed it: the armour carries it whole.
    pub key: PublicKey,
}

/// Reads and judges the bytes of one file.
pub fn read(bytes: &[u8]) -> Result<Signed, FileError> {
    let (json, armour) = split(bytes)?;
    let map = form::parse(json)?;
    let event = Event::read(&map)?;
    let key = gate::verify(json, armour, &event.signer)?;
    Ok(Signed { id: form::id(json), event: Arc::new(event), key })
}

/// Reads the bytes of a file that [`read`] has accepted before, byte for byte, without checking anything again. For a
/// cache that knows their hash.
pub fn read_checked(bytes: &[u8]) -> Option<Signed> {
    let (json, armour) = split(bytes).ok()?;
    let serde_json::Value::Object(map) = serde_json::from_slice(json).ok()? else { return None };
    let event = Event::read(&map).ok()?;
    let key = gate::key_of_checked(armour)?;
    Some(Signed { id: form::id(json), event: Arc::new(event), key })
}

/// The JSON bytes and the armour.
pub fn split(bytes: &[u8]) -> Result<(&[u8], &str), FileError> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(FileError::Form(FormError::Large));
    }
    if bytes.contains(&b'\r') {
        return Err(FileError::Form(FormError::CarriageReturn));
    }
    let start = bytes
        .windows(BEGIN.len() + 1)
        .position(|w| w[0] == b'\n' && &w[1..] == BEGIN.as_bytes())
        .ok_or(FileError::Torn)?
        + 1;
    let armour =
        std::str::from_utf8(&bytes[start..]).map_err(|_| FileError::Gate(GateError::Armour))?;
    if !armour.ends_with(END) {
        return Err(if armour.contains(END.trim_end()) {
            FileError::Gate(GateError::Spelling)
        } else {
            FileError::Torn
        });
    }
    Ok((&bytes[..start], armour))
}

/// The bytes of a file.
pub fn join(json: &str, armour: &str) -> Vec<u8> {
    [json.as_bytes(), armour.as_bytes()].concat()
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    #[error("it is torn: the file ends before its signature does")]
    Torn,
    #[error(transparent)]
    Form(#[from] FormError),
    #[error(transparent)]
    Event(#[from] EventError),
    #[error(transparent)]
    Gate(#[from] GateError),
}

impl FileError {
    pub fn code(&self) -> Code {
        match self {
            Self::Torn => Code::Torn,
            Self::Form(_) | Self::Event(_) => Code::NotCanonical,
            Self::Gate(error) => error.code(),
        }
    }
}
