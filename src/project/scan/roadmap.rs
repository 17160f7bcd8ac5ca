//! The roadmap style, for ledgers whose config names it: a subject `[ROADMAP-1.2] ...`, a line `Task:
//! Phase 1, Task 1.2` and below it a line `Status: Complete` or `Status: In Progress`. A fact stands on
//! the line that names its task; the status below says what is asked. Without a `Task:` line the subject
//! names the task. Silent where the config says nothing.

use crate::model::Label;

use super::asked::{Verb, Why, shown};
use super::config::Roadmap;
use super::grammar::{Fact, key_and_value};
use super::lines::{Line, Place};

/// A range of tasks has at most so many.
const RANGE_MAX: u32 = 100;

/// What one line of the style comes to.
pub type Found<'m> = (Line<'m>, Result<Vec<Fact>, Why>);

/// Tasks that wait for their status.
type Waiting<'m> = Vec<(Line<'m>, Vec<Label>)>;

/// All facts of one message in this style, each with the line that names its task.
pub fn facts<'m>(lines: &[Line<'m>], style: &Roadmap) -> Vec<Found<'m>> {
    let mut found = Vec::new();
    let mut subject: Waiting<'m> = Vec::new();
    let mut waiting: Waiting<'m> = Vec::new();
    let mut bad_task = false;
    for line in lines {
        match said(line) {
            Said::Nothing => {}
            Said::Subject(tag) => subject.extend(labels(tag, style).ok().map(|l| (*line, l))),
            Said::Task(value) => {
                subject.clear();
                match labels(value, style) {
                    Ok(tasks) => waiting.push((*line, tasks)),
                    Err(why) => found.push((*line, Err(why))),
                }
                bad_task = found.last().is_some_and(|(last, _)| last.number == line.number);
            }
            Said::Status(value) => {
                waiting.append(&mut subject);
                match status(value) {
                    Err(why) => found.push((*line, Err(why))),
                    Ok(_) if waiting.is_empty() && bad_task => {}
                    Ok(_) if waiting.is_empty() => found.push((*line, Err(Why::NoTask))),
                    Ok(verb) => found.extend(settled(&waiting, &verb)),
                }
                waiting.clear();
                bad_task = false;
            }
        }
    }
    found.extend(waiting.into_iter().map(|(line, _)| (line, Err(Why::NoStatus))));
    found
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

fn settled<'m>(waiting: &Waiting<'m>, verb: &Verb) -> Vec<Found<'m>> {
    let fact = |label: &Label| Fact { label: label.clone(), verb: verb.clone(), event: None };
    waiting.iter().map(|(line, tasks)| (*line, Ok(tasks.iter().map(fact).collect()))).collect()
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

/// `Phase 1, Task 1.2`, `Task 1.1-1.3`, `1.1, 1.3`: the labels of all of them.
fn labels(value: &str, style: &Roadmap) -> Result<Vec<Label>, Why> {
    let bad = || Why::BadTask(shown(value.trim()));
    let mut pieces: Vec<&str> = value.split(',').map(str::trim).collect();
    let phase = pieces.first().and_then(|first| after_word(first, &["phase"]));
    if phase.is_some() {
        pieces.remove(0);
    }
    let mut numbers = Vec::new();
    for piece in pieces {
        let piece = after_word(piece, &["task", "tasks"]).unwrap_or(piece);
        numbers.extend(range(piece).ok_or_else(bad)?);
        if numbers.len() > RANGE_MAX as usize {
            return Err(bad());
        }
    }
    let in_phase = |n: &String| phase.is_none_or(|p| n.split('.').next() == Some(p));
    if numbers.is_empty() || !numbers.iter().all(in_phase) {
        return Err(bad());
    }
    let label = |n: &String| Label::typed(&format!("{}-{n}", style.prefix)).map_err(|_| bad());
    numbers.iter().map(label).collect()
}

/// What follows one of these words and a blank.
fn after_word<'t>(text: &'t str, words: &[&str]) -> Option<&'t str> {
    let (first, rest) = text.split_once(' ')?;
    words.iter().any(|word| first.eq_ignore_ascii_case(word)).then(|| rest.trim())
}

/// `1.2`, or every number of `1.1-1.3`.
fn range(text: &str) -> Option<Vec<String>> {
    let Some((from, to)) = text.split_once(['-', '\u{2013}']) else {
        return split_number(text).map(|_| vec![text.to_owned()]);
    };
    let (from, to) = (split_number(from.trim())?, split_number(to.trim())?);
    let fits = from.0 == to.0 && from.1 < to.1 && to.1 - from.1 < RANGE_MAX;
    fits.then(|| (from.1..=to.1).map(|last| format!("{}{last}", from.0)).collect())
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
