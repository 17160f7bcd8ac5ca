//! Numbers in a line of text: `16/35`, `16 of 35`, `(45.7%)`, `████░░ 60%`. Where they stand, not what they
//! count.

use super::figure::Percent;
use super::place::Place;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    pub done: u64,
    pub all: u64,
    pub done_at: Place,
    pub all_at: Place,
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// The first `N/M` or `N of M` of a line that is no date, version or path.
pub fn ratio(text: &str, line: Place) -> Option<Ratio> {
    let raw = line.of(text);
    let mut at = 0;
    while let Some(next) = raw[at..].find(|c: char| c.is_ascii_digit()) {
        let start = at + next;
        let len = digits(&raw[start..]);
        let before = raw[..start].chars().next_back();
        let clean = before
            .is_none_or(|c| !(c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | ',' | '#')));
        let rest = &raw[start + len..];
        let gap = joint(rest);
        if let Some(gap) = gap.filter(|_| clean && len <= 7) {
            let second = start + len + gap;
            let size = digits(&raw[second..]);
            let after = raw[second + size..].chars().next();
            let ends = after.is_none_or(|c| {
                !(c.is_alphabetic() && c.is_ascii()
                    || matches!(c, '/' | '.') && {
                        raw[second + size + 1..].starts_with(|d: char| d.is_ascii_digit())
                    }
                    || c == '%')
            });
            let done = raw[start..start + len].parse().ok();
            let all = raw.get(second..second + size).and_then(|t| t.parse().ok());
            if let (Some(done), Some(all), true) = (done, all, ends && (1..=7).contains(&size)) {
                let place = |from: usize, len: usize| {
                    Place::new(line.start + from, line.start + from + len)
                };
                return Some(Ratio {
                    done,
                    all,
                    done_at: place(start, len),
                    all_at: place(second, size),
                });
            }
        }
        at = start + len;
    }
    None
}

/// The bytes between the two numbers of a ratio.
fn joint(rest: &str) -> Option<usize> {
    for word in [
        "/", " / ", " of ", " out of ", " von ", " sur ", " de ", " di ", " van ", " из ", " з ",
        " z ", " av ", "／",
    ] {
        if let Some(after) = rest.strip_prefix(word) {
            return after.starts_with(|c: char| c.is_ascii_digit()).then_some(word.len());
        }
    }
    None
}

/// The first percentage at or after a byte of a line, with the bar that is drawn before it.
pub fn percent(text: &str, line: Place) -> Option<Percent> {
    let raw = line.of(text);
    let sign = raw.find(['%', '％'])?;
    let head = raw[..sign].trim_end();
    let from = head
        .rfind(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','))
        .map_or(0, |at| at + head[at..].chars().next().map_or(1, char::len_utf8));
    let number = head[from..].replace(',', ".");
    let (whole, part) = number.split_once('.').unwrap_or((&number, ""));
    let whole: u64 = whole.parse().ok().filter(|w| *w <= 1000)?;
    let tenth: u64 = part.get(..1).map_or(Some(0), |d| d.parse().ok())?;
    let before = head[..from].chars().next_back();
    if before
        .is_some_and(|c| c.is_alphabetic() || matches!(c, '<' | '>' | '~' | '≥' | '≤' | '-' | '+'))
    {
        return None;
    }
    if raw[sign..].trim_start_matches(['%', '％']).starts_with('+') || part.len() > 1 {
        return None;
    }
    Some(Percent {
        tenths: whole * 10 + tenth,
        decimals: part.len(),
        place: Place::new(line.start + from, line.start + head.len()),
        bar: bar(text, line, from),
    })
}

/// `[████░░░░]` or `█████░░░` right before a percentage.
fn bar(text: &str, line: Place, end: usize) -> Option<Place> {
    let raw = &line.of(text)[..end];
    let cell = |c: char| {
        matches!(
            c,
            '█' | '░'
                | '▓'
                | '▒'
                | '■'
                | '□'
                | '▰'
                | '▱'
                | '▮'
                | '▯'
                | '⬛'
                | '⬜'
                | '🟩'
                | '●'
                | '○'
        )
    };
    let last = raw.char_indices().rev().find(|(_, c)| cell(*c))?;
    let stop = last.0 + last.1.len_utf8();
    let start = raw[..stop].char_indices().rev().take_while(|(_, c)| cell(*c)).last()?.0;
    let near =
        raw[stop..].chars().all(|c| c.is_whitespace() || matches!(c, ']' | '`' | '|' | '*' | '('));
    let cells = raw[start..stop].chars().count();
    (near && cells >= 4).then(|| Place::new(line.start + start, line.start + stop))
}

/// A number that is a whole cell or value: `12`, `**12**`, `25+`, `14 items`, `11 (65%)`.
pub fn count(text: &str, place: Place) -> Option<(u64, bool, Place)> {
    let raw = place.of(text);
    let start = raw.find(|c: char| c.is_ascii_digit())?;
    let lead = &raw[..start];
    if lead.chars().any(|c| c.is_alphanumeric() || matches!(c, '~' | '<' | '>' | '≈' | '-' | '.'))
    {
        return None;
    }
    let len = digits(&raw[start..]);
    let rest = &raw[start + len..];
    if len > 7
        || rest.starts_with(['.', ',', '/', '%', '-', ':'])
        || rest.trim_start().starts_with('%')
    {
        return None;
    }
    if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let number = raw[start..start + len].parse().ok()?;
    Some((
        number,
        rest.starts_with('+'),
        Place::new(place.start + start, place.start + start + len),
    ))
}

/// A share in tenths of a percent, as `decimals` digits show it: rounded, or cut, as people do both.
pub fn shares(done: u64, all: u64, decimals: usize) -> Vec<u64> {
    if all == 0 {
        return vec![0];
    }
    let step = if decimals == 0 { 10 } else { 1 };
    let exact = done * 1000 / all;
    let rounded = (done * 2000 / step + all) / (2 * all) * step;
    let up = (done * 1000).div_ceil(all);
    let mut found = vec![rounded, exact / step * step, up.div_ceil(step) * step];
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> Place {
        Place::new(0, text.len())
    }

    #[test]
    fn tracker_ratios_and_what_only_looks_like_one() {
        for (text, done, all) in [
            ("**COMPLETED: 16/35 (45.7%)**", 16, 35),
            ("3 of 5 tasks", 3, 5),
            ("进度：3/5", 3, 5),
            ("(5/6)", 5, 6),
        ] {
            let found = ratio(text, whole(text)).map(|r| (r.done, r.all));
            assert_eq!(found, Some((done, all)), "{text}");
        }
        for text in ["2025/10/04", "v1/2.3", "a1/2", "24/7x", "and/or", "1/2/3"] {
            assert_eq!(ratio(text, whole(text)), None, "{text}");
        }
    }

    #[test]
    fn tracker_percentages_counts_and_shares() {
        let text = "[████░░░░░░] 45.7 % x";
        let found = percent(text, whole(text)).unwrap();
        assert_eq!((found.tenths, found.decimals, found.place.of(text)), (457, 1, "45.7"));
        assert_eq!(found.bar.map(|b| b.of(text)), Some("████░░░░░░"));
        assert_eq!(percent("95%+ coverage", whole("95%+ coverage")), None);
        let read = |t: &str| count(t, whole(t)).map(|c| (c.0, c.1));
        assert_eq!(read("**12**"), Some((12, false)));
        assert_eq!(read("25+"), Some((25, true)));
        assert_eq!(read("14 items"), Some((14, false)));
        assert_eq!(
            (read("1.5"), read("2025-01-01"), read("P0"), read("65%")),
            (None, None, None, None)
        );
        assert_eq!(shares(18, 23, 1).first(), Some(&783));
        assert!(shares(5, 6, 0).contains(&830) && shares(2, 3, 0).contains(&660));
    }
}
