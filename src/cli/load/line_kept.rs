//! The trunk's line as the cache keeps it: every file that landed, with the commit that brought it, and the landings
//! that were read. Sorted by path, so that what stands beside each other is written together.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::cli::failure::Failure;
use crate::ledger::path;
use crate::model::{At, CommitId, Day};
use crate::project::Landing;
use crate::project::entry::Pr;
use crate::shell::bytes::{Reader, Writer};
use crate::shell::cache::{Cache, Kept};
use crate::shell::git::Git;
use crate::shell::history::{Change, Listener};
use crate::shell::tree::{Found, Kind};

use super::line::Line;
use super::numbers::Numbers;

const NAME: &str = "landings";
const MORE: &str = "landings-new";

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
    match read(cache, settings) {
        Some(before) if before.tip == Some(tip) => Ok(before),
        before => Ok(Line::above(git, tip, before, listener)?.0),
    }
}

fn read(cache: &Cache, settings: &[u8; 32]) -> Option<Line> {
    KeptLine::read(cache)?.table(settings)?.line(|_| true)
}

/// A line as the cache has it: most of it, and what came since. What is new is kept beside what is old, so that a few
/// commits cost no more where there are many.
pub(super) struct KeptLine {
    base: Kept,
    more: Option<Kept>,
}

/// So many files beside the others are written together with them.
const MORE_MAX: usize = 500;

/// A kept line, taken apart without a copy.
pub(super) struct Table<'a> {
    pub(super) tip: gix::ObjectId,
    length: usize,
    is_cut: bool,
    numbers: Option<Numbers>,
    /// By path, then in landing order.
    files: Vec<Landed<'a>>,
    landings: Vec<Reader<'a>>,
    /// How many of the files stand beside the others.
    more: usize,
    base: [u8; 32],
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
    is_more: bool,
}

impl KeptLine {
    pub(super) fn read(cache: &Cache) -> Option<Self> {
        let base = cache.read(NAME)?;
        let more = cache.read(MORE).filter(|more| more.body().starts_with(&base.hash()));
        Some(Self { base, more })
    }

    /// Made under the same settings: addresses of pull requests hang on them.
    pub(super) fn table(&self, settings: &[u8; 32]) -> Option<Table<'_>> {
        let mut table = Table::read(self.base.body(), settings, false)?;
        table.base = self.base.hash();
        let Some(more) = &self.more else { return Some(table) };
        let mut top = Table::read(more.body().get(32..)?, settings, true)?;
        top.base = table.base;
        top.more = top.files.len();
        // Two runs that are sorted are put together as they are.
        table.files.append(&mut top.files);
        table.files.sort_by(|a, b| (a.path, a.commit).cmp(&(b.path, b.commit)));
        table.landings.append(&mut top.landings);
        let (files, landings) = (table.files, table.landings);
        let numbers = top.numbers.or(table.numbers);
        Some(Table { files, landings, numbers, ..top })
    }
}

impl<'a> Table<'a> {
    fn read(body: &'a [u8], settings: &[u8; 32], is_more: bool) -> Option<Self> {
        let mut bytes = Reader::new(body);
        (bytes.raw(32)? == settings).then_some(())?;
        let tip = object(&mut bytes)?;
        let (length, is_cut) = (bytes.count()?, bytes.flag()?);
        let numbers = bytes.optional(|r| {
            let (upto, sorted) = (r.count()?, Arc::from(r.bytes()?));
            Some(Numbers { upto, sorted, is_of_base: !is_more })
        })?;
        let files = bytes.list(|r| {
            Some(Landed {
                path: r.text()?,
                commit: r.count()?,
                deed: *DEEDS.get(r.count()?)?,
                kind: *KINDS.get(r.count()?)?,
                blob: r.bytes()?,
                is_more,
            })
        })?;
        let landings = vec![bytes];
        let (more, base) = (0, [0; 32]);
        Some(Self { tip, length, is_cut, numbers, files, landings, more, base })
    }

    /// The content with which a file landed first, and whether anything else ever happened to it.
    pub(super) fn landed(&self, path: &str) -> Option<(&'a [u8], bool)> {
        let path = path.strip_prefix(path::EVENTS)?.strip_prefix('/')?;
        let first = self.files.partition_point(|f| f.path < path);
        let one = self.files.get(first).filter(|f| f.path == path)?;
        let more = self.files.get(first + 1).is_some_and(|f| f.path == path);
        Some((one.blob, more))
    }

    /// Every file that landed, with the content with which it landed first, by path.
    pub(super) fn paths(&self) -> impl Iterator<Item = (&'a str, &'a [u8])> {
        let mut last = "";
        self.files.iter().filter_map(move |f| {
            let is_first = f.path != last;
            last = f.path;
            is_first.then_some((f.path, f.blob))
        })
    }

    /// The line as far as these folders know it.
    pub(super) fn line(&self, wanted: impl Fn(&str) -> bool) -> Option<Line> {
        let mut last = ("", false);
        self.of(|file| {
            let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            if last.0 != folder {
                last = (folder, wanted(folder));
            }
            last.1
        })
    }

    /// What of the line stands beside the rest, or all of it where that has become much.
    pub(super) fn top(&self) -> Option<Line> {
        if self.more > MORE_MAX {
            return self.line(|_| true);
        }
        Some(Line { base: Some(self.base), ..self.of(|file| file.is_more)? })
    }

    fn of(&self, mut wanted: impl FnMut(&Landed<'a>) -> bool) -> Option<Line> {
        let mut line = Line {
            tip: Some(self.tip),
            length: self.length,
            is_cut: self.is_cut,
            numbers: self.numbers.clone(),
            ..Line::default()
        };
        let mut changes: BTreeMap<usize, Change> = BTreeMap::new();
        for file in self.files.iter().filter(|f| wanted(f)) {
            let change = changes
                .entry(file.commit)
                .or_insert_with(|| Change { commit: file.commit, ..Change::default() });
            let found = Found {
                path: format!("{}/{}", path::EVENTS, file.path),
                blob: gix::ObjectId::try_from(file.blob).ok()?,
                kind: file.kind,
            };
            match file.deed {
                Deed::Added => change.files.added.push(found),
                Deed::Edited => change.files.edited.push(found),
                Deed::Removed => change.files.removed.push(found),
            }
        }
        for landings in &self.landings {
            read_landings(&mut landings.clone(), &changes, &mut line)?;
        }
        line.changes = changes.into_values().collect();
        Some(line)
    }
}

/// The landings of these changes, and all that causes lend.
fn read_landings(
    rest: &mut Reader<'_>,
    changes: &BTreeMap<usize, Change>,
    line: &mut Line,
) -> Option<()> {
    for _ in 0..rest.count()? {
        let (place, id) = (rest.count()?, rest.bytes()?);
        let known = rest.bytes()?;
        if changes.contains_key(&place) {
            line.ids.insert(place, gix::ObjectId::try_from(id).ok()?);
            if !known.is_empty() {
                line.known.insert(place, landing(&mut Reader::new(known))?);
            }
        }
    }
    for _ in 0..rest.count()? {
        let (commit, place) = (commit(rest)?, rest.count()?);
        line.known.insert(place, landing(&mut Reader::new(rest.bytes()?))?);
        line.lent.insert(commit, place);
    }
    rest.is_done().then_some(())
}

/// Keeps a line, where something of it is new.
pub(super) fn keep(cache: &Cache, line: &Line, settings: &[u8; 32]) {
    let Some(tip) = line.tip.filter(|_| line.is_new && !line.is_part) else { return };
    let mut bytes = Writer::default();
    if let Some(base) = &line.base {
        bytes.raw(base);
    }
    bytes.raw(settings);
    bytes.bytes(tip.as_slice());
    bytes.count(line.length);
    bytes.flag(line.is_cut);
    // Beside the others only what the others do not have.
    let is_there = |n: &&Numbers| n.is_of_base && line.base.is_some();
    bytes.optional(line.numbers.as_ref().filter(|n| !is_there(n)), |w, numbers| {
        w.count(numbers.upto);
        w.bytes(&numbers.sorted);
    });
    let mut files: Vec<(&Found, usize, Deed)> = Vec::new();
    for change in &line.changes {
        files.extend(change.files.added.iter().map(|f| (f, change.commit, Deed::Added)));
        files.extend(change.files.edited.iter().map(|f| (f, change.commit, Deed::Edited)));
        files.extend(change.files.removed.iter().map(|f| (f, change.commit, Deed::Removed)));
    }
    files.sort_by(|a, b| (&a.0.path, a.1).cmp(&(&b.0.path, b.1)));
    bytes.count(files.len());
    for (found, commit, deed) in files {
        let below = found.path.strip_prefix(path::EVENTS).unwrap_or(&found.path);
        bytes.text(below.strip_prefix('/').unwrap_or(below));
        bytes.count(commit);
        bytes.count(DEEDS.iter().position(|d| *d == deed).unwrap_or_default());
        bytes.count(KINDS.iter().position(|k| *k == found.kind).unwrap_or_default());
        bytes.bytes(found.blob.as_slice());
    }
    bytes.count(line.ids.len());
    for (place, id) in &line.ids {
        bytes.count(*place);
        bytes.bytes(id.as_slice());
        bytes.bytes(&line.known.get(place).map(put_landing).unwrap_or_default());
    }
    let lent: Vec<(&CommitId, usize, &Landing)> =
        line.lent.iter().filter_map(|(c, at)| Some((c, *at, line.known.get(at)?))).collect();
    bytes.count(lent.len());
    for (commit, place, landing) in lent {
        bytes.text(commit.as_str());
        bytes.count(place);
        bytes.bytes(&put_landing(landing));
    }
    cache.write(if line.base.is_some() { MORE } else { NAME }, &bytes.finish());
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
