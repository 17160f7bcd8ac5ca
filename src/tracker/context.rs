//! A document taken apart, before any gap is seen in it: blocks, boxes, legend, date. Every reader of this
//! floor looks at it and none changes it.

use super::blocks::{Block, Kind, Row, Table, blocks};
use std::collections::BTreeSet;

use super::claim::Updated;
use super::dates;
use super::fields::{self, Role};
use super::inline::plain;
use super::legend::{self, Legend};
use super::many;
use super::marks::{self, Meaning};
use super::place::{Lines, Place};
use super::profile::Profile;
use super::source;

/// What an item's box says, and the text after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BoxAt {
    /// Between the brackets.
    pub inner: Place,
    pub meaning: Option<Meaning>,
    pub rest: Place,
}

pub struct Context<'a> {
    pub profile: Profile,
    pub text: &'a str,
    pub lines: Lines,
    pub blocks: Vec<Block>,
    /// The box of each block, where the block is an item with one.
    pub boxes: Vec<Option<BoxAt>>,
    /// Whether an item above this block has a box.
    pub below_box: Vec<bool>,
    pub legend: Legend,
    /// Blocks that explain signs: their boxes and rows are no items.
    pub legend_blocks: Vec<bool>,
    pub updated: Option<Updated>,
    /// Further lines that say so.
    pub stamps: Vec<Updated>,
    pub generated: Option<String>,
}

impl<'a> Context<'a> {
    pub fn new(text: &'a str) -> Self {
        Self::with(text, &Profile::default())
    }

    /// Reads with what a team's configuration says about its tracker.
    pub fn with(text: &'a str, profile: &Profile) -> Self {
        let blocks = blocks(text, source::beginning(text));
        let lines = Lines::new(text);
        let (mut legend, legend_blocks) = read_legend(text, &lines, &blocks);
        legend.extend(&profile.signs, &profile.words);
        let boxes: Vec<Option<BoxAt>> = blocks.iter().map(|b| box_at(text, &legend, b)).collect();
        let below_box = below_box(&blocks, &boxes);
        let (updated, stamps) = updated(text, &lines, &blocks);
        let generated = generated(text);
        let profile = profile.clone();
        Self {
            profile,
            text,
            lines,
            blocks,
            boxes,
            below_box,
            legend,
            legend_blocks,
            updated,
            stamps,
            generated,
        }
    }

    pub fn year(&self) -> Option<u16> {
        self.updated.as_ref().and_then(|u| u.year)
    }

    pub fn line(&self, place: Place) -> usize {
        self.lines.number(place.start)
    }

    /// The text of an item after its box.
    pub fn item_text(&self, at: usize) -> Place {
        match (self.boxes.get(at), self.blocks.get(at)) {
            (Some(Some(found)), _) => found.rest,
            (_, Some(block)) => block.inner,
            _ => Place::default(),
        }
    }
}

fn below_box(blocks: &[Block], boxes: &[Option<BoxAt>]) -> Vec<bool> {
    let mut below: Vec<bool> = Vec::with_capacity(blocks.len());
    for block in blocks {
        let above = block.item;
        let boxed = above.is_some_and(|i| boxes.get(i).is_some_and(Option::is_some));
        below.push(boxed || above.is_some_and(|i| below.get(i).copied().unwrap_or_default()));
    }
    below
}

/// `[x] text`, also with escaped brackets, and `[DONE] text` with a word of status.
fn box_at(text: &str, legend: &Legend, block: &Block) -> Option<BoxAt> {
    if !matches!(block.kind, Kind::Item { .. }) {
        return None;
    }
    let raw = block.inner.of(text);
    if let Some((pair, inner, rest)) = super::inline::bracketed(raw).filter(|(p, ..)| *p != "[]") {
        let meaning = legend.boxed(inner).or_else(|| worded(inner));
        let boxed = meaning.is_some() && (pair == "［］" || worded(inner).is_some());
        return boxed.then(|| BoxAt {
            inner: block.inner.part(text, inner),
            meaning,
            rest: block.inner.part(text, rest).trim(text),
        });
    }
    if let Some(rest) = raw.strip_prefix("［　］").or_else(|| raw.strip_prefix("［ ］")) {
        let inner = &raw["［".len()..raw.len() - rest.len() - "］".len()];
        return Some(BoxAt {
            inner: block.inner.part(text, inner),
            meaning: legend.boxed(" "),
            rest: block.inner.part(text, rest).trim(text),
        });
    }
    let opened = raw.strip_prefix('[').or_else(|| raw.strip_prefix("\\["))?;
    let close = opened.find(']')?;
    let inner = opened[..close].trim_end_matches('\\');
    let rest = &opened[close + 1..];
    let glued = !rest.is_empty() && !rest.starts_with(char::is_whitespace);
    if rest.starts_with(['(', '[', ':']) || inner.chars().count() > 12 {
        return None;
    }
    let meaning = legend.boxed(inner).or_else(|| worded(inner));
    let letter = inner.chars().count() <= 2;
    let numbered = inner.chars().any(|c| c.is_ascii_digit());
    if meaning.is_none() && (!letter || numbered) {
        return None;
    }
    if glued && !matches!(inner, " " | "x" | "X" | "✓" | "") {
        return None;
    }
    Some(BoxAt {
        inner: block.inner.part(text, inner),
        meaning,
        rest: block.inner.part(text, rest).trim(text),
    })
}

fn worded(inner: &str) -> Option<Meaning> {
    match super::value::worded(inner) {
        super::value::Reading::Is(status) if inner.chars().any(char::is_alphabetic) => {
            Some(Meaning::Is(status))
        }
        _ => None,
    }
}

fn read_legend(text: &str, lines: &Lines, blocks: &[Block]) -> (Legend, Vec<bool>) {
    let mut legend = Legend::default();
    let mut used = vec![false; blocks.len()];
    let mut section = false;
    let mut list = false;
    let explaining = explaining(text, blocks);
    let announces = many::map(blocks, |block| announces(text, block));
    for (at, block) in blocks.iter().enumerate() {
        let seen = block.inner.of(text);
        let announced = announces[at];
        match &block.kind {
            Kind::Heading { .. } => {
                section = announced;
                list = false;
            }
            Kind::Paragraph => {
                let head = before_colon(seen);
                // What follows belongs to the legend only where the line itself explains nothing.
                let bare = seen.trim_end().trim_end_matches(['*', '_']).ends_with([':', '：']);
                list = announced && (bare || seen.len() == head.len());
                used[at] = section || announced || legend::is_line(seen);
            }
            Kind::Item { .. } => {
                // A sign that is explained already is used from here on.
                let known = marks::sign(seen).is_some_and(|s| legend.says(&s.sign).is_some());
                list &= !known || legend::entry(seen).is_some_and(|(_, told)| told);
                used[at] = section || list || announced || explaining[at];
            }
            Kind::Table(table) => {
                let first = table.header.first().map(|c| c.of(text)).unwrap_or_default();
                let second = table.header.get(1).map(|c| c.of(text)).unwrap_or_default();
                let glossary = table.header.len() == 2 && legend::is_glossary(first, second);
                used[at] = section
                    || list
                    || glossary
                    || legend::is_column(first)
                    || explains(text, table);
                list = false;
            }
            Kind::Fence { .. } | Kind::Indented => {
                used[at] = section || list;
                list = false;
            }
            Kind::Html => {}
        }
        if used[at] {
            for line in lines.within(text, block.inner) {
                legend.read(line.of(text));
            }
        }
    }
    (legend, used)
}

/// Whether a block says that it, or what follows, explains signs.
fn announces(text: &str, block: &Block) -> bool {
    let seen = block.inner.of(text);
    match block.kind {
        Kind::Heading { .. } => legend::announces(seen),
        Kind::Paragraph | Kind::Item { .. } => {
            let head = before_colon(seen);
            head.len() < 80 && legend::announces(head) && !is_stated(seen)
        }
        _ => false,
    }
}

fn before_colon(text: &str) -> &str {
    text.split([':', '：']).next().unwrap_or_default()
}

/// `状態：完了`: the name of a legend, and behind it a status or a plain text instead of signs.
fn is_stated(seen: &str) -> bool {
    let Some((_, value)) = seen.split_once([':', '：']) else { return false };
    let value = plain(value);
    let value = value.trim();
    let signs = value.contains(['[', '=', '`']) || value.chars().any(marks::is_picture);
    !value.is_empty() && !signs && !value.contains('\n')
}

/// Items of lists in which every item is a sign of its own with a status behind it, and nothing else.
fn explaining(text: &str, blocks: &[Block]) -> Vec<bool> {
    let mut found = vec![false; blocks.len()];
    let mut run: Vec<(usize, (String, bool))> = Vec::new();
    let mut close = |run: &mut Vec<(usize, (String, bool))>| {
        let signs: BTreeSet<&String> = run.iter().map(|(_, (sign, _))| sign).collect();
        let told = run.iter().filter(|(_, (_, told))| *told).count();
        if run.len() >= 3 && signs.len() == run.len() && told * 3 >= run.len() * 2 {
            run.iter().for_each(|(at, _)| found[*at] = true);
        }
        run.clear();
    };
    let is_item = |block: &Block| matches!(block.kind, Kind::Item { depth: 0, .. });
    let entries = many::map(blocks, |block| {
        is_item(block).then(|| legend::entry(block.inner.of(text))).flatten()
    });
    let mut broken = false;
    for ((at, block), entry) in blocks.iter().enumerate().zip(entries) {
        let item = is_item(block);
        match entry.filter(|_| !broken) {
            Some(sign) => run.push((at, sign)),
            None => {
                // One item that is none of these makes the list one of items.
                broken = item;
                if item { run.clear() } else { close(&mut run) }
            }
        }
    }
    close(&mut run);
    found
}

/// A table whose rows are a sign each, and the status that it stands for.
fn explains(text: &str, table: &Table) -> bool {
    let entry = |row: &Row| {
        let [sign, words] = row.cells.as_slice() else { return None };
        let entry = format!("{} {}", sign.of(text).trim_matches('`'), words.of(text));
        legend::entry(&entry).filter(|(_, told)| *told).map(|(sign, _)| sign)
    };
    let signs: BTreeSet<String> = table.rows.iter().filter_map(entry).collect();
    table.rows.len() >= 2 && signs.len() * 2 > table.rows.len()
}

/// The date that the document gives itself: a field named so, near its beginning or its end; and further ones.
fn updated(text: &str, lines: &Lines, blocks: &[Block]) -> (Option<Updated>, Vec<Updated>) {
    let parts = many::parts(blocks, |part| told(text, lines, part));
    let created = parts.iter().find_map(|(_, created)| created.clone());
    let mut all = parts.into_iter().flat_map(|(told, _)| told);
    (all.next().or(created), all.collect())
}

/// What blocks say of the document's date, and of another one near the top.
fn told(text: &str, lines: &Lines, blocks: &[Block]) -> (Vec<Updated>, Option<Updated>) {
    let mut created: Option<Updated> = None;
    let mut found_all: Vec<Updated> = Vec::new();
    for block in blocks {
        if !matches!(block.kind, Kind::Paragraph | Kind::Item { .. }) || block.item.is_some() {
            continue;
        }
        for line in lines.within(text, block.inner).take(40) {
            if !dates::may_say_year(line.of(text)) {
                continue;
            }
            let bare = line.of(text).trim().trim_matches(['*', '_']);
            let line = line.part(text, bare);
            for field in fields::fields(text, line) {
                let read = || Some(read_date(text, field.value)).filter(|f| f.year.is_some());
                match field.role {
                    Some(Role::Updated) => found_all.extend(read()),
                    // Another date near the top tells the year, and is not the one to keep up to date.
                    Some(Role::Completed | Role::Opened)
                        if created.is_none() && line.start < 2000 =>
                    {
                        let place = Place::default();
                        created = read().map(|f| Updated { date: None, year: f.year, place });
                    }
                    _ => {}
                }
            }
        }
    }
    (found_all, created)
}

fn read_date(text: &str, value: Place) -> Updated {
    let seen = value.of(text);
    let found = dates::find(seen, None);
    let date = found.map(|f| f.2);
    let place = found.map_or(value, |f| Place::new(value.start + f.0, value.start + f.1));
    Updated { date, year: date.map(|d| d.year).or_else(|| dates::year(seen)), place }
}

/// A line near the top that says that a tool writes this file.
fn generated(text: &str) -> Option<String> {
    const SAYS: &[&str] = &[
        "do not edit",
        "don't edit",
        "auto-generated",
        "autogenerated",
        "automatically generated",
        "generated by",
        "this file is generated",
        "nicht bearbeiten",
        "自动生成",
        "自動生成",
        "자동 생성",
    ];
    let top = text.lines().take(12).filter(|l| !l.trim().is_empty());
    let mut said = top.map(|l| (l, super::words::folded(l)));
    let line = said.find(|(_, folded)| {
        let edit = folded.contains("edit") || folded.contains("bearbeiten");
        let hit = SAYS.iter().find(|s| folded.contains(**s));
        let start = folded.trim_start();
        // A notice, not a gap about something that is generated.
        let notice = start.starts_with(['<', '>', '*', '_'])
            || folded.contains("this file")
            || folded.contains("this document");
        hit.is_some_and(|s| edit || notice && (*s != "generated by" || start.starts_with('<')))
    })?;
    Some(plain(line.0))
}
