//! Moments and days. No clock here: whoever needs "now" is given it.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

const FORM: &str = "%Y-%m-%dT%H:%M:%SZ";

/// An instant to the second, always UTC: `2026-11-20T12:01:00Z`, years 0001 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct At(i64);

impl At {
    pub const EPOCH: Self = Self(0);

    /// `None` outside the years that the form can write.
    pub fn from_unix(seconds: i64) -> Option<Self> {
        DateTime::<Utc>::from_timestamp(seconds, 0)
            .filter(|t| (1..=9999).contains(&t.year()))
            .map(|_| Self(seconds))
    }

    pub fn unix(self) -> i64 {
        self.0
    }

    pub fn day(self) -> Day {
        Day(self.date_time().date_naive())
    }

    /// The day that a clock with this offset (seconds east) showed: what people call the date of a commit.
    pub fn day_at(self, offset_seconds: i32) -> Day {
        let offset = FixedOffset::east_opt(offset_seconds);
        offset.map_or_else(|| self.day(), |o| Day(self.date_time().with_timezone(&o).date_naive()))
    }

    fn date_time(self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.0, 0).unwrap_or_default()
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (t, clock) = (self.date_time(), self.0.rem_euclid(86_400));
        let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
        let mut text = *b"0000-00-00T00:00:00Z";
        let parts = [
            (0..4, i64::from(t.year())),
            (5..7, i64::from(t.month())),
            (8..10, i64::from(t.day())),
            (11..13, hour),
            (14..16, minute),
            (17..19, second),
        ];
        // Every event states an instant: digit by digit is ten times as fast as the formatter.
        for (place, mut number) in parts {
            for digit in text[place].iter_mut().rev() {
                *digit = b'0' + (number % 10).unsigned_abs() as u8;
                number /= 10;
            }
        }
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for At {
    type Err = BadTime;
    fn from_str(text: &str) -> Result<Self, BadTime> {
        let parsed = NaiveDateTime::parse_from_str(text, FORM).map_err(|_| BadTime::Instant)?;
        let at = Self::from_unix(parsed.and_utc().timestamp()).ok_or(BadTime::Instant)?;
        // The library accepts a leap second and short fields; one instant has one spelling here.
        if at.to_string() == text { Ok(at) } else { Err(BadTime::Instant) }
    }
}

impl TryFrom<String> for At {
    type Error = BadTime;
    fn try_from(text: String) -> Result<Self, BadTime> {
        text.parse()
    }
}

impl From<At> for String {
    fn from(at: At) -> String {
        at.to_string()
    }
}

/// A calendar day: `2026-11-20`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(NaiveDate);

impl Day {
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day)
            .filter(|d| (1..=9999).contains(&d.year()))
            .map(Self)
    }

    /// How many days from `earlier` to this one; negative where this one is before it.
    pub fn days_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).num_days()
    }

    /// This day plus (or minus) some days, where the calendar still has one.
    pub fn plus_days(self, days: i64) -> Option<Self> {
        self.0.checked_add_signed(chrono::TimeDelta::try_days(days)?).map(Self)
    }

    /// The Monday of its week; of the first days of the calendar, the day itself.
    pub fn monday(self) -> Self {
        self.plus_days(-i64::from(self.0.weekday().num_days_from_monday()))
            .filter(|d| d.0.year() >= 1)
            .unwrap_or(self)
    }

    /// Midnight UTC.
    pub fn start(self) -> At {
        At(self.0.and_time(chrono::NaiveTime::MIN).and_utc().timestamp())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.format("%Y-%m-%d").to_string())
    }
}

impl FromStr for Day {
    type Err = BadTime;
    fn from_str(text: &str) -> Result<Self, BadTime> {
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| BadTime::Day)?;
        let day = Self::new(date.year(), date.month(), date.day()).ok_or(BadTime::Day)?;
        if day.to_string() == text { Ok(day) } else { Err(BadTime::Day) }
    }
}

impl TryFrom<String> for Day {
    type Error = BadTime;
    fn try_from(text: String) -> Result<Self, BadTime> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> String {
        day.to_string()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadTime {
    #[error("a time is written 2026-11-20T12:01:00Z")]
    Instant,
    #[error("a date is written 2026-11-20")]
    Day,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_instant_has_one_spelling() {
        assert_eq!(
            "2026-11-20T12:01:00Z".parse::<At>().map(|a| a.to_string()).as_deref(),
            Ok("2026-11-20T12:01:00Z")
        );
        for wrong in [
            "2026-11-20T12:01:60Z",
            "2026-11-20 12:01:00Z",
            "2026-11-20T12:01:00",
            "2026-11-20T12:01:00+00:00",
            "2026-1-20T12:01:00Z",
            "2026-02-30T12:01:00Z",
            "+2026-11-20T12:01:00Z",
            "10000-01-01T00:00:00Z",
        ] {
            assert_eq!(wrong.parse::<At>(), Err(BadTime::Instant), "{wrong}");
        }
    }

    #[test]
    fn the_day_is_that_of_the_committers_clock() {
        let at: At = "2026-11-20T23:30:00Z".parse().unwrap();
        assert_eq!(at.day_at(3600).to_string(), "2026-11-21");
        assert_eq!(at.day_at(-3600).to_string(), "2026-11-20");
    }

    #[test]
    fn weeks_begin_on_monday() {
        let monday = |day: &str| day.parse::<Day>().unwrap().monday().to_string();
        assert_eq!(monday("2026-11-20"), "2026-11-16");
        assert_eq!(monday("2026-11-16"), "2026-11-16");
        assert_eq!(monday("2027-01-01"), "2026-12-28");
        assert_eq!(monday("0001-01-02"), "0001-01-01");
    }

    #[test]
    fn days_are_strict() {
        assert!("2026-2-3".parse::<Day>().is_err());
        assert!("2026-02-29".parse::<Day>().is_err());
        assert!("2024-02-29".parse::<Day>().is_ok());
    }
}
