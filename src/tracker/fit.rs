//! Text of a document, made fit for an event. A document may hold what no event may: it comes in all the same,
//! with the unfit characters replaced and long text in numbered parts, so that nothing stated is lost.

use std::borrow::Cow;

use crate::ledger::form::STRING_BYTES_MAX;
use crate::ledger::kinds::opened::Source;
use crate::ledger::spec::LINE_BYTES_MAX;
use crate::model::text::{first_refused, is_refused};

/// One line, cut where it is too long; empty text is none.
pub fn line(text: &str) -> Option<String> {
    let mut joined = String::with_capacity(text.len());
    for word in fitting(text).split_whitespace() {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(word);
    }
    joined.truncate(cut(&joined, LINE_BYTES_MAX).len());
    Some(joined).filter(|t| !t.is_empty())
}

/// Several lines, cut where they are too long.
pub fn lines(text: &str) -> Option<String> {
    parts(text).into_iter().next()
}

/// Whether a text takes more than one part.
pub fn is_long(text: &str) -> bool {
    // A character that is replaced becomes three times as long at most.
    text.len() > STRING_BYTES_MAX / 3 && parts(text).len() > 1
}

/// Several lines in as many parts as it takes.
pub fn parts(text: &str) -> Vec<String> {
    let unix =
        if text.contains('\r') { text.replace("\r\n", "\n").into() } else { Cow::from(text) };
    let plain = fitting(&unix);
    let mut rest = plain.trim();
    let mut all = Vec::new();
    while !rest.is_empty() {
        let first = cut(rest, STRING_BYTES_MAX);
        all.push(first.to_owned());
        rest = rest[first.len()..].trim_start();
    }
    all
}

/// The text, without what no event may hold: mostly as it is.
fn fitting(text: &str) -> Cow<'_, str> {
    let fit = |c: char| if is_refused(c) { char::REPLACEMENT_CHARACTER } else { c };
    match first_refused(text) {
        Some(_) => text.chars().map(fit).collect::<String>().into(),
        None => text.into(),
    }
}

/// At most so many bytes, at the end of a character.
fn cut(text: &str, bytes_max: usize) -> &str {
    let mut end = text.len().min(bytes_max);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].trim_end()
}

/// Pieces of a document by name: those of one name, and the parts of a long one, are numbered.
pub fn source<'p>(pieces: impl Iterator<Item = (&'p str, &'p str)>) -> Vec<Source> {
    let mut all: Vec<Source> = Vec::new();
    for (name, text) in pieces {
        let name = line(name).unwrap_or_else(|| "text".to_owned());
        for text in parts(text) {
            let before = all.iter().filter(|s| s.name == name).count() as u64;
            let part = Some(before + 1).filter(|n| *n > 1);
            all.push(Source { name: name.clone(), part, text });
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_but_what_no_event_may_hold() {
        assert_eq!(line(" a\tb\u{1b}c\n"), Some("a b\u{fffd}c".into()));
        assert_eq!(line("  "), None);
        let long = "é".repeat(STRING_BYTES_MAX);
        let cut = parts(&long);
        assert_eq!(cut.concat(), long);
        assert!(cut.len() > 1 && cut.iter().all(|p| p.len() <= STRING_BYTES_MAX));
        let named = source([("Why", "one"), ("Why", "two")].into_iter());
        assert_eq!(named.iter().map(|s| s.part).collect::<Vec<_>>(), [None, Some(2)]);
    }
}
