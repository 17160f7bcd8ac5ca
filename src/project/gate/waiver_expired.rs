//! `waiver-expired`: an exception has ended, and what it excused is still there. It names itself, so that nobody
//! has to remember it.

use super::rule::{Kind, Looks, Question, Rule, Seen, Takes};
use super::waivers;
use crate::model::Status;
use crate::project::backlog::Gap;

pub const KIND: Kind = Kind {
    name: "waiver-expired",
    counts: "waived beyond its day",
    takes: Takes::GAPS,
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
    let ended = question
        .rules
        .iter()
        .filter_map(|rule| waivers::held(&all, &rule.name, question.today).ended)
        .max_by_key(|w| (w.waived.until, w.event));
    let Some(ended) = ended else { return Seen::Fine };
    let says = format!(
        "the waiver of `{}` ended on {}: asked by {}, approved by {}",
        ended.waived.rule, ended.waived.until, ended.waived.asker, ended.approver
    );
    Seen::trips(says, [ended.event])
}
