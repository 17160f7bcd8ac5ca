//! The figures that a document states about its gaps: tables of them, progress lines, counts in headings.
//! Only where the set can be told; a row whose set cannot is listed as not understood, and a number about
//! tests, lines or coverage is none of ours.

use std::collections::BTreeSet;

use crate::model::Status;

use super::blocks::Kind;
use super::claim::Tracker;
use super::fields::{self, Role};
use super::figure::{Figure, Number, Scope, What};
use super::grid::Sort;
use super::inline::plain;
use super::items::Reader;
use super::matrix::{matrix, with_percent};
use super::numbers;
use super::place::Place;
use super::sets::{Names, Set, listing_section, what};
use super::words;

/// Reads all figures into the tracker.
pub fn read(reader: &Reader<'_, '_>, me: &mut Tracker) {
    let mut found = Vec::new();
    let names = Names::new(me);
    let mut group = 0;
    for (at, grid) in &reader.survey.tables {
        if grid.kind == Sort::Figures && reader.survey.owner[*at].is_none() {
            group += 1;
            matrix(reader, me, &names, (*at, group), &mut found);
        }
    }
    let lost = lost(reader, me);
    let blocks = if me.gaps.is_empty() { 0 } else { reader.cx.blocks.len() };
    for at in 0..blocks {
        if reader.outline.of[at].is_some_and(|h| lost.contains(&h) && names.inside[h] == 0) {
            continue;
        }
        line_figures(reader, me, &names, at, &mut group, &mut found);
    }
    found.sort_by_key(|f| f.place);
    me.figures = found;
}

/// Sections with a table of figures of which no row is understood: a line beside it sums up what it counts.
fn lost(reader: &Reader<'_, '_>, me: &Tracker) -> BTreeSet<usize> {
    let unplaced: BTreeSet<usize> = me.unplaced.iter().map(|u| u.line).collect();
    let is_lost = |at: &usize| {
        let mut all = super::items::rows(reader.cx, *at).iter().peekable();
        all.peek().is_some() && all.all(|row| unplaced.contains(&reader.cx.line(row.place)))
    };
    let figures = reader.survey.tables.iter().filter(|(_, grid)| grid.kind == Sort::Figures);
    figures.filter(|(at, _)| is_lost(at)).filter_map(|(at, _)| reader.outline.of[*at]).collect()
}

/// Words that say that a number counts something else.
const OTHER: &[&str] = &[
    "test",
    "passing",
    "coverage",
    "lines",
    "endpoint",
    "files",
    "points",
    "hours",
    "days",
    "score",
    "grade",
    "rating",
    "users",
    "requests",
    "panel",
    "rules",
    "checks pass",
    "uptime",
    "availability",
    "latency",
    "warning",
    "error rate",
    "stars",
    "mb",
    "gb",
    "docs",
    "documents",
    "coverage:",
    "usage",
    "测试",
    "覆盖",
    "テスト",
    "테스트",
    "тест",
    "prueba",
    "teste",
];

/// Figures in one paragraph, bullet or heading outside of the items.
fn line_figures(
    reader: &Reader<'_, '_>,
    me: &Tracker,
    names: &Names,
    at: usize,
    group: &mut usize,
    found: &mut Vec<Figure>,
) {
    let cx = reader.cx;
    let block = &cx.blocks[at];
    let outside = reader.survey.owner[at].is_none() && !cx.below_box[at] && cx.boxes[at].is_none();
    let fits = matches!(block.kind, Kind::Paragraph | Kind::Item { .. } | Kind::Heading { .. });
    if !outside || !fits || cx.legend_blocks[at] {
        return;
    }
    let head = matches!(block.kind, Kind::Heading { .. });
    for line in cx.lines.within(cx.text, block.inner) {
        if line.end - line.start > 400 {
            continue;
        }
        *group += 1;
        let section = reader.outline.of[at];
        if head {
            found.extend(heading_figure(me, names, line, section, *group));
            continue;
        }
        // `Completed: 11 (65%)` is a count, and a share of the whole.
        let share = numbers::percent(&me.text, line);
        let bare = numbers::ratio(&me.text, line).is_none();
        let count = bare.then(|| count_figure(me, names, line, section, *group)).flatten();
        match (count, share) {
            (Some(count), Some(percent)) if count.what == What::Done => {
                let (name, scope) = (count.name.clone(), count.scope.clone());
                let number = Number::Percent(percent);
                let (place, what, line) = (percent.place, What::Done, count.line);
                found.push(Figure { number, place, what, name, scope, line, ..count.clone() });
                found.push(count);
            }
            (Some(count), None) => found.push(count),
            (Some(_), Some(_)) => {}
            (None, _) => found.extend(text_figure(me, names, line, section, *group)),
        }
    }
}

/// `**Phase 1 (X):** 5/6 tasks (83.3%)`, `Progress: 45%`, `Open: 12`.
fn text_figure(
    me: &Tracker,
    names: &Names,
    line: Place,
    section: Option<usize>,
    group: usize,
) -> Option<Figure> {
    let ratio = numbers::ratio(&me.text, line);
    let percent = numbers::percent(&me.text, line);
    let start = match (ratio, percent) {
        (Some(ratio), _) => ratio.done_at.start,
        (None, Some(percent)) => percent.bar.unwrap_or(percent.place).start,
        (None, None) => return count_figure(me, names, line, section, group),
    };
    let before = Place::new(line.start, start);
    let name = name_before(&me.text, before);
    let after = plain(Place::new(start, line.end).of(&me.text));
    let tail = words::folded(&after);
    let noun = tail.split(|c: char| !c.is_alphabetic()).any(|w| {
        words::neutral(w).is_some_and(|len| len == w.len() && len > 2)
            || words::status(w).is_some_and(|s| s.1.is_done())
    });
    let set = match names.set(me, &name) {
        Some(set) => set,
        None if noun && (name.is_empty() || fields::role(&name) == Some(Role::Description)) => {
            Set::default()
        }
        None => return None,
    };
    // A phase or a block may be named after tests; anything else that is, counts tests.
    let named = set.scope != Scope::default();
    let other = |text: &str| OTHER.iter().any(|w| text.contains(w));
    if other(&tail) || !named && other(&words::folded(&name)) {
        return None;
    }
    let mut scope = set.scope;
    let whole = words::folded(&name);
    let said_all = ["overall", "total", "gesamt", "总", "總", "全体", "전체", "всего", "общ"]
        .iter()
        .any(|w| whole.contains(w));
    if scope == Scope::default() && !said_all {
        scope.section = listing_section(me, names, section);
    }
    let figure = |number: Number, place: Place| Figure {
        line: me.lines.number(line.start),
        place,
        name: if name.is_empty() { "progress".to_owned() } else { name.clone() },
        scope: scope.clone(),
        what: What::Done,
        number,
        group,
        total: false,
    };
    match (ratio, percent) {
        (Some(ratio), _) => {
            let number = with_percent(me, ratio, line);
            let end = match &number {
                Number::Ratio { percent: Some(p), .. } => p.place.end.max(ratio.all_at.end),
                _ => ratio.all_at.end,
            };
            (ratio.all > 0 && ratio.done <= ratio.all)
                .then(|| figure(number, Place::new(ratio.done_at.start, end)))
        }
        (None, Some(percent)) => {
            let progress = is_progress(&whole) || noun || scope.phase.is_some();
            progress.then(|| figure(Number::Percent(percent), percent.place))
        }
        (None, None) => None,
    }
}

fn is_progress(folded: &str) -> bool {
    folded.split(|c: char| !c.is_alphanumeric()).any(|w| {
        fields::role(w) == Some(Role::Percent)
            || matches!(w, "completion" | "complete" | "completed" | "overall")
    })
}

/// What stands before a number, without list signs, emphasis and the colon.
fn name_before(text: &str, before: Place) -> String {
    let seen = plain(before.of(text));
    // `Progress: 67% complete (` is still called progress.
    let seen = match seen.split_once('%') {
        Some((before, _)) => {
            before.trim_end_matches(|c: char| c.is_ascii_digit() || " .,".contains(c))
        }
        None => seen.as_str(),
    };
    let (_, rest) = super::marks::undecorated(seen);
    rest.trim()
        .trim_end_matches(|c: char| {
            matches!(c, ':' | '：' | '(' | '（' | '[' | '-' | '–' | '—' | '|' | ' ' | '`')
        })
        .trim()
        .to_owned()
}

/// `Completed: 11`, `Total gaps: 35`, `Pending: 14 items`.
fn count_figure(
    me: &Tracker,
    names: &Names,
    line: Place,
    section: Option<usize>,
    group: usize,
) -> Option<Figure> {
    let field = fields::fields(&me.text, line).into_iter().next();
    let (name, value) = match field {
        Some(field) => (plain(field.name.of(&me.text)), field.value),
        None => {
            let raw = line.of(&me.text);
            let (name, value) = raw.split_once([':', '：'])?;
            (plain(name), line.part(&me.text, value))
        }
    };
    let (claimed, at_least, place) = numbers::count(&me.text, value)?;
    let rest = plain(Place::new(place.end, value.end).of(&me.text));
    let noun = rest.trim().trim_start_matches('+').trim();
    let known =
        noun.is_empty() || noun.starts_with('(') || words::neutral(&words::folded(noun)).is_some();
    let other = |text: &str| OTHER.iter().any(|w| words::folded(text).contains(w));
    if other(noun) || other(&name) {
        return None;
    }
    let (what, total) = what(me, &name).filter(|_| known)?;
    let scope = Scope { section: listing_section(me, names, section), ..Scope::default() };
    Some(Figure {
        line: me.lines.number(place.start),
        place,
        name,
        scope,
        what,
        number: Number::Count { claimed, at_least },
        group,
        total,
    })
}

/// `## Open (12)`, `### High priority (5 items)`, `## Phase 2 (3/5)`.
fn heading_figure(
    me: &Tracker,
    names: &Names,
    line: Place,
    section: Option<usize>,
    group: usize,
) -> Option<Figure> {
    let section = section.filter(|s| names.inside[*s] > 0)?;
    let raw = line.of(&me.text);
    let figure = |what: What, number: Number, place: Place| Figure {
        line: me.lines.number(place.start),
        place,
        name: me.sections.get(section).map(|s| s.title.clone()).unwrap_or_default(),
        scope: Scope { section: Some(section), ..Scope::default() },
        what,
        number,
        group,
        total: false,
    };
    if let Some(ratio) = numbers::ratio(&me.text, line) {
        let number = with_percent(me, ratio, line);
        let place = Place::new(ratio.done_at.start, ratio.all_at.end);
        return (ratio.done <= ratio.all).then(|| figure(What::Done, number, place));
    }
    let open = raw.rfind(['(', '（'])?;
    let inner = raw[open..].trim_start_matches(['(', '（']).split([')', '）']).next()?;
    let place = line.part(&me.text, inner);
    if let Some(percent) = numbers::percent(&me.text, place) {
        return Some(figure(What::Done, Number::Percent(percent), percent.place));
    }
    let (claimed, at_least, place) = numbers::count(&me.text, place)?;
    let noun = Place::new(place.end, line.part(&me.text, inner).end).of(&me.text);
    let folded = words::folded(noun.trim().trim_start_matches('+').trim());
    let status = words::status(&folded).map(|s| s.1);
    let known = folded.is_empty() || words::neutral(&folded).is_some() || status.is_some();
    let what = match status {
        Some(status) if status.is_done() => What::Done,
        Some(Status::Open) => What::Left,
        Some(status) => What::Is(status),
        None => What::Unsaid,
    };
    known.then(|| figure(what, Number::Count { claimed, at_least }, place))
}
