//! Markdown as a flat list of blocks with places: headings, list items, paragraphs, tables, code. What a
//! block means is not decided here. Flat, because a document nested ten thousand deep must cost no more
//! than its length: nothing below recurses.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::place::Place;
use super::rows;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Heading {
        level: u8,
    },
    /// A list item; `inner` is the text of its first paragraph.
    Item {
        depth: usize,
        ordered: bool,
    },
    Paragraph,
    Table(Table),
    /// Code between fences.
    Fence {
        info: String,
    },
    /// Code by indentation: often a list that its author indented too far.
    Indented,
    Html,
}

/// One block. `item` is the list item that it stands in, as an index into the blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub kind: Kind,
    pub place: Place,
    pub inner: Place,
    pub item: Option<usize>,
    pub quoted: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    pub header: Vec<Place>,
    pub rows: Vec<Row>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    pub place: Place,
    pub cells: Vec<Place>,
}

/// What is open while the events go by.
#[derive(Default)]
struct Open {
    blocks: Vec<Block>,
    items: Vec<usize>,
    lists: Vec<bool>,
    quotes: usize,
    run: Option<Place>,
    /// Inside a heading, code, HTML or table: inline events there start no paragraph.
    closed: bool,
    table: Table,
}

/// All blocks of the Markdown that begins at byte `from`.
pub fn blocks(text: &str, from: usize) -> Vec<Block> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut open = Open::default();
    let body = text.get(from..).unwrap_or_default();
    for (event, range) in Parser::new_ext(body, options).into_offset_iter() {
        let place = Place::new(range.start + from, range.end + from);
        match event {
            Event::Start(tag) => open.start(text, &tag, place),
            Event::End(tag) => open.end(text, tag, place),
            Event::Rule => open.flush(text),
            _ => open.inline(place),
        }
    }
    open.flush(text);
    open.blocks
}

impl Open {
    fn push(&mut self, kind: Kind, place: Place, inner: Place) {
        let item = self.items.last().copied();
        self.blocks.push(Block { kind, place, inner, item, quoted: self.quotes > 0 });
    }

    fn inline(&mut self, place: Place) {
        let run = self.run.get_or_insert(place);
        run.end = run.end.max(place.end);
    }

    /// Ends the paragraph at hand: the first one of an item is the item's own text.
    fn flush(&mut self, text: &str) {
        let Some(run) = self.run.take() else { return };
        let run = run.trim(text);
        if self.closed || run.is_empty() {
            return;
        }
        let last = self.blocks.len().saturating_sub(1);
        match (self.items.last(), self.blocks.last_mut()) {
            (Some(item), Some(block)) if *item == last && block.inner.is_empty() => {
                block.inner = run;
            }
            _ => self.push(Kind::Paragraph, run, run),
        }
    }

    fn start(&mut self, text: &str, tag: &Tag<'_>, place: Place) {
        let inline = matches!(
            tag,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
        );
        if inline {
            return self.inline(place);
        }
        self.flush(text);
        match tag {
            Tag::List(start) => self.lists.push(start.is_some()),
            Tag::Item => {
                let ordered = self.lists.last().copied().unwrap_or_default();
                let depth = self.items.len();
                let empty = Place::new(place.start, place.start);
                self.push(Kind::Item { depth, ordered }, place, empty);
                self.items.push(self.blocks.len() - 1);
            }
            Tag::BlockQuote(_) => self.quotes += 1,
            Tag::Table(_) => self.table = Table::default(),
            Tag::TableHead => self.table.header = rows::cells(text, place),
            Tag::TableRow => {
                let width = self.table.header.len();
                self.table.rows.push(Row { place, cells: rows::fitted(text, place, width) });
            }
            Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::MetadataBlock(_) => {}
            _ => return,
        }
        self.closed = !matches!(tag, Tag::List(_) | Tag::Item | Tag::BlockQuote(_));
        if let Tag::CodeBlock(kind) = tag {
            let kind = match kind {
                CodeBlockKind::Fenced(info) => Kind::Fence { info: info.to_string() },
                CodeBlockKind::Indented => Kind::Indented,
            };
            self.push(kind, place, place);
        }
    }

    fn end(&mut self, text: &str, tag: TagEnd, place: Place) {
        match tag {
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Link
            | TagEnd::Image => return self.inline(place),
            TagEnd::Heading(level) => {
                let inner = self.run.take().unwrap_or(Place::new(place.start, place.start));
                self.push(Kind::Heading { level: level as u8 }, place, inner.trim(text));
            }
            TagEnd::Table => {
                let table = std::mem::take(&mut self.table);
                self.push(Kind::Table(table), place, place);
            }
            TagEnd::HtmlBlock => self.push(Kind::Html, place, place),
            TagEnd::CodeBlock => {
                let inner = self.run.take();
                if let (Some(block), Some(inner)) = (self.blocks.last_mut(), inner) {
                    block.inner = inner;
                }
            }
            TagEnd::Item => {
                self.flush(text);
                self.items.pop();
            }
            TagEnd::List(_) => {
                self.flush(text);
                self.lists.pop();
            }
            TagEnd::BlockQuote(_) => {
                self.flush(text);
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::MetadataBlock(_) => {}
            // The parts of a table: the table itself is not over.
            TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell => return,
            _ => return self.flush(text),
        }
        self.run = None;
        self.closed = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        blocks(text, 0)
            .iter()
            .map(|b| {
                let name = match &b.kind {
                    Kind::Heading { level } => format!("h{level}"),
                    Kind::Item { depth, .. } => format!("item{depth}"),
                    Kind::Paragraph => "p".into(),
                    Kind::Table(t) => format!("table{}x{}", t.header.len(), t.rows.len()),
                    Kind::Fence { info } => format!("fence {info}"),
                    Kind::Indented => "indented".into(),
                    Kind::Html => "html".into(),
                };
                format!("{name}: {}", b.inner.of(text).replace('\n', "/"))
            })
            .collect()
    }

    #[test]
    fn tracker_blocks_come_flat_with_their_text() {
        let text = "# A ~~b~~\n\n- [ ] one\n  more\n  - two\n\n    three\n- four\n\n```sh\nx\n```\n\
                    a | b\n--|--\n1 | 2\n";
        assert_eq!(
            shown(text),
            [
                "h1: A ~~b~~",
                "item0: [ ] one/  more",
                "item1: two",
                "p: three",
                "item0: four",
                "fence sh: x/",
                "table2x1: a | b/--|--/1 | 2/",
            ]
        );
    }

    #[test]
    fn tracker_front_matter_is_no_heading() {
        assert_eq!(shown("---\nstatus: x\n---\n\ntext\n"), ["p: text"]);
    }

    #[test]
    fn tracker_hostile_nesting_is_linear() {
        let deep: String = (0..400).map(|n| format!("{}- x\n", "  ".repeat(n))).collect();
        let wide = "- ".repeat(40_000) + "x\n" + &"> ".repeat(40_000) + "y\n";
        assert!(blocks(&deep, 0).len() >= 400);
        assert!(!blocks(&wide, 0).is_empty());
    }
}
