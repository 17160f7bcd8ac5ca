//! Words that stand before a word of completion and take from it: `not shipped`, `fast umgesetzt`, `还没完成`. What stands
//! behind it is `doubt.rs`.

use std::sync::OnceLock;

use crate::model::Status;

use super::words::{self, Index};

/// What turns a word of completion around. English `no` is none: `no fixed date`.
const NEGATIONS: &str = "not |not yet |never |nicht |noch nicht |pas |pas encore |non |non encore |no |aún no |todavía no |não |ainda não |nao |non ancora |nie |jeszcze nie |не |ещё не |еще не |ще не |niet |nog niet |inte |ej |ikke |henüz |belum |chưa |لم |غير |لا |לא |טרם |还未|还没|尚未|没有|没|未|まだ";

/// What makes a word of completion less than it.
const PARTIAL: &str = "mostly |nearly |almost |largely |partly |partially |half |größtenteils |weitgehend |fast |teilweise |halb |presque |partiellement |casi |parcialmente |quase |quasi |parzialmente |prawie |częściowo |почти |частично |майже |частково |neredeyse |kısmen |bijna |grotendeels |gedeeltelijk |téměř |částečně |nästan |delvis |hampir |sebagian |gần |基本|大部分|部分|接近|ほぼ|一部|거의 |부분 |일부 ";

const WHOLLY: &str = "fully |completely |entirely |all |100% |totally ";

/// `not shipped`, `ещё не внедрено`, `fast umgesetzt`: a word of completion behind one that takes from it.
pub fn qualified(rest: &str) -> Option<Status> {
    static TABLES: OnceLock<[Index<()>; 3]> = OnceLock::new();
    let [negations, partial, wholly] =
        TABLES.get_or_init(|| [NEGATIONS, PARTIAL, WHOLLY].map(Index::of));
    let behind = |table: &'static Index<()>| {
        let longest = table.begins(rest)?;
        let after = rest[longest.len()..].trim_start();
        // `not fully done` is done in part, and nobody says how far.
        if wholly.begins(after).is_some() {
            return None;
        }
        let (_, status, lang) = words::status(after)?;
        (status == Status::Closed).then_some((longest, lang))
    };
    match (behind(negations), behind(partial)) {
        (Some(("no ", "en")), _) => None,
        (Some(_), _) => Some(Status::Open),
        (None, Some(_)) => Some(Status::Started),
        (None, None) => None,
    }
}
