//! Where our events are in the tree of a commit.

use super::git::GitError;
use super::tree::child;
use crate::ledger::path;

/// Remembers the last answers, since most commits change nothing of ours.
#[derive(Default)]
pub(super) struct Roots {
    last: Option<(gix::ObjectId, Option<gix::ObjectId>)>,
    last_gaps: Option<(gix::ObjectId, Option<gix::ObjectId>)>,
}

impl Roots {
    /// The tree of `.gaps/events` below a root tree.
    pub(super) fn events(
        &mut self,
        repo: &gix::Repository,
        root: gix::ObjectId,
    ) -> Result<Option<gix::ObjectId>, GitError> {
        if let Some((last, events)) = self.last
            && last == root
        {
            return Ok(events);
        }
        let events = match child(repo, root, path::ROOT)? {
            None => None,
            Some(gaps) => match self.last_gaps {
                Some((last, events)) if last == gaps => events,
                _ => {
                    let events = child(repo, gaps, "events")?;
                    self.last_gaps = Some((gaps, events));
                    events
                }
            },
        };
        self.last = Some((root, events));
        Ok(events)
    }
}
