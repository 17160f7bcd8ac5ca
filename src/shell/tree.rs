//! Event files as git holds them: in a commit's tree, in the index, in the working tree. Files are judged here,
//! one by one (form, name, signature); what they mean together is for the core.

use std::collections::BTreeMap;
use std::path::Path;

use gix::bstr::ByteSlice;
use gix::objs::tree::EntryKind;
use gix::prelude::FindExt;

use super::git::{Git, GitError};
use super::parallel;
use super::verdicts::{Checked, Verdicts};
use crate::ledger::fault::{Code, Fault};
use crate::ledger::file::{self, Signed};
use crate::ledger::form::FILE_BYTES_MAX;
use crate::ledger::path;

/// So many files are worth a thread of their own: each is read, and mostly checked.
const FEW: usize = 32;

/// Where a file is and what git says it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub path: String,
    pub blob: gix::ObjectId,
    pub kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    File,
    Executable,
    Symlink,
    Submodule,
}

impl Kind {
    /// What a tree entry is; a folder is none of these.
    pub fn of(mode: gix::objs::tree::EntryMode) -> Option<Self> {
        match mode.kind() {
            EntryKind::Tree => None,
            EntryKind::Blob => Some(Self::File),
            EntryKind::BlobExecutable => Some(Self::Executable),
            EntryKind::Link => Some(Self::Symlink),
            EntryKind::Commit => Some(Self::Submodule),
        }
    }
}

/// Files below `.gaps/events`, by path.
pub type Files = BTreeMap<String, Found>;

impl Git {
    /// The tree at a path of a commit.
    pub fn subtree(
        &self,
        commit: gix::ObjectId,
        path: &str,
    ) -> Result<Option<gix::ObjectId>, GitError> {
        let mut buffer = Vec::new();
        let objects = &self.repo.objects;
        let mut tree = objects
            .find_commit_iter(&commit, &mut buffer)
            .map_err(unreadable(commit))?
            .tree_id()
            .map_err(unreadable(commit))?;
        for part in path.split('/') {
            match child(&self.repo, tree, part)? {
                Some(child) => tree = child,
                None => return Ok(None),
            }
        }
        Ok(Some(tree))
    }

    /// Every event file in a commit.
    pub fn files_at(&self, commit: gix::ObjectId) -> Result<Files, GitError> {
        match self.subtree(commit, path::EVENTS)? {
            Some(tree) => self.files_below(tree, path::EVENTS),
            None => Ok(Files::new()),
        }
    }

    /// Every file below a tree. Folders of one depth are read together.
    pub fn files_below(&self, tree: gix::ObjectId, prefix: &str) -> Result<Files, GitError> {
        let mut found = Vec::new();
        let mut depth = vec![(tree, prefix.to_owned())];
        let apart = self.apart(usize::MAX);
        while !depth.is_empty() {
            let read = parallel::map(&apart, &depth, |repo, folders| {
                let mut buffer = Vec::new();
                folders.iter().map(|of| folder(repo, of, &mut buffer)).collect()
            });
            depth.clear();
            for folder in read {
                let (files, folders) = folder?;
                found.extend(files);
                depth.extend(folders);
            }
        }
        Ok(found.into_iter().map(|file| (file.path.clone(), file)).collect())
    }

    /// The index, or an empty one where there is none yet.
    pub fn index(&self) -> Result<gix::worktree::Index, GitError> {
        self.repo
            .index_or_empty()
            .map_err(|e| GitError::Read { what: "the index".into(), why: e.to_string() })
    }

    /// Every event file in the index.
    pub fn files_staged(&self) -> Result<Files, GitError> {
        let index = self.index()?;
        let files = Self::staged_events(&index).iter().filter_map(|e| Self::staged_file(e, &index));
        Ok(files.map(|f| (f.path.clone(), f)).collect())
    }

    /// The entries of the index below the folder of all events, by path.
    pub fn staged_events(index: &gix::index::State) -> &[gix::index::Entry] {
        let prefix = format!("{}/", path::EVENTS);
        index.prefixed_entries(prefix.as_bytes().as_bstr()).unwrap_or_default()
    }

    /// An entry of the index as a file; none where the user only said that it will be added.
    pub fn staged_file(entry: &gix::index::Entry, index: &gix::index::State) -> Option<Found> {
        use gix::index::entry::{Flags, Mode};
        if entry.flags.contains(Flags::INTENT_TO_ADD) {
            return None;
        }
        let kind = match entry.mode {
            Mode::FILE => Kind::File,
            Mode::FILE_EXECUTABLE => Kind::Executable,
            Mode::SYMLINK => Kind::Symlink,
            _ => Kind::Submodule,
        };
        let path = entry.path(index).to_str_lossy().into_owned();
        Some(Found { path, blob: entry.id, kind })
    }

    /// Reads and judges files, on two threads where that pays. What `known` has is not checked again; what it lacks
    /// and is found right is added.
    pub fn judge(&self, files: &[&Found], known: &mut Verdicts) -> Vec<Result<Signed, Fault>> {
        let before = &*known;
        let apart = self.apart_for_files(files.len());
        let is_small = apart.refuses_large();
        let judged = parallel::map_many(&apart, files, FEW, |repo, files| {
            let mut buffer = Vec::new();
            let is_right = |hash: &[u8; 32]| before.holds(hash);
            files.iter().map(|f| judge_one((repo, is_small), f, is_right, &mut buffer)).collect()
        });
        let mut results = Vec::with_capacity(judged.len());
        for ((mut result, mut checked), file) in judged.into_iter().zip(files) {
            if is_small && result.is_err() {
                // Whatever was refused, this one says what is wrong with it.
                let is_right = |hash: &[u8; 32]| known.holds(hash);
                (result, checked) = judge_one((&self.repo, false), file, is_right, &mut Vec::new());
            }
            checked.into_iter().for_each(|checked| known.add(file.blob, checked));
            results.push(result);
        }
        results
    }

    /// Reads and judges files one after the other. What was found right before, with this hash, is not checked again.
    pub fn judge_each(&self, files: Vec<(Found, Option<[u8; 32]>)>) -> Vec<(Found, Judged)> {
        let mut buffer = Vec::new();
        let mut judge = |file: &Found, known: Option<[u8; 32]>| {
            // What was read then was not too large.
            let repo = (&self.repo, known.is_some());
            judge_one(repo, file, |hash| Some(hash) == known.as_ref(), &mut buffer)
        };
        files
            .into_iter()
            .map(|(file, known)| (judge(&file, known), file))
            .map(|(j, f)| (f, j))
            .collect()
    }

    /// The BLAKE3 of each file, on two threads where that pays; none where it is too large to be an event.
    pub fn hashes(&self, files: &[&Found]) -> Vec<Option<[u8; 32]>> {
        let hash = |repo: (&gix::Repository, bool), file: &Found, buffer: &mut Vec<u8>| {
            let bytes = blob(repo, file.blob, FILE_BYTES_MAX, buffer).ok()?;
            Some(*blake3::hash(bytes).as_bytes())
        };
        let apart = self.apart_for_files(files.len());
        let is_small = apart.refuses_large();
        let hashes = parallel::map(&apart, files, |repo, files| {
            let mut buffer = Vec::new();
            files.iter().map(|f| hash((repo, is_small), f, &mut buffer)).collect()
        });
        let again = |f| hash((&self.repo, false), f, &mut Vec::new());
        hashes.into_iter().zip(files).map(|(hash, f)| hash.or_else(|| again(f))).collect()
    }

    /// The bytes of a blob, not read where its header says that it is too large to be an event.
    pub fn blob(&self, id: gix::ObjectId, bytes_max: usize) -> Result<Vec<u8>, GitError> {
        if !self.vouch(id) {
            let why = "what is stored there is another object".to_owned();
            return Err(GitError::Read { what: format!("object {id}"), why });
        }
        blob((&self.repo, false), id, bytes_max, &mut Vec::new()).map(<[u8]>::to_vec)
    }
}

/// The files of a folder, and the folders in it, each with its path.
type Folder = (Vec<Found>, Vec<(gix::ObjectId, String)>);

fn folder(
    repo: &gix::Repository,
    (tree, prefix): &(gix::ObjectId, String),
    buffer: &mut Vec<u8>,
) -> Result<Folder, GitError> {
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    for entry in repo.objects.find_tree_iter(tree, buffer).map_err(unreadable(*tree))? {
        let entry = entry.map_err(unreadable(*tree))?;
        let path = format!("{prefix}/{}", entry.filename.to_str_lossy());
        let blob = entry.oid.to_owned();
        match Kind::of(entry.mode) {
            Some(kind) => files.push(Found { path, blob, kind }),
            None => folders.push((blob, path)),
        }
    }
    Ok((files, folders))
}

/// The folder of that name in a tree.
pub fn child(
    repo: &gix::Repository,
    tree: gix::ObjectId,
    name: &str,
) -> Result<Option<gix::ObjectId>, GitError> {
    let mut buffer = Vec::new();
    let entries = repo.objects.find_tree_iter(&tree, &mut buffer).map_err(unreadable(tree))?;
    for entry in entries {
        let entry = entry.map_err(unreadable(tree))?;
        if entry.filename == name.as_bytes() && entry.mode.is_tree() {
            return Ok(Some(entry.oid.to_owned()));
        }
    }
    Ok(None)
}

/// The bytes of a blob, from a repository that may read nothing large.
fn blob<'b>(
    (repo, is_small): (&gix::Repository, bool),
    id: gix::ObjectId,
    bytes_max: usize,
    buffer: &'b mut Vec<u8>,
) -> Result<&'b [u8], GitError> {
    let too_large = || GitError::Read {
        what: id.to_string(),
        why: format!("it is larger than {} KiB", bytes_max / 1024),
    };
    if !is_small && repo.find_header(id).map_err(unreadable(id))?.size() > bytes_max as u64 {
        return Err(too_large());
    }
    let bytes = repo.objects.find_blob(&id, buffer).map_err(unreadable(id))?.data;
    if bytes.len() > bytes_max { Err(too_large()) } else { Ok(bytes) }
}

/// The verdict on a file, and where it is right what is known of it from now on.
pub type Judged = (Result<Signed, Fault>, Option<Checked>);

fn judge_one(
    repo: (&gix::Repository, bool),
    found: &Found,
    is_right: impl Fn(&[u8; 32]) -> bool,
    buffer: &mut Vec<u8>,
) -> Judged {
    let fault = |code, message: String| {
        let path = Some(found.path.clone());
        (Err(Fault { code, event: path::id_of(&found.path), path, message }), None)
    };
    match found.kind {
        Kind::File | Kind::Executable => {}
        Kind::Symlink => return fault(Code::BadMode, "it is a symbolic link, not a file".into()),
        Kind::Submodule => return fault(Code::BadMode, "it is a submodule, not a file".into()),
    }
    let Some(named) = path::id_of(&found.path) else {
        return fault(Code::StrayPath, "its name is not that of an event file".into());
    };
    let bytes = match blob(repo, found.blob, FILE_BYTES_MAX, buffer) {
        Ok(bytes) => bytes,
        Err(error) => return fault(Code::NotCanonical, error.to_string()),
    };
    let hash = *blake3::hash(bytes).as_bytes();
    // The id is in the bytes that were hashed, so that a right file under a wrong name is still a wrong one.
    if is_right(&hash)
        && let Some(signed) = file::read_checked(bytes).filter(|s| s.id == named)
    {
        return (Ok(signed), Some(Checked { hash, is_new: false }));
    }
    match judge_bytes(bytes, named) {
        Ok(signed) => (Ok(signed), Some(Checked { hash, is_new: true })),
        Err((code, message)) => fault(code, message),
    }
}

/// Judges the bytes of a file whose name states this id.
pub fn judge_bytes(bytes: &[u8], named: crate::model::Id) -> Result<Signed, (Code, String)> {
    let signed = file::read(bytes).map_err(|e| (e.code(), e.to_string()))?;
    if signed.id == named {
        Ok(signed)
    } else {
        Err((Code::Renamed, format!("its content is that of event {}", signed.id.short())))
    }
}

fn unreadable<E: std::fmt::Display>(id: gix::ObjectId) -> impl FnOnce(E) -> GitError {
    move |error| GitError::Read { what: format!("object {id}"), why: error.to_string() }
}

/// Event files of the working tree that git does not know yet.
pub fn files_on_disk(root: &Path) -> std::io::Result<Vec<String>> {
    fn walk(folder: &Path, prefix: &str, found: &mut Vec<String>) -> std::io::Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let path = format!("{prefix}/{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                walk(&entry.path(), &path, found)?;
            } else {
                found.push(path);
            }
        }
        Ok(())
    }
    let mut found = Vec::new();
    let folder = root.join(path::EVENTS);
    if folder.is_dir() {
        walk(&folder, path::EVENTS, &mut found)?;
    }
    found.sort();
    Ok(found)
}

/// Event files of one gap's folder in the working tree.
pub fn files_in(root: &Path, folder: &str) -> Vec<String> {
    let below = format!("{}/{folder}", path::EVENTS);
    let Ok(entries) = std::fs::read_dir(root.join(&below)) else { return Vec::new() };
    let names = entries.flatten().map(|e| e.file_name().to_string_lossy().into_owned());
    names.filter(|n| n.ends_with(path::ENDING)).map(|n| format!("{below}/{n}")).collect()
}
