//! Two versions of a document as a unified diff, safe for a screen.

use similar::{Algorithm, TextDiff};

use super::paint::Paint;
use super::safe;

pub fn text(name: &str, before: &str, after: &str, paint: &Paint) -> String {
    if before == after {
        return String::new();
    }
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_lines(before, after);
    let name = safe::line(name);
    let whole = diff.unified_diff().context_radius(1).header(&name, &name).to_string();
    let painted = |line: &str| {
        let line = safe::line(line);
        match line.as_bytes().first() {
            Some(b'-') => paint.alarm(&line),
            Some(b'+') => paint.good(&line),
            Some(b'@') => paint.faint(&line),
            _ => line,
        }
    };
    whole.lines().map(|l| painted(l) + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_shown_with_a_line_around_it() {
        let page = text("a.md", "one\ntwo\nthree\nfour\n", "one\n2\nthree\nfour\n", &Paint::PLAIN);
        assert_eq!(page, "--- a.md\n+++ a.md\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n");
        assert_eq!(text("a.md", "same\n", "same\n", &Paint::PLAIN), "");
    }
}
