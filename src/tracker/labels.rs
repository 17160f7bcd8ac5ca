//! Labels as trackers write them: `SEC-001: title`, `Task 1.2`, `[BUG-7]`, `T12)`. Only at the start of an
//! item: a label in the middle of a sentence names another gap, or none at all.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::model::Label;

use super::words::folded;

/// A label at the start of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub label: Label,
    /// As the document writes it.
    pub raw: String,
    /// How many bytes it takes, with the punctuation after it.
    pub len: usize,
    /// Set off from the text by punctuation, by the end, or by its zeros: nobody writes `UTF-8:` about a gap.
    pub set_off: bool,
}

/// Standards and units that look like labels.
const NO_LABELS: &[&str] = &[
    "UTF", "SHA", "ISO", "RFC", "CVE", "CWE", "HTTP", "TLS", "SSL", "AES", "RSA", "MD", "GPT",
    "IPV", "COVID", "ES", "PEP", "CSS", "HTML", "JDK", "PHP", "USB", "BASE", "ARM", "NIST", "PCI",
    "SOC", "UTC", "GMT", "CLAUDE", "LLAMA", "QWEN", "IEC", "IEEE", "OWASP", "WCAG", "GHSA", "ECMA",
    "OAUTH", "DAY", "WEEK", "PHASE", "STEP",
];

/// Words that number gaps, by the prefix that they give a label.
const NUMBERED: &[(&str, &str)] = &[
    (
        "TASK",
        "task|aufgabe|tâche|tache|tarea|tarefa|attività|compito|taak|zadanie|задача|завдання|úkol|uppgift|görev|任务|任務|タスク|작업|과제|nhiệm vụ|tugas|مهمة|कार्य",
    ),
    ("GAP", "gap|lücke|lacune|brecha|lacuna|пробел|差距|缺口|ギャップ|갭"),
    ("ISSUE", "issue|problem|problema|problème|问题|問題|課題|이슈|проблема"),
    ("ITEM", "item|punkt|пункт|项目|項目|항목"),
    ("BUG", "bug|fehler"),
    ("STORY", "story|user story"),
    ("EPIC", "epic"),
    ("FEATURE", "feature|功能|機能|기능"),
    ("ACTION", "action|action item|aktion"),
    ("FINDING", "finding"),
    ("TODO", "todo"),
];

/// The label that a plain text begins with.
pub fn at_start(text: &str) -> Option<Found> {
    let trimmed = text.trim_start();
    let lead = text.len() - trimmed.len();
    let (open, inner) = match trimmed.strip_prefix(['[', '(', '`', '【']) {
        Some(inner) => (true, inner),
        None => (false, trimmed),
    };
    let skipped = lead + (trimmed.len() - inner.len());
    let (label, used) =
        dashed(inner).or_else(|| numbered(inner)).or_else(|| joined(inner, open))?;
    let raw = inner[..used].to_owned();
    let mut rest = &inner[used..];
    if open {
        let bare = rest.strip_prefix([']', ')', '`', '】'])?;
        if bare.starts_with('(') && rest.starts_with(']') {
            return None;
        }
        rest = bare;
    }
    let after = rest.trim_start();
    let bare = after.trim_start_matches([':', '：', '.', ')', '–', '—', '|', '、']);
    let dashed = after.strip_prefix("- ").or(after.strip_prefix("-- ")).unwrap_or(bare);
    let punctuated = dashed.len() < after.len();
    let set_off = open || punctuated || after.is_empty() || is_padded(&raw);
    let len = skipped + used + (inner.len() - used - dashed.trim_start().len());
    Some(Found { label, raw, len, set_off })
}

/// `SEC-001`: standards and models are not numbered so.
fn is_padded(raw: &str) -> bool {
    raw.rsplit_once('-').is_some_and(|(_, n)| n.len() >= 3 && n.starts_with('0') && is_number(n))
}

/// The label that is the whole text: a cell of an ID column.
pub fn whole(text: &str) -> Option<Found> {
    let text = text.trim().trim_matches('`').trim_start_matches('#');
    let found = at_start(text).filter(|f| f.len >= text.len());
    found.or_else(|| {
        let dotted = text.contains('.') && text.split('.').all(is_number);
        let label = dotted.then(|| format!("TASK-{text}").parse().ok()).flatten()?;
        Some(Found { label, raw: text.to_owned(), len: text.len(), set_off: true })
    })
}

fn is_number(text: &str) -> bool {
    (1..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// `SEC-001`, `SEC-LLM-01`, `F-1.2`, `SEC-1a`.
fn dashed(text: &str) -> Option<(Label, usize)> {
    let part =
        |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    let mut end = text.find(|c: char| !part(c)).unwrap_or(text.len());
    let suffix = text[end..].starts_with(|c: char| c.is_ascii_lowercase())
        && !text[end + 1..].starts_with(char::is_alphanumeric);
    end += usize::from(suffix && text[..end].ends_with(|c: char| c.is_ascii_digit()));
    let raw = text[..end].trim_end_matches(['.', '-', '_']);
    if text[raw.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '/') {
        return None;
    }
    let (prefix, number) = raw.rsplit_once('-')?;
    let letters = prefix.starts_with(|c: char| c.is_ascii_uppercase());
    let standard = NO_LABELS.contains(&prefix.split('-').next().unwrap_or_default());
    let counts = number.starts_with(|c: char| c.is_ascii_digit());
    // `P0-4` is the fourth of P0 only where it is set off; the caller asks for that.
    // `Q1-2026` is a quarter.
    let year = number.len() == 4 && number.starts_with("20");
    let known = letters && counts && !standard && !year;
    known.then(|| Label::typed(raw).ok().map(|label| (label, raw.len()))).flatten()
}

/// The words that number gaps, each with its prefix.
fn numbering() -> &'static HashMap<&'static str, &'static str> {
    static WORDS: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();
    WORDS.get_or_init(|| {
        NUMBERED.iter().flat_map(|(prefix, words)| words.split('|').map(|w| (w, *prefix))).collect()
    })
}

/// `Task 1.2`, `Issue #4`, `任务 3`.
fn numbered(text: &str) -> Option<(Label, usize)> {
    let end = text.find(|c: char| c.is_ascii_digit())?;
    if end > 40 {
        return None;
    }
    let word = folded(text[..end].trim_end_matches(['#', ' ', '\u{a0}', '-', 'T']).trim_end());
    let word = if word.is_empty() { return None } else { word };
    let prefix = *numbering().get(word.as_str())?;
    let digit = |c: char| c.is_ascii_digit() || c == '.';
    let used = text[end..].find(|c: char| !digit(c)).unwrap_or(text.len() - end);
    let number = text[end..end + used].trim_end_matches('.');
    let next = text[end + number.len()..].chars().next();
    if next.is_some_and(|c| c.is_ascii_alphanumeric() || c == '/' || c == '%') {
        return None;
    }
    let label = format!("{prefix}-{number}").parse().ok()?;
    Some((label, end + number.len()))
}

/// `T12`, `SEC001`, `#12`: only set off by a bracket or by punctuation, because so much looks like it.
fn joined(text: &str, open: bool) -> Option<(Label, usize)> {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let digits = text[letters..].bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    let number = text[letters..letters + digits].trim_end_matches('.');
    let used = letters + number.len();
    let after = &text[used..];
    let set_off = after.is_empty()
        || open && after.starts_with([']', ')', '`', '】'])
        || after.starts_with([':', '：'])
        || after.starts_with(". ")
        || after.starts_with(" - ")
        || after.starts_with(" – ")
        || after.starts_with(" — ");
    let prefix = &text[..letters];
    // `P0 - Blockers`, `Q1: plans`, `V2. Next`: ranks, quarters, versions.
    let standard = NO_LABELS.contains(&prefix) || matches!(prefix, "P" | "Q" | "H" | "V");
    // `T001 title`: three digits are a series, where the caller finds more of it.
    let series = number.len() >= 3 && !number.contains('.') && after.starts_with(' ');
    if !(1..=6).contains(&letters) || number.is_empty() || !(set_off || series) || standard {
        return None;
    }
    format!("{prefix}-{number}").parse().ok().map(|label| (label, used))
}

/// Every label in a text, wherever it stands; `Task 3.3-3.5` and `Task 1.6, 2.1` name several.
pub fn mentioned(text: &str) -> Vec<Label> {
    let mut found = Vec::new();
    let mut at = 0;
    let starts = |c: char| c.is_alphanumeric();
    while let Some(next) = text[at..].find(starts) {
        let here = at + next;
        if let Some((label, used)) = dashed(&text[here..]).or_else(|| numbered(&text[here..])) {
            at = here + used;
            found.push(label.clone());
            at += more(&text[at..], &label, &mut found);
        } else {
            at = here + text[here..].find(|c: char| !starts(c)).unwrap_or(text.len() - here);
        }
    }
    found
}

/// What goes on after a numbered label: `, 2.1` and `-3.5`.
fn more(text: &str, first: &Label, found: &mut Vec<Label>) -> usize {
    let mut used = 0;
    let mut last = first.clone();
    loop {
        let rest = &text[used..];
        let (range, tail) = match rest.strip_prefix(", ").or(rest.strip_prefix(" & ")) {
            Some(tail) => (false, tail),
            None => match rest.strip_prefix(['-', '–']) {
                Some(tail) => (true, tail),
                None => return used,
            },
        };
        let len = tail.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(tail.len());
        let number = tail[..len].trim_end_matches('.');
        let Ok(label) = format!("{}-{number}", first.prefix()).parse::<Label>() else {
            return used;
        };
        if range {
            between(&last, &label, found);
        }
        found.push(label.clone());
        last = label;
        used += rest.len() - tail.len() + number.len();
    }
}

/// The labels between `TASK-3.3` and `TASK-3.5`.
fn between(from: &Label, to: &Label, found: &mut Vec<Label>) {
    let split = |l: &Label| {
        let number = l.number().to_owned();
        let (head, tail) = number.rsplit_once('.').map_or(("", number.as_str()), |p| p);
        tail.parse::<u32>().ok().map(|n| (head.to_owned(), n))
    };
    let (Some((head, a)), Some((other, b))) = (split(from), split(to)) else { return };
    if head != other || b.saturating_sub(a) > 50 {
        return;
    }
    for n in a + 1..b {
        let number = if head.is_empty() { n.to_string() } else { format!("{head}.{n}") };
        if let Ok(label) = format!("{}-{number}", from.prefix()).parse() {
            found.push(label);
        }
    }
}

/// The prefix for made labels of a block: `P0 (Critical)` gives `P0`, `Security` gives `SEC`.
pub fn prefix(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let level = |w: &&str| w.len() == 2 && w.starts_with('P') && w.as_bytes()[1].is_ascii_digit();
    if let Some(level) = name.split(|c: char| !c.is_alphanumeric()).find(level) {
        return level.to_owned();
    }
    let named = named_part(name);
    let letters: String =
        named.nfd().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_uppercase();
    let three = letters.get(..3).unwrap_or(&letters);
    let device = matches!(three, "CON" | "PRN" | "AUX" | "NUL");
    if three.len() < 2 || device {
        return "GAP".to_owned();
    }
    // `Milestone 2` is told from `Milestone 1` by its number only.
    let number = named.rsplit(' ').next().filter(|n| is_number(n)).unwrap_or_default();
    format!("{three}{number}")
}

/// `Phase 1: Ground` is called `Ground`.
pub fn named_part(name: &str) -> &str {
    let split = name.split_once([':', '：']).filter(|(before, after)| {
        let letters = after.chars().filter(|c| c.is_alphabetic()).count();
        before.contains(|c: char| c.is_ascii_digit()) && letters >= 2
    });
    split.map_or(name, |(_, after)| after.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracker_labels_at_the_start() {
        for (text, label, rest, set_off) in [
            ("SEC-001: Title", "SEC-001", "Title", true),
            ("SEC-001 Title", "SEC-001", "Title", true),
            ("SEC-12 Title", "SEC-12", "Title", false),
            ("[BUG-7] Title", "BUG-7", "Title", true),
            ("Task 1.2: Title", "TASK-1.2", "Title", true),
            ("任务 3：标题", "TASK-3", "标题", true),
            ("T12: Title", "T-12", "Title", true),
            ("SEC-LLM-01 - Title", "SEC-LLM-01", "Title", true),
            ("F-1.2. Title", "F-1.2", "Title", true),
        ] {
            let found = at_start(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(
                (found.label.as_str(), &text[found.len..], found.set_off),
                (label, rest, set_off),
                "{text}"
            );
        }
        for text in [
            "UTF-8 support",
            "Title SEC-001",
            "SHA-256: x",
            "Phase 1: x",
            "GPT-4 x",
            "A12 x",
            "[x](y)",
        ] {
            assert_eq!(at_start(text), None, "{text}");
        }
    }

    #[test]
    fn tracker_mentions_come_with_their_ranges() {
        let names = |t: &str| mentioned(t).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(names("Day 3 (Task 3.3-3.5)"), ["TASK-3.3", "TASK-3.4", "TASK-3.5"]);
        assert_eq!(names("x (Task 1.6, 2.1)"), ["TASK-1.6", "TASK-2.1"]);
        assert_eq!(names("closes SEC-1 and SEC-2"), ["SEC-1", "SEC-2"]);
    }

    #[test]
    fn tracker_prefixes_of_blocks() {
        assert_eq!(prefix("P0 (Critical)"), "P0");
        assert_eq!(prefix("Documentation Modernization"), "DOC");
        assert_eq!(prefix("Überwachung"), "UBE");
        assert_eq!(prefix("监控"), "GAP");
        assert_eq!(prefix("Connections"), "GAP");
    }
}
