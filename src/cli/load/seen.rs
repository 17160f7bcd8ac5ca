//! Which event files a look sees: those of a commit, and those that the index has beside them. They are not read
//! here.

use std::collections::BTreeSet;

use crate::cli::failure::Failure;
use crate::shell::git::Git;
use crate::shell::tree::Files;

use super::facts::OnDisk;
use super::line::Line;
use super::page::Unlanded;

use crate::cli::load::Look;

/// The event files of the look: those of a commit, and those that the index has beside them.
pub(super) struct Seen {
    pub(super) committed: Files,
    pub(super) staged: Files,
    /// Whether files of the working tree stand beside the staged ones.
    pub(super) live: bool,
}

impl Seen {
    pub(super) fn read(git: &Git, look: &Look) -> Result<Self, Failure> {
        let commit = match look.rev {
            Some(rev) => Some(rev),
            None => git.head()?,
        };
        let committed = commit.map_or_else(|| Ok(Files::new()), |c| git.files_at(c))?;
        let live = look.rev.is_none() && git.workdir().is_some();
        let staged = if live { git.files_staged()? } else { Files::new() };
        Ok(Self { committed, staged, live })
    }

    /// The files that have not landed, with how they stand in the working tree now.
    pub(super) fn unlanded(&self, git: &Git, line: &Line) -> Vec<Unlanded> {
        let landed = line.landed();
        let on_disk = |path: &str| {
            let root = git.workdir().filter(|_| self.live)?;
            Some(OnDisk::read(root, path))
        };
        let here = self.committed.iter().chain(&self.staged).map(|(path, _)| path);
        let paths: BTreeSet<&String> =
            here.filter(|path| !landed.contains_key(path.as_str())).collect();
        let one = |path: &String| {
            let found = self.staged.get(path).or_else(|| self.committed.get(path))?.clone();
            let is_pending = !self.committed.contains_key(path);
            Some(Unlanded { on_disk: on_disk(path), found, is_pending })
        };
        paths.into_iter().filter_map(one).collect()
    }
}
