//! How much a gap stands in the way of production. A gap whose author stated none has none: this type
//! has no "unknown" of its own, the caller holds an `Option`.

use std::fmt;
use std::str::FromStr;

/// Worst first, so that sorting lists the worst gap on top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Criticality {
    Blocker,
    High,
    Medium,
    Low,
}

impl Criticality {
    pub const ALL: [Self; 4] = [Self::Blocker, Self::High, Self::Medium, Self::Low];

    /// The word in events, JSON and help.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Blocker => "blocker",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }

    /// What people write for it: the words of trackers, in any case (`P0`, `CRITICAL`, `Urgent`).
    pub fn from_word(word: &str) -> Option<Self> {
        match word.trim().to_ascii_lowercase().as_str() {
            "blocker" | "critical" | "urgent" | "p0" => Some(Self::Blocker),
            "high" | "p1" => Some(Self::High),
            "medium" | "p2" => Some(Self::Medium),
            "low" | "p3" => Some(Self::Low),
            _ => None,
        }
    }
}

impl fmt::Display for Criticality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The exact word of the format; `from_word` is for what people type.
impl FromStr for Criticality {
    type Err = UnknownCriticality;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|c| c.as_str() == word).ok_or(UnknownCriticality)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a criticality is one of blocker, high, medium, low")]
pub struct UnknownCriticality;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_sorts_first() {
        let mut all = vec![Criticality::Low, Criticality::Blocker, Criticality::High];
        all.sort();
        assert_eq!(all, [Criticality::Blocker, Criticality::High, Criticality::Low]);
    }

    #[test]
    fn the_format_knows_its_own_words_only() {
        assert_eq!("high".parse(), Ok(Criticality::High));
        assert_eq!("P1".parse::<Criticality>(), Err(UnknownCriticality));
        assert_eq!(Criticality::from_word("P1"), Some(Criticality::High));
        assert_eq!(Criticality::from_word("URGENT"), Some(Criticality::Blocker));
    }
}
