//! Reverts and reapplies of what was closed by a message alone. What closed something by an event needs no words:
//! the revert takes the event's file away.

use std::collections::BTreeMap;

use crate::model::{CommitId, Id, Label};
use crate::project::finding::{Finding, Level};
use crate::project::scan::{Statement, Target};

use super::values::{Ask, Commit, History};

/// What a commit did to a gap, by its message alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    pub gap: Id,
    pub label: Label,
    pub closes: bool,
}

/// What the commits so far did.
#[derive(Debug, Clone, Default)]
pub struct Effects {
    of: BTreeMap<CommitId, Vec<Effect>>,
    by_subject: BTreeMap<String, CommitId>,
}

impl Effects {
    pub fn add(&mut self, commit: &Commit, effect: Effect) {
        let effects = self.of.entry(commit.id.clone()).or_default();
        if !effects.contains(&effect) {
            effects.push(effect);
        }
        let subject = commit.message.lines().map(str::trim).find(|l| !l.is_empty());
        self.by_subject.insert(subject.unwrap_or_default().to_owned(), commit.id.clone());
    }

    /// The gaps that a statement asks something of. An `Err` says that nobody knows what was undone.
    pub fn undone(
        &self,
        commit: &Commit,
        statement: &Statement,
        again: bool,
        history: &dyn History,
    ) -> Result<Vec<(Effect, Ask)>, Box<Finding>> {
        let target = match &statement.target {
            Target::Commit(id) => history.named(id).ok_or_else(|| id.clone()),
            Target::PullRequest(reference) => {
                history.pull_request(reference).ok_or_else(|| reference.to_string())
            }
            // A subject is no name: where none of ours has it, it speaks of something else.
            Target::Subject(subject) => match self.by_subject.get(subject) {
                Some(id) => Ok(id.clone()),
                None => return Ok(Vec::new()),
            },
        };
        let target = target.map_err(|given| {
            let what = if again { "reapplies" } else { "reverts" };
            let says =
                format!("{what} {given}, which is not on the trunk: nothing follows from it");
            let finding = Finding::new(Level::Notice, "unknown-revert", says);
            Box::new(finding.about_line(&commit.id, statement.line))
        })?;
        let effects: Vec<Effect> = history
            .brought_with(&target)
            .iter()
            .filter_map(|c| self.of.get(c))
            .flatten()
            .cloned()
            .collect();
        Ok(asks(effects, again))
    }
}

/// A revert undoes closings and, where it reverts a revert, the reopenings that followed. A reapply names either
/// the revert or what was reverted.
fn asks(effects: Vec<Effect>, again: bool) -> Vec<(Effect, Ask)> {
    let has_reopened = effects.iter().any(|e| !e.closes);
    let ask = |e: Effect| match (again, e.closes) {
        (false, true) => Some((e, Ask::Undo)),
        (_, false) => Some((e, Ask::Redo)),
        (true, true) => (!has_reopened).then_some((e, Ask::Redo)),
    };
    effects.into_iter().filter_map(ask).collect()
}
