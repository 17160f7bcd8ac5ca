//! `unmet`: gaps that were closed over criteria which nobody has met to this day. Meeting them mends it. A criterion
//! that was added after the closing is none of it.

use super::rule::{Days, Kind, Looks, Question, Seen};
use crate::model::Id;
use crate::model::count;
use crate::project::backlog::{Gap, Told};

pub const KIND: Kind = Kind {
    name: "unmet",
    counts: "closed over unmet criteria",
    days: Days::No,
    looks: Looks::AtClosing(look),
};

fn look(_: &Question<'_>, gap: &Gap, closing: &Told) -> Seen {
    let criteria = gap.criteria();
    let before = |id: Id| {
        let mut events = gap.events.iter().take_while(|t| t.id != closing.id);
        events.any(|t| t.id == id)
    };
    let unmet = criteria.iter().filter(|c| !c.met && before(c.criterion.of));
    let unmet: Vec<&str> = unmet.map(|c| c.shown.as_str()).collect();
    if unmet.is_empty() {
        return Seen::Fine;
    }
    let count = count::criteria(unmet.len());
    Seen::trips(format!("closed over {count} unmet ({})", unmet.join(", ")), [closing.id])
}
