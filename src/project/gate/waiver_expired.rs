//! `waiver-expired`: an exception has ended, and what it excused is still there. It names itself, so that nobody
//! has to remember it.

use super::rule::{Days, Kind, Looks, Question, Rule, Seen};
use super::waivers::{self, Waiver};
use crate::ledger::kinds::waived::Waived;
use crate::model::Status;
use crate::project::backlog::Gap;

pub const KIND: Kind = Kind {
    name: "waiver-expired",
    counts: "waived beyond its day",
    days: Days::No,
    looks: Looks::AtGap(look),
};

fn look(question: &Question<'_>, _: &Rule, gap: &Gap) -> Seen {
    if gap.status.is_done() || gap.status == Status::Dropped {
        return Seen::Fine;
    }
    let all = waivers::all(question.backlog, gap);
    if all.is_empty() {
        return Seen::Fine;
    }
    let ended = |rule: &Rule| waivers::held(&all, &rule.name, question.today).ended;
    let mut ended: Vec<Waiver> = question.rules.iter().filter_map(ended).collect();
    if ended.is_empty() {
        return Seen::Fine;
    }
    ended.sort_by_key(|w| (w.waived.until, w.event));
    let says: Vec<String> = ended
        .iter()
        .map(|w| {
            let Waived { rule, until, .. } = &w.waived;
            format!("the waiver of `{rule}` ended on {until}: {}", w.people())
        })
        .collect();
    Seen::trips(says.join("; "), ended.iter().map(|w| w.event))
}
