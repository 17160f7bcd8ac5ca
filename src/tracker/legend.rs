//! What a document itself says its signs mean: `Legend: ✅ done · ⏳ in progress`, or a list below a heading
//! `Status legend`. A legend beats every table of ours, because the same sign means three things in three
//! files.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Status;

use super::inline::plain;
use super::marks::{self, Meaning};
use super::words;

/// Signs and box letters (`[-]`) by what they mean in this document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Legend {
    signs: BTreeMap<String, Status>,
    /// Words that this team uses for a status, folded.
    words: BTreeMap<String, Status>,
    /// Signs whose word says more than their status: `needs work` of what is open.
    special: BTreeSet<String>,
}

const NAMES: &[&str] = &[
    "legend",
    "status legend",
    "key",
    "status key",
    "legende",
    "légende",
    "leyenda",
    "legenda",
    "легенда",
    "обозначения",
    "условные обозначения",
    "позначення",
    "图例",
    "圖例",
    "状态说明",
    "狀態說明",
    "状态标记",
    "状态图例",
    "凡例",
    "범례",
    "상태 범례",
    "상태 표시",
    "açıklama",
    "chú thích",
    "chú giải",
    "keterangan",
    "status indicators",
    "status markers",
    "status icons",
    "status values",
    "status emoji",
    "status definitions",
    "symbols",
    "markers",
    "notation",
    "conventions",
    "lejant",
    "状態",
    "ステータス凡例",
    "statuslegende",
    "leyenda de estados",
    "leyenda de estado",
    "durum açıklamaları",
    "açıklamalar",
    "semboller",
    "legenda statusów",
    "oznaczenia",
    "legenda stati",
    "legenda degli stati",
    "symbole",
    "zeichenerklärung",
    "обозначения статусов",
    "легенда статусов",
    "状态标识",
    "状态定义",
    "状态说明图例",
    "标记说明",
    "符号说明",
    "ステータス定義",
    "記号の意味",
    "상태 정의",
    "상태 설명",
    "기호",
    "아이콘 설명",
    "دليل الرموز",
    "مفتاح",
    "מקרא",
    "légende des statuts",
    "legenda de status",
    "status codes",
    "checkbox legend",
    "task states",
    "statuswerte",
    "status-werte",
    "statuswaarden",
    "valeurs de statut",
    "valores de estado",
    "状态值说明",
    "状态值",
];

/// Does this text (a heading, or what stands before a colon) announce a legend?
pub fn announces(text: &str) -> bool {
    let plain = plain(text);
    let (_, rest) = marks::undecorated(&plain);
    let word = words::folded(rest.trim().trim_end_matches([':', '：']).trim());
    let bare = word.split(['(', '（']).next().unwrap_or_default().trim();
    NAMES.contains(&word.as_str())
        || bare.len() < word.len() && NAMES.contains(&bare)
        || named(bare)
}

/// `Statuslegenda`, `Legende der Symbole`, `Legend for statuses`: few words, and one of them is the name itself.
fn named(bare: &str) -> bool {
    const STEMS: &[&str] =
        &["legend", "legende", "légende", "leyenda", "legenda", "lejant", "легенда"];
    let parts = || bare.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    parts().count() <= 4 && parts().any(|w| STEMS.iter().any(|stem| w.ends_with(stem)))
}

/// A table of two columns whose rows are a word of status each, and what it means: `Status | Meaning`.
pub fn is_glossary(first: &str, second: &str) -> bool {
    const MEANINGS: &[&str] = &[
        "meaning",
        "definition",
        "explanation",
        "when to use",
        "used when",
        "bedeutung",
        "erklärung",
        "signification",
        "significado",
        "significato",
        "betekenis",
        "znaczenie",
        "значение",
        "значення",
        "význam",
        "betydelse",
        "anlamı",
        "anlam",
        "含义",
        "含義",
        "定义",
        "意味",
        "定義",
        "의미",
        "ý nghĩa",
        "arti",
        "المعنى",
    ];
    let second = words::folded(plain(second).trim());
    super::fields::role(first) == Some(super::fields::Role::Status)
        && MEANINGS.contains(&second.as_str())
}

/// One entry of a list that explains signs: a sign, perhaps a dash, and a few words; and whether they are a status.
pub fn entry(text: &str) -> Option<(String, bool)> {
    let seen = plain(text);
    let seen = seen.trim().trim_matches('`');
    let (key, rest) = match boxed(seen) {
        Some((key, rest)) => (key, rest),
        None => {
            let sign = marks::sign(seen)?;
            (sign.sign.clone(), &seen[sign.len..])
        }
    };
    let words = rest.trim_matches(|c: char| !c.is_alphanumeric());
    let short = words.chars().count() <= 40 && !words.is_empty();
    let folded = words::folded(words);
    let told = words::status(&folded).is_some_and(|(len, _, _)| len == folded.len());
    (short && words.split_whitespace().count() <= 3).then_some((key, told))
}

/// So many signs with their words make a line that explains them.
const LINE_SIGNS: usize = 3;

/// A line that is nothing but signs with their words: three or more of them explain themselves.
pub fn is_line(text: &str) -> bool {
    // Every sign begins with a bracket or with a character that is not ASCII.
    let signs = text.bytes().filter(|b| *b == b'[' || !b.is_ascii()).count();
    if text.len() > 400 || signs < LINE_SIGNS {
        return false;
    }
    let mut legend = Legend::default();
    let mut told = 0;
    for part in parts(text) {
        let before = legend.signs.len();
        legend.pair(&part);
        if legend.signs.len() > before {
            let words = part.split_whitespace().count();
            told += usize::from(words <= 5);
        }
    }
    told >= LINE_SIGNS
}

/// The first column of a table that explains signs.
pub fn is_column(header: &str) -> bool {
    const COLUMNS: &[&str] = &[
        "symbol",
        "icon",
        "emoji",
        "mark",
        "marker",
        "sign",
        "indicator",
        "checkbox",
        "símbolo",
        "symbole",
        "simbolo",
        "символ",
        "значок",
        "符号",
        "图标",
        "圖示",
        "记号",
        "記号",
        "标记",
        "アイコン",
        "기호",
        "아이콘",
        "표시",
        "simge",
        "biểu tượng",
        "simbol",
        "sembol",
        "işaret",
        "marca",
        "ícone",
        "ícono",
        "icono",
        "icona",
        "icône",
        "marque",
        "ikona",
        "ikon",
        "znak",
        "знак",
        "иконка",
        "マーク",
        "表記",
        "아이콘 의미",
        "رمز",
        "الرمز",
        "symbool",
        "teken",
        "zeichen",
    ];
    COLUMNS.contains(&words::folded(plain(header).trim()).as_str())
}

impl Legend {
    pub fn is_empty(&self) -> bool {
        self.signs.is_empty()
    }

    /// What the document says this sign means.
    pub fn says(&self, sign: &str) -> Option<Status> {
        self.signs.get(sign.trim_end_matches('\u{fe0f}')).copied()
    }

    /// The sign that the document gives a status, if it gives one.
    pub fn sign_of(&self, status: Status, boxed: bool) -> Option<&str> {
        let fits = |s: &str| s.starts_with('[') == boxed;
        let plain = |s: &&str| !self.special.contains(*s);
        let mut all =
            self.signs.iter().filter(|(s, v)| **v == status && fits(s)).map(|(s, _)| s.as_str());
        all.clone().find(plain).or_else(|| all.next())
    }

    /// Does the document say more of this sign than its status?
    pub fn is_special(&self, sign: &str) -> bool {
        self.special.contains(sign.trim_end_matches('\u{fe0f}'))
    }

    /// Whole values that this team uses for a status.
    pub fn word(&self, folded: &str) -> Option<Status> {
        self.words.get(folded).copied()
    }

    /// Takes what a team's configuration says, where the document itself says nothing.
    pub fn extend(&mut self, signs: &BTreeMap<String, Status>, named: &BTreeMap<String, Status>) {
        for (sign, status) in signs {
            self.add(sign, *status);
        }
        for (word, status) in named {
            self.words.entry(words::folded(word)).or_insert(*status);
        }
    }

    pub fn add(&mut self, sign: &str, status: Status) {
        self.signs.entry(sign.trim_end_matches('\u{fe0f}').to_owned()).or_insert(status);
    }

    /// Reads `sign word` pairs from one line of a legend: the sign first or last, with anything between.
    pub fn read(&mut self, line: &str) {
        let line = line.replace("\\[", "[").replace("\\]", "]").replace('`', "");
        for part in parts(&line) {
            self.pair(&part);
        }
    }

    fn pair(&mut self, part: &str) {
        let text = part.trim().trim_start_matches(['-', '*', '+', '|', ' ']);
        let (sign, rest) = match boxed(text) {
            Some((sign, rest)) => (sign, rest),
            None => match marks::sign(text) {
                Some(sign) => (sign.sign.clone(), &text[sign.len..]),
                None => return,
            },
        };
        let rest = plain(rest.trim_start_matches('\u{fe0f}'));
        let word = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        if let Some((_, status, _)) = words::status(&words::folded(word)) {
            if words::is_special(&words::folded(word)) {
                self.special.insert(sign.trim_end_matches('\u{fe0f}').to_owned());
            }
            self.add(&sign, status);
        }
    }

    /// A sign's meaning: the legend's word, else the table's.
    pub fn meaning(&self, sign: &marks::Sign) -> Option<Meaning> {
        self.says(&sign.sign).map(Meaning::Is).or(sign.meaning)
    }

    /// A box's meaning; `inner` is what stands between the brackets.
    pub fn boxed(&self, inner: &str) -> Option<Meaning> {
        let told = self.says(&format!("[{inner}]")).or_else(|| self.says(inner));
        told.map(Meaning::Is).or_else(|| marks::boxed(inner))
    }
}

/// `[x] done` as the sign `[x]` and the rest.
fn boxed(text: &str) -> Option<(String, &str)> {
    let inner = text.strip_prefix('[')?;
    let end = inner.find(']')?;
    (inner[..end].chars().count() <= 2).then(|| (format!("[{}]", &inner[..end]), &inner[end + 1..]))
}

/// A legend line cut before every sign.
fn parts(line: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let starts = boxed(rest).is_some() || marks::sign(rest).is_some_and(|s| s.len > 2);
        let len = if starts {
            found.push(String::new());
            let sign = marks::sign(rest).map_or(0, |s| s.len);
            boxed(rest).map_or(sign, |(sign, _)| sign.len())
        } else {
            c.len_utf8()
        };
        if let Some(last) = found.last_mut() {
            last.push_str(&rest[..len]);
        }
        rest = &rest[len..];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracker_a_legend_overrules_the_table() {
        let mut legend = Legend::default();
        legend.read("`[-]` in progress · [~] = cancelled | ⏳ **Not started**, 🟢: Done");
        assert_eq!(legend.says("[-]"), Some(Status::Started));
        assert_eq!(legend.boxed("~"), Some(Meaning::Is(Status::Dropped)));
        assert_eq!(legend.says("⏳"), Some(Status::Open));
        assert_eq!(legend.sign_of(Status::Closed, false), Some("🟢"));
    }

    #[test]
    fn tracker_legends_are_announced_in_several_languages() {
        assert!(announces("**Legend:**") && announces("图例") && announces("📋 Status Legend"));
        assert!(announces("Statuslegenda") && announces("Legende der Symbole"));
        assert!(!announces("Legendary features"));
    }
}
