//! What lies around the objects of a repository and would bend what other tools read. The audit reads past all of it;
//! what it saw is told, and what keeps it from seeing everything makes it say so.

use std::collections::BTreeSet;
use std::fs;

use gix::ObjectId;

use crate::shell::git::Git;

/// Told in words; only the first two keep an audit from being whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// Commits at which a file says that history was cut.
    pub shallow: BTreeSet<ObjectId>,
    pub is_partial: bool,
    /// What was seen and not believed.
    pub notes: Vec<String>,
}

/// A file larger than this says nothing that we want to know.
const BYTES_MAX: u64 = 16 << 20;

impl Surroundings {
    pub fn read(git: &Git) -> Self {
        let common = git.common_dir();
        let text = |name: &str| {
            let path = common.join(name);
            let small = fs::metadata(&path).is_ok_and(|m| m.is_file() && m.len() <= BYTES_MAX);
            small.then(|| fs::read_to_string(path).ok()).flatten().unwrap_or_default()
        };
        let shallow: BTreeSet<ObjectId> = text("shallow")
            .lines()
            .filter_map(|l| ObjectId::from_hex(l.trim().as_bytes()).ok())
            .collect();
        let mut notes = Vec::new();
        let grafts = text("info/grafts");
        if grafts.lines().any(|l| !l.trim().is_empty() && !l.starts_with('#')) {
            notes.push("there are grafts (.git/info/grafts): they were not followed".to_owned());
        }
        let alternates = text("objects/info/alternates");
        if alternates.lines().any(|l| !l.trim().is_empty() && !l.starts_with('#')) {
            notes.push("objects are borrowed from another repository (objects/info/alternates): each was hashed again".to_owned());
        }
        let replaced = replacements(git);
        if replaced > 0 {
            notes.push(format!("there are {replaced} replace refs: they were not followed"));
        }
        Self { shallow, is_partial: is_partial(git), notes }
    }
}

fn replacements(git: &Git) -> usize {
    let Ok(references) = git.repo.references() else { return 0 };
    let found = references.prefixed("refs/replace/").map(|all| all.count());
    found.unwrap_or(0)
}

/// A clone that left objects out says so in its configuration, and its packs have a `.promisor` beside them.
fn is_partial(git: &Git) -> bool {
    let packs = git.common_dir().join("objects/pack");
    let promised = fs::read_dir(packs)
        .map(|all| all.flatten().any(|e| e.path().extension().is_some_and(|x| x == "promisor")))
        .unwrap_or(false);
    promised || git.is_partial()
}
