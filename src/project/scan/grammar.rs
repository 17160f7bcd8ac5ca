//! One trailer line: a key, a colon, labels. A line is read whole or not at all: one word that does not
//! belong makes it a sentence, and sentences ask for nothing. No ledger here: whether a label is known
//! is asked elsewhere.

use crate::model::Label;

use super::asked::{Criteria, Verb, Why, shown};
use super::config::{KEY_BYTES_MAX, Key, ScanConfig};

/// One label of a line, with what it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub label: Label,
    pub verb: Verb,
    /// The start of the id of the event that says so already: then the fact is an echo.
    pub event: Option<String>,
}

/// The name before the colon at the start of a line, and the value behind it.
pub fn key_and_value(line: &str) -> Option<(&str, &str)> {
    if !line.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let colon = line.bytes().take(KEY_BYTES_MAX + 8).position(|b| b == b':')?;
    Some((line[..colon].trim_end_matches([' ', '\t']), &line[colon + 1..]))
}

/// The key of ours at the start of a line, and its value.
pub fn trailer<'l>(line: &'l str, config: &ScanConfig) -> Option<(Key, &'l str)> {
    key_and_value(line).and_then(|(name, value)| Some((config.key(name)?, value)))
}

/// All facts of a value, or why it states none.
pub fn facts(key: Key, value: &str) -> Result<Vec<Fact>, Why> {
    let words = value.split([',', ' ', '\t', '\n']).filter(|word| !word.is_empty());
    let found = words.map(|word| fact(key, word)).collect::<Result<Vec<Fact>, Why>>()?;
    if found.is_empty() { Err(Why::NoLabel) } else { Ok(found) }
}

/// `SEC-001`, `SEC-001#2`, `SEC-001#*`, each with or without `@` and an event.
fn fact(key: Key, word: &str) -> Result<Fact, Why> {
    let (rest, event) = match word.split_once('@') {
        Some((rest, id)) => (rest, Some(event(word, id)?)),
        None => (word, None),
    };
    let (name, criterion) = match rest.split_once('#') {
        Some((name, number)) => (name, Some(number)),
        None => (rest, None),
    };
    let label = Label::typed(name).map_err(|why| Why::BadLabel { word: shown(word), why })?;
    let verb = verb(key, word, &label, criterion)?;
    Ok(Fact { label, verb, event })
}

fn verb(key: Key, word: &str, label: &Label, criterion: Option<&str>) -> Result<Verb, Why> {
    match (key, criterion) {
        (Key::Meet, Some(number)) => Ok(Verb::Meet(criteria(word, number)?)),
        (Key::Meet, None) => Err(Why::NoCriterion(label.clone())),
        (_, Some(_)) => Err(Why::StrayCriterion(shown(word))),
        (Key::Close, None) => Ok(Verb::Close),
        (Key::Start, None) => Ok(Verb::Start),
        (Key::Reopen, None) => Ok(Verb::Reopen),
        (Key::Refer, None) => Ok(Verb::Refer),
    }
}

fn criteria(word: &str, number: &str) -> Result<Criteria, Why> {
    match number {
        "*" => Ok(Criteria::All),
        _ => number.parse().map(Criteria::One).map_err(|_| Why::BadCriterion(shown(word))),
    }
}

fn event(word: &str, id: &str) -> Result<String, Why> {
    let good = (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_hexdigit());
    if good { Ok(id.to_ascii_lowercase()) } else { Err(Why::BadEvent(shown(word))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<Result<Vec<String>, Why>> {
        let (key, value) = trailer(line, &ScanConfig::default())?;
        let show = |f: Fact| format!("{:?} {} {:?}", f.verb, f.label, f.event);
        Some(facts(key, value).map(|all| all.into_iter().map(show).collect()))
    }

    #[test]
    fn a_line_is_read_whole_or_not_at_all() {
        let close = "Close SEC-1 None".to_owned();
        for line in ["Closes-Gap: SEC-1", "closes-gap:sec-1", "CLOSES-GAP :\tSEC-1 ,, "] {
            assert_eq!(read(line), Some(Ok(vec![close.clone()])), "{line}");
        }
        for line in ["Closes-Gap: SEC-1 now", "Closes-Gap: SEC-1.", "Closes-Gap: the SEC-1"] {
            assert!(matches!(read(line), Some(Err(Why::BadLabel { .. }))), "{line}");
        }
        for line in [" Closes-Gap: SEC-1", "Closes Gap: SEC-1", "Closes-Gap SEC-1", "X: SEC-1"] {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn criteria_belong_to_meets_only() {
        let all =
            vec!["Meet(All) A-1 None".to_owned(), "Meet(One(Number(\"2.1\"))) A-2 None".to_owned()];
        assert_eq!(read("Meets-Gap: a-1#* A-2#2.1"), Some(Ok(all)));
        let label: Label = "A-1".parse().unwrap();
        assert_eq!(read("Meets-Gap: A-1"), Some(Err(Why::NoCriterion(label))));
        assert_eq!(read("Closes-Gap: A-1#1"), Some(Err(Why::StrayCriterion("A-1#1".to_owned()))));
        for bad in ["A-1#", "A-1#0", "A-1#02", "A-1#1.", "A-1#x", "A-1##1", "A-1#1-2", "A-1#**"] {
            let expected = Some(Err(Why::BadCriterion(bad.to_owned())));
            assert_eq!(read(&format!("Meets-Gap: {bad}")), expected, "{bad}");
        }
    }

    #[test]
    fn an_echo_names_an_event() {
        let echo = vec!["Close A-1 Some(\"1a2b3c4d5e6f\")".to_owned()];
        assert_eq!(read("Closes-Gap: A-1@1A2B3C4D5E6F"), Some(Ok(echo)));
        for bad in ["A-1@", "A-1@1a2b3c4", "A-1@xyzxyzxyz", "A-1@1a2b3c4d@1a2b3c4d"] {
            let expected = Some(Err(Why::BadEvent(bad.to_owned())));
            assert_eq!(read(&format!("Closes-Gap: {bad}")), expected, "{bad}");
        }
    }
}
