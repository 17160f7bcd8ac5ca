//! A row of values as a plot of one line: `▁▂▃▅█`, from nothing to the largest. Where the screen has no such letters,
//! the values themselves.

use super::paint::Paint;

const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// As many values as a line has room for.
pub const COLUMNS: usize = 40;

/// How many of them are printed as numbers.
const NUMBERS: usize = 8;

pub fn spark(values: &[usize], paint: &Paint) -> String {
    if paint.blocks {
        let most = values.iter().copied().max().unwrap_or(0);
        return values.iter().map(|v| level(*v, most)).collect();
    }
    let some: Vec<String> = thinned(values, NUMBERS).map(|v| v.to_string()).collect();
    some.join(" ")
}

/// Nothing is the lowest letter and nothing else is.
fn level(value: usize, most: usize) -> char {
    if value == 0 {
        return LEVELS[0];
    }
    LEVELS[(value * (LEVELS.len() - 1)).div_ceil(most.max(1)).min(LEVELS.len() - 1)]
}

/// At most so many of the values, evenly apart, with the first and the last.
fn thinned(values: &[usize], most: usize) -> impl Iterator<Item = usize> {
    let count = values.len().min(most);
    let at = move |i: usize| i * (values.len() - 1) / (count - 1).max(1);
    (0..count).map(move |i| values[if count == 1 { values.len() - 1 } else { at(i) }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_nothing_to_the_largest() {
        assert_eq!(spark(&[0, 1, 50, 100], &Paint::PLAIN), "▁▂▅█");
        assert_eq!(spark(&[0, 0], &Paint::PLAIN), "▁▁");
        assert_eq!(spark(&[], &Paint::PLAIN), "");
        assert_eq!(spark(&[7], &Paint::PLAIN), "█");
    }

    #[test]
    fn numbers_where_there_are_no_blocks() {
        let paint = Paint { blocks: false, ..Paint::PLAIN };
        let values: Vec<usize> = (0..=70).collect();
        assert_eq!(spark(&values, &paint), "0 10 20 30 40 50 60 70");
        assert_eq!(spark(&[3], &paint), "3");
        assert_eq!(spark(&[], &paint), "");
    }
}
