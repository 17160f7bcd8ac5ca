//! The entry that stands for a trigger until an event records it; and the event that records it, which is the same
//! but for who signs.

use crate::ledger::key::PublicKey;
use crate::ledger::{Body, Cause, Event};
use crate::model::{At, CommitId, Id, Label};
use crate::project::backlog::Gap;
use crate::project::decide;
use crate::project::entry::{Entry, Place};

/// Where and when a trigger stands.
pub struct Stand<'s> {
    pub ledger: Id,
    pub label: &'s Label,
    pub place: Place,
    /// The landing: what the writer of the event has seen of the trunk.
    pub base: &'s CommitId,
    pub at: At,
}

/// An entry that nobody signed.
pub fn entry(stand: &Stand<'_>, gap: &Gap, body: Body, cause: Cause) -> Entry {
    let nobody = PublicKey::nobody();
    let mut parents = decide::ends(gap);
    parents.sort();
    parents.dedup();
    let event = Event {
        at: stand.at,
        base: Some(stand.base.clone()),
        body,
        cause: Some(cause),
        gap: Some(stand.label.clone()),
        ledger: Some(stand.ledger),
        of: Some(gap.id),
        parents,
        signer: nobody.fingerprint(),
    };
    Entry { place: stand.place, asked: true, ..Entry::drafted(event, &nobody) }
}
