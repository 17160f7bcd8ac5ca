//! Text whose bytes were once read in the wrong encoding: `‚úÖ` is a check mark that somebody's editor took
//! for Mac Roman, `âœ…` one that it took for Windows-1252. Recognised and written, never repaired: the
//! author's bytes stay.

/// The upper halves of the two encodings, from byte 0x80 on. `\u{fffd}` where a byte has no character.
const MAC_ROMAN: &str = "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u{a0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{f8ff}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";
const WINDOWS_1252: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Misreading {
    MacRoman,
    Windows1252,
}

impl Misreading {
    pub const ALL: [Self; 2] = [Self::MacRoman, Self::Windows1252];

    fn byte(self, c: char) -> Option<u8> {
        if c.is_ascii() {
            return u8::try_from(u32::from(c)).ok();
        }
        let table = match self {
            Self::MacRoman => MAC_ROMAN,
            Self::Windows1252 => WINDOWS_1252,
        };
        if let Some(at) = table.chars().position(|t| t == c) {
            return u8::try_from(at + 0x80).ok();
        }
        let code = u32::from(c);
        let latin = self == Self::Windows1252 && (0x80..=0xff).contains(&code);
        latin.then_some(code).and_then(|c| u8::try_from(c).ok())
    }

    fn char(self, byte: u8) -> char {
        let at = usize::from(byte.wrapping_sub(0x80));
        let upper = match self {
            Self::MacRoman => MAC_ROMAN.chars().nth(at),
            Self::Windows1252 => WINDOWS_1252.chars().nth(at),
        };
        if byte < 0x80 { char::from(byte) } else { upper.unwrap_or(char::from(byte)) }
    }

    /// What the bytes of `text` look like when they are read in this encoding.
    pub fn of(self, text: &str) -> String {
        text.bytes().map(|b| self.char(b)).collect()
    }
}

/// The text that a run of misread characters once was, if it was one: the run must give the bytes of
/// valid UTF-8 that is not itself plain letters (`Ö` stays a letter).
pub fn meant(run: &str) -> Option<(String, Misreading)> {
    let mut misread = run.chars();
    if run.len() > 64 || !misread.clone().any(|c| !c.is_ascii()) {
        return None;
    }
    misread.next()?;
    Misreading::ALL.into_iter().find_map(|how| {
        let bytes: Option<Vec<u8>> = run.chars().map(|c| how.byte(c)).collect();
        let text = String::from_utf8(bytes?).ok()?;
        let sign = |c: char| u32::from(c) >= 0x2000 && !c.is_alphanumeric();
        text.chars().any(sign).then_some((text, how))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracker_misread_marks_are_recognised() {
        assert_eq!(MAC_ROMAN.chars().count(), 128);
        for mark in ["✅", "⏳", "🔴", "⬜", "❌", "🟡", "📚"] {
            for how in Misreading::ALL {
                let (text, found) = meant(&how.of(mark)).expect(mark);
                assert_eq!((text.as_str(), found), (mark, how));
            }
        }
        assert_eq!(Misreading::MacRoman.of("✅"), "‚úÖ");
        assert_eq!(Misreading::Windows1252.of("✅"), "âœ…");
    }

    #[test]
    fn tracker_honest_letters_are_left_alone() {
        for text in ["Öl", "été", "naïve", "✅", "日本"] {
            assert_eq!(meant(text), None, "{text}");
        }
    }
}
