//! The dialect `checklist`: a box for each gap, `- [ ] title`, with sub-boxes as its criteria and bullets
//! `**Effort**: ...` as its fields. Headings give the block, the criticality with its due date, and how
//! often something recurs.
//!
//! Status is the letter in the box, refined by the lane that the box stands in and by words at the end of
//! its line. Written back in the box; what a box cannot say goes in brackets at the end.

use super::claim::Shape;
use super::items::{Item, Reader};
use super::line;
use super::many;
use super::sections;

pub fn recognises(boxes: usize) -> Option<(usize, String)> {
    (boxes > 0).then(|| (boxes, format!("{boxes} boxes outside of headings that are items")))
}

/// The boxes that are items, and those that are not.
pub fn items(reader: &Reader<'_, '_>) -> (Vec<Item>, Vec<usize>) {
    let listed = !reader.survey.heads.is_empty();
    let read = many::map(&reader.survey.boxes, |at| {
        let inner = reader.cx.item_text(*at);
        let first = reader.cx.lines.within(reader.cx.text, inner).next().unwrap_or(inner);
        // The line is read here only where it decides.
        let found = listed.then(|| line::line(reader.cx, first).found).flatten();
        let empty = first.of(reader.cx.text).chars().all(|c| !c.is_alphanumeric());
        if empty || listed && !sections::takes_stray_box(reader, found.as_ref()) {
            Err(*at)
        } else {
            Ok(reader.bullet(*at, Shape::Box))
        }
    });
    let mut strays = Vec::new();
    let items = read.into_iter().filter_map(|r| r.map_err(|at| strays.push(at)).ok()).collect();
    (items, strays)
}
