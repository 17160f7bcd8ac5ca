//! The gate's answer about what landed: the rules that hold on the trunk, asked of every gap, and the trunk audited
//! from git's objects. Nothing here prints: whoever shows the answer asks here, so that all show the same.

use std::collections::BTreeSet;

use gix::bstr::ByteSlice;

use crate::ledger::Fault;
use crate::project::gate::rules::{self, BadRules, DEFAULTS, PATH};
use crate::project::gate::{Judgement, Question, Rule, judge, kinds};
use crate::shell::disk;
use crate::shell::git::Git;
use crate::views::gate::RulesFrom;

use super::audits::Audits;
use super::config;
use super::context::Context;
use super::failure::{Failure, REFUSED};
use super::landed::Landed;
use super::load::Loaded;

/// The rules as the trunk has them, with the text that they were read from.
pub struct InForce {
    pub rules: Vec<Rule>,
    pub text: String,
    pub from: RulesFrom,
}

/// Reads the rules of the trunk at the commit that is looked at.
pub fn in_force(landed: &Landed) -> Result<InForce, Failure> {
    let bytes = landed.file(PATH, config::PAST_BYTES_MAX)?;
    let is_file = bytes.is_some();
    let bytes = bytes.unwrap_or_else(|| DEFAULTS.as_bytes().to_vec());
    let hash = blake3::hash(&bytes).to_hex().to_string();
    let read = readable(bytes).map_err(|why| wrong("of the trunk", &why));
    let (rules, text) = read?;
    if let Some(bytes) = landed.brought(PATH, config::PAST_BYTES_MAX)? {
        // They do not hold yet. After the merge they would, and nothing could be asked any more.
        readable(bytes).map_err(|why| wrong("of this branch", &why))?;
    }
    Ok(InForce { rules, text, from: RulesFrom { hash, is_file } })
}

/// The rules that will hold once what is merged in thought has landed.
pub fn brought(landed: &Landed) -> Result<Vec<Rule>, Failure> {
    let bytes = landed.brought(PATH, config::PAST_BYTES_MAX)?;
    let bytes = bytes.unwrap_or_else(|| DEFAULTS.as_bytes().to_vec());
    readable(bytes).map(|(rules, _)| rules).map_err(|why| wrong("of this branch", &why))
}

/// The names of all rules that the gate has, on the trunk or in the working tree; none where one of the files cannot be
/// read, which the gate says itself.
pub fn names(loaded: &Loaded) -> Result<Option<BTreeSet<String>>, Failure> {
    let git = &loaded.git;
    let mut texts: Vec<Vec<u8>> = vec![Vec::new()];
    if let Some((_, tip)) = &loaded.trunk
        && let Some(blob) = git.file(git.read_commit(*tip)?.tree, PATH)?
    {
        texts.push(git.blob(blob, config::PAST_BYTES_MAX)?);
    }
    texts.extend(here(git));
    let mut names = BTreeSet::new();
    for text in texts {
        let Ok((rules, _)) = readable(text) else { return Ok(None) };
        names.extend(rules.into_iter().map(|r| r.name));
    }
    Ok(Some(names))
}

/// The file of rules in the working tree; none where there is no file that can be read.
pub fn here(git: &Git) -> Option<Vec<u8>> {
    disk::read(&git.workdir()?.join(PATH), config::PAST_BYTES_MAX as u64).ok()?
}

/// Why rules cannot be read, and what can be done about it.
pub struct Unreadable {
    pub why: String,
    todo: String,
}

impl From<BadRules> for Unreadable {
    fn from(bad: BadRules) -> Self {
        let instead = bad.instead.as_ref().map(|i| format!(": {i}")).unwrap_or_default();
        Self { why: bad.to_string(), todo: format!("edit line {} of {PATH}{instead}", bad.line) }
    }
}

/// The rules of a file and its text, or why it cannot be read, with the line.
pub fn readable(bytes: Vec<u8>) -> Result<(Vec<Rule>, String), Unreadable> {
    let text = String::from_utf8(bytes)
        .map_err(|_| Unreadable { why: "it is not UTF-8".into(), todo: format!("edit {PATH}") })?;
    let rules = rules::read(&text)?;
    Ok((rules, text))
}

fn wrong(whose: &str, unreadable: &Unreadable) -> Failure {
    let says = format!("{PATH} {whose}, {}", unreadable.why);
    Failure::new(REFUSED, "bad-config", says, unreadable.todo.clone())
}

/// Whether the rules most likely ask for an audit: those of the trunk decide, and those of the working tree are mostly
/// the same.
pub fn most_likely_audits(ctx: &Context) -> bool {
    let bytes = ctx.git().ok().and_then(|git| here(&git));
    bytes.is_none_or(|bytes| bytes.contains_str(kinds::VIOLATION.name))
}

/// The answer, worked out once.
pub fn judgement(
    audits: &mut Audits<'_>,
    landed: &Landed,
    rules: &[Rule],
) -> Result<Judgement, Failure> {
    let backlog = &landed.loaded.backlog;
    let asks = rules.iter().any(|r| r.kind.name == kinds::VIOLATION.name);
    let audited = match &landed.commit {
        Some(commit) if asks && backlog.missing.is_none() => {
            Some(audits.at(*commit, landed.is_tip)?)
        }
        // Nobody can say anyway, or nobody asked.
        _ => None,
    };
    let (found, holes) = audited.unwrap_or_default();
    let faults = together(found, &landed.loaded.faults);
    let landings = &landed.loaded.landings;
    let question = Question { backlog, landings, faults: &faults, today: landed.today, rules };
    Ok(judge(&question).lacking(holes))
}

/// Both, each thing once: what a branch brings is in no audit of the trunk.
fn together(mut found: Vec<Fault>, read: &[Fault]) -> Vec<Fault> {
    let same = |a: &Fault, b: &Fault| {
        a.code == b.code
            && ((a.event.is_some() && a.event == b.event) || (a.path.is_some() && a.path == b.path))
    };
    for fault in read {
        if !found.iter().any(|f| same(f, fault)) {
            found.push(fault.clone());
        }
    }
    found
}
