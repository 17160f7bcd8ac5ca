//! Text that came from an event, a commit or a file may hold characters that move the cursor, hide text or turn
//! its direction. On the way to a screen they are made visible.

use std::borrow::Cow;

use crate::model::text;

/// The text with control, escape and bidi characters spelled out. Line breaks and tabs become blanks.
pub fn line(text: &str) -> String {
    shown(text).into_owned()
}

/// The same, without a copy of a text that is plain.
pub fn shown(text: &str) -> Cow<'_, str> {
    if is_plain(text) { Cow::Borrowed(text) } else { Cow::Owned(escaped(text, false)) }
}

/// The same for text of several lines: line breaks stay.
pub fn lines(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { escaped(text, true) }
}

/// Letters, figures and signs of ASCII and nothing else. Every byte is looked at: that is quicker than to stop.
pub fn is_plain(text: &str) -> bool {
    text.bytes().fold(true, |plain, b| plain & (b.wrapping_sub(0x20) < 0x5F))
}

fn escaped(text: &str, keep_breaks: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' if keep_breaks => out.push('\n'),
            '\n' | '\t' => out.push(' '),
            c if text::is_refused(c)
                || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200B}' | '\u{00AD}') =>
            {
                out.push_str(&format!("<{}>", text::code_point(c)));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_or_hides_is_spelled_out() {
        assert_eq!(
            line("a\u{1b}[31mb\u{202e}c\u{9b}d\r"),
            "a<U+001B>[31mb<U+202E>c<U+009B>d<U+000D>"
        );
        assert_eq!(line("été 보안 ✅\nx"), "été 보안 ✅ x");
        assert_eq!(lines("a\nb\u{7f}"), "a\nb<U+007F>");
    }
}
