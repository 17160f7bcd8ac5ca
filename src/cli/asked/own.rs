//! The trunk's own branch before it is pushed: each commit of its line will be a landing, so that each is asked about
//! as one. What is true before the push is then true after it.

use std::collections::BTreeMap;
use std::sync::Arc;

use gix::ObjectId;

use crate::ledger::path;
use crate::project::Place;
use crate::project::asked::{Commit, Reach, Step};
use crate::shell::diff::{self, Difference};
use crate::shell::git::GitError;
use crate::shell::messages::Message;
use crate::shell::walk::Change;

use super::{Configs, Past, commit, moved};

impl Past<'_> {
    /// The commits that were not pushed and have something to say, the oldest first.
    pub(super) fn own(
        &self,
        head: ObjectId,
        messages: &[&Message],
        configs: &mut Configs,
    ) -> Result<Vec<Step>, GitError> {
        let (fork, line) = self.own_line(head);
        let landed = fork.and_then(|f| self.messages.lineage.landing(f)).map_or(0, |n| n + 1);
        let changes = self.own_changes(fork, &line, landed)?;
        let mut first = BTreeMap::new();
        for change in &changes {
            for id in change.files.added.iter().filter_map(|f| path::id_of(&f.path)) {
                first.entry(id).or_insert(change.commit - landed);
            }
        }
        let first = Arc::new(first);
        let before = self.changes.iter().filter(|c| c.commit < landed);
        let mut moved = moved(before.chain(&changes)).split_off(&landed);
        let mut by_commit: BTreeMap<usize, Vec<Commit>> = BTreeMap::new();
        for message in messages {
            let at = self.brought_by(&line, message.id);
            by_commit.entry(at).or_default().extend(commit(message));
        }
        moved.keys().for_each(|at| {
            by_commit.entry(*at - landed).or_default();
        });
        let mut steps = Vec::with_capacity(by_commit.len());
        for (at, commits) in by_commit {
            let Some(id) = line.get(at).copied() else { continue };
            let Some(tip) = self.tip(id)? else { continue };
            let parent = at.checked_sub(1).map_or(fork, |i| Some(line[i]));
            let tree = |id: ObjectId| self.git.read_commit(id).map(|c| c.tree);
            let (removed, restored) = moved.remove(&(landed + at)).unwrap_or_default();
            steps.push(Step {
                place: Place::Unlanded,
                reach: Reach::Own { landed, at, first: Arc::clone(&first) },
                tip,
                differs: parent.map(tree).transpose()? != Some(tree(id)?),
                config: configs.of(self.git, id),
                commits,
                removed,
                restored,
            });
        }
        Ok(steps)
    }

    /// The first-parent line down to what has landed, the oldest first; and the commit that it builds on.
    fn own_line(&self, head: ObjectId) -> (Option<ObjectId>, Vec<ObjectId>) {
        let lineage = &self.messages.lineage;
        let mut line = Vec::new();
        let mut next = Some(head);
        while let Some(id) = next.filter(|id| lineage.landing(*id).is_none()) {
            line.push(id);
            next = lineage.first_parent(id);
        }
        line.reverse();
        (next, line)
    }

    /// What each commit of the line changed, counted on from what has landed.
    fn own_changes(
        &self,
        fork: Option<ObjectId>,
        line: &[ObjectId],
        landed: usize,
    ) -> Result<Vec<Change>, GitError> {
        let mut before = fork.map(|f| self.git.events_tree(f)).transpose()?.flatten();
        let mut changes = Vec::new();
        for (at, id) in line.iter().enumerate() {
            let after = self.git.events_tree(*id)?;
            let mut files = Difference::default();
            if before != after {
                diff::compare(&self.git.repo, before, after, path::EVENTS, &mut files)?;
            }
            if !files.is_empty() {
                changes.push(Change { commit: landed + at, files });
            }
            before = after;
        }
        Ok(changes)
    }

    /// The first commit of the line that has a commit in its history.
    fn brought_by(&self, line: &[ObjectId], id: ObjectId) -> usize {
        let lacks = |on: &ObjectId| *on != id && !self.messages.lineage.precedes(id, *on);
        line.partition_point(lacks)
    }
}
