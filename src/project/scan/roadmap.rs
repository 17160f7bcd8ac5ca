//! The roadmap style, for ledgers whose config names it: a subject `[ROADMAP-1.2] ...`, a line `Task:
//! Phase 1, Task 1.2` and below it a line `Status: Complete` or `Status: In Progress`. A fact stands on
//! the line that names its task; the status below says what is asked. Without a `Task:` line the subject
//! names the task. Silent where the config says nothing.

use crate::model::Label;

use super::asked::{FACTS_MAX, Verb, Why, shown};
use super::config::Roadmap;
use super::grammar::{Fact, key_and_value};
use super::lines::{Line, Place};

/// A range of tasks has at most so many.
const RANGE_MAX: u32 = 100;

/// What one line of the style comes to.
pub type Found<'m> = (Line<'m>, Result<Vec<Fact>, Why>);

/// `1.2-1.4` as `1.`, 2 and 4: expanded only when a status asks for it, so that a megabyte of ranges
/// costs no more than a megabyte of anything.
#[derive(Debug, Clone, Copy)]
struct Range<'m> {
    head: &'m str,
    from: u32,
    to: u32,
}

impl Range<'_> {
    fn len(&self) -> usize {
        (self.to - self.from) as usize + 1
    }

    fn labels(self, style: &Roadmap) -> impl Iterator<Item = Result<Label, Why>> {
        (self.from..=self.to).map(move |last| {
            let number = format!("{}{last}", self.head);
            let label = Label::typed(&format!("{}-{number}", style.prefix));
            label.map_err(|_| Why::BadTask(number))
        })
    }
}

/// Lines that name tasks and wait for their status.
type Waiting<'m> = Vec<(Line<'m>, Vec<Range<'m>>)>;

/// All facts of one message in this style, each with the line that names its task.
pub fn facts<'m>(lines: &[Line<'m>], style: &Roadmap) -> Vec<Found<'m>> {
    let mut reader = Reader::new(style);
    lines.iter().for_each(|line| reader.line(line));
    reader.end()
}

struct Reader<'s, 'm> {
    style: &'s Roadmap,
    found: Vec<Found<'m>>,
    /// What the subject names, until a `Task:` line says it better.
    subject: Waiting<'m>,
    waiting: Waiting<'m>,
    /// The `Task:` line above was reported already.
    bad_task: bool,
    room: usize,
}

impl<'s, 'm> Reader<'s, 'm> {
    fn new(style: &'s Roadmap) -> Self {
        let (found, subject, waiting) = (Vec::new(), Vec::new(), Vec::new());
        Self { style, found, subject, waiting, bad_task: false, room: FACTS_MAX }
    }

    fn line(&mut self, line: &Line<'m>) {
        match said(line) {
            Said::Nothing => {}
            Said::Subject(tag) => self.subject.extend(ranges(tag).ok().map(|tasks| (*line, tasks))),
            Said::Task(value) => self.task(line, value),
            Said::Status(value) => self.status(line, value),
        }
    }

    fn task(&mut self, line: &Line<'m>, value: &'m str) {
        self.subject.clear();
        let tasks = ranges(value);
        self.bad_task = tasks.is_err();
        match tasks {
            Ok(tasks) => self.waiting.push((*line, tasks)),
            Err(why) => self.found.push((*line, Err(why))),
        }
    }

    fn status(&mut self, line: &Line<'m>, value: &str) {
        let mut waiting = std::mem::take(&mut self.waiting);
        waiting.append(&mut self.subject);
        match status(value) {
            Err(why) => self.found.push((*line, Err(why))),
            Ok(_) if waiting.is_empty() && self.bad_task => {}
            Ok(_) if waiting.is_empty() => self.found.push((*line, Err(Why::NoTask))),
            Ok(verb) => waiting.iter().for_each(|(line, tasks)| self.settle(line, tasks, &verb)),
        }
        self.bad_task = false;
    }

    fn settle(&mut self, line: &Line<'m>, tasks: &[Range<'m>], verb: &Verb) {
        let wanted = tasks.iter().map(Range::len).sum::<usize>();
        let Some(room) = self.room.checked_sub(wanted) else {
            return self.found.push((*line, Err(Why::TooMany)));
        };
        self.room = room;
        let fact = |label| Fact { label, verb: verb.clone(), event: None };
        let labels = tasks.iter().flat_map(|range| range.labels(self.style));
        self.found.push((*line, labels.map(|label| label.map(fact)).collect()));
    }

    fn end(mut self) -> Vec<Found<'m>> {
        let left = self.waiting.into_iter().map(|(line, _)| (line, Err(Why::NoStatus)));
        self.found.extend(left);
        self.found
    }
}

enum Said<'m> {
    Nothing,
    Subject(&'m str),
    Task(&'m str),
    Status(&'m str),
}

fn said<'m>(line: &Line<'m>) -> Said<'m> {
    match line.place {
        Place::Hidden | Place::Open => Said::Nothing,
        Place::Subject => tag(line.read).map_or(Said::Nothing, Said::Subject),
        Place::Plain => match key_and_value(line.read) {
            Some((key, value)) if key.eq_ignore_ascii_case("Task") => Said::Task(value),
            Some((key, value)) if key.eq_ignore_ascii_case("Status") => Said::Status(value),
            _ => Said::Nothing,
        },
    }
}

/// The `1.2` of `[ROADMAP-1.2] ...`.
fn tag(subject: &str) -> Option<&str> {
    const OPEN: &str = "[ROADMAP-";
    let head = subject.get(..OPEN.len())?;
    let rest = &subject[OPEN.len()..];
    head.eq_ignore_ascii_case(OPEN).then(|| rest.split_once(']').map(|(tag, _)| tag))?
}

fn status(value: &str) -> Result<Verb, Why> {
    match value.trim().to_ascii_lowercase().as_str() {
        "complete" | "completed" => Ok(Verb::Close),
        "in progress" => Ok(Verb::Start),
        _ => Err(Why::BadStatus(shown(value.trim()))),
    }
}

/// `Phase 1, Task 1.2`, `Task 1.1-1.3`, `1.1, 1.3`: all that it names.
fn ranges(value: &str) -> Result<Vec<Range<'_>>, Why> {
    let value = value.trim();
    let bad = || Why::BadTask(shown(value));
    let (first, rest) = value.split_once(',').unwrap_or((value, ""));
    let phase = after_word(first, &["phase"]);
    let tasks = if phase.is_some() { rest } else { value };
    let in_phase =
        |found: &Range<'_>| phase.is_none_or(|phase| found.head.split('.').next() == Some(phase));
    let each = tasks.split(',').map(|piece| after_word(piece, &["task", "tasks"]).unwrap_or(piece));
    let found = each
        .map(|piece| range(piece.trim()).filter(in_phase))
        .collect::<Option<Vec<_>>>()
        .ok_or_else(bad)?;
    let all = found.iter().map(Range::len).sum::<usize>();
    if all > RANGE_MAX as usize { Err(bad()) } else { Ok(found) }
}

/// What follows one of these words and a blank.
fn after_word<'t>(text: &'t str, words: &[&str]) -> Option<&'t str> {
    let (first, rest) = text.trim().split_once(' ')?;
    words.iter().any(|word| first.eq_ignore_ascii_case(word)).then(|| rest.trim())
}

/// `1.2`, or all of `1.1-1.3`.
fn range(text: &str) -> Option<Range<'_>> {
    let (from, to) = text.split_once(['-', '\u{2013}']).unwrap_or((text, text));
    let (from, to) = (split_number(from.trim())?, split_number(to.trim())?);
    let single = !text.contains(['-', '\u{2013}']);
    let fits = from.0 == to.0 && (single || from.1 < to.1) && to.1 - from.1 < RANGE_MAX;
    fits.then_some(Range { head: from.0, from: from.1, to: to.1 })
}

/// `1.2` as `1.` and 2.
fn split_number(text: &str) -> Option<(&str, u32)> {
    let part = |p: &str| !p.is_empty() && p.len() <= 4 && p.bytes().all(|b| b.is_ascii_digit());
    let last = text.rfind('.').map_or(0, |dot| dot + 1);
    let good = text.len() <= 16 && text.split('.').all(part) && !text[last..].starts_with('0');
    good.then(|| text[last..].parse().ok().map(|n| (&text[..last], n)))?
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    fn read(message: &str) -> Vec<String> {
        let show = |(line, facts): Found<'_>| match facts {
            Ok(all) => {
                let each: Vec<String> =
                    all.iter().map(|f| format!("{:?} {}", f.verb, f.label)).collect();
                format!("{}: {}", line.number, each.join(" "))
            }
            Err(why) => format!("{}: {why}", line.number),
        };
        facts(&lines(message), &Roadmap::default()).into_iter().map(show).collect()
    }

    #[test]
    fn task_and_status_make_a_fact() {
        let whole = "[ROADMAP-1.2] Metrics\n\nDone.\n\nTask: Phase 1, Task 1.2\nStatus: Complete";
        assert_eq!(read(whole), ["5: Close TASK-1.2"]);
        let range = "x\n\ntask: Phase 3, Tasks 3.3-3.5, 3.7\nSTATUS: in progress";
        assert_eq!(read(range), ["3: Start TASK-3.3 Start TASK-3.4 Start TASK-3.5 Start TASK-3.7"]);
        assert_eq!(
            read("[roadmap-1.2-1.3] x\n\nStatus: Complete"),
            ["1: Close TASK-1.2 Close TASK-1.3"]
        );
        let two = "x\n\nTask: 1.1\nStatus: Complete\n\nTask: 1.2\nStatus: In Progress";
        assert_eq!(read(two), ["3: Close TASK-1.1", "6: Start TASK-1.2"]);
    }

    #[test]
    fn what_is_half_said_is_reported() {
        for (message, expected) in [
            ("x\n\nStatus: Complete", "3: states a status"),
            ("x\n\nTask: 1.1", "3: names a task, but no"),
            ("x\n\nTask: 1.1\nStatus: Complete/In Progress", "4: `Complete/In Progress` is no"),
            ("x\n\nTask: Phase 2\nStatus: Complete", "3: `Phase 2` names no task"),
            ("x\n\nTask: Phase 2, Task 1.2\nStatus: Complete", "3: `Phase 2, Task 1.2` names"),
            ("x\n\nTask: 1.5-1.2\nStatus: Complete", "3: `1.5-1.2` names no"),
            ("x\n\nTask: 1.1-1.999\nStatus: Complete", "3: `1.1-1.999` names no"),
            ("x\n\nTask: write the docs\nStatus: Complete", "3: `write the docs` names no"),
        ] {
            let got = read(message);
            assert!(got.len() == 1 && got[0].starts_with(expected), "{message:?}: {got:?}");
        }
        assert_eq!(read("[ROADMAP-1.2] x\n\nno status"), [] as [&str; 0]);
    }
}
