//! Which branch is the trunk: the one that the ledger's own landed events name. A branch can never move it.

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
use crate::shell::tree::Found;

use super::landed;
use super::line::Line;
use super::line_kept;
use super::reader::{Reader, entry};
use super::seen::Seen;

/// The trunk's reference and commit, where it is here.
pub(super) type Trunk = Option<(String, gix::ObjectId)>;

/// What was found of the trunk.
pub(super) struct TrunkFound {
    /// The branch's name.
    pub(super) name: String,
    pub(super) trunk: Trunk,
    pub(super) line: Line,
    /// Every name that was tried on the way, with what is there: while none of them moves, nothing does.
    pub(super) tried: Vec<(String, Trunk)>,
}

/// The trunk that `founded` names, following what landed `ruled` events say; and the walk down its line.
pub(super) fn find_trunk(
    reader: &mut Reader<'_>,
    seen: &Seen,
    first: &Signed,
    look: &Look,
    cache: Option<(&Cache, &[u8; 32])>,
) -> Result<TrunkFound, Failure> {
    let founded = match &first.event.body {
        Body::Founded(founded) => founded.trunk.clone(),
        _ => String::new(),
    };
    let mut name = look.trunk.clone().unwrap_or(founded);
    let mut tried: Vec<(String, Trunk)> = Vec::new();
    let forge = landed::forge(reader.git);
    let listener = |message: &BStr| landed::number(message, forge);
    loop {
        let trunk = reader.git.trunk(&name);
        tried.push((name.clone(), trunk.clone()));
        let tip = match (&trunk, look.rev) {
            (Some((_, tip)), Some(rev)) => Some(common(reader.git, *tip, rev)),
            (Some((_, tip)), None) => Some(*tip),
            (None, _) => None,
        };
        let line = match (tip, cache) {
            (None, _) => Line::default(),
            (Some(tip), Some((cache, settings))) => {
                line_kept::line(reader.git, tip, cache, settings, &listener)?
            }
            (Some(tip), None) => Line::above(reader.git, tip, None, &listener)?.0,
        };
        if look.trunk.is_some() {
            return Ok(TrunkFound { name, trunk, line, tried });
        }
        let ruled = ruled_trunk(reader, seen, first, &line, trunk.is_none());
        match ruled.filter(|n| !tried.iter().any(|(t, _)| t == n)) {
            Some(next) => name = next,
            None => return Ok(TrunkFound { name, trunk, line, tried }),
        }
    }
}

/// Where a look into the past stands on the trunk: the revision itself where it is on the line, else where its
/// branch left it.
fn common(git: &Git, tip: gix::ObjectId, rev: gix::ObjectId) -> gix::ObjectId {
    git.on_line(tip, rev).unwrap_or(tip)
}

/// The trunk that the ledger's own events name. A branch may not move the trunk, so that only what landed counts;
/// where the old trunk is gone, the branch's word is all there is.
fn ruled_trunk(
    reader: &mut Reader<'_>,
    seen: &Seen,
    first: &Signed,
    line: &Line,
    gone: bool,
) -> Option<String> {
    let folder = format!("{}/{}/", path::EVENTS, path::LEDGER);
    let mut files: Vec<(&Found, Place)> =
        line.about_ledger().into_iter().map(|(at, found)| (found, Place::Landed(at))).collect();
    if gone {
        files.extend(
            seen.committed
                .values()
                .filter(|f| f.path.starts_with(&folder))
                .map(|f| (f, Place::Unlanded)),
        );
    }
    let found: Vec<&Found> = files.iter().map(|(f, _)| *f).collect();
    reader.judge(&found);
    let entries: Vec<Entry> = files
        .iter()
        .filter_map(|(f, place)| Some(entry(reader.verdict(f)?.as_ref().ok()?, f, *place)))
        .collect();
    let own: Vec<&Entry> =
        entries.iter().filter(|e| e.id == first.id || e.event.ledger == Some(first.id)).collect();
    let rosters = Rosters::apply(&own, first.id, &Landings::default());
    rosters.now().map(|r| r.trunk.clone()).filter(|t| !t.is_empty())
}

pub(super) fn missing(git: &Git, has_trunk: bool, name: &str, line: &Line) -> Option<Missing> {
    // A trunk without a first commit is here, and nothing has landed on it.
    let unborn = git.branch().as_deref() == Some(name) && matches!(git.head(), Ok(None));
    if !has_trunk && !unborn {
        return Some(Missing::NoTrunk { name: name.to_owned() });
    }
    if line.is_cut || git.is_shallow() {
        return Some(Missing::Shallow);
    }
    git.is_partial().then_some(Missing::Partial)
}
