//! What a document said when it last agreed with the ledger: what tells a hand edit from a stale claim. It is found,
//! not believed: in what this clone remembers, else in the document's own history, version by version, each beside
//! the ledger of its own commit. So a fresh clone finds the same.

use std::ops::ControlFlow;
use std::path::PathBuf;

use crate::model::CommitId;
use crate::shell::git::{Git, commit_id};
use crate::shell::history::Run;
use crate::tracker::agreed::{self, Fact};
use crate::tracker::{Base, Home, Owned, Tracker, claims_with};

use super::context::Context;
use super::document::Document;
use super::load::{self, Loaded, Look};

/// How many versions of a document are looked at.
const VERSIONS_MAX: usize = 30;

/// For each fact on which the document and the ledger differ now, what the newest version said that agreed on it.
/// Nothing is read where nothing differs.
pub fn find(ctx: &Context, loaded: &Loaded, document: &Document) -> Base {
    let owned = Owned::new(&loaded.backlog, &document.home);
    let differs = agreed::differences(&owned, &document.tracker);
    let wanted = differs.into_iter().map(|d| (d.label, d.fact)).collect();
    let mut search =
        Search { ctx, loaded, document, owned, wanted, base: Base::default(), seen: 0 };
    let memory = Memory::read(&loaded.git, &document.home.path);
    let head = loaded.git.head().ok().flatten();
    let mut memory = memory.filter(|m| m.at != head.and_then(commit_id) || !search.take_memory(m));
    let Some(head) = head else { return search.base };
    let paths = std::iter::once(&document.home.path).chain(&document.home.former);
    for path in paths {
        if search.is_done() {
            break;
        }
        let mut see = |run: &Run| {
            if memory.as_ref().is_some_and(|m| m.is_of(run)) {
                let memory = memory.take();
                memory.map(|m| search.take_memory(&m));
            }
            search.take(run)
        };
        if loaded.git.each_version(head, path, &mut see).is_err() {
            break;
        }
    }
    search.base
}

/// What a version of a history said when it last agreed: what the version before it said, but for what the ledger of
/// its own commit said as well (a version that `render` wrote is no news).
pub fn of_version(
    ctx: &Context,
    loaded: Option<&Loaded>,
    home: &Home,
    (commit, tracker): (&CommitId, &Tracker),
    before: &Tracker,
) -> Base {
    let mut base = Base::default();
    let wanted = agreed::stated(tracker);
    let id = gix::ObjectId::from_hex(commit.as_str().as_bytes()).ok();
    let look = |id| Look { rev: Some(id), ..Look::here(ctx) };
    let founded =
        loaded.and_then(|l| id.filter(|id| matches!(l.git.events_tree(*id), Ok(Some(_)))));
    let then = founded.and_then(|id| load::load_at(ctx, &look(id)).ok());
    let rest = match then {
        Some(then) => {
            let owned = Owned::new(&then.backlog, home);
            let differs = agreed::differences(&owned, tracker);
            let known = |label: &str| {
                let gap = tracker.gaps.iter().find(|g| g.label.as_str() == label);
                gap.is_some_and(|g| owned.find(g).is_some())
            };
            let (known, unknown): (Vec<_>, Vec<_>) =
                wanted.into_iter().partition(|(label, _)| known(label));
            let mut rest = base.learn(tracker, known, &differs);
            rest.extend(unknown);
            rest
        }
        None => wanted,
    };
    base.learn(before, rest, &[]);
    base
}

struct Search<'a> {
    ctx: &'a Context,
    loaded: &'a Loaded,
    document: &'a Document,
    owned: Owned<'a>,
    wanted: Vec<(String, Fact)>,
    base: Base,
    seen: usize,
}

impl Search<'_> {
    fn is_done(&self) -> bool {
        self.wanted.is_empty() || self.seen >= VERSIONS_MAX
    }

    fn read(&self, bytes: &[u8]) -> Option<Tracker> {
        let mut tracker = claims_with(bytes, &self.document.profile).ok()?;
        self.owned.relabel(&mut tracker);
        Some(tracker)
    }

    /// What this clone took in or wrote last agreed as a whole.
    fn take_memory(&mut self, memory: &Memory) -> bool {
        let Some(tracker) = self.read(&memory.bytes) else { return false };
        let wanted = std::mem::take(&mut self.wanted);
        self.wanted = self.base.learn(&tracker, wanted, &[]);
        true
    }

    /// A committed version agreed where the ledger of its commit said the same, be it the commit that brought it or
    /// the last one that had it.
    fn take(&mut self, run: &Run) -> ControlFlow<()> {
        self.seen += 1;
        let bytes = self.loaded.git.blob(run.blob, 16 << 20).ok();
        if let Some(tracker) = bytes.and_then(|b| self.read(&b)) {
            let ends = [run.commits.last(), run.commits.first()];
            let ends = if run.commits.len() > 1 { &ends[..] } else { &ends[..1] };
            for commit in ends.iter().flatten() {
                self.beside(&tracker, **commit);
            }
        }
        if self.is_done() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn beside(&mut self, tracker: &Tracker, commit: gix::ObjectId) {
        let look = Look { rev: Some(commit), ..Look::here(self.ctx) };
        let Ok(then) = load::load_at(self.ctx, &look) else { return };
        let owned = Owned::new(&then.backlog, &self.document.home);
        let differs = agreed::differences(&owned, tracker);
        // A gap that the ledger did not have then agreed with nothing.
        let (known, unknown): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.wanted).into_iter().partition(|(label, _)| {
                let gap = tracker.gaps.iter().find(|g| g.label.as_str() == label);
                gap.is_some_and(|g| owned.find(g).is_some())
            });
        self.wanted = self.base.learn(tracker, known, &differs);
        self.wanted.extend(unknown);
    }
}

/// What this clone took in or wrote last, and the commit that was checked out then. Disposable: where it is gone,
/// history answers.
struct Memory {
    at: Option<CommitId>,
    bytes: Vec<u8>,
}

impl Memory {
    fn read(git: &Git, path: &str) -> Option<Self> {
        let kept = std::fs::read(place(git, path)).ok()?;
        let end = kept.iter().position(|b| *b == b'\n')?;
        let at = std::str::from_utf8(&kept[..end]).ok()?.parse().ok();
        Some(Self { at, bytes: kept[end + 1..].to_vec() })
    }

    /// Whether it was kept while a commit of this run was checked out: then it is newer than that version.
    fn is_of(&self, run: &Run) -> bool {
        self.at.is_some() && run.commits.iter().any(|c| commit_id(*c) == self.at)
    }
}

/// Remembers what was taken in or written.
pub fn remember(git: &Git, path: &str, bytes: &[u8]) {
    let place = place(git, path);
    let at = git.head().ok().flatten().map(|h| h.to_string()).unwrap_or_default();
    let kept = [at.as_bytes(), b"\n", bytes].concat();
    if let Some(folder) = place.parent() {
        let _ = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&place, kept));
    }
}

fn place(git: &Git, path: &str) -> PathBuf {
    let name = blake3::hash(path.as_bytes()).to_hex().to_string();
    git.common_dir().join("gaps").join("rendered").join(name)
}
