//! A home of its own for each test.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use gaps::ledger::gate;
use gaps::shell::keys::{KeyChoiceError, KeyPlaces, Signer, choose, pick};
use ssh_key::PrivateKey;
use tempfile::TempDir;
use zeroize::Zeroizing;

use crate::fake::Fake;
use crate::made;

/// Long enough for an honest agent on a busy machine.
pub(crate) const PATIENT: Duration = Duration::from_secs(20);
/// For agents that never answer.
pub(crate) const SHORT: Duration = Duration::from_millis(300);

pub(crate) struct Home {
    folder: TempDir,
    pub(crate) places: KeyPlaces,
}

impl Home {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let places = KeyPlaces {
            agent_limit: PATIENT,
            home: Some(folder.path().to_owned()),
            config_dir: Some(folder.path().join(".config/gaps")),
            ..KeyPlaces::default()
        };
        Self { folder, places }
    }

    pub(crate) fn with_agent(agent: &Fake) -> Self {
        let mut home = Self::new();
        home.places.agent_socket = Some(agent.socket.clone());
        home
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file under home with a mode.
    pub(crate) fn file(&self, name: &str, text: impl AsRef<[u8]>, mode: u32) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        path
    }

    /// Writes a private key.
    pub(crate) fn key(&self, name: &str, key: &PrivateKey) -> PathBuf {
        self.file(name, made::text(key), 0o600)
    }

    pub(crate) fn explicit(&mut self, value: impl Into<String>) -> &mut Self {
        self.places.explicit = Some(value.into());
        self
    }

    pub(crate) fn choose(&self) -> Result<Signer, KeyChoiceError> {
        choose(&self.places, &|prompt| panic!("asked: {prompt}"))
    }

    /// The message and the hint of the error, with no path of this machine.
    pub(crate) fn refused(&self) -> (String, String) {
        let error = pick(&self.places).unwrap_err();
        (error.to_string(), error.hint())
    }
}

pub(crate) fn passphrase(text: &str) -> Result<Option<Zeroizing<String>>, String> {
    Ok(Some(Zeroizing::new(text.to_owned())))
}

/// The signer signs, and the gate accepts it.
pub(crate) fn signs(signer: &Signer) {
    let message = b"{\"a\":1}\n";
    let armour = signer.sign(message).unwrap();
    let key = gate::verify(message, &armour, &signer.fingerprint()).unwrap();
    assert_eq!(key, *signer.public());
}

pub(crate) fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}
