//! From the claims of a document to events: what it says of gaps that the ledger does not have, and what a person
//! changed in it since it was last adopted. What the ledger knows better is left alone: writing that into the
//! document is for `render`.

use crate::ledger::kinds::linked::Linked;
use crate::ledger::kinds::met::Met;
use crate::ledger::kinds::noted::Noted;
use crate::ledger::kinds::opened::{ClaimedOpening, Opened, Source};
use crate::ledger::{Body, Field};
use crate::model::{Block, Criterion, Label, Status};
use crate::project::decide::Desk;
use crate::project::refusal::Refusal;

use super::claim::{Gap, Tracker};
use super::matching::{Known, relabel};
use super::said::{self, Origin, cause};
use super::{changed, fit};

/// What an adoption did, beside the events that it drafted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Adopted {
    pub opened: usize,
    pub changed: usize,
    /// Gaps of this tracker that the document does not have any more: told, never closed.
    pub vanished: Vec<String>,
    /// Gaps that were done and that the document has open again, with no word why.
    pub regressed: Vec<(String, usize)>,
}

/// The most bytes of source that go into an `opened` event; what is over goes into notes.
const SOURCE_BYTES_MAX: usize = 40 * 1024;

/// Drafts what the document says and the ledger does not.
pub fn adopt(
    desk: &mut Desk<'_>,
    tracker: &mut Tracker,
    origin: &Origin,
) -> Result<Adopted, Refusal> {
    let backlog = desk.backlog;
    let own: Vec<&crate::project::Gap> =
        backlog.gaps.values().filter(|g| changed::belongs(g, &origin.path)).collect();
    relabel(tracker, &known(&own));
    let mut done = Adopted::default();
    let mut seen = Vec::new();
    let mut taken: Vec<Label> =
        backlog.gaps.values().flat_map(|g| [g.claimed.clone(), g.named.clone()]).collect();
    for gap in &tracker.gaps {
        let known = backlog.gaps.values().find(|k| changed::is_same(k, gap, &origin.path));
        match known {
            Some(known) => {
                seen.push(known.id);
                let change = changed::draft(desk, known, gap, tracker, origin)?;
                done.changed += usize::from(change.any);
                if change.regressed {
                    done.regressed.push((known.label.clone(), gap.line));
                }
            }
            None => {
                let label = free(gap, &mut taken)?;
                open(desk, gap, &label, tracker, origin)?;
                done.opened += 1;
            }
        }
    }
    let gone = own.iter().filter(|g| !seen.contains(&g.id) && g.status.is_left());
    done.vanished = gone.map(|g| g.label.clone()).collect();
    done.vanished.sort();
    Ok(done)
}

/// What the ledger knows of a document's gaps, for `relabel`.
pub fn known_of(backlog: &crate::project::Backlog, path: &str) -> Vec<Known> {
    let own: Vec<&crate::project::Gap> =
        backlog.gaps.values().filter(|g| changed::belongs(g, path)).collect();
    known(&own)
}

fn known(own: &[&crate::project::Gap]) -> Vec<Known> {
    let mut all: Vec<&crate::project::Gap> = own.to_vec();
    all.sort_by_key(|g| g.named.clone());
    let one = |g: &&crate::project::Gap| Known {
        label: g.named.clone(),
        title: g.title().to_owned(),
        section: g.text(&Field::Section).map(str::to_owned),
    };
    all.iter().map(one).collect()
}

/// The gap's label, or the next one of its prefix where another tracker's gap has it.
fn free(gap: &Gap, taken: &mut Vec<Label>) -> Result<Label, Refusal> {
    let mut label = gap.label.clone();
    let mut n = 1;
    while taken.contains(&label) {
        n += 1;
        let text = format!("{}-{n:02}", gap.label.prefix());
        label = text.parse().map_err(|error| Refusal::BadLabel { given: text, error })?;
    }
    taken.push(label.clone());
    Ok(label)
}

/// Everything that the document says about a gap, in events.
fn open(
    desk: &mut Desk<'_>,
    gap: &Gap,
    label: &Label,
    tracker: &Tracker,
    origin: &Origin,
) -> Result<(), Refusal> {
    let (body, rest) = opened(gap, label, tracker, origin);
    let id = desk.open(label.clone(), Body::from(body), cause(origin, gap, 0))?;
    for (n, piece) in (0..).zip(rest) {
        let note = Noted { text: piece.text, name: Some(piece.name), part: piece.part };
        desk.about_new(id, label, Body::from(note), cause(origin, gap, n))?;
    }
    let criteria: Vec<_> = gap
        .criteria
        .iter()
        .filter(|c| c.met)
        .filter_map(|c| Some(Criterion { number: c.number.parse().ok()?, of: id }.named(id)))
        .collect();
    if !criteria.is_empty() {
        desk.about_new(
            id,
            label,
            Body::from(Met { criteria, reason: None }),
            cause(origin, gap, 0),
        )?;
    }
    let links = said::links(gap);
    if !links.is_empty() {
        desk.about_new(
            id,
            label,
            Body::from(Linked { links, reason: None }),
            cause(origin, gap, 0),
        )?;
    }
    for body in said::steps(Status::Open, gap.status.unwrap_or(Status::Open), gap, id) {
        desk.about_new(id, label, body, cause(origin, gap, 0))?;
    }
    Ok(())
}

/// The `opened` event, and the pieces of source for which it has no room.
fn opened(gap: &Gap, label: &Label, tracker: &Tracker, origin: &Origin) -> (Opened, Vec<Source>) {
    let block = gap.block.as_ref().map(|b| (fit::line(&b.name), b.prefix.clone()));
    let block = match block {
        Some((Some(name), prefix)) if Block::is_prefix(&prefix) => Block { name, prefix },
        _ => Block { name: label.prefix().to_owned(), prefix: label.prefix().to_owned() },
    };
    let mut pieces: Vec<(&str, &str)> =
        gap.source.iter().map(|p| (p.name.as_str(), p.text.as_str())).collect();
    let long = gap.description.as_deref().filter(|d| fit::parts(d).len() > 1);
    pieces.extend(long.map(|d| ("Description", d)));
    let (source, rest) = room(fit::source(pieces.into_iter()));
    let alias =
        gap.original.as_ref().filter(|o| o.as_str() != label.as_str()).and_then(|o| fit::line(o));
    let opened = Opened {
        title: fit::line(&gap.title).unwrap_or_else(|| label.to_string()),
        block,
        criticality: gap.criticality.map(|c| c.to_string()),
        type_: gap.kind.as_deref().and_then(fit::line),
        description: gap.description.as_deref().and_then(fit::lines),
        criteria: said::criteria(gap),
        files: said::files(gap),
        verify: said::verify(gap),
        owner: gap.owner.as_deref().and_then(fit::line),
        due: gap.due.and_then(said::day),
        effort: gap.effort.as_deref().and_then(fit::line),
        phase: gap.phase.as_deref().and_then(fit::line),
        week: gap.week.as_deref().and_then(fit::line),
        recurs: gap.recurs.as_deref().and_then(fit::line),
        aliases: alias.into_iter().collect(),
        tracker: fit::line(&origin.path),
        section: said::section(gap, tracker),
        source,
        claimed: gap.opened.and_then(said::day).map(|opened| ClaimedOpening { opened }),
    };
    (opened, rest)
}

fn room(source: Vec<Source>) -> (Vec<Source>, Vec<Source>) {
    let mut used = 0;
    source.into_iter().partition(|piece| {
        used += piece.text.len() + piece.name.len() + 64;
        used <= SOURCE_BYTES_MAX
    })
}
