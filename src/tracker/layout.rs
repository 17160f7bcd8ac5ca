//! How a document is laid out: its line endings, where an item ends, whether a list is a loose one. What is
//! put into the document keeps to it.

use super::claim::{Shape, Statement, Tracker};

/// Where a heading item ends. A rule after it is its own only where most items have one; else it parts
/// sections, and stays.
pub fn item_end(tracker: &Tracker, statement: &Statement) -> usize {
    let text = &tracker.text;
    let ruled = |s: &Statement| s.place.of(text).trim_end().ends_with("---");
    let place = statement.place;
    if !ruled(statement) {
        return place.end;
    }
    let items = tracker.statements.iter().filter(|s| s.shape == Shape::Heading);
    let (all, with) = items.fold((0, 0), |(all, with), s| (all + 1, with + usize::from(ruled(s))));
    if with * 2 > all {
        return place.end;
    }
    let bare = place.of(text).trim_end().trim_end_matches('-').trim_end();
    let line = tracker.lines.whole(text, (place.start + bare.len()).max(1) - 1);
    let blank = tracker.lines.whole(text, line.end);
    if blank.start == line.end && blank.of(text).trim().is_empty() { blank.end } else { line.end }
}

/// Do the items of the list that ends here stand apart by blank lines?
pub fn is_loose(tracker: &Tracker, at: usize) -> bool {
    let text = &tracker.text;
    let ends = |s: &&Statement| {
        let last = s.place.trim(text).end.max(1) - 1;
        matches!(s.shape, Shape::Box | Shape::Bullet) && tracker.lines.whole(text, last).end == at
    };
    let Some(last) = tracker.statements.iter().rev().find(ends) else { return false };
    let before = |s: &Statement| {
        let start = tracker.lines.whole(text, s.place.start).start;
        text.get(..start).unwrap_or_default()
    };
    let apart = before(last).ends_with("\n\n") || before(last).ends_with("\n\r\n");
    let head = before(last).trim_end().lines().next_back().unwrap_or_default();
    apart && !head.starts_with('#')
}

/// The line ending that the document uses most at its beginning.
pub fn line_end(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}
