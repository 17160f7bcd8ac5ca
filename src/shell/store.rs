//! Appending: one event, one new file, durable before anybody is told. Never over an existing file, never a lock
//! of ours: names are hashes. kill -9 anywhere leaves the old state or the new.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::git::{Git, GitError};
use crate::ledger::form::FILE_BYTES_MAX;

/// How many paths one `git add` is given.
const STAGED_AT_ONCE: usize = 2000;

/// How long staging waits for somebody else's lock on the index.
const STAGING_MAX: Duration = Duration::from_secs(10);

/// How a temporary file of ours begins; one that a crash left is ignored and reported by `doctor`.
pub const TEMPORARY: &str = ".tmp-gaps-";

/// A file that is to be added: its path below the root, and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    pub path: String,
    pub bytes: Vec<u8>,
}

/// Writes a file that must not exist yet: temporary file, fsync, rename, fsync of the folder.
pub fn append(root: &Path, file: &NewFile) -> Result<(), StoreError> {
    let path = root.join(&file.path);
    let failed = |at: &Path| {
        let at = at.to_owned();
        move |error: io::Error| StoreError::Write { path: at, error }
    };
    if file.bytes.len() > FILE_BYTES_MAX {
        return Err(StoreError::Large(path));
    }
    let folder = path.parent().unwrap_or(root);
    make_folders(root, folder)?;
    let mut temporary = tempfile::Builder::new()
        .prefix(TEMPORARY)
        .permissions_of_new_files()
        .tempfile_in(folder)
        .map_err(failed(folder))?;
    temporary.write_all(&file.bytes).map_err(failed(&path))?;
    temporary.as_file().sync_all().map_err(failed(&path))?;
    match temporary.persist_noclobber(&path) {
        Ok(_) => {}
        Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists => {
            let there = fs::read(&path).map_err(failed(&path))?;
            return if there == file.bytes { Ok(()) } else { Err(StoreError::Other(path)) };
        }
        Err(e) => return Err(StoreError::Write { path, error: e.error }),
    }
    sync_folder(folder).map_err(failed(folder))
}

trait NewFilesMode {
    fn permissions_of_new_files(&mut self) -> &mut Self;
}

impl NewFilesMode for tempfile::Builder<'_, '_> {
    /// Temporary files are private by default; an event is as readable as any other file of the repository.
    #[cfg(unix)]
    fn permissions_of_new_files(&mut self) -> &mut Self {
        use std::os::unix::fs::PermissionsExt;
        self.permissions(fs::Permissions::from_mode(0o666))
    }

    #[cfg(not(unix))]
    fn permissions_of_new_files(&mut self) -> &mut Self {
        self
    }
}

/// Makes the folders of an event. A link on the way would lead the event out of the repository: refused.
fn make_folders(root: &Path, folder: &Path) -> Result<(), StoreError> {
    let below = folder.strip_prefix(root).unwrap_or(folder);
    let mut path = root.to_owned();
    for part in below.components() {
        path.push(part);
        match fs::symlink_metadata(&path) {
            Ok(there) if there.is_dir() => {}
            Ok(_) => return Err(StoreError::NotAFolder(path)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => match fs::create_dir(&path) {
                Ok(()) => path
                    .parent()
                    .map_or(Ok(()), sync_folder)
                    .map_err(|error| StoreError::Write { path: path.clone(), error })?,
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(StoreError::Write { path, error }),
            },
            Err(error) => return Err(StoreError::Write { path, error }),
        }
    }
    Ok(())
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    let _ = File::open;
    Ok(())
}

impl Git {
    /// Stages files. `-f`: an ignore rule must not hide an event; `--sparse`: nor a sparse checkout. Waits where
    /// another process holds the index.
    pub fn stage(&self, paths: &[String]) -> Result<(), GitError> {
        // A large import has more paths than one command line holds.
        paths.chunks(STAGED_AT_ONCE).try_for_each(|some| self.stage_some(some))
    }

    fn stage_some(&self, paths: &[String]) -> Result<(), GitError> {
        let mut arguments = vec![
            "-c",
            "core.autocrlf=false",
            "-c",
            "core.safecrlf=false",
            "add",
            "-f",
            "--sparse",
            "--",
        ];
        arguments.extend(paths.iter().map(String::as_str));
        let started = Instant::now();
        let mut pause = Duration::from_millis(5);
        loop {
            let output = self.run(&arguments)?;
            if output.status.success() {
                return Ok(());
            }
            let why = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            let locked = why.contains("index.lock") || why.contains("Unable to create");
            if !locked || started.elapsed() > STAGING_MAX {
                return Err(GitError::Index(first_line(&why)));
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(200));
        }
    }

    /// Takes files out of the index that no commit holds.
    pub fn unstage(&self, paths: &[String]) -> Result<(), GitError> {
        let mut arguments = vec!["rm", "--cached", "--quiet", "--ignore-unmatch", "--sparse", "--"];
        arguments.extend(paths.iter().map(String::as_str));
        let output = self.run(&arguments)?;
        if output.status.success() {
            return Ok(());
        }
        Err(GitError::Index(first_line(&String::from_utf8_lossy(&output.stderr))))
    }
}

fn first_line(text: &str) -> String {
    text.trim().lines().next().unwrap_or_default().to_owned()
}

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("cannot write {}: {}", path.display(), bare(error))]
    Write { path: PathBuf, error: io::Error },
    #[error("cannot remove {}: {}", path.display(), bare(error))]
    Remove { path: PathBuf, error: io::Error },
    #[error("{} is there and holds something else", .0.display())]
    Other(PathBuf),
    #[error("{} is not a folder", .0.display())]
    NotAFolder(PathBuf),
    #[error("{} would be larger than 64 KiB", .0.display())]
    Large(PathBuf),
}

/// An error without the path that a temporary file adds to it: the path is named already.
fn bare(error: &io::Error) -> String {
    let text = error.to_string();
    text.split_once(" at path \"").map_or(text.clone(), |(why, _)| why.to_owned())
}

/// The folders below one, itself included, in which no file can be made, each with why. Those that look alike are tried
/// once: in a large ledger there is one for every gap.
pub fn unwritable(top: &Path) -> Vec<(PathBuf, io::Error)> {
    let mut tried = BTreeSet::new();
    let mut found = Vec::new();
    let mut waiting = vec![top.to_owned()];
    while let Some(folder) = waiting.pop() {
        let Ok(there) = fs::symlink_metadata(&folder).map(|m| (m.is_dir(), look(&m))) else {
            continue;
        };
        let (true, look) = there else { continue };
        if tried.insert(look)
            && let Err(error) = try_in(&folder)
        {
            found.push((folder.clone(), error));
        }
        let below = fs::read_dir(&folder).into_iter().flatten().flatten();
        let folders = below.filter(|e| e.file_type().is_ok_and(|t| t.is_dir()));
        waiting.extend(folders.map(|e| e.path()));
    }
    found
}

/// Whose a folder is, and who may write to it.
#[cfg(unix)]
fn look(there: &fs::Metadata) -> (u64, u32, u32, u32) {
    use std::os::unix::fs::MetadataExt;
    (there.dev(), there.uid(), there.gid(), there.mode())
}

#[cfg(not(unix))]
fn look(there: &fs::Metadata) -> bool {
    there.permissions().readonly()
}

/// Whether a file can be made in a folder: one without a name, which is gone when this ends.
pub fn try_in(folder: &Path) -> io::Result<()> {
    let made = tempfile::tempfile_in(folder).and_then(|mut file| file.write_all(b"\n"));
    made.map_err(|e| io::Error::new(e.kind(), bare(&e)))
}

impl StoreError {
    pub fn hint(&self) -> String {
        match self {
            Self::Write { error, .. } if error.kind() == io::ErrorKind::StorageFull => {
                "free some space; nothing was written".into()
            }
            Self::Write { .. } => {
                "see that the folder can be written to; nothing was changed".into()
            }
            Self::Other(_) | Self::Remove { .. } => "gaps doctor".into(),
            Self::NotAFolder(path) => format!("mv {0} {0}.old", path.display()),
            Self::Large(_) => "say it in fewer words, or in several notes".into(),
        }
    }
}

/// Removes event files that no commit ever held. The caller has shown that.
pub fn take_back(root: &Path, paths: &[String]) -> Result<(), StoreError> {
    for relative in paths {
        let path = root.join(relative);
        match fs::remove_file(&path) {
            Ok(()) => {}
            Err(e) if e.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(StoreError::Remove { path, error }),
        }
        // Folders that are empty now; one that is not stays.
        let mut folder = path.parent();
        while let Some(empty) =
            folder.filter(|f| f.starts_with(root.join(crate::ledger::path::EVENTS)))
        {
            if fs::remove_dir(empty).is_err() {
                break;
            }
            folder = empty.parent();
        }
    }
    Ok(())
}
