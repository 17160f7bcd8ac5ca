//! One mention of a gap while it is being read: its claims, its fields, and everything else it states. A
//! field is applied here in one place, whether it came from a line, a cell or a vertical table.

use super::claim::{Criterion, File, Form, Part, Pr, Shape};
use super::context::Context;
use super::dates::{self, Date};
use super::fields::Role;
use super::heading;
use super::inline::{plain, struck, urls};
use super::labels::Found;
use super::place::Place;
use super::value::{self, Reading};

/// A draft as it is handed on: it is large, and goes through many hands.
pub type Mention = Box<Draft>;

#[derive(Debug, Clone)]
pub struct Draft {
    pub shape: Shape,
    pub place: Place,
    pub head: Place,
    pub line: usize,
    pub section: Option<usize>,
    /// The table that a row stands in.
    pub table: Option<usize>,
    pub found: Option<Found>,
    pub title: String,
    pub states: Vec<(Form, Place, Reading)>,
    pub ranks: Vec<(Form, Place, crate::model::Criticality)>,
    pub block: Option<String>,
    pub kind: Option<String>,
    pub description: Option<String>,
    pub solution: Option<String>,
    pub reason: Option<String>,
    pub until: Option<String>,
    pub criteria: Vec<Criterion>,
    pub files: Vec<File>,
    pub verify: Vec<String>,
    pub owner: Option<String>,
    pub due: Option<Date>,
    pub effort: Option<String>,
    pub phase: Option<String>,
    pub week: Option<String>,
    pub recurs: Option<String>,
    pub opened: Option<Date>,
    pub completed: Option<(Date, Place)>,
    pub pr: Option<(Pr, Place)>,
    pub links: Vec<String>,
    pub source: Vec<Part>,
    /// A row of a heading item's own status field, and so on: how many fields it has.
    pub fields: usize,
}

impl Draft {
    pub fn new(cx: &Context<'_>, shape: Shape, place: Place, head: Place) -> Mention {
        Box::new(Self {
            shape,
            place,
            head,
            line: cx.line(head),
            section: None,
            table: None,
            found: None,
            title: String::new(),
            states: Vec::new(),
            ranks: Vec::new(),
            block: None,
            kind: None,
            description: None,
            solution: None,
            reason: None,
            until: None,
            criteria: Vec::new(),
            files: Vec::new(),
            verify: Vec::new(),
            owner: None,
            due: None,
            effort: None,
            phase: None,
            week: None,
            recurs: None,
            opened: None,
            completed: None,
            pr: None,
            links: Vec::new(),
            source: Vec::new(),
            fields: 0,
        })
    }

    /// Keeps what has no field of its own.
    pub fn keep(&mut self, name: &str, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            self.source.push(Part { name: name.to_owned(), text: text.to_owned() });
        }
    }

    /// Takes a field's value to its place; what that place cannot hold whole is kept beside it.
    pub fn apply(
        &mut self,
        cx: &Context<'_>,
        role: Option<Role>,
        name: &str,
        value: Place,
        form: Form,
    ) {
        let raw = value.of(cx.text);
        let seen = plain(raw);
        if seen.is_empty() {
            return;
        }
        self.fields += 1;
        let once = |slot: &mut Option<String>, source: &mut Vec<Part>| match slot {
            None => *slot = Some(seen.clone()),
            Some(_) => source.push(Part { name: name.to_owned(), text: seen.clone() }),
        };
        match role {
            Some(Role::Status) => self.status(cx, name, value, form),
            Some(Role::Criticality) => self.rank(cx, name, value, form),
            // `Area: `src/hooks.rs``, which is where and not what.
            Some(Role::Block) if raw.trim_start().starts_with('`') => self.file(&seen),
            Some(Role::Block) => once(&mut self.block, &mut self.source),
            Some(Role::Type) => once(&mut self.kind, &mut self.source),
            Some(Role::Description) => self.describe(name, raw),
            Some(Role::Solution) => once(&mut self.solution, &mut self.source),
            Some(Role::Reason) => once(&mut self.reason, &mut self.source),
            Some(Role::Until) => once(&mut self.until, &mut self.source),
            Some(Role::Owner) if blank(&seen) => {}
            Some(Role::Owner) => once(&mut self.owner, &mut self.source),
            Some(Role::Effort) => once(&mut self.effort, &mut self.source),
            Some(Role::Phase) => once(&mut self.phase, &mut self.source),
            Some(Role::Week) => once(&mut self.week, &mut self.source),
            Some(Role::Files) => self.file(&seen),
            Some(Role::Verify) => self.verify.push(seen.trim_matches('`').to_owned()),
            Some(Role::Commit) => self.commits(&seen, name),
            Some(Role::Pr) => self.pull_request(raw, value, name, &seen),
            Some(Role::Due | Role::Completed | Role::Opened) => {
                self.dated(cx, role, name, value, form);
            }
            _ => self.keep(name, &seen),
        }
        for url in urls(raw) {
            if !self.links.iter().any(|l| l == url) {
                self.links.push(url.to_owned());
            }
        }
    }

    fn status(&mut self, cx: &Context<'_>, name: &str, value: Place, form: Form) {
        let raw = value.of(cx.text);
        let seen = plain(raw);
        let reading = value::value(raw, &cx.legend);
        match reading {
            // A word that is not understood is not the same as none.
            Reading::Nothing if !undecided(&seen) => {
                self.states.push((form, value, Reading::Unsure))
            }
            Reading::Nothing => {}
            told => self.states.push((form, value, told)),
        }
        // What stands beside the word ("documented in X") is a statement of its own.
        if reading == Reading::Nothing || seen.chars().count() > 24 || seen.contains('(') {
            self.keep(name, &seen);
        }
        if let Some((start, end, date)) = dates::find(raw, cx.year())
            && reading.status().is_some_and(crate::model::Status::is_done)
            && self.completed.is_none()
        {
            self.completed = Some((date, Place::new(value.start + start, value.start + end)));
        }
    }

    /// `HIGH`, and `~~HIGH~~ COMPLETED`, which states a status too.
    fn rank(&mut self, cx: &Context<'_>, name: &str, value: Place, form: Form) {
        let raw = value.of(cx.text);
        let struck = struck(raw);
        match heading::rank(struck.unwrap_or(raw)) {
            Some(rank) => self.ranks.push((form, value, rank)),
            None => self.keep(name, &plain(raw)),
        }
        if struck.is_some() {
            let after = raw.rsplit("~~").next().unwrap_or_default();
            let reading = value::value(after, &cx.legend);
            if reading != Reading::Nothing {
                self.states.push((Form::Criticality, value, reading));
            }
            self.keep(name, &plain(raw));
        } else if plain(raw).contains(['(', '-', ',']) {
            self.keep(name, &plain(raw));
        }
    }

    /// Struck text was the problem; what follows it is what was done about it.
    pub fn describe(&mut self, name: &str, raw: &str) {
        let seen = plain(raw);
        let after = raw
            .rsplit("~~")
            .next()
            .filter(|_| struck(raw).is_some() && raw.trim_start().starts_with("~~"));
        if let (Some(old), Some(after)) = (struck(raw), after) {
            let done = plain(after);
            if self.description.is_none() {
                self.description = Some(plain(old));
                if !done.is_empty() && self.solution.is_none() {
                    self.solution = Some(done);
                } else {
                    self.keep(name, &done);
                }
                return;
            }
        }
        match self.description {
            None => self.description = Some(seen),
            Some(_) => self.keep(name, &seen),
        }
    }

    /// `` `src/a.rs` (new) ``, several with commas between.
    pub fn file(&mut self, seen: &str) {
        let quoted = seen.matches('`').count();
        if quoted >= 4 {
            let parts: Vec<&str> = seen.split('`').collect();
            for pair in parts[1..].chunks(2) {
                let note = pair.get(1).map_or("", |n| n.trim().trim_matches([',', ';', ' ']));
                self.push_file(pair[0], note);
            }
            let lead = parts[0].trim();
            self.keep("files", lead);
            return;
        }
        let (path, note) = match seen.strip_prefix('`').and_then(|s| s.split_once('`')) {
            Some((path, note)) => (path, note),
            None => match seen.rsplit_once(" (") {
                Some((path, note)) if note.ends_with(')') => (path, note),
                _ => (seen, ""),
            },
        };
        self.push_file(path, note);
    }

    fn push_file(&mut self, path: &str, note: &str) {
        let note = note.trim().trim_start_matches(['-', '–', '—', ':', '(']).trim();
        let note = note.strip_suffix(')').unwrap_or(note).trim();
        let path = path.trim().trim_matches('`');
        if !path.is_empty() {
            let note = (!note.is_empty()).then(|| note.to_owned());
            self.files.push(File { path: path.to_owned(), note });
        }
    }

    fn commits(&mut self, seen: &str, name: &str) {
        let hash =
            |w: &&str| (7..=64).contains(&w.len()) && w.bytes().all(|b| b.is_ascii_hexdigit());
        let found: Vec<&str> =
            seen.split(|c: char| !c.is_ascii_alphanumeric()).filter(hash).collect();
        if found.is_empty() {
            self.keep(name, seen);
        }
        for hash in found {
            if !self.links.iter().any(|l| l == hash) {
                self.links.push(hash.to_owned());
            }
        }
    }

    fn pull_request(&mut self, raw: &str, value: Place, name: &str, seen: &str) {
        match Pr::read(raw) {
            Some(pr) if self.pr.is_none() => self.pr = Some((pr, value)),
            Some(_) => self.keep(name, seen),
            None if blank(seen) => {}
            None => self.keep(name, seen),
        }
    }

    fn dated(
        &mut self,
        cx: &Context<'_>,
        role: Option<Role>,
        name: &str,
        value: Place,
        form: Form,
    ) {
        let raw = value.of(cx.text);
        let seen = plain(raw);
        let found = dates::find(raw, cx.year());
        let place = found.map_or(value, |f| Place::new(value.start + f.0, value.start + f.1));
        let date = found.map(|f| f.2);
        let slot = match role {
            Some(Role::Due) => &mut self.due,
            Some(Role::Opened) => &mut self.opened,
            _ => {
                if let Some(date) = date {
                    self.completed.get_or_insert((date, place));
                } else if value::value(raw, &cx.legend) != Reading::Nothing {
                    self.states.push((form, value, value::value(raw, &cx.legend)));
                }
                if !blank(&seen) && place.of(cx.text).len() < raw.trim().len() {
                    self.keep(name, &seen);
                }
                return;
            }
        };
        match date {
            Some(date) if slot.is_none() => *slot = Some(date),
            _ => {}
        }
        if !blank(&seen) && (date.is_none() || place.of(cx.text).len() < raw.trim().len()) {
            self.keep(name, &seen);
        }
    }
}

/// `TBD`: a status that nobody has set yet.
pub fn undecided(seen: &str) -> bool {
    matches!(seen.trim().to_ascii_lowercase().as_str(), "tbd" | "?" | "...")
}

/// `-`, `n/a`, `TBD`: a value that says there is none.
pub fn blank(seen: &str) -> bool {
    let word = seen.trim().to_ascii_lowercase();
    matches!(
        word.as_str(),
        "" | "-" | "–" | "—" | "--" | "n/a" | "na" | "none" | "tbd" | "?" | "..."
    ) || word.chars().all(|c| !c.is_alphanumeric())
}
