//! Changing fields: only what differs is written, so that a revision never contests what it did not mean.

use crate::ledger::kinds::revised::{Added, Removed, Revised, Reworded, Set, UNSET};
use crate::ledger::{Body, Event, Field, Value};
use crate::model::{Block, Criticality, Day, Id};

use crate::project::backlog::Gap;
use crate::project::lookup::{distance, is_same};
use crate::project::refusal::Refusal;

use super::desk::Desk;
use super::{open, tick, words};

/// What was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Revision {
    pub title: Option<String>,
    pub label: Option<String>,
    pub block: Option<String>,
    pub prefix: Option<String>,
    pub criticality: Option<Criticality>,
    pub kind: Option<String>,
    pub description: Option<String>,
    pub owner: Option<String>,
    pub due: Option<Day>,
    pub effort: Option<String>,
    pub phase: Option<String>,
    pub week: Option<String>,
    pub recurs: Option<String>,
    pub unset: Vec<String>,
    pub add_criteria: Vec<String>,
    pub remove_criteria: Vec<String>,
    /// Number and new words.
    pub reword: Vec<(String, String)>,
    pub add_files: Vec<String>,
    pub remove_files: Vec<String>,
    pub add_verify: Vec<String>,
    pub remove_verify: Vec<String>,
    pub reason: Option<String>,
}

pub fn revise(desk: &mut Desk<'_>, gap: &Gap, asked: &Revision) -> Result<Id, Refusal> {
    let mut body = Revised {
        set: set(desk, gap, asked)?,
        unset: unset(gap, &asked.unset)?,
        added: added(gap, asked)?,
        removed: removed(gap, asked)?,
        reworded: reworded(gap, &asked.reword)?,
        reason: None,
    };
    if body == Revised::default() {
        return Err(Refusal::NothingNew { label: gap.label.clone() });
    }
    body.reason = words::maybe_lines("the reason", asked.reason.as_ref())?;
    desk.about(gap, Body::from(body))
}

/// A value is written where it differs from what is shown, or where the field is contested: saying it settles.
fn differs(gap: &Gap, field: &Field, value: &Value) -> bool {
    gap.disagrees_on(field) || gap.value(field) != Some(value)
}

fn set(desk: &Desk<'_>, gap: &Gap, asked: &Revision) -> Result<Set, Refusal> {
    let text = |field: Field, value: Option<String>| {
        value.filter(|v| differs(gap, &field, &Value::Text(v.clone())))
    };
    let label = match &asked.label {
        Some(typed) if !typed.eq_ignore_ascii_case(&gap.label) => {
            let label = open::free(desk.backlog, typed, Some(gap.id))?;
            let given = |e: &Event| match &e.body {
                Body::Revised(b) => b.set.label.as_ref() == Some(&label),
                _ => false,
            };
            if desk.drafted().iter().any(given) {
                let says = format!("{label} can be the name of one gap only");
                return Err(Refusal::Cannot(
                    says,
                    format!("gaps revise {} --label {label}", gap.label),
                ));
            }
            Some(label)
        }
        Some(_) if gap.disagrees_on(&Field::Label) => Some(gap.named.clone()),
        _ => None,
    };
    Ok(Set {
        title: text(Field::Title, words::maybe_line("the title", asked.title.as_ref())?),
        label,
        block: block(desk, gap, asked)?
            .filter(|b| differs(gap, &Field::Block, &Value::Block(b.clone()))),
        criticality: text(Field::Criticality, asked.criticality.map(|c| c.to_string())),
        type_: text(Field::Type, words::maybe_line("the type", asked.kind.as_ref())?),
        description: text(
            Field::Description,
            words::maybe_lines("the description", asked.description.as_ref())?,
        ),
        owner: text(Field::Owner, words::maybe_line("the owner", asked.owner.as_ref())?),
        due: asked.due.filter(|d| differs(gap, &Field::Due, &Value::Text(d.to_string()))),
        effort: text(Field::Effort, words::maybe_line("the effort", asked.effort.as_ref())?),
        phase: text(Field::Phase, words::maybe_line("the phase", asked.phase.as_ref())?),
        week: text(Field::Week, words::maybe_line("the week", asked.week.as_ref())?),
        recurs: text(Field::Recurs, words::maybe_line("the rhythm", asked.recurs.as_ref())?),
        tracker: None,
        section: None,
    })
}

fn block(desk: &Desk<'_>, gap: &Gap, asked: &Revision) -> Result<Option<Block>, Refusal> {
    if asked.block.is_none() && asked.prefix.is_none() {
        return Ok(None);
    }
    let name = asked.block.clone().unwrap_or_else(|| gap.block().name);
    let wanted =
        open::NewGap { block: Some(name), prefix: asked.prefix.clone(), ..open::NewGap::default() };
    open::block(desk.backlog, &wanted).map(Some)
}

fn unset(gap: &Gap, names: &[String]) -> Result<Vec<String>, Refusal> {
    let mut chosen = Vec::new();
    for name in names {
        let field = crate::ledger::kinds::revised::single(name).ok_or_else(|| {
            let says = format!("`{name}` cannot be unset; what can: {}", UNSET.join(", "));
            Refusal::Cannot(says, format!("gaps show {}", gap.label))
        })?;
        if gap.value(&field).is_none() {
            return Err(Refusal::NotThere { label: gap.label.clone(), what: name.clone() });
        }
        chosen.push(name.clone());
    }
    chosen.sort();
    chosen.dedup();
    Ok(chosen)
}

fn added(gap: &Gap, asked: &Revision) -> Result<Added, Refusal> {
    // A number is never used again, not even that of a criterion which was removed.
    let used = gap.fields.keys().filter_map(|f| match f {
        Field::Criterion(c) => Some(c.number.first()),
        _ => None,
    });
    let first = used.max().unwrap_or(0) + 1;
    let files = asked.add_files.iter().map(|f| open::file(f)).collect::<Result<Vec<_>, _>>()?;
    let verify = asked
        .add_verify
        .iter()
        .map(|v| words::lines("the command", v))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Added {
        criteria: open::criteria(&asked.add_criteria, first)?,
        files: files
            .into_iter()
            .filter(|f| {
                let note = crate::ledger::kinds::opened::noted(f.note.as_ref());
                differs(gap, &Field::File(f.path.clone()), &note)
            })
            .collect(),
        verify: verify
            .into_iter()
            .filter(|v| differs(gap, &Field::Verify(v.clone()), &Value::Present))
            .collect(),
        aliases: Vec::new(),
        source: Vec::new(),
    })
}

fn removed(gap: &Gap, asked: &Revision) -> Result<Removed, Refusal> {
    let lines = gap.criteria();
    let criteria = asked
        .remove_criteria
        .iter()
        .map(|n| tick::find(gap, &lines, n).map(|c| c.criterion.named(gap.id)))
        .collect::<Result<Vec<_>, _>>()?;
    let there = |field: Field, name: &String| match gap.value(&field) {
        Some(_) => Ok(name.clone()),
        None => Err(Refusal::NotThere { label: gap.label.clone(), what: name.clone() }),
    };
    Ok(Removed {
        criteria,
        files: asked
            .remove_files
            .iter()
            .map(|f| there(Field::File(f.clone()), f))
            .collect::<Result<_, _>>()?,
        verify: asked
            .remove_verify
            .iter()
            .map(|v| there(Field::Verify(v.clone()), v))
            .collect::<Result<_, _>>()?,
        aliases: Vec::new(),
        source: Vec::new(),
    })
}

fn reworded(gap: &Gap, asked: &[(String, String)]) -> Result<Vec<Reworded>, Refusal> {
    let lines = gap.criteria();
    let mut all = Vec::new();
    for (number, text) in asked {
        let line = tick::find(gap, &lines, number)?;
        let text = words::lines("the criterion", text)?;
        if line.text != text || gap.disagrees_on(&Field::Criterion(line.criterion.clone())) {
            all.push(Reworded { criterion: line.criterion.named(gap.id), text });
        }
    }
    Ok(all)
}

/// Renames a block: every gap of it is revised.
pub fn rename_block(desk: &mut Desk<'_>, from: &str, to: &str) -> Result<Vec<Id>, Refusal> {
    let known = open::blocks(desk.backlog);
    let to = words::line("the block", to)?;
    let meant = known.iter().find(|(n, (p, _))| is_same(n, from) || p.eq_ignore_ascii_case(from));
    let Some((name, _)) = meant else {
        let near = known.keys().filter(|n| distance(n, from) <= 3).cloned().collect();
        return Err(Refusal::UnknownBlock { given: from.to_owned(), near });
    };
    if let Some((other, _)) = known.iter().find(|(n, _)| **n == to) {
        return Err(Refusal::Cannot(
            format!("there is a block {other:?} already"),
            "gaps block list".into(),
        ));
    }
    let backlog = desk.backlog;
    let members = backlog.gaps.values().filter(|g| g.block().name == *name);
    members
        .map(|gap| {
            let block = Block { name: to.clone(), prefix: gap.block().prefix };
            let set = Set { block: Some(block), ..Set::default() };
            desk.about(gap, Body::from(Revised { set, ..Revised::default() }))
        })
        .collect()
}
