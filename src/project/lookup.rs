//! From what a person typed to a gap: a label in any case, a label with a mark, what a tracker calls it, or the
//! beginning of an id. An unknown label comes back with what was probably meant.

use unicode_normalization::UnicodeNormalization;

use crate::ledger::Field;
use crate::model::Label;
use crate::model::id::PREFIX_MIN;

use super::backlog::{Backlog, Gap};
use super::refusal::Refusal;

/// The gap that is meant, or a refusal that names near ones.
pub fn gap<'b>(backlog: &'b Backlog, typed: &str) -> Result<&'b Gap, Refusal> {
    let typed = typed.trim();
    let all = || backlog.gaps.values();
    if let Some(found) = all().find(|g| g.label.eq_ignore_ascii_case(typed)) {
        return Ok(found);
    }
    let ways: [&dyn Fn(&Gap) -> bool; 3] =
        [&|g| is_alias(g, typed), &|g| g.claimed.as_str().eq_ignore_ascii_case(typed), &|g| {
            is_id_prefix(typed) && g.id.to_string().starts_with(typed)
        }];
    for way in ways {
        let found: Vec<&Gap> = all().filter(|g| way(g)).collect();
        match found.as_slice() {
            [] => {}
            [one] => return Ok(one),
            many => {
                return Err(Refusal::Ambiguous {
                    given: typed.to_owned(),
                    candidates: many.iter().map(|g| g.label.clone()).collect(),
                });
            }
        }
    }
    Err(Refusal::UnknownLabel { given: typed.to_owned(), near: near(backlog, typed) })
}

/// The event whose id begins so, about any gap.
pub fn is_id_prefix(typed: &str) -> bool {
    typed.len() >= PREFIX_MIN
        && typed.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// Whether a tracker calls the gap so.
pub fn is_alias(gap: &Gap, typed: &str) -> bool {
    gap.fields.keys().any(|f| match f {
        Field::Alias(alias) => alias.eq_ignore_ascii_case(typed) && gap.value(f).is_some(),
        _ => false,
    })
}

/// At most three labels that look like what was typed.
fn near(backlog: &Backlog, typed: &str) -> Vec<String> {
    let wanted = typed.to_ascii_uppercase();
    let bare = |l: &str| -> String {
        let runs: Vec<&str> = l.split('-').map(|p| p.trim_start_matches('0')).collect();
        runs.join("")
    };
    let mut scored: Vec<(usize, &Label, &str)> = backlog
        .gaps
        .values()
        .map(|g| {
            let distance =
                if bare(&g.label) == bare(&wanted) { 0 } else { distance(&g.label, &wanted) };
            (distance, &g.named, g.label.as_str())
        })
        .filter(|(d, ..)| *d <= 1 + wanted.len() / 4)
        .collect();
    scored.sort();
    scored.into_iter().take(3).map(|(.., label)| label.to_owned()).collect()
}

/// A word as it is compared where case does not matter, however its letters are composed.
pub fn folded(word: &str) -> String {
    word.trim().nfc().flat_map(char::to_lowercase).collect()
}

/// Whether two words are one where case does not matter.
pub fn is_same(a: &str, b: &str) -> bool {
    // Most are ASCII, and need no text of their own.
    if a.is_ascii() && b.is_ascii() {
        return a.trim().eq_ignore_ascii_case(b.trim());
    }
    folded(a) == folded(b)
}

/// Of some known words, each with what it stands for, the one that was most likely meant; none where none is near.
pub fn nearest<T>(known: impl IntoIterator<Item = (String, T)>, typed: &str) -> Option<T> {
    let scored = known.into_iter().map(|(word, means)| (distance(&word, typed), means));
    let near = scored.min_by_key(|(far, _)| *far)?;
    (near.0 <= 1 + typed.chars().count() / 4).then_some(near.1)
}

/// How many letters differ, are missing or are too many.
pub fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(64).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_composition_do_not_matter() {
        assert_eq!(folded(" CAFE\u{301} "), folded("café"));
        assert!(is_same("CAFE\u{301}", "café") && is_same(" Docs", "docs "));
        assert!(!is_same("cafe", "café") && !is_same("docs", "doc"));
    }

    #[test]
    fn distance_counts_letters() {
        assert_eq!(distance("SEC-001", "SEC-001"), 0);
        assert_eq!(distance("SEC-001", "SCE-001"), 2);
        assert_eq!(distance("SEC-001", "SEC-01"), 1);
    }
}
