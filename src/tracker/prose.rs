//! Sentences that speak of all gaps of a set: "All blockers resolved." Such a sentence cannot be made true by
//! changing a number in it, so it is only checked.

use super::blocks::Kind;
use super::claim::{Prose, Tracker};
use super::figure::Scope;
use super::heading;
use super::inline::plain;
use super::items::Reader;
use super::words;

const ALL: &[&str] = &[
    "all ",
    "every ",
    "alle ",
    "tous les ",
    "toutes les ",
    "todos los ",
    "todas las ",
    "todos os ",
    "todas as ",
    "tutti i ",
    "tutte le ",
    "wszystkie ",
    "все ",
    "всі ",
    "所有",
    "全部",
    "すべての",
    "全ての",
    "모든 ",
    "tüm ",
    "tất cả ",
    "semua ",
    "všechny ",
    "alla ",
];

const DONE: &[&str] = &[
    "resolved",
    "completed",
    "complete",
    "done",
    "closed",
    "fixed",
    "implemented",
    "addressed",
    "finished",
    "erledigt",
    "abgeschlossen",
    "behoben",
    "terminé",
    "résolu",
    "completad",
    "resuelt",
    "cerrad",
    "concluíd",
    "resolvid",
    "completat",
    "risolt",
    "ukończone",
    "zamknięte",
    "выполнены",
    "закрыты",
    "завершены",
    "решены",
    "виконані",
    "закриті",
    "已完成",
    "已解决",
    "完成",
    "完了",
    "対応済み",
    "완료",
    "해결",
    "tamamlandı",
    "hoàn thành",
    "selesai",
    "hotové",
    "klara",
];

/// All sentences of this kind outside of the items.
pub fn read(reader: &Reader<'_, '_>, me: &Tracker) -> Vec<Prose> {
    let cx = reader.cx;
    let mut found = Vec::new();
    for (at, block) in cx.blocks.iter().enumerate() {
        let outside =
            reader.survey.owner[at].is_none() && !cx.below_box[at] && cx.boxes[at].is_none();
        if !outside || !matches!(block.kind, Kind::Paragraph | Kind::Item { .. }) {
            continue;
        }
        for line in cx.lines.within(cx.text, block.inner) {
            let seen = plain(line.of(cx.text));
            let (_, bare) = super::marks::undecorated(&seen);
            if let Some(scope) = scope(me, bare, reader.outline.of[at]) {
                found.push(Prose { place: line, line: cx.line(line), scope, text: seen.clone() });
            }
        }
    }
    found
}

/// The set that a sentence speaks of, if it says that all of it is done.
fn scope(me: &Tracker, text: &str, section: Option<usize>) -> Option<Scope> {
    let folded = words::folded(text);
    let rest = ALL.iter().find_map(|a| folded.strip_prefix(a))?;
    let end = rest.find(['.', ',', '(', '。', '，', ';', ':']).unwrap_or(rest.len());
    let clause = &rest[..end.min(rest.len())];
    let done = DONE.iter().filter_map(|d| clause.find(d)).min()?;
    let subject = clause[..done].trim();
    let future = [
        "will", "must", "should", "need", "to be", "not", "when", "until", "before", "nicht",
        "müssen",
    ];
    if clause.len() > 120
        || future.iter().any(|w| subject.split_whitespace().any(|s| s == *w))
        || subject.contains("to be")
    {
        return None;
    }
    let subject = strip_verbs(subject);
    set(me, subject, section)
}

fn strip_verbs(subject: &str) -> &str {
    let mut rest = subject.trim();
    for verb in [
        "have been",
        "has been",
        "are now",
        "are",
        "is",
        "were",
        "been",
        "now",
        "successfully",
        "fully",
        "sind",
        "wurden",
        "sont",
        "están",
        "estão",
        "sono",
        "są",
        "都",
        "均",
        "이",
        "가",
        "は",
        "が",
        "have",
    ] {
        rest = rest.strip_suffix(verb).map_or(rest, str::trim_end);
    }
    rest
}

/// `blockers`, `core reliability tasks`, `tasks`, `high priority items`.
fn set(me: &Tracker, subject: &str, section: Option<usize>) -> Option<Scope> {
    let words_of: Vec<&str> = subject.split_whitespace().collect();
    if words_of.is_empty() || words_of.len() > 6 {
        return None;
    }
    let ranked = heading::heading(subject, &me.legend, None);
    if ranked.ranked {
        return Some(Scope { criticality: ranked.criticality, ..Scope::default() });
    }
    let noun = words_of.last().is_some_and(|w| words::neutral(w).is_some_and(|len| len == w.len()));
    let name = if noun { words_of[..words_of.len() - 1].join(" ") } else { subject.to_owned() };
    let name = super::assemble::key(&name);
    if name.is_empty() {
        let lists = |s: &usize| me.gaps.iter().any(|g| g.section == Some(*s));
        return noun.then(|| Scope { section: section.filter(lists), ..Scope::default() });
    }
    let block = me
        .gaps
        .iter()
        .filter_map(|g| g.block.as_ref())
        .any(|b| super::assemble::key(&b.name) == name);
    if block {
        return Some(Scope { block: Some(name), ..Scope::default() });
    }
    let at = me.sections.iter().position(|s| {
        super::assemble::key(&heading::heading(&s.title, &me.legend, None).name) == name
    })?;
    let lists = me.gaps.iter().any(|g| g.section == Some(at));
    lists.then(|| Scope { section: Some(at), ..Scope::default() })
}
