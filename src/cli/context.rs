//! What the outside gives a command: time, folder, environment, terminal. Read once, here.

use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::model::At;
use crate::shell::git::Git;
use crate::shell::keys::{GitKeyConfig, KeyPlaces};
use crate::views::paint::Paint;

use super::args::{Form, Global, When};
use super::failure::{ENVIRONMENT, Failure};

pub struct Context {
    pub cwd: PathBuf,
    pub now: At,
    pub json: bool,
    pub paint: Paint,
    pub pager: bool,
    pub key: Option<String>,
    pub ledger: Option<String>,
    pub trunk: Option<String>,
    home: Option<PathBuf>,
    config: Option<PathBuf>,
    agent: Option<PathBuf>,
}

impl Context {
    pub fn from_environment(global: &Global) -> Result<Self, Failure> {
        let here = std::env::current_dir().map_err(|e| {
            Failure::new(
                ENVIRONMENT,
                "no-folder",
                format!("the current folder cannot be read: {e}"),
                "cd somewhere that exists",
            )
        })?;
        let cwd = global.directory.as_ref().map_or(here.clone(), |d| here.join(d));
        let home = variable("HOME").map(PathBuf::from);
        let config = variable("XDG_CONFIG_HOME")
            .map(PathBuf::from)
            .or_else(|| home.as_ref().map(|h| h.join(".config")));
        let terminal = std::io::stdout().is_terminal();
        let color = color(global.color, terminal);
        Ok(Self {
            cwd,
            now: now()?,
            json: global.json,
            paint: Paint {
                color,
                links: color && terminal,
                blocks: is_utf8(),
                width: columns(terminal),
            },
            pager: terminal && !global.no_pager && !global.json,
            key: global.key.clone(),
            ledger: global.ledger.clone(),
            trunk: global.trunk.clone(),
            config: config.map(|c| c.join("gaps")),
            home,
            agent: variable("SSH_AUTH_SOCK").map(PathBuf::from),
        })
    }

    pub fn git(&self) -> Result<Git, Failure> {
        Ok(Git::open(&self.cwd)?)
    }

    /// The folder of this person's own settings.
    pub fn own_folder(&self) -> Option<&Path> {
        self.config.as_deref()
    }

    /// Where keys may be found, in the order in which they are asked.
    pub fn key_places(&self, git: Option<&Git>) -> KeyPlaces {
        let config = |key: &str| git.and_then(|g| g.config(key));
        KeyPlaces {
            explicit: self.key.clone(),
            git_config: GitKeyConfig {
                gaps_signing_key: config("gaps.signingKey"),
                user_signing_key: config("user.signingKey"),
                gpg_format: config("gpg.format"),
            },
            agent_socket: self.agent.clone(),
            home: self.home.clone(),
            config_dir: self.config.clone(),
            ..KeyPlaces::default()
        }
    }

    /// A path as a person would write it: what is below home begins with `~`.
    pub fn shown_path(&self, path: &Path) -> String {
        let below = self.home.as_ref().and_then(|home| path.strip_prefix(home).ok());
        below.map_or_else(|| path.display().to_string(), |rest| format!("~/{}", rest.display()))
    }

    /// What was piped in.
    pub fn stdin(&self) -> Result<String, Failure> {
        let mut text = String::new();
        let read = std::io::stdin().take(16 << 20).read_to_string(&mut text);
        read.map_err(|e| {
            Failure::usage(
                format!("standard input cannot be read: {e}"),
                "gaps list | gaps close -",
            )
        })?;
        Ok(text)
    }
}

pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|v| !v.is_empty())
}

/// How findings are printed where nobody says: as annotations in a workflow of GitHub.
pub fn form() -> Form {
    let on_github = variable("GITHUB_ACTIONS").as_deref() == Some("true");
    if on_github { Form::Github } else { Form::Text }
}

/// Whether a person sits before the screen and can be asked.
pub fn is_interactive() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// The clock. `GAPS_NOW` stands in for it in tests; it changes claims only, never what is true.
fn now() -> Result<At, Failure> {
    if let Some(fixed) = variable("GAPS_NOW") {
        return fixed
            .parse()
            .map_err(|e| Failure::usage(format!("GAPS_NOW: {e}"), "unset GAPS_NOW"));
    }
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
    i64::try_from(seconds).ok().and_then(At::from_unix).ok_or_else(|| {
        Failure::new(
            ENVIRONMENT,
            "no-clock",
            "the clock shows no year from 1 to 9999",
            "set the clock",
        )
    })
}

fn color(asked: When, terminal: bool) -> bool {
    match asked {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            let forced = variable("CLICOLOR_FORCE").is_some_and(|v| v != "0");
            let refused =
                variable("NO_COLOR").is_some() || variable("TERM").is_some_and(|t| t == "dumb");
            forced || terminal && !refused
        }
    }
}

/// Whether letters beyond ASCII can be shown: no, where a locale is named that has none, or a terminal that is dumb.
fn is_utf8() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(variable);
    let named = locale.is_none_or(|l| {
        let l = l.to_ascii_lowercase();
        l.contains("utf-8") || l.contains("utf8")
    });
    named && variable("TERM").is_none_or(|t| t != "dumb")
}

/// Wider than any line of ours.
const PIPED_COLUMNS: usize = 10_000;

fn columns(terminal: bool) -> usize {
    let stated = variable("COLUMNS").and_then(|c| c.parse().ok());
    let seen = terminal.then(terminal_size::terminal_size).flatten().map(|(w, _)| usize::from(w.0));
    // What goes to a file or another program is not cut to a screen that is not there.
    stated.or(seen).map_or(PIPED_COLUMNS, |columns| columns.clamp(40, 400))
}
