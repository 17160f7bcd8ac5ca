//! What people type, made fit for an event: composed (NFC), trimmed, bounded, and free of what hides or moves
//! text. Nothing is dropped in silence: what does not fit is refused.

use unicode_normalization::UnicodeNormalization;

use crate::ledger::form::STRING_BYTES_MAX;
use crate::ledger::spec::LINE_BYTES_MAX;
use crate::model::text;

use crate::project::refusal::Refusal;

/// One line.
pub fn line(what: &'static str, typed: &str) -> Result<String, Refusal> {
    let text = composed(what, typed, LINE_BYTES_MAX)?;
    if text.contains(['\n', '\t']) { Err(Refusal::OneLine { what }) } else { Ok(text) }
}

/// Several lines.
pub fn lines(what: &'static str, typed: &str) -> Result<String, Refusal> {
    composed(what, &typed.replace("\r\n", "\n"), STRING_BYTES_MAX)
}

pub fn maybe_line(what: &'static str, typed: Option<&String>) -> Result<Option<String>, Refusal> {
    typed.map(|t| line(what, t)).transpose()
}

pub fn maybe_lines(what: &'static str, typed: Option<&String>) -> Result<Option<String>, Refusal> {
    typed.map(|t| lines(what, t)).transpose()
}

fn composed(what: &'static str, typed: &str, most: usize) -> Result<String, Refusal> {
    let text: String = typed.trim().nfc().collect();
    if text.is_empty() {
        return Err(Refusal::Empty { what });
    }
    if text.len() > most {
        return Err(Refusal::Long { what, size: text.len(), most });
    }
    match text::first_refused(&text) {
        Some(c) => Err(Refusal::Character { what, point: text::code_point(c) }),
        None => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_composed_and_trimmed_and_hostile_text_is_refused() {
        assert_eq!(line("a title", "  e\u{301}té "), Ok("été".to_owned()));
        assert_eq!(line("a title", "a\nb"), Err(Refusal::OneLine { what: "a title" }));
        assert_eq!(line("a title", " "), Err(Refusal::Empty { what: "a title" }));
        assert!(matches!(line("a title", "x\u{1b}[31m"), Err(Refusal::Character { .. })));
        assert!(matches!(line("a title", "x\u{202e}"), Err(Refusal::Character { .. })));
        assert!(matches!(line("a title", &"x".repeat(100_000)), Err(Refusal::Long { .. })));
        assert_eq!(lines("a note", "a\r\nb"), Ok("a\nb".to_owned()));
    }
}
