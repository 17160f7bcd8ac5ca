//! What an auditor remembers of a repository between two audits: which ledger it was, where its trunk ended, and what
//! had landed. It lives with the auditor, never in the repository. Text in, value out.

use serde::{Deserialize, Serialize};

use crate::model::{CommitId, Id};

use super::log::{Landed, Log};
use super::merkle::Hash;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// The version of this form.
    v: u32,
    /// The address of the remote, or the folder of a repository without one.
    pub url: String,
    pub ledger: Id,
    pub trunk: CommitId,
    /// The day on which this repository was first seen here.
    pub since: String,
    /// Every file that had landed: the BLAKE3 of its bytes, a blank, its path.
    log: Vec<String>,
}

impl Pin {
    pub fn of(url: &str, ledger: Id, trunk: CommitId, since: String, log: &Log) -> Self {
        let line =
            |l: &Landed| format!("{} {}", Id::from_bytes(l.file), String::from_utf8_lossy(&l.path));
        let log = log.landed.iter().map(line).collect();
        Self { v: 1, url: url.to_owned(), ledger, trunk, since, log }
    }

    pub fn read(text: &str) -> Option<Self> {
        let pin: Self = serde_json::from_str(text).ok()?;
        (pin.v == 1 && pin.landed().count() == pin.log.len()).then_some(pin)
    }

    pub fn write(&self) -> String {
        serde_json::to_string_pretty(self).map(|t| t + "\n").unwrap_or_default()
    }

    pub fn size(&self) -> u64 {
        self.log.len() as u64
    }

    /// What had landed, in order.
    pub fn landed(&self) -> impl Iterator<Item = Landed> {
        self.log.iter().filter_map(|line| {
            let (hash, path) = line.split_once(' ')?;
            let file: Hash = *hash.parse::<Id>().ok()?.as_bytes();
            Some(Landed { path: path.as_bytes().to_vec(), file })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back_and_what_is_broken_does_not() {
        let landed = Landed { path: b"a b".to_vec(), file: [3; 32] };
        let log = Log::new(vec![landed.clone()]);
        let pin = Pin::of(
            "u",
            Id::from_bytes([1; 32]),
            "ab".repeat(20).parse().unwrap(),
            "d".into(),
            &log,
        );
        let text = pin.write();
        assert_eq!(Pin::read(&text), Some(pin.clone()));
        assert_eq!(pin.landed().collect::<Vec<_>>(), [landed]);
        for wrong in [
            &text[..text.len() / 2],
            "",
            "{}",
            &text.replace("0303", "03"),
            &text.replace("\"v\": 1", "\"v\": 2"),
        ] {
            assert_eq!(Pin::read(wrong), None, "{wrong}");
        }
    }
}
