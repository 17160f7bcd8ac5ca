//! The foxtrots of the trunk as an audit sees them, found by the rules that every command uses; and what only they
//! decide: which of two who revoked each other stands.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use gix::ObjectId;

use crate::model::CommitId;
use crate::project::audit::Case;
use crate::project::entry::{Entry, Place};
use crate::project::foxtrot::{self, Foxtrot, Names};
use crate::project::roster::Rosters;
use crate::shell::git::commit_id;
use crate::shell::survey::Surveyor;

use super::files::Messages;
use super::history::Past;

/// Finds them; returns why the audit cannot be whole, with what shows it.
pub(super) fn fill(
    case: &mut Case,
    past: &Past<'_>,
    messages: &Messages,
    names: &Names,
    surveyor: &mut Surveyor<'_>,
) -> Vec<(String, String)> {
    if case.landings.missing.is_some() {
        return Vec::new();
    }
    let places: HashMap<usize, usize> = case.places.iter().map(|(at, n)| (*n, *at)).collect();
    let on_line = |e: &Entry| match e.place {
        Place::Landed(n) => places.get(&n).copied(),
        _ => None,
    };
    let mut dated: BTreeMap<usize, usize> = BTreeMap::new();
    let mut named: HashSet<&CommitId> = HashSet::new();
    for (file, signed) in case.standing() {
        if case.places.contains_key(&file.commit) {
            *dated.entry(file.commit).or_default() += 1;
        }
        named.extend(&signed.event.base);
    }
    let line = past.line;
    let bases: BTreeSet<ObjectId> = named
        .into_iter()
        .filter_map(super::object_id)
        .filter(|id| surveyor.is_in(&past.history, *id))
        .collect();
    let parents = |id| Ok::<_, ()>(past.objects.commit(id).map(|c| c.parents).unwrap_or_default());
    let beside = foxtrot::beside(line, &bases, parents).unwrap_or_default();
    let found = foxtrot::find(messages.merges(), &dated, beside, names);
    let named = |(at, old): (&usize, &ObjectId)| {
        let events = dated.get(at).copied().unwrap_or_default();
        Some(Foxtrot { merge: commit_id(line[*at])?, old: commit_id(*old)?, events })
    };
    case.foxtrots = found.iter().filter_map(named).collect();
    let entries = case.ledger_entries();
    duels(case, &entries)
        .into_iter()
        .filter_map(|(stands, falls)| {
            let (stood, fell) = (on_line(stands)?, on_line(falls)?);
            let old = found.get(&fell)?;
            // On the trunk of then the one that falls had landed, and the one that stands had not.
            let (before, _) = surveyor.history(&[*old]);
            let swapped = stood < fell && !surveyor.is_in(&before, line[stood]);
            let says = format!(
                "which of two who revoked each other stands is decided by a foxtrot alone: {} landed first on the line as it is, {} on the trunk of then",
                stands.id.short(),
                falls.id.short()
            );
            swapped.then(|| (says, format!("git log --graph --oneline {}", line[fell])))
        })
        .collect()
}

/// Words that strike each other, the one that stands first.
fn duels<'e>(case: &Case, entries: &'e [Entry]) -> Vec<(&'e Entry, &'e Entry)> {
    let own: Vec<&Entry> = entries.iter().collect();
    let rosters = Rosters::apply(&own, case.ledger, &case.landings);
    let entry = |id| entries.iter().find(|e| e.id == id);
    let duels = rosters.duels(&own, &case.landings);
    duels.into_iter().filter_map(|(a, b)| Some((entry(a)?, entry(b)?))).collect()
}
