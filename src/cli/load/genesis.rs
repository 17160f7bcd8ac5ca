//! Which ledger this repository has: the event that founds it, and where there are several, the one that history
//! shows to be the first.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::failure::{ENVIRONMENT, Failure};
use crate::ledger::file::Signed;
use crate::ledger::{Body, path};
use crate::model::Id;
use crate::shell::git::Git;
use crate::shell::tree::Found;

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
    reader.judge(&files);
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
        many => match older(git, many)? {
            Some(one) => Ok(Some(one)),
            None => {
                let ids: Vec<String> = many.iter().map(|s| s.id.short()).collect();
                let message = format!(
                    "there are {} ledgers here ({}), and history does not say which is first",
                    ids.len(),
                    ids.join(", ")
                );
                Err(Failure::new(
                    ENVIRONMENT,
                    "second-genesis",
                    message,
                    format!("gaps --ledger {} list", ids[0]),
                ))
            }
        },
    }
}

/// The genesis that every other one's introducing commit has in its history.
fn older(git: &Git, founding: &[Signed]) -> Result<Option<Signed>, Failure> {
    let Some(head) = git.head()? else { return Ok(None) };
    let commits = git.ancestors(head)?;
    let mut introduced: BTreeMap<Id, BTreeSet<gix::ObjectId>> = BTreeMap::new();
    for (commit, _) in &commits {
        let files = git.files_at(*commit)?;
        for signed in founding {
            if files.contains_key(&path::of(None, signed.id)) {
                introduced.entry(signed.id).or_default().insert(*commit);
            }
        }
    }
    let holds = |id: Id| introduced.get(&id).cloned().unwrap_or_default();
    let first = founding.iter().find(|a| {
        founding.iter().filter(|b| b.id != a.id).all(|b| {
            // Whatever holds the other holds this one too, and something holds this one alone.
            let (a, b) = (holds(a.id), holds(b.id));
            !a.is_empty() && b.is_subset(&a) && b.len() < a.len()
        })
    });
    Ok(first.cloned())
}
