//! A tracker of anybody: it is read or refused, each claim has its place in the bytes, nothing is lost, and where
//! nothing contradicts, writing the truth into it changes no byte.

use gaps::tracker::claim::{Count, Tracker};
use gaps::tracker::place::Place;
use gaps::tracker::{Truth, apply, claims, lint, render};

use super::{Target, files};

pub(super) const TARGET: Target = Target { name: "tracker", seeds, run };

fn seeds() -> Vec<Vec<u8>> {
    files("fixtures/trackers", ".md")
}

fn run(bytes: &[u8]) {
    let Ok(tracker) = claims(bytes) else { return };
    assert_eq!(tracker.text.as_bytes(), bytes, "the document is kept as it is");
    for place in places(&tracker) {
        assert!(place.start <= place.end, "{place:?} is turned round");
        assert!(tracker.text.get(place.start..place.end).is_some(), "{place:?} is no text of it");
    }
    adds_up(&tracker);
    let placed = lint(&tracker).iter().any(|f| f.place.is_some());
    let Ok(rendering) = render(&tracker, &Truth::of(&tracker)) else { return };
    assert!(placed || rendering.edits.is_empty(), "unasked: {:?}", rendering.edits);
    let once = apply(&tracker.text, &rendering.edits);
    assert!(rendering.edits.is_empty() == (once == tracker.text), "an edit that changes nothing");
}

/// Every place that something said has.
fn places(tracker: &Tracker) -> Vec<Place> {
    let mut all: Vec<Place> = tracker.claims.iter().map(|c| c.place).collect();
    all.extend(tracker.statements.iter().flat_map(|s| [s.place, s.head]));
    all.extend(tracker.gaps.iter().map(|g| g.place));
    all.extend(tracker.gaps.iter().flat_map(|g| &g.criteria).flat_map(|c| [c.place, c.mark]));
    all.extend(tracker.figures.iter().map(|f| f.place));
    all.extend(tracker.prose.iter().map(|p| p.place));
    all.extend(tracker.sections.iter().flat_map(|s| [s.place, s.whole]));
    all
}

/// Every box, row and heading item is somewhere, and there are no more of them than there is text.
fn adds_up(tracker: &Tracker) {
    let tally = tracker.tally;
    let parts = [tally.boxes, tally.rows, tally.headings];
    let whole = |c: &Count| c.all == c.gaps + c.criteria + c.figures + c.unplaced;
    assert!(parts.iter().all(whole), "{tally:?}");
    let listed: usize = parts.iter().map(|c| c.unplaced).sum();
    assert_eq!(tracker.unplaced.len(), listed, "what is not understood is listed, once");
    let said = tracker.claims.len() + tracker.statements.len() + tracker.unplaced.len();
    assert!(said <= 8 * (tracker.text.len() + 1), "more is said than is written");
}
