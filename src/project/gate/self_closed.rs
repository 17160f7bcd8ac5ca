//! `self-closed`: who opened the gap closed it too, and nobody else confirmed it. People are compared, not keys: a
//! second key of the same person is no second pair of eyes. A key that the roster does not name is a person.

use super::closing;
use super::rule::{Kind, Looks, Question, Rule, Seen, Takes};
use crate::ledger::Body;
use crate::model::Fingerprint;
use crate::project::backlog::{Backlog, Gap, Told};

pub const KIND: Kind = Kind {
    name: "self-closed",
    counts: "closed by who opened it",
    takes: Takes::CLOSINGS,
    looks: Looks::AtGap(look),
};

fn look(question: &Question<'_>, rule: &Rule, gap: &Gap) -> Seen {
    let closing = match closing::asked(rule, gap) {
        Ok(closing) => closing,
        Err(seen) => return seen,
    };
    let who = |told: &Told| person(question.backlog, &told.event.signer);
    let Some(opened) = gap.told(gap.id) else { return Seen::Fine };
    let closer = who(closing);
    let confirmed = gap.events.iter().any(|t| {
        t.rejected.is_none() && matches!(t.event.body, Body::Confirmed(_)) && who(t) != closer
    });
    if who(opened) != closer || confirmed {
        return Seen::Fine;
    }
    Seen::trips(format!("opened and closed by {closer}, confirmed by nobody"), [gap.id, closing.id])
}

/// Who holds a key, as far as the roster says.
fn person(backlog: &Backlog, key: &Fingerprint) -> String {
    backlog.rosters.principal(key).map_or_else(|| key.to_string(), ToString::to_string)
}
