//! Where something stands in a document: a range of bytes, and the lines that bytes are on. No meaning
//! here: only arithmetic that every other file of this floor shares.

/// A range of bytes of the document, byte order mark and all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Place {
    pub start: usize,
    pub end: usize,
}

impl Place {
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }

    /// The text at this place; empty where the place is not one of this text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }

    pub fn holds(self, other: Place) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The same place without the blanks around it.
    pub fn trim(self, text: &str) -> Self {
        let whole = self.of(text);
        let start = self.start + (whole.len() - whole.trim_start().len());
        Self::new(start, start + whole.trim().len())
    }

    /// The part of this place that `part`, a slice of its text, takes up.
    pub fn part(self, text: &str, part: &str) -> Self {
        let base = self.of(text).as_ptr() as usize;
        let at = (part.as_ptr() as usize).saturating_sub(base);
        let start = (self.start + at).min(self.end);
        Self::new(start, (start + part.len()).min(self.end))
    }
}

/// The first byte of every line, for finding the line of a byte in logarithmic time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    /// A line ends at LF, CR LF, or a lone CR: documents mix them.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            if *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
                starts.push(at + 1);
            }
        }
        Self { starts }
    }

    /// The 1-based number of the line that holds this byte.
    pub fn number(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte).max(1)
    }

    /// The whole line that holds this byte, with its line ending.
    pub fn whole(&self, text: &str, byte: usize) -> Place {
        let number = self.number(byte);
        let start = self.starts.get(number - 1).copied().unwrap_or_default();
        Place::new(start, self.starts.get(number).copied().unwrap_or(text.len()))
    }

    /// The line of this 1-based number, without its line ending.
    pub fn numbered(&self, text: &str, number: usize) -> Place {
        let start = self.starts.get(number.saturating_sub(1)).copied().unwrap_or(text.len());
        self.line(text, start)
    }

    /// The line that holds this byte, without its line ending.
    pub fn line(&self, text: &str, byte: usize) -> Place {
        let whole = self.whole(text, byte);
        let bare = whole.of(text).trim_end_matches(['\r', '\n']);
        Place::new(whole.start, whole.start + bare.len())
    }

    /// The lines that a place covers, each cut to the place, without line endings.
    pub fn within<'a>(&'a self, text: &'a str, place: Place) -> impl Iterator<Item = Place> + 'a {
        let first = self.number(place.start) - 1;
        let starts = self.starts.get(first..).unwrap_or_default().iter().copied();
        starts.enumerate().take_while(move |(_, start)| place.start.max(*start) < place.end).map(
            move |(n, start)| {
                let end = self.starts.get(first + n + 1).copied().unwrap_or(text.len());
                let line = Place::new(start, end).of(text).trim_end_matches(['\r', '\n']);
                Place::new(start.max(place.start), (start + line.len()).min(place.end))
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracker_lines_end_at_any_ending() {
        let text = "a\r\nb\rc\nd";
        let lines = Lines::new(text);
        let numbers: Vec<usize> = [0, 3, 5, 7].map(|at| lines.number(at)).to_vec();
        assert_eq!(numbers, [1, 2, 3, 4]);
        let parts: Vec<&str> =
            lines.within(text, Place::new(0, text.len())).map(|p| p.of(text)).collect();
        assert_eq!(parts, ["a", "b", "c", "d"]);
        let part = |from, to| lines.within(text, Place::new(from, to)).collect::<Vec<_>>();
        assert_eq!(part(1, 4), [Place::new(1, 1), Place::new(3, 4)]);
        assert_eq!(part(4, 4), []);
    }

    #[test]
    fn tracker_a_part_knows_its_place() {
        let text = "one two three";
        let place = Place::new(4, 13);
        let part = place.of(text).split(' ').nth(1).unwrap();
        assert_eq!(place.part(text, part), Place::new(8, 13));
    }
}
