//! The cells of a table row, split by hand: the parser drops cells beyond the header, and a pipe inside
//! code then moves every cell after it one column to the right, the status among them.

use super::place::Place;

/// The cells of a row as GitHub splits it: at every pipe that no backslash escapes.
pub fn cells(text: &str, row: Place) -> Vec<Place> {
    split(text, row, false)
}

/// The cells of a row of a table of this width. Where there are too many, a pipe inside code was meant
/// as text; where that does not explain it, all cells are returned and the row fits no column.
pub fn fitted(text: &str, row: Place, width: usize) -> Vec<Place> {
    let plain = split(text, row, false);
    if plain.len() <= width {
        return plain;
    }
    let coded = split(text, row, true);
    if coded.len() == width { coded } else { plain }
}

fn split(text: &str, row: Place, code_holds: bool) -> Vec<Place> {
    let row = row.trim(text);
    let raw = row.of(text);
    let mut found = Vec::new();
    let mut start = usize::from(raw.starts_with('|'));
    let (mut escaped, mut code) = (false, false);
    for (at, byte) in raw.bytes().enumerate().skip(start) {
        match byte {
            b'\\' => {
                escaped = !escaped;
                continue;
            }
            b'`' if code_holds => code = !code,
            b'|' if !escaped && !code => {
                found.push(Place::new(row.start + start, row.start + at).trim(text));
                start = at + 1;
            }
            _ => {}
        }
        escaped = false;
    }
    if start < raw.len() {
        found.push(Place::new(row.start + start, row.end).trim(text));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(text: &str, width: usize) -> Vec<&str> {
        fitted(text, Place::new(0, text.len()), width).iter().map(|c| c.of(text)).collect()
    }

    #[test]
    fn tracker_cells_with_and_without_outer_pipes() {
        assert_eq!(fit("| a | b \\| c | d |\n", 3), ["a", "b \\| c", "d"]);
        assert_eq!(fit("a | b", 3), ["a", "b"]);
        assert_eq!(fit("| a || c |", 3), ["a", "", "c"]);
    }

    #[test]
    fn tracker_a_pipe_in_code_moves_no_cell() {
        assert_eq!(fit("| `a|b` | done |", 2), ["`a|b`", "done"]);
        assert_eq!(fit("| a | b | c |", 2).len(), 3);
    }
}
