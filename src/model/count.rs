//! Numbers with their words, in the singular and the plural. English only, and no number is spelled out.

use std::fmt::Display;

/// `1 gap`, `2 gaps`.
pub fn counted(n: usize, one: &str) -> String {
    counted_as(n, one, format_args!("{one}s"))
}

/// `1 file is`, `2 files are`.
pub fn counted_as(n: usize, one: &str, many: impl Display) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

/// `1 criterion`, `2 criteria`.
pub fn criteria(n: usize) -> String {
    counted_as(n, "criterion", "criteria")
}

/// `1 day`, `-3 days`.
pub fn days(n: i64) -> String {
    if n == 1 { "1 day".to_owned() } else { format!("{n} days") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_one_and_none_are_many() {
        assert_eq!([0, 1, 2].map(|n| counted(n, "gap")), ["0 gaps", "1 gap", "2 gaps"]);
        assert_eq!([1, 3].map(criteria), ["1 criterion", "3 criteria"]);
        assert_eq!([0, 1, -1].map(days), ["0 days", "1 day", "-1 days"]);
    }
}
