//! What a page that is brought up to date will ask for, made ready by other hands while history is walked: the tree that
//! the index has, and the verdicts on event files. Whatever is not ready is read where it is asked for.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::shell::cache::Cache;
use crate::shell::git::Git;
use crate::shell::index::Index;
use crate::shell::tree::{Found, Judged};
use crate::shell::verdicts::Verdicts;

use super::line_kept::KeptLine;
use super::reader::Reader;

/// What is made ready while history is walked.
pub(super) struct Ahead {
    kept: Arc<KeptLine>,
    cache: Cache,
    index: Option<Index>,
    staged: OnceLock<Option<gix::ObjectId>>,
    verdicts: OnceLock<Verdicts>,
    judged: Mutex<Vec<(Found, Judged)>>,
}

/// Takes what will be asked for.
pub(super) type Hand<'h> = &'h (dyn Fn(Sought) + Sync);

/// Event files that will be asked for.
pub(super) enum Sought {
    /// Those of a folder that landed before.
    Landed(String),
    New(Found),
}

impl Ahead {
    pub(super) fn new(git: &Git, cache: &Cache, kept: &Arc<KeptLine>) -> Self {
        let kept = Arc::clone(kept);
        let index = git.workdir().map(|_| git.index_file());
        let (staged, verdicts, judged) = (OnceLock::new(), OnceLock::new(), Mutex::default());
        Self { kept, cache: cache.clone(), index, staged, verdicts, judged }
    }

    /// The folder of all events as the index has it, where git has written that down.
    pub(super) fn staged(&self) -> Option<gix::ObjectId> {
        *self.staged.get_or_init(|| self.index.as_ref().and_then(Index::staged_tree))
    }

    pub(super) fn judge(&self, git: &Git, sought: Sought) {
        let verdicts = self.verdicts.get_or_init(|| {
            let mut verdicts = Verdicts::of(&self.cache);
            verdicts.read();
            verdicts
        });
        let files = match sought {
            Sought::Landed(folder) => self.kept.files_in(&folder).unwrap_or_default(),
            Sought::New(found) => vec![found],
        };
        let judged = git.judge_each(files, verdicts);
        self.judged.lock().unwrap_or_else(PoisonError::into_inner).extend(judged);
    }

    /// Knows what was judged.
    pub(super) fn reader<'g>(ahead: Arc<Self>, git: &'g Git) -> Reader<'g> {
        let ahead = match Arc::try_unwrap(ahead) {
            Ok(ahead) => ahead,
            Err(at_work) => return Reader::new(git, Verdicts::of(&at_work.cache)),
        };
        let verdicts = ahead.verdicts.into_inner().unwrap_or_else(|| Verdicts::of(&ahead.cache));
        let mut reader = Reader::new(git, verdicts);
        reader.learn(ahead.judged.into_inner().unwrap_or_else(PoisonError::into_inner));
        reader
    }
}
