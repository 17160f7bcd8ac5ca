//! What there is under the name of a trunk now. While nothing under any name that was tried changes, the trunk is the
//! same.

use crate::shell::git::Git;

/// The trunk's reference and commit, where it is here.
pub(super) type Trunk = Option<(String, gix::ObjectId)>;

/// No branch is called so: it stands for the branch that the remote's HEAD points to.
pub(super) const FAR_HEAD: &str = "HEAD:";

/// The branch that the remote's HEAD points to. Which commit that is does not matter here: what lands on it and is
/// about the ledger is seen when it lands.
pub(super) fn far_head(git: &Git) -> Trunk {
    let remote = git.remote()?;
    let name = git.remote_head(&remote)?;
    let null = gix::ObjectId::null(git.repo.object_hash());
    Some((format!("refs/remotes/{remote}/{name}"), null))
}

/// What there is under a name that was tried.
pub(super) fn there(git: &Git, name: &str) -> Trunk {
    if name == FAR_HEAD { far_head(git) } else { git.trunk(name) }
}
