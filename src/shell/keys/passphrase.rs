//! The passphrase of an encrypted key: asked up to three times, as `ssh` does, and wiped after use.

use std::io::ErrorKind;

use ssh_key::{Cipher, PrivateKey};
use zeroize::Zeroizing;

use super::error::FileProblem;

/// Asks for a passphrase with a prompt; `None` where there is nobody to ask. The error is words for the user.
pub type Ask<'a> = dyn Fn(&str) -> Result<Option<Zeroizing<String>>, String> + 'a;

const TRIES: usize = 3;

/// Asks on the terminal itself, so that what is piped in or out is not touched; the passphrase is not shown.
pub fn ask_on_terminal(prompt: &str) -> Result<Option<Zeroizing<String>>, String> {
    match rpassword::prompt_password(prompt) {
        Ok(passphrase) => Ok(Some(Zeroizing::new(passphrase))),
        // Without a terminal `/dev/tty` cannot be opened, in one of several ways.
        Err(error) if error.kind() == ErrorKind::Interrupted => Err("interrupted".to_owned()),
        Err(_) => Ok(None),
    }
}

/// The key, decrypted. An empty passphrase gives up.
pub(super) fn unlock(key: &PrivateKey, shown: &str, ask: &Ask) -> Result<PrivateKey, FileProblem> {
    // The library has no 3DES here, and would call every passphrase wrong.
    if key.cipher() == Cipher::TdesCbc {
        return Err(FileProblem::Cipher(key.cipher().to_string()));
    }
    for attempt in 0..TRIES {
        let again = if attempt == 0 { "" } else { "wrong; once more: " };
        let answer = ask(&format!("{again}passphrase for {shown}: "));
        let answer = answer.map_err(FileProblem::Unreadable)?.ok_or(FileProblem::NoTerminal)?;
        if answer.is_empty() {
            break;
        }
        match key.decrypt(answer.as_bytes()) {
            Ok(key) => return Ok(key),
            Err(ssh_key::Error::Crypto) => {}
            Err(error) => return Err(FileProblem::Cipher(error.to_string())),
        }
    }
    Err(FileProblem::WrongPassphrase)
}
