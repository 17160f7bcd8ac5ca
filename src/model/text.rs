//! Which characters may stand in an event. A list of numbers and never a Unicode table: what is accepted
//! today is accepted by every later version. `docs/format.md` prints the same list.

/// Ranges of code points that no string of an event may hold. `\n` and `\t` are among the C0 controls and are
/// allowed where a field is multi-line; the noncharacters at the end of every plane are in `is_refused`.
pub const REFUSED: &[(u32, u32, &str)] = &[
    (0x0000, 0x001F, "C0 controls (but \\n and \\t in multi-line fields)"),
    (0x007F, 0x007F, "DELETE"),
    (0x0080, 0x009F, "C1 controls"),
    (0x061C, 0x061C, "bidi: ARABIC LETTER MARK"),
    (0x200E, 0x200F, "bidi: LEFT-TO-RIGHT MARK, RIGHT-TO-LEFT MARK"),
    (0x202A, 0x202E, "bidi: embeddings and overrides"),
    (0x2066, 0x2069, "bidi: isolates"),
    (0xFDD0, 0xFDEF, "noncharacters"),
    (0xFEFF, 0xFEFF, "BYTE ORDER MARK"),
];

/// `\n` and `\t` are not refused here: which fields may hold them is the field's own rule.
pub fn is_refused(c: char) -> bool {
    let point = c as u32;
    if c == '\n' || c == '\t' {
        return false;
    }
    point & 0xFFFE == 0xFFFE || REFUSED.iter().any(|(from, to, _)| (*from..=*to).contains(&point))
}

/// The first character that no event may hold.
pub fn first_refused(text: &str) -> Option<char> {
    // Without a way out of the loop, this is done sixteen bytes at a time.
    if text.bytes().fold(true, |plain, b| plain & (0x20..0x7F).contains(&b)) {
        return None;
    }
    text.chars().find(|c| is_refused(*c))
}

/// How to name a character that cannot be shown.
pub fn code_point(c: char) -> String {
    format!("U+{:04X}", c as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joiners_and_marks_of_languages_are_text() {
        assert_eq!(first_refused("नमस्ते क्‍ष ‌ 보안 ✅ é e\u{301}"), None);
    }

    #[test]
    fn what_hides_or_moves_text_is_refused() {
        for point in [
            0x0, 0x7, 0x1b, 0xd, 0x7f, 0x85, 0x9b, 0x61c, 0x200e, 0x200f, 0x202e, 0x2066, 0x2069,
            0xfeff, 0xfdd0, 0xfffe, 0xffff, 0x1fffe, 0x10ffff,
        ] {
            let c = char::from_u32(point).unwrap();
            assert_eq!(first_refused(&format!("a{c}b")), Some(c), "{point:x}");
        }
        assert_eq!(first_refused("a\n\tb"), None);
    }
}
