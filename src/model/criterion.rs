//! Which criterion: its number as people say it (`2`, nested `2.1`), and the event that added it. The event is
//! part of the identity because two people on two branches both add "number 3".

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::id::Id;

/// `1`, `2.1`: positive numbers joined by dots, no leading zeros, at most four deep.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Number(String);

impl Number {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn top(n: u32) -> Self {
        Self(n.max(1).to_string())
    }

    pub fn child(&self, n: u32) -> Self {
        Self(format!("{}.{}", self.0, n.max(1)))
    }

    fn parts(&self) -> impl Iterator<Item = u32> {
        self.0.split('.').filter_map(|p| p.parse().ok())
    }

    /// The first of its numbers: new criteria continue after the largest.
    pub fn first(&self) -> u32 {
        self.parts().next().unwrap_or(0)
    }

    /// Whether this is `above` itself or nested below it.
    pub fn is_within(&self, above: &Self) -> bool {
        self == above || self.0.strip_prefix(&above.0).is_some_and(|rest| rest.starts_with('.'))
    }
}

impl FromStr for Number {
    type Err = BadNumber;
    fn from_str(text: &str) -> Result<Self, BadNumber> {
        let fits = |p: &str| {
            (1..=4).contains(&p.len())
                && !p.starts_with('0')
                && p.bytes().all(|b| b.is_ascii_digit())
        };
        let parts = text.split('.').count();
        if parts <= 4 && text.split('.').all(fits) {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadNumber)
        }
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        self.parts().cmp(other.parts())
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for Number {
    type Error = BadNumber;
    fn try_from(text: String) -> Result<Self, BadNumber> {
        text.parse()
    }
}

impl From<Number> for String {
    fn from(number: Number) -> String {
        number.0
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a criterion is named by its number: 2, or 2.1 where it is nested")]
pub struct BadNumber;

/// A criterion as an event names it: `of` is left out where the gap's own `opened` event added it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct CriterionRef {
    pub number: Number,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Id>,
}

/// A criterion's identity.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Criterion {
    pub number: Number,
    /// The event that added it.
    pub of: Id,
}

impl CriterionRef {
    pub fn resolve(&self, opened: Id) -> Criterion {
        Criterion { number: self.number.clone(), of: self.of.unwrap_or(opened) }
    }
}

impl Criterion {
    pub fn named(&self, opened: Id) -> CriterionRef {
        CriterionRef { number: self.number.clone(), of: Some(self.of).filter(|of| *of != opened) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_nest_and_sort_as_numbers() {
        let mut all: Vec<Number> =
            ["10", "2", "2.10", "2.9"].iter().map(|n| n.parse().unwrap()).collect();
        all.sort();
        assert_eq!(all.iter().map(Number::as_str).collect::<Vec<_>>(), ["2", "2.9", "2.10", "10"]);
        assert!(all[1].is_within(&all[0]) && !all[3].is_within(&all[0]));
        for wrong in ["", "0", "01", "1.", ".1", "1.0", "a", "1.1.1.1.1", "12345", "-1"] {
            assert!(wrong.parse::<Number>().is_err(), "{wrong}");
        }
    }
}
