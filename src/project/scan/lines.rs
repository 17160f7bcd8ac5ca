//! A message as lines that know where they stand: in plain text, in a code fence, in an HTML comment, in
//! the subject. Says nothing about keys. A message is text that people paste code, mails and templates
//! into, so where a line stands decides whether it can mean anything.

/// One line of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'m> {
    /// From 1, in the whole message.
    pub number: u32,
    /// As in the message, without its line ending.
    pub written: &'m str,
    /// The same without the indentation that `git merge --squash` gave it.
    pub read: &'m str,
    pub place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The first line with text.
    Subject,
    Plain,
    /// In a code fence or an HTML comment.
    Hidden,
    /// In a code fence or an HTML comment that the message never closes.
    Open,
}

/// The lines of a message, up to the scissors of `git commit --verbose`.
pub fn lines(message: &str) -> Vec<Line<'_>> {
    let mut found: Vec<Line<'_>> = message
        .split('\n')
        .map(|line| line.trim_end_matches('\r'))
        .take_while(|line| !is_scissors(line))
        .zip(1..)
        .map(|(written, number)| Line { number, written, read: written, place: Place::Plain })
        .collect();
    place(&mut found);
    found
}

/// A line without the indentation of a squash.
pub fn unindented<'m>(line: &Line<'m>, indent: &str) -> Line<'m> {
    Line { read: line.read.strip_prefix(indent).unwrap_or(""), place: Place::Plain, ..*line }
}

/// Finds the place of every line, in one pass; a second one only where something is never closed.
pub fn place(lines: &mut [Line<'_>]) {
    if let Some(open) = hide(lines) {
        for line in &mut lines[open..] {
            line.place = Place::Open;
        }
    }
    if let Some(first) = lines.iter_mut().find(|line| !line.read.trim().is_empty()) {
        first.place = Place::Subject;
    }
}

enum Inside<'m> {
    Text,
    Fence { mark: &'m str, from: usize },
    Comment { from: usize },
}

/// Hides what fences and comments hold. The answer is the line of one that is never closed.
fn hide<'m>(lines: &mut [Line<'m>]) -> Option<usize> {
    let closing = closings(lines);
    let mut inside = Inside::Text;
    for (at, line) in lines.iter_mut().enumerate() {
        if !matches!(inside, Inside::Text) {
            line.place = Place::Hidden;
        }
        inside = match inside {
            Inside::Text => opened(line, at, closing[at]),
            Inside::Fence { mark, .. } if closes(line.read, mark) => Inside::Text,
            Inside::Comment { .. } if line.read.contains("-->") => Inside::Text,
            still => still,
        };
    }
    match inside {
        Inside::Fence { from, .. } | Inside::Comment { from } => Some(from),
        Inside::Text => None,
    }
}

/// What a line of text opens for the lines below it.
fn opened<'m>(line: &Line<'m>, at: usize, closed_below: bool) -> Inside<'m> {
    if indent(line.read) > 3 {
        return Inside::Text;
    }
    match fence(line.read) {
        Some(mark) => Inside::Fence { mark, from: at },
        None if opens_comment(line.read, closed_below) => Inside::Comment { from: at },
        None => Inside::Text,
    }
}

/// For each line, whether a `-->` follows below it in its own paragraph.
fn closings(lines: &[Line<'_>]) -> Vec<bool> {
    let mut below = false;
    let mut found = vec![false; lines.len()];
    for (at, line) in lines.iter().enumerate().rev() {
        found[at] = below;
        below = !line.read.trim().is_empty() && (below || line.read.contains("-->"));
    }
    found
}

/// At the start of a line a comment runs until it is closed, as forges show it; amid a line it is one
/// only where its paragraph closes it, so that a stray `<!--` swallows nothing.
fn opens_comment(line: &str, closed_below: bool) -> bool {
    let text = line.trim_start_matches(' ');
    let Some(at) = text.rfind("<!--") else { return false };
    let open = !text[at + 2..].contains("-->");
    let in_code = text[..at].bytes().filter(|b| *b == b'`').count() % 2 == 1;
    open && (at == 0 || (closed_below && !in_code))
}

/// The run of backticks or tildes that opens a code fence.
fn fence(line: &str) -> Option<&str> {
    let text = line.trim_start_matches(' ');
    let kind = text.chars().next().filter(|c| *c == '`' || *c == '~')?;
    let after = text.trim_start_matches(kind);
    let mark = &text[..text.len() - after.len()];
    (mark.len() >= 3 && !(kind == '`' && after.contains('`'))).then_some(mark)
}

fn closes(line: &str, mark: &str) -> bool {
    let run = line.trim_end().trim_start_matches(' ');
    indent(line) <= 3 && run.starts_with(mark) && fence(run).is_some_and(|found| found == run)
}

/// Columns before the text; a tab counts as four.
fn indent(line: &str) -> usize {
    line.bytes()
        .map_while(|b| match b {
            b' ' => Some(1),
            b'\t' => Some(4),
            _ => None,
        })
        .take(4)
        .sum()
}

/// `# ------------------------ >8 ------------------------`: below it stands the diff that git shows in
/// the editor, with whatever comment mark the user has set.
fn is_scissors(line: &str) -> bool {
    const CUT: &str = "------------------------ >8 ------------------------";
    line.strip_suffix(CUT).is_some_and(|mark| mark.len() <= 8 && mark.ends_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One letter a line: Subject, Plain, Hidden, Open.
    fn places(message: &str) -> String {
        let letter = |line: &Line<'_>| match line.place {
            Place::Subject => 'S',
            Place::Plain => 'P',
            Place::Hidden => 'H',
            Place::Open => 'O',
        };
        lines(message).iter().map(letter).collect()
    }

    #[test]
    fn fences_and_comments_hide() {
        for (message, expected) in [
            ("s\n```\nx\n```\ny", "SPHHP"),
            ("s\n~~~~\n~~~\n~~~~ \ny", "SPHHP"),
            ("s\n```rust\nx\n``` no\n```", "SPHHH"),
            ("s\n``` a`b\nx", "SPP"),
            ("s\n    ```\nx", "SPP"),
            ("s\n```\nx", "SOO"),
            ("s\n<!--\nx\n\n-->\ny", "SPHHHP"),
            ("s\n<!--\nx\n", "SOOO"),
            ("s\n<!-- x -->\n<!-->\ny", "SPPP"),
            ("s\na <!-- b\nc\nd --> e\nf", "SPHHP"),
            ("s\na <!-- b\n\nd --> e\nf", "SPPPP"),
            ("s\n`<!--` and\nx -->", "SPP"),
            ("\n\ns\nx", "PPSP"),
            ("s\nx\n# ------------------------ >8 ------------------------\ny", "SP"),
        ] {
            assert_eq!(places(message), expected, "{message:?}");
        }
    }

    #[test]
    fn line_endings_are_no_part_of_a_line() {
        let written: Vec<&str> = lines("a\r\nb \r\r\nc").iter().map(|l| l.written).collect();
        assert_eq!(written, ["a", "b ", "c"]);
    }
}
