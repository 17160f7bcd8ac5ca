//! The human name of a gap: `SEC-001`, `SEC-LLM-001`, `TASK-1.2`. A label is a name, not an identity:
//! the identity of a gap is the id of its `opened` event.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The most bytes that a label may have: it becomes two folder names.
pub const LABEL_BYTES_MAX: usize = 80;

/// A label in upper case: `[A-Z][A-Z0-9_]*(-[A-Z0-9_]+(\.[0-9]+)*)+`, no part a Windows device name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Label(String);

impl Label {
    /// What a person typed: case does not matter.
    pub fn typed(text: &str) -> Result<Self, BadLabel> {
        text.trim().to_ascii_uppercase().parse()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the last `-`: the folder, and the prefix of the block.
    pub fn prefix(&self) -> &str {
        self.0.rsplit_once('-').map_or("", |(prefix, _)| prefix)
    }

    /// Whether this may stand before the last `-` of a label.
    pub fn is_prefix(text: &str) -> bool {
        text.len() + "-1".len() <= LABEL_BYTES_MAX
            && is_joined(text)
            && !text.split('-').any(is_device)
            && !is_device(text)
    }

    /// What stands after the last `-`: `001`, `1.2`.
    pub fn number(&self) -> &str {
        self.0.rsplit_once('-').map_or("", |(_, number)| number)
    }

    /// The folder of this gap's events below `.gaps/events`: the last `-` turned into `/`.
    pub fn folder(&self) -> String {
        format!("{}/{}", self.prefix(), self.number())
    }

    /// The label whose folder this is.
    pub fn from_folder(prefix: &str, number: &str) -> Result<Self, BadLabel> {
        format!("{prefix}-{number}").parse()
    }
}

impl FromStr for Label {
    type Err = BadLabel;

    fn from_str(text: &str) -> Result<Self, BadLabel> {
        if text.len() > LABEL_BYTES_MAX {
            return Err(BadLabel::Long);
        }
        let Some((prefix, _)) = text.rsplit_once('-').filter(|_| is_joined(text)) else {
            return Err(BadLabel::Form);
        };
        if text.split('-').any(is_device) || is_device(prefix) {
            return Err(BadLabel::Device);
        }
        Ok(Self(text.to_owned()))
    }
}

/// The form of a label, be there a `-` in it or none.
fn is_joined(text: &str) -> bool {
    let mut parts = text.split('-');
    let head = parts.next().unwrap_or_default();
    let headed = head.starts_with(|c: char| c.is_ascii_uppercase()) && head.bytes().all(is_word);
    headed
        && parts.all(|part| {
            let mut pieces = part.split('.');
            let first = pieces.next().unwrap_or_default();
            let digits = |p: &str| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit());
            !first.is_empty() && first.bytes().all(is_word) && pieces.all(digits)
        })
}

impl TryFrom<String> for Label {
    type Error = BadLabel;
    fn try_from(text: String) -> Result<Self, BadLabel> {
        text.parse()
    }
}

impl From<Label> for String {
    fn from(label: Label) -> String {
        label.0
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_'
}

/// Windows refuses a folder of these names, with or without an ending (`CON`, `COM1.2`).
fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default();
    let numbered = |name: &str| {
        stem.strip_prefix(name)
            .is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(stem, "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// `SEC-2` before `SEC-10`, `TASK-1.9` before `TASK-1.10`: runs of digits compare as numbers. Two labels
/// that differ only in leading zeros are told apart by their bytes.
impl Ord for Label {
    fn cmp(&self, other: &Self) -> Ordering {
        natural(&self.0, &other.0).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for Label {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn natural(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left, right);
    loop {
        let (Some(l), Some(r)) = (left.bytes().next(), right.bytes().next()) else {
            return left.len().cmp(&right.len());
        };
        if l.is_ascii_digit() && r.is_ascii_digit() {
            let (l_run, l_rest) = digits(left);
            let (r_run, r_rest) = digits(right);
            let order = l_run.len().cmp(&r_run.len()).then_with(|| l_run.cmp(r_run));
            if order != Ordering::Equal {
                return order;
            }
            (left, right) = (l_rest, r_rest);
        } else if l != r {
            return l.cmp(&r);
        } else {
            (left, right) = (&left[1..], &right[1..]);
        }
    }
}

/// The leading run of digits without its leading zeros, and what follows it.
fn digits(text: &str) -> (&str, &str) {
    let end = text.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(text.len());
    (text[..end].trim_start_matches('0'), &text[end..])
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadLabel {
    #[error(
        "a label is letters, digits and `_`, then `-` and a number or a word: SEC-001, TASK-1.2"
    )]
    Form,
    #[error("a label has at most {LABEL_BYTES_MAX} characters")]
    Long,
    #[error("a part of this label is a device name on Windows, where nobody could check it out")]
    Device,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_the_forms_of_the_format() {
        for (text, folder) in [
            ("SEC-001", "SEC/001"),
            ("SEC-LLM-001", "SEC-LLM/001"),
            ("TASK-1.2", "TASK/1.2"),
            ("A_1-B.0.12-C_3", "A_1-B.0.12/C_3"),
        ] {
            assert_eq!(text.parse::<Label>().map(|l| l.folder()), Ok(folder.to_owned()), "{text}");
        }
    }

    #[test]
    fn refuses_what_could_leave_its_folder_or_confuse() {
        for text in [
            "", "con", "CON-1", "SEC-NUL", "AUX-A-1", "COM1-2", "X-LPT9.1", "../X", "sec-1",
            "A-..", "A-.", "A-1.", "A-1..2", "A-1.B", "A--1", "-1", "1-1", "SEC", "SEC-", "SEC-1 ",
            "SEC/1", "SÉC-1", "A-1\n",
        ] {
            assert!(text.parse::<Label>().is_err(), "{text:?}");
        }
        assert_eq!("A-".repeat(60).parse::<Label>(), Err(BadLabel::Long));
        assert_eq!(Label::typed(" sec-1 ").map(|l| l.to_string()), Ok("SEC-1".to_owned()));
    }

    #[test]
    fn numbers_sort_as_numbers() {
        let mut labels: Vec<Label> =
            ["SEC-10", "SEC-2", "DOC-1", "TASK-1.10", "TASK-1.9", "SEC-02"]
                .iter()
                .map(|t| t.parse().unwrap())
                .collect();
        labels.sort();
        let words: Vec<&str> = labels.iter().map(Label::as_str).collect();
        assert_eq!(words, ["DOC-1", "SEC-02", "SEC-2", "SEC-10", "TASK-1.9", "TASK-1.10"]);
    }
}
