//! Opening a gap: its block, its label, its fields.

use std::collections::BTreeMap;

use crate::ledger::Body;
use crate::ledger::kinds::opened::{File, NewCriterion, Opened};
use crate::model::{Block, Criticality, Day, Id, Label, Number};

use crate::project::backlog::{Backlog, Called, Gap};
use crate::project::lookup;
use crate::project::refusal::Refusal;

use super::desk::Desk;
use super::words;

/// What was asked for.
#[derive(Debug, Clone, Default)]
pub struct NewGap {
    pub title: String,
    pub block: Option<String>,
    pub prefix: Option<String>,
    pub label: Option<String>,
    pub criticality: Option<Criticality>,
    pub kind: Option<String>,
    pub description: Option<String>,
    pub criteria: Vec<String>,
    pub files: Vec<String>,
    pub verify: Vec<String>,
    pub owner: Option<String>,
    pub due: Option<Day>,
    pub effort: Option<String>,
    pub phase: Option<String>,
    pub week: Option<String>,
    pub recurs: Option<String>,
}

/// The block of a ledger that has none yet and of a gap that names none.
const FIRST_BLOCK: (&str, &str) = ("General", "GEN");

pub fn open(desk: &mut Desk<'_>, asked: &NewGap) -> Result<(Id, Label), Refusal> {
    let block = block(desk.backlog, asked)?;
    let label = match &asked.label {
        Some(typed) => free(desk.backlog, typed, None)?,
        None => next(desk.backlog, &block.prefix)?,
    };
    let body = Opened {
        title: words::line("the title", &asked.title)?,
        block,
        criticality: asked.criticality.map(|c| c.to_string()),
        type_: words::maybe_line("the type", asked.kind.as_ref())?,
        description: words::maybe_lines("the description", asked.description.as_ref())?,
        criteria: criteria(&asked.criteria, 1)?,
        files: asked.files.iter().map(|f| file(f)).collect::<Result<_, _>>()?,
        verify: asked
            .verify
            .iter()
            .map(|v| words::lines("the command", v))
            .collect::<Result<_, _>>()?,
        owner: words::maybe_line("the owner", asked.owner.as_ref())?,
        due: asked.due,
        effort: words::maybe_line("the effort", asked.effort.as_ref())?,
        phase: words::maybe_line("the phase", asked.phase.as_ref())?,
        week: words::maybe_line("the week", asked.week.as_ref())?,
        recurs: words::maybe_line("the rhythm", asked.recurs.as_ref())?,
        aliases: Vec::new(),
        tracker: None,
        section: None,
        source: Vec::new(),
        claimed: None,
    };
    let id = desk.open(label.clone(), Body::from(body), None)?;
    Ok((id, label))
}

/// Criteria numbered from here on.
pub fn criteria(texts: &[String], first: u32) -> Result<Vec<NewCriterion>, Refusal> {
    (first..)
        .zip(texts)
        .map(|(n, t)| {
            Ok(NewCriterion { number: Number::top(n), text: words::lines("the criterion", t)? })
        })
        .collect()
}

/// `src/auth.rs`, or with a note: `src/auth.rs (new)`.
pub fn file(typed: &str) -> Result<File, Refusal> {
    let text = words::line("the file", typed)?;
    match text.strip_suffix(')').and_then(|t| t.rsplit_once(" (")) {
        Some((path, note)) if !path.is_empty() && !note.is_empty() => {
            Ok(File { path: path.to_owned(), note: Some(note.to_owned()) })
        }
        _ => Ok(File { path: text, note: None }),
    }
}

/// The blocks that this branch knows: name, prefix, and how many gaps they have. A block's prefix is the one that
/// most of its gaps carry.
pub fn blocks(backlog: &Backlog) -> BTreeMap<String, (String, usize)> {
    let mut counts: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for Called { block, .. } in backlog.called() {
        *counts.entry(block.name).or_default().entry(block.prefix).or_default() += 1;
    }
    let most = |prefixes: BTreeMap<String, usize>| {
        let all = prefixes.values().sum();
        let prefix = prefixes
            .into_iter()
            .max_by_key(|(p, n)| (*n, std::cmp::Reverse(p.clone())))
            .map(|(p, _)| p);
        (prefix.unwrap_or_default(), all)
    };
    counts.into_iter().map(|(name, prefixes)| (name, most(prefixes))).collect()
}

/// The block that is meant by its name or its prefix; a new one where none is.
pub fn block(backlog: &Backlog, asked: &NewGap) -> Result<Block, Refusal> {
    let known = blocks(backlog);
    let asked_prefix = asked.prefix.as_ref().map(|p| p.trim().to_ascii_uppercase());
    let Some(typed) = &asked.block else {
        if let Some(label) = asked.label.as_ref().and_then(|l| Label::typed(l).ok())
            && let Some((name, (prefix, _))) = known.iter().find(|(_, (p, _))| p == label.prefix())
        {
            return Ok(Block { name: name.clone(), prefix: prefix.clone() });
        }
        return match known.iter().collect::<Vec<_>>().as_slice() {
            [] => Ok(Block {
                name: FIRST_BLOCK.0.into(),
                prefix: asked_prefix.unwrap_or(FIRST_BLOCK.1.into()),
            }),
            [(name, (prefix, _))] => Ok(Block { name: (*name).clone(), prefix: prefix.clone() }),
            _ => Err(Refusal::WhichBlock { names: known.keys().cloned().collect() }),
        };
    };
    let name = words::line("the block", typed)?;
    let meant = known
        .iter()
        .find(|(n, _)| lookup::is_same(n, &name))
        .or_else(|| known.iter().find(|(_, (p, _))| p.eq_ignore_ascii_case(&name)));
    if let Some((known_name, (prefix, _))) = meant {
        return Ok(Block {
            name: known_name.clone(),
            prefix: asked_prefix.unwrap_or(prefix.clone()),
        });
    }
    let label_prefix =
        asked.label.as_ref().and_then(|l| Label::typed(l).ok()).map(|l| l.prefix().to_owned());
    let prefix = asked_prefix
        .or(label_prefix)
        .or_else(|| Block::prefix_made_from(&name))
        .ok_or(Refusal::NoPrefix { name: name.clone() })?;
    if !Block::is_prefix(&prefix) {
        return Err(Refusal::NoPrefix { name: prefix });
    }
    match known.iter().find(|(_, (p, _))| *p == prefix) {
        Some((owner, _)) => {
            let names = known.keys().map(|known| (lookup::folded(known), known));
            let near = lookup::nearest(names, &lookup::folded(&name)).cloned();
            Err(Refusal::PrefixTaken { prefix, owner: owner.clone(), near })
        }
        None => Ok(Block { name, prefix }),
    }
}

/// The next free number of a prefix, as wide as the ones there are and at least three digits.
pub fn next(backlog: &Backlog, prefix: &str) -> Result<Label, Refusal> {
    let called = backlog.called();
    let taken = called.iter().flat_map(|c| [&c.claimed, &c.named]).filter(|l| l.prefix() == prefix);
    let numbers: Vec<&str> =
        taken.map(Label::number).filter(|n| n.bytes().all(|b| b.is_ascii_digit())).collect();
    let last: u64 = numbers.iter().filter_map(|n| n.parse().ok()).max().unwrap_or(0);
    let width = numbers.iter().map(|n| n.len()).max().unwrap_or(3).max(3);
    let text = format!("{prefix}-{:0width$}", last + 1);
    text.parse().map_err(|error| Refusal::BadLabel { given: text, error })
}

/// A label that a person chose, where no other gap has it or was opened under it.
pub fn free(backlog: &Backlog, typed: &str, own: Option<Id>) -> Result<Label, Refusal> {
    let label = Label::typed(typed)
        .map_err(|error| Refusal::BadLabel { given: typed.to_owned(), error })?;
    let has = |g: &&Gap| g.named == label || g.claimed == label || lookup::is_alias(g, typed);
    match backlog.gaps.values().filter(|g| Some(g.id) != own).find(has) {
        Some(taken) => {
            Err(Refusal::LabelTaken { label: label.to_string(), title: taken.title().to_owned() })
        }
        None => Ok(label),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_may_carry_a_note() {
        let read = |t: &str| file(t).map(|f| (f.path, f.note));
        assert_eq!(read("src/a.rs (new)"), Ok(("src/a.rs".into(), Some("new".into()))));
        assert_eq!(read("src/a (1).rs"), Ok(("src/a (1).rs".into(), None)));
    }
}
