//! Lines that look as if they stated a status and are no item here: a plain bullet in a lane beside boxes, `✓ Search`
//! without a list, `DONE` in front of a line of its own, a heading with a light beside headings that are items, a row of
//! an HTML table. They open no gap, because what they mean cannot be told for sure; they are listed, so that nothing
//! is lost in silence. No form is read here.

use std::collections::BTreeSet;

use super::blocks::Kind;
use super::claim::{Shape, Tracker, Unplaced};
use super::fields;
use super::inline::plain;
use super::items::Reader;
use super::line;
use super::marks;
use super::place::Place;
use super::value::Reading;
use super::words;

/// Longer lines are prose.
const LINE_CHARS_MAX: usize = 200;

/// Every such line, in the order of the document.
pub fn strays(reader: &Reader<'_, '_>, tracker: &Tracker) -> Vec<Unplaced> {
    let cx = reader.cx;
    let taken = Taken::new(tracker);
    let lanes: BTreeSet<usize> = reader.survey.lanes.iter().copied().collect();
    let mut found = Vec::new();
    let mut add = |place: Place, shape: Shape, why: &'static str| {
        let text = plain(place.of(cx.text).trim());
        found.push(Unplaced { line: cx.line(place), text, shape, why });
    };
    // Beside headings that are items, a list of lines sums up what they say.
    let listed_too = reader.survey.heads.is_empty();
    for (at, block) in cx.blocks.iter().enumerate() {
        if cx.legend_blocks[at] || reader.survey.owner[at].is_some() {
            continue;
        }
        match &block.kind {
            Kind::Item { depth: 0, .. } if cx.boxes[at].is_none() && listed_too => {
                let inner = cx.item_text(at);
                let first = cx.lines.within(cx.text, inner).next().unwrap_or(inner);
                if taken.holds(first) {
                    continue;
                }
                if lanes.contains(&at) {
                    add(first, Shape::Bullet, "a bullet in a lane, beside items of another form");
                } else if states(reader, first) {
                    add(first, Shape::Bullet, "a line with a status, which is no item here");
                }
            }
            Kind::Item { .. } if cx.boxes[at].is_some() => {
                // A line at the margin that the list swallows, as Markdown has it.
                for line in cx.lines.within(cx.text, block.inner).skip(1) {
                    let margin = !line.of(cx.text).starts_with([' ', '\t', '>']);
                    if margin && starts_with_sign(reader, line) {
                        add(line, Shape::Bullet, "a line with a status, which is no item here");
                    }
                }
            }
            Kind::Paragraph if block.item.is_none() && listed_too => {
                let lines: Vec<Place> = cx.lines.within(cx.text, block.inner).collect();
                let headed = is_headed(reader, &lines);
                for (n, line) in lines.into_iter().enumerate() {
                    let clear = starts_with_sign(reader, line)
                        || listed(line.of(cx.text))
                        || n == 0 && headed;
                    if clear && !taken.holds(line) {
                        add(line, Shape::Bullet, "a line with a status, which is no item here");
                    }
                }
            }
            Kind::Html => {
                for line in cx.lines.within(cx.text, block.place) {
                    if line.of(cx.text).to_ascii_lowercase().contains("<td") {
                        add(line, Shape::Row, "a row of an HTML table");
                    }
                }
            }
            _ => {}
        }
    }
    for place in lit_headings(reader) {
        add(place, Shape::Heading, "a heading with a sign whose status is not clear");
    }
    found.sort_by_key(|u| u.line);
    found
}

/// Places that something was read from.
struct Taken {
    /// Ends of the places so far, by their beginnings.
    places: Vec<(usize, usize)>,
}

impl Taken {
    fn new(tracker: &Tracker) -> Self {
        let statements = tracker.statements.iter().map(|s| s.place);
        let figures = tracker.figures.iter().map(|f| f.place);
        let prose = tracker.prose.iter().map(|p| p.place);
        let updated = tracker.updated.iter().map(|u| u.place);
        let all = statements.chain(figures).chain(prose).chain(updated);
        let mut places: Vec<(usize, usize)> = all.map(|p| (p.start, p.end)).collect();
        places.sort_unstable();
        let mut end = 0;
        for place in &mut places {
            end = end.max(place.1);
            place.1 = end;
        }
        Self { places }
    }

    /// Whether a line lies in such a place, or such a place in the line.
    fn holds(&self, line: Place) -> bool {
        let after = self.places.partition_point(|p| p.0 < line.end);
        after.checked_sub(1).is_some_and(|at| self.places[at].1 > line.start)
    }
}

/// Does a plain bullet state a status, by a sign or a word before or behind it, or because it is struck?
fn states(reader: &Reader<'_, '_>, line: Place) -> bool {
    let cx = reader.cx;
    let raw = line.of(cx.text).trim();
    if raw.chars().count() > LINE_CHARS_MAX || named(reader, line) {
        return false;
    }
    let read = line::line(cx, line);
    let last = raw.trim_end_matches('\u{fe0f}').chars().next_back();
    let last = last.is_some_and(|c| marks::default(&c.to_string()).is_some());
    let labelled = read.found.as_ref().is_some_and(|f| reader.survey.accepts(f));
    let counted = raw.contains('%')
        || raw
            .rsplit([':', '：'])
            .next()
            .is_some_and(|tail| tail.trim_start().starts_with(|c: char| c.is_ascii_digit()));
    if counted && !labelled {
        return false;
    }
    labelled
        || says_behind(raw)
        || read.status != Reading::Nothing
        || read.struck
        || last
        || starts_with_sign(reader, line)
        || listed(raw)
}

/// `Search: open`, `密钥轮换：未开始`: a name, and nothing but a word of status behind it.
fn says_behind(raw: &str) -> bool {
    let Some((name, value)) = raw.rsplit_once([':', '：']) else { return false };
    let folded = words::folded(value.trim().trim_end_matches('.').trim_matches(['*', '_', '`']));
    let whole = words::status(&folded).is_some_and(|(len, _, _)| len == folded.len());
    whole && name.chars().any(char::is_alphanumeric)
}

/// `**Keys are old**` over `Status: Open`, or `**Keys are old** — open`: a paragraph that is written as an item.
fn is_headed(reader: &Reader<'_, '_>, lines: &[Place]) -> bool {
    let cx = reader.cx;
    let Some(first) = lines.first() else { return false };
    let raw = first.of(cx.text).trim();
    if !raw.starts_with("**") || named(reader, *first) || raw.chars().count() > LINE_CHARS_MAX {
        return false;
    }
    let states = |line: &Place| {
        let found = fields::fields(cx.text, *line);
        found.iter().any(|f| f.role == Some(fields::Role::Status))
    };
    line::line(cx, *first).status != Reading::Nothing || lines.iter().skip(1).any(states)
}

/// A field of the document itself: `Status: draft`.
fn named(reader: &Reader<'_, '_>, line: Place) -> bool {
    fields::fields(reader.cx.text, line).iter().any(|f| f.role.is_some())
}

/// `✓ Search`, `☐ Search`: a sign of status, and a name.
fn starts_with_sign(reader: &Reader<'_, '_>, line: Place) -> bool {
    let cx = reader.cx;
    let raw = line.of(cx.text).trim_start_matches(['>', ' ', '\t']).trim_end();
    let Some(sign) = marks::sign(raw) else { return false };
    let rest = raw[sign.len..].trim();
    let short = rest.chars().any(char::is_alphanumeric) && raw.chars().count() <= LINE_CHARS_MAX;
    let told = cx.legend.meaning(&sign).is_some_and(|m| matches!(m, marks::Meaning::Is(_)))
        || matches!(sign.sign.as_str(), "☒" | "✖" | "❎");
    told && short && !named(reader, line)
}

/// `DONE Pin the images`, `x 2026-02-10 Pin the images`, `(A) Rotate the keys`.
fn listed(raw: &str) -> bool {
    let raw = raw.trim();
    let Some((word, rest)) = raw.split_once(' ') else { return false };
    if raw.chars().count() > LINE_CHARS_MAX || !rest.chars().any(char::is_alphanumeric) {
        return false;
    }
    let loud = word.chars().count() >= 4 && word.chars().all(char::is_uppercase);
    let folded = words::folded(word);
    let status = words::status(&folded).is_some_and(|(len, _, _)| len == folded.len());
    let dated = super::dates::find(rest, None).is_some_and(|f| f.0 == 0);
    let ranked = word.len() == 3
        && word.starts_with('(')
        && word.ends_with(')')
        && word[1..2].chars().all(|c| c.is_ascii_uppercase());
    loud && status || word == "x" && dated || ranked
}

/// Headings with a sign that means one thing to one author and another to the next, beside headings that are items.
fn lit_headings(reader: &Reader<'_, '_>) -> Vec<Place> {
    let outline = reader.outline;
    let cx = reader.cx;
    let kin: BTreeSet<(Option<usize>, u8)> = reader
        .survey
        .heads
        .iter()
        .map(|h| (outline.heads[*h].parent, outline.heads[*h].level))
        .collect();
    let lit = |at: &usize| {
        let head = &outline.heads[*at];
        let own = reader.survey.owner[head.block].is_some();
        let seen = plain(head.inner.of(cx.text));
        let signs = seen.chars().filter(|c| marks::default(&c.to_string()).is_some());
        let read = &head.read;
        let aside = read.lane || read.ranked || read.goal || read.phase.is_some();
        !own && !aside && kin.contains(&(head.parent, head.level)) && signs.count() > 0
    };
    (0..outline.heads.len()).filter(lit).map(|at| outline.heads[at].inner).collect()
}
