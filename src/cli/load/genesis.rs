//! Which ledger this repository has: the event that founds it, and where there are several, the one that history
//! shows to be the first.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::failure::{ENVIRONMENT, Failure};
use crate::ledger::file::Signed;
use crate::ledger::{Body, path};
use crate::model::Id;
use crate::project::entry::Missing;
use crate::shell::git::Git;
use crate::shell::tree::Found;

use super::line::Line;
use super::reader::Reader;
use super::seen::Seen;

/// The events that found a ledger, as far as this look shows any.
pub(super) fn founding(reader: &mut Reader<'_>, seen: &Seen) -> Vec<Signed> {
    let folder = format!("{}/{}/", path::EVENTS, path::LEDGER);
    let files: Vec<&Found> = seen
        .committed
        .values()
        .chain(seen.staged.values())
        .filter(|f| f.path.starts_with(&folder))
        .collect();
    founded(reader, &files)
}

/// The events that founded a ledger and landed, whether or not their files are still there.
pub(super) fn landed(reader: &mut Reader<'_>, line: &Line) -> Vec<Signed> {
    let files: Vec<&Found> = line.about_ledger().into_iter().map(|(_, found)| found).collect();
    founded(reader, &files)
}

fn founded(reader: &mut Reader<'_>, files: &[&Found]) -> Vec<Signed> {
    reader.judge(files);
    let mut found: Vec<Signed> = files
        .iter()
        .filter_map(|f| reader.verdict(f)?.as_ref().ok())
        .filter(|s| matches!(s.event.body, Body::Founded(_)))
        .cloned()
        .collect();
    found.sort_by_key(|s| s.id);
    found.dedup_by_key(|s| s.id);
    found
}

/// Why no event founds a ledger, where there are events that should: one is broken, or of a newer version.
pub(super) fn why_none(reader: &mut Reader<'_>, seen: &Seen) -> Option<Failure> {
    let folder = format!("{}/{}/", path::EVENTS, path::LEDGER);
    let files: Vec<&Found> = seen.staged.values().chain(seen.committed.values()).collect();
    let own: Vec<&Found> = files.iter().copied().filter(|f| f.path.starts_with(&folder)).collect();
    reader.judge(&own);
    for found in &own {
        let (code, says, hint) = match reader.verdict(found)? {
            Ok(Signed { event, .. }) => match &event.body {
                Body::Newer { unknown, .. } if event.ledger.is_none() => {
                    let says = format!(
                        "a newer version of gaps founded this ledger: this one does not know {unknown}"
                    );
                    ("newer-ledger", says, "cargo install gaps".to_owned())
                }
                _ => continue,
            },
            Err(fault) => {
                let says = format!(
                    "the event that founds the ledger does not count: {fault} ({})",
                    found.path
                );
                ("broken-ledger", says, format!("git log --stat -- {}", found.path))
            }
        };
        return Some(Failure::new(ENVIRONMENT, code, says, hint));
    }
    let says = "there are events here, and none that founds their ledger";
    let hint = format!("git log --stat --diff-filter=D -- {folder}");
    (!files.is_empty()).then(|| Failure::new(ENVIRONMENT, "broken-ledger", says, hint))
}

/// Which of several geneses is the ledger: the one that was asked for, else the one in the history of the commit
/// that introduced the other; where neither is, nobody can say.
pub(super) fn choose(
    git: &Git,
    founding: &[Signed],
    asked: Option<&str>,
    tips: &[gix::ObjectId],
) -> Result<Option<Signed>, Failure> {
    if let Some(asked) = asked {
        let found =
            founding.iter().find(|s| s.id.to_string().starts_with(asked) && asked.len() >= 8);
        return found.cloned().map(Some).ok_or_else(|| {
            Failure::new(
                ENVIRONMENT,
                "no-ledger",
                format!("no ledger here has the id {asked}"),
                "gaps doctor",
            )
        });
    }
    match founding {
        [] => Ok(None),
        [one] => Ok(Some(one.clone())),
        many => match older(git, many, tips)? {
            Some(one) => Ok(Some(one)),
            None => {
                let ids: Vec<String> = many.iter().map(|s| s.id.short()).collect();
                let message = format!(
                    "there are {} ledgers here ({}), and history does not say which is first",
                    ids.len(),
                    ids.join(", ")
                );
                let hint = if git.is_shallow() {
                    Missing::Shallow.hint()
                } else {
                    format!("gaps --ledger {} list", ids[0])
                };
                Err(Failure::new(ENVIRONMENT, "second-genesis", message, hint))
            }
        },
    }
}

/// The genesis that is in the history of every commit which introduced another one.
fn older(
    git: &Git,
    founding: &[Signed],
    tips: &[gix::ObjectId],
) -> Result<Option<Signed>, Failure> {
    let holders = holders(git, founding, tips)?;
    let none = BTreeSet::new();
    let of = |id: Id| holders.get(&id).unwrap_or(&none);
    for a in founding.iter().filter(|a| !of(a.id).is_empty()) {
        let mut is_first = true;
        for b in founding.iter().filter(|b| b.id != a.id) {
            for commit in introducing(git, of(b.id))? {
                let before = git.ancestors(commit)?;
                is_first &= before.iter().any(|(c, _)| *c != commit && of(a.id).contains(c));
            }
        }
        if is_first {
            return Ok(Some(a.clone()));
        }
    }
    Ok(None)
}

/// For each genesis the commits in the history of these whose tree holds its file.
fn holders(
    git: &Git,
    founding: &[Signed],
    tips: &[gix::ObjectId],
) -> Result<BTreeMap<Id, BTreeSet<gix::ObjectId>>, Failure> {
    let mut commits = BTreeMap::new();
    for tip in tips {
        commits.extend(git.ancestors(*tip)?);
    }
    let folder = format!("{}/{}", path::EVENTS, path::LEDGER);
    let mut holders: BTreeMap<Id, BTreeSet<gix::ObjectId>> = BTreeMap::new();
    for commit in commits.into_keys() {
        let Some(tree) = git.subtree(commit, &folder)? else { continue };
        let files = git.files_below(tree, &folder)?;
        for signed in founding.iter().filter(|s| files.contains_key(&path::of(None, s.id))) {
            holders.entry(signed.id).or_default().insert(commit);
        }
    }
    Ok(holders)
}

/// Those of the commits that hold a file of which no parent does.
fn introducing(
    git: &Git,
    holders: &BTreeSet<gix::ObjectId>,
) -> Result<Vec<gix::ObjectId>, Failure> {
    let mut found = Vec::new();
    for commit in holders {
        let parents = git.read_commit(*commit)?.parents;
        if !parents.iter().any(|p| holders.contains(p)) {
            found.push(*commit);
        }
    }
    Ok(found)
}
