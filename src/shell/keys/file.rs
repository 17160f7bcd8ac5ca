//! One key file, read with suspicion: no device, not large, not open to others; each form that we cannot use is
//! told apart by name. Nothing here decrypts.

use std::fs::{self, File, Metadata};
use std::io::{ErrorKind, Read};
use std::path::Path;

use ssh_key::PrivateKey;
use ssh_key::public::KeyData;
use zeroize::Zeroizing;

use crate::ledger::key::{KeyError, PublicKey};

use super::error::FileProblem;

/// An RSA key of 16384 bits is under 16 KiB.
const KEY_BYTES_MAX: u64 = 64 * 1024;

/// What a key file holds.
pub(super) enum KeyFile {
    Public(PublicKey),
    /// Ready to sign.
    Open(PublicKey, Box<PrivateKey>),
    /// Encrypted; its public half is in the clear.
    Locked(PublicKey, Box<PrivateKey>),
    /// A handle: the key itself is in a device.
    SecurityKey(PublicKey),
}

pub(super) fn read(path: &Path) -> Result<KeyFile, FileProblem> {
    let (bytes, mode) = bytes(path)?;
    // A comment may be of any bytes; a private key is ASCII and is not copied by this.
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim();
    if !text.starts_with("-----BEGIN ") && !text.starts_with("PuTTY-User-Key-File-") {
        return public(text).map(KeyFile::Public);
    }
    if mode & 0o077 != 0 {
        return Err(FileProblem::Open(mode));
    }
    private(text)
}

/// The content, and its permissions where the system has any.
fn bytes(path: &Path) -> Result<(Zeroizing<Vec<u8>>, u32), FileProblem> {
    // Before opening too: to open a pipe may wait without end.
    regular(&fs::metadata(path).map_err(io)?)?;
    let file = File::open(path).map_err(io)?;
    let about = file.metadata().map_err(io)?;
    regular(&about)?;
    // Enough room from the start, so that no copy of a key stays behind in memory.
    let mut bytes = Zeroizing::new(Vec::with_capacity(KEY_BYTES_MAX as usize + 1));
    file.take(KEY_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > KEY_BYTES_MAX {
        return Err(FileProblem::Large);
    }
    Ok((bytes, mode(&about)))
}

fn regular(about: &Metadata) -> Result<(), FileProblem> {
    if about.is_file() { Ok(()) } else { Err(FileProblem::NoFile) }
}

fn io(error: std::io::Error) -> FileProblem {
    match error.kind() {
        ErrorKind::NotFound => FileProblem::Missing,
        _ => FileProblem::Unreadable(error.to_string()),
    }
}

#[cfg(unix)]
fn mode(about: &Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    about.permissions().mode() & 0o777
}

#[cfg(not(unix))]
fn mode(_: &Metadata) -> u32 {
    0o600
}

/// A line of a `.pub` file.
pub(super) fn public(line: &str) -> Result<PublicKey, FileProblem> {
    if line.split_whitespace().next().is_some_and(|t| t.ends_with("-cert-v01@openssh.com")) {
        return Err(FileProblem::Certificate);
    }
    PublicKey::from_line(line).map_err(unfit)
}

fn unfit(error: KeyError) -> FileProblem {
    match error {
        KeyError::Form => FileProblem::NoKey,
        other => FileProblem::Type(other),
    }
}

fn private(text: &str) -> Result<KeyFile, FileProblem> {
    match text.lines().next().unwrap_or_default().trim() {
        "-----BEGIN OPENSSH PRIVATE KEY-----" => openssh(text),
        "-----BEGIN RSA PRIVATE KEY-----" => Err(FileProblem::Type(KeyError::Rsa)),
        "-----BEGIN DSA PRIVATE KEY-----" => {
            Err(FileProblem::Type(KeyError::Unsupported("ssh-dss".to_owned())))
        }
        "-----BEGIN EC PRIVATE KEY-----"
        | "-----BEGIN PRIVATE KEY-----"
        | "-----BEGIN ENCRYPTED PRIVATE KEY-----" => Err(FileProblem::Old),
        first if first.starts_with("PuTTY-") => Err(FileProblem::Putty),
        _ => Err(FileProblem::NoKey),
    }
}

fn openssh(text: &str) -> Result<KeyFile, FileProblem> {
    let key = PrivateKey::from_openssh(text).map_err(|_| FileProblem::NoKey)?;
    let public = PublicKey::new(key.public_key().key_data().clone()).map_err(unfit)?;
    // Encrypted or not, the file of a security key holds a handle only.
    if matches!(public.data(), KeyData::SkEd25519(_) | KeyData::SkEcdsaSha2NistP256(_)) {
        Ok(KeyFile::SecurityKey(public))
    } else if key.is_encrypted() {
        Ok(KeyFile::Locked(public, Box::new(key)))
    } else {
        Ok(KeyFile::Open(public, Box::new(key)))
    }
}
