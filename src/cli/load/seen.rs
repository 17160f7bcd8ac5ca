//! Which event files a look sees: those of a commit, and those that the index has beside them. They are not read
//! here.

use crate::cli::failure::Failure;
use crate::shell::git::Git;
use crate::shell::tree::Files;

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
}
