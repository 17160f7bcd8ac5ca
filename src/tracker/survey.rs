//! What forms a document has, before any of them is taken for a gap: headings that are items, boxes, rows,
//! lanes of bullets, signs before lines. The dialects choose among these.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Label;

use super::blocks::Kind;
use super::context::Context;
use super::fields::{self, Role};
use super::grid::{self, Grid, Sort};
use super::inline::plain;
use super::labels::{self, Found};
use super::many;
use super::marks::{self, Meaning};
use super::outline::{Head, Outline};
use super::place::Place;
use super::value::{self, Reading};

pub struct Survey {
    /// Headings that are items, and for each block the one that it belongs to.
    pub heads: Vec<usize>,
    pub owner: Vec<Option<usize>>,
    /// Boxes outside heading items, and not below another box.
    pub boxes: Vec<usize>,
    /// Boxes in sections about aims.
    pub goals: Vec<usize>,
    pub tables: BTreeMap<usize, Grid>,
    /// Plain bullets of the first level in lanes.
    pub lanes: Vec<usize>,
    /// Plain bullets of the first level that begin with a label: `R-1: title — Status: Open`; and how many of them
    /// state a status.
    pub labelled: Vec<usize>,
    pub stating: usize,
    /// Plain bullets of the first level that begin with a clear sign.
    pub signed: Vec<usize>,
    /// Prefixes that several items carry: with one, `SEC-001 title` is a label without punctuation.
    pub series: BTreeSet<String>,
}

impl Survey {
    pub fn new(cx: &Context<'_>, outline: &Outline) -> Self {
        let series = series(cx);
        let heads = item_heads(cx, outline, &series);
        let owner = owners(cx, outline, &heads);
        let mut me = Self {
            heads,
            owner,
            boxes: Vec::new(),
            goals: Vec::new(),
            tables: BTreeMap::new(),
            lanes: Vec::new(),
            labelled: Vec::new(),
            stating: 0,
            signed: Vec::new(),
            series,
        };
        for at in 0..cx.blocks.len() {
            me.block(cx, outline, at);
        }
        me
    }

    fn block(&mut self, cx: &Context<'_>, outline: &Outline, at: usize) {
        if cx.legend_blocks[at] {
            return;
        }
        let head = outline.of[at];
        let owned = self.owner[at].is_some();
        match &cx.blocks[at].kind {
            Kind::Item { .. } if cx.boxes[at].is_some() => {
                if cx.below_box[at] || owned {
                    return;
                }
                let aim = outline.path(head).any(|h| outline.heads[h].read.goal);
                if aim { self.goals.push(at) } else { self.boxes.push(at) }
            }
            Kind::Item { depth: 0, .. } if !owned => {
                let lane = head.is_some_and(|h| outline.heads[h].read.lane);
                if lane {
                    self.lanes.push(at);
                } else if clear_sign(cx, at) {
                    self.signed.push(at);
                } else if let Some(states) = self.label_of(cx, at) {
                    self.labelled.push(at);
                    self.stating += usize::from(states);
                }
            }
            Kind::Table(_) => {
                let lane = head.map(|h| &outline.heads[h].read).filter(|h| h.lane);
                let lane = lane.and_then(|h| h.status.status());
                self.tables.insert(at, grid::grid(cx, at, lane));
            }
            _ => {}
        }
    }

    /// Whether a bullet begins with a label, and whether it states a status as well.
    fn label_of(&self, cx: &Context<'_>, at: usize) -> Option<bool> {
        let inner = cx.item_text(at);
        let first = cx.lines.within(cx.text, inner).next().unwrap_or(inner);
        let line = super::line::line(cx, first);
        let own = line.found.is_some_and(|f| self.accepts(&f));
        own.then_some(line.status != Reading::Nothing)
    }

    /// A label counts where it is set off, or where its prefix is a series of this document.
    pub fn accepts(&self, found: &Found) -> bool {
        found.set_off || self.series.contains(found.label.prefix())
    }

    /// Rows of gaps outside heading items.
    pub fn rows(&self, cx: &Context<'_>) -> usize {
        let listed = |grid: &Grid| matches!(grid.kind, Sort::Items | Sort::Lanes);
        let free = |at: &usize| self.owner[*at].is_none();
        let items = self.tables.iter().filter(|(at, grid)| listed(grid) && free(at));
        items.map(|(at, _)| rows_of(cx, *at)).sum()
    }
}

pub fn rows_of(cx: &Context<'_>, at: usize) -> usize {
    match &cx.blocks[at].kind {
        Kind::Table(table) => table.rows.len(),
        _ => 0,
    }
}

fn clear_sign(cx: &Context<'_>, at: usize) -> bool {
    let raw = cx.blocks[at].inner.of(cx.text);
    let (signs, rest) = marks::undecorated(raw);
    let first = signs.first().and_then(|s| cx.legend.meaning(s));
    matches!(first, Some(Meaning::Is(_))) && !rest.trim().is_empty()
}

/// Prefixes with at least two different labels at the start of headings, boxes and bullets.
fn series(cx: &Context<'_>) -> BTreeSet<String> {
    let places: Vec<usize> = (0..cx.blocks.len()).collect();
    let found = many::map(&places, |at| {
        let text = match cx.blocks[*at].kind {
            Kind::Heading { .. } => cx.blocks[*at].inner,
            Kind::Item { .. } => cx.item_text(*at),
            _ => return None,
        };
        let line = cx.lines.line(cx.text, text.start);
        let seen = plain(Place::new(text.start, line.end.min(text.end)).of(cx.text));
        let (_, bare) = marks::undecorated(&seen);
        labels::at_start(bare).map(|found| found.label)
    });
    // The first label of each prefix, and whether another one is beside it.
    let mut seen: BTreeMap<&str, (&Label, bool)> = BTreeMap::new();
    for label in found.iter().flatten() {
        let (first, more) = seen.entry(label.prefix()).or_insert((label, false));
        *more |= *first != label;
    }
    seen.into_iter().filter(|(_, (_, more))| *more).map(|(prefix, _)| prefix.to_owned()).collect()
}

/// What the lines right below a heading state.
#[derive(Default, Clone, Copy)]
struct Fielded {
    status: bool,
    /// A field of that name says something that nobody here understands.
    unclear: bool,
    others: usize,
    /// All fields of known names.
    known: usize,
}

fn fielded(cx: &Context<'_>, head: &Head) -> Fielded {
    let mut found = Fielded::default();
    for at in head.block + 1..cx.blocks.len().min(head.end) {
        let block = &cx.blocks[at];
        match &block.kind {
            Kind::Heading { .. } => break,
            Kind::Paragraph | Kind::Item { depth: 0, .. } => {
                if cx.boxes[at].is_some() {
                    continue;
                }
                for line in cx.lines.within(cx.text, block.inner).take(20) {
                    for field in fields::fields(cx.text, line) {
                        found.add(cx, field.role, field.value.of(cx.text));
                    }
                }
            }
            Kind::Table(table) if grid::lists_fields(cx, at) => {
                for (name, value) in grid::pairs(cx, table) {
                    found.add(cx, fields::role(name.of(cx.text)), value.of(cx.text));
                }
            }
            _ => {}
        }
    }
    found
}

impl Fielded {
    fn add(&mut self, cx: &Context<'_>, role: Option<Role>, value: &str) {
        use Role::{
            Block, Completed, Criteria, Criticality, Due, Effort, Files, Opened, Owner, Pr,
            Solution, Type,
        };
        self.known += usize::from(role.is_some());
        match role {
            Some(Role::Status) => {
                let told = value::value(value, &cx.legend) != Reading::Nothing;
                self.status |= told;
                self.unclear |= !told && !super::draft::blank(&super::inline::plain(value));
            }
            Some(
                Block | Completed | Criteria | Criticality | Due | Effort | Files | Opened | Owner
                | Pr | Solution | Type,
            ) => {
                self.others += 1;
            }
            _ => {}
        }
    }
}

/// `### Search` below `## Done` and `### Billing` below `## Planned`, and no other form anywhere: the headings
/// are the items.
fn lanes_of_headings(cx: &Context<'_>, outline: &Outline) -> bool {
    let plain = |b: &super::blocks::Block| !matches!(b.kind, Kind::Table(_));
    let bare = cx.boxes.iter().all(Option::is_none) && cx.blocks.iter().all(plain);
    let filled = |h: &&Head| h.read.lane && !h.children.is_empty();
    bare && outline.heads.iter().filter(filled).count() >= 2
}

/// `### Search` with fields and no boxes below `## Done`, where other lanes may well be lists of boxes.
fn below_lane(cx: &Context<'_>, outline: &Outline, head: &Head) -> bool {
    let lane = head.parent.is_some_and(|p| outline.heads[p].read.lane);
    let mut inside = head.block + 1..head.end.min(cx.blocks.len());
    lane && inside.all(|b| cx.boxes[b].is_none() && !matches!(cx.blocks[b].kind, Kind::Table(_)))
}

/// The headings that are items. From the last to the first, so that what is below is known.
fn item_heads(cx: &Context<'_>, outline: &Outline, series: &BTreeSet<String>) -> Vec<usize> {
    let count = outline.heads.len();
    let mut is_item = vec![false; count];
    let mut below = vec![false; count];
    let title = outline.title();
    let lanes = lanes_of_headings(cx, outline);
    let told: Vec<Fielded> = many::map(&outline.heads, |h| fielded(cx, h));
    let twins = twins(outline, &told);
    let series_of = numbered_marks(outline);
    let mut by_level: BTreeMap<u8, usize> = BTreeMap::new();
    for (head, told) in outline.heads.iter().zip(&told) {
        *by_level.entry(head.level).or_default() += usize::from(told.status);
    }
    for at in (0..count).rev() {
        let head = &outline.heads[at];
        let read = &head.read;
        let aim = read.goal || read.lane || read.ranked && read.label.is_none();
        let labelled =
            read.label.as_ref().is_some_and(|l| l.set_off || series.contains(l.label.prefix()));
        let states = told[at].status || is_marked(head) || read.struck || told[at].others >= 2;
        let fits =
            if aim || Some(at) == title || outline.is_bold(at) || cx.legend_blocks[head.block] {
                false
            } else if labelled {
                !below[at] || states
            } else if below[at] || read.phase.is_some() {
                false
            } else if read.week.is_some() {
                // `Week 6: Search` with a status of its own, as its kin have, and nothing below it that is an item.
                let (stated, _) =
                    twins.get(&(head.parent, head.level)).copied().unwrap_or_default();
                stated >= 2
                    && (told[at].status || told[at].unclear)
                    && (head.block + 1..head.end.min(cx.blocks.len()))
                        .all(|b| cx.boxes[b].is_none() && !is_rows(cx, b))
            } else {
                let (stated, marks) =
                    twins.get(&(head.parent, head.level)).copied().unwrap_or_default();
                if told[at].unclear && stated >= 2 {
                    is_item[at] = true;
                    if let Some(parent) = head.parent {
                        below[parent] = true;
                    }
                    continue;
                }
                // The only one below its heading has its kin below other headings.
                let kin = by_level.get(&head.level).copied().unwrap_or_default();
                let fielded = told[at].status
                    && (told[at].others >= 1 || stated >= 2 || kin >= 2 && head.level >= 3);
                // `**Priority**: High` with its files and effort, and no status: open, as nothing says otherwise.
                let ranked = head.parent.is_some_and(|p| outline.heads[p].read.ranked);
                let few = if read.numbered.is_some() { 1 } else { 2 };
                let enough = told[at].others >= 3 || ranked && told[at].others >= few;
                let marked = is_marked(head) && told[at].others >= 1;
                let weighed = (enough || marked) && head.level >= 3;
                let in_lane = lanes && head.parent.is_some_and(|p| outline.heads[p].read.lane);
                let leaf = head.children.is_empty() && head.level >= 3;
                fielded
                    || weighed
                    || leaf && (in_lane || below_lane(cx, outline, head) && told[at].known > 0)
                    || marks >= 2 && by_marks(cx, head)
                    || is_like_marked(cx, head, &series_of)
            };
        is_item[at] = fits;
        if let Some(parent) = head.parent {
            below[parent] |= fits || below[at];
        }
    }
    (0..count).filter(|at| is_item[*at]).collect()
}

/// For the headings of a level, how their names begin where two and more of those with a mark begin so: `1.2` with a
/// dotted number, `Day 3` with a word and a number.
type Series = BTreeSet<(u8, String)>;

fn numbered_marks(outline: &Outline) -> Series {
    let mut counts: BTreeMap<(u8, String), usize> = BTreeMap::new();
    for head in outline.heads.iter().filter(|h| is_marked(h)) {
        if let Some(begins) = begins(head) {
            *counts.entry((head.level, begins)).or_default() += 1;
        }
    }
    counts.into_iter().filter(|(_, n)| *n >= 2).map(|(series, _)| series).collect()
}

/// The form of a numbered name: `#.#` for `1.2 Search`, `day #` for `Day 3: Search`.
fn begins(head: &Head) -> Option<String> {
    if let Some(number) = &head.read.numbered {
        return number.contains('.').then(|| "#.#".to_owned());
    }
    let folded = super::words::folded(marks::undecorated(&head.raw).1);
    let (word, rest) = folded.split_once(' ')?;
    let digits = rest.chars().take_while(char::is_ascii_digit).count();
    let ends = rest[digits..].starts_with([':', '：', ' ', '-', '–', '—', '.']);
    let letters = word.chars().all(char::is_alphabetic);
    (digits > 0 && ends && letters).then(|| format!("{word} #"))
}

/// `#### 2.3 Export`, with a mark or without, where `1.1` and `1.2` have one: an item like them.
fn is_like_marked(cx: &Context<'_>, head: &Head, series: &Series) -> bool {
    let kin = begins(head).is_some_and(|begins| series.contains(&(head.level, begins)));
    let mut inside = head.block + 1..head.end.min(cx.blocks.len());
    kin && head.level >= 3
        && head.children.is_empty()
        && inside.all(|b| cx.boxes[b].is_none() && !is_rows(cx, b))
}

fn is_rows(cx: &Context<'_>, block: usize) -> bool {
    matches!(cx.blocks[block].kind, Kind::Table(_)) && !grid::lists_fields(cx, block)
}

/// How many headings of one level under one parent have a status field, and how many have marks.
type Twins = BTreeMap<(Option<usize>, u8), (usize, usize)>;

fn twins(outline: &Outline, told: &[Fielded]) -> Twins {
    let mut found = Twins::new();
    for (head, told) in outline.heads.iter().zip(told) {
        let counts = found.entry((head.parent, head.level)).or_default();
        counts.0 += usize::from(told.status);
        counts.1 += usize::from(is_marked(head));
    }
    found
}

fn is_marked(head: &Head) -> bool {
    matches!(head.read.status, Reading::Is(_) | Reading::Unsure) && !head.read.lane
}

/// `### Search ✅` beside `### Export 🚧`, with no list of boxes inside to be the items instead.
fn by_marks(cx: &Context<'_>, head: &Head) -> bool {
    let dotted = head.read.numbered.as_ref().is_some_and(|n| n.contains('.'));
    if !is_marked(head) || head.level < 3 && !dotted || !head.children.is_empty() && !dotted {
        return false;
    }
    let boxed = (head.block + 1..head.end.min(cx.blocks.len())).any(|b| cx.boxes[b].is_some());
    dotted || !boxed
}

fn owners(cx: &Context<'_>, outline: &Outline, items: &[usize]) -> Vec<Option<usize>> {
    let mut own = vec![None; outline.heads.len()];
    for at in items {
        own[*at] = Some(*at);
    }
    for at in 0..own.len() {
        if own[at].is_none() {
            own[at] = outline.heads[at].parent.and_then(|p| own[p]);
        }
    }
    (0..cx.blocks.len()).map(|b| outline.of[b].and_then(|h| own[h])).collect()
}
