//! A named area of gaps with a prefix: Security = `SEC`.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::label::Label;

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Block {
    pub name: String,
    pub prefix: String,
}

impl Block {
    /// A prefix is what may stand before the number of a label.
    pub fn is_prefix(text: &str) -> bool {
        Label::is_prefix(text)
    }

    /// The prefix of a block that states none: its first three letters.
    pub fn prefix_made_from(name: &str) -> Option<String> {
        let letters: String = name
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .take(3)
            .collect::<String>()
            .to_ascii_uppercase();
        Some(letters).filter(|l| Self::is_prefix(l))
    }
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_what_a_label_can_carry() {
        assert!(Block::is_prefix("SEC") && Block::is_prefix("SEC-LLM"));
        assert!(
            !Block::is_prefix("sec")
                && !Block::is_prefix("S E")
                && !Block::is_prefix("")
                && !Block::is_prefix("CON")
        );
        for text in
            ["SEC", "A-1.2", "COM1.2", "A-", "-A", "A.1", "AUX-B", "B-LPT1", &"A".repeat(79)]
        {
            let carried = format!("{text}-1").parse::<Label>().is_ok_and(|l| l.prefix() == text);
            assert_eq!(Block::is_prefix(text), carried, "{text}");
        }
        assert_eq!(Block::prefix_made_from("Core Reliability").as_deref(), Some("COR"));
        assert_eq!(Block::prefix_made_from("보안"), None);
    }
}
