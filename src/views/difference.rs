//! Two versions of a document, line by line, as `diff -u` would show them without context: what goes and what
//! comes. Not a general diff: the two versions differ in few places.

use super::paint::Paint;
use super::safe;

pub fn text(name: &str, before: &str, after: &str, paint: &Paint) -> String {
    if before == after {
        return String::new();
    }
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let mut page = format!("--- {0}\n+++ {0}\n", safe::line(name));
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            (i, j) = (i + 1, j + 1);
            continue;
        }
        let (to_i, to_j) = meet(&old[i..], &new[j..]);
        page.push_str(&format!("@@ -{} +{} @@\n", i + 1, j + 1));
        for line in &old[i..i + to_i] {
            page.push_str(&paint.alarm(&format!("-{}", safe::line(line))));
            page.push('\n');
        }
        for line in &new[j..j + to_j] {
            page.push_str(&paint.good(&format!("+{}", safe::line(line))));
            page.push('\n');
        }
        (i, j) = (i + to_i, j + to_j);
    }
    page
}

/// How far to go on both sides until they say the same again, with as little between as possible.
fn meet(old: &[&str], new: &[&str]) -> (usize, usize) {
    const REACH: usize = 400;
    for total in 1..=REACH.min(old.len() + new.len()) {
        for a in 0..=total.min(old.len()) {
            let b = total - a;
            if b > new.len() {
                continue;
            }
            let same = |n: usize| old.get(a + n).is_some_and(|l| new.get(b + n) == Some(l));
            let ends = a == old.len() && b == new.len();
            if ends || same(0) && (old.len() == a + 1 || same(1) || old[a].len() > 12) {
                return (a, b);
            }
        }
    }
    (old.len(), new.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_shown() {
        let page = text("a.md", "one\ntwo\nthree\n", "one\n2\nthree\nfour\n", &Paint::PLAIN);
        assert_eq!(page, "--- a.md\n+++ a.md\n@@ -2 +2 @@\n-two\n+2\n@@ -4 +4 @@\n+four\n");
        assert_eq!(text("a.md", "same\n", "same\n", &Paint::PLAIN), "");
    }
}
