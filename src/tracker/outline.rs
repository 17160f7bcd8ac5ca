//! The headings of a document as a tree, and the heading that each block stands under. A line that is
//! wholly bold, or a bare `Done:`, serves as a heading of the lowest level.

use crate::model::Status;

use super::blocks::Kind;
use super::claim::Section;
use super::context::Context;
use super::fields;
use super::heading::{self, Heading};
use super::inline::{bold, plain};
use super::many;
use super::place::Place;
use super::value::Reading;

/// Bold lines stand below every real heading.
const BOLD_LEVEL: u8 = 7;

pub struct Head {
    pub block: usize,
    pub level: u8,
    pub read: Heading,
    /// The heading as a reader sees it.
    pub raw: String,
    pub inner: Place,
    pub parent: Option<usize>,
    /// The block after its last one.
    pub end: usize,
    pub children: Vec<usize>,
}

pub struct Outline {
    pub heads: Vec<Head>,
    /// The innermost heading of each block; a heading block has itself.
    pub of: Vec<Option<usize>>,
    title: Option<usize>,
}

impl Outline {
    pub fn new(cx: &Context<'_>) -> Self {
        let mut heads: Vec<Head> = Vec::new();
        let mut of = Vec::with_capacity(cx.blocks.len());
        let mut open: Vec<usize> = Vec::new();
        let places: Vec<usize> = (0..cx.blocks.len()).collect();
        let read = many::map(&places, |at| {
            let (level, inner) = head_at(cx, *at)?;
            // Boxed, as most blocks are no heading.
            Some(Box::new((
                level,
                inner,
                heading::heading(inner.of(cx.text), &cx.legend, cx.year()),
            )))
        });
        for (at, read) in read.into_iter().enumerate() {
            if let Some(read) = read {
                let (level, inner, read) = *read;
                while open.last().is_some_and(|h| heads[*h].level >= level) {
                    if let Some(done) = open.pop() {
                        heads[done].end = at;
                    }
                }
                let parent = open.last().copied();
                let me = heads.len();
                if let Some(parent) = parent {
                    heads[parent].children.push(me);
                }
                let end = cx.blocks.len();
                let raw = plain(inner.of(cx.text));
                heads.push(Head {
                    block: at,
                    level,
                    read,
                    raw,
                    inner,
                    parent,
                    end,
                    children: Vec::new(),
                });
                open.push(me);
            }
            of.push(open.last().copied());
        }
        alone(&mut heads);
        let title = title(&mut heads);
        Self { heads, of, title }
    }

    /// The heading and all above it, innermost first. At most seven, by construction.
    pub fn path(&self, from: Option<usize>) -> impl Iterator<Item = usize> {
        std::iter::successors(from, |at| self.heads.get(*at).and_then(|h| h.parent))
    }

    pub fn is_bold(&self, head: usize) -> bool {
        self.heads.get(head).is_some_and(|h| h.level == BOLD_LEVEL)
    }

    /// The title of the document: its only heading of the first level, if everything stands below it.
    pub fn title(&self) -> Option<usize> {
        self.title
    }

    pub fn sections(&self, cx: &Context<'_>) -> Vec<Section> {
        let section = |head: &Head| {
            let place = cx.blocks[head.block].place;
            let end = cx.blocks.get(head.end).map_or(cx.text.len(), |b| b.place.start);
            Section {
                title: plain(head.inner.of(cx.text)),
                level: head.level,
                parent: head.parent,
                place,
                whole: Place::new(place.start, end),
                line: cx.line(place),
                lane: match head.read.status {
                    Reading::Is(status) => Some(status),
                    _ => None,
                },
                criticality: head.read.criticality,
                phase: head.read.phase.clone(),
            }
        };
        self.heads.iter().map(section).collect()
    }
}

/// `Media` is a rank in one language and a subject in another: it is one where other headings are ranks, too.
fn alone(heads: &mut [Head]) {
    let subject = |h: &Head| h.read.ranked && super::words::folded(&h.read.name) == "media";
    if heads.iter().any(|h| h.read.ranked && !subject(h)) {
        return;
    }
    for head in heads.iter_mut().filter(|h| subject(h)) {
        head.read.ranked = false;
        head.read.criticality = None;
    }
}

fn title(heads: &mut [Head]) -> Option<usize> {
    let alone = heads.iter().filter(|h| h.level == 1).count() == 1;
    let first = heads.first_mut().filter(|h| h.level == 1 && alone)?;
    // `# TODO` names the document; only `# Done` says something about all of it.
    if first.read.lane && first.read.status == Reading::Is(Status::Open) {
        first.read.lane = false;
        first.read.status = Reading::Nothing;
    }
    (!first.read.lane && !first.read.ranked).then_some(0)
}

/// A figure or a sentence in bold is no heading.
fn is_remark(name: &str) -> bool {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let figure =
        name.match_indices(['%', '/']).any(|(at, _)| digit(name[..at].chars().next_back()));
    figure || name.ends_with(['.', '!', '。', '！', '?']) || name.split_whitespace().count() > 9
}

/// A heading, or a paragraph of one bold line that names what follows.
fn head_at(cx: &Context<'_>, at: usize) -> Option<(u8, Place)> {
    let block = &cx.blocks[at];
    match block.kind {
        Kind::Heading { level } => Some((level, block.inner)),
        Kind::Paragraph if block.item.is_none() => {
            let raw = block.inner.of(cx.text);
            if raw.contains('\n') || raw.len() > 160 {
                return None;
            }
            let (_, bare) = super::marks::undecorated_keeping_bold(raw);
            let whole = bold(bare).filter(|(_, rest)| {
                rest.trim()
                    .trim_end_matches([':', '：'])
                    .trim()
                    .chars()
                    .all(|c| !c.is_alphanumeric())
            });
            let colon = raw.ends_with([':', '：']);
            let name = whole.map_or(raw, |(name, _)| name);
            let read = heading::heading(name, &cx.legend, cx.year());
            let states = read.lane || read.ranked || read.phase.is_some();
            // The name of a field with its list below is not a place in the document.
            let field = fields::role(name).is_some() && !states;
            let serves = whole.is_some() && !field && !is_remark(name)
                || colon && (read.lane || read.ranked);
            serves.then_some((BOLD_LEVEL, block.inner))
        }
        _ => None,
    }
}
