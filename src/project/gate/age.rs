//! `age`: gaps that are left, and whose opening landed more than so many days ago. A gap that a tracker brought without
//! a date is at least as old as the landing that recorded it.

use super::rule::{Days, Kind, Looks, Question, Rule, Seen};
use crate::model::count::days;
use crate::project::backlog::Gap;
use crate::project::entry::Place;

pub const KIND: Kind =
    Kind { name: "age", counts: "left open", days: Days::Must, looks: Looks::AtGap(look) };

fn look(question: &Question<'_>, rule: &Rule, gap: &Gap) -> Seen {
    let opening = gap.told(gap.id).filter(|t| matches!(t.place, Place::Landed(_)));
    let Some(opening) = opening.filter(|_| gap.status.is_left()) else {
        // What a branch brings is as old as the merge that will bring it.
        return Seen::Fine;
    };
    let (day, how) = match (gap.opened.day, question.landed(opening)) {
        (Some(day), _) => (day, ""),
        (None, Some(recorded)) => (recorded, "at least "),
        (None, None) => return Seen::Unknown,
    };
    let age = question.today.days_since(day);
    if age <= rule.days.unwrap_or(0) {
        return Seen::Fine;
    }
    Seen::trips(format!("open for {how}{}, since {day}", days(age)), [gap.id])
}
