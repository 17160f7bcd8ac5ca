//! A status as somebody wrote it: `✅ COMPLETED (see docs)`, `In progress`, `[✓]`, `未完成`, `60 %`. What cannot
//! be told is `Unsure`, because a wrong status is worse than none.

use crate::model::Status;

use super::doubt;
use super::inline::plain;
use super::legend::Legend;
use super::marks::{self, Meaning};
use super::qualifier;
use super::words;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    Is(Status),
    /// Something is stated about the status, but not clearly what.
    Unsure,
    /// Nothing is stated about the status.
    Nothing,
}

impl Reading {
    pub fn status(self) -> Option<Status> {
        match self {
            Self::Is(status) => Some(status),
            _ => None,
        }
    }
}

impl From<Meaning> for Reading {
    fn from(meaning: Meaning) -> Self {
        match meaning {
            Meaning::Is(status) => Self::Is(status),
            Meaning::Unsure => Self::Unsure,
        }
    }
}

/// The status that a value (a cell, what follows `Status:`) states.
pub fn value(text: &str, legend: &Legend) -> Reading {
    let unstruck = unstruck(text);
    if unstruck.is_none() && super::inline::struck(text).is_some() {
        // Struck and nothing beside it: over, or taken back.
        return Reading::Unsure;
    }
    let seen = plain(unstruck.as_deref().unwrap_or(text));
    let seen = seen.trim().trim_matches('`').trim();
    let (_, bare) = marks::undecorated(seen);
    let bare = words::folded(bare.trim().trim_end_matches(['*', '_']));
    if let Some(status) = legend.word(&bare) {
        return Reading::Is(status);
    }
    if let Some((inner, rest)) = bracketed(seen) {
        let box_says = legend.boxed(inner).map(Reading::from);
        let words = match box_says {
            Some(_) => worded(rest),
            None => worded(inner),
        };
        return alone(agreed(box_says.unwrap_or(Reading::Nothing), words), words, rest);
    }
    let (signs, rest) = marks::undecorated(seen);
    let rest = rest.trim();
    let mut told: Option<Reading> = None;
    for sign in &signs {
        if let Some(meaning) = legend.meaning(sign) {
            told = Some(match told {
                None => meaning.into(),
                Some(before) => agreed(before, meaning.into()),
            });
        }
    }
    let first = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    if told.is_some() && RATINGS.contains(&words::folded(first).as_str()) {
        return Reading::Unsure;
    }
    let sign = told.unwrap_or(Reading::Nothing);
    let (trailing, bare) = trailing_sign(rest, legend);
    let words = worded(bare);
    let warned =
        |s: &marks::Sign| doubt::warns(&s.sign) && legend.meaning(s) == Some(Meaning::Unsure);
    let beside = &rest[bare.len()..];
    if words.status().is_some_and(Status::is_done)
        && (signs.iter().any(warned) || marks::undecorated(beside).0.iter().any(warned))
    {
        return Reading::Unsure;
    }
    alone(agreed(if sign == Reading::Nothing { trailing } else { sign }, words), words, rest)
}

/// A sign or a box that says done with words beside it that are no status: `✅ except tests`.
fn alone(told: Reading, words: Reading, rest: &str) -> Reading {
    let done = told.status().is_some_and(Status::is_done);
    let doubted = done && words == Reading::Nothing && doubt::doubted(&words::folded(rest));
    if doubted { Reading::Unsure } else { told }
}

/// `~~Open~~ Closed` without what is struck, where anything else is said.
fn unstruck(text: &str) -> Option<String> {
    let mut parts = text.split("~~");
    let mut kept = parts.next()?.to_owned();
    let mut found = false;
    while let (Some(_), Some(after)) = (parts.next(), parts.next()) {
        kept.push_str(after);
        found = true;
    }
    (found && kept.chars().any(|c| c.is_alphanumeric() || marks::is_picture(c))).then_some(kept)
}

/// Words that rate something: `✅ Good` is praise, not a status.
const RATINGS: &[&str] = &[
    "good",
    "excellent",
    "great",
    "ok",
    "okay",
    "fair",
    "poor",
    "strong",
    "weak",
    "healthy",
    "pass",
    "passed",
    "passing",
    "fail",
    "failed",
    "failing",
    "yes",
    "no",
    "supported",
    "available",
    "solid",
    "stable",
    "gut",
    "bon",
    "bueno",
    "bom",
    "buono",
    "хорошо",
    "良好",
    "优秀",
    "良い",
    "좋음",
    "working",
    "works",
    "enabled",
];

/// `DONE ✅`: a sign that ends the value.
fn trailing_sign<'a>(text: &'a str, legend: &Legend) -> (Reading, &'a str) {
    let start = text
        .char_indices()
        .rev()
        .take_while(|(_, c)| marks::is_picture(*c) || c.is_whitespace())
        .last()
        .map(|(at, _)| at);
    let Some(start) = start.filter(|at| *at > 0) else { return (Reading::Nothing, text) };
    let (signs, _) = marks::undecorated(&text[start..]);
    let told = signs.iter().find_map(|s| legend.meaning(s)).map_or(Reading::Nothing, Into::into);
    (told, text[..start].trim_end())
}

/// Sign and word together. The word is the clearer one; a clear sign that says otherwise makes both unsure.
fn agreed(sign: Reading, word: Reading) -> Reading {
    match (sign, word) {
        (Reading::Nothing, word) => word,
        (sign, Reading::Nothing) => sign,
        (Reading::Unsure, word) => word,
        (_, Reading::Unsure) => Reading::Unsure,
        (Reading::Is(a), Reading::Is(b)) if a == b => Reading::Is(b),
        (Reading::Is(a), Reading::Is(b)) if a.is_done() && b.is_done() => Reading::Is(b),
        // A cross or an empty box beside a word only says "not done", and so do all of these.
        (Reading::Is(Status::Open), Reading::Is(b)) if !b.is_done() => Reading::Is(b),
        // `🔄 Pending`: the sign only says that it is not done, and the word how far it is.
        (Reading::Is(Status::Started), Reading::Is(Status::Open)) => word,
        _ => Reading::Unsure,
    }
}

/// `[DONE] rest` as what is in the brackets and the rest.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('[')?;
    let end = inner.find(']')?;
    let rest = &inner[end + 1..];
    (!rest.starts_with('(') && inner[..end].chars().count() <= 24).then_some((&inner[..end], rest))
}

/// Adverbs that change nothing about the word after them.
const ADVERBS: &[&str] =
    &["fully ", "already ", "now ", "all ", "is ", "completely ", "100% ", "100 % "];

/// The status that words state, with no sign.
pub fn worded(text: &str) -> Reading {
    let folded = words::folded(text);
    let mut rest = folded.trim_start_matches(|c: char| !c.is_alphanumeric());
    for about in ["zu ", "ca. ", "circa ", "about ", "approx. ", "etwa ", "rund "] {
        rest = rest
            .strip_prefix(about)
            .filter(|r| r.starts_with(|c: char| c.is_ascii_digit()))
            .unwrap_or(rest);
    }
    let turned = folded.trim_start().strip_prefix('%').map(|n| format!("{}%", n.trim_end()));
    if let Some(reading) = turned.as_deref().and_then(counted).or_else(|| counted(rest)) {
        return reading;
    }
    let found = loop {
        match (words::status(rest), ADVERBS.iter().find_map(|a| rest.strip_prefix(a))) {
            (Some(found), _) => break found,
            (None, Some(after)) => rest = after.trim_start(),
            (None, None) => {
                return qualifier::qualified(rest).map_or(Reading::Nothing, Reading::Is);
            }
        }
    };
    let (len, status, _) = found;
    after(status, &rest[len..])
}

/// `60%`, `3/5`: how far it is.
fn counted(text: &str) -> Option<Reading> {
    let digits = |t: &str| t.chars().take_while(char::is_ascii_digit).count();
    let len = digits(text);
    let first: u64 = text.get(..len)?.parse().ok()?;
    let rest = text[len..].trim_start();
    let (done, rest) = if let Some(rest) = rest.strip_prefix('%') {
        (first.min(100) * 1000 / 100, rest)
    } else {
        let rest = rest.strip_prefix('/')?.trim_start();
        let len = digits(rest);
        let all: u64 = rest.get(..len)?.parse().ok()?;
        if all == 0 || first > all || rest[len..].starts_with(['/', '-', '.']) {
            return None;
        }
        (first * 1000 / all, &rest[len..])
    };
    let by_figure = match done {
        0 => Status::Open,
        1000 => Status::Closed,
        _ => Status::Started,
    };
    let words = worded_after_figure(rest);
    Some(match words {
        // "80% complete" is not complete.
        Reading::Is(status) if status.is_done() => Reading::Is(by_figure),
        Reading::Is(status) if by_figure == Status::Open => Reading::Is(status),
        Reading::Is(Status::Started) if by_figure == Status::Started => Reading::Is(by_figure),
        Reading::Nothing if by_figure.is_done() && doubt::doubted(rest) => Reading::Unsure,
        Reading::Nothing => Reading::Is(by_figure),
        _ => Reading::Unsure,
    })
}

fn worded_after_figure(rest: &str) -> Reading {
    let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    words::status(rest).map_or(Reading::Nothing, |(_, status, _)| Reading::Is(status))
}

/// What follows the word may take it back: `done (partial)`, `completed, not deployed`, `open -> done`.
fn after(status: Status, rest: &str) -> Reading {
    let arrow = ["→", "➡", "->", "=>"].iter().find_map(|a| rest.trim_start().strip_prefix(a));
    if let Some(then) = arrow {
        return worded(then);
    }
    if rest.starts_with(['?', '？']) || status.is_done() && doubt::doubted(rest) {
        return reclosed(status, rest);
    }
    let mut status = status;
    let mut sure = true;
    for (n, clause) in conjoined(rest).into_iter().enumerate() {
        if let Some(percent) = percentage(clause) {
            sure &= !(status == Status::Open && percent > 0);
            continue;
        }
        let Some((len, other, _)) = words::status(clause) else { continue };
        // Right behind the word only a whole status says something: `closed as a duplicate` does not.
        if n == 0 && !set_off(rest) && !clause[len..].trim().is_empty() {
            continue;
        }
        match (status, other) {
            (a, b) if a == b => {}
            (a, b) if a.is_done() && b.is_done() => {}
            (Status::Closed, Status::Dropped) => status = Status::Dropped,
            (Status::Open, Status::Deferred | Status::Started) => status = other,
            // `in progress, pending review`, `started, not finished`: begun all the same.
            (Status::Started, Status::Open) => {}
            _ => sure = false,
        }
    }
    if sure { Reading::Is(status) } else { Reading::Unsure }
}

/// The clauses of a text, also those that an "and" joins.
fn conjoined(rest: &str) -> Vec<&str> {
    const AND: &[&str] =
        &[" and ", " but ", " und ", " aber ", " et ", " y ", " e ", " и ", " но ", " i "];
    let mut parts: Vec<&str> = doubt::clauses(rest).collect();
    for joint in AND {
        parts = parts.into_iter().flat_map(|p| p.split(joint)).collect();
    }
    parts
}

/// `Closed (won't fix)` is no doubt about the closing: it says how.
fn reclosed(status: Status, rest: &str) -> Reading {
    let clauses: Vec<&str> = doubt::clauses(rest).collect();
    let over = |c: &str| {
        words::status(c)
            .is_some_and(|(len, s, _)| s == Status::Dropped && c[len..].trim().is_empty())
    };
    match (status, clauses.as_slice()) {
        (Status::Closed, [one]) if over(one) => Reading::Is(Status::Dropped),
        _ => Reading::Unsure,
    }
}

fn set_off(rest: &str) -> bool {
    !rest.trim_start().starts_with(char::is_alphanumeric)
}

fn percentage(clause: &str) -> Option<u64> {
    let len = clause.chars().take_while(char::is_ascii_digit).count();
    let number = clause.get(..len)?.parse().ok()?;
    clause[len..].trim_start().starts_with('%').then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracker_values_as_people_write_them() {
        use Status::*;
        for (text, status) in [
            ("Done", Closed),
            ("✅ COMPLETED (Documented in X.md)", Closed),
            ("[✓] COMPLETED", Closed),
            ("[ ]", Open),
            ("[x]", Closed),
            ("**In Progress**", Started),
            ("🔄 In Progress (60%)", Started),
            ("⏳ Pending", Open),
            ("⏳ 进行中", Started),
            ("❌ Not started", Open),
            ("🔄 Pending", Open),
            ("未完成", Open),
            ("已完成（2025-10-01）", Closed),
            ("Nicht begonnen", Open),
            ("не готово", Open),
            ("Closed (won't fix)", Dropped),
            ("Fully implemented", Closed),
            ("100%", Closed),
            ("80% complete", Started),
            ("3/5", Started),
            ("`done`", Closed),
            ("DONE ✅", Closed),
            ("Open → Done", Closed),
            ("완료", Closed),
            ("Verified", Confirmed),
            ("Completed & Verified", Closed),
            ("✅ 2025-01-03", Closed),
        ] {
            assert_eq!(value(text, &Legend::default()), Reading::Is(status), "{text}");
        }
    }

    #[test]
    fn tracker_what_is_unsure_is_not_guessed() {
        for text in [
            "⏳",
            "🟡",
            "✅ In Progress",
            "Completed (partial)",
            "Done?",
            "Done, not deployed yet: pending",
            "Completed (80%)",
            "Done (pending review)",
            "❌ Done",
        ] {
            assert_eq!(value(text, &Legend::default()), Reading::Unsure, "{text}");
        }
        for text in ["", "-", "n/a", "Yes", "Alice", "High", "2025-01-03", "Closedown", "12"] {
            assert_eq!(value(text, &Legend::default()), Reading::Nothing, "{text}");
        }
    }
}
