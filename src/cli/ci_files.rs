//! The ready files for CI, as they stand in `docs/ci/`: `init` names the one to copy, and prints it.

use clap::ValueEnum;

use crate::project::forge::Forge;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CiFile {
    GithubCheck,
    GithubGate,
    GithubSync,
    Gitlab,
    PreCommit,
}

impl CiFile {
    pub fn text(self) -> &'static str {
        match self {
            Self::GithubCheck => include_str!("../../docs/ci/github-check.yml"),
            Self::GithubGate => include_str!("../../docs/ci/github-gate.yml"),
            Self::GithubSync => include_str!("../../docs/ci/github-sync.yml"),
            Self::Gitlab => include_str!("../../docs/ci/gitlab-ci.yml"),
            Self::PreCommit => include_str!("../../.pre-commit-hooks.yaml"),
        }
    }
}

/// What to type for the CI of a forge.
pub fn next(forge: Option<Forge>) -> &'static str {
    match forge {
        Some(Forge::GitLab) => "  gaps init --print-ci gitlab >> .gitlab-ci.yml\n",
        Some(Forge::GitHub) => {
            "  gaps init --print-ci github-check > .github/workflows/gaps-check.yml\n  \
             gaps init --print-ci github-sync > .github/workflows/gaps-sync.yml\n"
        }
        _ => {
            "  gaps init --print-ci github-check   (or github-sync, gitlab, pre-commit: files for CI, to copy)\n"
        }
    }
}
