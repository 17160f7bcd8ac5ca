//! Events about the ledger itself: who may sign, which trunk, which mode.

use crate::ledger::key::PublicKey;
use crate::ledger::kinds::admitted::Admitted;
use crate::ledger::kinds::adopted::Adopted;
use crate::ledger::kinds::revoked::Revoked;
use crate::ledger::kinds::ruled::Ruled;
use crate::ledger::{Body, permits};
use crate::model::{Fingerprint, Id, Mode, Principal, Role};

use crate::project::refusal::Refusal;
use crate::project::roster::Signer;

use super::desk::Desk;
use super::words;

/// Admits a key, or changes its role.
pub fn admit(
    desk: &mut Desk<'_>,
    key: &PublicKey,
    principal: &Principal,
    role: Role,
    keeps: Vec<Id>,
    reason: Option<&String>,
) -> Result<Id, Refusal> {
    let by = desk.role()?;
    let fingerprint = key.fingerprint();
    let rosters = &desk.backlog.rosters;
    if rosters.is_revoked(&fingerprint) {
        return Err(Refusal::Roster(format!(
            "{fingerprint} was revoked, and a revoked key is never admitted again"
        )));
    }
    let listed = rosters.now().and_then(|r| r.signers.get(&fingerprint));
    if !permits::may_admit(by, role) || listed.is_some_and(|s| !permits::may_admit(by, s.role)) {
        return Err(Refusal::Roster(format!("a {by} may not admit a {role}")));
    }
    if listed.is_some_and(|s| s.role == role && s.principal == *principal) {
        return Err(Refusal::Roster(format!("{principal} is a {role} with this key already")));
    }
    if listed.is_some_and(|s| s.role == Role::Root) && role != Role::Root {
        last_root(desk, &fingerprint)?;
    }
    let narrower = listed.is_some_and(|s| role < s.role);
    let why = reason.map_or_else(|| format!("{principal} is a {role} now"), Clone::clone);
    let keeps = if narrower { kept(desk, &fingerprint, keeps, &why)? } else { Vec::new() };
    let body = Admitted {
        key: key.clone(),
        principal: principal.clone(),
        role: role.to_string(),
        keeps,
        reason: words::maybe_lines("the reason", reason)?,
    };
    desk.ledger(Body::from(body))
}

/// Revokes a key. `keeps` are events that base does not show and that count all the same.
pub fn revoke(
    desk: &mut Desk<'_>,
    key: &Fingerprint,
    reason: &str,
    keeps: Vec<Id>,
) -> Result<Id, Refusal> {
    if desk.backlog.rosters.is_revoked(key) {
        return Err(Refusal::Roster(format!("{key} was revoked already")));
    }
    last_root(desk, key)?;
    let reason = words::lines("the reason", reason)?;
    let keeps = kept(desk, key, keeps, &reason)?;
    desk.ledger(Body::from(Revoked { key: key.clone(), reason, keeps }))
}

fn last_root(desk: &Desk<'_>, key: &Fingerprint) -> Result<(), Refusal> {
    let Some(roster) = desk.backlog.rosters.now() else { return Ok(()) };
    let others = roster.signers.iter().any(|(k, s)| k != key && s.role == Role::Root);
    let is_root = roster.signers.get(key).is_some_and(|s| s.role == Role::Root);
    if is_root && !others {
        return Err(Refusal::Roster("this key is the last root: admit another root first".into()));
    }
    Ok(())
}

/// Lets events count that did not: one event of ours for every 500 of them.
pub fn adopt(desk: &mut Desk<'_>, events: Vec<Id>, reason: &str) -> Result<Vec<Id>, Refusal> {
    let reason = words::lines("the reason", reason)?;
    let some = |events: &[Id]| Adopted { events: events.to_vec(), reason: reason.clone() };
    sorted(events).chunks(LIST_MAX).map(|ids| desk.ledger(Body::from(some(ids)))).collect()
}

pub fn rule(
    desk: &mut Desk<'_>,
    trunk: Option<&String>,
    mode: Option<Mode>,
    reason: Option<&String>,
) -> Result<Id, Refusal> {
    let body = Ruled {
        trunk: words::maybe_line("the trunk", trunk)?,
        mode: mode.map(|m| m.to_string()),
        reason: words::maybe_lines("the reason", reason)?,
    };
    desk.ledger(Body::from(body))
}

/// The one signer whom a fingerprint, its beginning, or a principal names.
pub fn find(desk: &Desk<'_>, typed: &str) -> Result<Signer, Refusal> {
    let Some(roster) = desk.backlog.rosters.now() else {
        return Err(Refusal::Roster("the ledger has no roster".into()));
    };
    let bare = typed.trim_start_matches("SHA256:");
    let named = |s: &&Signer| {
        s.principal.as_str() == typed
            || bare.len() >= 6 && s.key.fingerprint().as_str()["SHA256:".len()..].starts_with(bare)
    };
    match roster.signers.values().filter(named).collect::<Vec<_>>().as_slice() {
        [one] => Ok((*one).clone()),
        [] => Err(Refusal::Roster(format!("nobody on the roster is `{typed}`"))),
        many => {
            let keys: Vec<String> = many.iter().map(|s| s.key.fingerprint().to_string()).collect();
            Err(Refusal::Roster(format!("`{typed}` has several keys: {}", keys.join(", "))))
        }
    }
}

/// The most that one event lists.
const LIST_MAX: usize = 500;

fn sorted(mut ids: Vec<Id>) -> Vec<Id> {
    ids.sort();
    ids.dedup();
    ids
}

/// What a word against a key keeps in its own list. Where that is full, the rest is adopted before it: no event that
/// somebody wants kept is left out because there are many. What the key itself adopts must be kept too.
fn kept(
    desk: &mut Desk<'_>,
    key: &Fingerprint,
    keeps: Vec<Id>,
    reason: &str,
) -> Result<Vec<Id>, Refusal> {
    let mut keeps = sorted(keeps);
    if keeps.len() <= LIST_MAX {
        return Ok(keeps);
    }
    let rest = keeps.split_off(LIST_MAX - keeps.len().div_ceil(LIST_MAX));
    let adopted = adopt(desk, rest, reason)?;
    if desk.signer() == key {
        keeps.extend(adopted);
    }
    Ok(sorted(keeps))
}
