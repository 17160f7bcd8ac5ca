//! What stands below an item: fields, criteria, files, prose. The same reader serves a heading item and a
//! box, because authors move their items from one to the other.

use crate::model::Status;

use super::blocks::Kind;
use super::claim::{Criterion, Form, Shape};
use super::context::Context;
use super::draft::Draft;
use super::fields::{self, Role};
use super::grid;
use super::inline::plain;
use super::marks::{self, Meaning};
use super::outline::Outline;
use super::place::Place;
use super::value::{self, Reading};

/// The deepest criterion that keeps its own level: `1.2.3`.
const CRITERION_DEPTH_MAX: usize = 3;

/// What the following list or paragraph is about.
#[derive(Debug, Clone, Default)]
struct Lead {
    role: Option<Role>,
    name: String,
    /// The list item that announced it: it ends with that item.
    item: Option<usize>,
}

pub struct Body<'a, 'b> {
    cx: &'a Context<'b>,
    outline: &'a Outline,
    lead: Lead,
    /// The criterion that each list item is or stands below, as an index; parallel to the blocks from `from`.
    within: Vec<Option<usize>>,
    from: usize,
    tops: usize,
    /// For each criterion, how many it has below it, and how deep it is.
    below: Vec<(usize, usize)>,
    /// Boxes of this body, for the tally.
    pub taken: Vec<usize>,
    /// Rows of tables in this body that became criteria, fields or source.
    pub tables: Vec<usize>,
}

impl<'a, 'b> Body<'a, 'b> {
    /// Reads the blocks from `from` to before `end` into the draft. `skip` says which blocks belong to others.
    pub fn read(
        cx: &'a Context<'b>,
        outline: &'a Outline,
        draft: &mut Draft,
        (from, end): (usize, usize),
        lead_in: Option<Place>,
        skip: &dyn Fn(usize) -> bool,
    ) -> Self {
        let within = vec![None; end.saturating_sub(from)];
        let mut me = Self {
            cx,
            outline,
            lead: Lead::default(),
            within,
            from,
            tops: 0,
            below: Vec::new(),
            taken: Vec::new(),
            tables: Vec::new(),
        };
        if let Some(lead_in) = lead_in {
            me.paragraph(draft, lead_in, None);
        }
        for at in from..end {
            if !skip(at) {
                me.block(draft, at);
            }
        }
        me
    }

    fn block(&mut self, draft: &mut Draft, at: usize) {
        let cx = self.cx;
        let Some(block) = cx.blocks.get(at) else { return };
        if let Some(item) = self.lead.item
            && !self.is_below(at, item)
        {
            self.lead = Lead::default();
        }
        match &block.kind {
            Kind::Heading { .. } => self.subheading(draft, at),
            Kind::Paragraph if self.is_head(at) => self.subheading(draft, at),
            Kind::Paragraph => self.paragraph(draft, block.inner, block.item),
            Kind::Item { .. } => self.item(draft, at),
            Kind::Table(_) => self.table(draft, at),
            Kind::Fence { info } => self.code(draft, block.inner, info),
            Kind::Indented => self.code(draft, block.inner, "code"),
            Kind::Html => {
                let raw = block.place.of(cx.text).trim();
                if !raw.starts_with("<!--") {
                    draft.keep("html", raw);
                }
            }
        }
    }

    fn is_head(&self, at: usize) -> bool {
        let head = self.outline.of.get(at).copied().flatten();
        head.and_then(|h| self.outline.heads.get(h)).is_some_and(|h| h.block == at)
    }

    /// Whether a block stands in an item, directly or at one remove: enough to end a lead.
    fn is_below(&self, at: usize, item: usize) -> bool {
        let whole = self.cx.blocks.get(item).map_or(Place::default(), |b| b.place);
        self.cx.blocks.get(at).is_some_and(|b| whole.holds(b.place))
    }

    fn subheading(&mut self, draft: &mut Draft, at: usize) {
        let head =
            self.outline.of.get(at).copied().flatten().and_then(|h| self.outline.heads.get(h));
        let name = plain(self.cx.blocks[at].inner.of(self.cx.text));
        let role = head.and_then(|h| {
            if h.read.goal { Some(Role::Criteria) } else { fields::role(&h.read.name) }
        });
        self.lead = Lead { role, name: name.clone(), item: None };
        if role.is_none() {
            draft.keep("heading", &name);
        }
    }

    fn paragraph(&mut self, draft: &mut Draft, place: Place, item: Option<usize>) {
        let mut prose: Option<Place> = None;
        for line in self.cx.lines.within(self.cx.text, place) {
            let found = fields::fields(self.cx.text, line);
            let stated = found.is_empty() && prose.is_none() && self.status_line(draft, line);
            if stated || self.fields(draft, &found, item) {
                if let Some(prose) = prose.take() {
                    self.prose(draft, prose);
                }
            } else {
                prose = Some(Place::new(prose.map_or(line.start, |p| p.start), line.end));
            }
        }
        if let Some(prose) = prose {
            self.prose(draft, prose);
        }
    }

    /// `🔴 P0 | ⬜ TODO | Est: 2d`: a line without fields, of bare values below a heading, one of which is a status.
    fn status_line(&mut self, draft: &mut Draft, line: Place) -> bool {
        let cx = self.cx;
        let stated = draft.states.iter().any(|s| matches!(s.0, Form::Field | Form::Box));
        if draft.shape != Shape::Heading || stated || line.end - line.start > 160 {
            return false;
        }
        let raw = line.of(cx.text);
        let parts: Vec<Place> = raw
            .split(['|', '·', '•', '｜'])
            .map(|part| line.part(cx.text, part).trim(cx.text))
            .collect();
        let status = |part: &Place| {
            let text = part.of(cx.text);
            let (_, words) = marks::undecorated(text);
            let words = words.trim_end_matches(['*', '_', '`']).trim_start_matches('`');
            let whole = !words.contains([':', '：'])
                && super::heading::words_only(words, &cx.legend).is_some();
            let set_off = parts.len() > 1 || words.len() < text.len();
            (whole && set_off).then(|| value::value(text, &cx.legend))
        };
        let told: Vec<(Place, Reading)> =
            parts.iter().filter_map(|p| Some((*p, status(p)?))).collect();
        let [(place, reading)] = told.as_slice() else { return false };
        draft.states.push((Form::Field, *place, *reading));
        for part in parts.iter().filter(|p| *p != place) {
            let text = part.of(cx.text);
            let found = fields::fields(cx.text, *part);
            if let Some(rank) = super::heading::rank(text).filter(|_| found.is_empty()) {
                draft.ranks.push((Form::Field, *part, rank));
            } else if found.is_empty() {
                draft.keep("", &plain(text));
            }
            for field in found {
                let name = plain(field.name.of(cx.text));
                draft.apply(cx, field.role, &name, field.value, Form::Field);
            }
        }
        true
    }

    /// Applies the fields of a line; false where it has none.
    fn fields(&mut self, draft: &mut Draft, found: &[fields::Field], item: Option<usize>) -> bool {
        let cx = self.cx;
        for field in found {
            let name = plain(field.name.of(cx.text));
            let role = field.role;
            if !field.value.is_empty() {
                draft.apply(cx, role, &name, field.value, Form::Field);
            }
            self.lead = Lead { role, name, item };
        }
        !found.is_empty()
    }

    fn prose(&mut self, draft: &mut Draft, place: Place) {
        let raw = place.of(self.cx.text);
        let seen = plain(raw);
        if seen.chars().all(|c| !c.is_alphanumeric()) {
            return;
        }
        let announced = self.lead.role.is_some() || !self.lead.name.is_empty();
        match self.lead.role {
            Some(Role::Description) if draft.description.is_none() => {
                draft.describe("Description", raw)
            }
            Some(Role::Solution) if draft.solution.is_none() => draft.solution = Some(seen.clone()),
            None if !announced && draft.description.is_none() => draft.describe("", raw),
            _ => draft.keep(&self.lead.name.clone(), &seen),
        }
        // `Acceptance criteria:` as a line of its own, without emphasis.
        if raw.trim_end().ends_with([':', '：']) && !raw.contains('\n') {
            self.lead = Lead { role: fields::role(raw), name: seen, item: None };
        }
    }

    fn item(&mut self, draft: &mut Draft, at: usize) {
        let cx = self.cx;
        let block = &cx.blocks[at];
        let above = block
            .item
            .and_then(|i| i.checked_sub(self.from))
            .and_then(|i| self.within.get(i).copied().flatten());
        let mut mine = above;
        let inner = cx.item_text(at);
        let boxed = cx.boxes.get(at).copied().flatten();
        if cx.legend_blocks.get(at).copied().unwrap_or_default() {
            // A legend inside an item explains signs; it states nothing about the item.
        } else if let Some(found) = boxed.filter(|_| self.is_own_box(draft, inner, above)) {
            // `### TASK-1: Export` with `- [x] **Description**: ...` below it: the box is the item's own.
            self.taken.push(at);
            let reading = found.meaning.map_or(Reading::Unsure, Reading::from);
            draft.states.push((Form::Box, found.inner, reading));
            self.fields_of_item(draft, at, inner);
        } else if let Some(found) = boxed {
            self.taken.push(at);
            let met = matches!(found.meaning, Some(Meaning::Is(s)) if s.is_done());
            mine = self.criterion(draft, above, inner, (met, true, found.inner, Form::Box));
        } else if self.fields_of_item(draft, at, inner) {
        } else if self.lead.role == Some(Role::Criteria) && above.is_none() {
            mine = self.signed(draft, inner);
        } else {
            self.bullet(draft, inner, above);
        }
        if let Some(slot) = at.checked_sub(self.from).and_then(|i| self.within.get_mut(i)) {
            *slot = mine;
        }
    }

    fn is_own_box(&self, draft: &Draft, inner: Place, above: Option<usize>) -> bool {
        let boxed = draft.states.iter().any(|s| s.0 == Form::Box);
        let free = draft.shape == Shape::Heading && above.is_none() && !boxed;
        let first = self.cx.lines.within(self.cx.text, inner).next();
        let fields = first.filter(|_| free).map(|line| fields::fields(self.cx.text, line));
        let role = fields.and_then(|f| f.first().and_then(|f| f.role));
        role == Some(Role::Description) && self.lead.role != Some(Role::Criteria)
    }

    /// `- **Effort**: 2 days`, and lines below it in the same item.
    fn fields_of_item(&mut self, draft: &mut Draft, at: usize, inner: Place) -> bool {
        let cx = self.cx;
        let mut lines = cx.lines.within(cx.text, inner);
        let Some(first) = lines.next() else { return false };
        let known = |f: &fields::Field| f.role.is_some() || f.value.is_empty();
        let found = fields::fields(cx.text, first);
        // A bold name nobody knows is a bullet with a bold beginning, not a field.
        if !found.first().is_some_and(known) || self.lead_takes(found.first().and_then(|f| f.role))
        {
            return false;
        }
        self.fields(draft, &found, Some(at));
        if let Some(second) = lines.next() {
            self.paragraph(draft, Place::new(second.start, inner.end), Some(at));
        }
        true
    }

    /// Below `Affected files:` a line `` `a.rs`: why `` is a file, whatever its first word is.
    fn lead_takes(&self, role: Option<Role>) -> bool {
        matches!(self.lead.role, Some(Role::Files | Role::Criteria)) && role != Some(Role::Status)
    }

    /// A bullet below "Acceptance criteria", met where it begins or ends with a sign of done.
    fn signed(&mut self, draft: &mut Draft, inner: Place) -> Option<usize> {
        let cx = self.cx;
        let raw = inner.of(cx.text);
        let (signs, rest) = marks::undecorated_keeping_bold(raw);
        let told = signs.iter().find_map(|s| cx.legend.meaning(s));
        let lead = raw.len() - rest.len();
        let sign = Place::new(inner.start, inner.start + raw[..lead].trim_end().len());
        let text = Place::new(inner.start + lead, inner.end);
        let met = matches!(told, Some(Meaning::Is(s)) if s.is_done());
        let tail = super::heading::trailing(text.of(cx.text), &cx.legend).0.status();
        let struck = raw.starts_with("~~") && raw.trim_end().ends_with("~~");
        let done = met || told.is_none() && tail.is_some_and(Status::is_done) || struck;
        let marked = told.is_some() || tail.is_some();
        self.criterion(draft, None, text, (done, marked, sign, Form::Mark))
    }

    fn criterion(
        &mut self,
        draft: &mut Draft,
        above: Option<usize>,
        text: Place,
        (met, marked, mark, form): (bool, bool, Place, Form),
    ) -> Option<usize> {
        let depth = above.and_then(|a| self.below.get(a)).map_or(0, |b| b.1);
        let number = match above.filter(|_| depth < CRITERION_DEPTH_MAX) {
            Some(above) => {
                self.below[above].0 += 1;
                format!("{}.{}", draft.criteria[above].number, self.below[above].0)
            }
            None => {
                self.tops += 1;
                self.tops.to_string()
            }
        };
        let depth = if above.is_some() { (depth + 1).min(CRITERION_DEPTH_MAX) } else { 1 };
        self.below.push((0, depth));
        let seen = plain(text.of(self.cx.text));
        draft.criteria.push(Criterion {
            number,
            text: seen,
            met,
            marked,
            mark,
            form,
            line: self.cx.line(text),
            place: text,
        });
        Some(draft.criteria.len() - 1)
    }

    fn bullet(&mut self, draft: &mut Draft, inner: Place, above: Option<usize>) {
        let seen = plain(inner.of(self.cx.text));
        if let Some(above) = above {
            let name = format!("criterion {}", draft.criteria[above].number);
            return draft.keep(&name, &seen);
        }
        match self.lead.role {
            Some(Role::Files) => draft.file(&seen),
            Some(Role::Verify) => draft.verify.push(seen.trim_matches('`').to_owned()),
            _ => draft.keep(&self.lead.name.clone(), &seen),
        }
    }

    /// A vertical table gives fields; a table with a status column below an item gives criteria.
    fn table(&mut self, draft: &mut Draft, at: usize) {
        let cx = self.cx;
        let grid = grid::grid(cx, at, None);
        self.tables.push(at);
        let Kind::Table(table) = &cx.blocks[at].kind else { return };
        if grid.kind == grid::Sort::Fields {
            for (name, value) in grid::pairs(cx, table) {
                let seen = plain(name.of(cx.text));
                draft.apply(cx, fields::role(&seen), &seen, value, Form::Field);
            }
            return;
        }
        let rows = |row: &super::blocks::Row| {
            let cells: Vec<String> = row.cells.iter().map(|c| plain(c.of(cx.text))).collect();
            cells.join(" | ")
        };
        for row in &table.rows {
            match grid.state(cx, row) {
                Some((place, reading)) if grid.kind == grid::Sort::Items => {
                    let met = reading.status().is_some_and(Status::is_done);
                    let text =
                        grid.title.and_then(|t| row.cells.get(t)).copied().unwrap_or(row.place);
                    self.criterion(draft, None, text, (met, true, place, Form::Cell));
                    draft.keep(&format!("criterion {}", self.tops), &rows(row));
                }
                _ => draft.keep(&self.lead.name.clone(), &rows(row)),
            }
        }
    }

    fn code(&mut self, draft: &mut Draft, inner: Place, info: &str) {
        let raw = inner.of(self.cx.text);
        if self.lead.role != Some(Role::Verify) {
            let name = if self.lead.name.is_empty() { info } else { &self.lead.name };
            return draft.keep(name, raw);
        }
        for line in raw.lines().map(str::trim).filter(|l| !l.is_empty()) {
            if line.starts_with('#') {
                draft.keep("verification", line);
            } else {
                draft.verify.push(line.trim_start_matches("$ ").to_owned());
            }
        }
    }
}
