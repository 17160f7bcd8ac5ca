//! What a person changed in a document since it was last adopted. Three values of each fact decide: what the
//! document says now, what it said when it was last adopted, and what the ledger says. Only a fact that differs
//! from both others is news.

use std::collections::BTreeMap;

use crate::ledger::kinds::linked::Linked;
use crate::ledger::kinds::met::Met;
use crate::ledger::kinds::opened::{File, noted};
use crate::ledger::kinds::revised::{Added, Removed, Revised, Reworded, Set};
use crate::ledger::kinds::unmet::Unmet;
use crate::ledger::{Body, Cause, Field, Value};
use crate::model::{CriterionRef, Status};
use crate::project::backlog::{CriterionLine, Gap as Known, Told};
use crate::project::decide::Desk;
use crate::project::refusal::Refusal;

use super::agreed::{Base, Fact};
use super::claim::{Gap, Part, Tracker};
use super::fields::{self, Role};
use super::fit;
use super::owned::{Owned, adopted};
use super::said::{self, Origin};
use super::value::{self, Reading};

/// What came of one gap.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Change {
    pub any: bool,
    /// It was done and is open again, and the document says no word why.
    pub regressed: bool,
}

/// Drafts what changed.
pub fn draft(
    desk: &mut Desk<'_>,
    owned: &Owned<'_>,
    known: &Known,
    gap: &Gap,
    tracker: &Tracker,
    (origin, base): (&Origin, &Base),
) -> Result<Change, Refusal> {
    let before = before(known, gap, base);
    let mut change = Change::default();
    let mut revised = revised(known, gap, tracker, &before);
    let moved = owned.home.former.iter().any(|f| known.text(&Field::Tracker) == Some(f));
    revised.set.tracker = fit::line(&owned.home.path).filter(|_| moved);
    if revised != Revised::default() {
        change.any |= write(desk, known, gap, origin, Body::from(revised))?;
    }
    for body in ticks(known, gap, &before) {
        change.any |= write(desk, known, gap, origin, body)?;
    }
    let mut links = said::links(gap);
    links.retain(|l| {
        known.value(&Field::Link(l.clone())).is_none()
            && !before.contains_key(&Field::Link(l.clone()))
    });
    if !links.is_empty() {
        let body = Body::from(Linked { links, reason: None });
        change.any |= write(desk, known, gap, origin, body)?;
    }
    let said = match before.get(&Field::Status) {
        Some(Value::Status(status)) => Some(*status),
        _ => None,
    };
    let news = |now: &Status| {
        let same = *now == known.status
            || now.is_done() && known.status.is_done() && *now != Status::Confirmed;
        !same && said != Some(*now)
    };
    if let Some(now) = gap.status.filter(news) {
        let mut moved = false;
        for body in said::steps(known.status, now, gap, known.id) {
            moved |= write(desk, known, gap, origin, body)?;
        }
        change.any |= moved;
        change.regressed = moved
            && known.status.is_done()
            && matches!(now, Status::Open | Status::Started)
            && gap.reason.is_none();
    }
    Ok(change)
}

fn write(
    desk: &mut Desk<'_>,
    known: &Known,
    gap: &Gap,
    origin: &Origin,
    body: Body,
) -> Result<bool, Refusal> {
    let is_taken = |cause: &Option<Cause>| {
        let same = |t: &Told| t.event.cause == *cause && t.event.body.kind() == body.kind();
        known.events.iter().any(same)
    };
    let origin = &said::origin_of(origin, gap, &body);
    let first = said::cause(origin, gap, 0);
    if origin.commit.is_some() && is_taken(&first) {
        // A version of the history says a thing once.
        return Ok(false);
    }
    // A document may say the same again after it said something else: that is another fact.
    let cause = (0..).map(|n| said::cause(origin, gap, n)).find(|c| !is_taken(c)).flatten();
    desk.about_because(known, body, cause)?;
    Ok(true)
}

/// What the document said when it last agreed with the ledger, fact by fact: by its own older versions where they
/// are known, else by what an adoption wrote.
fn before(known: &Known, gap: &Gap, base: &Base) -> BTreeMap<Field, Value> {
    let mut before = adopted(known);
    let mut put = |fact: Fact, field: Field, value: &dyn Fn(&str) -> Option<Value>| {
        if let Some(value) = base.said(gap, &fact).and_then(value) {
            before.insert(field, value);
        }
    };
    let text = |t: &str| Some(Value::Text(t.to_owned()));
    put(Fact::Status, Field::Status, &|s| s.parse().ok().map(Value::Status));
    put(Fact::Criticality, Field::Criticality, &text);
    put(Fact::Title, Field::Title, &text);
    for line in known.criteria() {
        let fact = Fact::Criterion(line.criterion.number.to_string());
        put(fact, Field::Met(line.criterion), &|s| Some(Value::Flag(s == "met")));
    }
    before
}

/// The value where it is news: neither what the ledger says nor what the document said before.
fn news(
    known: &Known,
    before: &BTreeMap<Field, Value>,
    field: &Field,
    now: Option<String>,
) -> Option<String> {
    let now = now?;
    let value = Value::Text(now.clone());
    (known.value(field) != Some(&value) && before.get(field) != Some(&value)).then_some(now)
}

fn revised(
    known: &Known,
    gap: &Gap,
    tracker: &Tracker,
    before: &BTreeMap<Field, Value>,
) -> Revised {
    let line = |field: Field, text: Option<&String>| {
        news(known, before, &field, text.and_then(|t| fit::line(t)))
    };
    let set = Set {
        title: line(Field::Title, Some(&gap.title)),
        criticality: news(
            known,
            before,
            &Field::Criticality,
            gap.criticality.map(|c| c.to_string()),
        ),
        type_: line(Field::Type, gap.kind.as_ref()),
        description: news(
            known,
            before,
            &Field::Description,
            gap.description.as_deref().and_then(fit::lines),
        ),
        owner: line(Field::Owner, gap.owner.as_ref()),
        due: news(known, before, &Field::Due, gap.due.and_then(said::day).map(|d| d.to_string()))
            .and_then(|d| d.parse().ok()),
        effort: line(Field::Effort, gap.effort.as_ref()),
        phase: line(Field::Phase, gap.phase.as_ref()),
        week: line(Field::Week, gap.week.as_ref()),
        recurs: line(Field::Recurs, gap.recurs.as_ref()),
        section: news(known, before, &Field::Section, said::section(gap, tracker)),
        ..Set::default()
    };
    let lines = known.criteria();
    let mut added = Added { source: source(known, gap, tracker, before), ..Added::default() };
    let mut reworded = Vec::new();
    for criterion in said::criteria(gap) {
        match lines.iter().find(|l| l.criterion.number == criterion.number) {
            Some(there) => {
                let field = Field::Criterion(there.criterion.clone());
                if let Some(text) = news(known, before, &field, Some(criterion.text)) {
                    reworded.push(Reworded { criterion: there.criterion.named(known.id), text });
                }
            }
            None => added.criteria.push(criterion),
        }
    }
    added.files = files(known, gap, before);
    let removed = Removed {
        criteria: gone(known, gap, &lines, before),
        files: files_gone(known, gap, before),
        ..Removed::default()
    };
    let revised = Revised { set, added, removed, reworded, ..Revised::default() };
    // Where an item stands follows from its criticality or status, and is no news of its own.
    let phase = revised.set.phase.clone().filter(|_| before.contains_key(&Field::Phase));
    let set = Set { section: None, phase, ..revised.set.clone() };
    let stands = Revised { set, ..revised.clone() };
    if stands == Revised::default() { stands } else { revised }
}

/// Files, or notes on files, that are news.
fn files(known: &Known, gap: &Gap, before: &BTreeMap<Field, Value>) -> Vec<File> {
    let mut all = said::files(gap);
    all.retain(|file| {
        let (field, now) = (Field::File(file.path.clone()), noted(file.note.as_ref()));
        known.value(&field) != Some(&now) && before.get(&field) != Some(&now)
    });
    all
}

/// Files that the document named when it was last adopted and names no more.
fn files_gone(known: &Known, gap: &Gap, before: &BTreeMap<Field, Value>) -> Vec<String> {
    let named = said::files(gap);
    let gone = |f: &Field, _: &Value| match f {
        Field::File(path) => Some(path.clone()),
        _ => None,
    };
    let adopted =
        |path: &String| before.get(&Field::File(path.clone())).is_some_and(|v| *v != Value::Absent);
    known
        .members(gone)
        .into_iter()
        .filter(|p| adopted(p) && !named.iter().any(|f| f.path == *p))
        .collect()
}

/// Criteria that the document had when it was last adopted and has no more.
fn gone(
    known: &Known,
    gap: &Gap,
    lines: &[CriterionLine],
    before: &BTreeMap<Field, Value>,
) -> Vec<CriterionRef> {
    let there =
        |l: &&CriterionLine| gap.criteria.iter().any(|c| c.number == l.criterion.number.as_str());
    let adopted = |l: &&CriterionLine| before.contains_key(&Field::Criterion(l.criterion.clone()));
    lines.iter().filter(|l| !there(l) && adopted(l)).map(|l| l.criterion.named(known.id)).collect()
}

fn source(
    known: &Known,
    gap: &Gap,
    tracker: &Tracker,
    before: &BTreeMap<Field, Value>,
) -> Vec<crate::ledger::kinds::opened::Source> {
    // What a status, a criticality or a completion looks like changes with it: each has a field of its own.
    let own = |piece: &&Part| {
        let own = [Role::Status, Role::Criticality, Role::Completed, Role::Pr, Role::Updated];
        let text = piece.text.trim_matches(['(', ')', '[', ']']);
        let states = || value::value(text, &tracker.legend) != Reading::Nothing;
        fields::role(&piece.name).map_or_else(states, |r| own.contains(&r))
    };
    let pieces = gap.source.iter().filter(|p| !own(p));
    let mut all = fit::source(pieces.map(|p| (p.name.as_str(), p.text.as_str())));
    all.retain(|s| {
        let field = Field::Source(s.name.clone(), s.part.unwrap_or(1));
        news(known, before, &field, Some(s.text.clone())).is_some()
    });
    all.truncate(100);
    all
}

/// Criteria that the document ticks or unticks anew.
fn ticks(known: &Known, gap: &Gap, before: &BTreeMap<Field, Value>) -> Vec<Body> {
    let (mut met, mut unmet) = (Vec::new(), Vec::new());
    for line in known.criteria() {
        let Some(now) = gap.criteria.iter().find(|c| c.number == line.criterion.number.as_str())
        else {
            continue;
        };
        let said = before.get(&Field::Met(line.criterion.clone())) == Some(&Value::Flag(true));
        if now.met != line.met && now.met != said {
            if now.met { &mut met } else { &mut unmet }.push(line.criterion.named(known.id));
        }
    }
    let ticked = (!met.is_empty()).then(|| Body::from(Met { criteria: met, reason: None }));
    let unticked = (!unmet.is_empty()).then(|| Body::from(Unmet { criteria: unmet, reason: None }));
    ticked.into_iter().chain(unticked).collect()
}
