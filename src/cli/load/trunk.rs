//! Which branch is the trunk: the one that the ledger's own landed events name. A branch can never move it.

use std::collections::BTreeSet;

use gix::bstr::BStr;

use crate::cli::failure::Failure;
use crate::cli::load::Look;
use crate::ledger::file::Signed;
use crate::ledger::{Body, path};
use crate::project::entry::Missing;
use crate::project::roster::Rosters;
use crate::project::{Entry, Landings, Place};
use crate::shell::cache::Cache;
use crate::shell::git::Git;
use crate::shell::tree::{Files, Found};

use super::base;
use super::landed;
use super::line::Line;
use super::line_kept;
use super::named::{FAR_HEAD, Trunk, far_head};
use super::numbers::number;
use super::reader::{Reader, entry};

/// What was found of the trunk.
pub(super) struct TrunkFound {
    /// The branch's name.
    pub(super) name: String,
    pub(super) trunk: Trunk,
    pub(super) line: Line,
    /// Every name that was tried on the way, with what is there: while none of them moves, nothing does.
    pub(super) tried: Vec<(String, Trunk)>,
}

/// The trunk that `founded` names, following what landed `ruled` events say; and the walk down its line. Which
/// branch it is, is asked of the present; a look into the past then stands on that line.
pub(super) fn find_trunk(
    reader: &mut Reader<'_>,
    first: &Signed,
    look: &Look,
    cache: Option<(&Cache, &[u8; 32])>,
) -> Result<TrunkFound, Failure> {
    let mut found = match (&look.trunk, look.base) {
        (_, Some(base)) => {
            let name = match &first.event.body {
                Body::Founded(founded) => founded.trunk.clone(),
                _ => String::new(),
            };
            let forge = landed::forge(reader.git);
            let listener = |message: &BStr| number(message, forge);
            let line = Line::above(reader.git, base, None, &listener)?.0;
            let trunk = Some((name.clone(), base));
            return Ok(TrunkFound { name, trunk, line, tried: Vec::new() });
        }
        (Some(name), None) => {
            let (trunk, line) = at(reader.git, name, cache)?;
            TrunkFound {
                name: name.clone(),
                tried: vec![(name.clone(), trunk.clone())],
                trunk,
                line,
            }
        }
        (None, None) => follow(reader, first, cache)?,
    };
    if let (Some(rev), Some((_, tip))) = (look.rev, &found.trunk) {
        // The revision itself where it is on the line, else where its branch left it; a revision that never met
        // the line saw nothing land.
        let stands = reader.git.on_line(*tip, rev);
        found.line.end_at(reader.git, stands)?;
    }
    Ok(found)
}

fn at(git: &Git, name: &str, cache: Option<(&Cache, &[u8; 32])>) -> Result<(Trunk, Line), Failure> {
    let trunk = git.trunk(name);
    let forge = landed::forge(git);
    let listener = |message: &BStr| number(message, forge);
    let line = match (&trunk, cache) {
        (None, _) => Line::default(),
        (Some((_, tip)), Some((cache, settings))) => {
            line_kept::line(git, *tip, cache, settings, &listener)?
        }
        (Some((_, tip)), None) => Line::above(git, *tip, None, &listener)?.0,
    };
    Ok((trunk, line))
}

/// From the trunk that `founded` names to the one that holds now.
fn follow(
    reader: &mut Reader<'_>,
    first: &Signed,
    cache: Option<(&Cache, &[u8; 32])>,
) -> Result<TrunkFound, Failure> {
    let mut name = match &first.event.body {
        Body::Founded(founded) => founded.trunk.clone(),
        _ => String::new(),
    };
    let mut tried: Vec<(String, Trunk)> = Vec::new();
    loop {
        let (trunk, line) = at(reader.git, &name, cache)?;
        let ruled = match trunk {
            Some(_) => ruled_trunk(reader, first, &line, &Files::new())?,
            None => renamed(reader, first, &mut tried)?,
        };
        tried.push((name.clone(), trunk.clone()));
        match ruled.filter(|n| !tried.iter().any(|(t, _)| t == n)) {
            Some(next) => name = next,
            None => return Ok(TrunkFound { name, trunk, line, tried }),
        }
    }
}

/// The new name of a trunk whose old one is gone: the branch that the remote's HEAD stands for is asked, and where
/// there is none, what is checked out. Neither is taken for the trunk itself.
fn renamed(
    reader: &mut Reader<'_>,
    first: &Signed,
    tried: &mut Vec<(String, Trunk)>,
) -> Result<Option<String>, Failure> {
    let git = reader.git;
    let far = far_head(git);
    tried.push((FAR_HEAD.to_owned(), far.clone()));
    if let Some((reference, _)) = far
        && let Some(tip) = git.reference(&reference)
    {
        let line = Line::above(git, tip, None, &|_: &BStr| None)?.0;
        if let Some(name) = ruled_trunk(reader, first, &line, &Files::new())? {
            return Ok(Some(name));
        }
    }
    let here = git.head()?.map_or_else(|| Ok(Files::new()), |head| git.files_at(head))?;
    ruled_trunk(reader, first, &Line::default(), &here)
}

/// The trunk that the ledger's own events name. A branch may not move the trunk, so that only what landed counts;
/// where the old trunk is gone, the word of a branch is all there is.
fn ruled_trunk(
    reader: &mut Reader<'_>,
    first: &Signed,
    line: &Line,
    branch: &Files,
) -> Result<Option<String>, Failure> {
    let folder = format!("{}/{}/", path::EVENTS, path::LEDGER);
    let mut files: Vec<(&Found, Place)> =
        line.about_ledger().into_iter().map(|(at, found)| (found, Place::Landed(at))).collect();
    let unlanded = branch.values().filter(|f| f.path.starts_with(&folder));
    files.extend(unlanded.map(|f| (f, Place::Unlanded)));
    let found: Vec<&Found> = files.iter().map(|(f, _)| *f).collect();
    reader.judge(&found);
    let entries: Vec<Entry> = files
        .iter()
        .filter_map(|(f, place)| Some(entry(reader.verdict(f)?.as_ref().ok()?, f, *place)))
        .collect();
    let landings = judging(reader.git, line, &entries)?;
    let own: Vec<&Entry> =
        entries.iter().filter(|e| e.id == first.id || e.event.ledger == Some(first.id)).collect();
    let rosters = Rosters::apply(&own, first.id, &landings);
    Ok(rosters.now().map(|r| r.trunk.clone()).filter(|t| !t.is_empty()))
}

/// What the roster needs of history: what the authors of revocations could see.
fn judging(git: &Git, line: &Line, entries: &[Entry]) -> Result<Landings, Failure> {
    let missing = if git.is_shallow() { Some(Missing::Shallow) } else { None };
    let seen_from = base::seen_from(git, line, entries, missing.as_ref(), &mut Vec::new())?;
    Ok(Landings { seen_from, missing, ..Landings::default() })
}

/// Whether what is looked at stands on the trunk's own branch, where that is checked out. A branch of the same name that
/// goes to somebody's fork is one that will be merged.
pub fn is_own(git: &Git, name: &str, looked_at: Option<gix::ObjectId>) -> Result<bool, Failure> {
    let (Some(looked_at), Some(head)) = (looked_at, git.head()?) else { return Ok(false) };
    let goes_to = git.config(&format!("branch.{name}.remote"));
    let is_fork = goes_to.is_some_and(|r| r != "." && git.remote().is_some_and(|ours| ours != r));
    let is_here = git.branch().as_deref() == Some(name) && !is_fork;
    Ok(is_here && (looked_at == head || git.on_line(head, looked_at) == Some(looked_at)))
}

/// Why history cannot tell, where it cannot.
pub(super) fn missing(git: &Git, has_trunk: bool, name: &str, line: &Line) -> Option<Missing> {
    // A trunk without a first commit is here, and nothing has landed on it.
    let unborn = git.branch().as_deref() == Some(name) && matches!(git.head(), Ok(None));
    if !has_trunk && !unborn {
        return Some(Missing::NoTrunk {
            name: name.to_owned(),
            remote: git.remote(),
            is_shallow: git.is_shallow(),
        });
    }
    if git.is_shallow() {
        return Some(Missing::Shallow);
    }
    // A partial clone that has fetched everything since is as good as any other.
    let lacks = || line.is_cut || !absent(git, line).is_empty();
    (git.is_partial() && lacks()).then_some(Missing::Partial)
}

/// The event files of the trunk whose bytes a partial clone does not have.
pub(super) fn absent(git: &Git, line: &Line) -> BTreeSet<String> {
    let changes = line.changes.iter().flat_map(|c| c.files.added.iter().chain(&c.files.edited));
    changes.filter(|f| !git.has(f.blob)).map(|f| f.path.clone()).collect()
}
