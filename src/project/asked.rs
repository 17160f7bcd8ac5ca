//! What commit messages asked for, and what removed files ask for: each trigger at its place in the history of its
//! gap, recorded by an event or not. The answer is entries for the fold, so that nobody waits for a bot to see what
//! is true; and findings, so that nothing that was asked is dropped in silence.
//!
//! No git here: whoever calls gives the commits, landing by landing, and answers questions about the history.

mod beside;
mod causes;
pub mod copies;
pub mod draft;
pub mod facts;
pub mod gaps;
pub mod judge;
pub mod line;
pub mod records;
mod refused;
pub mod undone;
pub mod values;

use crate::model::Id;

use super::entry::{Entry, Landings};
use super::roster::Rosters;
pub use values::{Ask, Commit, History, Outcome, Projection, Reach, Step, Trigger};

/// Places every trigger of every step.
pub fn project(
    entries: &[Entry],
    ledger: Id,
    landings: &Landings,
    steps: &[Step],
    history: &dyn History,
) -> Projection {
    let own: Vec<&Entry> =
        entries.iter().filter(|e| e.id == ledger || e.event.ledger == Some(ledger)).collect();
    let (about_gaps, about_ledger): (Vec<&Entry>, Vec<&Entry>) =
        own.into_iter().partition(|e| e.event.gap.is_some());
    // Where nothing was asked, no gap need be known for it.
    if steps.is_empty() {
        let mut out = Projection::default();
        causes::lend(&about_gaps, steps, history, &mut out);
        return out;
    }
    let rosters = Rosters::apply(&about_ledger, ledger, landings);
    let mut line = line::Line::new(&about_gaps, &rosters, landings, history, ledger);
    let heard = facts::hear(steps, ledger, history);
    line.records.find_rewritten(steps, &heard);
    line.copies = copies::Copies::find(steps, &heard, history);
    for (step, heard) in steps.iter().zip(&heard) {
        line.step(step, heard);
    }
    line.finish(steps)
}
