//! The repository: found, opened, and asked for names. Reads go through `gix`; whatever changes the index or
//! makes a commit is done by the `git` program.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use gix::bstr::ByteSlice;
use gix::prelude::FindExt;

use crate::model::CommitId;

/// A repository as this process sees it.
pub struct Git {
    pub repo: gix::Repository,
    /// The folder that `git` is run in.
    cwd: PathBuf,
    /// Where nothing stored is believed: what was hashed again, and what was not what its name says.
    doubts: Option<Doubts>,
    /// How it was opened.
    opener: Opener,
}

/// How a repository is found and opened from a folder.
pub(super) type Opener = fn(&Path) -> Result<gix::Repository, GitError>;

/// Objects that were hashed again, each once.
#[derive(Default)]
struct Doubts {
    looked: RefCell<HashMap<gix::ObjectId, bool>>,
}

/// Measured best for reading history: larger is slower.
const DELTA_CACHE: &str = "core.deltaBaseCacheLimit=8m";

/// git does not hash an index that it reads either, and this is where half of a small answer's time went. What an
/// index names is still looked up by its id.
const INDEX_AS_READ: &str = "index.skipHash=true";

/// Four times what an event file may have: what is made of several pieces takes more room on the way.
const OBJECTS_SMALL: &str = "gitoxide.objects.allocLimit=256k";

/// From here on it matters that what one step maps of the packs does not stay for the next.
const PACKS_LARGE: u64 = 24 << 20;

/// Fewer objects than these map little.
const READS_MANY: usize = 1000;

impl Git {
    /// Finds the repository of a folder, honouring what `git` honours (`GIT_DIR`, `GIT_INDEX_FILE`).
    pub fn open(cwd: &Path) -> Result<Self, GitError> {
        if !cwd.is_dir() {
            return Err(GitError::NoFolder(cwd.to_owned()));
        }
        let git = Self { repo: opened(cwd)?, cwd: cwd.to_owned(), doubts: None, opener: opened };
        // It opens, and then no reference of it can be read.
        let format = git.config("extensions.refStorage");
        if format.is_some_and(|f| f.eq_ignore_ascii_case("reftable")) {
            return Err(GitError::Reftable);
        }
        Ok(git)
    }

    /// A repository that is opened with other options than these, and with distrust.
    pub(super) fn distrusted(cwd: &Path, opener: Opener) -> Result<Self, GitError> {
        let doubts = Some(Doubts::default());
        Ok(Self { repo: opener(cwd)?, cwd: cwd.to_owned(), doubts, opener })
    }

    /// The objects for a step that reads so many of them: where they and the packs are large, opened once more, so that
    /// what the step maps of them is let go of with it.
    pub(super) fn apart(&self, reads: usize) -> Apart<'_> {
        Apart { git: self, is_wanted: reads >= READS_MANY, opener: None, again: OnceCell::new() }
    }

    /// The same for reading so many event files. An object too large to be one is refused before there is room made
    /// for it, so that nobody has to ask first how large it is; see [`Apart::refuses_large`].
    pub(super) fn apart_for_files(&self, reads: usize) -> Apart<'_> {
        let opener = self.doubts.is_none().then_some(opened_for_files as Opener);
        Apart { opener, ..self.apart(reads) }
    }

    fn has_large_packs(&self) -> bool {
        let Ok(files) = std::fs::read_dir(self.common_dir().join("objects/pack")) else {
            return false;
        };
        let bytes = files.flatten().filter_map(|file| Some(file.metadata().ok()?.len()));
        bytes.sum::<u64>() >= PACKS_LARGE
    }

    /// Whether an object may be read: without distrust every one, else one that has the name that it is stored under.
    pub(super) fn vouch(&self, id: gix::ObjectId) -> bool {
        let Some(doubts) = &self.doubts else { return true };
        if let Some(known) = doubts.looked.borrow().get(&id) {
            return *known;
        }
        let mut buffer = Vec::new();
        let found = self.repo.objects.find(&id, &mut buffer).ok();
        // What is not here is told where it is asked for.
        let is_itself = found.is_none_or(|o| {
            gix::objs::compute_hash(id.kind(), o.kind, o.data).is_ok_and(|hash| hash == id)
        });
        doubts.looked.borrow_mut().insert(id, is_itself);
        is_itself
    }

    /// The objects that were not what their names say.
    pub fn unvouched(&self) -> Vec<gix::ObjectId> {
        let Some(doubts) = &self.doubts else { return Vec::new() };
        let looked = doubts.looked.borrow();
        let mut bad: Vec<gix::ObjectId> =
            looked.iter().filter(|(_, good)| !**good).map(|(id, _)| *id).collect();
        bad.sort();
        bad
    }

    /// The same repository for another thread, which makes it there.
    pub(super) fn for_thread(&self) -> impl FnOnce() -> Self + Send + 'static {
        let (repo, cwd, opener) = (self.repo.clone().into_sync(), self.cwd.clone(), self.opener);
        move || Self { repo: repo.to_thread_local(), cwd, doubts: None, opener }
    }

    /// The folder of the checked-out files; none in a bare repository.
    pub fn workdir(&self) -> Option<&Path> {
        self.repo.workdir()
    }

    /// The folder that all worktrees share.
    pub fn common_dir(&self) -> PathBuf {
        self.repo.common_dir().to_owned()
    }

    pub fn git_dir(&self) -> &Path {
        self.repo.git_dir()
    }

    /// The commits that a merge, a cherry-pick or a rebase which is not finished brings: what they hold is in the index,
    /// and in a commit as well.
    pub fn in_progress(&self) -> Vec<gix::ObjectId> {
        let names = ["MERGE_HEAD", "CHERRY_PICK_HEAD", "REBASE_HEAD"];
        let texts = names.iter().map(|name| std::fs::read_to_string(self.git_dir().join(name)));
        let ids = |text: String| {
            text.lines().filter_map(|l| gix::ObjectId::from_hex(l.trim().as_bytes()).ok()).collect()
        };
        texts.flatten().flat_map::<Vec<_>, _>(ids).filter(|id| self.has(*id)).collect()
    }

    pub fn is_shallow(&self) -> bool {
        self.repo.is_shallow().unwrap_or(true)
    }

    /// A clone that fetched no blobs or trees at first: some objects may not be here.
    pub fn is_partial(&self) -> bool {
        let config = self.repo.config_snapshot();
        let promised = |name: &str| {
            config.boolean(&format!("remote.{name}.promisor")) == Some(true)
                || config.string(&format!("remote.{name}.partialclonefilter")).is_some()
        };
        config.string("extensions.partialClone").is_some()
            || self.repo.remote_names().iter().any(|name| promised(&name.to_string()))
    }

    /// Objects of this repository stand in for others.
    pub fn has_replacements(&self) -> bool {
        self.repo.objects.store_ref().replacements().next().is_some()
    }

    /// The commit that is checked out; none before the first.
    pub fn head(&self) -> Result<Option<gix::ObjectId>, GitError> {
        // A branch holds a commit and nothing else, so that no object has to be opened to know it.
        if let Some(tip) = self.repo.head_name().ok().flatten().and_then(|n| self.tip(n.as_bstr()))
        {
            return Ok(Some(tip));
        }
        let mut head = self.repo.head().map_err(read("HEAD"))?;
        head.try_peel_to_id().map_err(read("HEAD")).map(|id| id.map(|i| i.detach()))
    }

    /// The name of the checked-out branch; none where HEAD is detached.
    pub fn branch(&self) -> Option<String> {
        let name = self.repo.head_name().ok()??;
        Some(name.shorten().to_str().ok()?.to_owned())
    }

    /// One value of git's configuration.
    pub fn config(&self, key: &str) -> Option<String> {
        let value = self.repo.config_snapshot().string(key)?;
        Some(value.to_str().ok()?.to_owned()).filter(|v| !v.is_empty())
    }

    /// One value of the user's own configuration, never the repository's: what it names will be run.
    pub fn trusted_config(&self, key: &str) -> Option<String> {
        let snapshot = self.repo.config_snapshot();
        let own = |meta: &gix::config::file::Metadata| {
            !matches!(meta.source, gix::config::Source::Local | gix::config::Source::Worktree)
        };
        let value = snapshot.plumbing().string_filter(key, own)?;
        Some(value.to_str().ok()?.to_owned()).filter(|v| !v.is_empty())
    }

    /// Any revision that git understands, as a commit.
    pub fn commit(&self, rev: &str) -> Result<gix::ObjectId, GitError> {
        let unknown = || GitError::UnknownRevision(rev.to_owned());
        // An id of the other kind of repository names nothing here, and must not be looked up.
        let is_other =
            matches!(rev.len(), 40 | 64) && rev.len() != self.repo.object_hash().len_in_hex();
        if is_other && rev.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(unknown());
        }
        let spec = self.repo.rev_parse_single(rev.as_bytes().as_bstr()).map_err(|_| unknown())?;
        let object = spec.object().map_err(|_| unknown())?;
        let commit = object.peel_to_kind(gix::object::Kind::Commit).map_err(|_| unknown())?;
        Ok(commit.id)
    }

    /// The commit that a full reference name stands for.
    pub fn reference(&self, name: &str) -> Option<gix::ObjectId> {
        let mut found = self.repo.try_find_reference(name).ok()??;
        Some(found.peel_to_id().ok()?.detach())
    }

    /// What a branch of this full name holds.
    fn tip(&self, name: &gix::bstr::BStr) -> Option<gix::ObjectId> {
        let found = self.repo.try_find_reference(name).ok()??;
        found.target().try_id().map(ToOwned::to_owned)
    }

    /// The remote whose branch is the trunk: `gaps.remote`, else the only one, else `upstream`, else `origin`.
    pub fn remote(&self) -> Option<String> {
        if let Some(named) = self.config("gaps.remote") {
            return Some(named);
        }
        let names: Vec<String> = self.repo.remote_names().iter().map(|n| n.to_string()).collect();
        match names.as_slice() {
            [only] => Some(only.clone()),
            all => ["upstream", "origin"]
                .iter()
                .find(|n| all.iter().any(|a| a == *n))
                .map(|n| (*n).to_owned()),
        }
    }

    /// The branch that a remote's HEAD points to.
    pub fn remote_head(&self, remote: &str) -> Option<String> {
        let head = self.repo.try_find_reference(&format!("refs/remotes/{remote}/HEAD")).ok()??;
        let target = head.target().try_name()?.as_bstr().to_str().ok()?.to_owned();
        Some(target.strip_prefix(&format!("refs/remotes/{remote}/"))?.to_owned())
    }

    /// The address of a remote.
    pub fn remote_url(&self, name: &str) -> Option<String> {
        self.config(&format!("remote.{name}.url"))
    }

    /// Where the trunk of this name is: the remote's branch where it exists, else the local one. Returns the
    /// reference and the commit.
    pub fn trunk(&self, name: &str) -> Option<(String, gix::ObjectId)> {
        let remote = self.remote();
        let far = remote.as_ref().map(|r| format!("refs/remotes/{r}/{name}"));
        let near = format!("refs/heads/{name}");
        far.into_iter().chain([near]).find_map(|r| {
            let tip = self.tip(r.as_bytes().as_bstr()).or_else(|| self.reference(&r));
            tip.map(|id| (r, id))
        })
    }

    /// Whether an object is here; a partial clone lacks some.
    pub fn has(&self, id: gix::ObjectId) -> bool {
        self.repo.has_object(id)
    }

    /// Runs `git` in this repository. Its output is captured; nothing is asked on the terminal.
    pub fn run(&self, arguments: &[&str]) -> Result<Output, GitError> {
        self.command(arguments).stdin(Stdio::null()).output().map_err(GitError::NoGit)
    }

    /// A `git` command in this repository, for the caller to run.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.current_dir(self.workdir().unwrap_or(&self.cwd)).args(arguments);
        command
    }
}

/// Finds and opens the repository of a folder, and believes what git believes.
fn opened(cwd: &Path) -> Result<gix::Repository, GitError> {
    opened_with(cwd, &[DELTA_CACHE, INDEX_AS_READ])
}

/// The same, to read event files alone.
fn opened_for_files(cwd: &Path) -> Result<gix::Repository, GitError> {
    opened_with(cwd, &[DELTA_CACHE, INDEX_AS_READ, OBJECTS_SMALL])
}

fn opened_with(cwd: &Path, settings: &[&str]) -> Result<gix::Repository, GitError> {
    let options = || gix::open::Options::default().config_overrides(settings.iter().copied());
    let trust = gix::sec::trust::Mapping { full: options(), reduced: options() };
    gix::ThreadSafeRepository::discover_with_environment_overrides_opts(
        cwd,
        Default::default(),
        trust,
    )
    .map(|repo| repo.to_thread_local())
    .map_err(|error| refused(cwd, &format!("{error:#}")))
}

/// The objects of a repository, its own or opened once more: at the first look, and not before.
pub(super) struct Apart<'g> {
    git: &'g Git,
    is_wanted: bool,
    /// Opened so, and not like the other.
    opener: Option<Opener>,
    again: OnceCell<Option<Box<gix::Repository>>>,
}

impl Apart<'_> {
    fn again(&self) -> Option<&gix::Repository> {
        let again = self.again.get_or_init(|| {
            let is_worth_it =
                self.is_wanted && (self.opener.is_some() || self.git.has_large_packs());
            let opener = self.opener.unwrap_or(self.git.opener);
            is_worth_it.then(|| opener(&self.git.cwd).ok().map(Box::new)).flatten()
        });
        again.as_deref()
    }

    /// Whether it is one that reads no object which is too large to be an event file, and perhaps not one that is
    /// stored in a way which takes much room.
    pub(super) fn refuses_large(&self) -> bool {
        self.opener.is_some() && self.again().is_some()
    }
}

impl std::ops::Deref for Apart<'_> {
    type Target = gix::Repository;

    fn deref(&self) -> &gix::Repository {
        self.again().unwrap_or(&self.git.repo)
    }
}

/// A hash as the vocabulary has it.
pub fn commit_id(id: gix::ObjectId) -> Option<CommitId> {
    id.to_string().parse().ok()
}

pub(super) fn refused(cwd: &Path, message: &str) -> GitError {
    let lower = message.to_lowercase();
    if lower.contains("reftable") || lower.contains("refstorage") {
        GitError::Reftable
    } else if lower.contains("nogitrepository")
        || lower.contains("could find a git repository")
        || lower.contains("not a git repository")
        || lower.contains("find a git")
        || lower.contains("withinceiling")
        || lower.contains("nogitrepository")
    {
        GitError::NotARepository(cwd.to_owned())
    } else {
        GitError::Read { what: cwd.display().to_string(), why: message.to_owned() }
    }
}

fn read<E: std::fmt::Display>(what: &str) -> impl FnOnce(E) -> GitError {
    let what = what.to_owned();
    move |error| GitError::Read { what, why: error.to_string() }
}

#[derive(Debug, thiserror::Error)]
pub enum GitError {
    #[error("{} is not inside a git repository", .0.display())]
    NotARepository(PathBuf),
    #[error("{} is no folder", .0.display())]
    NoFolder(PathBuf),
    #[error(
        "this repository keeps its references in the reftable format, which cannot be read yet"
    )]
    Reftable,
    #[error("cannot read {what}: {why}")]
    Read { what: String, why: String },
    #[error("cannot change the index: {0}")]
    Index(String),
    #[error("`{0}` names no commit here")]
    UnknownRevision(String),
    #[error("cannot run git: {0}")]
    NoGit(std::io::Error),
}

impl GitError {
    pub fn hint(&self) -> String {
        match self {
            Self::NotARepository(_) => "git init".into(),
            Self::NoFolder(path) => format!("ls {}", path.parent().unwrap_or(path).display()),
            Self::Reftable => "git refs migrate --ref-format=files".into(),
            Self::Read { .. } => "git fsck".into(),
            Self::Index(_) => "gaps doctor".into(),
            Self::UnknownRevision(_) => "git log --oneline".into(),
            Self::NoGit(_) => "install git, and see that it is on the PATH".into(),
        }
    }
}
