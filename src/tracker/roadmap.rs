//! The dialect `roadmap`: phases, and below them numbered tasks as headings, `#### Task 1.2: title`, with
//! `Status`, `Completed` and `Commit` lines and ticked criteria. It reads as `sections` does; what it adds is
//! the phase that each task belongs to, and the weeks of a timeline.
//!
//! Status is written in the field line, `[✓] COMPLETED` or `[ ]`, and in every list that ticks tasks.

use std::collections::BTreeMap;

use crate::model::Label;

use super::blocks::Kind;
use super::inline::plain;
use super::items::Reader;
use super::labels;

/// Headings of phases with numbered items below them.
pub fn recognises(reader: &Reader<'_, '_>) -> Option<String> {
    let outline = reader.outline;
    let phased = |h: usize| Some(h) != outline.title() && outline.heads[h].read.phase.is_some();
    let in_phase = |at: &&usize| outline.path(outline.heads[**at].parent).any(phased);
    let heads = &reader.survey.heads;
    let phased = heads.iter().filter(in_phase).count();
    (phased * 2 > heads.len())
        .then(|| format!("{phased} of {} item headings stand below phases", heads.len()))
}

/// The week and the line of a timeline that name each task.
pub fn weeks(reader: &Reader<'_, '_>) -> BTreeMap<Label, (String, String)> {
    let mut found = BTreeMap::new();
    for (at, block) in reader.cx.blocks.iter().enumerate() {
        if !matches!(block.kind, Kind::Item { .. } | Kind::Paragraph)
            || reader.survey.owner[at].is_some()
        {
            continue;
        }
        let mut path = reader.outline.path(reader.outline.of[at]);
        let week = path.find_map(|h| reader.outline.heads[h].read.week.clone());
        let Some(week) = week else { continue };
        let seen = plain(reader.cx.item_text(at).of(reader.cx.text));
        for label in labels::mentioned(&seen) {
            found.entry(label).or_insert_with(|| (week.clone(), seen.clone()));
        }
    }
    found
}
