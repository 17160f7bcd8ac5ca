//! Where a key may be named or found, in the order in which the places are asked.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::shell::agent::{Agent, LIMIT};

/// The name of a key file, in `~/.ssh` and in our own folder.
pub(super) const KEY_FILE: &str = "id_ed25519";

/// What the environment says about keys. Filled in once, by the command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPlaces {
    /// The value of `--key`.
    pub explicit: Option<String>,
    pub git_config: GitKeyConfig,
    /// `SSH_AUTH_SOCK`.
    pub agent_socket: Option<PathBuf>,
    /// How long the agent may take for one answer.
    pub agent_limit: Duration,
    pub home: Option<PathBuf>,
    /// `$XDG_CONFIG_HOME/gaps`, or `~/.config/gaps`.
    pub config_dir: Option<PathBuf>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GitKeyConfig {
    pub gaps_signing_key: Option<String>,
    pub user_signing_key: Option<String>,
    pub gpg_format: Option<String>,
}

impl Default for KeyPlaces {
    fn default() -> Self {
        Self {
            explicit: None,
            git_config: GitKeyConfig::default(),
            agent_socket: None,
            agent_limit: LIMIT,
            home: None,
            config_dir: None,
        }
    }
}

impl KeyPlaces {
    /// What the user wrote at a place where keys are named; empty is the same as nothing.
    pub(super) fn named(&self, place: Place) -> Option<&str> {
        let git = &self.git_config;
        let value = match place {
            Place::Option => &self.explicit,
            Place::GapsSetting => &git.gaps_signing_key,
            Place::UserSetting if git.gpg_format.as_deref() == Some("ssh") => &git.user_signing_key,
            _ => &None,
        };
        value.as_deref().map(str::trim).filter(|v| !v.is_empty())
    }

    /// The file of a place where keys are found without a name.
    pub(super) fn usual_file(&self, place: Place) -> Option<PathBuf> {
        match place {
            Place::SshFile => self.home.as_ref().map(|home| home.join(".ssh").join(KEY_FILE)),
            Place::OwnFile => self.config_dir.as_ref().map(|folder| folder.join(KEY_FILE)),
            _ => None,
        }
    }

    pub(super) fn agent(&self) -> Option<Agent> {
        let socket = self.agent_socket.clone().filter(|s| !s.as_os_str().is_empty())?;
        Some(Agent::new(socket, self.agent_limit))
    }

    /// A path as the user wrote it; a leading `~/` is home, as git reads it.
    pub(super) fn expanded(&self, path: &str) -> PathBuf {
        match (path.strip_prefix("~/"), &self.home) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => Path::new(path).to_owned(),
        }
    }
}

/// One place. The order is the order of choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    Option,
    GapsSetting,
    UserSetting,
    Agent,
    SshFile,
    OwnFile,
}

impl Place {
    pub const ALL: [Self; 6] = [
        Self::Option,
        Self::GapsSetting,
        Self::UserSetting,
        Self::Agent,
        Self::SshFile,
        Self::OwnFile,
    ];
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Option => "`--key`",
            Self::GapsSetting => "git's `gaps.signingKey`",
            Self::UserSetting => "git's `user.signingKey`",
            Self::Agent => "the ssh agent",
            Self::SshFile => "`~/.ssh/id_ed25519`",
            Self::OwnFile => "the key that gaps made",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signing_key_of_git_counts_only_where_git_signs_with_ssh() {
        let mut places = KeyPlaces::default();
        places.git_config.user_signing_key = Some("~/key".into());
        for (format, named) in [(None, None), (Some("openpgp"), None), (Some("ssh"), Some("~/key"))]
        {
            places.git_config.gpg_format = format.map(str::to_owned);
            assert_eq!(places.named(Place::UserSetting), named);
        }
        places.explicit = Some("  ".into());
        assert_eq!(places.named(Place::Option), None);
    }

    #[test]
    fn a_tilde_is_home() {
        let places = KeyPlaces { home: Some("/home/ana".into()), ..KeyPlaces::default() };
        assert_eq!(places.expanded("~/.ssh/k"), Path::new("/home/ana/.ssh/k"));
        assert_eq!(places.expanded("a/~/k"), Path::new("a/~/k"));
        assert_eq!(KeyPlaces::default().expanded("~/k"), Path::new("~/k"));
    }
}
