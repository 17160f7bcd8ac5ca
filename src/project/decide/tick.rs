//! Meeting and unmeeting criteria.

use crate::ledger::kinds::met::Met;
use crate::ledger::kinds::unmet::Unmet;
use crate::ledger::{Body, Field};
use crate::model::{Id, Number};

use crate::project::backlog::{CriterionLine, Gap};
use crate::project::refusal::Refusal;

use super::desk::Desk;
use super::words;

/// Which criteria: all, or those numbers.
#[derive(Debug, Clone)]
pub enum Which {
    All,
    These(Vec<String>),
}

/// Drafts the event that meets (or unmeets) criteria.
pub fn tick(
    desk: &mut Desk<'_>,
    gap: &Gap,
    which: &Which,
    met: bool,
    reason: Option<&String>,
) -> Result<Id, Refusal> {
    let lines = gap.criteria();
    // Where two people disagree, saying either side settles it.
    let says_so =
        |c: &CriterionLine| c.met == met && !gap.disagrees_on(&Field::Met(c.criterion.clone()));
    let chosen: Vec<&CriterionLine> = match which {
        Which::All => lines.iter().filter(|c| !says_so(c)).collect(),
        Which::These(numbers) => {
            numbers.iter().map(|n| find(gap, &lines, n)).collect::<Result<_, _>>()?
        }
    };
    if let Some(same) = chosen.iter().find(|c| says_so(c)) {
        let (label, number) = (gap.label.clone(), same.shown.clone());
        return Err(Refusal::SameCriterion { label, number, met });
    }
    if chosen.is_empty() {
        return Err(Refusal::NothingNew { label: gap.label.clone() });
    }
    let mut criteria: Vec<_> = chosen.iter().map(|c| c.criterion.named(gap.id)).collect();
    criteria.sort();
    criteria.dedup();
    let reason = words::maybe_lines("the reason", reason)?;
    desk.about(
        gap,
        if met {
            Body::from(Met { criteria, reason })
        } else {
            Body::from(Unmet { criteria, reason })
        },
    )
}

/// The criterion that a person names: `2`, or `3~a1b2` where there are two of that number.
pub fn find<'c>(
    gap: &Gap,
    lines: &'c [CriterionLine],
    typed: &str,
) -> Result<&'c CriterionLine, Refusal> {
    let typed = typed.trim().trim_start_matches('#');
    let number = typed.split('~').next().unwrap_or_default();
    number.parse::<Number>().map_err(|error| Refusal::BadNumber {
        label: gap.label.clone(),
        given: typed.to_owned(),
        error,
    })?;
    lines.iter().find(|c| c.shown == typed).ok_or_else(|| Refusal::UnknownCriterion {
        label: gap.label.clone(),
        number: typed.to_owned(),
        known: lines.iter().map(|c| c.shown.clone()).collect(),
    })
}
