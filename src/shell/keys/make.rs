//! A key of our own, for a machine that has none: made in the user's folder of settings, readable by nobody else,
//! whole or not at all, and never over another file.

use std::fs::{self, DirBuilder};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use ssh_key::private::Ed25519Keypair;
use ssh_key::{LineEnding, PrivateKey};
use zeroize::Zeroizing;

use crate::ledger::key::PublicKey;

use super::places::{KeyPlaces, Place};
use super::shown;
use super::signer::{Means, Signer, Source};

/// Makes an ed25519 key; the signer says where.
pub fn make(places: &KeyPlaces) -> Result<Signer, MakeError> {
    let path = places.usual_file(Place::OwnFile).ok_or(MakeError::NoFolder)?;
    let shown = shown::path(&path, places.home.as_deref());
    let private = random()?;
    let public = PublicKey::new(private.public_key().key_data().clone())
        .map_err(|e| MakeError::Random(e.to_string()))?;
    write(&path, &private).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => MakeError::Exists(shown.clone()),
        _ => MakeError::Disk { path: shown.clone(), why: error.to_string() },
    })?;
    let source = Source { place: Place::OwnFile, file: Some(shown) };
    Ok(Signer::new(public, source, Vec::new(), Means::Private(Box::new(private))))
}

fn random() -> Result<PrivateKey, MakeError> {
    let mut seed = Zeroizing::new([0; 32]);
    getrandom::fill(&mut *seed).map_err(|e| MakeError::Random(e.to_string()))?;
    PrivateKey::new(Ed25519Keypair::from_seed(&seed).into(), "gaps")
        .map_err(|e| MakeError::Random(e.to_string()))
}

fn write(path: &Path, key: &PrivateKey) -> io::Result<()> {
    let folder = path.parent().ok_or(ErrorKind::NotFound)?;
    if fs::symlink_metadata(path).is_ok() {
        return Err(ErrorKind::AlreadyExists.into());
    }
    private_folders(folder)?;
    let text = key.to_openssh(LineEnding::LF).map_err(io::Error::other)?;
    // A temporary file is readable by its owner only, from its first byte.
    let mut file = tempfile::Builder::new().prefix(".new-").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path)?;
    sync_folder(folder)
}

#[cfg(unix)]
fn private_folders(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn private_folders(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).create(folder)
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MakeError {
    #[error("there is no home folder to make a key in")]
    NoFolder,
    #[error("{0} exists already and is not written over")]
    Exists(String),
    #[error("no key can be made at {path}: {why}")]
    Disk { path: String, why: String },
    #[error("no key can be made: {0}")]
    Random(String),
}

impl MakeError {
    pub fn hint(&self) -> String {
        match self {
            Self::Exists(path) => {
                format!("sign with it: `--key {}`, or move it away", shown::typed(path))
            }
            Self::NoFolder => "set HOME or XDG_CONFIG_HOME, or name a key: `--key PATH`".to_owned(),
            _ => {
                "make one elsewhere: `ssh-keygen -t ed25519 -f PATH`, then `--key PATH`".to_owned()
            }
        }
    }
}
