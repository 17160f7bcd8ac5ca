//! `contested`: gaps about which concurrent events disagree, and nobody has said since which it is.

use super::rule::{Days, Kind, Looks, Question, Rule, Seen};
use crate::project::backlog::Gap;

pub const KIND: Kind =
    Kind { name: "contested", counts: "contested", days: Days::No, looks: Looks::AtGap(look) };

fn look(_: &Question<'_>, _: &Rule, gap: &Gap) -> Seen {
    let contests = gap.contests();
    if contests.is_empty() {
        return Seen::Fine;
    }
    let fields: Vec<String> = contests.iter().map(|c| c.field.name()).collect();
    let sides = contests.iter().flat_map(|c| c.sides.iter().map(|(id, _)| *id));
    Seen::trips(format!("contested: {}", fields.join(", ")), sides)
}
