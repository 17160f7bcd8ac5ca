//! The trunk's line as the cache keeps it: every file that landed, with the commit that brought it, and the landings
//! that were read. Sorted by path and in parts, so that for some folders only what stands with them is read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::cli::failure::Failure;
use crate::ledger::path;
use crate::model::{At, CommitId, Day};
use crate::project::Landing;
use crate::project::entry::Pr;
use crate::shell::bytes::{Reader, Writer};
use crate::shell::cache::Cache;
use crate::shell::git::Git;
use crate::shell::parts::{Draft, Parts};
use crate::shell::tree::{Found, Kind};
use crate::shell::walk::{Change, Listener};

use super::line::Line;
use super::numbers::{self, Numbers};

const NAME: &str = "landings";
const MORE: &str = "landings-new";

/// The shelves of such a file.
const FILES: usize = 0;
const NUMBERS: usize = 1;
const LENT: usize = 2;

/// About what a file of a shelf takes.
const FILE_BYTES: usize = 240;
const LENT_BYTES: usize = 160;

/// What a commit did with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Added,
    Edited,
    Removed,
}

const DEEDS: [Deed; 3] = [Deed::Added, Deed::Edited, Deed::Removed];
const KINDS: [Kind; 4] = [Kind::File, Kind::Executable, Kind::Symlink, Kind::Submodule];

/// The line of a tip: what the cache knows of it, and a walk of the rest.
pub(super) fn line(
    git: &Git,
    tip: gix::ObjectId,
    cache: &Cache,
    settings: &[u8; 32],
    listener: Listener<'_>,
) -> Result<Line, Failure> {
    match KeptLine::read(cache, settings).and_then(|kept| kept.whole()) {
        Some(before) if before.tip == Some(tip) => Ok(before),
        before => Ok(Line::above(git, tip, before, listener)?.0),
    }
}

/// A line as the cache has it: most of it, and what came since. What is new is kept beside what is old, so that a few
/// commits cost no more where there are many.
pub(super) struct KeptLine {
    pub(super) tip: gix::ObjectId,
    length: usize,
    is_cut: bool,
    numbers: Option<Numbers>,
    base: Arc<Parts>,
    more: Option<Arc<Parts>>,
    /// How many files stand beside the others.
    more_files: usize,
}

/// So many files beside the others are written together with them.
const MORE_MAX: usize = 500;

/// What stands before the files.
struct Head {
    tip: gix::ObjectId,
    length: usize,
    is_cut: bool,
    files: usize,
    /// So many commits were asked for their number.
    upto: Option<usize>,
}

/// What one commit did with one file.
#[derive(Clone, Copy)]
struct Landed<'a> {
    /// Below `.gaps/events/`.
    path: &'a str,
    commit: usize,
    deed: Deed,
    kind: Kind,
    blob: &'a [u8],
    /// Its hash, where it was found right.
    right: Option<[u8; 32]>,
}

impl KeptLine {
    /// Made under the same settings: addresses of pull requests hang on them.
    pub(super) fn read(cache: &Cache, settings: &[u8; 32]) -> Option<Self> {
        let base = Arc::new(cache.parts(NAME)?);
        let Head { mut tip, mut length, mut is_cut, upto, .. } = Head::read(base.head(), settings)?;
        let mut numbers = upto.map(|upto| Numbers::kept(upto, (&base, NUMBERS), true));
        let more = cache.parts(MORE).filter(|more| more.head().starts_with(&base.hash()));
        let (more, mut more_files) = (more.map(Arc::new), 0);
        if let Some(more) = &more {
            let top = Head::read(more.head().get(32..)?, settings)?;
            (tip, length, is_cut, more_files) = (top.tip, top.length, top.is_cut, top.files);
            let new = top.upto.map(|upto| Numbers::kept(upto, (more, NUMBERS), false));
            numbers = new.or(numbers);
        }
        Some(Self { tip, length, is_cut, numbers, base, more, more_files })
    }

    fn both(&self) -> impl Iterator<Item = &Parts> {
        [Some(&self.base), self.more.as_ref()].into_iter().flatten().map(AsRef::as_ref)
    }

    /// The content with which a file landed first, and whether anything else ever happened to it. The outer `None`:
    /// what was kept is not whole.
    pub(super) fn landed(&self, path: &str) -> Option<Option<(&[u8], bool)>> {
        let Some(below) = path.strip_prefix(path::EVENTS).and_then(|p| p.strip_prefix('/')) else {
            return Some(None);
        };
        let mut landed = None;
        for parts in self.both() {
            for at in parts.having(FILES, below.as_bytes(), below.as_bytes()) {
                let (files, _) = files(parts.part(FILES, at)?)?;
                for file in files.iter().filter(|f| f.path == below) {
                    landed = Some(landed.map_or((file.blob, false), |(blob, _)| (blob, true)));
                }
            }
        }
        Some(landed)
    }

    /// The files of a folder that landed, with each content that they had, and its hash where that was right.
    pub(super) fn files_in(&self, folder: &str) -> Option<Vec<(Found, Option<[u8; 32]>)>> {
        let folders = BTreeSet::from([folder]);
        let mut all = Vec::new();
        for parts in self.both() {
            for at in having(parts, Some(&folders)) {
                let (files, _) = files(parts.part(FILES, at)?)?;
                let here = files.iter().filter(|f| f.deed != Deed::Removed && f.is_in(&folders));
                let here = here.map(|f| Some((f.found()?, f.right)));
                all.extend(here.collect::<Option<Vec<_>>>()?);
            }
        }
        Some(all)
    }

    /// Every file that landed, with the content with which it landed first, by path.
    pub(super) fn paths(&self) -> Option<Vec<(&str, &[u8])>> {
        let mut all = Vec::new();
        for parts in self.both() {
            for at in parts.all(FILES) {
                let (files, _) = files(parts.part(FILES, at)?)?;
                all.extend(files.iter().map(|f| (f.path, f.blob)));
            }
        }
        // Two runs that are sorted: what landed first comes first.
        all.sort_by_key(|(path, _)| *path);
        all.dedup_by_key(|(path, _)| *path);
        Some(all)
    }

    /// All of it.
    fn whole(&self) -> Option<Line> {
        let mut line = self.of(self.both(), None)?;
        for parts in self.both() {
            for at in parts.all(LENT) {
                for (commit, place, known) in lent(parts.part(LENT, at)?)? {
                    line.known.insert(place, landing(&mut Reader::new(known))?);
                    line.lent.insert(commit.parse().ok()?, place);
                }
            }
        }
        Some(line)
    }

    /// The line as far as these folders know it, without what causes lend.
    pub(super) fn part(&self, folders: &BTreeSet<&str>) -> Option<Line> {
        Some(Line { is_part: true, ..self.of(self.both(), Some(folders))? })
    }

    /// What of the line stands beside the rest, or all of it where that has become much.
    pub(super) fn top(&self) -> Option<Line> {
        if self.more_files > MORE_MAX {
            return self.whole();
        }
        let base = Some(self.base.hash());
        Some(Line { base, ..self.of(self.more.as_deref().into_iter(), None)? })
    }

    fn of<'a>(
        &'a self,
        all: impl Iterator<Item = &'a Parts>,
        folders: Option<&BTreeSet<&str>>,
    ) -> Option<Line> {
        let mut line = Line {
            tip: Some(self.tip),
            length: self.length,
            is_cut: self.is_cut,
            numbers: self.numbers.clone(),
            ..Line::default()
        };
        let mut changes: BTreeMap<usize, Change> = BTreeMap::new();
        for parts in all {
            for at in having(parts, folders) {
                let (files, landings) = files(parts.part(FILES, at)?)?;
                for file in files.iter().filter(|f| folders.is_none_or(|all| f.is_in(all))) {
                    file.put(&mut changes, &mut line)?;
                }
                read_landings(landings, &changes, &mut line)?;
            }
        }
        line.changes = changes.into_values().collect();
        Some(line)
    }

    /// Gives a line the commits that brought these ones, where they were looked for.
    pub(super) fn lend<'c>(
        &self,
        line: &mut Line,
        commits: impl Iterator<Item = &'c CommitId>,
    ) -> Option<()> {
        for wanted in commits {
            let key = wanted.as_str().as_bytes();
            for parts in self.both() {
                for at in parts.having(LENT, key, key) {
                    for (commit, place, known) in lent(parts.part(LENT, at)?)? {
                        if commit == wanted.as_str() {
                            line.known.insert(place, landing(&mut Reader::new(known))?);
                            line.lent.insert(wanted.clone(), place);
                        }
                    }
                }
            }
        }
        Some(())
    }
}

/// The parts that may have files of these folders.
fn having(parts: &Parts, folders: Option<&BTreeSet<&str>>) -> BTreeSet<usize> {
    let Some(folders) = folders else { return parts.all(FILES).collect() };
    let of = |folder: &&str| {
        // Behind all that is below a folder comes what has the character after `/` there.
        let (from, to) = (format!("{folder}/"), format!("{folder}0"));
        parts.having(FILES, from.as_bytes(), to.as_bytes())
    };
    folders.iter().flat_map(of).collect()
}

impl Head {
    fn read(bytes: &[u8], settings: &[u8; 32]) -> Option<Self> {
        let mut bytes = Reader::new(bytes);
        (bytes.raw(32)? == settings).then_some(())?;
        let tip = object(&mut bytes)?;
        let (length, is_cut) = (bytes.count()?, bytes.flag()?);
        let (files, upto) = (bytes.count()?, bytes.optional(Reader::count)?);
        bytes.is_done().then_some(Self { tip, length, is_cut, files, upto })
    }

    fn put(&self, bytes: &mut Writer, settings: &[u8; 32]) {
        bytes.raw(settings);
        bytes.bytes(self.tip.as_slice());
        bytes.count(self.length);
        bytes.flag(self.is_cut);
        bytes.count(self.files);
        bytes.optional(self.upto, Writer::count);
    }
}

impl Landed<'_> {
    fn is_in(&self, folders: &BTreeSet<&str>) -> bool {
        folders.contains(self.path.rsplit_once('/').map_or("", |(folder, _)| folder))
    }

    fn found(&self) -> Option<Found> {
        Some(Found {
            path: format!("{}/{}", path::EVENTS, self.path),
            blob: gix::ObjectId::try_from(self.blob).ok()?,
            kind: self.kind,
        })
    }

    fn put(&self, changes: &mut BTreeMap<usize, Change>, line: &mut Line) -> Option<()> {
        let new = || Change { commit: self.commit, ..Change::default() };
        let change = changes.entry(self.commit).or_insert_with(new);
        let found = self.found()?;
        line.right.extend(self.right.map(|hash| (found.blob, hash)));
        match self.deed {
            Deed::Added => change.files.added.push(found),
            Deed::Edited => change.files.edited.push(found),
            Deed::Removed => change.files.removed.push(found),
        }
        Some(())
    }
}

/// The files of a part, and their landings.
fn files(part: &[u8]) -> Option<(Vec<Landed<'_>>, Reader<'_>)> {
    let mut bytes = Reader::new(part);
    let files = bytes.list(|r| {
        Some(Landed {
            path: r.text()?,
            commit: r.count()?,
            deed: *DEEDS.get(r.count()?)?,
            kind: *KINDS.get(r.count()?)?,
            blob: r.bytes()?,
            right: r.optional(|r| r.raw(32)?.try_into().ok())?,
        })
    })?;
    Some((files, bytes))
}

/// The landings of these changes.
fn read_landings(
    mut rest: Reader<'_>,
    changes: &BTreeMap<usize, Change>,
    line: &mut Line,
) -> Option<()> {
    for _ in 0..rest.count()? {
        let (place, id, known) = (rest.count()?, rest.bytes()?, rest.bytes()?);
        if changes.contains_key(&place) {
            line.ids.insert(place, gix::ObjectId::try_from(id).ok()?);
            if !known.is_empty() {
                line.known.insert(place, landing(&mut Reader::new(known))?);
            }
        }
    }
    rest.is_done().then_some(())
}

/// Commits that causes name, each with the place and the landing that it lends.
fn lent(part: &[u8]) -> Option<Vec<(&str, usize, &[u8])>> {
    let mut bytes = Reader::new(part);
    let all = bytes.list(|r| Some((r.text()?, r.count()?, r.bytes()?)))?;
    bytes.is_done().then_some(all)
}

/// Keeps a line, where something of it is new.
pub(super) fn keep(cache: &Cache, line: &Line, settings: &[u8; 32]) {
    let Some(tip) = line.tip.filter(|_| line.is_new && !line.is_part) else { return };
    let mut all: Vec<(&str, &Found, usize, Deed)> = Vec::new();
    for change in &line.changes {
        let deeds = [
            (&change.files.added, Deed::Added),
            (&change.files.edited, Deed::Edited),
            (&change.files.removed, Deed::Removed),
        ];
        for (files, deed) in deeds {
            all.extend(files.iter().map(|f| (below(f), f, change.commit, deed)));
        }
    }
    all.sort_by_key(|(below, _, commit, _)| (*below, *commit));
    let mut draft = Draft::default();
    draft.shelf(&all, |file| file.0.as_bytes(), FILE_BYTES, |files| put_files(line, files));
    // Beside the others only what the others do not have.
    let is_there = |n: &&Numbers| n.is_of_base && line.base.is_some();
    let own = line.numbers.as_ref().filter(|n| !is_there(n));
    let rows = own.and_then(|numbers| Some((numbers.upto, numbers.rows()?)));
    numbers::put(&mut draft, rows.as_ref().map_or(&[], |(_, rows)| rows));
    let lent: Vec<(&CommitId, usize, &Landing)> =
        line.lent.iter().filter_map(|(c, at)| Some((c, *at, line.known.get(at)?))).collect();
    draft.shelf(&lent, |(commit, ..)| commit.as_str().as_bytes(), LENT_BYTES, put_lent);
    let mut bytes = Writer::default();
    if let Some(base) = &line.base {
        bytes.raw(base);
    }
    let (length, is_cut, upto) = (line.length, line.is_cut, rows.map(|(upto, _)| upto));
    Head { tip, length, is_cut, files: all.len(), upto }.put(&mut bytes, settings);
    cache.write_parts(if line.base.is_some() { MORE } else { NAME }, &bytes.finish(), &draft);
}

fn below(found: &Found) -> &str {
    let below = found.path.strip_prefix(path::EVENTS).unwrap_or(&found.path);
    below.strip_prefix('/').unwrap_or(below)
}

fn put_files(line: &Line, files: &[(&str, &Found, usize, Deed)]) -> Vec<u8> {
    let mut bytes = Writer::default();
    bytes.list(files, |w, (below, found, commit, deed)| {
        w.text(below);
        w.count(*commit);
        w.count(DEEDS.iter().position(|d| d == deed).unwrap_or_default());
        w.count(KINDS.iter().position(|k| *k == found.kind).unwrap_or_default());
        w.bytes(found.blob.as_slice());
        w.optional(line.right.get(&found.blob), |w, hash| w.raw(hash));
    });
    let places: BTreeSet<usize> = files.iter().map(|(_, _, commit, _)| *commit).collect();
    let ids: Vec<_> = places.iter().filter_map(|at| Some((at, line.ids.get(at)?))).collect();
    bytes.list(&ids, |w, (place, id)| {
        w.count(**place);
        w.bytes(id.as_slice());
        w.bytes(&line.known.get(place).map(put_landing).unwrap_or_default());
    });
    bytes.finish()
}

fn put_lent(lent: &[(&CommitId, usize, &Landing)]) -> Vec<u8> {
    let mut bytes = Writer::default();
    bytes.list(lent, |w, (commit, place, landing)| {
        w.text(commit.as_str());
        w.count(*place);
        w.bytes(&put_landing(landing));
    });
    bytes.finish()
}

pub(super) fn object(bytes: &mut Reader<'_>) -> Option<gix::ObjectId> {
    gix::ObjectId::try_from(bytes.bytes()?).ok()
}

fn commit(bytes: &mut Reader<'_>) -> Option<CommitId> {
    bytes.text()?.parse().ok()
}

fn put_landing(landing: &Landing) -> Vec<u8> {
    let mut bytes = Writer::default();
    bytes.text(landing.commit.as_str());
    bytes.signed(landing.at.unix());
    // The day is near the instant: how far is all that is kept.
    bytes.signed(landing.day.days_since(landing.at.day()));
    bytes.text(&landing.author);
    bytes.optional(landing.pr.as_ref(), put_pr);
    bytes.finish()
}

fn landing(bytes: &mut Reader<'_>) -> Option<Landing> {
    let commit = commit(bytes)?;
    let at = At::from_unix(bytes.signed()?)?;
    let day: Day = at.day().plus_days(bytes.signed()?)?;
    let author = bytes.text()?.to_owned();
    let pr = bytes.optional(pr)?;
    bytes.is_done().then_some(Landing { commit, at, day, pr, author })
}

fn put_pr(bytes: &mut Writer, pr: &Pr) {
    bytes.text(&pr.text);
    bytes.optional(pr.number, Writer::number);
    bytes.optional(pr.url.as_deref(), Writer::text);
}

fn pr(bytes: &mut Reader<'_>) -> Option<Pr> {
    let text = bytes.text()?.to_owned();
    let number = bytes.optional(Reader::number)?;
    let url = bytes.optional(|r| r.text().map(str::to_owned))?;
    Some(Pr { text, number, url })
}
