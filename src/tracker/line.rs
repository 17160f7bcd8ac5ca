//! The line that names an item: `**SEC-001**: ~~title~~ (Feb 15) ✅`. One reader for boxes, bullets, rows and
//! cells, so that an item reads the same wherever its author put it.

use crate::model::{Criticality, Status};

use super::context::Context;
use super::dates::{self, Date};
use super::heading;
use super::inline::{bold, bracketed, plain, struck};
use super::labels::{self, Found};
use super::marks;
use super::place::Place;
use super::value::Reading;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub found: Option<Found>,
    pub title: String,
    pub description: Option<String>,
    /// What signs and words at the beginning or the end say.
    pub status: Reading,
    /// The leading sign that says it, where one does.
    pub sign: Option<Place>,
    pub struck: bool,
    pub criticality: Option<Criticality>,
    /// A date in brackets at the end, and whether the text says that it is a due date.
    pub date: Option<(Date, Place, bool)>,
    pub owner: Option<String>,
    /// A pull request behind a word of completion: `(done 2026-01-02, #12)`.
    pub pr: Option<Place>,
    /// What was cut off the title, as it stood.
    pub cut: Option<String>,
}

/// Reads the first line of an item.
pub fn line(cx: &Context<'_>, place: Place) -> Line {
    let raw = place.of(cx.text).trim();
    let (signs, bare) = marks::undecorated_keeping_bold(raw);
    let told = signs.iter().find_map(|s| cx.legend.meaning(s));
    let signed = told.map_or(Reading::Nothing, Reading::from);
    let led = lead(bare).filter(|_| signed == Reading::Nothing);
    let bare = led.map_or(bare, |(_, len)| &bare[len..]);
    let leading = led.map_or(signed, |(reading, _)| reading);
    let seen = plain(bare);
    let (tail, name) = heading::trailing(&seen, &cx.legend);
    let (rank, _) = rank_tag(&seen);
    let mut me = Line {
        found: None,
        title: String::new(),
        description: None,
        sign: (signed != Reading::Nothing).then(|| {
            let lead = &raw[..raw.len() - bare.len()];
            place.trim(cx.text).part(cx.text, lead.trim_end())
        }),
        status: if leading == Reading::Nothing { tail } else { leading },
        struck: struck(bare).is_some_and(|s| {
            let after = bare.rsplit("~~").next().unwrap_or_default();
            (s.len() + 4) * 2 > bare.len() || bare.starts_with("~~") && !heading::says_more(after)
        }),
        criticality: rank,
        date: None,
        owner: owner(&seen),
        pr: None,
        cut: (name.len() < seen.len()).then(|| seen[name.len()..].trim().to_owned()),
    };
    me.name(bare, name);
    me.dated(cx, place);
    me.behind(bare, cx);
    me
}

/// `**DONE** Rotate the keys`, `WIP: rotate the keys`, `**Done** - rotate the keys`: a word of status before the name,
/// and how many bytes it takes.
pub fn lead(bare: &str) -> Option<(Reading, usize)> {
    if let Some((_, word, rest)) = bracketed(bare) {
        let reading = super::value::worded(word);
        let named = rest.chars().any(char::is_alphanumeric);
        let folded = super::words::folded(word);
        let whole = super::words::status(&folded).is_some_and(|(len, _, _)| len == folded.len());
        let told = whole && named && matches!(reading, Reading::Is(_));
        return told.then(|| (reading, bare.len() - rest.len()));
    }
    let (word, rest) = match bold(bare) {
        Some((word, rest)) => (word, rest),
        None => bare.split_once([':', '：']).filter(|(word, _)| word.len() <= 24)?,
    };
    let bolded = bare.trim_start().starts_with(['*', '_']);
    let name = word.trim().trim_end_matches([':', '：']).trim_matches(['[', ']', '(', ')']);
    let loud = !name.chars().any(char::is_lowercase) && name.chars().count() >= 2;
    let joined = bolded && rest.trim_start().starts_with([':', '：', '-', '–', '—']);
    if !loud && !joined {
        return None;
    }
    let folded = super::words::folded(name);
    let whole = super::words::status(&folded).is_some_and(|(len, _, _)| len == folded.len());
    let rest = rest.trim_start_matches([':', '：', '-', '–', '—', ' ']);
    let named = rest.chars().any(char::is_alphanumeric);
    let reading = (whole && named).then(|| super::value::worded(name))?;
    matches!(reading, Reading::Is(_)).then(|| (reading, bare.len() - rest.len()))
}

impl Line {
    /// The line where another place states its status: a tail that says more than a status is part of the name.
    #[must_use]
    pub fn stated_elsewhere(mut self) -> Self {
        let more = |cut: &String| heading::says_more(cut);
        if self.sign.is_none()
            && self.date.is_none()
            && self.description.is_none()
            && let Some(cut) = self.cut.take_if(|cut| more(cut))
        {
            self.title = format!("{} {cut}", self.title);
            self.status = Reading::Nothing;
        }
        self
    }

    /// `~~Migration~~ ✅ Done`, `~~Migration~~ cancelled`: what stands behind struck text is no part of the name where it
    /// says why that was struck.
    fn behind(&mut self, bare: &str, cx: &Context<'_>) {
        let Some((_, after)) = bare.rsplit_once("~~").filter(|_| self.struck) else { return };
        let after = plain(after);
        let after = after.trim();
        if self.status != Reading::Nothing || after.is_empty() || heading::says_more(after) {
            return;
        }
        let told = super::value::value(after, &cx.legend);
        let struck = |s: Status| s.is_done() || matches!(s, Status::Dropped | Status::Deferred);
        let says_why = told.status().is_some_and(struck);
        if let (true, Some(title)) = (says_why, self.title.strip_suffix(after)) {
            self.title = title.trim_end().to_owned();
            self.status = told;
            self.cut = Some(after.to_owned());
        }
    }

    /// Splits label, title and description; `name` is the plain text without a status at its end.
    fn name(&mut self, bare: &str, name: &str) {
        let mut rest = name.trim();
        if let Some(found) = labels::at_start(rest) {
            rest = rest[found.len..].trim_start();
            self.found = Some(found);
        }
        // `**Title** - description`, and `**SEC-1**: **Title** - description`.
        let after_label = bold(bare).filter(|(b, _)| {
            let seen = plain(b);
            self.found.as_ref().is_none_or(|f| f.len < seen.len())
        });
        if let Some((title, description)) = after_label {
            let title = plain(title);
            let start = self.found.as_ref().map_or(0, |f| f.len.min(title.len()));
            let title = title.get(start..).unwrap_or(&title).trim().trim_end_matches([':', '：']);
            let description = plain(description);
            let description = description.trim();
            let set_off =
                description.starts_with([':', '：', '-', '–', '—', '(']) || description.is_empty();
            if set_off && !title.is_empty() && rest.starts_with(title) {
                let text = rest[title.len()..].trim_start_matches([':', '：', '-', '–', '—', ' ']);
                self.title = title.to_owned();
                self.description = (!text.is_empty()).then(|| text.to_owned());
                return;
            }
        }
        self.title = rest.trim_end_matches([':', '：']).to_owned();
        if self.title.is_empty() {
            self.title = self.found.as_ref().map(|f| f.raw.clone()).unwrap_or_default();
        }
    }

    /// `, #12)` behind a date in the bracket of what is done: where it stands, and where what follows it begins.
    fn merged(&self, place: Place, raw: &str, end: usize) -> (Option<Place>, usize) {
        let rest = raw[end..].trim_start_matches([',', ';', ' ', '，', '、', '；']);
        let words = ["in ", "via ", "by ", "PR ", "pr "];
        let bare = words.iter().find_map(|w| rest.strip_prefix(w)).unwrap_or(rest);
        let digits = bare
            .strip_prefix(['#', '!'])
            .map_or(0, |n| n.chars().take_while(char::is_ascii_digit).count());
        let start = raw.len() - bare.len();
        if digits == 0 || !bare[digits + 1..].starts_with([')', '）', ']']) {
            return (None, end);
        }
        let stop = start + digits + 1;
        (Some(Place::new(place.start + start, place.start + stop)), stop)
    }

    /// `(Feb 15)`, `— completed 2026-02-11`, `(Complete by Feb 20)`.
    fn dated(&mut self, cx: &Context<'_>, place: Place) {
        let raw = place.of(cx.text);
        let Some((start, end, date)) = last_date(raw, cx.year()) else { return };
        let before = raw[..start].trim_end();
        let (pr, behind) = self.merged(place, raw, end);
        let after = raw[behind..].trim_start_matches([')', '）', '*', '_', ' ', ']']);
        let open = before.rfind(['(', '（', '[', '—', '–']).map_or("", |at| &before[at..]);
        let ends = after.is_empty() || marks::sign(after).is_some();
        let dashed = before.ends_with(['-', ':', '@']) || !open.is_empty();
        if !ends || !dashed {
            return;
        }
        let due =
            dates::says_due(&format!("{open} ")) || before.ends_with('@') || before.ends_with("📅");
        self.pr = pr.filter(|_| !due);
        self.date = Some((date, Place::new(place.start + start, place.start + end), due));
        // The bracket is no part of the title, unless the title is all there is.
        if let Some(at) = self.title.rfind(['(', '（'])
            && at > 0
            && dates::find(&self.title[at..], cx.year()).is_some()
        {
            self.cut = Some(self.title[at..].to_owned());
            self.title = self.title[..at].trim_end().to_owned();
        }
    }
}

fn last_date(raw: &str, year: Option<u16>) -> Option<(usize, usize, Date)> {
    let mut at = 0;
    let mut last = None;
    while let Some((start, end, date)) = dates::find(raw.get(at..)?, year) {
        last = Some((at + start, at + end, date));
        at += end;
    }
    last
}

/// `[P1] title`, `(HIGH) title`, `title (P0)`.
fn rank_tag(seen: &str) -> (Option<Criticality>, bool) {
    for (open, close) in [('[', ']'), ('(', ')'), ('（', '）'), ('【', '】')] {
        for (at, _) in seen.match_indices(open).take(4) {
            let inner = &seen[at + open.len_utf8()..];
            let Some(end) = inner.find(close).filter(|end| *end <= 24) else { continue };
            let word = super::words::folded(&inner[..end]);
            let whole = super::words::criticality(&word).filter(|(len, _)| {
                let rest = &word[*len..];
                let noun = rest.starts_with(' ') && super::words::neutral(rest.trim()).is_some();
                rest.is_empty() || noun
            });
            if let Some((_, rank)) = whole {
                return (Some(rank), true);
            }
        }
    }
    (None, false)
}

/// `@ann` as a word of its own.
fn owner(seen: &str) -> Option<String> {
    let name =
        seen.split_whitespace().find_map(|w| w.trim_matches(['(', ')', ',']).strip_prefix('@'))?;
    let good = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
    (good && !name.starts_with(|c: char| c.is_ascii_digit()) && !name.contains('.'))
        .then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Status;

    fn read(text: &str) -> Line {
        let document = format!("Last Updated: 2026-02-15\n\n{text}\n");
        let cx = Context::new(&document);
        let start = document.find(text).unwrap();
        line(&cx, Place::new(start, start + text.len()))
    }

    #[test]
    fn tracker_lines_that_name_items() {
        let l = read("**SEC-001**: Add roles ✅");
        assert_eq!((l.title.as_str(), l.status), ("Add roles", Reading::Is(Status::Closed)));
        let l = read("**Title here** - what it is");
        assert_eq!(
            (l.title.as_str(), l.description.as_deref()),
            ("Title here", Some("what it is"))
        );
        let l = read("UI_GUIDE.md (Feb 14)");
        assert_eq!(
            (l.title.as_str(), l.date.map(|d| d.0.to_string())),
            ("UI_GUIDE.md", Some("2026-02-14".into()))
        );
        let l = read("[P1] Fix login (in progress) ");
        assert_eq!(
            (l.criticality, l.status),
            (Some(Criticality::High), Reading::Is(Status::Started))
        );
        let l = read("Runner Modularization (P1-1)");
        assert_eq!((l.title.as_str(), l.found), ("Runner Modularization (P1-1)", None));
        let l = read("Ship it (by Feb 20) @ann");
        assert_eq!(l.owner.as_deref(), Some("ann"));
        assert!(read("~~gone~~").struck);
    }
}
