//! `open`: gaps that stand in the way. Open and started ones, unless the rule names other statuses.

use super::rule::{Days, Kind, Looks, Question, Rule, Seen};
use crate::model::count::days;
use crate::project::backlog::Gap;

pub const KIND: Kind =
    Kind { name: "open", counts: "open", days: Days::No, looks: Looks::AtGap(look) };

fn look(question: &Question<'_>, rule: &Rule, gap: &Gap) -> Seen {
    if rule.scope.statuses.is_empty() && !gap.status.is_left() {
        return Seen::Fine;
    }
    let word = gap.status.as_str();
    let message = match gap.opened.day {
        Some(day) if gap.status.is_left() => {
            format!("{word}, known for {}", days(question.today.days_since(day)))
        }
        _ => word.to_owned(),
    };
    Seen::trips(message, [gap.status_event])
}
