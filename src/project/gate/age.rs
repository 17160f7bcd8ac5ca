//! `age`: gaps that are left, and whose opening landed more than so many days ago. One whose opening has no date
//! that history knows is left out and counted.

use super::rule::{Days, Kind, Looks, Question, Rule, Seen, Takes};
use super::words::days;
use crate::project::backlog::Gap;
use crate::project::entry::Place;

pub const KIND: Kind = Kind {
    name: "age",
    counts: "left open",
    takes: Takes { days: Days::Must, since: false, scope: true },
    looks: Looks::AtGap(look),
};

fn look(question: &Question<'_>, rule: &Rule, gap: &Gap) -> Seen {
    if !gap.status.is_left() {
        return Seen::Fine;
    }
    let has_landed = gap.told(gap.id).is_some_and(|t| matches!(t.place, Place::Landed(_)));
    if !has_landed {
        // It is as old as the merge that will bring it.
        return Seen::Fine;
    }
    let Some(opened) = gap.opened.day else { return Seen::Unknown };
    let age = question.today.days_since(opened);
    if age <= rule.days.unwrap_or(0) {
        return Seen::Fine;
    }
    Seen::trips(format!("open for {}, since {opened}", days(age)), [gap.id])
}
