//! `claims`: a document's bytes as a tracker. The steps stand here in their order; each is a file.

use std::collections::BTreeSet;

use super::assemble::{self, Assembly, key};
use super::blocks::Kind;
use super::claim::{
    Claim, Count, Dialect, Fact, Form, Remaining, Shape, Statement, Tally, Tracker, Unplaced,
    Updated,
};
use super::context::Context;
use super::draft::Mention;
use super::fields::{self, Role};
use super::inline::plain;
use super::items::{Item, Reader};
use super::labels;
use super::layout;
use super::marks;
use super::outline::Outline;
use super::place::Place;
use super::profile::Profile;
use super::source::{self, Unreadable};
use super::spoken::Spoken;
use super::survey::Survey;
use super::table::Rows;
use super::value::Reading;
use super::words;
use super::{checklist, figures, generic, prose, roadmap, sections, strays, table};

/// Reads a document as claims. The only refusals are about the bytes; what is not understood is listed.
pub fn claims(bytes: &[u8]) -> Result<Tracker, Unreadable> {
    claims_with(bytes, &Profile::default())
}

/// The same, with what a team's configuration says about this tracker.
pub fn claims_with(bytes: &[u8], profile: &Profile) -> Result<Tracker, Unreadable> {
    let text = source::text(bytes)?;
    let cx = Context::with(text, profile);
    let outline = Outline::new(&cx);
    let survey = Survey::new(&cx, &outline);
    let reader = Reader { cx: &cx, outline: &outline, survey: &survey };
    let taken = take(&reader);
    let all = assemble::assemble(&cx, &outline, taken.drafts);
    Ok(tracker(&reader, all, taken.dialect, taken.saw, taken.rows, &taken.boxes))
}

/// The mentions of a document and what they used up.
struct Taken {
    drafts: Vec<Mention>,
    dialect: Dialect,
    saw: String,
    rows: Rows,
    /// Boxes that are items, and boxes that are criteria.
    boxes: (BTreeSet<usize>, BTreeSet<usize>),
}

fn take(reader: &Reader<'_, '_>) -> Taken {
    let heads = sections::items(reader);
    let (boxed, _) = checklist::items(reader);
    let mut boxes = (BTreeSet::new(), BTreeSet::new());
    boxes.0.extend(boxed.iter().map(|i| block_at(reader, i)));
    let mut drafts = Vec::new();
    let mut used = Vec::new();
    let others = !heads.is_empty() || !boxed.is_empty();
    let (dialect, mut saw) = dialect(reader, boxed.len());
    drafts.reserve(heads.len() + boxed.len());
    for item in heads.into_iter().chain(boxed) {
        push(item, &mut drafts, &mut used, &mut boxes.1);
    }
    for item in generic::beside_boxes(reader) {
        push(item, &mut drafts, &mut used, &mut boxes.1);
    }
    let mut rows = table::items(reader, &used, others);
    let listed = rows.drafts.len();
    drafts.append(&mut rows.drafts);
    adopt(&mut drafts, &mut rows, dialect);
    let bare = drafts.is_empty() && listed == 0;
    let mut rest = mentions(reader, &drafts);
    if bare {
        rest.extend(generic::items(reader));
        if rest.is_empty() {
            rest = generic::marked_headings(reader);
            if !rest.is_empty() {
                saw = format!("{} headings that end with a status", rest.len());
            }
        }
    }
    for item in rest {
        push(item, &mut drafts, &mut used, &mut boxes.1);
    }
    let weeks = roadmap::weeks(reader);
    for draft in &mut drafts {
        if let Some((week, line)) = draft.found.as_ref().and_then(|f| weeks.get(&f.label))
            && draft.shape == Shape::Heading
        {
            draft.week.get_or_insert_with(|| week.clone());
            draft.keep("timeline", line);
        }
    }
    verification(reader, &mut drafts);
    Taken { drafts, dialect, saw, rows, boxes }
}

fn block_at(reader: &Reader<'_, '_>, item: &Item) -> usize {
    reader.cx.blocks.partition_point(|b| b.place.start < item.draft.place.start)
}

fn push(item: Item, drafts: &mut Vec<Mention>, used: &mut Vec<usize>, boxes: &mut BTreeSet<usize>) {
    boxes.extend(item.boxes);
    used.extend(item.tables);
    drafts.push(item.draft);
}

/// Rows without labels beside other forms: those that name something known are mentions of it; the others
/// are gaps where the document is no list of headings.
fn adopt(drafts: &mut Vec<Mention>, rows: &mut Rows, dialect: Dialect) {
    if rows.unlabelled.is_empty() {
        return;
    }
    let known: BTreeSet<String> = drafts.iter().map(|d| key(&d.title)).collect();
    let free = matches!(dialect, Dialect::Checklist | Dialect::Table | Dialect::Generic);
    for draft in std::mem::take(&mut rows.unlabelled) {
        let stated = draft.states.iter().any(|s| s.0 == Form::Cell && s.2 != Reading::Nothing);
        let phase =
            super::heading::heading(&draft.title, &Default::default(), None).phase.is_some();
        if known.contains(&key(&draft.title)) || free && stated && !phase {
            drafts.push(draft);
        } else {
            rows.unplaced.push((draft.place, "a row without a label beside other items"));
        }
    }
}

/// Plain bullets that begin with the label of a gap: further mentions of it.
fn mentions(reader: &Reader<'_, '_>, drafts: &[Mention]) -> Vec<Item> {
    let known: BTreeSet<&str> =
        drafts.iter().filter_map(|d| d.found.as_ref()).map(|f| f.label.as_str()).collect();
    let taken: BTreeSet<usize> = drafts.iter().map(|d| d.place.start).collect();
    let cx = reader.cx;
    let mut found = Vec::new();
    for (at, block) in cx.blocks.iter().enumerate() {
        let plain_item = matches!(block.kind, Kind::Item { .. }) && cx.boxes[at].is_none();
        if !plain_item
            || taken.contains(&block.place.start)
            || reader.survey.owner[at].is_some()
            || cx.below_box[at]
            || cx.legend_blocks[at]
        {
            continue;
        }
        let line = cx.lines.line(cx.text, block.inner.start);
        let seen = plain(Place::new(block.inner.start, line.end.min(block.inner.end)).of(cx.text));
        let (_, bare) = marks::undecorated(&seen);
        let label = labels::at_start(bare).filter(|f| known.contains(f.label.as_str()));
        if label.is_some_and(|f| reader.survey.accepts(&f)) {
            found.push(reader.bullet(at, Shape::Bullet));
        }
    }
    found
}

/// Commands below "Verification" that name their gap in a comment belong to it.
fn verification(reader: &Reader<'_, '_>, drafts: &mut [Mention]) {
    let cx = reader.cx;
    for (at, block) in cx.blocks.iter().enumerate() {
        let Kind::Fence { .. } = block.kind else { continue };
        let head = reader.outline.of[at].map(|h| &reader.outline.heads[h].read.name);
        let verifies = head.is_some_and(|name| verifies(name));
        if !verifies || reader.survey.owner[at].is_some() {
            continue;
        }
        let mut current: Vec<String> = Vec::new();
        for line in block.inner.of(cx.text).lines().map(str::trim) {
            if let Some(comment) = line.strip_prefix('#') {
                current = labels::mentioned(comment).iter().map(ToString::to_string).collect();
            } else if !line.is_empty() {
                give(drafts, &current, line);
            }
        }
    }
}

fn verifies(name: &str) -> bool {
    let folded = words::folded(name);
    fields::role(name) == Some(Role::Verify) || folded.contains("verif") || folded.contains("验证")
}

fn give(drafts: &mut [Mention], labels: &[String], command: &str) {
    for draft in drafts.iter_mut() {
        let label = draft.found.as_ref().map(|f| f.label.as_str());
        let mine = labels.iter().any(|l| Some(l.as_str()) == label);
        if mine && draft.shape != Shape::Bullet && draft.shape != Shape::Row {
            draft.verify.push(command.to_owned());
        }
    }
}

/// The dialect that most items are written in, and what was seen of it.
fn dialect(reader: &Reader<'_, '_>, boxes: usize) -> (Dialect, String) {
    let heads = sections::recognises(reader.survey);
    let boxes = checklist::recognises(boxes);
    let rows = table::recognises(reader.survey.rows(reader.cx));
    let count = |f: &Option<(usize, String)>| f.as_ref().map_or(0, |f| f.0);
    let (h, b, r) = (count(&heads), count(&boxes), count(&rows));
    if let Some(told) = reader.cx.profile.dialect {
        return (told, "as told".to_owned());
    }
    if h > 0 && h * 3 >= b && h * 2 >= r {
        let saw = heads.map(|f| f.1).unwrap_or_default();
        return match roadmap::recognises(reader) {
            Some(phased) => (Dialect::Roadmap, phased),
            None => (Dialect::Sections, saw),
        };
    }
    if b > 0 && b * 2 >= r {
        return (Dialect::Checklist, boxes.map(|f| f.1).unwrap_or_default());
    }
    if let Some((_, saw)) = rows {
        return (Dialect::Table, saw);
    }
    let seen = generic::recognises(reader).map(|f| f.1);
    (Dialect::Generic, seen.unwrap_or_else(|| "no form that is known for gaps".to_owned()))
}

fn tracker(
    reader: &Reader<'_, '_>,
    all: Assembly,
    dialect: Dialect,
    saw: String,
    rows: Rows,
    boxes: &(BTreeSet<usize>, BTreeSet<usize>),
) -> Tracker {
    let cx = reader.cx;
    let outline = reader.outline;
    let mut me = Tracker {
        text: cx.text.to_owned(),
        lines: cx.lines.clone(),
        dialect,
        saw,
        profile: cx.profile.clone(),
        title: outline.title().map(|t| outline.heads[t].raw.clone()),
        updated: cx.updated.clone(),
        stamps: Vec::new(),
        generated: cx.generated.clone(),
        legend: cx.legend.clone(),
        spoken: spoken(cx, &all),
        gaps: all.gaps,
        statements: all.statements,
        claims: all.claims,
        figures: Vec::new(),
        prose: Vec::new(),
        unplaced: Vec::new(),
        strays: Vec::new(),
        tally: Tally::default(),
        sections: outline.sections(cx),
        twice: all.twice,
        remaining: remaining(reader),
    };
    count(reader, &mut me, &rows, boxes);
    figures::read(reader, &mut me);
    me.prose = prose::read(reader, &me);
    me.unplaced.sort_by_key(|u| u.line);
    me.stamps = stamps(cx, &me);
    me.strays = strays::strays(reader, &me);
    me
}

fn spoken(cx: &Context<'_>, all: &Assembly) -> Spoken {
    let stated = all.claims.iter().filter(|c| matches!(c.fact, Fact::Status(_)));
    let table = |c: &Claim| all.statements.get(c.statement).and_then(|s| s.table);
    // Where the whole line is the claim, the words of status stand at its end.
    let words = |c: &Claim| {
        let raw = c.place.of(cx.text);
        let (told, name) = match c.form {
            Form::Mark => super::heading::trailing(raw, &cx.legend),
            _ => (Reading::Nothing, raw),
        };
        if told == Reading::Nothing { raw } else { &raw[name.len()..] }
    };
    Spoken::read(cx.text, stated.map(|c| (words(c), table(c))))
}

/// The further dates of the document: one inside an item is that item's own.
fn stamps(cx: &Context<'_>, me: &Tracker) -> Vec<Updated> {
    let outside = |u: &&Updated| {
        let inside = |s: &Statement| {
            let end = match s.shape {
                Shape::Heading => layout::item_end(me, s),
                _ => s.place.end,
            };
            (s.place.start..end).contains(&u.place.start)
        };
        !me.statements.iter().any(inside)
    };
    cx.stamps.iter().take(64).filter(outside).cloned().collect()
}

fn remaining(reader: &Reader<'_, '_>) -> Vec<Remaining> {
    const LEFT: &[&str] = &[
        "remaining",
        "outstanding",
        "still open",
        "what's left",
        "剩余",
        "残り",
        "남은",
        "оставш",
        "restant",
        "pendiente",
        "verbleib",
    ];
    let says = |head: &super::outline::Head| {
        let name = words::folded(&head.raw);
        name.len() <= 40 && LEFT.iter().any(|l| name.contains(l))
    };
    let mut said: Vec<Option<bool>> = vec![None; reader.outline.heads.len()];
    let mut found: Vec<Remaining> = Vec::new();
    for (at, block) in reader.cx.blocks.iter().enumerate() {
        let Some(head) = reader.outline.of[at] else { continue };
        let item = matches!(block.kind, Kind::Item { .. }) && reader.survey.owner[at].is_none();
        if !item || !*said[head].get_or_insert_with(|| says(&reader.outline.heads[head])) {
            continue;
        }
        let named = labels::mentioned(&plain(reader.cx.item_text(at).of(reader.cx.text)));
        match found.last_mut().filter(|r| r.section == head) {
            Some(list) => list.named.extend(named),
            None => {
                let line = reader.cx.line(reader.cx.blocks[reader.outline.heads[head].block].place);
                found.push(Remaining { line, named, section: head });
            }
        }
    }
    found.retain(|r| !r.named.is_empty());
    found
}

/// Where every box, row and heading item went.
fn count(
    reader: &Reader<'_, '_>,
    me: &mut Tracker,
    rows: &Rows,
    boxes: &(BTreeSet<usize>, BTreeSet<usize>),
) {
    let cx = reader.cx;
    let shape = |s: &Statement, shape: Shape| s.shape == shape;
    let mut tally = Tally::default();
    for at in (0..cx.blocks.len()).filter(|at| cx.boxes[*at].is_some()) {
        tally.boxes.all += 1;
        if boxes.0.contains(&at) {
            tally.boxes.gaps += 1;
        } else if boxes.1.contains(&at) {
            tally.boxes.criteria += 1;
        } else if cx.legend_blocks[at] {
            tally.boxes.figures += 1;
        } else {
            let why = if reader.survey.goals.contains(&at) {
                "an aim of the whole"
            } else {
                "a list beside the items"
            };
            let text = plain(cx.lines.line(cx.text, cx.blocks[at].place.start).of(cx.text));
            me.unplaced.push(Unplaced {
                line: cx.line(cx.blocks[at].place),
                text,
                shape: Shape::Box,
                why,
            });
        }
    }
    hidden_boxes(cx, me, &mut tally.boxes);
    tally.boxes.unplaced =
        tally.boxes.all - tally.boxes.gaps - tally.boxes.criteria - tally.boxes.figures;
    tally.rows.figures = rows.figures;
    tally.rows.gaps =
        me.statements.iter().filter(|s| shape(s, Shape::Row) || shape(s, Shape::Cell)).count();
    tally.rows.unplaced = rows.unplaced.len();
    tally.rows.all = tally.rows.gaps + tally.rows.figures + tally.rows.unplaced;
    for (place, why) in &rows.unplaced {
        let text = plain(place.of(cx.text).trim());
        me.unplaced.push(Unplaced { line: cx.line(*place), text, shape: Shape::Row, why });
    }
    let heads = me.statements.iter().filter(|s| shape(s, Shape::Heading)).count();
    tally.headings = Count { all: heads, gaps: heads, ..Count::default() };
    me.tally = tally;
}

/// Boxes that no Markdown reader sees: indented too far, or inside HTML without a blank line.
fn hidden_boxes(cx: &Context<'_>, me: &mut Tracker, boxes: &mut Count) {
    for block in &cx.blocks {
        if !matches!(block.kind, Kind::Indented | Kind::Html) {
            continue;
        }
        let mut comment = false;
        for line in cx.lines.within(cx.text, block.place) {
            let raw = line.of(cx.text).trim();
            comment |= raw.contains("<!--");
            let item = raw.trim_start_matches(['-', '*', '+', ' ']);
            let boxed = item.len() < raw.len()
                && ["[ ]", "[x]", "[X]", "[✓]", "[-]", "[~]"].iter().any(|b| item.starts_with(b));
            if boxed && !comment {
                boxes.all += 1;
                me.unplaced.push(Unplaced {
                    line: cx.line(line),
                    text: plain(raw),
                    shape: Shape::Box,
                    why: "inside code or HTML, where Markdown has no boxes",
                });
            }
            comment &= !raw.contains("-->");
        }
    }
}
