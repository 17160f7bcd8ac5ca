//! From git's objects to the case that the audit judges. Nothing but objects is read: no working tree, no index, no
//! cache; no process is started. What the auditor knew before comes from the auditor's own folder.

mod anchors;
mod facts;
mod files;
mod founding;
mod foxtrots;
mod history;
mod pack;
mod period;

use std::collections::BTreeMap;

use gix::ObjectId;

use crate::ledger::Body;
use crate::model::{At, CommitId, Id};
use crate::project::audit::{Case, Content, Finding, Record};
use crate::project::entry::Missing;
use crate::project::log::Log;
use crate::project::pin::Pin;
use crate::shell::git::commit_id;
use crate::shell::objects::{Objects, Surroundings};
use crate::shell::survey::{ObjectFault, Surveyor};

use super::context::Context;
use super::failure::Failure;
use super::load::trunk_names;

pub use anchors::{Kept, read_checkpoint, remember};
pub use pack::{Target, Written};
pub use period::period;

/// What an audit is asked for beside the whole.
#[derive(Debug, Clone, Default)]
pub struct Asked<'a> {
    /// `A..B`: judge the trunk at B, and tell what came after A.
    pub range: Option<&'a str>,
    /// A file with a checkpoint.
    pub against: Option<&'a str>,
}

/// The case, and how it came to be.
pub struct Gathered {
    pub objects: Objects,
    pub case: Case,
    /// The reference that was audited, and its commit.
    pub trunk: (String, ObjectId),
    /// Why the audit cannot be whole, in words, with what mends it.
    pub holes: Vec<(String, String)>,
    pub notes: Vec<String>,
    pub pin: Option<Pin>,
    pub url: String,
    /// Only what came after this commit of the line is told.
    pub after: Option<usize>,
    /// Whether a checkpoint that was kept outside the repository was given.
    pub has_word: bool,
    /// Whether this look is of the trunk as it is now.
    pub is_tip: bool,
    /// Whether only a foxtrot decides who is revoked.
    pub is_undecided: bool,
}

/// Reads everything that an audit needs.
pub fn gather(ctx: &Context, asked: &Asked<'_>) -> Result<Gathered, Failure> {
    let objects = Objects::open(&ctx.cwd)?;
    let around = Surroundings::read(&objects.git);
    let url = anchors::url(&objects);
    let pin = anchors::pin(ctx, &url)?;
    let against = asked.against.map(|name| anchors::read_checkpoint(ctx, name)).transpose()?;
    let range = asked.range.map(|r| history::range(&objects, r)).transpose()?;
    let mut surveyor = Surveyor::new(&objects, &around);
    let found = founding::find(ctx, &objects, &mut surveyor, range.as_ref(), pin.as_ref())?;
    let (history, is_history_cut) = surveyor.history(&[found.trunk.1]);
    let line = found.line();
    let founding::Found { ledger, trunk, has_trunk, name, walk, read, .. } = found;
    let mut faults = walk.faults;
    faults.extend(surveyor.faults());

    let mut case = Case {
        ledger,
        line,
        files: read.files,
        removals: read.removals,
        objects: Vec::new(),
        landings: Default::default(),
        places: BTreeMap::new(),
        bases: BTreeMap::new(),
        causes: Vec::new(),
        asked: Vec::new(),
        log: Log::new(read.landed),
        anchors: Vec::new(),
        twins: Vec::new(),
        foxtrots: Vec::new(),
    };
    faults.extend(read.faults);
    let excused = faults.iter().any(|f| f.is_excused);
    case.objects = faults.into_iter().filter(|f| !f.is_excused).map(told).collect();
    let missing = if !has_trunk {
        Some(Missing::NoTrunk {
            name: name.clone(),
            remote: objects.git.remote(),
            is_shallow: !around.shallow.is_empty(),
        })
    } else if !around.shallow.is_empty() {
        Some(Missing::Shallow)
    } else {
        (around.is_partial || excused).then_some(Missing::Partial)
    };
    let mut holes = holes(missing.as_ref());
    if (walk.is_cut || is_history_cut) && missing.is_none() {
        holes.push(("history ends before its first commit".into(), "git fsck".into()));
    }
    let is_tip = range.is_none() && ctx.trunk.is_none() && has_trunk;
    case.landings.missing = missing;
    let past = history::Past { objects: &objects, line: &walk.line, history };
    if !facts::fill(&mut case, &past, &walk.changes, &read.messages, &mut surveyor)? {
        holes.push(("what commit messages ask for cannot be read".into(), "git fsck".into()));
    }
    let names = trunk_names(&objects.git, &trunk.0);
    let undecided = foxtrots::fill(&mut case, &past, &read.messages, &names, &mut surveyor);
    let is_undecided = !undecided.is_empty();
    holes.extend(undecided);
    anchors::fill(
        &mut case,
        &past,
        &mut surveyor,
        pin.as_ref().filter(|_| is_tip),
        against.as_ref(),
    )?;
    let after = range.and_then(|(from, _)| from).map(|from| past.newest_in(&mut surveyor, from));
    let mut notes = around.notes.clone();
    notes.extend(replaced(&case));
    if against.as_ref().is_some_and(|k| k.is_tag) {
        let says = "the checkpoint is a tag of this repository: it shows what changed since, and is no word of your own";
        notes.push(says.to_owned());
    }
    let has_word = against.is_some_and(|k| !k.is_tag);
    drop(surveyor);
    let after = after.flatten();
    Ok(Gathered {
        case,
        trunk,
        holes,
        notes,
        pin,
        url,
        after,
        has_word,
        is_tip,
        is_undecided,
        objects,
    })
}

/// The ledger that this one took over from, where it says so.
fn replaced(case: &Case) -> Option<String> {
    let good = case.files.iter().filter_map(|f| match &f.content {
        Content::Event(Record::Good(signed)) => Some(signed),
        _ => None,
    });
    let first = good.into_iter().find(|s| s.id == case.ledger)?;
    let Body::Founded(founded) = &first.event.body else { return None };
    let old = founded.replaces.as_ref()?;
    Some(format!("this ledger took over from {}, which is not here: {}", old.ledger, old.reason))
}

fn holes(missing: Option<&Missing>) -> Vec<(String, String)> {
    missing.map(|m| (m.says(), m.hint())).into_iter().collect()
}

fn told(fault: ObjectFault) -> Finding {
    let mut finding = Finding::new(fault.code, fault.message);
    finding.path = fault.path;
    finding.commit = fault.commit.and_then(commit_id);
    finding
}

/// When a commit of the line was made. A date outside the years 1 to 9999 is told as 1970.
fn made(seconds: i64) -> At {
    At::from_unix(seconds).unwrap_or(At::EPOCH)
}

/// A commit that an event names, as git has it.
fn object_id(id: &CommitId) -> Option<ObjectId> {
    ObjectId::from_hex(id.as_str().as_bytes()).ok()
}

/// The first digits of a ledger's id.
fn begins(id: Id, typed: &str) -> bool {
    typed.len() >= crate::model::id::PREFIX_MIN && id.to_string().starts_with(typed)
}
