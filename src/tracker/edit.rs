//! Edits of bytes: what replaces what. Kept apart from what they mean, so that one place decides what
//! happens when two of them meet.

use super::place::Place;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub place: Place,
    pub text: String,
}

/// Edits in the order of the document, none inside another; the first that was asked for stays.
#[derive(Debug, Clone, Default)]
pub struct Edits {
    all: Vec<Edit>,
}

impl Edits {
    /// Asks for a change; asking for what stands there already asks for nothing.
    pub fn put(&mut self, document: &str, place: Place, text: impl Into<String>) {
        let text = text.into();
        if place.of(document) != text {
            self.all.push(Edit { place, text });
        }
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    pub fn done(self) -> Vec<Edit> {
        let mut all: Vec<(usize, Edit)> = self.all.into_iter().enumerate().collect();
        all.sort_by_key(|(n, e)| (e.place.start, e.place.end, *n));
        let mut kept: Vec<(usize, Edit)> = Vec::new();
        for (n, edit) in all {
            let clash = kept.last().is_some_and(|(_, last)| {
                edit.place.start < last.place.end
                    || edit.place == last.place && !edit.place.is_empty()
            });
            match kept.last_mut() {
                // Two claims of the same bytes: the one asked for first was the more important one.
                Some(last) if clash && n < last.0 => *last = (n, edit),
                _ if clash => {}
                _ => kept.push((n, edit)),
            }
        }
        kept.into_iter().map(|(_, e)| e).collect()
    }
}

/// The document with the edits made.
pub fn apply(document: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(document.len() + 64);
    let mut at = 0;
    for edit in edits {
        if edit.place.start < at {
            continue;
        }
        out.push_str(document.get(at..edit.place.start).unwrap_or_default());
        out.push_str(&edit.text);
        at = edit.place.end;
    }
    out.push_str(document.get(at..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracker_edits_meet_in_peace() {
        let text = "0123456789";
        let mut edits = Edits::default();
        edits.put(text, Place::new(6, 8), "B");
        edits.put(text, Place::new(1, 3), "A");
        edits.put(text, Place::new(7, 9), "lost");
        edits.put(text, Place::new(4, 4), "+");
        edits.put(text, Place::new(9, 10), "9");
        let done = edits.done();
        assert_eq!(apply(text, &done), "0A3+45B89");
    }
}
