//! The figures that a document states about its gaps: cells of matrices, progress lines, counts in headings.
//! Only where the set can be told; a row whose set cannot is listed as not understood, and a number about
//! tests, lines or coverage is none of ours.

use crate::model::Status;

use super::assemble::key;
use super::blocks::Kind;
use super::claim::{Shape, Tracker, Unplaced};
use super::fields::{self, Role};
use super::figure::{Figure, Number, Percent, Scope, What};
use super::grid::Sort;
use super::heading;
use super::inline::plain;
use super::items::{Reader, rows};
use super::numbers;
use super::place::Place;
use super::words;

/// What a name says about a set.
#[derive(Debug, Clone, Default)]
struct Set {
    scope: Scope,
    what: Option<What>,
    total: bool,
}

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
    for at in 0..reader.cx.blocks.len() {
        line_figures(reader, me, &names, at, &mut group, &mut found);
    }
    found.sort_by_key(|f| f.place);
    me.figures = found;
}

/// The names that figures go by: blocks, phases, sections.
struct Names {
    blocks: Vec<String>,
    sections: Vec<(String, usize)>,
    /// How many gaps each section holds, at any depth.
    inside: Vec<usize>,
}

impl Names {
    fn new(me: &Tracker) -> Self {
        let mut blocks: Vec<String> =
            me.gaps.iter().filter_map(|g| g.block.as_ref()).map(|b| key(&b.name)).collect();
        blocks.sort();
        blocks.dedup();
        let mut sections = Vec::new();
        let mut inside = vec![0; me.sections.len()];
        for at in me.gaps.iter().flat_map(|g| path(me, g.section)) {
            inside[at] += 1;
        }
        for (at, section) in me.sections.iter().enumerate() {
            if inside[at] > 0 {
                let name = heading::heading(&section.title, &me.legend, None).name;
                sections.push((key(&name), at));
            }
        }
        Self { blocks, sections, inside }
    }

    /// The set that a name stands for, if it stands for one.
    fn set(&self, me: &Tracker, name: &str) -> Option<Set> {
        let read = heading::heading(name, &me.legend, None);
        let mut set = Set::default();
        let bare = read.name.clone();
        let folded = words::folded(&bare);
        if let Some(what) = what(me, name) {
            return Some(Set { what: Some(what.0), total: what.1, ..set });
        }
        if read.ranked {
            set.scope.criticality = read.criticality;
            return Some(set);
        }
        if let Some(phase) = read.phase {
            set.scope.phase = Some(phase);
            return Some(set);
        }
        let name = key(&bare);
        if self.blocks.contains(&name) {
            set.scope.block = Some(name);
            return Some(set);
        }
        let mut same = self.sections.iter().filter(|(title, _)| *title == name);
        if let (Some((_, at)), None) = (same.next(), same.next()) {
            set.scope.section = Some(*at);
            return Some(set);
        }
        overall(&folded).then_some(set)
    }
}

/// `Completed`, `Open items`, `Total gaps`: what is counted, and whether it is everything.
fn what(me: &Tracker, name: &str) -> Option<(What, bool)> {
    let seen = plain(name);
    let (_, rest) = super::marks::undecorated(&seen);
    let bare = rest.trim().trim_end_matches([':', '：']).trim();
    if let Some(status) = heading::words_only(bare, &me.legend) {
        let folded = words::folded(bare);
        let left = ["remaining", "left", "outstanding", "open", "pending"]
            .iter()
            .any(|w| folded.contains(w));
        return Some(match status {
            Status::Open if left => (What::Left, false),
            Status::Closed => (What::Done, false),
            status => (What::Is(status), false),
        });
    }
    total(bare).then_some((What::All, true))
}

/// `Total`, `Total tracker items`, `Gesamt`, `总计`.
fn total(bare: &str) -> bool {
    if fields::role(bare) == Some(Role::Total) {
        return true;
    }
    let folded = words::folded(bare);
    let mut parts = folded.split_whitespace();
    let first = parts.next().unwrap_or_default();
    let last = folded.split_whitespace().next_back().unwrap_or_default();
    let noun = words::neutral(last).is_some_and(|len| len == last.len());
    fields::role(first) == Some(Role::Total) && noun && folded.split_whitespace().count() <= 4
}

/// Names of the whole: `Overall progress`, `Completed tasks`.
fn overall(folded: &str) -> bool {
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let known = |w: &&str| {
        matches!(
            *w,
            "overall"
                | "total"
                | "current"
                | "project"
                | "roadmap"
                | "completion"
                | "complete"
                | "gesamt"
                | "general"
        ) || matches!(fields::role(w), Some(Role::Percent | Role::Total | Role::Status))
            || words::neutral(w).is_some_and(|len| len == w.len())
            || words::status(w).is_some_and(|s| s.0 == w.len())
    };
    !words.is_empty() && words.len() <= 5 && words.iter().all(known)
}

fn path(me: &Tracker, section: Option<usize>) -> Vec<usize> {
    let mut found = Vec::new();
    let mut next = section;
    while let Some(at) = next {
        found.push(at);
        next = me.sections.get(at).and_then(|s| s.parent);
    }
    found
}

/// A table of figures, cell by cell.
fn matrix(
    reader: &Reader<'_, '_>,
    me: &mut Tracker,
    names: &Names,
    (at, group): (usize, usize),
    found: &mut Vec<Figure>,
) {
    let cx = reader.cx;
    let Some(grid) = reader.survey.tables.get(&at) else { return };
    let columns: Vec<Option<Set>> = grid.names.iter().map(|name| column(me, name)).collect();
    let all = rows(cx, at);
    let known = all.iter().filter(|r| row_set(reader, me, names, r).is_some()).count();
    for row in all {
        let name = row.cells.first().map(|c| plain(c.of(cx.text))).unwrap_or_default();
        let set = match row_set(reader, me, names, row) {
            Some(set) => Some(set),
            // One name among known ones that no gap carries: a block with nothing in it.
            None if known * 2 > all.len() && columns.iter().flatten().count() >= 2 => {
                let block = Some(key(&name));
                Some(Set { scope: Scope { block, ..Scope::default() }, ..Set::default() })
            }
            None => None,
        };
        let mut read = 0;
        if let Some(set) = &set {
            for (n, cell) in row.cells.iter().enumerate().skip(1) {
                let column = columns.get(n).cloned().flatten();
                let role = grid.roles.get(n).copied().flatten();
                let label = format!("{name} {}", grid.names.get(n).map_or("", String::as_str));
                if let Some(figure) =
                    cell_figure(me, set, column, (role, *cell), (label.trim(), group))
                {
                    found.push(figure);
                    read += 1;
                }
            }
        }
        let numeric = row.cells.iter().skip(1).any(|c| super::grid::is_number(c.of(cx.text)));
        if read == 0 && numeric {
            let text = plain(row.place.of(cx.text).trim());
            let line = cx.line(row.place);
            me.unplaced.push(Unplaced {
                line,
                text,
                shape: Shape::Row,
                why: "a figure whose set cannot be told",
            });
            me.tally.rows.figures = me.tally.rows.figures.saturating_sub(1);
            me.tally.rows.unplaced += 1;
        }
    }
}

fn row_set(
    reader: &Reader<'_, '_>,
    me: &Tracker,
    names: &Names,
    row: &super::blocks::Row,
) -> Option<Set> {
    let cell = row.cells.first()?;
    names.set(me, &plain(cell.of(reader.cx.text)))
}

fn column(me: &Tracker, name: &str) -> Option<Set> {
    let read = heading::heading(name, &me.legend, None);
    if read.ranked {
        let scope = Scope { criticality: read.criticality, ..Scope::default() };
        return Some(Set { scope, ..Set::default() });
    }
    if let Some((what, total)) = what(me, name) {
        return Some(Set { what: Some(what), total, ..Set::default() });
    }
    matches!(fields::role(name), Some(Role::Count | Role::Title)).then(Set::default)
}

fn cell_figure(
    me: &Tracker,
    row: &Set,
    column: Option<Set>,
    (role, cell): (Option<Role>, Place),
    (name, group): (&str, usize),
) -> Option<Figure> {
    let line = me.lines.number(cell.start);
    let figure = |scope: Scope, what: What, number: Number, place: Place, total: bool| Figure {
        line,
        place,
        name: name.to_owned(),
        scope,
        what,
        number,
        group,
        total,
    };
    if let Some(ratio) = numbers::ratio(&me.text, cell) {
        let number = with_percent(me, ratio, cell);
        let place = Place::new(ratio.done_at.start, ratio.all_at.end);
        return Some(figure(row.scope.clone(), What::Done, number, place, row.total));
    }
    let percent = numbers::percent(&me.text, cell);
    if let Some(percent) =
        percent.filter(|_| role == Some(Role::Percent) && row.what.is_none_or(|w| w == What::All))
    {
        return Some(figure(
            row.scope.clone(),
            What::Done,
            Number::Percent(percent),
            percent.place,
            row.total,
        ));
    }
    let column = column?;
    let (claimed, at_least, place) = numbers::count(&me.text, cell)?;
    let scope = Scope {
        criticality: row.scope.criticality.or(column.scope.criticality),
        ..row.scope.clone()
    };
    let what = match (row.what, column.what) {
        (None | Some(What::All), Some(what)) => what,
        (Some(what), None) => what,
        (Some(what), Some(What::All)) => what,
        (None, None) => What::Unsaid,
        _ => return None,
    };
    // The row `Total` of a matrix of ranks sums what the rows above it count.
    let ranked = column.scope.criticality.is_some();
    let what = if row.total && ranked { What::Unsaid } else { what };
    Some(figure(scope, what, Number::Count { claimed, at_least }, place, row.total || column.total))
}

fn with_percent(me: &Tracker, ratio: numbers::Ratio, line: Place) -> Number {
    let after = Place::new(ratio.all_at.end, line.end);
    let percent = numbers::percent(&me.text, after).or_else(|| {
        let before = Place::new(line.start, ratio.done_at.start);
        numbers::percent(&me.text, before)
    });
    Number::Ratio {
        done: ratio.done,
        all: ratio.all,
        done_at: ratio.done_at,
        all_at: ratio.all_at,
        percent,
    }
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

/// The section that a bare figure stands in, where that section lists gaps itself.
fn listing_section(me: &Tracker, names: &Names, section: Option<usize>) -> Option<usize> {
    let all = me.gaps.len();
    path(me, section).into_iter().find(|s| (1..all).contains(&names.inside[*s]))
}

/// The share that a percentage claims, for people.
pub fn shown(percent: &Percent) -> String {
    show_tenths(percent.tenths, percent.decimals)
}

pub fn show_tenths(tenths: u64, decimals: usize) -> String {
    if decimals == 0 {
        format!("{}%", tenths / 10)
    } else {
        format!("{}.{}%", tenths / 10, tenths % 10)
    }
}
