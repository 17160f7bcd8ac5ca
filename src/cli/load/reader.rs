//! Reads and judges event files, each content once, and says what each is: landed, unlanded or pending, and what is
//! wrong with it. What the events mean together is for the fold.

use std::collections::BTreeMap;

use crate::ledger::file::Signed;
use crate::ledger::{Code, Fault, path};
use crate::project::{Entry, Place};
use crate::shell::git::Git;
use crate::shell::tree::{Found, Judged, judge_bytes};
use crate::shell::verdicts::Verdicts;

use super::landed::Shared;
use super::line::Line;
use super::seen::Seen;

/// So many signatures take longer to check than a file of verdicts to read.
const MANY: usize = 32;

/// Reads and judges each blob once.
pub(super) struct Reader<'g> {
    pub(super) git: &'g Git,
    pub(super) verdicts: Verdicts,
    judged: BTreeMap<(String, gix::ObjectId), Result<Signed, Fault>>,
}

impl<'g> Reader<'g> {
    pub(super) fn new(git: &'g Git, verdicts: Verdicts) -> Self {
        Self { git, verdicts, judged: BTreeMap::new() }
    }

    /// Takes over what others judged.
    pub(super) fn learn(&mut self, judged: Vec<(Found, Judged)>) {
        for (found, (verdict, checked)) in judged {
            checked.into_iter().for_each(|checked| self.verdicts.add(found.blob, checked));
            self.judged.insert((found.path, found.blob), verdict);
        }
    }

    pub(super) fn judge(&mut self, files: &[&Found]) {
        let new: Vec<&Found> = files
            .iter()
            .copied()
            .filter(|f| !self.judged.contains_key(&(f.path.clone(), f.blob)))
            .collect();
        if new.is_empty() {
            return;
        }
        if new.len() >= MANY {
            self.verdicts.read();
        }
        let verdicts = self.git.judge(&new, &mut self.verdicts);
        self.judged.extend(new.iter().map(|f| (f.path.clone(), f.blob)).zip(verdicts));
    }

    /// Lets go of what was judged: the entries have it now.
    pub(super) fn forget(&mut self) {
        self.judged.clear();
    }

    pub(super) fn verdict(&self, found: &Found) -> Option<&Result<Signed, Fault>> {
        self.judged.get(&(found.path.clone(), found.blob))
    }

    /// The verdict, which is an entry or a fault from now on.
    fn take(&mut self, found: &Found) -> Option<Result<Signed, Fault>> {
        self.judged.remove(&(found.path.clone(), found.blob))
    }

    /// Every event that ever landed, and those of the look.
    pub(super) fn entries(
        &mut self,
        seen: &Seen,
        line: &Line,
        shared: &Shared,
        faults: &mut Vec<Fault>,
    ) -> Vec<Entry> {
        let landed = line.landed();
        let wanted: Vec<&Found> = landed
            .values()
            .filter_map(|all| all.first().map(|(_, f)| *f))
            .chain(seen.committed.values().filter(|f| !landed.contains_key(f.path.as_str())))
            .chain(seen.staged.values().filter(|f| !landed.contains_key(f.path.as_str())))
            .collect();
        self.judge(&wanted);
        let mut entries = Vec::with_capacity(wanted.len());
        for (path, versions) in &landed {
            let there = seen.staged.get(*path).or_else(|| seen.committed.get(*path));
            self.landed_entry(versions, there, shared, &mut entries, faults);
        }
        for (path, found) in &seen.committed {
            if !landed.contains_key(path.as_str()) {
                // What the index has is what the next commit would have.
                let current = seen.staged.get(path).unwrap_or(found);
                self.fresh_entry(current, Place::Unlanded, seen.live, &mut entries, faults);
            }
        }
        for (path, found) in &seen.staged {
            if !landed.contains_key(path.as_str()) && !seen.committed.contains_key(path) {
                self.fresh_entry(found, Place::Pending, seen.live, &mut entries, faults);
            }
        }
        entries
    }

    /// The first landed content of a name that verifies is the event; a later edit changes nothing and is told.
    fn landed_entry(
        &mut self,
        versions: &[(usize, &Found)],
        there: Option<&Found>,
        shared: &Shared,
        entries: &mut Vec<Entry>,
        faults: &mut Vec<Fault>,
    ) {
        let mut stands: Option<&Found> = None;
        for (commit, found) in versions {
            self.judge(&[found]);
            match self.take(found) {
                Some(Ok(signed)) => {
                    stands = Some(found);
                    misplaced(found, &signed, faults);
                    entries.push(made(signed, found, Place::Landed(*commit)));
                    break;
                }
                Some(Err(fault)) => faults.push(fault),
                None => {}
            }
        }
        let Some(stands) = stands else { return };
        let edited = |found: &Found| found.blob != stands.blob;
        let in_history = versions.iter().skip_while(|(_, f)| edited(f)).any(|(_, f)| edited(f));
        if in_history || there.is_some_and(edited) {
            faults.push(Fault {
                code: Code::Edited,
                event: path::id_of(&stands.path),
                path: Some(stands.path.clone()),
                message: format!(
                    "it was changed after it landed; what landed{} stands",
                    shared.in_trunk()
                ),
            });
        }
    }

    /// An event that is not on the trunk: the file in the working tree must say the same as git does.
    fn fresh_entry(
        &mut self,
        found: &Found,
        place: Place,
        live: bool,
        entries: &mut Vec<Entry>,
        faults: &mut Vec<Fault>,
    ) {
        self.judge(&[found]);
        let on_disk = if live { self.changed_on_disk(found) } else { None };
        match (on_disk, self.take(found)) {
            (Some(fault), _) => faults.push(fault),
            (None, Some(Ok(signed))) => {
                misplaced(found, &signed, faults);
                entries.push(made(signed, found, place));
            }
            (None, Some(Err(fault))) => faults.push(fault),
            (None, None) => {}
        }
    }

    /// What is wrong with the file in the working tree, where it is there and differs from what git has. A file
    /// that is missing is never a removal.
    fn changed_on_disk(&self, found: &Found) -> Option<Fault> {
        let path = self.git.workdir()?.join(&found.path);
        let fault = |code: Code, message: String| {
            Some(Fault {
                code,
                event: path::id_of(&found.path),
                path: Some(found.path.clone()),
                message,
            })
        };
        let meta = std::fs::symlink_metadata(&path).ok()?;
        if !meta.is_file() {
            return fault(
                Code::BadMode,
                "in the working tree there is no file but a folder or a link".into(),
            );
        }
        if meta.len() > crate::ledger::form::FILE_BYTES_MAX as u64 {
            return fault(
                Code::NotCanonical,
                "its file in the working tree is larger than 64 KiB".into(),
            );
        }
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                return fault(
                    Code::Torn,
                    format!("its file in the working tree cannot be read: {error}"),
                );
            }
        };
        let same = gix::objs::compute_hash(found.blob.kind(), gix::objs::Kind::Blob, &bytes).ok()
            == Some(found.blob);
        if same {
            return None;
        }
        match judge_bytes(&bytes, path::id_of(&found.path)?) {
            Ok(_) => None,
            Err((code, message)) => {
                fault(code, format!("its file in the working tree was changed: {message}"))
            }
        }
    }
}

pub(super) fn entry(signed: &Signed, found: &Found, place: Place) -> Entry {
    made(signed.clone(), found, place)
}

fn made(signed: Signed, found: &Found, place: Place) -> Entry {
    let Signed { id, event, key } = signed;
    Entry { id, event, key, path: found.path.clone(), place, asked: false }
}

/// A right event in a wrong folder: the content decides, and it is told.
fn misplaced(found: &Found, signed: &Signed, faults: &mut Vec<Fault>) {
    if !path::is_in_place(&found.path, signed.event.gap.as_ref(), signed.id) {
        faults.push(Fault {
            code: Code::Misplaced,
            event: Some(signed.id),
            path: Some(found.path.clone()),
            message: format!("it belongs to {}", path::of(signed.event.gap.as_ref(), signed.id)),
        });
    }
}
