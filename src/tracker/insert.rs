//! Whole new gaps: each is written as the newest of its like in the same document is, with its fields in the
//! same order, its bullets, its separators.

use crate::model::Status;

use super::blocks::Kind;
use super::claim::{Claim, Fact, Form, Shape, Statement, Tracker};
use super::edit::Edits;
use super::fields::{self, Role};
use super::grid::Grid;
use super::inline::plain;
use super::items::Reader;
use super::layout::{self, line_end};
use super::place::Place;
use super::style::{self, serves};
use super::truth::{NewGap, Truth};
use super::written_dates::date_like;

/// A text that may stand in a cell.
pub fn escape(cell: &str) -> String {
    cell.replace('|', "\\|").replace(['\n', '\r'], " ")
}

/// A row behind the last one of a table, with or without outer pipes as that one has them.
pub fn put_row(
    reader: &Reader<'_, '_>,
    tracker: &Tracker,
    table: usize,
    cells: &[String],
    edits: &mut Edits,
) {
    let text = &tracker.text;
    let place = reader.cx.blocks[table].place.trim(text);
    let last = tracker.lines.whole(text, place.end.saturating_sub(1));
    let line = last.of(text);
    let bare = line.trim_start();
    let indent = &line[..line.len() - bare.len()];
    let outer = bare.starts_with('|');
    let inner = cells.join(" | ");
    let row = if outer { format!("{indent}| {inner} |") } else { format!("{indent}{inner}") };
    let ending = line_end(text);
    let text_row =
        if line.ends_with('\n') { format!("{row}{ending}") } else { format!("{ending}{row}") };
    edits.put(text, Place::new(last.end, last.end), text_row);
}

/// The section that a new gap belongs to: of its criticality, and among those of its block.
pub fn section_for(tracker: &Tracker, new: &NewGap) -> Option<usize> {
    let model = model_for(tracker, new)?;
    empty_lane(tracker, model, new).or(model.section)
}

/// The lane of the new gap's status that has no item to stand behind, where the model stands in another lane.
fn empty_lane(tracker: &Tracker, model: &Statement, new: &NewGap) -> Option<usize> {
    let lane = |at: usize| tracker.sections.get(at).and_then(|s| s.lane);
    let own = model.section.and_then(lane)?;
    if serves(own, new.status) || !matches!(model.shape, Shape::Box | Shape::Bullet) {
        return None;
    }
    let is_lane = |at: &usize| {
        let title = &tracker.sections[*at].title;
        super::heading::heading(title, &tracker.legend, None).lane
    };
    let mut fits =
        (0..tracker.sections.len()).filter(|at| lane(*at).is_some_and(|l| serves(l, new.status)));
    fits.find(is_lane)
}

/// The newest item that is most like the new gap: the one to stand behind and to look like.
fn model_for<'a>(tracker: &'a Tracker, new: &NewGap) -> Option<&'a Statement> {
    let score = |s: &&Statement| {
        let gap = &tracker.gaps[s.gap];
        let lane = s.section.and_then(|s| tracker.sections.get(s)).and_then(|s| s.lane);
        let lane_fits = lane.is_none_or(|l| serves(l, new.status));
        let rank = gap.criticality == new.criticality;
        let prefix = gap.label.prefix() == new.label.prefix();
        let block = prefix
            || new.block.is_some() && gap.block.as_ref().map(|b| &b.name) == new.block.as_ref();
        let left = gap.status.is_some_and(Status::is_left);
        // `TASK-5.4` stands with `TASK-5.3`, whatever its criticality.
        let major = |number: &str| number.split_once('.').map(|n| n.0.to_owned());
        let series = prefix
            && major(gap.label.number()).is_some()
            && major(gap.label.number()) == major(new.label.number());
        (lane_fits, series, rank, block, left, gap.recurs.is_none(), s.place.start)
    };
    tracker.statements.iter().filter(|s| s.primary && s.shape != Shape::Cell).max_by_key(score)
}

/// Adds the gaps that the document does not have.
pub fn new_gaps(reader: &Reader<'_, '_>, tracker: &Tracker, truth: &Truth, edits: &mut Edits) {
    let known = |label: &str| tracker.gaps.iter().any(|g| g.label.as_str() == label);
    for new in truth.new.iter().filter(|n| !known(n.label.as_str())) {
        let Some(model) = model_for(tracker, new) else { continue };
        match model.shape {
            Shape::Heading => heading(tracker, model, new, edits),
            Shape::Row => row(reader, tracker, model, new, edits),
            _ => bullet(tracker, model, new, edits),
        }
    }
}

/// Behind the last item of the model's section.
fn arrival(tracker: &Tracker, model: &Statement) -> usize {
    let same = |s: &&Statement| s.section == model.section && s.shape == model.shape;
    let last = tracker
        .statements
        .iter()
        .filter(same)
        .map(|s| s.place.trim(&tracker.text).end.max(s.place.start))
        .max();
    let end = last.unwrap_or(model.place.end);
    match model.shape {
        Shape::Heading => {
            let last = tracker.statements.iter().filter(same).max_by_key(|s| s.place.end);
            layout::item_end(tracker, last.unwrap_or(model))
        }
        _ => tracker.lines.whole(&tracker.text, end.saturating_sub(1)).end,
    }
}

/// A line of the model with another value.
fn field_value(tracker: &Tracker, new: &NewGap, role: Role, old: &str) -> Option<String> {
    match role {
        // A path below that name says where, and nobody knows it of the new one.
        Role::Block => new.block.clone().filter(|_| !old.starts_with('`')),
        Role::Criticality => new.criticality.map(|c| style::rank(tracker, Form::Field, c, old)),
        Role::Type => new.kind.clone(),
        Role::Description => new.description.clone(),
        Role::Status => Some(style::value(tracker, Form::Field, new.status, (old, None))),
        Role::Owner => new.owner.clone(),
        Role::Due => new.due.map(|d| date_like(d, old)),
        Role::Effort => new.effort.clone(),
        Role::Id => Some(new.label.to_string()),
        Role::Title => Some(new.title.clone()),
        Role::Completed => new.completed.map(|d| date_like(d, old)),
        Role::Pr => new.pr.clone(),
        _ => None,
    }
}

/// A heading item after the pattern of the model: its fields in its order, its separators, its bullets.
fn heading(tracker: &Tracker, model: &Statement, new: &NewGap, edits: &mut Edits) {
    let text = &tracker.text;
    let ending = line_end(text);
    let mut lines: Vec<String> = vec![head_line(tracker, model, new)];
    let mut listed: Option<Role> = None;
    let mut ticked = false;
    let stop = layout::item_end(tracker, model);
    let whole = Place::new(model.place.start, stop);
    for line in tracker.lines.within(text, whole).skip(1) {
        let raw = line.of(text);
        if raw.trim().is_empty() {
            if lines.last().is_some_and(|l| !l.is_empty()) {
                lines.push(String::new());
            }
            continue;
        }
        if matches!(raw.trim(), "---" | "***" | "___") {
            lines.push(raw.to_owned());
            continue;
        }
        if raw.trim_start().starts_with('|') {
            lines.extend(pair_line(tracker, new, line));
            continue;
        }
        let bare = raw.trim_start();
        let item = bare.strip_prefix(['-', '*', '+']).filter(|r| r.starts_with(' '));
        let inner = item.map_or(line, |item| line.part(text, item));
        let found = fields::fields(text, inner);
        if found.is_empty() {
            if let Some(line) = status_line(tracker, model, new, line) {
                lines.push(line);
                continue;
            }
            // The first bullet of a list shows how bullets look; the others are another gap's.
            let bullet = raw.trim_start().starts_with(['-', '*', '+']);
            let boxed = bullet && raw.contains("[") && !ticked && !new.criteria.is_empty();
            if let Some(role) = listed.take().or(boxed.then_some(Role::Criteria)) {
                ticked |= role == Role::Criteria;
                lines.extend(bullets(new, role, raw));
            }
            continue;
        }
        listed = list_role(&found, new);
        if let Some(line) = filled(tracker, new, line, &found, listed) {
            lines.push(line);
        }
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    tidy(&mut lines);
    let at = arrival(tracker, model);
    let before = text.get(..at).unwrap_or_default();
    let gap = if before.ends_with("\n\n") || before.ends_with("\r\n\r\n") {
        ""
    } else if before.ends_with('\n') {
        ending
    } else {
        "\n\n"
    };
    let after = if at >= text.len() { "" } else { ending };
    let body = lines.join(ending);
    edits.put(text, Place::new(at, at), format!("{gap}{body}{ending}{after}"));
}

/// `🔴 P0 | ⬜ TODO`, where the model has a line of bare values; what else stands there is another gap's.
fn status_line(tracker: &Tracker, model: &Statement, new: &NewGap, line: Place) -> Option<String> {
    let text = &tracker.text;
    let mine = |c: &&Claim| {
        c.form == Form::Field
            && tracker.statements.get(c.statement) == Some(model)
            && line.holds(c.place)
    };
    let claims: Vec<&Claim> = tracker.claims.iter().filter(mine).collect();
    claims.iter().find(|c| matches!(c.fact, Fact::Status(_)))?;
    let end = claims.iter().map(|c| c.place.end).max()?;
    let kept = Place::new(line.start, end);
    let mut inner = Edits::default();
    for claim in claims {
        let old = claim.place.of(text);
        let value = match claim.fact {
            Fact::Status(_) => style::value(tracker, Form::Field, new.status, (old, None)),
            Fact::Criticality(_) => new
                .criticality
                .map_or("-".to_owned(), |c| style::rank(tracker, Form::Field, c, old)),
            _ => continue,
        };
        let place = Place::new(claim.place.start - kept.start, claim.place.end - kept.start);
        inner.put(kept.of(text), place, value);
    }
    Some(super::edit::apply(kept.of(text), &inner.done()))
}

/// A line of a vertical table with the new gap's value; its header and rule as they are.
fn pair_line(tracker: &Tracker, new: &NewGap, line: Place) -> Option<String> {
    let text = &tracker.text;
    let cells = super::rows::cells(text, line);
    let [name, value] = cells.as_slice() else { return None };
    let name = name.of(text);
    let known = fields::role(name).filter(|_| !name.chars().all(|c| "-: ".contains(c)));
    let Some(role) = known else { return Some(line.of(text).to_owned()) };
    let new = field_value(tracker, new, role, value.of(text))?;
    let mut inner = Edits::default();
    let place = Place::new(value.start - line.start, value.end - line.start);
    inner.put(line.of(text), place, escape(&new));
    Some(super::edit::apply(line.of(text), &inner.done()))
}

/// No two blank lines in a row, and none between a lead and its bullets that the model does not have.
fn tidy(lines: &mut Vec<String>) {
    let mut kept: Vec<String> = Vec::with_capacity(lines.len());
    for line in lines.drain(..) {
        let double = line.is_empty() && kept.last().is_some_and(String::is_empty);
        if !double {
            kept.push(line);
        }
    }
    *lines = kept;
}

fn list_role(found: &[fields::Field], new: &NewGap) -> Option<Role> {
    let last = found.last().filter(|f| f.value.is_empty())?;
    match last.role? {
        Role::Criteria if !new.criteria.is_empty() => Some(Role::Criteria),
        Role::Files if !new.files.is_empty() => Some(Role::Files),
        _ => None,
    }
}

/// A field line with the new gap's values; none where it has none of them.
fn filled(
    tracker: &Tracker,
    new: &NewGap,
    line: Place,
    found: &[fields::Field],
    listed: Option<Role>,
) -> Option<String> {
    let text = &tracker.text;
    if listed.is_some() {
        return Some(line.of(text).to_owned());
    }
    let mut inner = Edits::default();
    let mut values = 0;
    for field in found {
        let value = field.role.and_then(|r| field_value(tracker, new, r, field.value.of(text)));
        match value {
            Some(value) => {
                values += 1;
                let place =
                    Place::new(field.value.start - line.start, field.value.end - line.start);
                inner.put(line.of(text), place, value);
            }
            None if field.value.is_empty() => return None,
            None => {
                let place =
                    Place::new(field.value.start - line.start, field.value.end - line.start);
                inner.put(line.of(text), place, "-");
            }
        }
    }
    (values > 0).then(|| super::edit::apply(line.of(text), &inner.done()))
}

fn bullets(new: &NewGap, role: Role, like: &str) -> Vec<String> {
    let bare = like.trim_start();
    let lead: String = like[..like.len() - bare.len()].to_owned() + bare.get(..2).unwrap_or("- ");
    let boxed = bare.get(2..).is_some_and(|r| r.trim_start().starts_with('['));
    let tick = |met: bool| match (boxed, met) {
        (true, true) => "[x] ",
        (true, false) => "[ ] ",
        (false, true) => "✅ ",
        (false, false) => "",
    };
    match role {
        Role::Criteria => {
            new.criteria.iter().map(|(t, met)| format!("{lead}{}{t}", tick(*met))).collect()
        }
        _ => new
            .files
            .iter()
            .map(|f| {
                let note = f.note.as_ref().map(|n| format!(" ({n})")).unwrap_or_default();
                format!("{lead}`{}`{note}", f.path)
            })
            .collect(),
    }
}

/// The naming line of the model with another label and title, dressed for the status.
fn head_line(tracker: &Tracker, model: &Statement, new: &NewGap) -> String {
    let text = &tracker.text;
    let line = tracker.lines.line(text, model.head.start);
    let lead = Place::new(line.start, model.head.start).of(text);
    let tail = Place::new(model.head.end, line.end).of(text);
    format!("{lead}{}{tail}", named(tracker, model, new))
}

fn named(tracker: &Tracker, model: &Statement, new: &NewGap) -> String {
    let gap = &tracker.gaps[model.gap];
    let dress = style::undress(model.head.of(&tracker.text), &tracker.legend);
    let mut core = dress.core;
    // A sign that nobody can tell the meaning of is the model's own.
    if model.shape == Shape::Bullet {
        core = super::marks::undecorated_keeping_bold(&core).1.to_owned();
    }
    let raw_label = gap.original.clone().unwrap_or_default();
    if !raw_label.is_empty() && core.contains(&raw_label) {
        core = core.replacen(&raw_label, &written_label(&raw_label, new), 1);
    }
    core = match core.find(&gap.title) {
        Some(at) => {
            // What follows the title (a description, a date) is the model's own.
            let after =
                core[at + gap.title.len()..].chars().take_while(|c| matches!(c, '*' | '_' | '`'));
            let close: String = after.collect();
            format!("{}{}{close}", &core[..at], new.title)
        }
        None => format!("{}: {}", new.label, new.title),
    };
    if model.shape == Shape::Heading {
        core = numbered(tracker, model, core);
    }
    match (model.shape, new.status) {
        (Shape::Heading, Status::Open) if style::is_known_by_mark(tracker, model) => {
            let line = style::line(tracker, Shape::Heading, Status::Open, &core);
            let bare = style::undress(&line, &tracker.legend);
            let says = !bare.lead.is_empty() || !bare.tail.is_empty();
            if says { line } else { format!("{line} {}", style::open_sign(tracker)) }
        }
        (Shape::Heading, status) => style::line(tracker, Shape::Heading, status, &core),
        (Shape::Bullet, status) => match sign(tracker, status) {
            sign if sign.is_empty() => {
                let line = style::line(tracker, Shape::Bullet, status, &core);
                if style::stands_alone(tracker, model) {
                    style::restated(tracker, status, model.head.of(&tracker.text), line)
                } else {
                    line
                }
            }
            sign => format!("{sign}{core}"),
        },
        (_, Status::Open) => core,
        (shape, status) => style::line(tracker, shape, status, &core),
    }
}

/// `4. Title` behind `3. Title`: the number after the highest of its level, where the model has a plain one.
fn numbered(tracker: &Tracker, model: &Statement, core: String) -> String {
    let number = |text: &str| -> Option<(u64, usize)> {
        let digits = text.chars().take_while(char::is_ascii_digit).count();
        let ends = text[digits..].starts_with(". ") || text[digits..].starts_with(") ");
        Some((text[..digits].parse().ok().filter(|_| ends)?, digits))
    };
    let Some((_, digits)) = number(&core) else { return core };
    let own = tracker.sections.iter().find(|s| s.place.holds(model.head));
    let Some((level, parent)) = own.map(|s| (s.level, s.parent)) else { return core };
    let kin = tracker.sections.iter().filter(|s| s.level == level && s.parent == parent);
    let bare = |title: &str| super::marks::undecorated(title).1.to_owned();
    let last = kin.filter_map(|s| Some(number(&bare(&s.title))?.0)).max();
    // Numbers that go on from section to section go on for the new one, too.
    let level = tracker.sections.iter().filter(|s| s.level == level);
    let all: Vec<u64> = level.filter_map(|s| Some(number(&bare(&s.title))?.0)).collect();
    let through = all.windows(2).all(|pair| pair[0] < pair[1]);
    let last = if through { all.last().copied().max(last) } else { last };
    last.and_then(|n| n.checked_add(1)).map_or(core.clone(), |n| format!("{n}{}", &core[digits..]))
}

/// The sign before a bullet, in a document whose bullets have signs.
fn sign(tracker: &Tracker, status: Status) -> String {
    let text = &tracker.text;
    let signs = tracker.claims.iter().rev().filter(|c| {
        let bullet = tracker.statements.get(c.statement).is_some_and(|s| s.shape == Shape::Bullet);
        bullet && c.form == Form::Mark && c.place.of(text).chars().count() <= 3
    });
    let mut any = signs.clone().peekable();
    if any.peek().is_none() {
        return String::new();
    }
    let mut signs = signs;
    let same = signs.find(|c| matches!(c.fact, Fact::Status(Some(s)) if serves(s, status)));
    let sign = same.map_or(super::marks::write(status), |c| c.place.of(text));
    format!("{sign} ")
}

/// `Task 1.2` for `TASK-1.2`, where the document writes labels so.
fn written_label(like: &str, new: &NewGap) -> String {
    let number = new.label.number();
    // `2.1 Probes`: a number of its own kind, or a label that is set off.
    if like.starts_with(|c: char| c.is_ascii_digit()) {
        let dotted = number.contains('.');
        return if dotted { number.to_owned() } else { format!("{}:", new.label) };
    }
    match like.rsplit_once(' ') {
        Some((word, _)) => format!("{word} {number}"),
        None => new.label.to_string(),
    }
}

/// The sign of the next item of a list: `-`, or the next number.
fn marker(tracker: &Tracker, model: &Statement, raw: &str) -> String {
    let text = &tracker.text;
    let same = |s: &&Statement| s.section == model.section && s.shape == model.shape;
    let last = tracker.statements.iter().filter(same).max_by_key(|s| s.place.start);
    let line = last.map_or(raw, |s| tracker.lines.line(text, s.place.start).of(text)).trim_start();
    let digits: String = line.chars().take_while(char::is_ascii_digit).collect();
    match (digits.parse::<u32>(), line.chars().nth(digits.len())) {
        (Ok(number), Some(end @ ('.' | ')'))) => format!("{}{end}", number + 1),
        _ => raw.trim_start().chars().next().unwrap_or('-').to_string(),
    }
}

/// A box as the model has it: its brackets, and a word where it has a word.
fn new_box(tracker: &Tracker, model: &Statement, status: Status) -> String {
    let text = &tracker.text;
    let own =
        |c: &&Claim| c.form == Form::Box && tracker.statements.get(c.statement) == Some(model);
    let found = tracker.claims.iter().find(own).map(|c| c.place);
    let old = found.map_or("", |p| p.of(text));
    let open = found.and_then(|p| text[..p.start].chars().next_back()).unwrap_or('[');
    let close = found.and_then(|p| text[p.end..].chars().next()).unwrap_or(']');
    let blank = found.is_some_and(|p| !text[p.end + close.len_utf8()..].starts_with([' ', '\t']));
    let blank = if blank { "" } else { " " };
    let (open, close) = if open == '\\' || close == '\\' { ('[', ']') } else { (open, close) };
    format!("{open}{}{close}{blank}", style::letter(tracker, status, old))
}

/// A box or bullet behind the last one of its list, with its criteria below it.
fn bullet(tracker: &Tracker, model: &Statement, new: &NewGap, edits: &mut Edits) {
    let text = &tracker.text;
    let ending = line_end(text);
    let line = tracker.lines.line(text, model.place.start);
    let raw = line.of(text);
    let indent = &raw[..raw.len() - raw.trim_start().len()];
    let sign = marker(tracker, model, raw);
    let boxed =
        if model.shape == Shape::Box { new_box(tracker, model, new.status) } else { String::new() };
    let open = NewGap {
        status: if model.shape == Shape::Box { Status::Open } else { new.status },
        ..new.clone()
    };
    let mut lines = vec![format!("{indent}{sign} {boxed}{}", named(tracker, model, &open))];
    for (criterion, met) in &new.criteria {
        let letter = style::letter(tracker, if *met { Status::Closed } else { Status::Open }, "");
        let sub = if sign.len() == 1 { sign.as_str() } else { "-" };
        let deeper = " ".repeat(sign.len() + 1);
        lines.push(format!("{indent}{deeper}{sub} [{letter}] {criterion}"));
    }
    let at = match empty_lane(tracker, model, new) {
        Some(lane) => {
            let head = tracker.sections[lane].place;
            tracker.lines.whole(text, head.end.max(1) - 1).end
        }
        None => arrival(tracker, model),
    };
    let before = text.get(..at).unwrap_or_default();
    let lead = if before.ends_with('\n') { "" } else { ending };
    let apart = if layout::is_loose(tracker, at) { ending } else { "" };
    edits.put(text, Place::new(at, at), format!("{lead}{apart}{}{ending}", lines.join(ending)));
}

/// A row behind the last one of the model's table.
fn row(
    reader: &Reader<'_, '_>,
    tracker: &Tracker,
    model: &Statement,
    new: &NewGap,
    edits: &mut Edits,
) {
    let holds = |at: &usize| reader.cx.blocks[*at].place.holds(model.place);
    let Some(table) = reader.survey.tables.keys().copied().find(holds) else { return };
    let Some(grid) = reader.survey.tables.get(&table) else { return };
    let Kind::Table(found) = &reader.cx.blocks[table].kind else { return };
    let example = found.rows.iter().find(|r| r.place == model.place);
    let cells: Vec<String> = (0..grid.roles.len())
        .map(|at| {
            let old = example.and_then(|r| r.cells.get(at)).map_or("", |c| c.of(&tracker.text));
            let text = if Some(at) == grid.id {
                identity(tracker, found, at, new, old)
            } else if Some(at) == grid.status && grid.flag && old.starts_with('[') {
                if new.status.is_done() { "[x]".to_owned() } else { "[ ]".to_owned() }
            } else {
                counted(tracker, grid, found, at)
                    .unwrap_or_else(|| cell(tracker, (grid, model), at, new, old))
            };
            escape(&text)
        })
        .collect();
    put_row(reader, tracker, table, &cells, edits);
}

/// What stands in the column of labels: the label, as the others are written; the next number, where they are numbers.
fn identity(
    tracker: &Tracker,
    table: &super::blocks::Table,
    at: usize,
    new: &NewGap,
    old: &str,
) -> String {
    let text = &tracker.text;
    let bold = old.starts_with("**") && old.ends_with("**") && old.len() > 4;
    let dress = |text: String| if bold { format!("**{text}**") } else { text };
    if let Some(next) = next_number(text, table, at) {
        return dress(next);
    }
    let cells = || table.rows.iter().filter_map(|r| r.cells.get(at)).map(|c| plain(c.of(text)));
    let labels = cells().filter(|c| super::labels::whole(c).is_some()).count();
    if labels == 0 && cells().any(|c| !super::draft::blank(&c)) {
        return "-".to_owned();
    }
    // `R6`, and so `R007`: no dash where the others have none.
    let joined = |c: &String| !c.contains('-') && c.starts_with(|c: char| c.is_ascii_uppercase());
    let whole = format!("{}{}", new.label.prefix(), new.label.number());
    let reads = super::labels::whole(&whole).is_some_and(|f| f.label == new.label);
    if reads && cells().filter(joined).count() * 2 > table.rows.len() {
        return dress(whole);
    }
    dress(new.label.to_string())
}

/// The next number, in a column whose cells are numbers that only ever grow.
fn next_number(text: &str, table: &super::blocks::Table, at: usize) -> Option<String> {
    let cells = table.rows.iter().filter_map(|r| r.cells.get(at)).map(|c| plain(c.of(text)));
    let mut last: Option<u64> = None;
    for cell in cells {
        let number = cell.trim().trim_end_matches('.').parse().ok()?;
        if last.is_some_and(|last| last >= number) {
            return None;
        }
        last = Some(number);
    }
    Some(last?.checked_add(1)?.to_string())
}

/// The next number in the first column, where it counts the rows and is no column of anything else.
fn counted(
    tracker: &Tracker,
    grid: &Grid,
    table: &super::blocks::Table,
    at: usize,
) -> Option<String> {
    let taken = [grid.title, grid.status, grid.second].contains(&Some(at));
    let counts = matches!(grid.roles[at], None | Some(Role::Phase | Role::Number | Role::Title));
    (at == 0 && !taken && counts && table.rows.len() >= 2)
        .then(|| next_number(&tracker.text, table, at))
        .flatten()
}

fn cell(
    tracker: &Tracker,
    (grid, model): (&Grid, &Statement),
    at: usize,
    new: &NewGap,
    old: &str,
) -> String {
    let bold = old.starts_with("**") && old.ends_with("**") && old.len() > 4;
    let dress = |text: String| if bold { format!("**{text}**") } else { text };
    if Some(at) == grid.status && grid.flag {
        let done = new.status.is_done();
        let same = tracker.claims.iter().rev().find(|c| {
            let is = |s: Status| if done { s.is_done() } else { s == Status::Open };
            c.form == Form::Flag && matches!(c.fact, Fact::Status(Some(s)) if is(s))
        });
        return same.map_or(if done { "✅" } else { "" }, |c| c.place.of(&tracker.text)).to_owned();
    }
    if Some(at) == grid.status {
        let like = if plain(old).is_empty() { "Done" } else { old };
        return style::value(tracker, Form::Cell, new.status, (like, Some(model)));
    }
    if Some(at) == grid.second {
        return style::value(tracker, Form::Second, new.status, (old, Some(model)));
    }
    if Some(at) == grid.id {
        return dress(new.label.to_string());
    }
    if Some(at) == grid.title {
        return dress(new.title.clone());
    }
    let role = grid.roles.get(at).copied().flatten();
    let value = match role {
        Some(Role::Criticality) => {
            new.criticality.map(|c| style::rank(tracker, Form::Cell, c, old))
        }
        Some(role) => field_value(tracker, new, role, old),
        None => None,
    };
    value.unwrap_or_else(|| "-".to_owned())
}
