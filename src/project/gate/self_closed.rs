//! `self-closed`: who opened the gap closed it too, and nobody else confirmed it. People are compared, not keys: a
//! second key of the same person is no second pair of eyes. A key that the roster does not name is a person. What a
//! machine wrote because a commit message asked for it was closed by nobody: no person signed it.

use super::rule::{Days, Kind, Looks, Question, Seen};
use crate::ledger::{Body, Cause, Field};
use crate::project::backlog::{Backlog, Gap, Told};

pub const KIND: Kind = Kind {
    name: "self-closed",
    counts: "closed by who opened it",
    days: Days::No,
    looks: Looks::AtClosing(look),
};

fn look(question: &Question<'_>, gap: &Gap, closing: &Told) -> Seen {
    let Some(opened) = gap.told(gap.id) else { return Seen::Fine };
    let opener = person(question.backlog, opened);
    let is_other = |told: &Told| {
        let who = person(question.backlog, told);
        who.is_some() && who != opener
    };
    if is_other(closing) || standing(gap).any(is_other) {
        return Seen::Fine;
    }
    let opener = opener.unwrap_or_else(|| "nobody".to_owned());
    let how = match closing.event.cause.as_ref().and_then(Cause::commit) {
        Some(commit) if person(question.backlog, closing).is_none() => {
            format!("opened by {opener}, closed by the message of {}", commit.short())
        }
        _ => format!("opened and closed by {opener}"),
    };
    Seen::trips(format!("{how}, confirmed by nobody else"), [gap.id, closing.id])
}

/// The closings and confirmations that give the status: one that was taken back since is none of them.
fn standing(gap: &Gap) -> impl Iterator<Item = &Told> {
    let writes = gap.fields.get(&Field::Status).into_iter().flatten();
    writes
        .filter_map(|(id, _)| gap.told(*id))
        .filter(|t| matches!(t.event.body, Body::Closed(_) | Body::Confirmed(_)))
}

/// Who signed it, as far as the roster says; none where a machine wrote it for a commit message.
fn person(backlog: &Backlog, told: &Told) -> Option<String> {
    if matches!(
        told.event.cause,
        Some(Cause::Trigger { .. } | Cause::Removed { .. } | Cause::Restored { .. })
    ) {
        return None;
    }
    let key = &told.event.signer;
    Some(backlog.rosters.principal(key).map_or_else(|| key.to_string(), ToString::to_string))
}
