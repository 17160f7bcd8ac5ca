//! From the history to what messages asked for: the shell reads the commits, the core places what they say.

mod own;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use gix::ObjectId;
use gix::bstr::{BStr, ByteSlice};

use crate::ledger::path;
use crate::model::{At, CommitId, Id};
use crate::project::asked::{self, Commit, History, Projection, Reach, Step};
use crate::project::pull_request::borne;
use crate::project::reference::Reference;
use crate::project::remote::Remote;
use crate::project::scan::ScanConfig;
use crate::project::{Entry, Landings, Place};
use crate::shell::diff::{self, Difference};
use crate::shell::git::{Git, GitError, commit_id};
use crate::shell::messages::{Message, Messages};
use crate::shell::walk::Change;

use super::config;

/// What is looked back at.
pub struct Past<'g> {
    pub git: &'g Git,
    /// The trunk's line, the oldest first, and what it changed.
    pub line: &'g [ObjectId],
    pub changes: &'g [Change],
    /// What the branch, or the revision that is looked at, has.
    pub head: Option<ObjectId>,
    /// The branch is the trunk's own: it is pushed as it is, and each of its commits will be a landing.
    pub is_own: bool,
    pub remote: Option<&'g Remote>,
    /// Every commit of that history.
    pub messages: &'g Messages,
}

impl Past<'_> {
    /// Everything that messages and removed files ask for. Without the whole history nothing is: the backlog is that
    /// of the recorded events.
    pub fn asked(
        &self,
        entries: &[Entry],
        ledger: Id,
        known: &Landings,
    ) -> Result<Projection, GitError> {
        if known.missing.is_some() {
            return Ok(Projection::default());
        }
        let steps = self.steps(self.messages)?;
        let answers = Answers { past: self, messages: self.messages, numbers: RefCell::default() };
        Ok(asked::project(entries, ledger, known, &steps, &answers))
    }

    /// The landings with something to say, the oldest first; last of all the branch.
    fn steps(&self, messages: &Messages) -> Result<Vec<Step>, GitError> {
        let mut by_landing: BTreeMap<usize, Vec<Commit>> = BTreeMap::new();
        let mut own = Vec::new();
        for message in &messages.kept {
            match message.landing {
                Some(at) => by_landing.entry(at).or_default().extend(commit(message)),
                None => own.push(message),
            }
        }
        let mut moved = moved(self.changes.iter());
        moved.keys().for_each(|at| {
            by_landing.entry(*at).or_default();
        });
        let mut configs = Configs::default();
        let mut steps = Vec::with_capacity(by_landing.len() + 1);
        for (at, commits) in by_landing {
            let landing = self.line[at];
            let tree = |at: usize| self.git.read_commit(self.line[at]).map(|c| c.tree);
            let before = at.checked_sub(1).map(tree).transpose()?;
            let (removed, restored) = moved.remove(&at).unwrap_or_default();
            let Some(tip) = self.tip(landing)? else { continue };
            steps.push(Step {
                place: Place::Landed(at),
                reach: Reach::Line,
                tip,
                differs: before != Some(tree(at)?),
                config: configs.of(self.git, landing),
                commits,
                removed,
                restored,
            });
        }
        if let Some(head) = self.head.filter(|_| messages.lineage.has_own()) {
            if self.is_own {
                steps.extend(self.own(head, &own, &mut configs)?);
            } else {
                let own = own.into_iter().filter_map(commit).collect();
                steps.extend(self.branch(head, own, messages, &mut configs)?);
            }
        }
        Ok(steps)
    }

    /// What the branch would bring.
    fn branch(
        &self,
        head: ObjectId,
        commits: Vec<Commit>,
        messages: &Messages,
        configs: &mut Configs,
    ) -> Result<Option<Step>, GitError> {
        let base = messages.lineage.newest_before(self.line, head);
        let events = |id: ObjectId| self.git.events_tree(id);
        let before = base.map(events).transpose()?.flatten();
        let mut change = Difference::default();
        diff::compare(&self.git.repo, before, events(head)?, path::EVENTS, &mut change)?;
        let kept: BTreeSet<Id> = change.added.iter().filter_map(|f| path::id_of(&f.path)).collect();
        let removed = change.removed.iter().filter_map(|f| path::id_of(&f.path));
        let Some(tip) = self.tip(head)? else { return Ok(None) };
        let tree = |id: ObjectId| self.git.read_commit(id).map(|c| c.tree);
        let differs = base.map(tree).transpose()? != Some(tree(head)?);
        Ok(Some(Step {
            place: Place::Unlanded,
            reach: Reach::Branch,
            tip,
            differs,
            config: configs.of(self.git, head),
            commits,
            removed: removed.filter(|id| !kept.contains(id)).collect(),
            restored: Vec::new(),
        }))
    }

    fn tip(&self, id: ObjectId) -> Result<Option<Commit>, GitError> {
        let read = self.git.read_commit(id)?;
        Ok(commit(&Message {
            id,
            landing: None,
            author: read.author,
            authored_seconds: read.authored_seconds,
            seconds: read.seconds,
            text: String::new(),
        }))
    }
}

fn commit(message: &Message) -> Option<Commit> {
    Some(Commit {
        id: commit_id(message.id)?,
        author: message.author.clone(),
        authored: At::from_unix(message.authored_seconds)?,
        at: At::from_unix(message.seconds)?,
        message: message.text.clone(),
    })
}

/// For each landing the events whose file it took away, and those whose file it brought back. A file that only
/// moved is neither.
fn moved<'c>(changes: impl Iterator<Item = &'c Change>) -> BTreeMap<usize, (Vec<Id>, Vec<Id>)> {
    let mut there: BTreeMap<Id, usize> = BTreeMap::new();
    let mut moved: BTreeMap<usize, (Vec<Id>, Vec<Id>)> = BTreeMap::new();
    for change in changes {
        let removed: BTreeSet<Id> = ids(&change.files.removed);
        let added: BTreeSet<Id> = ids(&change.files.added);
        let mut back: Vec<Id> = Vec::new();
        for found in change.files.added.iter().filter_map(|f| path::id_of(&f.path)) {
            let known = there.insert(found, there.get(&found).copied().unwrap_or(0) + 1);
            back.extend(known.filter(|n| *n == 0).map(|_| found));
        }
        for found in change.files.removed.iter().filter_map(|f| path::id_of(&f.path)) {
            there.entry(found).and_modify(|n| *n = n.saturating_sub(1));
        }
        let gone = |id: &&Id| there.get(id) == Some(&0) && !added.contains(*id);
        let gone: Vec<Id> = removed.iter().filter(gone).copied().collect();
        back.sort();
        if !(gone.is_empty() && back.is_empty()) {
            moved.insert(change.commit, (gone, back));
        }
    }
    moved
}

fn ids(files: &[crate::shell::tree::Found]) -> BTreeSet<Id> {
    files.iter().filter_map(|f| path::id_of(&f.path)).collect()
}

/// What gives messages their meaning, landing by landing; each version of the file is read once.
#[derive(Default)]
struct Configs {
    read: BTreeMap<ObjectId, ScanConfig>,
}

impl Configs {
    fn of(&mut self, git: &Git, commit: ObjectId) -> ScanConfig {
        let Some(blob) = git.entry_at(commit, config::PATH) else { return ScanConfig::default() };
        let read = || {
            let bytes = git.blob(blob, config::PAST_BYTES_MAX).ok()?;
            config::triggers::of_text(std::str::from_utf8(&bytes).ok()?)
        };
        self.read.entry(blob).or_insert_with(|| read().unwrap_or_default()).clone()
    }
}

/// Answers of git to the questions of the core.
struct Answers<'a> {
    past: &'a Past<'a>,
    messages: &'a Messages,
    numbers: RefCell<Option<BTreeMap<u64, CommitId>>>,
}

impl Answers<'_> {
    fn object(&self, commit: &CommitId) -> Option<ObjectId> {
        ObjectId::from_hex(commit.as_str().as_bytes())
            .ok()
            .filter(|id| id.kind() == self.past.git.repo.object_hash())
    }

    /// For each pull request of ours the first commit of the line that bears its number.
    fn numbered(&self) -> BTreeMap<u64, CommitId> {
        let forge = self.past.remote.and_then(|r| r.forge);
        let bears = |m: &BStr| borne(&m.to_str_lossy(), forge);
        let borne = self.past.git.each_message(self.past.line, bears).unwrap_or_default();
        let mut found = BTreeMap::new();
        for (id, number) in self.past.line.iter().zip(borne) {
            if let (Some(number), Some(id)) = (number, commit_id(*id)) {
                found.entry(number).or_insert(id);
            }
        }
        found
    }
}

impl History for Answers<'_> {
    fn holds(&self, commit: &CommitId, path: &str) -> bool {
        self.object(commit).is_some_and(|c| self.past.git.entry_at(c, path).is_some())
    }

    fn precedes(&self, earlier: &CommitId, later: &CommitId) -> bool {
        match (self.object(earlier), self.object(later)) {
            (Some(earlier), Some(later)) => self.messages.lineage.precedes(earlier, later),
            _ => false,
        }
    }

    fn named(&self, prefix: &str) -> Option<CommitId> {
        self.messages.lineage.named(prefix).and_then(commit_id)
    }

    fn brought_with(&self, commit: &CommitId) -> Vec<CommitId> {
        let found =
            self.object(commit).map(|c| self.messages.lineage.brought_with(c)).unwrap_or_default();
        found.into_iter().filter_map(commit_id).collect()
    }

    fn pull_request(&self, reference: &Reference) -> Option<CommitId> {
        let mut numbers = self.numbers.borrow_mut();
        let numbers = numbers.get_or_insert_with(|| self.numbered());
        let is_ours = reference.repository.as_deref().is_none_or(|r| self.is_ours(r));
        numbers.get(&reference.number).filter(|_| is_ours).cloned()
    }

    fn landing(&self, commit: &CommitId) -> Option<usize> {
        self.messages.lineage.landing(self.object(commit)?)
    }

    fn text(&self, commit: &CommitId) -> Option<(String, String)> {
        let read = self.past.git.read_commit(self.object(commit)?).ok()?;
        Some((read.author, String::from_utf8_lossy(&read.message).into_owned()))
    }
}

impl Answers<'_> {
    /// Whether a repository is this one, by its full name. Where the remote has no name, a revert can only mean
    /// what this history holds.
    fn is_ours(&self, repository: &str) -> bool {
        self.past.remote.is_none_or(|r| r.path.eq_ignore_ascii_case(repository))
    }
}
