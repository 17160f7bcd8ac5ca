//! Which gap has a label, where several claim it.

use std::collections::BTreeMap;

use crate::ledger::{Code, Fault, Field};
use crate::model::{Id, Label};
use crate::project::backlog::{self, Gap};
use crate::project::entry::Place;

/// The first gap to land a label keeps it; another shows with a mark until somebody relabels it. Where history
/// cannot tell which landed first, each shows with its mark.
pub(super) fn name(gaps: &mut BTreeMap<Id, Gap>, history_tells: bool, faults: &mut Vec<Fault>) {
    let mut claims: BTreeMap<Label, Vec<(Place, Id)>> = BTreeMap::new();
    for gap in gaps.values() {
        let by = gap.fields.get(&Field::Label).and_then(|w| backlog::shown_write(&Field::Label, w));
        let place = by.and_then(|(id, _)| gap.told(*id)).map_or(Place::Pending, |t| t.place);
        claims.entry(gap.named.clone()).or_default().push((place, gap.id));
    }
    for (label, mut claimants) in claims {
        claimants.sort();
        let keeps = usize::from(history_tells || claimants.len() == 1);
        for (_, id) in claimants.iter().skip(keeps) {
            let Some(gap) = gaps.get_mut(id) else { continue };
            gap.label = format!("{label}~{}", id.mark());
            faults.push(Fault {
                code: Code::LabelTaken,
                event: Some(*id),
                path: None,
                message: format!(
                    "another gap has the label {label}; this one shows as {}",
                    gap.label
                ),
            });
        }
        if let Some(gap) =
            claimants.first().take_if(|_| keeps > 0).and_then(|(_, id)| gaps.get_mut(id))
        {
            gap.label = label.to_string();
        }
    }
}
