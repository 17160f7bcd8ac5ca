//! Items as drafts: a heading with what is below it, a box with its sub-boxes, a row, a bullet, a cell. One
//! function for each shape; which of them a document's gaps are is for the dialects to say.

use crate::model::Status;

use super::blocks::{Kind, Row};
use super::body::Body;
use super::claim::{Form, Shape};
use super::context::Context;
use super::draft::{Draft, Mention};
use super::fields::Role;
use super::grid::Grid;
use super::heading;
use super::inline::plain;
use super::line::{self, Line};
use super::outline::Outline;
use super::place::Place;
use super::survey::Survey;
use super::value::Reading;

/// What the survey and the outline know, for every reader of items.
pub struct Reader<'a, 'b> {
    pub cx: &'a Context<'b>,
    pub outline: &'a Outline,
    pub survey: &'a Survey,
}

/// An item, and the boxes and tables that it used up.
pub struct Item {
    pub draft: Mention,
    pub boxes: Vec<usize>,
    pub tables: Vec<usize>,
}

impl Reader<'_, '_> {
    /// A heading and everything up to the next one that is not below it.
    pub fn heading(&self, at: usize) -> Item {
        let cx = self.cx;
        let head = &self.outline.heads[at];
        let end = head.end.min(cx.blocks.len());
        let stop = cx.blocks.get(end).map_or(cx.text.len(), |b| b.place.start);
        let place = Place::new(cx.blocks[head.block].place.start, stop);
        let mut draft = Draft::new(cx, Shape::Heading, place, head.inner);
        draft.section = head.parent;
        draft.found = head.read.label.clone().filter(|f| self.survey.accepts(f));
        draft.title = match (&draft.found, &head.read.label) {
            (None, Some(label)) => format!("{} {}", label.raw, head.read.name),
            _ => head.read.name.clone(),
        };
        if draft.found.is_none()
            && let Some(number) = &head.read.numbered
        {
            match super::labels::whole(number) {
                Some(found) => draft.found = Some(found),
                None => draft.keep("number", number),
            }
        }
        if head.read.status != Reading::Nothing {
            draft.states.push((Form::Mark, head.inner, head.read.status));
        }
        if head.read.struck {
            draft.states.push((Form::Strike, head.inner, Reading::Nothing));
        }
        if let Some(rank) = head.read.criticality {
            draft.ranks.push((Form::Mark, head.inner, rank));
        }
        let others =
            |b: usize| self.survey.owner.get(b).copied().flatten().is_some_and(|o| o != at);
        let skip = |b: usize| others(b) || self.is_listed(b);
        let body = Body::read(cx, self.outline, &mut draft, (head.block + 1, end), None, &skip);
        Item { boxes: body.taken, tables: body.tables, draft }
    }

    /// A table of labelled rows inside a heading item lists gaps of their own.
    fn is_listed(&self, block: usize) -> bool {
        let grid = self.survey.tables.get(&block);
        grid.is_some_and(|g| g.kind == super::grid::Sort::Items && g.id.is_some())
    }

    /// A box, or a plain bullet, with everything in its item.
    pub fn bullet(&self, at: usize, shape: Shape) -> Item {
        let cx = self.cx;
        let block = &cx.blocks[at];
        let inner = cx.item_text(at);
        let first = cx.lines.within(cx.text, inner).next().unwrap_or(inner);
        let mut draft = Draft::new(cx, shape, block.place, first);
        draft.line = cx.line(block.place);
        draft.section = self.outline.of[at];
        if let Some(found) = cx.boxes[at] {
            let reading = found.meaning.map_or(Reading::Unsure, Reading::from);
            draft.states.push((Form::Box, found.inner, reading));
        }
        self.named(&mut draft, line::line(cx, first), first);
        let end = (at + 1..cx.blocks.len())
            .find(|b| cx.blocks[*b].place.start >= block.place.end)
            .unwrap_or(cx.blocks.len());
        let more = cx.lines.within(cx.text, inner).nth(1).map(|l| Place::new(l.start, inner.end));
        let body = Body::read(cx, self.outline, &mut draft, (at + 1, end), more, &|_| false);
        Item { boxes: body.taken, tables: body.tables, draft }
    }

    /// Takes over what the naming line says.
    fn named(&self, draft: &mut Draft, line: Line, place: Place) {
        draft.found = line.found.clone().filter(|f| self.survey.accepts(f));
        draft.title = match (&draft.found, &line.found) {
            (None, Some(label)) if label.raw != line.title => {
                format!("{} {}", label.raw, line.title)
            }
            _ => line.title,
        };
        if line.status != Reading::Nothing {
            draft.states.push((Form::Mark, line.sign.unwrap_or(place), line.status));
        }
        if line.struck && matches!(line.status, Reading::Is(Status::Dropped | Status::Deferred)) {
            // `- [x] ~~Login~~ cancelled`: the box says that it is off the list, and the words say why.
            let done = |s: &Reading| s.status().is_some_and(Status::is_done);
            let ticked = draft.states.iter_mut().filter(|s| s.0 == Form::Box && done(&s.2));
            ticked.for_each(|s| s.2 = line.status);
        }
        if line.struck {
            draft.states.push((Form::Strike, place, Reading::Nothing));
        }
        if let Some(rank) = line.criticality {
            draft.ranks.push((Form::Mark, place, rank));
        }
        match line.date {
            Some((date, _, true)) => draft.due = Some(date),
            Some((date, place, false)) => draft.completed = Some((date, place)),
            None => {}
        }
        let done = draft.states.iter().any(|s| s.2.status().is_some_and(Status::is_done));
        if let Some(place) = line.pr.filter(|_| done) {
            draft.pr = super::claim::Pr::read(place.of(self.cx.text)).map(|pr| (pr, place));
        }
        draft.owner = line.owner;
        draft.description = line.description;
        let dated = draft.completed.is_some() || draft.due.is_some();
        if let Some(cut) = line.cut
            && !(dated && cut.len() < 14)
        {
            draft.keep("heading", &cut);
        }
    }

    /// A row, by its columns.
    pub fn row(&self, table: usize, grid: &Grid, row: &Row) -> Mention {
        let cx = self.cx;
        let title = grid.title.and_then(|t| row.cells.get(t)).copied().unwrap_or(row.place);
        let mut draft = Draft::new(cx, Shape::Row, row.place, title);
        draft.line = cx.line(row.place);
        draft.section = self.outline.of[table];
        draft.table = Some(table);
        let named = line::line(cx, title);
        let named = if grid.status.is_some() { named.stated_elsewhere() } else { named };
        self.named(&mut draft, named, title);
        if let Some(cell) = grid.id.and_then(|i| row.cells.get(i)) {
            let seen = plain(cell.of(cx.text));
            let (_, bare) = super::marks::undecorated(&seen);
            match super::labels::whole(bare) {
                Some(found) => draft.found = Some(found),
                None => draft.keep("number", &seen),
            }
        }
        if let Some((place, reading)) = grid.state(cx, row) {
            let form = if grid.flag { Form::Flag } else { Form::Cell };
            let lane = draft.section.and_then(|s| super::assemble::lane_head(self.outline, s));
            match reading {
                // An empty cell states nothing, and is where a status will stand.
                Reading::Nothing if lane.is_none() => {
                    draft.states.insert(0, (form, place, Reading::Is(Status::Open)));
                }
                Reading::Nothing => {}
                // A clear column beats a sign that decorates the name.
                told => draft.states.insert(0, (form, place, told)),
            }
        }
        if let Some(cell) = grid.second.and_then(|s| row.cells.get(s)) {
            let told = super::value::value(cell.of(cx.text), &cx.legend);
            if told != Reading::Nothing {
                draft.states.push((Form::Second, *cell, told));
            }
        }
        for (at, cell) in row.cells.iter().enumerate() {
            let taken = Some(at) == grid.title || Some(at) == grid.id;
            if taken || Some(at) == grid.status && grid.flag {
                continue;
            }
            self.cell(&mut draft, grid, at, *cell);
        }
        draft
    }

    fn cell(&self, draft: &mut Draft, grid: &Grid, at: usize, cell: Place) {
        let cx = self.cx;
        let name = grid.names.get(at).cloned().unwrap_or_default();
        let raw = cell.of(cx.text);
        let seen = plain(raw);
        if Some(at) == grid.status {
            // The word is a claim already; what stands beside it is kept.
            if seen.chars().count() > 24 || seen.contains(['(', '（']) {
                draft.keep(&name, &seen);
            }
            return;
        }
        let role = grid.roles.get(at).copied().flatten();
        match role {
            _ if super::draft::blank(&seen) => {}
            Some(Role::Status) | None => draft.keep(&name, &seen),
            // A second column of a role that is the title's already.
            Some(Role::Title | Role::Id) => draft.keep(&name, &seen),
            role => draft.apply(cx, role, &name, cell, Form::Cell),
        }
    }

    /// A cell of a table whose columns are lanes; several items may be stacked in one.
    pub fn lane_cell(&self, table: usize, cell: Place, status: crate::model::Status) -> Mention {
        let cx = self.cx;
        let mut draft = Draft::new(cx, Shape::Cell, cell, cell);
        draft.section = self.outline.of[table];
        self.named(&mut draft, line::line(cx, cell), cell);
        draft.states.push((Form::Lane, cell, Reading::Is(status)));
        draft
    }
}

/// The rows of the table at a block.
pub fn rows<'a>(cx: &'a Context<'_>, at: usize) -> &'a [Row] {
    match &cx.blocks[at].kind {
        Kind::Table(table) => &table.rows,
        _ => &[],
    }
}

/// A row that is no item: empty, a sub-heading in its first cell only, or a sum.
pub fn is_separator(cx: &Context<'_>, grid: &Grid, row: &Row) -> bool {
    let filled: Vec<usize> = (0..row.cells.len())
        .filter(|c| plain(row.cells[*c].of(cx.text)).chars().any(char::is_alphanumeric))
        .collect();
    let first = row.cells.first().map(|c| plain(c.of(cx.text))).unwrap_or_default();
    let sum = super::fields::role(&first) == Some(Role::Total);
    let stated = grid.state(cx, row).is_some_and(|s| s.1 != Reading::Nothing);
    filled.is_empty() && !stated
        || sum
        || filled == [0] && grid.roles.len() > 2 && !stated && grid.status.is_some()
}

/// A row about a phase, not about a gap.
pub fn is_phase(cx: &Context<'_>, grid: &Grid, row: &Row) -> bool {
    if grid.phases || grid.title.is_some_and(|t| grid.roles.get(t) == Some(&Some(Role::Phase))) {
        return true;
    }
    let cell = grid.title.or(Some(0)).and_then(|t| row.cells.get(t));
    let text = cell.map(|c| c.of(cx.text)).unwrap_or_default();
    let read = heading::heading(text, &cx.legend, None);
    read.phase.is_some() && read.label.is_none()
}
