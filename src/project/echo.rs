//! Echo lines: what a commit's own events say, for readers of its message. Never a trigger, and never there twice.

use crate::ledger::Body;
use crate::model::Id;

use super::backlog::Gap;
use super::scan::{Key, Reading};

/// The digits of the event's id that an echo names.
const DIGITS: usize = 12;

/// The line for an event, where its kind has one.
pub fn line(gap: &Gap, id: Id, body: &Body) -> Option<String> {
    let event = &id.to_string()[..DIGITS];
    let label = &gap.named;
    let whole = |key: Key| Some(format!("{}: {label}@{event}", key.name()));
    match body {
        Body::Closed(_) => whole(Key::Close),
        Body::Started(_) => whole(Key::Start),
        Body::Reopened(_) => whole(Key::Reopen),
        Body::Met(met) => {
            let number = |c: &crate::model::CriterionRef| format!("{label}#{}@{event}", c.number);
            let all: Vec<String> = met.criteria.iter().map(number).collect();
            Some(format!("{}: {}", Key::Meet.name(), all.join(", ")))
        }
        _ => None,
    }
}

/// Whether a message has the echo of this event already, or asks for the same in words of its own.
pub fn is_said(reading: &Reading, gap: &Gap, id: Id, body: &Body) -> bool {
    let id = id.to_string();
    if reading.statements.echoes.iter().any(|e| id.starts_with(&e.event)) {
        return true;
    }
    use super::scan::Verb;
    reading.asked.iter().any(|asked| {
        let same = matches!(
            (&asked.verb, body),
            (Verb::Close, Body::Closed(_))
                | (Verb::Start, Body::Started(_))
                | (Verb::Reopen, Body::Reopened(_))
                | (Verb::Meet(_), Body::Met(_))
        );
        same && asked.label == gap.named
    })
}

/// Puts lines at the end of a message: below its text, above what git wrote for the editor, with the trailers that
/// are there already. What stands there stays as it is, byte by byte.
pub fn add(message: &str, lines: &[String], comment: &str) -> String {
    if lines.is_empty() {
        return message.to_owned();
    }
    let end = end_of_text(message, comment);
    let (text, rest) = message.split_at(end);
    let written = text.trim_end_matches(['\n', '\r', ' ', '\t']);
    let newline = if message.contains("\r\n") { "\r\n" } else { "\n" };
    let added = lines.join(newline);
    let before = match written.lines().last() {
        // Nothing yet: the subject comes first, and stays free.
        None => format!("{newline}{newline}"),
        Some(last) if is_trailer(last) && written.lines().count() > 1 => {
            format!("{written}{newline}")
        }
        Some(_) => format!("{written}{newline}{newline}"),
    };
    let after = if rest.is_empty() { "" } else { newline };
    format!("{before}{added}{newline}{after}{rest}")
}

/// Where the text ends: at the comments that git appended, or at its scissors.
fn end_of_text(message: &str, comment: &str) -> usize {
    let mut end = message.len();
    let mut at = 0;
    for line in message.split_inclusive('\n') {
        if line.starts_with(comment) && line.contains(">8") {
            return at.min(end);
        }
        if line.starts_with(comment) {
            end = end.min(at);
        } else if !line.trim().is_empty() {
            end = message.len();
        }
        at += line.len();
    }
    end
}

fn is_trailer(line: &str) -> bool {
    let Some((key, value)) = line.split_once(": ") else { return false };
    !value.trim().is_empty()
        && key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(message: &str) -> String {
        add(message, &["Closes-Gap: A-1@1a2b3c4d5e6f".to_owned()], "#")
    }

    #[test]
    fn echoes_stand_below_the_text_and_above_the_comments() {
        let echo = "Closes-Gap: A-1@1a2b3c4d5e6f\n";
        for (message, expected) in [
            ("subject\n", format!("subject\n\n{echo}")),
            ("subject", format!("subject\n\n{echo}")),
            ("feat: subject\n", format!("feat: subject\n\n{echo}")),
            ("s\n\nbody\n", format!("s\n\nbody\n\n{echo}")),
            ("s\n\nCo-authored-by: a\n", format!("s\n\nCo-authored-by: a\n{echo}")),
            ("\n# Please enter\n# more\n", format!("\n\n{echo}\n# Please enter\n# more\n")),
            ("s\n\n# a note\n#\n", format!("s\n\n{echo}\n# a note\n#\n")),
            ("s\n\n# 1 heading\ntext\n", format!("s\n\n# 1 heading\ntext\n\n{echo}")),
            (
                "s\n# ---- >8 ----\n# below\ndiff\n",
                format!("s\n\n{echo}\n# ---- >8 ----\n# below\ndiff\n"),
            ),
        ] {
            assert_eq!(added(message), expected, "{message:?}");
        }
        assert_eq!(add("s\n", &[], "#"), "s\n");
    }
}
