//! `gaps show` for people: one gap as a page, like a good issue.

use crate::ledger::{Field, Value};
use crate::model::count::days;
use crate::model::{Criterion, Day, Status};
use crate::project::backlog::{Backlog, Completed, Contest, Gap, Source};
use crate::project::timeline::Moment;

use super::log;
use super::paint::{Paint, fit, hang, width, wrap};
use super::safe;

pub fn text(backlog: &Backlog, gap: &Gap, moments: &[Moment], today: Day, paint: &Paint) -> String {
    let mut page =
        format!("{}  {}\n", paint.label(&gap.label), paint.strong(&safe::line(gap.title())));
    page.push_str(&headline(gap, today, paint));
    page.push_str(&facts(backlog, gap, paint));
    for contest in gap.contests() {
        page.push_str(&format!("\n{} {}\n", paint.alarm("Contested:"), contest.field.name()));
        let widest = contest.sides.iter().map(|(_, v)| width(&value(v))).max().unwrap_or(0).min(40);
        for (id, held) in &contest.sides {
            let said = fit(&safe::line(&value(held)), widest);
            page.push_str(&format!("  {said}  {}\n", paint.faint(&said_by(backlog, gap, *id))));
        }
        page.push_str(&format!("  settle it: {}\n", paint.strong(&settling(gap, &contest))));
    }
    if let Some(description) = gap.text(&Field::Description) {
        page.push_str(&format!("\n{}", wrap(&safe::lines(description), paint.width.min(100), "")));
    }
    page.push_str(&criteria(gap, paint));
    let file = |f: &Field, v: &Value| match f {
        Field::File(path) => Some(match v.text() {
            Some(note) => format!("{path} ({note})"),
            None => path.clone(),
        }),
        _ => None,
    };
    page.push_str(&section("Files", &gap.members(file), paint));
    let verify = |f: &Field, _: &Value| match f {
        Field::Verify(command) => Some(format!("$ {command}")),
        _ => None,
    };
    page.push_str(&section("Verified by", &gap.members(verify), paint));
    page.push_str(&section("Links", &links(backlog, gap), paint));
    page.push_str(&done(gap, paint));
    page.push_str(&source(gap, paint));
    page.push_str(&notes(gap, paint));
    page.push_str(&format!("\n{}\n", paint.strong("Timeline")));
    page.push_str(&log::lines(moments, paint, "  ", false));
    page
}

fn headline(gap: &Gap, today: Day, paint: &Paint) -> String {
    let mut parts = vec![paint.status(gap.status, gap.status.as_str())];
    parts.extend(gap.criticality().map(|c| paint.criticality(Some(c), c.as_str())));
    parts.push(safe::line(&gap.block().name));
    parts.extend(gap.text(&Field::Type).map(safe::line));
    parts.extend(gap.owner().map(|o| format!("@{}", safe::line(o))));
    if let Some(due) = gap.due() {
        let late = format!("due {due}, {} late", days(today.days_since(due)));
        parts.push(if gap.is_overdue(today) { paint.alarm(&late) } else { format!("due {due}") });
    }
    parts.extend(super::asked::standing(gap));
    parts.extend(super::asked::refused(gap).map(|r| paint.alarm(&r)));
    parts.join(" · ") + "\n"
}

fn facts(backlog: &Backlog, gap: &Gap, paint: &Paint) -> String {
    let mut lines: Vec<(String, String)> = Vec::new();
    if let Some(day) = gap.opened.day {
        let commit =
            gap.opened.commit.as_ref().map(|c| format!(" in {}", c.short())).unwrap_or_default();
        lines.push(("Opened".into(), format!("{day}{commit}")));
    } else if backlog.missing.is_some() {
        lines.push(("Opened".into(), unresolvable(backlog)));
    }
    if let Some(done) = &gap.completed {
        lines.push(("Completed".into(), completed(backlog, done, paint)));
    }
    let singles = [
        ("Effort", Field::Effort),
        ("Phase", Field::Phase),
        ("Week", Field::Week),
        ("Recurs", Field::Recurs),
        ("Tracker", Field::Tracker),
        ("Section", Field::Section),
    ];
    lines.extend(
        singles.iter().filter_map(|(name, f)| Some(((*name).to_owned(), safe::line(gap.text(f)?)))),
    );
    let aliases = gap.members(|f, _| match f {
        Field::Alias(alias) => Some(safe::line(alias)),
        _ => None,
    });
    if !aliases.is_empty() {
        lines.push(("Also called".into(), aliases.join(", ")));
    }
    if gap.named != gap.claimed {
        lines.push(("Opened as".into(), gap.claimed.to_string()));
    }
    lines.push(("Id".into(), gap.id.short()));
    lines
        .iter()
        .map(|(name, text)| format!("{}  {text}\n", paint.faint(&format!("{name:<11}"))))
        .collect()
}

fn unresolvable(backlog: &Backlog) -> String {
    backlog
        .missing
        .as_ref()
        .map_or_else(String::new, |m| format!("unresolvable: {}   ({})", m.says(), m.hint()))
}

/// When it was completed, by which pull request, and how that is known.
pub fn completed(backlog: &Backlog, done: &Completed, paint: &Paint) -> String {
    if done.source == Source::Unresolvable {
        return unresolvable(backlog);
    }
    let mut parts: Vec<String> = done.when.day.iter().map(ToString::to_string).collect();
    parts.extend(
        done.pr
            .as_ref()
            .map(|pr| format!("by {}", paint.link(pr.url.as_deref(), &safe::line(&pr.text)))),
    );
    parts.extend(done.when.commit.as_ref().map(|c| format!("in {}", c.short())));
    if done.source == Source::Claimed {
        let is_bare = parts.is_empty();
        parts.push(
            if is_bare { "(no date in the tracker)" } else { "(as the tracker claims)" }.into(),
        );
    }
    parts.join(" ")
}

fn criteria(gap: &Gap, paint: &Paint) -> String {
    let lines = gap.criteria();
    if lines.is_empty() {
        return String::new();
    }
    let met = lines.iter().filter(|c| c.met).count();
    let mut page = format!("\n{} {met} of {} met\n", paint.strong("Criteria"), lines.len());
    for line in &lines {
        let depth = line.criterion.number.as_str().matches('.').count();
        let mark = if line.met { paint.good("[x]") } else { "[ ]".to_owned() };
        let first = format!("  {}{mark} {}  ", "  ".repeat(depth), line.shown);
        let columns = 2 + 2 * depth + 4 + width(&line.shown) + 2;
        let room = paint.width.min(100).max(columns + 30);
        page.push_str(&hang(&safe::lines(&line.text), room, &first, columns));
    }
    page
}

fn section(title: &str, lines: &[String], paint: &Paint) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let body: String = lines.iter().map(|l| format!("  {}\n", safe::line(l))).collect();
    format!("\n{}\n{body}", paint.strong(title))
}

fn links(backlog: &Backlog, gap: &Gap) -> Vec<String> {
    gap.members(|f, _| match f {
        Field::Link(link) => {
            Some(match (&link.text, link.of.and_then(|of| backlog.gaps.get(&of))) {
                (Some(text), _) => format!("{} {text}", link.relation),
                (None, Some(other)) => format!(
                    "{} {} ({}) {}",
                    link.relation,
                    other.label,
                    other.status,
                    other.title()
                ),
                (None, None) => format!("{} a gap that is not here", link.relation),
            })
        }
        _ => None,
    })
}

/// What a tracker said beyond the fields, in its own order and words.
fn source(gap: &Gap, paint: &Paint) -> String {
    let parts = gap.members(|f, v| match f {
        Field::Source(name, part) => Some((name.clone(), *part, v.text()?.to_owned())),
        _ => None,
    });
    parts
        .iter()
        .map(|(name, part, text)| {
            let heading = if *part > 1 {
                String::new()
            } else {
                format!("\n{}\n", paint.strong(&safe::line(name)))
            };
            format!("{heading}{}", wrap(&safe::lines(text), paint.width.min(100), "  "))
        })
        .collect()
}

fn notes(gap: &Gap, paint: &Paint) -> String {
    let ids = gap.members(|f, _| match f {
        Field::Note(id) => Some(*id),
        _ => None,
    });
    let mut page = String::new();
    for told in gap.events.iter().filter(|t| ids.contains(&t.id)) {
        if let crate::ledger::Body::Noted(note) = &told.event.body {
            let heading = format!(
                "{} {}",
                paint.strong("Note"),
                paint.faint(&format!("{} {}", told.id.short(), told.event.at.day()))
            );
            page.push_str(&format!(
                "\n{heading}\n{}",
                wrap(&safe::lines(&note.text), paint.width.min(100), "  ")
            ));
        }
    }
    page
}

/// Who said a side of a contest, with the first line of their reason.
fn said_by(backlog: &Backlog, gap: &Gap, event: crate::model::Id) -> String {
    let Some(told) = gap.told(event) else { return event.short() };
    let key = &told.event.signer;
    let who =
        backlog.rosters.principal(key).map_or_else(|| key.short().to_owned(), ToString::to_string);
    let reason = told.event.body.reason().and_then(|r| r.lines().next());
    let reason = reason.map(|r| format!(": {}", safe::line(r))).unwrap_or_default();
    format!("{} {who}{reason}", &event.short()[..8])
}

/// What to type so that a contest ends.
fn settling(gap: &Gap, contest: &Contest) -> String {
    let label = &gap.label;
    let verb = |held: &Value| match held {
        Value::Status(Status::Open) => Some(format!("gaps reopen {label}")),
        Value::Status(Status::Started) => Some(format!("gaps start {label}")),
        Value::Status(Status::Closed) => Some(format!("gaps close {label} -m REASON")),
        Value::Status(Status::Confirmed) => Some(format!("gaps confirm {label}")),
        Value::Status(Status::Deferred) => Some(format!("gaps defer {label} -m REASON")),
        Value::Status(Status::Dropped) => Some(format!("gaps drop {label} -m REASON")),
        _ => None,
    };
    let shown = |of: &Criterion| {
        let line = gap.criteria().into_iter().find(|c| c.criterion == *of);
        line.map_or_else(|| of.number.to_string(), |c| c.shown)
    };
    match &contest.field {
        Field::Status => {
            let mut verbs: Vec<String> =
                contest.sides.iter().filter_map(|(_, held)| verb(held)).collect();
            verbs.sort();
            verbs.dedup();
            verbs.join("   or: ")
        }
        Field::Met(of) => {
            let number = shown(of);
            format!("gaps tick {label} {number}   or: gaps tick {label} {number} --unmet")
        }
        Field::Criterion(of) => {
            format!("gaps revise {label} --reword {:?}", format!("{}=WORDS", shown(of)))
        }
        Field::File(path) => format!("gaps revise {label} --file {:?}", safe::line(path)),
        Field::Verify(command) => format!("gaps revise {label} --verify {:?}", safe::line(command)),
        Field::Title
        | Field::Label
        | Field::Block
        | Field::Criticality
        | Field::Type
        | Field::Description
        | Field::Owner
        | Field::Due
        | Field::Effort
        | Field::Phase
        | Field::Week
        | Field::Recurs => {
            let name = contest.field.name();
            format!("gaps revise {label} --{name} {}", name.to_uppercase())
        }
        _ => format!("gaps revise {label} --edit"),
    }
}

/// How it was done, in the words of the closing that counts; and why, where that takes more than a line.
fn done(gap: &Gap, paint: &Paint) -> String {
    let told =
        gap.events.iter().rev().find(|t| {
            t.rejected.is_none() && matches!(t.event.body, crate::ledger::Body::Closed(_))
        });
    let Some(crate::ledger::Body::Closed(closed)) =
        told.filter(|_| gap.status.is_done()).map(|t| &t.event.body)
    else {
        return String::new();
    };
    let long = closed.reason.as_ref().filter(|r| r.lines().count() > 1);
    [("Closed because", long), ("Solution", closed.solution.as_ref())]
        .into_iter()
        .filter_map(|(name, text)| Some((name, text?)))
        .map(|(name, text)| {
            let body = wrap(&safe::lines(text), paint.width.min(100), "  ");
            format!("\n{}\n{body}", paint.strong(name))
        })
        .collect()
}

/// A value in words.
pub fn value(value: &Value) -> String {
    match value {
        Value::Status(status) => status.to_string(),
        Value::Text(text) => text.clone(),
        Value::Block(block) => block.name.clone(),
        Value::Flag(true) => "met".into(),
        Value::Flag(false) => "unmet".into(),
        Value::Present => "there".into(),
        Value::Absent => "none".into(),
    }
}
