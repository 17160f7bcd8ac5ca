//! `without-pr`: gaps whose closing came to the trunk by no pull request. Where history cannot tell it is left out
//! and counted.

use super::rule::{Days, Kind, Looks, Question, Seen};
use crate::project::backlog::{Gap, Source, Told};

pub const KIND: Kind = Kind {
    name: "without-pr",
    counts: "closed without a pull request",
    days: Days::No,
    looks: Looks::AtClosing(look),
};

fn look(_: &Question<'_>, gap: &Gap, closing: &Told) -> Seen {
    match &gap.completed {
        // It has not landed: which pull request will bring it, nobody knows yet.
        None => Seen::Fine,
        Some(done) if done.pr.is_some() => Seen::Fine,
        Some(done) if done.source == Source::Unresolvable => Seen::Unknown,
        Some(done) => {
            let by = done.when.commit.as_ref();
            let by = by.map(|c| format!(": {} names none", c.short())).unwrap_or_default();
            Seen::trips(format!("closed without a pull request{by}"), [closing.id])
        }
    }
}
