//! One mention of a pull request in a text: `#12`, `!12`, `owner/repo#12`, `group/sub/project!12`. Not
//! an address and not a judgement: whether a number is a pull request at all is asked in
//! `pull_request`, what its address is in `remote`.

use std::fmt;

/// The most bytes of a repository's path that are read: longer ones are no mention.
const PATH_BYTES_MAX: usize = 256;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference {
    /// `owner/repo`, where the text says it: another repository, or this one by its full name.
    pub repository: Option<String>,
    pub sign: Sign,
    pub number: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    Hash,
    Bang,
}

impl Reference {
    /// The mention at the start of `text`, and what follows it. What follows must not be a part of a
    /// longer word: `#12x` and `#1.2` are no mention.
    pub fn at_start(text: &str) -> Option<(Self, &str)> {
        let at = text.bytes().take(PATH_BYTES_MAX).position(|b| b == b'#' || b == b'!')?;
        let repository = match &text[..at] {
            "" => None,
            path if is_path(path) => Some(path.to_owned()),
            _ => return None,
        };
        let sign = if text.as_bytes()[at] == b'#' { Sign::Hash } else { Sign::Bang };
        let (number, rest) = number(&text[at + 1..])?;
        ends_here(rest).then_some((Self { repository, sign, number }, rest))
    }

    /// The whole text as one mention.
    pub fn whole(text: &str) -> Option<Self> {
        Self::at_start(text.trim()).filter(|(_, rest)| rest.is_empty()).map(|(found, _)| found)
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.sign {
            Sign::Hash => '#',
            Sign::Bang => '!',
        };
        write!(f, "{}{sign}{}", self.repository.as_deref().unwrap_or_default(), self.number)
    }
}

/// The decimal number at the start, without a sign or a leading zero, and what follows it.
pub fn number(text: &str) -> Option<(u64, &str)> {
    let end = text.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(text.len());
    let digits = &text[..end];
    if digits.starts_with('0') || digits.len() > 15 {
        return None;
    }
    digits.parse().ok().map(|n| (n, &text[end..]))
}

/// `owner/repo`, with more folders on forges that have groups in groups.
fn is_path(path: &str) -> bool {
    let word = |b: u8| b.is_ascii_alphanumeric() || b"-_.~".contains(&b);
    path.contains('/') && path.split('/').all(|p| !p.is_empty() && p.bytes().all(word))
}

/// Punctuation and blanks end a mention; a letter, a digit or a path goes on with it. A full stop ends
/// it only where a sentence does.
fn ends_here(rest: &str) -> bool {
    let mut after = rest.chars();
    match after.next() {
        None => true,
        Some('.') => after.next().is_none_or(char::is_whitespace),
        Some(c) => c.is_whitespace() || ",;:)]".contains(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_are_whole_words() {
        for (text, shown) in [
            ("#12", "#12"),
            ("!7", "!7"),
            ("o/r#12", "o/r#12"),
            ("a/b/c.d!3", "a/b/c.d!3"),
            (" #12 ", "#12"),
        ] {
            assert_eq!(Reference::whole(text).map(|r| r.to_string()), Some(shown.to_owned()));
        }
        for text in [
            "", "#", "12", "#0", "#012", "#1x", "#1.2", "o#1", "/r#1", "o r#1", "#-1", "# 1", "##1",
        ] {
            assert_eq!(Reference::whole(text), None, "{text}");
        }
        assert_eq!(Reference::whole("#99999999999999999999"), None);
        assert_eq!(Reference::at_start("#12. So").map(|(_, rest)| rest), Some(". So"));
    }
}
