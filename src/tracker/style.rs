//! How this author writes a status: the newest example of it in the same kind of place, else the same
//! words and signs in the document's language. What is written must read back as what was meant.

use crate::model::{Criticality, Status};

use super::claim::{Claim, Fact, Form, Shape, Statement, Tracker};
use super::heading;
use super::inline::plain;
use super::legend::Legend;
use super::line;
use super::marks;
use super::misread::Misreading;
use super::value::{self, Reading};
use super::words;

/// Does a text that states one status also serve for another? `done` is true of closed and of confirmed.
pub fn serves(stated: Status, wanted: Status) -> bool {
    stated == wanted || stated.is_done() && wanted.is_done()
}

/// The language of the status words in the document.
pub fn language(tracker: &Tracker) -> &'static str {
    tracker.spoken.language()
}

/// The language of the status words in one table, else in the document.
fn language_near(tracker: &Tracker, near: Option<&Statement>) -> &'static str {
    tracker.spoken.of(near.and_then(|s| s.table))
}

/// The claims of a form, newest last: those further down are taken for newer.
fn examples(tracker: &Tracker, form: Form, wanted: Status) -> impl Iterator<Item = &Claim> {
    tracker.claims.iter().rev().filter(move |c| {
        c.form == form && matches!(c.fact, Fact::Status(Some(s)) if serves(s, wanted))
    })
}

/// The text for a field's value or a cell: `old` is what stands there now, in which mention of a gap.
pub fn value(
    tracker: &Tracker,
    form: Form,
    wanted: Status,
    (old, near): (&str, Option<&Statement>),
) -> String {
    let reads = |text: &str| {
        value::value(text, &tracker.legend).status().is_some_and(|s| serves(s, wanted))
    };
    let exact = |c: &&Claim| matches!(c.fact, Fact::Status(Some(s)) if s == wanted);
    let table = near.and_then(|s| s.table);
    let beside = |c: &&Claim| tracker.statements.get(c.statement).is_some_and(|s| s.table == table);
    let places = if table.is_some() { &[true, false][..] } else { &[false][..] };
    for here in places {
        // First those that say nothing but the status, then those that say little more.
        let ways = [(true, false), (true, true), (false, false), (false, true)];
        // Of another table only what says this status, and no other that serves for it.
        for (whole, any) in ways.into_iter().filter(|way| *here || table.is_none() || !way.1) {
            let mut found = examples(tracker, form, wanted)
                .filter(|c| (any || exact(c)) && (!here || beside(c)));
            let short = found.find_map(|c| {
                let raw = c.place.of(&tracker.text);
                let bare = raw.split([' ', '\u{a0}']).take(6).count() < 6
                    && !raw.contains(['(', '（', ',', '/', ';', ':', '→', '>', '<'])
                    && !raw.contains(" - ");
                // `open since 2025-11` is about that one.
                let bare = bare && !raw.chars().any(|c| c.is_ascii_digit());
                let bare = if whole { is_whole(tracker, raw) } else { bare };
                (bare && !raw.is_empty() && raw.len() <= 60 && reads(raw) && !dated(raw))
                    .then(|| raw.to_owned())
                    .filter(|raw| !is_special(tracker, raw))
            });
            if let Some(text) = short {
                return weighted(tracker, (form, wanted), text, old);
            }
        }
        // Another table may speak another language, or have other words.
        let lang = language_near(tracker, near);
        if *here && lang != language(tracker) {
            break;
        }
    }
    let made = dressed(tracker, wanted, (old, near));
    if reads(&made) { made } else { cased(words::write_status(wanted, "en"), old) }
}

/// Says a cell more than its status, or something that only it can say?
fn is_special(tracker: &Tracker, raw: &str) -> bool {
    const NOT: &[&str] =
        &["not ", "no ", "non ", "nicht ", "kein", "pas ", "não ", "nie ", "не ", "niet "];
    let seen = plain(raw);
    let (signs, rest) = marks::undecorated(&seen);
    let folded = words::folded(rest.trim());
    let known = words::status(&folded).is_some_and(|(len, _, _)| len == folded.len());
    let alone = folded.is_empty() && signs.iter().any(|s| tracker.legend.is_special(&s.sign));
    alone || words::is_special(&folded) || !known && NOT.iter().any(|not| folded.starts_with(not))
}

fn is_bold(text: &str) -> bool {
    text.starts_with("**") && text.ends_with("**") && text.len() > 4
}

/// Bold where the author has every such status bold; where some are, as this cell was before.
fn weighted(tracker: &Tracker, (form, wanted): (Form, Status), text: String, old: &str) -> String {
    let share = |status: Status| {
        let (mut bold, mut all) = (0, 0);
        let head =
            |c: &Claim| tracker.statements.get(c.statement).map(|s| s.head.of(&tracker.text));
        for claim in examples(tracker, form, status).take(64) {
            let this = is_bold(claim.place.of(&tracker.text));
            // A row that is bold from end to end says nothing about the status.
            if this && head(claim).is_some_and(is_bold) {
                continue;
            }
            bold += usize::from(this);
            all += 1;
        }
        (bold, all)
    };
    let (bold, all) = share(wanted);
    let was = value::value(old, &tracker.legend).status().map(share);
    let by_row = was.is_some_and(|(bold, all)| bold < all) && is_bold(old);
    let is = match (bold, is_bold(&text)) {
        (0, _) => by_row,
        (bold, _) if bold == all => true,
        _ => is_bold(old),
    };
    match (is, is_bold(&text)) {
        (true, false) if !text.contains('*') => format!("**{text}**"),
        (false, true) => text[2..text.len() - 2].to_owned(),
        _ => text,
    }
}

/// Is a text a sign, a word of status, or both, and nothing else?
fn is_whole(tracker: &Tracker, raw: &str) -> bool {
    let seen = plain(raw);
    let (_, rest) = marks::undecorated(seen.trim().trim_matches('`'));
    let rest = rest.trim_end_matches(|c: char| marks::is_picture(c) || c.is_whitespace());
    let folded = words::folded(rest);
    let word = words::status(&folded).is_some_and(|(len, _, _)| len == folded.len());
    let figure = rest.trim_end_matches([' ', '%']).chars().all(|c| c.is_ascii_digit());
    let boxed = tracker.legend.boxed(rest.trim_matches(['[', ']'])).is_some();
    folded.is_empty() || word || figure || boxed || tracker.legend.word(&folded).is_some()
}

fn dated(raw: &str) -> bool {
    super::dates::find(raw, Some(2000)).is_some()
}

/// Sign and word as the old text had them: `✅ Done` gives `🚧 In progress`.
fn dressed(tracker: &Tracker, wanted: Status, (old, near): (&str, Option<&Statement>)) -> String {
    let lang = language_near(tracker, near);
    let seen = plain(old);
    let said = words::folded(marks::undecorated(&seen).1.trim());
    let word = words::opposite(&said, wanted).unwrap_or(words::write_status(wanted, lang));
    let bold = old.starts_with("**") && old.ends_with("**") && old.len() > 4;
    let code = old.starts_with('`') && old.ends_with('`') && old.len() > 2;
    let bare = old.trim_matches(['*', '`']);
    if let Some(inner) = bare.strip_prefix('[') {
        let letter = letter(tracker, wanted, "");
        let rest = inner.split_once(']').map_or("", |(_, rest)| rest).trim();
        let reads = matches!(tracker.legend.boxed(&letter), Some(marks::Meaning::Is(s)) if serves(s, wanted));
        if reads && rest.is_empty() {
            return format!("[{letter}]");
        }
        return if reads { format!("[{letter}] {}", cased(word, rest)) } else { cased(word, rest) };
    }
    let (signs, rest) = marks::undecorated(bare);
    let lead = signs.first().map(|first| {
        let used = || used_sign(tracker, wanted, near);
        let told = tracker.legend.sign_of(wanted, false).map(str::to_owned);
        let sign = told.or_else(used).unwrap_or_else(|| marks::write(wanted).to_owned());
        misread_as(&sign, first.misread)
    });
    let word = cased(word, rest.trim());
    let text = match lead {
        Some(lead) if rest.trim().is_empty() => lead,
        Some(lead) => format!("{lead} {word}"),
        None => word,
    };
    if bold {
        format!("**{text}**")
    } else if code {
        format!("`{text}`")
    } else {
        text
    }
}

/// The clear sign before the newest cell of this status, where authors have words of their own behind it.
fn used_sign(tracker: &Tracker, wanted: Status, near: Option<&Statement>) -> Option<String> {
    let table = near.and_then(|s| s.table)?;
    let here =
        |c: &&Claim| tracker.statements.get(c.statement).is_some_and(|s| s.table == Some(table));
    let mut signs = examples(tracker, Form::Cell, wanted).filter(here).filter_map(|c| {
        let seen = plain(c.place.of(&tracker.text));
        let sign = marks::undecorated(&seen).0.into_iter().next()?;
        let clear = matches!(sign.meaning, Some(marks::Meaning::Is(s)) if serves(s, wanted));
        clear.then(|| seen.get(..sign.len).map(str::to_owned)).flatten()
    });
    signs.next()
}

/// A new sign is spelt as wrongly as its neighbours.
pub fn misread_as(sign: &str, how: Option<Misreading>) -> String {
    how.map_or_else(|| sign.to_owned(), |how| how.of(sign))
}

/// A word in the case of another: `DONE` for `OPEN`, `Done` for `Open`.
pub fn cased(word: &str, like: &str) -> String {
    let letters: Vec<char> = plain(like).chars().filter(|c| c.is_alphabetic()).collect();
    let mut chars = word.chars();
    let first = chars.next();
    let upper = letters.len() > 1 && letters.iter().all(|c| c.is_uppercase());
    let lower = letters.first().is_some_and(|c| c.is_lowercase());
    match first {
        _ if upper => word.to_uppercase(),
        Some(first) if !lower => first.to_uppercase().chain(chars).collect(),
        _ => word.to_owned(),
    }
}

/// Does a letter, or a word, in a box state this status?
pub fn reads_boxed(tracker: &Tracker, inner: &str, wanted: Status) -> bool {
    match tracker.legend.boxed(inner) {
        Some(marks::Meaning::Is(status)) => serves(status, wanted),
        Some(marks::Meaning::Unsure) => false,
        None => value::worded(inner).status().is_some_and(|s| serves(s, wanted)),
    }
}

/// The letter for a box: as in the newest box of that status, else the legend's, else the usual one; a word where
/// `old` is one.
pub fn letter(tracker: &Tracker, wanted: Status, old: &str) -> String {
    let exact = |c: &&Claim| matches!(c.fact, Fact::Status(Some(s)) if s == wanted);
    let worded = |inner: &str| {
        tracker.legend.boxed(inner).is_none() && value::worded(inner) != Reading::Nothing
    };
    let says_word = worded(old);
    let boxes = examples(tracker, Form::Box, wanted)
        .filter(|c| worded(c.place.of(&tracker.text)) == says_word);
    let reads = |letter: &str| reads_boxed(tracker, letter, wanted);
    let seen = boxes.filter(|c| exact(c) || wanted.is_done()).map(|c| c.place.of(&tracker.text));
    if let Some(letter) = seen.into_iter().find(|l| reads(l)) {
        return letter.to_owned();
    }
    if says_word && words::folded(old) == "done" && wanted == Status::Open {
        return cased("todo", old);
    }
    if says_word {
        return cased(words::write_status(wanted, language(tracker)), old);
    }
    let criteria = tracker.gaps.iter().flat_map(|g| &g.criteria).rev();
    let ticked =
        criteria.filter(|c| c.form == Form::Box && c.met).map(|c| c.mark.of(&tracker.text));
    if let Some(letter) = ticked.into_iter().next().filter(|l| wanted.is_done() && reads(l)) {
        return letter.to_owned();
    }
    if let Some(sign) = tracker.legend.sign_of(wanted, true) {
        return sign.trim_matches(['[', ']']).to_owned();
    }
    marks::write_boxed(wanted).to_owned()
}

/// A heading or a line taken apart: what leads, the text itself, what follows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dress {
    pub lead: String,
    pub struck: bool,
    pub core: String,
    pub tail: String,
}

pub fn undress(raw: &str, legend: &Legend) -> Dress {
    let (signs, rest) = marks::undecorated_keeping_bold(raw);
    let told = signs.iter().any(|s| matches!(legend.meaning(s), Some(marks::Meaning::Is(_))));
    let word = line::lead(raw).filter(|_| !told).map(|(_, len)| raw.split_at(len));
    let (lead, rest) = match word {
        _ if told => (&raw[..raw.len() - rest.len()], rest),
        Some(word) => word,
        None => ("", raw),
    };
    if let Some(inner) = rest.strip_prefix("~~")
        && let Some(end) = inner.find("~~")
    {
        let (core, tail) = (&inner[..end], &inner[end + 2..]);
        return Dress { lead: lead.into(), struck: true, core: core.into(), tail: tail.into() };
    }
    let (reading, core) = heading::trailing(rest, legend);
    let core = if reading == Reading::Nothing { rest } else { core };
    Dress { lead: lead.into(), struck: false, core: core.into(), tail: rest[core.len()..].into() }
}

impl Dress {
    pub fn whole(&self) -> String {
        let sign = if self.struck { "~~" } else { "" };
        format!("{}{sign}{}{sign}{}", self.lead, self.core, self.tail)
    }
}

/// The line without a date in brackets that ends it, with a pull request or without, or that stands before its status.
pub fn undated(line: &str) -> &str {
    let bare = line.trim_end();
    let pairs = [(" (", ')'), ("（", '）')];
    let found = pairs.iter().find_map(|(open, close)| {
        let at = bare.rfind(open)?;
        let inner = bare.strip_suffix(*close)?.get(at + open.len()..)?;
        Some((at, inner))
    });
    let Some((open, inner)) = found else { return line };
    let whole = super::dates::find(inner, Some(2000)).is_some_and(|f| {
        let rest = inner[f.1..].trim_start_matches([',', ';', ' ', '，', '、', '；']);
        let digits = rest.strip_prefix(['#', '!']).unwrap_or_default();
        f.0 == 0
            && (rest.is_empty() || !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
    });
    if whole { &bare[..open] } else { line }
}

/// The text of a heading or line whose gap now has this status.
pub fn line(tracker: &Tracker, shape: Shape, wanted: Status, old: &str) -> String {
    let mut dress = undress(old, &tracker.legend);
    let model = model(tracker, shape, wanted);
    match model {
        Some(model) => {
            dress.lead = model.lead;
            dress.struck = model.struck;
            dress.tail = model.tail;
        }
        None => plain_dress(tracker, wanted, &mut dress),
    }
    let text = dress.whole();
    let reads = heading::heading(&text, &tracker.legend, None);
    let told = reads.status.status();
    let good = match told {
        Some(told) => serves(told, wanted),
        None => wanted == Status::Open,
    };
    if good {
        return text;
    }
    plain_dress(tracker, wanted, &mut dress);
    dress.whole()
}

/// `Search - DONE` in a list whose lines all end with a status: another status in the same place, in the same form.
/// `like` is a line with one, `line` is what was made of it.
pub fn restated(tracker: &Tracker, wanted: Status, like: &str, line: String) -> String {
    let tail = undress(like, &tracker.legend).tail;
    let made = undress(&line, &tracker.legend);
    let modelled = model(tracker, Shape::Bullet, wanted).is_some_and(|m| !m.tail.is_empty());
    if tail.is_empty() || modelled || !made.lead.is_empty() {
        return line;
    }
    let word = tail.trim_start_matches([' ', '-', '–', '—', '(', '（', '[', '【', '|', ':', '→']);
    let joint = &tail[..tail.len() - word.len()];
    let bare = word.trim_end_matches([')', '）', ']', '】', ' ']);
    let close = &word[bare.len()..];
    let new = dressed(tracker, wanted, (bare, None));
    let text = format!("{}{joint}{new}{close}", made.core);
    let reads = heading::heading(&text, &tracker.legend, None).status.status();
    if reads.is_some_and(|s| serves(s, wanted)) { text } else { line }
}

/// Whether a bullet stands where no section says a status for it.
pub fn stands_alone(tracker: &Tracker, statement: &Statement) -> bool {
    let mut next = statement.section;
    while let Some(section) = next.and_then(|at| tracker.sections.get(at)) {
        if section.lane.is_some() {
            return false;
        }
        next = section.parent;
    }
    statement.shape == Shape::Bullet
}

/// So many headings with marks are enough for one without to be known by its like.
const MARKED_ENOUGH: usize = 5;

/// A heading that is known as an item by the marks of its like alone: without its own it might be none.
pub fn is_known_by_mark(tracker: &Tracker, statement: &Statement) -> bool {
    let Some(gap) = tracker.gaps.get(statement.gap) else { return false };
    let numbered = |raw: &String| raw.starts_with(|c: char| c.is_ascii_digit());
    let mine = |c: &&Claim| c.gap == statement.gap && matches!(c.fact, Fact::Status(_));
    let fielded = tracker.claims.iter().filter(mine).any(|c| c.form != Form::Mark);
    let nested = |s: &Statement| {
        s.shape == Shape::Heading && s.gap != statement.gap && statement.place.holds(s.place)
    };
    // A heading with items below it is one of them by its mark alone, label or not.
    if statement.shape == Shape::Heading && !fielded && tracker.statements.iter().any(nested) {
        return true;
    }
    let known = statement.shape == Shape::Heading
        && gap.original.as_ref().is_none_or(numbered)
        && !fielded
        && gap.criteria.is_empty();
    known && {
        let marked = tracker.claims.iter().filter(|c| {
            let head = tracker.statements.get(c.statement);
            c.form == Form::Mark
                && matches!(c.fact, Fact::Status(Some(_)))
                && head.is_some_and(|s| s.shape == Shape::Heading && s.section == statement.section)
        });
        marked.take(MARKED_ENOUGH).count() < MARKED_ENOUGH
    }
}

/// The sign of an open item, as a heading has it.
pub fn open_sign(tracker: &Tracker) -> &str {
    tracker.legend.sign_of(Status::Open, false).unwrap_or(marks::write(Status::Open))
}

/// The newest heading or line of this status: its signs without its text.
fn model(tracker: &Tracker, shape: Shape, wanted: Status) -> Option<Dress> {
    let same = tracker.statements.iter().rev().filter(|s| s.shape == shape && s.primary);
    let of_status = same.filter(|s| s.status.is_some_and(|s| s == wanted));
    let find = |whole: bool| {
        of_status
            .clone()
            .find_map(|s| dress_of(tracker, s, wanted).filter(|d| !whole || is_bare(tracker, d)))
    };
    // First one that says nothing but the status: `(done in v1.2)` is a remark about another gap.
    find(true).or_else(|| find(false))
}

fn is_bare(tracker: &Tracker, dress: &Dress) -> bool {
    let joint = |c: char| c.is_whitespace() || "()[]（）【】-–—|:：".contains(c);
    is_whole(tracker, dress.tail.trim_matches(joint))
}

/// What stands around the text of a heading or line, where it states this status and little more.
fn dress_of(tracker: &Tracker, statement: &Statement, wanted: Status) -> Option<Dress> {
    let dress = undress(statement.head.of(&tracker.text), &tracker.legend);
    let bare = !dated(&dress.tail) && dress.tail.len() < 40;
    let states =
        wanted == Status::Open || !dress.lead.is_empty() || dress.struck || !dress.tail.is_empty();
    (bare && states).then_some(dress)
}

/// Without an example: a tick for done, the word in brackets for the others, nothing for open.
fn plain_dress(tracker: &Tracker, wanted: Status, dress: &mut Dress) {
    dress.struck = false;
    // `[OPEN] Rotate the keys` says the next status in the same place.
    if let Some((pair, old, _)) = super::inline::bracketed(&dress.lead) {
        let word = cased(words::write_status(wanted, language(tracker)), old);
        let mut brackets = pair.chars();
        let (open, close) = (brackets.next().unwrap_or('['), brackets.next().unwrap_or(']'));
        let blank = if dress.lead.ends_with(' ') { " " } else { "" };
        dress.lead = format!("{open}{word}{close}{blank}");
        dress.tail.clear();
        return;
    }
    dress.lead.clear();
    let word = cased(words::write_status(wanted, language(tracker)), "Aa");
    dress.tail = match wanted {
        Status::Open => String::new(),
        Status::Closed | Status::Confirmed => format!(" {}", marks::write(wanted)),
        _ => format!(" ({word})"),
    };
}

/// The word for a criticality, as the newest claim of the same form writes it.
pub fn rank(tracker: &Tracker, form: Form, wanted: Criticality, old: &str) -> String {
    let newest = tracker.claims.iter().rev().find(|c| {
        c.form == form
            && c.fact == Fact::Criticality(wanted)
            && !c.place.of(&tracker.text).contains("~~")
    });
    if let Some(claim) = newest {
        return claim.place.of(&tracker.text).to_owned();
    }
    // `P1` stays a number, `HIGH` a word in its own case.
    let bare = plain(old);
    let numbered = bare.len() == 2 && bare.starts_with(['P', 'p']);
    if numbered {
        let at = Criticality::ALL.iter().position(|c| *c == wanted).unwrap_or_default();
        return format!("P{at}");
    }
    cased(wanted.as_str(), old)
}
