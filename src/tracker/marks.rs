//! Signs that stand for a status: emoji, ticks, the letter in a box. What a sign means by default is the
//! table here; a document's own legend overrules it (`legend.rs`). A sign that people use for several
//! statuses is `Unsure`: it alone states nothing that could be trusted.

use crate::model::Status;

use super::misread::{self, Misreading};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    Is(Status),
    /// A status sign, but which status differs from author to author.
    Unsure,
}

/// Signs in a heading, a cell or before a line.
const SIGNS: &[(&str, Meaning)] = &[
    ("✅", Meaning::Is(Status::Closed)),
    ("✔", Meaning::Is(Status::Closed)),
    ("✓", Meaning::Is(Status::Closed)),
    ("☑", Meaning::Is(Status::Closed)),
    ("🗹", Meaning::Is(Status::Closed)),
    ("⬜", Meaning::Is(Status::Open)),
    ("☐", Meaning::Is(Status::Open)),
    ("🔲", Meaning::Is(Status::Open)),
    ("◻", Meaning::Is(Status::Open)),
    ("❌", Meaning::Is(Status::Open)),
    ("✗", Meaning::Is(Status::Open)),
    ("✘", Meaning::Is(Status::Open)),
    ("✖", Meaning::Unsure),
    ("☒", Meaning::Unsure),
    ("❎", Meaning::Unsure),
    ("🚧", Meaning::Is(Status::Started)),
    ("🔄", Meaning::Is(Status::Started)),
    ("🏗", Meaning::Is(Status::Started)),
    ("🔨", Meaning::Is(Status::Started)),
    ("◐", Meaning::Is(Status::Started)),
    ("🚫", Meaning::Unsure),
    ("⛔", Meaning::Unsure),
    ("🗑", Meaning::Is(Status::Dropped)),
    ("⏸", Meaning::Is(Status::Deferred)),
    ("⏭", Meaning::Unsure),
    ("💤", Meaning::Is(Status::Deferred)),
    ("⏳", Meaning::Unsure),
    ("⌛", Meaning::Unsure),
    ("⏰", Meaning::Unsure),
    ("🕐", Meaning::Unsure),
    ("⚠", Meaning::Unsure),
    ("🟢", Meaning::Unsure),
    ("🟡", Meaning::Unsure),
    ("🟠", Meaning::Unsure),
    ("🔴", Meaning::Unsure),
    ("🔵", Meaning::Unsure),
    ("⚪", Meaning::Unsure),
    ("⚫", Meaning::Unsure),
    ("🟣", Meaning::Unsure),
    ("🟩", Meaning::Unsure),
    ("🟨", Meaning::Unsure),
    ("🟥", Meaning::Unsure),
    ("🔶", Meaning::Unsure),
    ("⭕", Meaning::Unsure),
    ("🆕", Meaning::Is(Status::Open)),
];

/// What stands in a box: `[x]`.
pub fn boxed(inner: &str) -> Option<Meaning> {
    Some(match inner {
        "" | " " | "\u{a0}" | "　" => Meaning::Is(Status::Open),
        "x" | "X" | "х" | "Х" | "✓" | "✔" | "✔️" | "✅" | "☑" | "v" | "V" => {
            Meaning::Is(Status::Closed)
        }
        "/" | "~" | "◐" | "🚧" | "🔄" => Meaning::Is(Status::Started),
        ">" => Meaning::Is(Status::Deferred),
        "❌" | "✗" | "✘" => Meaning::Is(Status::Open),
        "-" | "–" | "—" | "w" | "W" | "." | "o" | "O" | "!" | "?" | "*" | "+" | "<" | "p" | "P"
        | "d" | "D" | "b" | "B" | "i" | "I" | "c" | "C" | "r" | "R" | "s" | "S" | "=" | "#"
        | "^" | "@" | "%" | "⏳" | "⚠" | "⚠️" | "⏸" | "⏸️" | "1" | "0" => {
            Meaning::Unsure
        }
        _ => return None,
    })
}

/// A sign at the start of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign {
    /// The sign itself, as it was meant.
    pub sign: String,
    /// How many bytes it takes in the text, a variation selector included.
    pub len: usize,
    pub meaning: Option<Meaning>,
    pub misread: Option<Misreading>,
}

/// The pictures, shapes and ticks that people decorate lines with.
pub fn is_picture(c: char) -> bool {
    matches!(u32::from(c),
        0x2300..=0x23ff | 0x25a0..=0x27bf | 0x2b00..=0x2bff | 0x1f000..=0x1faff
        | 0xfe0f | 0x200d | 0x20e3 | 0x2139)
}

/// The picture, or the misread picture, that the text begins with.
pub fn sign(text: &str) -> Option<Sign> {
    let first = text.chars().next()?;
    if is_picture(first) {
        let tail = |c: char| matches!(u32::from(c), 0xfe0f | 0x200d | 0x20e3 | 0x1f3fb..=0x1f3ff);
        let mut len = first.len_utf8();
        let mut joined = false;
        for c in text[len..].chars() {
            if !tail(c) && !joined {
                break;
            }
            joined = u32::from(c) == 0x200d;
            len += c.len_utf8();
        }
        let sign = first.to_string();
        return Some(Sign { meaning: default(&sign), sign, len, misread: None });
    }
    if first.is_ascii() {
        return None;
    }
    misread_sign(text)
}

fn misread_sign(text: &str) -> Option<Sign> {
    let run: String = text.chars().take(16).take_while(|c| !c.is_whitespace()).collect();
    // The longest beginning that was once a sign: what follows may be honest text.
    let mut ends: Vec<usize> = run.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
    ends.reverse();
    ends.into_iter().find_map(|len| {
        let (meant, how) = misread::meant(&run[..len])?;
        let first = meant.chars().next()?;
        let whole = meant.chars().all(is_picture);
        let sign = first.to_string();
        whole.then(|| Sign { meaning: default(&sign), sign, len, misread: Some(how) })
    })
}

/// What a sign means where no legend says otherwise; none for a mere picture.
pub fn default(sign: &str) -> Option<Meaning> {
    SIGNS.iter().find(|(s, _)| *s == sign).map(|(_, m)| *m)
}

/// The sign to write for a status where the document has no example of one.
pub fn write(status: Status) -> &'static str {
    match status {
        Status::Closed | Status::Confirmed => "✅",
        Status::Open => "⬜",
        Status::Started => "🚧",
        Status::Deferred => "⏸️",
        Status::Dropped => "🗑️",
    }
}

/// The letter to write in a box.
pub fn write_boxed(status: Status) -> &'static str {
    match status {
        Status::Closed | Status::Confirmed => "x",
        Status::Open | Status::Dropped => " ",
        Status::Started => "/",
        Status::Deferred => ">",
    }
}

/// The text after the signs, blanks and emphasis that it begins with.
pub fn undecorated(text: &str) -> (Vec<Sign>, &str) {
    let mut rest = text;
    let mut found = Vec::new();
    loop {
        rest = rest
            .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '\u{fe0f}'));
        match sign(rest) {
            Some(sign) => {
                rest = &rest[sign.len..];
                found.push(sign);
            }
            None => return (found, rest),
        }
    }
}

/// The text after the signs that it begins with; emphasis stays.
pub fn undecorated_keeping_bold(text: &str) -> (Vec<Sign>, &str) {
    let mut rest = text.trim_start();
    let mut found = Vec::new();
    while let Some(sign) = sign(rest) {
        rest = rest[sign.len..].trim_start();
        found.push(sign);
    }
    (found, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracker_signs_are_found_however_they_are_spelt() {
        for (text, sign, len) in [
            ("✅ a", "✅", 3),
            ("✔️ a", "✔", 6),
            ("‚úÖ", "✅", 7),
            ("âœ… b", "✅", 7),
            ("👷‍♂️ x", "👷", 13),
        ] {
            let found = self::sign(text).expect(text);
            assert_eq!((found.sign.as_str(), found.len), (sign, len), "{text}");
        }
        assert_eq!(sign("état"), None);
        assert_eq!(sign("日本"), None);
    }

    #[test]
    fn tracker_decoration_goes_and_text_stays() {
        let (signs, rest) = undecorated("**🔴 ✅ Done**");
        assert_eq!((signs.len(), rest), (2, "Done**"));
        assert_eq!(undecorated("\u{f8ff}üî¥ URGENT").1, "URGENT");
    }
}
