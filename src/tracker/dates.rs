//! Dates as people write them. A date whose order of day and month cannot be told is none.

use std::fmt;

/// A day. Ordered as time is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    pub year: u16,
    pub month: u8,
    pub day: u8,
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Date {
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
        let days = match month {
            2 => 28 + u8::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        let good = (1970..=2200).contains(&year) && (1..=days).contains(&day);
        good.then_some(Self { year, month, day })
    }
}

/// The English name of a month, short or long, as its number.
pub fn month(word: &str) -> Option<u8> {
    let word = word.trim_end_matches('.');
    // All forms of a name begin with its short one, and most words begin with none.
    let (short, rest) = word.split_at_checked(3)?;
    let mut short: [u8; 3] = short.as_bytes().try_into().ok()?;
    short.make_ascii_lowercase();
    let (month, long) = match &short {
        b"jan" => (1, "uary"),
        b"feb" => (2, "ruary"),
        b"mar" => (3, "ch"),
        b"apr" => (4, "il"),
        b"may" => (5, ""),
        b"jun" => (6, "e"),
        b"jul" => (7, "y"),
        b"aug" => (8, "ust"),
        b"sep" => (9, "tember"),
        b"oct" => (10, "ober"),
        b"nov" => (11, "ember"),
        b"dec" => (12, "ember"),
        _ => return None,
    };
    let whole = rest.is_empty()
        || rest.eq_ignore_ascii_case(long)
        || month == 9 && rest.eq_ignore_ascii_case("t");
    whole.then_some(month)
}

/// A date found in a text: where, and which. `year` is taken where the text names none.
pub fn find(text: &str, year: Option<u16>) -> Option<(usize, usize, Date)> {
    // Every date has a day in digits.
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let tokens = tokens(text);
    (0..tokens.len()).find_map(|at| {
        let rest = &tokens[at..];
        let (used, date) = numeric(text, rest).or_else(|| named(rest, year))?;
        let last = rest.get(used - 1)?;
        let mut end = last.0 + last.1.len();
        if text[end..].starts_with('日') {
            end += '日'.len_utf8();
        }
        Some((rest.first()?.0, end, date))
    })
}

/// The only date of a text.
pub fn date(text: &str, year: Option<u16>) -> Option<Date> {
    find(text, year).map(|(_, _, date)| date)
}

/// Any four digits that look like a year of our time.
pub fn year(text: &str) -> Option<u16> {
    let number = |t: &(usize, &str)| t.1.parse().ok().filter(|y| (2000..2100).contains(y));
    tokens(text).iter().find_map(number)
}

/// Whether there are four digits in a row, which every year has.
pub fn may_say_year(text: &str) -> bool {
    let mut run = 0;
    text.bytes().any(|b| {
        run = if b.is_ascii_digit() { run + 1 } else { 0 };
        run == 4
    })
}

/// Runs of digits and runs of letters, with their places, and what stands before each.
fn tokens(text: &str) -> Vec<(usize, &str)> {
    let mut found: Vec<(usize, &str)> = Vec::new();
    let mut start = None;
    let class = |b: u8| if b.is_ascii_digit() { 1 } else { 2 * i32::from(b.is_ascii_alphabetic()) };
    let mut before = 0;
    // Both are ASCII, so that every byte where one of them begins or ends is the border of a character.
    for (at, b) in text.bytes().chain([b' ']).enumerate() {
        let now = class(b);
        if now != before {
            if let Some(from) = start.take() {
                found.push((from, &text[from..at]));
            }
            start = (now != 0).then_some(at);
        }
        before = now;
    }
    found
}

/// `2025-10-04`, `2025/10/4`, `2025年10月4日`, `04.10.2025`, `25/10/2025`.
fn numeric(text: &str, tokens: &[(usize, &str)]) -> Option<(usize, Date)> {
    let [a, b, c] = tokens.get(..3)? else { return None };
    let gap = |x: &(usize, &str), y: &(usize, &str)| y.0 - (x.0 + x.1.len()) <= 3;
    if !gap(a, b) || !gap(b, c) {
        return None;
    }
    // Whoever parts a date with dots writes the day first.
    let between = |x: &(usize, &str), y: &(usize, &str)| text[x.0 + x.1.len()..y.0].trim();
    let dotted = between(a, b) == "." && between(b, c) == ".";
    let (a, b, c) = (a.1, b.1, c.1);
    let small = |t: &str| (t.len() <= 2).then(|| t.parse::<u8>().ok()).flatten();
    let date = if a.len() == 4 {
        Date::new(a.parse().ok()?, small(b)?, small(c)?)
    } else if c.len() == 4 {
        let (x, y) = (small(a)?, small(b)?);
        let (day, month) = match (x > 12, y > 12) {
            (true, false) => (x, y),
            (false, true) => (y, x),
            (false, false) if x == y || dotted => (x, y),
            _ => return None,
        };
        Date::new(c.parse().ok()?, month, day)
    } else {
        None
    };
    date.map(|date| (3, date))
}

/// `Feb 20`, `Feb 20, 2026`, `20 February 2026`.
fn named(tokens: &[(usize, &str)], year: Option<u16>) -> Option<(usize, Date)> {
    let (first, second) = (tokens.first()?.1, tokens.get(1)?.1);
    let mut used = 2;
    let (month, day) = match (self::month(first), self::month(second)) {
        (Some(month), _) => (month, second),
        (None, Some(month)) => (month, first),
        _ => {
            // `20th of February`: the ordinal's letters stand between.
            used = 3;
            let third = tokens.get(2)?.1;
            let ordinal = matches!(second, "st" | "nd" | "rd" | "th");
            (self::month(third).filter(|_| ordinal)?, first)
        }
    };
    let day: u8 = if day.len() <= 2 { day.parse().ok()? } else { return None };
    let after = tokens.get(used).map_or("", |t| t.1);
    let after = if matches!(after, "st" | "nd" | "rd" | "th") {
        used += 1;
        tokens.get(used).map_or("", |t| t.1)
    } else {
        after
    };
    let stated = (after.len() == 4).then(|| after.parse().ok()).flatten();
    used += usize::from(stated.is_some());
    Date::new(stated.or(year)?, month, day).map(|date| (used, date))
}

/// Words that make a date a due date.
const DUE: &[&str] = &[
    "by ",
    "due",
    "deadline",
    "until",
    "before",
    "target",
    "eta",
    "bis ",
    "fällig",
    "avant",
    "échéance",
    "antes",
    "hasta",
    "até",
    "prazo",
    "entro",
    "scadenza",
    "voor ",
    "uiterlijk",
    "до ",
    "срок",
    "do ",
    "termin",
    "截止",
    "前",
    "期限",
    "期日",
    "締切",
    "기한",
    "예정",
    "まで",
    "까지",
    "마감",
    "kadar",
    "trước",
    "hạn",
];

/// Does a heading or bracket with a date in it name a due date?
pub fn says_due(text: &str) -> bool {
    let folded = super::words::folded(text);
    DUE.iter().any(|word| folded.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracker_months_by_their_short_and_their_long_names() {
        let long =
            "January February March April May June July August September October November December";
        for (number, name) in (1..).zip(long.split(' ')) {
            for form in [name, &name[..3], &name.to_lowercase(), &format!("{}.", &name[..3])] {
                assert_eq!(month(form), Some(number), "{form}");
            }
        }
        assert_eq!(month("Sept."), Some(9));
        for text in ["", "ja", "janu", "octo", "septe", "marchs", "mär", "j\u{a0}n", "*un", "octt"]
        {
            assert_eq!(month(text), None, "{text}");
        }
    }

    #[test]
    fn tracker_no_year_is_read_where_there_are_not_four_digits() {
        for text in ["Last Updated: 2026-02-15", "4 Oct 2025", "2025年10月4日", "on 12345 days"]
        {
            assert!(may_say_year(text), "{text}");
        }
        for text in ["", "Oct 4", "04.10.25", "1.234", "v2.45.0"] {
            assert!(!may_say_year(text), "{text}");
            assert_eq!((find(text, None), year(text)), (None, None), "{text}");
        }
    }

    #[test]
    fn tracker_dates_as_people_write_them() {
        for text in [
            "2025-10-04",
            "on 2025/10/4.",
            "2025年10月4日",
            "4.10.2025 x".replace("4.10", "31.10").as_str(),
            "Oct 4, 2025",
            "4 October 2025",
            "October 4th, 2025",
            "(Oct 4)",
        ] {
            let found = date(text, Some(2025)).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.year, found.month), (2025, 10), "{text}");
        }
        assert_eq!(date("am 4.10.2025", None), Date::new(2025, 10, 4));
        for text in ["04/10/2025", "1.2.3", "v2.45.0", "May be", "13/13/2025", "2025-02-30"] {
            assert_eq!(date(text, Some(2025)), None, "{text}");
        }
        assert_eq!(find("Complete by Feb 20)", Some(2026)).map(|f| (f.0, f.1)), Some((12, 18)));
    }
}
