//! `overdue`: gaps that are left and whose due day has passed; `days` allows some more.

use super::rule::{Days, Kind, Looks, Question, Rule, Seen};
use crate::ledger::Field;
use crate::model::count::days;
use crate::project::backlog::Gap;

pub const KIND: Kind =
    Kind { name: "overdue", counts: "overdue", days: Days::May, looks: Looks::AtGap(look) };

fn look(question: &Question<'_>, rule: &Rule, gap: &Gap) -> Seen {
    let Some(due) = gap.due().filter(|_| gap.status.is_left()) else { return Seen::Fine };
    let late = question.today.days_since(due);
    if late <= rule.days.unwrap_or(0) {
        return Seen::Fine;
    }
    let said_by = gap.fields.get(&Field::Due).into_iter().flatten().map(|(id, _)| *id);
    Seen::trips(format!("due {due}, {} late", days(late)), said_by)
}
