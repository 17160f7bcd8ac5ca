//! The trigger scanner: what a commit message asks for. One pass over the text, linear in its length,
//! and nothing but the text: no ledger, no history, no git. git's own trailer parser does not do: it
//! misses our lines beside `BREAKING CHANGE:` and `Fixes #12`, above what forges append, and in
//! squashes.
//!
//! A trigger is a whole line: one of our keys at its start, a colon, and nothing but labels behind it.
//! Never in the subject, a quote, a code fence, indented code, an HTML comment. Prose asks for nothing,
//! and a line of ours that asks for nothing is given back with the reason.
//!
//! A message is scanned as it stands in the commit, decoded to UTF-8: only then are the line numbers and
//! texts those that an auditor finds.

pub mod asked;
pub mod config;
pub mod grammar;
pub mod lines;
pub mod reverts;
pub mod roadmap;
pub mod squash;

use std::sync::Arc;

pub use self::asked::{Asked, Criteria, Echo, FACTS_MAX, Malformed, Verb, Why};
pub use self::config::{Key, Roadmap, ScanConfig};
use self::grammar::Fact;
use self::lines::{Line, Place};
pub use self::reverts::{CherryPick, Statement, Target, Undoing};

/// Everything that a message says to us.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// In the order in which they are meant: the commits of a squash oldest first, then the message's
    /// own lines from the top.
    pub asked: Vec<Asked>,
    pub statements: Statements,
}

/// What a message says that is no trigger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statements {
    pub undoing: Undoing,
    pub echoes: Vec<Echo>,
    pub malformed: Vec<Malformed>,
}

/// The triggers of a message.
pub fn triggers(message: &str, config: &ScanConfig) -> Vec<Asked> {
    read(message, config).asked
}

/// The reverts, reapplies, copies, echoes and malformed lines of a message.
pub fn statements(message: &str, config: &ScanConfig) -> Statements {
    read(message, config).statements
}

pub fn read(message: &str, config: &ScanConfig) -> Reading {
    let mut reading = Reading::default();
    for lines in squash::messages(message) {
        reverts::collect(&lines, &mut reading.statements.undoing);
        let mut found = trailers(&lines, config);
        if let Some(style) = config.roadmap() {
            let facts = roadmap::facts(&lines, style);
            found.extend(facts.into_iter().map(|(line, facts)| (line, line.written.into(), facts)));
            found.sort_by_key(|(line, ..)| line.number);
        }
        found.into_iter().for_each(|(line, text, facts)| reading.add(line, text, facts));
    }
    reading
}

type Found<'m> = (Line<'m>, Arc<str>, Result<Vec<Fact>, Why>);

/// Every line of one message that begins with a key of ours, and what it comes to.
fn trailers<'m>(lines: &[Line<'m>], config: &ScanConfig) -> Vec<Found<'m>> {
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.place != Place::Hidden) {
        let Some((key, value)) = grammar::trailer(line.read, config) else { continue };
        let folded = folds(line, &lines[at + 1..]);
        let facts = match line.place {
            Place::Subject => Err(Why::Subject),
            Place::Open => Err(Why::Unclosed),
            _ if folded.is_empty() => grammar::facts(key, value),
            _ => grammar::facts(key, &join(value, folded, |line| line.read)),
        };
        found.push((*line, join(line.written, folded, |line| line.written).into(), facts));
    }
    found
}

/// The lines that go on with a trailer: indented, with text, directly below it, as git folds them.
fn folds<'a, 'm>(line: &Line<'m>, below: &'a [Line<'m>]) -> &'a [Line<'m>] {
    let goes_on = |next: &Line<'_>| {
        next.read.starts_with([' ', '\t'])
            && !next.read.trim().is_empty()
            && next.place == line.place
    };
    &below[..below.iter().take_while(|next| goes_on(next)).count()]
}

fn join<'m>(first: &'m str, rest: &[Line<'m>], part: impl Fn(&Line<'m>) -> &'m str) -> String {
    rest.iter().fold(first.to_owned(), |text, line| text + "\n" + part(line))
}

impl Reading {
    fn add(&mut self, line: Line<'_>, text: Arc<str>, facts: Result<Vec<Fact>, Why>) {
        let held = self.asked.len() + self.statements.echoes.len();
        let facts = facts.and_then(|facts| match held + facts.len() {
            ..=FACTS_MAX => Ok(facts),
            _ => Err(Why::TooMany),
        });
        let line = line.number;
        match facts {
            Ok(facts) => (0..).zip(facts).for_each(|(n, fact)| self.fact(line, n, &text, fact)),
            Err(why) => self.statements.malformed.push(Malformed { line, text, why }),
        }
    }

    fn fact(&mut self, line: u32, n: u32, text: &Arc<str>, fact: Fact) {
        let Fact { label, verb, event } = fact;
        match event {
            Some(event) => self.statements.echoes.push(Echo { line, n, label, verb, event }),
            None => self.asked.push(Asked { line, n, text: Arc::clone(text), label, verb }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_knows_its_line_its_number_and_its_text() {
        let message = "s\r\n\r\nCloses-Gap: A-1, A-2@1a2b3c4d,\r\n  A-3 \r\n";
        let reading = read(message, &ScanConfig::default());
        let facts: Vec<_> = reading.asked.iter().map(|a| (a.line, a.n, a.label.as_str())).collect();
        assert_eq!(facts, [(3, 0, "A-1"), (3, 2, "A-3")]);
        assert_eq!(&*reading.asked[1].text, "Closes-Gap: A-1, A-2@1a2b3c4d,\n  A-3 ");
        assert_eq!((reading.statements.echoes[0].line, reading.statements.echoes[0].n), (3, 1));
        let hash = blake3::hash(b"Closes-Gap: A-1, A-2@1a2b3c4d,\n  A-3 ").to_hex();
        assert_eq!(reading.asked[0].text_hash().to_string(), hash.as_str());
    }

    #[test]
    fn a_hostile_message_is_bounded() {
        let line = format!("s\n\nCloses-Gap:{}", " A-1".repeat(FACTS_MAX + 1));
        let reading = read(&line, &ScanConfig::default());
        assert_eq!((reading.asked.len(), reading.statements.malformed.len()), (0, 1));
        assert_eq!(reading.statements.malformed[0].why, Why::TooMany);
        let lines = "Closes-Gap: A-1\n".repeat(FACTS_MAX + 2);
        assert_eq!(triggers(&lines, &ScanConfig::default()).len(), FACTS_MAX);
    }
}
