//! The trunk's line as the cache and the walk know it together: what each commit changed, which landings are known
//! already. Only what is new since the last time is walked.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::cli::failure::Failure;
use crate::ledger::path;
use crate::model::CommitId;
use crate::project::Landing;
use crate::shell::aside::Aside;
use crate::shell::diff::Difference;
use crate::shell::git::Git;
use crate::shell::tree::Found;
use crate::shell::verdicts::Right;
use crate::shell::walk::{Change, Listener};

use super::numbers::Numbers;

#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) tip: Option<gix::ObjectId>,
    /// How many commits it has.
    pub(super) length: usize,
    /// It ends at a commit whose parents are not here.
    pub(super) is_cut: bool,
    /// Oldest first.
    pub(super) changes: Vec<Change>,
    /// Landings that were read before, by their place in the line.
    pub(super) known: BTreeMap<usize, Landing>,
    /// For commits that causes name: which commit of the line brought them.
    pub(super) lent: BTreeMap<CommitId, usize>,
    /// The commits that are known without a walk, by their place in the line.
    pub(super) ids: BTreeMap<usize, gix::ObjectId>,
    pub(super) whole: OnceCell<Vec<gix::ObjectId>>,
    /// The last commits of the line, where only they were walked.
    pub(super) newest: Vec<gix::ObjectId>,
    /// What those were merged with.
    pub(super) merged: Vec<gix::ObjectId>,
    /// The numbers that its first commits bear, where somebody had to ask.
    pub(super) numbers: Option<Numbers>,
    /// The numbers that its last commits bear, as far as their messages passed by.
    pub(super) heard: Vec<Option<u64>>,
    /// The files that were found right.
    pub(super) right: Right,
    /// Something is known that the cache does not have.
    pub(super) is_new: bool,
    /// The kept line beside which this one is kept, where it is only what is new.
    pub(super) base: Option<[u8; 32]>,
    /// Only some folders of it were asked for.
    pub(super) is_part: bool,
}

impl Line {
    /// The line of a tip: a walk down to what is known, and what is known. Says whether the walk came there.
    pub(super) fn above(
        git: &Git,
        tip: gix::ObjectId,
        before: Option<Self>,
        listener: Listener<'_>,
    ) -> Result<(Self, bool), Failure> {
        Self::above_and(git, tip, before, listener, None)
    }

    /// The same. Somebody helps, and is shown what a new commit changed as soon as it is known.
    pub(super) fn above_and(
        git: &Git,
        tip: gix::ObjectId,
        before: Option<Self>,
        listener: Listener<'_>,
        aside: Option<&Aside<'_>>,
    ) -> Result<(Self, bool), Failure> {
        let known = before.as_ref().and_then(|b| b.tip);
        let (walk, met) = git.walk_above(tip, known, listener, aside)?;
        let mut line = before.filter(|_| met).unwrap_or_default();
        let first = line.length;
        for mut change in walk.changes {
            change.commit += first;
            line.changes.push(change);
        }
        let changed = line.changes.iter().map(|c| c.commit).filter(|c| *c >= first);
        line.ids.extend(changed.map(|c| (c, walk.line[c - first])).collect::<Vec<_>>());
        line.newest = if first == 0 { Vec::new() } else { walk.line.clone() };
        line.merged = walk.merged;
        line.length += walk.line.len();
        line.tip = Some(tip);
        line.is_cut |= walk.is_cut;
        line.is_new = true;
        line.heard = walk.heard;
        if first == 0 {
            line.whole = OnceCell::from(walk.line);
        }
        Ok((line, met))
    }

    /// Forgets what came after a commit of the line; with no commit, everything.
    pub(super) fn end_at(&mut self, git: &Git, last: Option<gix::ObjectId>) -> Result<(), Failure> {
        let mut whole = self.whole(git)?.to_vec();
        let end = last.and_then(|id| whole.iter().rposition(|c| *c == id)).map_or(0, |i| i + 1);
        whole.truncate(end);
        self.changes.retain(|c| c.commit < end);
        *self = Self {
            tip: whole.last().copied(),
            length: end,
            is_cut: self.is_cut,
            changes: std::mem::take(&mut self.changes),
            whole: OnceCell::from(whole),
            is_part: true,
            ..Self::default()
        };
        Ok(())
    }

    /// The same line with the changes of some folders only.
    pub(super) fn only(&self, wanted: impl Fn(&str) -> bool) -> Self {
        let is_wanted = |found: &&Found| {
            let below = found.path.strip_prefix(path::EVENTS).and_then(|p| p.strip_prefix('/'));
            below.and_then(|p| p.rsplit_once('/')).is_some_and(|(folder, _)| wanted(folder))
        };
        let some = |all: &[Found]| all.iter().filter(is_wanted).cloned().collect();
        let mut line = Self {
            tip: self.tip,
            length: self.length,
            is_cut: self.is_cut,
            newest: self.newest.clone(),
            heard: self.heard.clone(),
            numbers: self.numbers.clone(),
            lent: self.lent.clone(),
            is_part: true,
            ..Self::default()
        };
        for change in &self.changes {
            let files = Difference {
                added: some(&change.files.added),
                removed: some(&change.files.removed),
                edited: some(&change.files.edited),
            };
            if files.is_empty() {
                continue;
            }
            let at = change.commit;
            line.ids.extend(self.ids.get(&at).map(|id| (at, *id)));
            line.known.extend(self.known.get(&at).map(|known| (at, known.clone())));
            line.changes.push(Change { commit: at, files });
        }
        let lent = self.lent.values().filter_map(|at| Some((*at, self.known.get(at)?.clone())));
        line.known.extend(lent);
        line
    }

    /// Adds what is new of a line that goes on from this one.
    pub(super) fn go_on(&mut self, with: Self) {
        let length = self.length;
        self.changes.extend(with.changes.into_iter().filter(|c| c.commit >= length));
        self.ids.extend(with.ids);
        self.known.extend(with.known);
        (self.tip, self.length) = (with.tip, with.length);
        (self.newest, self.heard) = (with.newest, with.heard);
    }

    /// Takes over what a part of it learned.
    pub(super) fn learn(&mut self, part: Self) {
        self.is_new |= part.is_new;
        let own = |(place, _): &(usize, Landing)| self.ids.contains_key(place);
        self.known.extend(part.known.into_iter().filter(own));
        self.numbers = part.numbers;
        self.right.extend(part.right);
    }

    /// For each file the commits that gave it a content, oldest first: mostly one, the landing.
    pub(super) fn landed(&self) -> BTreeMap<&str, Vec<(usize, &Found)>> {
        let mut landed: BTreeMap<&str, Vec<(usize, &Found)>> = BTreeMap::new();
        for change in &self.changes {
            for found in change.files.added.iter().chain(&change.files.edited) {
                landed.entry(found.path.as_str()).or_default().push((change.commit, found));
            }
        }
        landed
    }

    /// The same for the events about the ledger itself, in landing order: the first landing of each file.
    pub(super) fn about_ledger(&self) -> Vec<(usize, &Found)> {
        let folder = format!("{}/{}/", path::EVENTS, path::LEDGER);
        let mut seen = BTreeSet::new();
        self.changes
            .iter()
            .flat_map(|c| c.files.added.iter().chain(&c.files.edited).map(move |f| (c.commit, f)))
            .filter(|(_, f)| f.path.starts_with(&folder) && seen.insert(f.path.as_str()))
            .collect()
    }

    /// Every commit of the line, oldest first.
    pub(super) fn whole(&self, git: &Git) -> Result<&[gix::ObjectId], Failure> {
        if let Some(whole) = self.whole.get() {
            return Ok(whole);
        }
        let whole = self.tip.map_or_else(|| Ok(Vec::new()), |tip| git.line(tip))?;
        Ok(self.whole.get_or_init(|| whole))
    }

    /// Its commits from a place on.
    pub(super) fn since(
        &self,
        git: &Git,
        place: usize,
    ) -> Result<Cow<'_, [gix::ObjectId]>, Failure> {
        let known = self.whole.get().unwrap_or(&self.newest);
        let wanted = self.length.saturating_sub(place);
        match (known.len().checked_sub(wanted), self.tip) {
            (Some(skipped), _) => Ok(Cow::Borrowed(&known[skipped..])),
            (None, Some(tip)) => Ok(Cow::Owned(git.line_end(tip, wanted)?)),
            (None, None) => Ok(Cow::default()),
        }
    }

    /// The commit at a place of the line.
    pub(super) fn id(&self, git: &Git, place: usize) -> Result<Option<gix::ObjectId>, Failure> {
        match self.ids.get(&place) {
            Some(id) => Ok(Some(*id)),
            None => Ok(self.whole(git)?.get(place).copied()),
        }
    }
}
