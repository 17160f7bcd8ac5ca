//! What is true of the gaps of a document, as a value: made from a backlog by whoever has one, or from the
//! document itself, which is how rendering with nothing new is shown to change nothing.

use std::collections::BTreeMap;

use crate::model::{Criticality, Label, Status};

use super::claim::{File, Tracker};
use super::dates::Date;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Truth {
    /// By label, as the tracker's own gaps have them. A gap that is not named stays as it is.
    pub gaps: BTreeMap<String, GapTruth>,
    /// Gaps that the document does not have, in the order to add them.
    pub new: Vec<NewGap>,
    /// The day to write as "last updated" if anything else changes.
    pub updated: Option<Date>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapTruth {
    pub status: Status,
    pub criticality: Option<Criticality>,
    /// Criteria by number: met or not. Those that are not named stay.
    pub criteria: BTreeMap<String, bool>,
    pub completed: Option<Date>,
    pub pr: Option<String>,
    /// None leaves the title as it is.
    pub title: Option<String>,
    /// Why it is deferred or dropped.
    pub reason: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGap {
    pub label: Label,
    pub title: String,
    pub status: Status,
    pub criticality: Option<Criticality>,
    pub block: Option<String>,
    pub kind: Option<String>,
    pub description: Option<String>,
    pub criteria: Vec<(String, bool)>,
    pub files: Vec<File>,
    pub owner: Option<String>,
    pub due: Option<Date>,
    pub effort: Option<String>,
    pub completed: Option<Date>,
    pub pr: Option<String>,
}

impl Truth {
    /// What the document itself says: a gap whose status could not be told is left out.
    pub fn of(tracker: &Tracker) -> Self {
        let mut gaps = BTreeMap::new();
        for gap in &tracker.gaps {
            let Some(status) = gap.status else { continue };
            let truth = GapTruth {
                status,
                criticality: gap.criticality,
                criteria: gap.criteria.iter().map(|c| (c.number.clone(), c.met)).collect(),
                completed: gap.completed,
                pr: gap.pr.as_ref().map(|p| p.text.clone()),
                title: None,
                reason: gap.reason.clone(),
            };
            gaps.insert(gap.label.to_string(), truth);
        }
        Self { gaps, new: Vec::new(), updated: None }
    }
}
