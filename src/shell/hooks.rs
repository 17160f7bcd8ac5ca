//! The slots of git's hooks: where git looks, what stands there, and our two scripts. Nothing of others is ever
//! changed, and `core.hooksPath` is never set.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::git::{Git, GitError};

/// The hooks that we have something to say in.
pub const NAMES: [&str; 2] = ["prepare-commit-msg", "commit-msg"];

const MARK: &str = "# Installed by `gaps hooks install`; `gaps hooks uninstall` takes it away.";

/// What stands in a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    Nothing,
    Ours,
    /// A script that somebody wrote, or a manager did.
    Theirs,
}

/// One slot.
#[derive(Debug, Clone)]
pub struct Slot {
    pub name: &'static str,
    pub path: PathBuf,
    pub held: Held,
    pub is_executable: bool,
}

/// Where git looks for hooks.
#[derive(Debug, Clone)]
pub struct Place {
    pub folder: PathBuf,
    /// Whether `core.hooksPath` names it.
    pub is_set: bool,
    /// Whether the folder belongs to this repository.
    pub is_own: bool,
}

/// The script of a hook. A machine without `gaps` commits as before.
pub fn script(name: &str) -> String {
    format!(
        "#!/bin/sh\n{MARK}\ncommand -v gaps >/dev/null 2>&1 || exit 0\nexec gaps hook {name} \"$@\"\n"
    )
}

impl Git {
    /// The folder that git takes hooks from here.
    pub fn hooks(&self) -> Result<Place, GitError> {
        let output = self.run(&["rev-parse", "--git-path", "hooks"])?;
        let said = String::from_utf8_lossy(&output.stdout).trim_end_matches('\n').to_owned();
        let root = self.workdir().unwrap_or(self.git_dir());
        let folder = root.join(said);
        let is_set = self.config("core.hooksPath").is_some();
        let real = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let common = real(&self.common_dir());
        let own = [Some(common.as_path()), self.workdir()];
        let is_own = own.iter().flatten().any(|own| real(&folder).starts_with(real(own)));
        Ok(Place { folder, is_set, is_own })
    }

    /// The default folder, which git may be told not to look in.
    pub fn default_hooks(&self) -> PathBuf {
        self.common_dir().join("hooks")
    }
}

/// What stands in the slots of a folder.
pub fn slots(folder: &Path) -> Vec<Slot> {
    NAMES.iter().map(|name| slot(folder, name)).collect()
}

fn slot(folder: &Path, name: &'static str) -> Slot {
    let path = folder.join(name);
    let held = match fs::read(&path) {
        Ok(bytes) if bytes == script(name).as_bytes() => Held::Ours,
        Ok(_) => Held::Theirs,
        Err(_) if fs::symlink_metadata(&path).is_ok() => Held::Theirs,
        Err(_) => Held::Nothing,
    };
    let is_executable = executable(&path);
    Slot { name, path, held, is_executable }
}

#[cfg(unix)]
fn executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|m| m.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn executable(path: &Path) -> bool {
    path.exists()
}

/// Writes our script into a free slot.
pub fn install(slot: &Slot) -> io::Result<()> {
    use std::io::Write;
    if let Some(folder) = slot.path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o755);
    }
    options.open(&slot.path)?.write_all(script(slot.name).as_bytes())
}

/// Removes our script; what is not ours stays.
pub fn uninstall(slot: &Slot) -> io::Result<()> {
    if slot.held == Held::Ours { fs::remove_file(&slot.path) } else { Ok(()) }
}

/// Whoever runs the hooks of this repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manager {
    Husky,
    Lefthook,
    PreCommit,
}

/// The managers that this repository shows signs of.
pub fn managers(root: &Path, place: &Place) -> Vec<Manager> {
    let has = |names: &[&str]| names.iter().any(|n| root.join(n).exists());
    let said = |word: &str| {
        NAMES.iter().chain(&["pre-commit"]).any(|name| {
            fs::read(place.folder.join(name))
                .is_ok_and(|b| String::from_utf8_lossy(&b).contains(word))
        })
    };
    let mut found = Vec::new();
    if has(&[".husky"]) || place.folder.components().any(|c| c.as_os_str() == ".husky") {
        found.push(Manager::Husky);
    }
    let lefthook =
        ["lefthook.yml", ".lefthook.yml", "lefthook.yaml", "lefthook.toml", "lefthook.json"];
    if has(&lefthook) || said("lefthook") {
        found.push(Manager::Lefthook);
    }
    if has(&[".pre-commit-config.yaml"]) || said("pre-commit.com") {
        found.push(Manager::PreCommit);
    }
    found
}
