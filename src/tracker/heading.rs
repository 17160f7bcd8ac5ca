//! One heading, read: its name without decoration, the status and criticality that it states, its label,
//! its phase. `Phase 2: Rollout (Priority: HIGH) ✅ COMPLETE` states four things.

use crate::model::{Criticality, Status};

use super::dates::{self, Date};
use super::doubt;
use super::inline::{plain, struck};
use super::labels::{self, Found};
use super::legend::Legend;
use super::marks::{self, Meaning};
use super::value::{self, Reading};
use super::words;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// The text without signs, label, status and brackets that state something.
    pub name: String,
    pub label: Option<Found>,
    /// What signs and words around the name say.
    pub status: Reading,
    /// The heading is nothing but a status: a lane.
    pub lane: bool,
    pub struck: bool,
    pub criticality: Option<Criticality>,
    /// The heading is nothing but a criticality.
    pub ranked: bool,
    pub phase: Option<String>,
    pub week: Option<String>,
    pub goal: bool,
    pub recurs: Option<&'static str>,
    pub date: Option<Date>,
    /// Begins with a number of its own: `1.2 Title`, `3. Title`.
    pub numbered: Option<String>,
}

/// Reads the text of a heading, or of a bold line that serves as one.
pub fn heading(raw: &str, legend: &Legend, year: Option<u16>) -> Heading {
    let struck = struck(raw).is_some();
    let seen = plain(raw);
    let (signs, rest) = marks::undecorated(&seen);
    let sign = signs.iter().find_map(|s| legend.meaning(s)).filter(|m| sure(*m));
    let rest = rest.trim().trim_end_matches([':', '：']).trim_end();
    let (boxed, rest) = leading_box(rest, legend);
    let (numbered, bare) = number(rest);
    let label = labels::at_start(bare);
    let after = label.as_ref().map_or(bare, |l| &bare[l.len..]);
    let (tail, name) = trailing(after, legend);
    let lane = words_only(after, legend);
    let status = match (lane, tail) {
        (Some(status), _) => Reading::Is(status),
        (None, Reading::Nothing) => boxed.or(sign).map_or(Reading::Nothing, Reading::from),
        (None, tail) => tail,
    };
    let folded = words::folded(name);
    let (criticality, ranked) = criticality(bare);
    let name = if criticality.is_some() && !ranked { without_rank(name) } else { name };
    Heading {
        name: clean(name),
        status,
        lane: lane.is_some() && label.is_none(),
        struck,
        criticality,
        ranked,
        phase: counted(&folded, PHASES),
        week: counted(&folded, WEEKS),
        goal: label.is_none() && is_goal(&folded),
        recurs: recurs(&folded),
        date: dates::date(&seen, year),
        numbered,
        label,
    }
}

/// In a heading a coloured dot or a clock decorates; only clear signs state something.
fn sure(meaning: Meaning) -> bool {
    matches!(meaning, Meaning::Is(_))
}

fn leading_box<'a>(text: &'a str, legend: &Legend) -> (Option<Meaning>, &'a str) {
    let (inner, rest) = match super::inline::bracketed(text) {
        Some((_, inner, rest)) => (inner, rest),
        None => match text.strip_prefix('[').and_then(|t| t.split_once(']')) {
            Some((inner, rest)) => (inner, rest.trim_start()),
            None => return (None, text),
        },
    };
    let letters = inner.chars().count() <= 2;
    let digits = inner.chars().any(|c| c.is_ascii_digit());
    let meaning = legend.boxed(inner).filter(|_| letters && !digits);
    let word = match value::worded(inner) {
        Reading::Is(status) => Some(Meaning::Is(status)),
        _ => None,
    };
    match meaning.or(word) {
        Some(meaning) => (Some(meaning), rest),
        None => (None, text),
    }
}

/// `1.2 Title`, `3. Title`, `2) Title`.
fn number(text: &str) -> (Option<String>, &str) {
    let part = |c: char| c.is_ascii_digit() || c == '.';
    let end = text.find(|c: char| !part(c)).unwrap_or(text.len());
    let number = text[..end].trim_end_matches('.');
    let rest = text[end..].strip_prefix([')', '、', '．', ':']).unwrap_or(&text[end..]);
    let spaced = rest.starts_with(char::is_whitespace)
        || end > number.len()
        || rest.len() < text.len() - end;
    if number.is_empty() || number.len() > 8 || !spaced || rest.trim().is_empty() {
        return (None, text);
    }
    (Some(number.to_owned()), rest.trim_start())
}

/// What sets a status off from the name before it, each with the sign in it.
const JOINTS: &[(&str, char)] = &[
    ("(", '('),
    ("（", '（'),
    ("[", '['),
    ("【", '【'),
    (" - ", '-'),
    (" – ", '–'),
    (" — ", '—'),
    (" -- ", '-'),
    ("——", '—'),
    (" | ", '|'),
    ("→ ", '→'),
];

/// The status that ends a heading, set off by a sign, a bracket or a dash; and the text before it.
pub fn trailing<'a>(text: &'a str, legend: &Legend) -> (Reading, &'a str) {
    let text = text.trim_end();
    let mut cuts: Vec<(usize, usize)> = Vec::new();
    for (joint, sign) in JOINTS {
        // The sign alone is found much sooner than the joint, and most names have none.
        let lead = joint.find(*sign).unwrap_or_default();
        let starts = text.rmatch_indices(*sign).filter_map(|(at, _)| at.checked_sub(lead));
        let mut joints = starts.filter(|at| text.as_bytes()[*at..].starts_with(joint.as_bytes()));
        cuts.extend(joints.next().map(|at| (at, at + joint.len())));
    }
    // No picture is of ASCII.
    let sign_at = text.char_indices().skip(1).filter(|(_, c)| !c.is_ascii()).find(|(at, c)| {
        let starts = marks::is_picture(*c) || text[..*at].ends_with(' ');
        starts && marks::sign(&text[*at..]).is_some()
    });
    if let Some((at, _)) = sign_at {
        cuts.push((at, at));
    }
    // The widest status at the end: `✅ COMPLETED (2025-10-04)` is one, not a bracket after a name.
    cuts.sort_unstable();
    for (at, from) in cuts {
        let name = text[..at].trim_end();
        let tail = text[from..].trim_end_matches([')', '）', ']', '】', ' ']);
        if at == 0 || name.is_empty() || tail.is_empty() {
            continue;
        }
        match closes(tail, legend) {
            Reading::Nothing => {}
            told => return (told, name),
        }
    }
    (Reading::Nothing, text)
}

/// A tail that is nothing but a status: signs, words of status, figures, dates.
fn closes(tail: &str, legend: &Legend) -> Reading {
    let (signs, rest) = marks::undecorated(tail);
    let told = signs.iter().find_map(|s| legend.meaning(s)).filter(|m| sure(*m));
    let rest = rest.trim();
    if doubt::reverts(&words::folded(rest)) {
        return Reading::Unsure;
    }
    // `— Status: Open` at the end of a line.
    if let Some((name, value)) = rest.split_once([':', '：'])
        && super::fields::role(name) == Some(super::fields::Role::Status)
        && leftover(value, LEFT_MAX) <= LEFT_MAX
    {
        return value::value(value, legend);
    }
    let words_left = leftover(rest, LEFT_MAX);
    if !rest.is_empty() && words_left > LEFT_MAX && told.is_none() {
        return Reading::Nothing;
    }
    // `(Complete by Feb 20)` asks for something; it does not say that it happened.
    let folded = words::folded(rest);
    let whole = words::status(&folded).is_some_and(|(len, _, _)| len == folded.len());
    if words_state(rest) && !whole && super::dates::says_due(rest) {
        return Reading::Nothing;
    }
    match value::value(tail, legend) {
        Reading::Is(status) if words_left <= LEFT_MAX || told.is_some() => Reading::Is(status),
        // An unclear sign decorates; unclear words do not.
        Reading::Unsure if told.is_some() || words_left <= LEFT_MAX && words_state(rest) => {
            Reading::Unsure
        }
        _ => Reading::Nothing,
    }
}

fn words_state(rest: &str) -> bool {
    value::worded(rest) != Reading::Nothing
}

/// Whether a tail with a status says something beside it: `open, three candidates`.
pub fn says_more(tail: &str) -> bool {
    leftover(tail, 0) > 0
}

/// More words than this are a sentence, however many.
const LEFT_MAX: usize = 2;

/// How many words are left when status words, neutral words and dates are taken away, counted to one more than `most`.
fn leftover(text: &str, most: usize) -> usize {
    let folded = words::folded(text);
    let mut rest = folded.as_str();
    let mut left = 0;
    while let Some(c) = rest.chars().next().filter(|_| left <= most) {
        if !c.is_alphanumeric() {
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        let known = words::status(rest).map(|s| s.0).or_else(|| words::neutral(rest));
        let dated =
            rest.starts_with(|c: char| c.is_ascii_digit()) || dates::month(&rest[..end]).is_some();
        left += usize::from(known.is_none() && !dated);
        rest = &rest[known.unwrap_or(end).max(1)..];
    }
    left
}

/// The status, where a text is nothing but a status with neutral words: `✅ Completed Tasks (12)`.
pub fn words_only(text: &str, legend: &Legend) -> Option<Status> {
    let folded = words::folded(text);
    let bare = folded.split(['(', '（', '[']).next().unwrap_or_default();
    let bare = bare.trim_matches(|c: char| !c.is_alphanumeric());
    // Most headings have a word of another kind near their beginning, which is soon seen.
    if bare.is_empty() || bare.len() > 60 || leftover(bare, 0) > 0 {
        return None;
    }
    let has_status = || {
        (0..bare.len()).any(|at| {
            let starts = bare.is_char_boundary(at)
                && (at == 0 || !bare[..at].ends_with(char::is_alphanumeric));
            starts && words::status(&bare[at..]).is_some()
        })
    };
    if !has_status() {
        return None;
    }
    let mut rest = bare;
    while words::status(rest).is_none() {
        let skip = words::neutral(rest).unwrap_or(0);
        let step = rest.chars().next().map_or(1, char::len_utf8).max(skip);
        rest = rest.get(step..)?.trim_start_matches(|c: char| !c.is_alphanumeric());
    }
    let status = value::value(rest, legend).status()?;
    // `Done (needs verification)` and `Completed?` are no lanes of what is done.
    let aside = folded.trim_start().get(bare.len()..).unwrap_or_default();
    let aside = folded.find(bare).map_or(aside, |at| &folded[at + bare.len()..]);
    (!status.is_done() || !doubt::doubted(aside)).then_some(status)
}

/// What sets a rank off from the name before it, each with the sign in it.
const RANK_JOINTS: &[(&str, char)] = &[
    ("(", '('),
    ("（", '（'),
    ("[", '['),
    ("【", '【'),
    (" - ", '-'),
    (" – ", '–'),
    (" — ", '—'),
    (": ", ':'),
    ("：", '：'),
];

/// `HIGH Priority`, `P0 (Critical)`, `Phase 1 (Priority: CRITICAL)`: what rank, and whether it is all.
fn criticality(text: &str) -> (Option<Criticality>, bool) {
    let folded = words::folded(text);
    let whole = ranked(&folded);
    if whole.is_some() {
        return (whole, true);
    }
    // `(Priority: HIGH)`, `[P1]`, `- Critical` after a name.
    for (open, sign) in RANK_JOINTS {
        // The sign alone is found much sooner.
        if !folded.contains(*sign) {
            continue;
        }
        for (at, _) in folded.match_indices(open).take(4) {
            let inner = &folded[at + open.len()..];
            let inner = inner.split([')', '）', ']', '】']).next().unwrap_or_default();
            let value = inner.split_once([':', '：']).filter(|(k, _)| is_rank_name(k));
            let value = value.map_or(inner, |(_, v)| v);
            if let Some(found) = ranked(value) {
                return (Some(found), false);
            }
        }
    }
    (None, false)
}

/// `Monitoring (Priority: HIGH)` without the bracket that ends it.
fn without_rank(name: &str) -> &str {
    let cut = name
        .rfind(['(', '（', '[', '【'])
        .filter(|at| *at > 0 && name.ends_with([')', '）', ']', '】']));
    let inner = cut.map_or("", |at| &name[at..]);
    let folded = words::folded(inner);
    match (cut, criticality(&format!("x {folded}")).0) {
        (Some(at), Some(_)) => name[..at].trim_end(),
        _ => name,
    }
}

fn is_rank_name(name: &str) -> bool {
    super::fields::role(name) == Some(super::fields::Role::Criticality)
}

/// The criticality of a text that is about nothing else.
fn ranked(folded: &str) -> Option<Criticality> {
    let mut rest = folded.trim_start_matches(|c: char| !c.is_alphanumeric());
    if let Some((name, value)) = rest.split_once([':', '：'])
        && is_rank_name(name)
    {
        rest = value.trim_start();
    }
    // `Priority 1`-like names say nothing about which end is worst.
    let neutral =
        words::neutral(rest).filter(|len| words::criticality(rest[*len..].trim_start()).is_some());
    let rest = rest[neutral.unwrap_or(0)..].trim_start();
    let (len, found) = words::criticality(rest)?;
    let mut after = rest[len..].trim_start();
    if after.starts_with(['(', '（', '[', ':', '：', '–', '—']) || after.starts_with("- ") {
        return Some(found);
    }
    while !after.is_empty() {
        if after.starts_with(['(', '（', '[', ':', '：', '–', '—']) || after.starts_with("- ")
        {
            return Some(found);
        }
        let len = words::neutral(after)
            .or_else(|| words::criticality(after).map(|c| c.0))
            .or_else(|| words::status(after).map(|s| s.0))
            .or_else(|| after.starts_with(|c: char| !c.is_alphanumeric()).then_some(1))?;
        let skip = after.chars().next().map_or(1, char::len_utf8).max(len);
        after = after.get(skip..)?.trim_start();
    }
    Some(found)
}

/// Reads a criticality from a cell or a field's value.
pub fn rank(value: &str) -> Option<Criticality> {
    let seen = plain(value);
    let (signs, rest) = marks::undecorated(&seen);
    let rest = words::folded(rest);
    let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    let found = words::criticality(rest).map(|c| c.1);
    // A red dot alone is how some write it, in a column that asks for nothing else.
    let by_colour = |s: &str| match s {
        "🔴" => Some(Criticality::Blocker),
        "🟠" => Some(Criticality::High),
        "🟡" => Some(Criticality::Medium),
        "🟢" => Some(Criticality::Low),
        _ => None,
    };
    found.or_else(|| {
        let alone = rest.is_empty();
        signs.iter().find_map(|s| by_colour(&s.sign)).filter(|_| alone)
    })
}

const PHASES: &[&str] = &[
    "phase",
    "milestone",
    "sprint",
    "stage",
    "iteration",
    "wave",
    "etappe",
    "meilenstein",
    "étape",
    "jalon",
    "fase",
    "hito",
    "etapa",
    "marco",
    "mijlpaal",
    "faza",
    "фаза",
    "этап",
    "спринт",
    "веха",
    "етап",
    "fáze",
    "aşama",
    "faz",
    "阶段",
    "階段",
    "里程碑",
    "フェーズ",
    "단계",
    "페이즈",
    "마일스톤",
    "giai đoạn",
    "tahap",
    "fas",
];
const WEEKS: &[&str] = &[
    "week",
    "weeks",
    "woche",
    "semaine",
    "semana",
    "settimana",
    "tydzień",
    "неделя",
    "тиждень",
    "týden",
    "hafta",
    "tuần",
    "minggu",
    "vecka",
];

/// `phase 2: ...` as `2`; `第2阶段` and `2단계` as `2`.
fn counted(folded: &str, words: &[&str]) -> Option<String> {
    let digits = |whole: &str| {
        let t = whole.trim_start_matches([' ', '#', '\u{a0}']);
        let end = t.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).unwrap_or(t.len());
        let word = t[..end].trim_end_matches('.');
        let roman = !word.is_empty() && word.chars().all(|c| "ivx".contains(c));
        let first = word.starts_with(|c: char| c.is_ascii_digit());
        // `phases` is a word of its own.
        let apart = t.len() < whole.len();
        (first || apart && (roman || word.len() == 1))
            .then(|| word.to_owned())
            .filter(|w| !w.is_empty())
    };
    let ordinal = folded.trim_start_matches('第');
    let end = ordinal.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
    let first = folded.as_bytes().first();
    for word in words.iter().filter(|w| end > 0 || w.as_bytes().first() == first) {
        if let Some(rest) = folded.strip_prefix(word)
            && let Some(number) = digits(rest)
        {
            return Some(number);
        }
        let cjk = !word.is_ascii() && !word.contains(' ');
        if end > 0 && cjk && ordinal[end..].trim_start().starts_with(word) {
            return Some(ordinal[..end].to_owned());
        }
    }
    None
}

fn is_goal(folded: &str) -> bool {
    let bare = folded.split(['(', '（']).next().unwrap_or_default().trim();
    let whole = |t: &str| words::goal(t).is_some_and(|len| t[len..].trim().is_empty());
    // `MVP Success Criteria`, `Erfolgskriterien für Phase 2`.
    let begins = words::goal(bare).is_some();
    let last = bare.match_indices(' ').any(|(at, _)| whole(&bare[at + 1..]));
    whole(bare) || begins && bare.len() < 60 || last
}

fn recurs(folded: &str) -> Option<&'static str> {
    let mut at = 0;
    while at < folded.len() {
        let rest = &folded[at..];
        if let Some((_, found)) = words::recurs(rest) {
            return Some(found);
        }
        let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        at += end;
        at += folded[at..].chars().next().map_or(1, char::len_utf8);
    }
    None
}

fn clean(name: &str) -> String {
    name.trim().trim_end_matches([':', '：', '-', '–', '—']).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Heading {
        heading(text, &Legend::default(), Some(2026))
    }

    #[test]
    fn tracker_headings_state_several_things() {
        let h = read("~~CICD-001: Add linting~~ ✅ COMPLETED");
        assert_eq!(
            (h.name.as_str(), h.status, h.struck),
            ("Add linting", Reading::Is(Status::Closed), true)
        );
        assert_eq!(h.label.map(|l| l.raw), Some("CICD-001".into()));
        let h = read("Phase 1: Monitoring & Observability (Priority: CRITICAL)");
        assert_eq!(
            (h.phase.as_deref(), h.criticality, h.ranked),
            (Some("1"), Some(Criticality::Blocker), false)
        );
        let h = read("Core Reliability ✅ COMPLETE");
        assert_eq!(
            (h.name.as_str(), h.status, h.lane),
            ("Core Reliability", Reading::Is(Status::Closed), false)
        );
        let h = read("\u{f8ff}üî¥ URGENT (Complete by Feb 20)");
        assert_eq!((h.criticality, h.ranked), (Some(Criticality::Blocker), true));
        assert_eq!(h.date, Date::new(2026, 2, 20));
        assert_eq!(read("阶段 2: 高频API改造").phase.as_deref(), Some("2"));
        assert_eq!(read("✅ Task 0.1: 创建").status, Reading::Is(Status::Closed));
        assert_eq!(read("Phase 3 - In Progress").status, Reading::Is(Status::Started));
        assert_eq!(read("[DONE] Phase 1").status, Reading::Is(Status::Closed));
    }

    #[test]
    fn tracker_lanes_ranks_and_goals() {
        for (text, status) in [
            ("✅ Completed & Verified", Status::Closed),
            ("In Progress", Status::Started),
            ("Recently Completed Tasks (12)", Status::Closed),
            ("Pending Updates", Status::Open),
            ("已完成", Status::Closed),
            ("Erledigt", Status::Closed),
            ("В работе", Status::Started),
        ] {
            let h = read(text);
            assert_eq!((h.lane, h.status), (true, Reading::Is(status)), "{text}");
        }
        for text in [
            "Open Questions",
            "Completed migration of users",
            "Implementation",
            "Pending Decisions on X",
        ] {
            assert!(!read(text).lane, "{text}");
        }
        for (text, rank) in [
            ("HIGH Priority", Criticality::High),
            ("P0 (Critical)", Criticality::Blocker),
            ("🟡 Medium Priority Items", Criticality::Medium),
            ("Priority: Low", Criticality::Low),
            ("Priorité haute", Criticality::High),
            ("高优先级", Criticality::High),
            ("BLOCKER (Must fix before production)", Criticality::Blocker),
        ] {
            let h = read(text);
            assert_eq!((h.criticality, h.ranked), (Some(rank), true), "{text}");
        }
        for text in [
            "High-level architecture",
            "Low hanging fruit",
            "Critical Path Analysis",
            "High Availability",
        ] {
            assert_eq!(read(text).criticality, None, "{text}");
        }
        assert!(
            read("MVP Success Criteria").goal
                && read("验收标准").goal
                && !read("Scoring goals API").goal
        );
        assert_eq!(read("Monthly Documentation Audit").recurs, Some("monthly"));
    }
}
