//! What `gaps check` shows: the commands with who named them, and what they print while they run. A command and its
//! output come from somebody else: nothing of either moves the cursor.

use std::time::Duration;

use crate::project::backlog::{Backlog, Gap};
use crate::project::decide::check::Command;

use super::paint::Paint;
use super::safe;

/// The commands of a gap, before any of them is run.
pub fn plan(backlog: &Backlog, gap: &Gap, commands: &[Command<'_>], paint: &Paint) -> String {
    let mut page = format!("{}  {}\n", paint.label(&gap.label), safe::line(gap.title()));
    if commands.is_empty() {
        page.push_str("  names no command that shows that it is done\n");
    }
    for command in commands {
        page.push_str(&shown(&command.text, paint));
        page.push_str(&format!("    {}\n", paint.faint(&named(backlog, command))));
        if let Some(why) = command.held {
            page.push_str(&format!("    {}\n", paint.alarm(&format!("not run: {why}"))));
        }
    }
    page
}

/// Every line of a command is marked, so that none looks like one of ours.
fn shown(command: &str, paint: &Paint) -> String {
    let safe = safe::lines(command);
    let mark = |(i, line): (usize, &str)| {
        format!("  {} {}\n", if i == 0 { "$" } else { ">" }, paint.strong(line))
    };
    safe.split('\n').enumerate().map(mark).collect()
}

fn named(backlog: &Backlog, command: &Command<'_>) -> String {
    let Some(told) = command.by else { return "named by nobody".to_owned() };
    let key = &told.event.signer;
    let who = backlog.rosters.principal(key);
    let who = who.map_or_else(|| format!("{key}, not on the roster"), ToString::to_string);
    format!("named by {who} in {} ({})", told.id.short(), told.standing)
}

pub fn running(command: &str, paint: &Paint) -> String {
    format!("\n{}", shown(command, paint))
}

/// How a command ended.
pub fn came(exit: &str, took: Duration, paint: &Paint) -> String {
    let said = format!("exit {exit}, {:.1} s", took.as_secs_f64());
    let said = if exit == "0" { paint.good(&said) } else { paint.alarm(&said) };
    format!("  {said}\n")
}

pub fn ended(seconds: u64, paint: &Paint) -> String {
    let said = format!("ended after {seconds} s (--timeout): nothing is recorded of it");
    format!("  {}\n", paint.alarm(&said))
}

/// What a command prints, line by line as it comes.
#[derive(Debug, Default)]
pub struct Screen {
    begun: Vec<u8>,
}

/// A line that is longer than this is shown in pieces.
const LINE_BYTES: usize = 4 << 10;

impl Screen {
    /// The lines that are whole now.
    pub fn take(&mut self, bytes: &[u8]) -> String {
        self.begun.extend_from_slice(bytes);
        let mut page = String::new();
        while let Some(end) = self.end() {
            let line: Vec<u8> = self.begun.drain(..end).collect();
            page.push_str(&indented(&line));
        }
        page
    }

    fn end(&self) -> Option<usize> {
        let whole = self.begun.iter().position(|b| *b == b'\n').map(|at| at + 1);
        whole.or_else(|| (self.begun.len() > LINE_BYTES).then_some(LINE_BYTES))
    }

    /// What no line break came after.
    pub fn rest(&mut self) -> String {
        let line = std::mem::take(&mut self.begun);
        if line.is_empty() { String::new() } else { indented(&line) }
    }
}

fn indented(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(line);
    format!("  | {}\n", safe::line(text.trim_end_matches(['\n', '\r'])))
}

/// What an event keeps of an output at most.
const EXCERPT_BYTES: usize = 2 << 10;

/// The end of an output as an event may hold it: whole lines where there are some, every character spelled out that no
/// event may hold.
pub fn excerpt(tail: &[u8]) -> String {
    let text = safe::lines(&String::from_utf8_lossy(tail));
    let text = text.trim_end();
    let mut from = text.len().saturating_sub(EXCERPT_BYTES);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let cut = &text[from..];
    let whole = if from > 0 { cut.split_once('\n').map_or(cut, |(_, rest)| rest) } else { cut };
    whole.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_comes_line_by_line_and_moves_nothing() {
        let mut screen = Screen::default();
        assert_eq!(screen.take(b"on"), "");
        assert_eq!(screen.take(b"e\ntwo\x1b[2J\r\n\xff"), "  | one\n  | two<U+001B>[2J\n");
        assert_eq!(screen.rest(), "  | \u{fffd}\n");
        assert_eq!(screen.rest(), "");
        let long = "x".repeat(LINE_BYTES * 2);
        assert_eq!(screen.take(long.as_bytes()).lines().count(), 1);
    }

    #[test]
    fn an_excerpt_is_what_an_event_may_hold() {
        assert_eq!(excerpt(b"a\x00b\r\n\n"), "a<U+0000>b<U+000D>");
        let long: String = (0..2000).map(|n| format!("line {n} é\n")).collect();
        let kept = excerpt(long.as_bytes());
        assert!(kept.len() <= EXCERPT_BYTES && kept.starts_with("line ") && kept.ends_with('é'));
        assert!(crate::model::text::first_refused(&kept).is_none());
    }
}
