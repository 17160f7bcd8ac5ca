//! The words of trackers, looked up: which phrase a text begins with. The phrases stand in `phrases.rs` and
//! `ranks.rs`; what a word means in its place is decided elsewhere.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::model::{Criticality, Status};

use super::phrases::STATUS;
use super::ranks::{CRITICALITY, GOALS, NEUTRAL, RECURS};

/// Phrases by what they begin with, longest first: two characters, as hundreds of them share the first.
pub struct Index<T>(HashMap<(char, Option<char>), Phrases<T>>);

/// A phrase, and as it comes out where it was written in capitals: the `I` of a Turkish `YAPILDI` is no `ı`.
fn spellings(phrase: &'static str) -> impl Iterator<Item = &'static str> {
    // Kept for as long as the program runs, as the phrases are.
    let plain = phrase.contains('ı').then(|| &*phrase.replace('ı', "i").leak());
    std::iter::once(phrase).chain(plain)
}

type Phrases<T> = Vec<(&'static str, T)>;

impl Index<()> {
    /// Phrases that stand for nothing but themselves.
    pub fn of(phrases: &'static str) -> Self {
        Self::new([(phrases, ())].into_iter())
    }
}

impl<T: Copy> Index<T> {
    fn new(entries: impl Iterator<Item = (&'static str, T)>) -> Self {
        let mut found: HashMap<_, Phrases<T>> = HashMap::new();
        for (phrases, value) in entries {
            for phrase in phrases.split('|').flat_map(spellings) {
                let mut chars = phrase.chars();
                if let Some(first) = chars.next() {
                    found.entry((first, chars.next())).or_default().push((phrase, value));
                }
            }
        }
        for list in found.values_mut() {
            list.sort_by_key(|phrase| std::cmp::Reverse(phrase.0.len()));
        }
        Self(found)
    }

    /// The phrases that a text may begin with, longest first: those of two characters and more, then those of one.
    pub fn near(&self, text: &str) -> impl Iterator<Item = &(&'static str, T)> {
        let mut chars = text.chars();
        let (first, second) = (chars.next(), chars.next());
        let list = |second: Option<char>| self.0.get(&(first?, second)).map(Vec::as_slice);
        let long = second.and_then(|_| list(second)).unwrap_or_default();
        long.iter().chain(list(None).unwrap_or_default())
    }

    /// The longest phrase that the text begins with, be it at the end of a word or inside one.
    pub fn begins(&self, text: &str) -> Option<&'static str> {
        self.near(text).map(|(phrase, _)| *phrase).find(|phrase| text.starts_with(phrase))
    }
}

/// Scripts without blanks set a noun right behind: `高优先级`, `已完成任务`. Other letters are another word.
fn glued(phrase: &str, rest: &str) -> bool {
    const NOUNS: &[&str] = &[
        "优先级",
        "優先級",
        "优先",
        "優先",
        "任务",
        "任務",
        "事项",
        "事項",
        "项目",
        "項目",
        "功能",
        "问题",
        "工作",
        "タスク",
        "項",
        "项",
        "の",
        "級",
        "级",
        "课题",
        "課題",
        "작업",
        "항목",
        "된",
    ];
    let cjk = phrase.chars().next_back().is_some_and(|c| u32::from(c) >= 0x2e80);
    cjk && NOUNS.iter().any(|noun| rest.starts_with(noun))
}

/// The longest phrase at the start of `text` (lower case) that ends at a word's end.
fn at_start<T: Copy>(index: &Index<T>, text: &str) -> Option<(usize, T)> {
    let (phrase, value) = index.near(text).find(|(phrase, _)| {
        text.strip_prefix(phrase).is_some_and(|rest| {
            let letter = rest.chars().next().is_some_and(char::is_alphanumeric);
            !letter || !phrase.ends_with(char::is_alphanumeric) || glued(phrase, rest)
        })
    })?;
    Some((phrase.len(), *value))
}

/// The status phrase that `text` (lower case) begins with, its length, and its language.
pub fn status(text: &str) -> Option<(usize, Status, &'static str)> {
    static INDEX: OnceLock<Index<(Status, &'static str)>> = OnceLock::new();
    let index =
        INDEX.get_or_init(|| Index::new(STATUS.iter().map(|(s, lang, p)| (*p, (*s, *lang)))));
    at_start(index, text).map(|(len, (status, lang))| (len, status, lang))
}

/// The word to write for a status in a language; English where the language has none.
pub fn write_status(status: Status, lang: &str) -> &'static str {
    let row = |lang: &str| STATUS.iter().find(|(s, l, _)| *s == status && *l == lang);
    let phrases = row(lang).or_else(|| row("en")).map_or("", |(_, _, p)| *p);
    let first = phrases.split('|').next().unwrap_or_default();
    // Phrases are kept folded, and German writes its nouns large.
    WRITTEN.iter().find(|(folded, _)| *folded == first).map_or(first, |(_, written)| written)
}

const WRITTEN: &[(&str, &str)] = &[("in arbeit", "in Arbeit")];

/// Words that go in pairs: whoever closes a risk opens it again, and does not have it to do.
const PAIRS: &[(&str, &str)] = &[
    ("closed", "open"),
    ("geschlossen", "offen"),
    ("fermé", "ouvert"),
    ("fermée", "ouverte"),
    ("cerrado", "abierto"),
    ("cerrada", "abierta"),
    ("fechado", "aberto"),
    ("fechada", "aberta"),
    ("chiuso", "aperto"),
    ("chiusa", "aperta"),
    ("gesloten", "open"),
    ("zamknięte", "otwarte"),
    ("zamknięty", "otwarty"),
    ("закрыто", "открыто"),
    ("закрыт", "открыт"),
    ("закрыта", "открыта"),
];

/// The other word of such a pair, where it says this status.
pub fn opposite(folded: &str, wanted: Status) -> Option<&'static str> {
    let found = match wanted {
        Status::Open => PAIRS.iter().find(|(closed, _)| *closed == folded).map(|pair| pair.1),
        Status::Closed => PAIRS.iter().find(|(_, open)| *open == folded).map(|pair| pair.0),
        _ => None,
    };
    found.filter(|_| folded != "open")
}

/// Words that say more than the status that they are read as: `Blocked` of what is open, `Partial` and `In review` of
/// what is begun. They are no model for another gap.
pub fn is_special(folded: &str) -> bool {
    const STEMS: &[&str] = &[
        "block",
        "blockiert",
        "bloqu",
        "bloqué",
        "bloccat",
        "geblokk",
        "zablok",
        "заблок",
        "engell",
        "阻塞",
        "已阻塞",
        "被阻",
        "차단",
        "ブロック",
        "missing",
        "fehlt",
        "manquant",
        "falta",
        "mancante",
        "ontbreekt",
        "brak",
        "отсутств",
        "缺失",
        "regress",
        "reopened",
        "re-opened",
        "coming soon",
        "upcoming",
        "partial",
        "partiel",
        "partly",
        "teilweise",
        "parcial",
        "parzial",
        "gedeeltelijk",
        "deels",
        "częściow",
        "частич",
        "частков",
        "kısm",
        "部分",
        "一部",
        "부분",
        "일부",
        "mostly",
        "nearly",
        "almost",
        "largely",
        "half",
        "fast ",
        "größtenteils",
        "weitgehend",
        "presque",
        "casi",
        "quase",
        "quasi",
        "prawie",
        "почти",
        "майже",
        "neredeyse",
        "bijna",
        "grotendeels",
        "基本",
        "大部分",
        "接近",
        "ほぼ",
        "거의",
        "in review",
        "under review",
        "code review",
        "ready for",
        "needs review",
        "waiting for",
        "awaiting",
        "in qa",
        "in testing",
        "in staging",
        "in pr",
        "pr open",
        "in prüfung",
        "en revue",
        "en revisión",
        "em revisão",
        "на ревью",
        "на проверке",
        "审核",
        "レビュー",
        "needs ",
        "proposed",
        "待设计",
        "待評估",
        "待评估",
        "待讨论",
        "待确认",
        "待補充",
        "待补充",
        "待完善",
        "待扩充",
    ];
    STEMS.iter().any(|stem| folded.starts_with(stem))
}

pub fn criticality(text: &str) -> Option<(usize, Criticality)> {
    static INDEX: OnceLock<Index<Criticality>> = OnceLock::new();
    at_start(INDEX.get_or_init(|| Index::new(CRITICALITY.iter().map(|(c, p)| (*p, *c)))), text)
}

pub fn neutral(text: &str) -> Option<usize> {
    static INDEX: OnceLock<Index<()>> = OnceLock::new();
    let index = INDEX.get_or_init(|| Index::of(NEUTRAL));
    at_start(index, text).map(|(len, ())| len)
}

pub fn goal(text: &str) -> Option<usize> {
    static INDEX: OnceLock<Index<()>> = OnceLock::new();
    let index = INDEX.get_or_init(|| Index::of(GOALS));
    at_start(index, text).map(|(len, ())| len)
}

pub fn recurs(text: &str) -> Option<(usize, &'static str)> {
    static INDEX: OnceLock<Index<&'static str>> = OnceLock::new();
    at_start(INDEX.get_or_init(|| Index::new(RECURS.iter().map(|(r, p)| (*p, *r)))), text)
}

/// Lower case and composed, which is how every phrase above is written. A Turkish `İ` is an `i`; its `I` comes out as
/// one as well, so that phrases with `ı` are known by both.
pub fn folded(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfc().flat_map(char::to_lowercase).filter(|c| *c != '\u{307}').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracker_every_phrase_reads_as_its_own_status() {
        for (expected, lang, phrases) in STATUS {
            for phrase in phrases.split('|') {
                assert_eq!(folded(phrase), phrase, "{lang}: {phrase} is not folded");
                let (len, found, _) = status(phrase).expect(phrase);
                assert_eq!(len, phrase.len(), "{lang}: {phrase} is cut");
                let clash = found != *expected;
                assert!(
                    !clash
                        || STATUS
                            .iter()
                            .any(|(s, _, p)| *s == found && p.split('|').any(|q| q == phrase)),
                    "{lang}: {phrase}"
                );
            }
        }
    }

    #[test]
    fn tracker_no_phrase_means_two_things() {
        let mut seen: HashMap<&str, (Status, &str)> = HashMap::new();
        let mut wrong = Vec::new();
        for (status, lang, phrases) in STATUS {
            for phrase in phrases.split('|') {
                if let Some((other, first)) = seen.insert(phrase, (*status, lang))
                    && other != *status
                {
                    wrong.push(format!("{phrase}: {other} ({first}), {status} ({lang})"));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn tracker_of_two_phrases_the_longer_one_is_found() {
        let index = Index::of("未|未完|not |not yet |a");
        for (text, phrase) in [
            ("未完成", Some("未完")),
            ("未", Some("未")),
            ("未定", Some("未")),
            ("not yet done", Some("not yet ")),
            ("not done", Some("not ")),
            ("ab", Some("a")),
            ("no", None),
            ("", None),
        ] {
            assert_eq!(index.begins(text), phrase, "{text}");
        }
    }

    #[test]
    fn tracker_a_word_is_not_found_inside_another() {
        assert_eq!(status("donee"), None);
        assert_eq!(status("完成度"), None);
        assert_eq!(status("not done yet").map(|s| s.1), Some(Status::Open));
        assert_eq!(status("未完成").map(|s| s.1), Some(Status::Open));
        assert_eq!(write_status(Status::Closed, "de"), "erledigt");
        assert_eq!(write_status(Status::Started, "de"), "in Arbeit");
    }
}
