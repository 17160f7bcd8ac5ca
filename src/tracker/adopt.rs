//! From the claims of a document to events: what it says of gaps that the ledger does not have, and what a person
//! changed in it since it was last adopted. What the ledger knows better is left alone: writing that into the
//! document is for `render`.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::ledger::Body;
use crate::ledger::kinds::linked::Linked;
use crate::ledger::kinds::met::Met;
use crate::ledger::kinds::noted::Noted;
use crate::ledger::kinds::opened::{ClaimedOpening, Opened, Source};
use crate::model::{Block, Criterion, Label, Status};
use crate::project::Backlog;
use crate::project::decide::Desk;
use crate::project::refusal::Refusal;

use super::agreed::Base;
use super::claim::{Gap, Tracker};
use super::owned::{Home, Owned, adopted};
use super::said::{self, Origin, cause};
use super::{changed, fit, many};

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

/// Drafts what the document says and the ledger does not. `base` is what it said when the two last agreed. Its gaps
/// have the labels that the ledger knows them by.
pub fn adopt(
    desk: &mut Desk<'_>,
    home: &Home,
    tracker: &Tracker,
    (origin, base): (&Origin, &Base),
) -> Result<Adopted, Refusal> {
    let owned = Owned::new(desk.backlog, home);
    let mut done = Adopted::default();
    let mut seen = BTreeSet::new();
    let mut free = Free::new(desk.backlog);
    let mut new: Vec<(&Gap, Label)> = Vec::new();
    for gap in &tracker.gaps {
        match owned.find(gap) {
            // Two items of one label are one gap; the first one speaks.
            Some(known) if !seen.insert(known.id) => {}
            Some(known) => {
                let change = changed::draft(desk, &owned, known, gap, tracker, (origin, base))?;
                done.changed += usize::from(change.any);
                if change.regressed {
                    done.regressed.push((known.label.clone(), gap.line));
                }
            }
            None => new.push((gap, free.take(gap)?)),
        }
    }
    done.opened = new.len();
    // What is new hangs on nothing that is there, so that a hundred thousand gaps are drafted side by side.
    let at_hand = &*desk;
    let drafted = many::parts(&new, |part| {
        let mut apart = at_hand.beside();
        let one = |(gap, label): &(&Gap, Label)| {
            open(&mut apart, gap, label, tracker, (origin, &home.path))?;
            apart.settle();
            Ok(())
        };
        part.iter().try_for_each(one).map(|()| apart)
    });
    for apart in drafted {
        desk.take(apart?);
    }
    let gone = owned.own().into_iter().filter(|g| !seen.contains(&g.id));
    let gone = gone.filter(|g| g.status != Status::Dropped && !adopted(g).is_empty());
    done.vanished = gone.map(|g| g.label.clone()).collect();
    done.vanished.sort();
    Ok(done)
}

/// Labels that no gap has.
struct Free {
    taken: HashSet<Label>,
    /// The last number given out, by prefix.
    last: BTreeMap<String, u64>,
}

impl Free {
    fn new(backlog: &Backlog) -> Self {
        let names = |g: &crate::project::Gap| [g.claimed.clone(), g.named.clone()];
        Self { taken: backlog.gaps.values().flat_map(names).collect(), last: BTreeMap::new() }
    }

    /// The gap's label, or the next one of its prefix where another tracker's gap has it.
    fn take(&mut self, gap: &Gap) -> Result<Label, Refusal> {
        let mut label = gap.label.clone();
        while self.taken.contains(&label) {
            let prefix = gap.label.prefix();
            let n = self.last.entry(prefix.to_owned()).or_insert(1);
            *n += 1;
            let text = format!("{prefix}-{n:02}");
            label = text.parse().map_err(|error| Refusal::BadLabel { given: text, error })?;
        }
        self.taken.insert(label.clone());
        Ok(label)
    }
}

/// Everything that the document says about a gap, in events.
fn open(
    desk: &mut Desk<'_>,
    gap: &Gap,
    label: &Label,
    tracker: &Tracker,
    (origin, path): (&Origin, &str),
) -> Result<(), Refusal> {
    let (body, rest) = opened(gap, label, tracker, path);
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
        let cause = cause(&said::origin_of(origin, gap, &body), gap, 0);
        desk.about_new(id, label, body, cause)?;
    }
    Ok(())
}

/// The `opened` event, and the pieces of source for which it has no room.
fn opened(gap: &Gap, label: &Label, tracker: &Tracker, path: &str) -> (Opened, Vec<Source>) {
    let block = gap.block.as_ref().map(|b| (fit::line(&b.name), b.prefix.clone()));
    let block = match block {
        Some((Some(name), prefix)) if Block::is_prefix(&prefix) => Block { name, prefix },
        _ => Block { name: label.prefix().to_owned(), prefix: label.prefix().to_owned() },
    };
    let mut pieces: Vec<(&str, &str)> =
        gap.source.iter().map(|p| (p.name.as_str(), p.text.as_str())).collect();
    let long = gap.description.as_deref().filter(|d| fit::is_long(d));
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
        tracker: fit::line(path),
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
