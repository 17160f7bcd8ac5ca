//! `REV|DATE`: a revision that git knows, or a date, which means the newest commit of the trunk's line that is not
//! after it.

use std::collections::BTreeSet;

use crate::model::{At, Day, Id};
use crate::shell::git::{Git, GitError};

use super::context::Context;
use super::failure::{Failure, REFUSED};
use super::load::{self, Loaded, Look};

/// The commit that is meant.
pub fn resolve(ctx: &Context, asked: &str) -> Result<gix::ObjectId, Failure> {
    let git = ctx.git()?;
    if let Ok(id) = git.commit(asked) {
        return Ok(id);
    }
    // A branch that only the remote has.
    if let Some(id) = git.remote().and_then(|r| git.reference(&format!("refs/remotes/{r}/{asked}")))
    {
        return Ok(id);
    }
    if !is_date(asked) {
        return Err(git.commit(asked).err().map_or_else(|| unknown(asked), Failure::from));
    }
    let until = until(ctx, &git, asked)?;
    let trunk = load::trunk(ctx)?.at.map(|(_, id)| id);
    let tip = trunk.or(git.head()?).ok_or_else(|| unknown(asked))?;
    let output = git.run(&[
        "rev-list",
        "-1",
        "--first-parent",
        &format!("--before={}", until.unix()),
        &tip.to_string(),
    ])?;
    let text = String::from_utf8_lossy(&output.stdout);
    git.commit(text.trim()).map_err(|_| unknown(asked))
}

/// The first second that a date means; a day begins at midnight.
pub fn since(ctx: &Context, git: &Git, text: &str) -> Result<At, Failure> {
    instant(ctx, git, text, "00:00:00")
}

/// The last second that a date means; a day ends before midnight.
pub fn until(ctx: &Context, git: &Git, text: &str) -> Result<At, Failure> {
    instant(ctx, git, text, "23:59:59")
}

/// A date as git understands it: `2 weeks ago`, `2026-11-01`, `yesterday`. Git takes what it does not understand
/// for now; so what holds no word or number of a date is refused.
fn instant(ctx: &Context, git: &Git, text: &str, of_day: &str) -> Result<At, Failure> {
    if let Ok(at) = text.parse() {
        return Ok(at);
    }
    let wrong = || {
        Failure::new(
            REFUSED,
            "bad-date",
            format!("`{text}` is no date"),
            "gaps log --since 2026-11-01 --until yesterday",
        )
    };
    if !is_date(text) {
        return Err(wrong());
    }
    let whole = text.parse::<Day>().map_or_else(|_| text.to_owned(), |d| format!("{d} {of_day}"));
    // Relative dates count from our clock, which a test may have set.
    let mut command = git.command(&["rev-parse", &format!("--since={whole}")]);
    let output = command
        .env("GIT_TEST_DATE_NOW", ctx.now.unix().to_string())
        .stdin(std::process::Stdio::null())
        .output()
        .map_err(GitError::NoGit)?;
    let said = String::from_utf8_lossy(&output.stdout);
    let seconds = said.trim().strip_prefix("--max-age=").and_then(|s| s.parse().ok());
    seconds.and_then(At::from_unix).ok_or_else(wrong)
}

/// Whether every word of a text can be part of a date, and not all of it is one bare number.
fn is_date(text: &str) -> bool {
    const NAMES: [&str; 19] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    const WORDS: [&str; 32] = [
        "ago",
        "today",
        "yesterday",
        "now",
        "noon",
        "midnight",
        "tea",
        "last",
        "at",
        "am",
        "pm",
        "utc",
        "gmt",
        "a",
        "an",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "second",
        "minute",
        "hour",
        "day",
        "week",
        "month",
        "year",
    ];
    let digits = |w: &str| {
        w.contains(|c: char| c.is_ascii_digit())
            && w.chars().all(|c| c.is_ascii_digit() || "-:/+TZtz".contains(c))
    };
    let word = |w: &str| {
        let lower = w.to_ascii_lowercase();
        digits(w)
            || WORDS.contains(&lower.strip_suffix('s').unwrap_or(&lower))
            || lower.len() >= 3 && NAMES.iter().any(|name| name.starts_with(&lower))
    };
    let words: Vec<&str> = text.split([' ', ',', '.']).filter(|w| !w.is_empty()).collect();
    !words.is_empty()
        && words.iter().all(|w| word(w))
        && !text.chars().all(|c| c.is_ascii_digit() || c == ' ')
}

fn unknown(asked: &str) -> Failure {
    Failure::new(
        REFUSED,
        "unknown-revision",
        format!("`{asked}` is no revision, and the trunk has no commit that old"),
        "git log --oneline --first-parent",
    )
}

/// The gaps about which anything was said since a revision or a date.
pub fn changed_since(ctx: &Context, loaded: &Loaded, since: &str) -> Result<BTreeSet<Id>, Failure> {
    let rev = resolve(ctx, since)?;
    let before =
        load::load_at(ctx, &Look { rev: Some(rev), trunk: ctx.trunk.clone(), ..Look::default() })
            .map(|l| l.backlog);
    let known: BTreeSet<Id> = match &before {
        Ok(backlog) => backlog.gaps.values().flat_map(|g| g.events.iter().map(|t| t.id)).collect(),
        // Before there was a ledger, nothing had been said.
        Err(error) if error.code == "no-ledger" => BTreeSet::new(),
        Err(_) => return before.map(|_| BTreeSet::new()),
    };
    let gaps = loaded.backlog.gaps.values();
    Ok(gaps.filter(|g| g.events.iter().any(|t| !known.contains(&t.id))).map(|g| g.id).collect())
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn what_can_be_a_date() {
        for date in [
            "2026-11-01",
            "2026-11-01 12:00:00 +0100",
            "2026-11-01T12:00:00Z",
            "yesterday",
            "2 weeks ago",
            "2.weeks.ago",
            "last friday at noon",
            "Nov 3, 2026",
            "3 november",
        ] {
            assert!(is_date(date), "{date}");
        }
        for other in [
            "",
            "v1.0",
            "main",
            "marketing",
            "1234567",
            "12 34",
            "deadbeef",
            "feature/today",
            "now-ish",
        ] {
            assert!(!is_date(other), "{other}");
        }
    }
}
