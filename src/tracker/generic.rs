//! The dialect `generic`: what is left when there are no item headings, no boxes and no rows. Plain bullets
//! in lanes (`## Done`), and lines that begin with a clear sign (`- ✅ Search`), where at least two different
//! statuses show that the signs tell items apart.
//!
//! Status is written as the sign before the line; a bullet in a lane moves with its gap.

use std::collections::BTreeSet;

use super::blocks::Kind;
use super::claim::Shape;
use super::fields;
use super::items::{Item, Reader};
use super::line;
use super::marks::{self, Meaning};
use super::value::Reading;

pub fn recognises(reader: &Reader<'_, '_>) -> Option<(usize, String)> {
    let lanes = reader.survey.lanes.len();
    let signed = signed(reader).len();
    let labelled = labelled(reader).len();
    match (lanes, signed) {
        (0, 0) if labelled > 0 => {
            Some((labelled, format!("{labelled} lines that begin with a label and state a status")))
        }
        (0, 0) => {
            let stated = stated(reader).len();
            (stated > 0).then(|| (stated, format!("{stated} lines that end with a status")))
        }
        (lanes, signed) if lanes >= signed => Some((lanes, format!("{lanes} bullets in lanes"))),
        (_, signed) => Some((signed, format!("{signed} lines that begin with a sign of status"))),
    }
}

/// Bullets with labels, where most of them state a status: a list of links has labels, too.
fn labelled<'r>(reader: &'r Reader<'_, '_>) -> &'r [usize] {
    let all = &reader.survey.labelled;
    if reader.survey.stating * 2 > all.len() { all } else { &[] }
}

fn signed(reader: &Reader<'_, '_>) -> Vec<usize> {
    let status = |at: &usize| {
        let raw = reader.cx.blocks[*at].inner.of(reader.cx.text);
        let (signs, _) = marks::undecorated(raw);
        match signs.first().and_then(|s| reader.cx.legend.meaning(s)) {
            Some(Meaning::Is(status)) => Some(status),
            _ => None,
        }
    };
    let aim = |at: &usize| {
        let mut path = reader.outline.path(reader.outline.of[*at]);
        path.any(|h| reader.outline.heads[h].read.goal)
    };
    let found: Vec<usize> = reader.survey.signed.iter().copied().filter(|at| !aim(at)).collect();
    let kinds: BTreeSet<_> = found.iter().filter_map(status).collect();
    // Only ticks, everywhere: a list of features, or of praise.
    if kinds.len() >= 2 || !reader.cx.legend.is_empty() && !kinds.is_empty() {
        found
    } else {
        Vec::new()
    }
}

/// `- ✓ Search` in a list of boxes: an item like those beside it.
pub fn beside_boxes(reader: &Reader<'_, '_>) -> Vec<Item> {
    let cx = reader.cx;
    let boxes: BTreeSet<usize> = reader.survey.boxes.iter().copied().collect();
    let signed: BTreeSet<usize> = reader.survey.signed.iter().copied().collect();
    let mut found = Vec::new();
    let mut run: Vec<usize> = Vec::new();
    let mut boxed = false;
    for at in 0..=cx.blocks.len() {
        match cx.blocks.get(at).map(|b| (&b.kind, b.item)) {
            Some((Kind::Item { depth: 0, .. }, _)) => {
                boxed |= boxes.contains(&at);
                run.extend(signed.contains(&at).then_some(at));
            }
            Some((_, Some(_))) => {}
            _ => {
                found.extend(run.drain(..).filter(|_| boxed));
                boxed = false;
            }
        }
    }
    found.into_iter().map(|at| reader.bullet(at, Shape::Bullet)).collect()
}

/// `- Search: ✅` beside `- Export - in progress`: bullets that all state a status behind their name, and not all of
/// them the same.
fn stated(reader: &Reader<'_, '_>) -> Vec<usize> {
    let cx = reader.cx;
    let aim = |at: usize| {
        let mut path = reader.outline.path(reader.outline.of[at]);
        path.any(|h| reader.outline.heads[h].read.goal)
    };
    let (mut found, mut kinds, mut all) = (Vec::new(), BTreeSet::new(), 0);
    for (at, block) in cx.blocks.iter().enumerate() {
        let item = matches!(block.kind, Kind::Item { depth: 0, .. });
        if !item || cx.legend_blocks[at] || reader.survey.owner[at].is_some() || aim(at) {
            continue;
        }
        all += 1;
        let first = cx.lines.within(cx.text, block.inner).next().unwrap_or(block.inner);
        let field = fields::fields(cx.text, first).iter().any(|f| f.role.is_some());
        if let (Reading::Is(status), false) = (line::line(cx, first).status, field) {
            found.push(at);
            kinds.insert(status);
        }
    }
    let most = found.len() >= 3 && found.len() * 5 >= all * 4 && kinds.len() >= 2;
    if most { found } else { Vec::new() }
}

pub fn items(reader: &Reader<'_, '_>) -> Vec<Item> {
    let mut all: Vec<usize> = signed(reader);
    all.extend(&reader.survey.lanes);
    all.extend(labelled(reader));
    if all.is_empty() {
        all = stated(reader);
    }
    all.sort_unstable();
    all.iter().map(|at| reader.bullet(*at, Shape::Bullet)).collect()
}

/// Headings with a status, where a document has no items of any other form: its phases are its gaps.
pub fn marked_headings(reader: &Reader<'_, '_>) -> Vec<Item> {
    let marked = |h: &usize| {
        let head = &reader.outline.heads[*h];
        let read = &head.read;
        let told = matches!(read.status, super::value::Reading::Is(_)) && !read.lane;
        told && !read.goal && !reader.outline.is_bold(*h) && Some(*h) != reader.outline.title()
    };
    let all: Vec<usize> = (0..reader.outline.heads.len()).filter(marked).collect();
    let level = all.iter().map(|h| reader.outline.heads[*h].level).min();
    let same: Vec<usize> =
        all.into_iter().filter(|h| Some(reader.outline.heads[*h].level) == level).collect();
    if same.len() < 2 { Vec::new() } else { same.into_iter().map(|h| reader.heading(h)).collect() }
}
