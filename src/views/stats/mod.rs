//! `gaps stats`: the figures for people, with plots of one line, and as JSON.

mod json;
mod text;

use crate::model::{At, Day};
use crate::project::stats::Stats;

pub use json::json;
pub use text::text;

/// Everything that the page says.
pub struct Page<'s> {
    pub stats: &'s Stats,
    pub ledger: String,
    pub trunk: String,
    /// What the user typed.
    pub at: Option<String>,
    /// The newest commit that was looked at, and its day.
    pub commit: String,
    pub day: Day,
    /// To what ages are reckoned.
    pub now: At,
}

/// `40 min`, `7 h`, `12 days`: seconds as people say them, rounded down.
pub fn span(seconds: i64) -> String {
    match seconds {
        ..3_600 => format!("{} min", seconds / 60),
        3_600..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn spans() {
        for (seconds, said) in [
            (0, "0 min"),
            (3_599, "59 min"),
            (3_600, "1 h"),
            (172_799, "47 h"),
            (172_800, "2 days"),
            (864_000, "10 days"),
        ] {
            assert_eq!(super::span(seconds), said);
        }
    }
}
