//! The messages inside a message: what `git merge --squash` lists below `Squashed commit of the
//! following:`, newest first and indented by four. Each is given back as a message of its own, in the
//! order in which it was written, so that the last word is the last. The squashes of forges need none of
//! this: they put the texts below each other, oldest first.

use super::lines::{Line, Place, lines, place, unindented};

const HEADING: &str = "Squashed commit of the following:";
const INDENT: &str = "    ";

/// A squash of squashes is followed so far.
const DEPTH_MAX: usize = 4;

/// Every message in a message, the oldest first; its own lines, which speak for the whole, last.
pub fn messages(message: &str) -> Vec<Vec<Line<'_>>> {
    let mut found = Vec::new();
    split(lines(message), DEPTH_MAX, &mut found);
    found
}

fn split<'m>(lines: Vec<Line<'m>>, depth: usize, found: &mut Vec<Vec<Line<'m>>>) {
    if depth == 0 || !lines.iter().any(is_heading) {
        return found.push(lines);
    }
    let mut own = Vec::with_capacity(lines.len());
    let mut rest = lines.as_slice();
    while let Some((line, below)) = rest.split_first() {
        own.push(*line);
        rest = below;
        if is_heading(line) {
            let (commits, after) = commits(below);
            rest = after;
            for commit in commits.into_iter().rev() {
                split(commit, depth - 1, found);
            }
        }
    }
    found.push(own);
}

fn is_heading(line: &Line<'_>) -> bool {
    let visible = matches!(line.place, Place::Plain | Place::Subject);
    visible && line.read.trim_end() == HEADING
}

/// The listed commits, newest first as they stand, and the lines below the list.
fn commits<'m, 'a>(lines: &'a [Line<'m>]) -> (Vec<Vec<Line<'m>>>, &'a [Line<'m>]) {
    let mut found: Vec<Vec<Line<'m>>> = Vec::new();
    let mut in_head = false;
    for (at, line) in lines.iter().enumerate() {
        let blank = line.read.trim().is_empty();
        if is_commit(line.read) {
            found.push(Vec::new());
            in_head = true;
        } else if blank || line.read.starts_with(INDENT) {
            in_head = false;
            found.last_mut().into_iter().for_each(|text| text.push(unindented(line, INDENT)));
        } else if !in_head {
            found.iter_mut().for_each(|text| place(text));
            return (found, &lines[at..]);
        }
    }
    found.iter_mut().for_each(|text| place(text));
    (found, &[])
}

/// `commit 1a2b3c4...`, with or without the names of branches behind it.
fn is_commit(line: &str) -> bool {
    let Some(rest) = line.strip_prefix("commit ") else { return false };
    let id = rest.split(' ').next().unwrap_or_default();
    (7..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(message: &str) -> Vec<String> {
        let join = |lines: &Vec<Line<'_>>| {
            lines.iter().map(|l| l.read).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("|")
        };
        messages(message).iter().map(join).collect()
    }

    #[test]
    fn the_newest_commit_is_listed_first_and_read_last() {
        let message = "Own\n\nSquashed commit of the following:\n\n\
            commit 2222222\nAuthor: A <a@b>\nDate:   now\n\n    two\n    \n    body\n\n\
            commit 1111111 (HEAD -> x)\nAuthor: A <a@b>\n\n    one\n\nBelow: x\n";
        let heading = "Own|Squashed commit of the following:|Below: x";
        assert_eq!(texts(message), ["one", "two|body", heading]);
    }

    #[test]
    fn a_squash_of_squashes_is_followed_and_not_for_ever() {
        let inner = "Squashed commit of the following:\n\ncommit 1111111\n\n    one";
        let mut message = inner.to_owned();
        for _ in 0..40 {
            let indented: Vec<String> = message.lines().map(|l| format!("    {l}")).collect();
            message = format!("{HEADING}\n\ncommit 3333333\n\n{}", indented.join("\n"));
        }
        assert_eq!(texts(&message).len(), DEPTH_MAX + 1);
        assert_eq!(texts(inner), ["one", HEADING]);
    }

    #[test]
    fn a_list_that_is_hidden_or_empty_is_no_list() {
        assert_eq!(texts("s\n```\nSquashed commit of the following:\n```").len(), 1);
        assert_eq!(texts("Squashed commit of the following:\n\n    text"), [HEADING]);
    }
}
