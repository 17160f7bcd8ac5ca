//! The first new commits of a line are walked by one thread, and what each changed is found out by whoever has a hand
//! free: so that a few hundred commits are not one piece of work after the other.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::diff::{self, Difference, Recent};
use super::git::{Git, GitError};
use super::helper::Helper;
use super::roots::Roots;
use crate::ledger::path;

/// So many commits are walked so. Of those behind them many are one piece of work.
pub(super) const SOON: usize = 512;

/// Somebody who helps while a line is walked, and is shown what a commit changed as soon as that is known.
pub struct Aside<'h> {
    pub helper: &'h Helper,
    pub show: Show,
}

pub type Show = Arc<dyn Fn(&Git, &Difference) + Send + Sync>;

/// The first commits of a line, newest first, each compared with the one before it.
pub(super) struct First<'h> {
    shown: Shown<'h>,
    roots: Roots,
    /// The folder of all events in the commit that came last.
    last: Option<Option<gix::ObjectId>>,
    judged: usize,
}

/// Who is shown what changed.
#[derive(Clone)]
pub(super) struct Shown<'h> {
    helper: &'h Helper,
    known: Arc<Known>,
}

/// What is known of the first commits.
struct Known {
    show: Show,
    changed: Mutex<Vec<(usize, Result<Difference, GitError>)>>,
    recent: Mutex<Vec<Recent>>,
    /// Nobody wants to be shown anything any more.
    is_over: AtomicBool,
}

impl<'h> First<'h> {
    pub(super) fn of(aside: &'h Aside<'h>) -> Self {
        let known = Arc::new(Known {
            show: Arc::clone(&aside.show),
            changed: Mutex::default(),
            recent: Mutex::default(),
            is_over: AtomicBool::new(false),
        });
        let shown = Shown { helper: aside.helper, known };
        Self { shown, roots: Roots::default(), last: None, judged: 0 }
    }

    pub(super) fn shown(&self) -> Shown<'h> {
        self.shown.clone()
    }

    /// Takes the next commit, which has this root tree.
    pub(super) fn take(
        &mut self,
        repo: &gix::Repository,
        tree: gix::ObjectId,
    ) -> Result<(), GitError> {
        let events = self.roots.events(repo, tree)?;
        if let Some(after) = self.last.replace(events) {
            self.compare((events, after));
        }
        Ok(())
    }

    /// The line ends with the commit that came last.
    pub(super) fn end(&mut self) {
        if let Some(after) = self.last.take() {
            self.compare((None, after));
        }
    }

    fn compare(&mut self, pair: (Option<gix::ObjectId>, Option<gix::ObjectId>)) {
        let place = self.judged;
        self.judged += 1;
        if pair.0 != pair.1 {
            let known = Arc::clone(&self.shown.known);
            self.shown.helper.hand(move |git| known.compare(git, place, pair));
        }
    }

    /// How many were compared with the one before them.
    pub(super) fn judged(&self) -> usize {
        self.judged
    }

    /// What they changed, when all is known, by how many come before in the line. Where it is not wanted, nothing is shown
    /// any more.
    pub(super) fn done(
        self,
        git: &Git,
        is_wanted: bool,
    ) -> Result<Vec<(usize, Difference)>, GitError> {
        let Shown { helper, known } = self.shown;
        known.is_over.store(!is_wanted, Ordering::Relaxed);
        helper.settle(git);
        let changed = &mut *known.changed.lock().unwrap_or_else(PoisonError::into_inner);
        let mut found = Vec::with_capacity(changed.len());
        for (place, files) in std::mem::take(changed) {
            found.push((place, files?));
        }
        found.retain(|(_, files)| !files.is_empty());
        Ok(found)
    }
}

impl Shown<'_> {
    /// Shows what a larger part of the line changed.
    pub(super) fn show(&self, changed: &[(usize, Difference)]) {
        for (_, files) in changed {
            let (files, known) = (files.clone(), Arc::clone(&self.known));
            self.helper.hand(move |git| known.show(git, &files));
        }
    }
}

impl Known {
    fn compare(
        &self,
        git: &Git,
        place: usize,
        pair: (Option<gix::ObjectId>, Option<gix::ObjectId>),
    ) {
        let recent = || self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let mut own = recent().pop().unwrap_or_default();
        let mut files = Difference::default();
        let compared = diff::compare_one(&git.repo, &mut own, pair, path::EVENTS, &mut files);
        recent().push(own);
        let changed = compared.map(|()| files);
        changed.iter().for_each(|files| self.show(git, files));
        self.changed.lock().unwrap_or_else(PoisonError::into_inner).push((place, changed));
    }

    fn show(&self, git: &Git, files: &Difference) {
        if !self.is_over.load(Ordering::Relaxed) {
            (self.show)(git, files);
        }
    }
}
