//! Columns that ask whether something is done, and the answers below them, in the languages of trackers: `Done?` and
//! `yes`. Data and two lookups; which column asks is for `grid.rs` to say.

const ASKS: &str = "done|completed|complete|fixed|resolved|closed|finished|✅|✓|✔|erledigt|fertig|fait|hecho|feito|fatto|klaar|готово|выполнено|完成|是否完成|完了|완료|완료 여부|tamam|umgesetzt|behoben|abgeschlossen|implementiert|implemented|terminé|réalisé|completado|realizado|concluído|completato|risolto|wykonane|ukończone|сделано|решено|исправлено|закрыто|yapıldı|tamamlandı|tamamlandı mı|已完成|已修复|是否解决|是否修复|対応済み|実装済み|해결|해결 여부|구현 여부|مكتمل|تم|zrobione|hotovo";

const YES: &str = "yes|y|ja|oui|sí|si|sì|sim|tak|да|так|ano|evet|是|はい|예|네|نعم|כן|có|ya";

const NO: &str =
    "no|n|nein|non|não|nao|nie|нет|ні|ne|nee|nej|hayır|否|いいえ|아니오|아니요|لا|לא|không|tidak";

/// Is this, folded and without its question mark, the name of such a column?
pub fn asks(name: &str) -> bool {
    ASKS.split('|').any(|n| n == name)
}

/// The no to a yes of one of these languages, in its case: `No` for `Yes`, `нет` for `да`.
pub fn no_like(yes: &str) -> Option<&'static str> {
    const PAIRS: &[(&str, &str)] = &[
        ("yes", "no"),
        ("y", "n"),
        ("oui", "non"),
        ("sí", "no"),
        ("sì", "no"),
        ("sim", "não"),
        ("tak", "nie"),
        ("да", "нет"),
        ("так", "ні"),
        ("ano", "ne"),
        ("evet", "hayır"),
        ("是", "否"),
        ("はい", "いいえ"),
        ("예", "아니오"),
        ("네", "아니오"),
        ("có", "không"),
    ];
    const CAPITALS: &[(&str, &str)] = &[
        ("Yes", "No"),
        ("YES", "NO"),
        ("Y", "N"),
        ("Ja", "Nein"),
        ("Oui", "Non"),
        ("Sí", "No"),
        ("Sì", "No"),
        ("Sim", "Não"),
        ("Tak", "Nie"),
        ("Да", "Нет"),
    ];
    let all = PAIRS.iter().chain(CAPITALS);
    all.into_iter().find(|(word, _)| *word == yes.trim()).map(|(_, no)| *no)
}

/// Yes or no; neither where it is another word.
pub fn answer(folded: &str) -> Option<bool> {
    let is = |table: &str| table.split('|').any(|word| word == folded);
    match (is(YES), is(NO)) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}
