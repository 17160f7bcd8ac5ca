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
    let name = NAMES.get(usize::from(m).saturating_sub(1)).copied().unwrap_or_default();
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
    if old.contains('/') { format!("{y}/{m:02}/{d:02}") } else { date.to_string() }
}

/// `December 2025` as the month of another date.
pub fn month_like(date: Date, old: &str) -> Option<String> {
    const NAMES: [&str; 12] = [
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
    let (word, year) = old.trim().split_once(' ')?;
    let month = dates::month(word.trim_end_matches(','))?;
    let stated: u16 = year.trim().parse().ok()?;
    if (stated, month) >= (date.year, date.month) {
        return None;
    }
    let name = NAMES.get(usize::from(date.month).checked_sub(1)?)?;
    let name = if word.len() <= 4 { &name[..3] } else { name };
    Some(format!("{name} {}", date.year))
}
