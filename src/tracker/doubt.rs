//! What takes a word of completion back: `done (reverted)`, `erledigt, aber fehlerhaft`, `完了（要確認）`,
//! `done by Friday`. A wrong status is worse than none, so whoever doubts says so here, and the reading is unsure.
//!
//! The languages are mixed on purpose: people write `Done (falta testar)`, and a word of doubt in one language is
//! seldom a word of praise in another.

use std::sync::OnceLock;

use super::words::Index;
use super::{dates, labels};

/// Phrases that take it back wherever they stand behind the word.
const ANYWHERE: &str = "revert|rolled back|rollback|roll back|reopen|re-open|regressed|regression|broken again|but|except|pending|await|waiting|untested|unverified|unconfirmed|unreleased|undeployed|unmerged|not yet|partial|partly|incomplete|mostly|almost|nearly|largely|to be|tbd|todo|wip|remaining|remains|still|caveat|caveats|stub|stubbed|mocked|placeholder|so far|until|unless|in theory|hopefully|maybe|probably|supposedly|flaky|aber|jedoch|außer|bis auf|fehlerhaft|ausstehend|steht noch aus|ungetestet|teilweise|rückgängig|wieder offen|mais|sauf|hormis|à vérifier|à tester|à valider|cassé|reste à|en attente|partiel|partiellement|non testé|pero|excepto|salvo|falta|faltan|faltam|pendiente|pendente|parcial|parcialmente|a medias|revertido|exceto|aguardando|porém|tranne|eccetto|parziale|parzialmente|a metà|manca|mancano|in attesa|ale|oprócz|częściowo|częściowe|cofnięte|кроме|но|частично|откат|откачено|сломано|ожидает|осталось|требует|нужно|ещё|еще|крім|але|частково|ama|fakat|hariç|kısmen|henüz|değil|maar|behalve|deels|gedeeltelijk|nog|částečně|kromě|men|delvis|utom|kecuali|tapi|tetapi|sebagian|belum|nhưng|chưa|một phần|ngoại trừ|لكن|جزئي|جزئيا|جزئياً|باستثناء|לא|חלקית|אבל";

/// Words that take it back where a clause begins with them: `done, not deployed`, but not `done: why it did not`.
const BEGINS: &str = "not|no|never|only|need|needs|needed|requires|require|missing|without|fails|failed|failing|broken|broke|breaks|buggy|was|if|when|once|after|low|draft|pr open|open pr|branch|staging|beta|locally|workaround|temporary|temporarily|ish|nicht|noch|nein|ohne|fehlt|fehlen|offen|muss|nur|braucht|kaputt|non|pas|sans|manque|encore|à|seulement|ne|sin|solo|por|não|nao|sem|só|apenas|senza|da|ancora|nie|bez|brak|do|не|нет|без|только|надо|після|mı|mi|mu|mü|eksik|niet|zonder|geen|inte|ej|utan|tidak|tanpa|không|لم|غير|بدون";

/// The same in scripts that set no blanks between words.
const BEGINS_UNSPACED: &str = "未|待|但|除|需|尚|没|沒|还|還|部分|仅|僅|只|不|回滚|回退|有问题|失败|测试中|要|一部|ただし|だが|のみ|まだ|再|残|除く|テスト未|안|못|미|아직|일부|부분|필요|예정|대기|제외|하지만|단,|실패";

/// Words that take it back where a clause ends with them: `docs missing`, `テスト未`, `검증 필요`.
const ENDS: &str = "only|staging|missing|failing|fails|failed|broken|needed|required|outstanding|open|left|again|fehlt|fehlen|offen|nötig|ausständig|manquants|manquant|pendientes|pendentes|mancanti|brakuje|eksik|gerekli|ontbreekt|не|未|中|待ち|予定|必要|要|필요|예정|대기|안됨|않음|제외|누락|待定|不足";

/// Signs that warn, beside a word of completion.
const WARNINGS: &[char] =
    &['⚠', '⏳', '⌛', '🚧', '❌', '✗', '✘', '❓', '❔', '⛔', '🚫', '🔄', '⬜', '☐'];

/// What a bracket behind a title says where the work was undone: `(reverted in #77)`.
const REVERTED: &str = "reverted|rolled back|rollback|reopened|re-opened|regressed|broken again|needs rework|undone in|rückgängig gemacht|zurückgerollt|wieder geöffnet|revertido|revertida|rouvert|reabierto|reaberto|riaperto|cofnięte|otwarte ponownie|откат|откачено|переоткрыт|geri alındı|yeniden açıldı|回滚|已回滚|回退|已回退|重新打开|差し戻し|ロールバック|再オープン|롤백|재오픈";

pub fn reverts(tail: &str) -> bool {
    static WORDS: OnceLock<Index<()>> = OnceLock::new();
    let bare = tail.trim_start_matches(|c: char| !c.is_alphanumeric());
    WORDS.get_or_init(|| Index::of(REVERTED)).near(bare).any(|(word, ())| begins(bare, word))
}

/// Is this sign one that warns?
pub fn warns(sign: &str) -> bool {
    sign.chars().next().is_some_and(|c| "⚠⏳⌛⛔🚫".contains(c))
}

/// Longer than this, a clause is a description, and a weak word in it says nothing about the status.
const CLAUSE_WORDS_MAX: usize = 7;

/// Does what follows a word of completion take it back? `rest` is folded.
pub fn doubted(rest: &str) -> bool {
    asks(rest)
        || rest.contains(WARNINGS)
        || promised(rest)
        || moved(rest)
        || clauses(rest).any(takes_back)
}

/// `done?`, `(really?)`, and no address with a query in it.
fn asks(rest: &str) -> bool {
    rest.match_indices(['?', '？']).any(|(at, mark)| {
        rest[at + mark.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric())
    })
}

/// `merged into SEC-2`, `closed in favour of #12`: something else carries it on.
fn moved(rest: &str) -> bool {
    let bare = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    let other = ["into ", "with ", "to "].iter().find_map(|w| bare.strip_prefix(w));
    let label = other.and_then(|o| labels::at_start(&o.to_uppercase()));
    label.is_some() || bare.starts_with("in favor of ") || bare.starts_with("in favour of ")
}

/// `done by 2026-05-01`, `complete by Friday`: it is asked for, and has not happened.
fn promised(rest: &str) -> bool {
    const ENDS_OF: &[&str] = &[
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "tomorrow",
        "today",
        "next",
        "end of",
        "eod",
        "eow",
        "eom",
        "q1",
        "q2",
        "q3",
        "q4",
        "eoy",
    ];
    let bare = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    let Some(when) =
        ["by ", "before ", "until ", "bis ", "avant ", "hasta ", "até ", "entro ", "до ", "voor "]
            .iter()
            .find_map(|w| bare.strip_prefix(w))
    else {
        return false;
    };
    let when = when.strip_prefix("the ").unwrap_or(when);
    let dated = dates::find(when, Some(2000)).is_some_and(|f| f.0 <= 4);
    let month = when.split(|c: char| !c.is_alphanumeric()).next().and_then(dates::month).is_some();
    dated || month || ENDS_OF.iter().any(|w| begins(when, w))
}

/// The clauses of a text: what brackets, dashes, commas and other joints set apart.
pub fn clauses(text: &str) -> impl Iterator<Item = &str> {
    let mut parts = vec![text];
    // Most texts are one clause.
    if text.contains(['-', '–', '—', ',', ';', ':', '.', '/', '&']) {
        for joint in [" - ", " – ", " — ", " -- ", ", ", "; ", ": ", ". ", " / ", " & "] {
            parts = parts.into_iter().flat_map(|p| p.split(joint)).collect();
        }
    }
    let joints = [
        '(', ')', '（', '）', '[', ']', '【', '】', '，', '、', '；', '：', '。', '・', '/', '→',
        '|',
    ];
    parts
        .into_iter()
        .flat_map(move |p| p.split(joints))
        .map(|p| p.trim_matches(|c: char| !c.is_alphanumeric() && c != '%'))
        .filter(|p| !p.is_empty())
}

fn takes_back(clause: &str) -> bool {
    if ANYWHERE.split('|').any(|word| found(clause, word)) || part_of_all(clause) {
        return true;
    }
    if clause.split_whitespace().count() > CLAUSE_WORDS_MAX {
        return false;
    }
    let short = clause.chars().count() <= 12;
    BEGINS.split('|').any(|word| begins(clause, word))
        || short && BEGINS_UNSPACED.split('|').any(|word| clause.starts_with(word))
        || ENDS.split('|').any(|word| ends(clause, word))
}

/// `50%`, `at 80 %`: how far it is, where it is not all the way. `coverage 80%` is about something else.
fn part_of_all(clause: &str) -> bool {
    let Some(at) = clause.find('%') else { return false };
    let before = clause[..at].trim_end();
    let digits = before.chars().rev().take_while(char::is_ascii_digit).count();
    let (name, number) = before.split_at(before.len() - digits);
    let name = name.trim_matches(|c: char| !c.is_alphanumeric());
    number.parse::<u32>().is_ok_and(|n| n < 100) && name.chars().count() <= 4
}

/// The word as a word of its own, or as the beginning of one: `revert` in `reverted`.
fn found(clause: &str, word: &str) -> bool {
    const STEMS: &[&str] = &["revert", "await", "reopen", "re-open", "частично", "откат"];
    clause.match_indices(word).any(|(at, _)| {
        let apart = !clause[..at].ends_with(|c: char| c.is_alphanumeric() || c == '-' || c == '_');
        let rest = &clause[at + word.len()..];
        let whole = !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-' || c == '_');
        apart && (whole || STEMS.contains(&word))
    })
}

fn begins(clause: &str, word: &str) -> bool {
    let after = clause.strip_prefix(word);
    after.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-'))
}

fn ends(clause: &str, word: &str) -> bool {
    let unspaced = word.chars().all(|c| u32::from(c) >= 0x2e80);
    let before = clause.strip_suffix(word);
    before
        .is_some_and(|rest| unspaced || !rest.ends_with(|c: char| c.is_alphanumeric() || c == '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracker_what_follows_may_take_it_back() {
        for rest in [
            " (reverted)",
            ", rolled back in #77",
            " but flaky",
            " (needs retest)",
            ": no",
            "?",
            " 50%",
            " à 50 %",
            " on staging only",
            " by friday",
            " by 2026-05-01",
            ", aber fehlerhaft",
            " (falta testar)",
            "（要確認）",
            "・未テスト",
            "（テスト未）",
            "（待测试）",
            "(검증 필요)",
            " değil",
            " ⚠️",
        ] {
            assert!(doubted(rest), "{rest}");
        }
    }

    #[test]
    fn tracker_a_description_takes_nothing_back() {
        for rest in [
            "",
            " by alice",
            " by alice on 2026-01-02",
            " in #123",
            " (documented in x.md)",
            " (2025-10-04)",
            " (coverage 92%)",
            " - see https://example.org/?id=3",
            ": added the missing index and a test that fails without it",
            "（2025-10-01）",
            "，新增了一个用于读取未读消息的接口",
            " in read-only mode",
            " 100%",
        ] {
            assert!(!doubted(rest), "{rest}");
        }
    }
}
