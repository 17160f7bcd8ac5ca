//! A checkpoint: the three lines of a C2SP note (origin, size, root) and, beside them, the trunk's commit and marks that
//! tell where a later log parts from this one; then a signature over exactly those lines. Kept elsewhere, it shows
//! that nothing before it was changed. Text in, value out: nobody is asked whose signature it is.

use base64ct::{Base64, Base64Unpadded, Encoding};

use crate::ledger::gate::{self, GateError};
use crate::ledger::key::PublicKey;
use crate::model::{CommitId, Id};

use super::log::{Log, Marks};
use super::merkle::Hash;

/// What a checkpoint's signature is for: never that of an event.
pub const NAMESPACE: &str = "gaps-checkpoint-v1";

const ORIGIN: &str = "gaps/";
const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----\n";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    pub ledger: Id,
    pub size: u64,
    pub root: Hash,
    pub trunk: Option<CommitId>,
    pub marks: Option<Marks>,
}

impl Checkpoint {
    pub fn of(ledger: Id, log: &Log, trunk: Option<CommitId>) -> Self {
        let marks = Some(Marks::of(log.leaves())).filter(|_| log.size() > 0);
        Self { ledger, size: log.size() as u64, root: log.root(), trunk, marks }
    }

    /// The lines that are signed.
    pub fn text(&self) -> String {
        let mut text = format!(
            "{ORIGIN}{}\n{}\n{}\n",
            self.ledger,
            self.size,
            Base64::encode_string(&self.root)
        );
        if let Some(trunk) = &self.trunk {
            text.push_str(&format!("trunk {trunk}\n"));
        }
        if let Some(marks) = &self.marks {
            let all = Base64Unpadded::encode_string(&marks.marks.concat());
            text.push_str(&format!("marks {} {all}\n", marks.every));
        }
        text
    }

    fn parse(text: &str) -> Result<Self, CheckpointError> {
        let wrong = CheckpointError::Form;
        let body = text.strip_suffix('\n').ok_or(wrong("it does not end in a line break"))?;
        let mut lines = body.split('\n');
        let mut line = || lines.next().ok_or(wrong("it has fewer than three lines"));
        let origin = line()?
            .strip_prefix(ORIGIN)
            .ok_or(wrong("its first line is not `gaps/` and a ledger"))?;
        let ledger =
            origin.parse().map_err(|_| wrong("its first line is not `gaps/` and a ledger"))?;
        let count = line()?;
        let size: u64 = count.parse().map_err(|_| wrong("its second line is not a number"))?;
        if size.to_string() != count || size > u64::from(u32::MAX) {
            return Err(wrong("its second line is not a number"));
        }
        let root = hash(line()?).ok_or(wrong("its third line is not a root"))?;
        let mut made = Self { ledger, size, root, trunk: None, marks: None };
        // Lines that a later version writes are signed with the rest and mean nothing here.
        for more in lines {
            if let Some(trunk) = more.strip_prefix("trunk ") {
                made.trunk = Some(trunk.parse().map_err(|_| wrong("its trunk is no commit"))?);
            } else if let Some(marks) = more.strip_prefix("marks ") {
                made.marks =
                    Some(read_marks(marks, size).ok_or(wrong("its marks cannot be read"))?);
            }
        }
        Ok(made)
    }
}

fn read_marks(text: &str, size: u64) -> Option<Marks> {
    let (every, all) = text.split_once(' ')?;
    let every: usize = every.parse().ok().filter(|e| *e > 0)?;
    let bytes = Base64Unpadded::decode_vec(all).ok()?;
    let marks: Vec<[u8; 3]> = bytes.chunks_exact(3).map(|c| [c[0], c[1], c[2]]).collect();
    let count = usize::try_from(size).ok()?.div_ceil(every);
    (bytes.len() == 3 * count).then_some(Marks { every, marks })
}

/// 32 bytes in base64.
pub fn hash(text: &str) -> Option<Hash> {
    Base64::decode_vec(text).ok()?.try_into().ok()
}

/// A hash in base64.
pub fn shown(hash: &Hash) -> String {
    Base64::encode_string(hash)
}

/// A checkpoint with the key that signed it; none where only its lines were kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    pub checkpoint: Checkpoint,
    pub key: Option<PublicKey>,
}

/// Reads a checkpoint. A signature that is there must hold.
pub fn read(text: &str) -> Result<Signed, CheckpointError> {
    let text = text.replace("\r\n", "\n");
    let Some(at) = text.find(BEGIN) else {
        let lines = format!("{}\n", text.trim());
        return Ok(Signed { checkpoint: Checkpoint::parse(&lines)?, key: None });
    };
    let (lines, armour) = text.split_at(at);
    let checkpoint = Checkpoint::parse(lines)?;
    let armour = format!("{}\n", armour.trim_end());
    let sig = gate::read(&armour, NAMESPACE).map_err(CheckpointError::Signature)?;
    gate::check(&sig, NAMESPACE, lines.as_bytes()).map_err(CheckpointError::Signature)?;
    let key = PublicKey::new(sig.public_key().clone())
        .map_err(|e| CheckpointError::Signature(GateError::Key(e)))?;
    Ok(Signed { checkpoint, key: Some(key) })
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    #[error("this is no checkpoint: {0}")]
    Form(&'static str),
    #[error("the signature of this checkpoint does not hold: {0}")]
    Signature(GateError),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::log::Landed;

    fn checkpoint(n: u8) -> Checkpoint {
        let landed = (0..n).map(|i| Landed { path: vec![b'a', i], file: [i; 32] }).collect();
        Checkpoint::of(
            Id::from_bytes([9; 32]),
            &Log::new(landed),
            Some("ab".repeat(20).parse().unwrap()),
        )
    }

    #[test]
    fn what_is_written_reads_back() {
        for n in [0, 1, 2, 200] {
            let made = checkpoint(n);
            assert_eq!(read(&made.text()).unwrap(), Signed { checkpoint: made, key: None });
        }
    }

    #[test]
    fn what_is_no_checkpoint_is_told() {
        let text = checkpoint(3).text();
        let lines: Vec<&str> = text.lines().collect();
        for wrong in [
            String::new(),
            lines[..2].join("\n"),
            text.replace("gaps/", "other/"),
            text.replace("\n3\n", "\n03\n"),
            text.replace("\n3\n", "\n-3\n"),
            text.replace("trunk ab", "trunk xy"),
            text.replace("marks 1 ", "marks 0 "),
            text.replace("marks 1 ", "marks 2 "),
            format!("{text}{BEGIN}AAAA\n-----END SSH SIGNATURE-----\n"),
        ] {
            assert!(read(&wrong).is_err(), "{wrong}");
        }
        assert!(read(&lines[..3].join("\n")).is_ok(), "three lines alone are a checkpoint");
        assert!(read(&format!("{text}later more\n")).is_ok());
    }
}
