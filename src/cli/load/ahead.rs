//! What a page that is brought up to date will ask for, made ready by other hands while history is walked: the tree that
//! the index has, and the verdicts on event files. Whatever is not ready is read where it is asked for.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::ledger::path;
use crate::shell::cache::Cache;
use crate::shell::git::Git;
use crate::shell::index::Index;
use crate::shell::tree::{Found, Judged};
use crate::shell::verdicts::Verdicts;

use super::line_kept::KeptLine;
use super::part::folder;
use super::reader::Reader;

/// The tree that the index has.
pub(super) struct Staged {
    index: Option<Index>,
    tree: OnceLock<Option<gix::ObjectId>>,
}

impl Staged {
    pub(super) fn of(git: &Git) -> Self {
        Self { index: git.workdir().map(|_| git.index_file()), tree: OnceLock::new() }
    }

    /// The folder of all events as the index has it, where git has written that down.
    pub(super) fn tree(&self) -> Option<gix::ObjectId> {
        *self.tree.get_or_init(|| self.index.as_ref().and_then(Index::staged_tree))
    }
}

/// What is made ready while history is walked.
pub(super) struct Ahead {
    kept: Arc<KeptLine>,
    /// The folders that were asked for.
    sought: Mutex<BTreeSet<String>>,
    judged: Mutex<Vec<(Found, Judged)>>,
}

impl Ahead {
    pub(super) fn new(kept: &Arc<KeptLine>) -> Self {
        Self { kept: Arc::clone(kept), sought: Mutex::default(), judged: Mutex::default() }
    }

    /// What will be asked for, whatever is found.
    pub(super) fn begin(&self, git: &Git) {
        self.judge_landed(git, path::LEDGER);
    }

    /// Judges new files, and with each the others of its folder.
    pub(super) fn judge(&self, git: &Git, new: &[Found]) {
        for found in new {
            let Some(at) = folder(&found.path) else { continue };
            if self.sought.lock().unwrap_or_else(PoisonError::into_inner).insert(at.to_owned()) {
                self.judge_landed(git, at);
            }
            self.judge_each(git, vec![(found.clone(), None)]);
        }
    }

    /// The files of a folder that landed before.
    fn judge_landed(&self, git: &Git, folder: &str) {
        self.judge_each(git, self.kept.files_in(folder).unwrap_or_default());
    }

    fn judge_each(&self, git: &Git, files: Vec<(Found, Option<[u8; 32]>)>) {
        let judged = git.judge_each(files);
        self.judged.lock().unwrap_or_else(PoisonError::into_inner).extend(judged);
    }

    /// Knows what was judged.
    pub(super) fn reader<'g>(ahead: Arc<Self>, git: &'g Git, cache: &Cache) -> Reader<'g> {
        let mut reader = Reader::new(git, Verdicts::of(cache));
        // None where somebody is still at work.
        if let Some(ahead) = Arc::into_inner(ahead) {
            reader.learn(ahead.judged.into_inner().unwrap_or_else(PoisonError::into_inner));
        }
        reader
    }
}
