//! Dates written in the form of another date, so that a document keeps one form.

use super::dates::{self, Date};

/// A date in the form of another: `Feb 15`, `15.02.2026`, `2026/02/15`, else `2026-02-15`.
pub fn date_like(date: Date, old: &str) -> String {
    let (y, m, d) = (date.year, date.month, date.day);
    let letters = old.chars().any(|c| c.is_ascii_alphabetic());
    let digits_first = old.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let four = dates::year(old).is_some();
    const NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let at = usize::from(m).saturating_sub(1);
    let word = old.split(|c: char| !c.is_ascii_alphabetic()).find(|w| dates::month(w).is_some());
    let long = word.is_some_and(|w| w.len() > 4);
    let names = if long { LONG } else { NAMES };
    let name = names.get(at).copied().unwrap_or_default();
    if letters {
        return match (digits_first, four) {
            (true, true) => format!("{d} {name} {y}"),
            (true, false) => format!("{d} {name}"),
            (false, true) => format!("{name} {d}, {y}"),
            (false, false) => format!("{name} {d}"),
        };
    }
    if old.contains('年') {
        return format!("{y}年{m}月{d}日");
    }
    if old.contains('.') {
        let first = old.split('.').next().unwrap_or_default();
        return if first.len() == 4 {
            format!("{y}.{m:02}.{d:02}")
        } else {
            format!("{d:02}.{m:02}.{y}")
        };
    }
    if slashed(old).is_some() {
        return order(old).map_or_else(|| date.to_string(), |order| order.write(date, old));
    }
    if old.contains('/') { format!("{y}/{m:02}/{d:02}") } else { date.to_string() }
}

/// Which of day and month comes first, where slashes part them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    DayFirst,
    MonthFirst,
}

impl Order {
    /// A date in this order, with zeros where the other one has them.
    pub fn write(self, date: Date, like: &str) -> String {
        let (a, b) = match self {
            Self::DayFirst => (date.day, date.month),
            Self::MonthFirst => (date.month, date.day),
        };
        let short = like.trim().split('/').take(2).any(|part| part.len() == 1);
        if short {
            format!("{a}/{b}/{}", date.year)
        } else {
            format!("{a:02}/{b:02}/{}", date.year)
        }
    }
}

/// The first two numbers of `04/10/2025`, whichever of them is the day.
pub fn slashed(text: &str) -> Option<(u8, u8)> {
    let mut parts = text.trim().split('/');
    let (a, b, year) = (parts.next()?, parts.next()?, parts.next()?);
    let small = |t: &str| (1..=2).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_digit());
    let four = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    let fits = small(a) && small(b) && four && parts.next().is_none();
    fits.then(|| Some((a.parse().ok()?, b.parse().ok()?))).flatten()
}

/// The order of a date with slashes, where one of its numbers can be no month.
pub fn order(text: &str) -> Option<Order> {
    match slashed(text)? {
        (13.., 1..=12) => Some(Order::DayFirst),
        (1..=12, 13..) => Some(Order::MonthFirst),
        _ => None,
    }
}

const LONG: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `December 2025` as the month of another date.
pub fn month_like(date: Date, old: &str) -> Option<String> {
    let (word, year) = old.trim().split_once(' ')?;
    let month = dates::month(word.trim_end_matches(','))?;
    let stated: u16 = year.trim().parse().ok()?;
    if (stated, month) >= (date.year, date.month) {
        return None;
    }
    let name = LONG.get(usize::from(date.month).checked_sub(1)?)?;
    let name = if word.len() <= 4 { &name[..3] } else { name };
    Some(format!("{name} {}", date.year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracker_a_date_is_written_in_the_order_of_its_like() {
        let date = Date::new(2026, 3, 4).unwrap();
        for (like, written) in [
            ("25/10/2025", "04/03/2026"),
            ("10/25/2025", "03/04/2026"),
            ("1/25/2025", "3/4/2026"),
            ("04/10/2025", "2026-03-04"),
            ("2025/10/25", "2026/03/04"),
            ("25.10.2025", "04.03.2026"),
            ("Oct 25, 2025", "Mar 4, 2026"),
            ("October 25, 2025", "March 4, 2026"),
        ] {
            assert_eq!(date_like(date, like), written, "{like}");
        }
    }
}
