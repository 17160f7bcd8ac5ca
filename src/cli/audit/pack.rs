//! The evidence pack on the disk. All of it is made first and put in its place with one rename, so that a pack is whole
//! or not there; what lies in a folder already is never touched.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::cli::context::Context;
use crate::cli::failure::{ENVIRONMENT, Failure, REFUSED};
use crate::ledger::form::FILE_BYTES_MAX;
use crate::project::audit::audit;
use crate::project::audit::pack::Pack;
use crate::views::pack::{self as view, Files, MANIFEST};

use super::{Gathered, object_id};

/// A folder that a pack can be written to.
pub struct Target {
    name: String,
    path: PathBuf,
}

/// What was written.
pub struct Written {
    pub name: String,
    pub files: usize,
    pub manifest: String,
}

impl Target {
    /// The folder that was named. It must be empty, or not be there.
    pub fn of(ctx: &Context, dir: &Path) -> Result<Self, Failure> {
        let name = dir.display().to_string();
        let path = ctx.cwd.join(dir);
        let refuse = |why: &str| {
            let hint = format!("gaps audit --pack {name}-2");
            Failure::new(REFUSED, "not-empty", format!("`{name}` {why}"), hint)
        };
        match fs::symlink_metadata(&path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => {}
            Err(e) => return Err(failed(&name, &e)),
            Ok(there) if !there.is_dir() => return Err(refuse("is there and is no folder")),
            Ok(_) => {
                let mut inside = fs::read_dir(&path).map_err(|e| failed(&name, &e))?;
                if inside.next().is_some() {
                    return Err(refuse("is not empty, and a pack is written whole or not at all"));
                }
            }
        }
        Ok(Self { name, path })
    }

    /// Writes the pack of what was gathered. What only this auditor or this clone knows is taken out first.
    pub fn write(self, gathered: &mut Gathered) -> Result<Written, Failure> {
        if let Some((why, hint)) = gathered.holes.first() {
            let says = format!("there is no pack of a part: {why}");
            return Err(Failure::new(ENVIRONMENT, "incomplete", says, hint));
        }
        gathered.case.forget_own();
        let files = files(gathered);
        let manifest = files.get(MANIFEST).map(|m| blake3::hash(m).to_hex().to_string());
        self.put(&files).map_err(|e| failed(&self.name, &e))?;
        Ok(Written { name: self.name, files: files.len(), manifest: manifest.unwrap_or_default() })
    }

    fn put(&self, files: &Files) -> io::Result<()> {
        let parent = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(parent)?;
        let made = tempfile::Builder::new().prefix(".gaps-pack-").tempdir_in(parent)?;
        let whole = made.path().join("pack");
        for (name, bytes) in files {
            let path = whole.join(name);
            fs::create_dir_all(path.parent().unwrap_or(&whole))?;
            fs::write(&path, bytes)?;
        }
        // Nothing but an empty folder gives way.
        match fs::remove_dir(&self.path) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
            _ => {}
        }
        fs::rename(&whole, &self.path)
    }
}

fn failed(name: &str, error: &io::Error) -> Failure {
    let says = format!("cannot write the pack `{name}`: {error}");
    Failure::new(ENVIRONMENT, "cannot-write", says, "gaps audit --pack ANOTHER-FOLDER")
}

fn files(gathered: &Gathered) -> Files {
    let case = &gathered.case;
    let (findings, backlog) = audit(case);
    let entries = case.entries();
    let bytes = case.packed().into_iter().map(|f| bytes(gathered, f)).collect();
    let mut pack = Pack::new(case, &backlog, &findings, &entries, bytes, gathered.after);
    let commits: BTreeMap<_, _> = pack
        .landings()
        .into_iter()
        .filter_map(|c| Some((c.clone(), gathered.objects.commit_bytes(object_id(c)?).ok()?)))
        .collect();
    pack.commits = commits;
    view::files(&pack)
}

fn bytes(gathered: &Gathered, file: &crate::project::audit::File) -> Option<Vec<u8>> {
    let id = gix::ObjectId::from_hex(file.blob.as_bytes()).ok()?;
    gathered.objects.blob(id, FILE_BYTES_MAX).ok()
}
