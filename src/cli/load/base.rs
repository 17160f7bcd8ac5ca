//! What the author of a revocation could see: the events that any commit in the history of its `base` ever held.
//! Where, how often and by what kind of merge they were committed changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::failure::Failure;
use crate::ledger::{Body, Code, Fault, path};
use crate::model::{CommitId, Fingerprint, Id};
use crate::project::entry::Missing;
use crate::project::{Entry, Place};
use crate::shell::git::Git;

use super::line::Line;

/// An event that takes a key's rights away, or some of them.
struct Word<'e> {
    entry: &'e Entry,
    key: Fingerprint,
    base: CommitId,
}

/// For each such word: the events of its key that its author could see.
pub(super) fn seen_from(
    git: &Git,
    line: &Line,
    entries: &[Entry],
    missing: Option<&Missing>,
    faults: &mut Vec<Fault>,
) -> Result<BTreeMap<Id, BTreeSet<Id>>, Failure> {
    let mut seen = BTreeMap::new();
    let words = words(entries);
    if words.is_empty() || cut(git, missing) {
        return Ok(seen);
    }
    let history = History::new(git, line.whole(git)?);
    for word in words {
        let wanted: BTreeSet<Id> =
            entries.iter().filter(|e| e.event.signer == word.key).map(|e| e.id).collect();
        let from = match history.find(&word.base)? {
            Some(base) => Some(base),
            None if missing.is_some() => continue,
            None => {
                faults.push(lost(&word));
                history.before(word.entry.place)
            }
        };
        let held = match from {
            Some(base) => history.held(base, entries, &wanted)?,
            None => BTreeSet::new(),
        };
        seen.insert(word.entry.id, held);
    }
    Ok(seen)
}

/// Whether the history of a commit may be cut. Where only the trunk is not here, the rest is whole.
fn cut(git: &Git, missing: Option<&Missing>) -> bool {
    git.is_shallow() || matches!(missing, Some(Missing::Shallow | Missing::Partial))
}

/// Revocations, and admissions of a key that was listed before: these may narrow its role.
fn words(entries: &[Entry]) -> Vec<Word<'_>> {
    let admissions = |key: &Fingerprint| {
        entries
            .iter()
            .filter(|e| matches!(&e.event.body, Body::Admitted(a) if a.key.fingerprint() == *key))
            .count()
    };
    let founder = entries.iter().find_map(|e| match &e.event.body {
        Body::Founded(founded) => Some(founded.key.fingerprint()),
        _ => None,
    });
    let word = |entry| -> Option<Word<'_>> {
        let Entry { event, .. }: &Entry = entry;
        let key = match &event.body {
            Body::Revoked(revoked) => revoked.key.clone(),
            Body::Admitted(admitted) => {
                let key = admitted.key.fingerprint();
                let listed = admissions(&key) > 1 || founder.as_ref() == Some(&key);
                listed.then_some(key)?
            }
            _ => return None,
        };
        Some(Word { entry, key, base: event.base.clone()? })
    };
    entries.iter().filter_map(word).collect()
}

fn lost(word: &Word<'_>) -> Fault {
    Fault {
        code: Code::BaseLost,
        event: Some(word.entry.id),
        path: Some(word.entry.path.clone()),
        message: format!(
            "its base {} is in no history now: what the trunk held before it landed counts as seen",
            word.base.short()
        ),
    }
}

/// The history of the trunk and of what is looked at.
struct History<'g> {
    git: &'g Git,
    line: &'g [gix::ObjectId],
    on_line: BTreeMap<gix::ObjectId, usize>,
}

impl<'g> History<'g> {
    fn new(git: &'g Git, line: &'g [gix::ObjectId]) -> Self {
        let on_line = line.iter().enumerate().map(|(i, c)| (*c, i)).collect();
        Self { git, line, on_line }
    }

    /// The commit of a base, where it is in the trunk's history, or in that of what is checked out. An object that
    /// merely lies in this clone's store is in no history: another clone would not have it.
    fn find(&self, base: &CommitId) -> Result<Option<gix::ObjectId>, Failure> {
        let Ok(id) = gix::ObjectId::from_hex(base.as_str().as_bytes()) else { return Ok(None) };
        if id.kind() != self.git.repo.object_hash() {
            return Ok(None);
        }
        if self.on_line.contains_key(&id) {
            return Ok(Some(id));
        }
        let tips = self.line.last().copied().into_iter().chain(self.git.head()?);
        for tip in tips {
            if self.git.ancestors(tip)?.iter().any(|(commit, _)| *commit == id) {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    /// The commit of the trunk before the one at this place.
    fn before(&self, place: Place) -> Option<gix::ObjectId> {
        match place {
            Place::Landed(0) => None,
            Place::Landed(i) => self.line.get(i - 1).copied(),
            Place::Unlanded | Place::Pending => self.line.last().copied(),
        }
    }

    /// Which of the wanted events any commit in the history of this one ever held. What landed no later than a
    /// commit of the line needs no look: mostly that is all.
    fn held(
        &self,
        base: gix::ObjectId,
        entries: &[Entry],
        wanted: &BTreeSet<Id>,
    ) -> Result<BTreeSet<Id>, Failure> {
        let reach = self.on_line.get(&base);
        let landed = |e: &&Entry| match (e.place, reach) {
            (Place::Landed(i), Some(reach)) => i <= *reach,
            _ => false,
        };
        let mut held: BTreeSet<Id> =
            entries.iter().filter(landed).map(|e| e.id).filter(|id| wanted.contains(id)).collect();
        if held.len() < wanted.len() {
            let files = self.git.ever_held(base)?;
            held.extend(files.keys().filter_map(|p| path::id_of(p)).filter(|i| wanted.contains(i)));
        }
        Ok(held)
    }
}
