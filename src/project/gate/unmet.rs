//! `unmet`: gaps that were closed over criteria which nobody has met to this day. Meeting them mends it.

use super::closing;
use super::rule::{Kind, Looks, Question, Rule, Seen, Takes};
use super::words::counted;
use crate::project::backlog::Gap;

pub const KIND: Kind = Kind {
    name: "unmet",
    counts: "closed over unmet criteria",
    takes: Takes::CLOSINGS,
    looks: Looks::AtGap(look),
};

fn look(_: &Question<'_>, rule: &Rule, gap: &Gap) -> Seen {
    let closing = match closing::asked(rule, gap) {
        Ok(closing) => closing,
        Err(seen) => return seen,
    };
    let criteria = gap.criteria();
    let unmet: Vec<&str> = criteria.iter().filter(|c| !c.met).map(|c| c.shown.as_str()).collect();
    if unmet.is_empty() {
        return Seen::Fine;
    }
    let count = counted(unmet.len(), "criterion", "criteria");
    Seen::trips(format!("closed over {count} unmet ({})", unmet.join(", ")), [closing.id])
}
