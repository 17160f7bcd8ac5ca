//! Which language a document's words of status are in, as a whole and table by table: looked at once, because every
//! cell that is written asks for it. What is written in that language is `style.rs`.

use std::collections::BTreeMap;

use super::inline::plain;
use super::marks;
use super::words;

/// The languages of status words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spoken {
    whole: Option<&'static str>,
    tables: BTreeMap<usize, &'static str>,
}

/// How often each language is met.
type Counts = BTreeMap<&'static str, usize>;

impl Spoken {
    /// Reads it from what states a status, each with the table that it stands in.
    pub fn read<'a>(text: &str, stated: impl Iterator<Item = (&'a str, Option<usize>)>) -> Self {
        let mut all = Counts::new();
        let mut tables: BTreeMap<usize, Counts> = BTreeMap::new();
        for (raw, table) in stated {
            let seen = plain(raw);
            let (_, rest) = marks::undecorated(&seen);
            let folded = words::folded(rest.trim_start_matches(|c: char| !c.is_alphanumeric()));
            let Some((_, _, lang)) = words::status(&folded) else { continue };
            *all.entry(lang).or_default() += 1;
            if let Some(table) = table {
                *tables.entry(table).or_default().entry(lang).or_default() += 1;
            }
        }
        let han = all.keys().any(|lang| lang.starts_with("zh")).then(|| script(text));
        let most = |counts: Counts| {
            let lang = counts.into_iter().max_by_key(|(_, n)| *n).map(|(lang, _)| lang)?;
            Some(if lang.starts_with("zh") { han.unwrap_or(lang) } else { lang })
        };
        let tables = tables.into_iter().filter_map(|(at, counts)| Some((at, most(counts)?)));
        Self { tables: tables.collect(), whole: most(all) }
    }

    /// The language of the document; English where it has none.
    pub fn language(&self) -> &'static str {
        self.whole.unwrap_or("en")
    }

    /// The language of a table, where its own words tell it.
    pub fn of(&self, table: Option<usize>) -> &'static str {
        table.and_then(|t| self.tables.get(&t)).copied().unwrap_or_else(|| self.language())
    }
}

/// Chinese words stand in Japanese documents, too, and in two scripts of their own.
fn script(text: &str) -> &'static str {
    const TRADITIONAL: &str = "進開實關變這個們與為來對時過還沒問題務項寫讀驗證處狀態報備錄檔續總";
    const SIMPLIFIED: &str = "进开实关变这个们与为来对时过还没问题务项写读验证处状态报备录档续总";
    let (mut kana, mut old, mut new) = (0, 0, 0);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        kana += usize::from(matches!(c, '\u{3041}'..='\u{30fa}'));
        let (is_old, is_new) = (TRADITIONAL.contains(c), SIMPLIFIED.contains(c));
        old += usize::from(is_old && !is_new);
        new += usize::from(is_new && !is_old);
    }
    match (kana > old.max(new), old > new) {
        (true, _) => "ja",
        (false, true) => "zh-tw",
        (false, false) => "zh",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracker_scripts_that_share_their_words() {
        for (text, lang) in [
            ("状態は進行中です。すべてのタスク", "ja"),
            ("任務狀態：進行中，問題還沒驗證", "zh-tw"),
            ("任务状态：进行中，问题还没验证", "zh"),
            ("完成", "zh"),
        ] {
            assert_eq!(script(text), lang, "{text}");
        }
    }
}
