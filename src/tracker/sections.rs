//! The dialect `sections`: a heading for each gap, `### SEC-001: title`, with field lines below it.
//!
//! Status is read from the `Status` field, then from signs and words around the title; struck titles and
//! struck criticalities say that something is over, not what. Written back in the same places: a heading
//! takes the signs of the newest heading of that status, a field its words.

use super::claim::Dialect;
use super::items::{Item, Reader};
use super::labels::Found;
use super::many;
use super::survey::Survey;

/// How many items of this shape there are, with what gives them away.
pub fn recognises(survey: &Survey) -> Option<(usize, String)> {
    let count = survey.heads.len();
    (count > 0).then(|| (count, format!("{count} headings that are items")))
}

pub fn items(reader: &Reader<'_, '_>) -> Vec<Item> {
    many::map(&reader.survey.heads, |at| reader.heading(*at))
}

/// Boxes outside the items of a document of this shape are lists of its own, unless they carry labels.
pub fn takes_stray_box(reader: &Reader<'_, '_>, found: Option<&Found>) -> bool {
    let labelled = found.is_some_and(|f| reader.survey.accepts(f));
    match reader.cx.profile.dialect {
        Some(Dialect::Checklist | Dialect::Generic) => return true,
        Some(Dialect::Sections | Dialect::Roadmap | Dialect::Table) => return labelled,
        None => {}
    }
    let heads = reader.survey.heads.len();
    let strays = reader.survey.boxes.len();
    labelled || heads * 3 < strays || heads < 3
}
