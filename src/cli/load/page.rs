//! The backlog as a list prints it: rows and faults, with the facts that they hang on. Made from a fold, kept in the
//! cache, and printed from there alone where nothing has changed since.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::ledger::{Code, Fault};
use crate::model::{Criticality, Day, Id, Label, Status};
use crate::project::entry::Missing;
use crate::shell::bytes::{Reader, Writer};
use crate::shell::cache::Cache;
use crate::shell::git::Git;
use crate::shell::parts::{Draft, Parts};
use crate::shell::tree::{Found, Kind};
use crate::views::row::Row;

use super::facts::{self, OnDisk};
use super::line_kept::object;
use super::named::there;

const NAME: &str = "list";

/// A trunk's name with the reference and the commit that it stands for.
pub(super) type Named = (String, Option<(String, gix::ObjectId)>);

/// Where everything stands that is not a file of ours.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Now {
    pub(super) head: Option<gix::ObjectId>,
    /// The branch that is checked out and the remote that it goes to: the trunk's own is read in another way.
    branch: Option<String>,
    pub(super) settings: [u8; 32],
    pub(super) index: Option<[u8; 32]>,
}

impl Now {
    pub(super) fn read(git: &Git) -> Option<Self> {
        let head = git.head().ok()?;
        let branch = git.branch().map(|name| {
            let goes_to = git.config(&format!("branch.{name}.remote")).unwrap_or_default();
            format!("{name} {goes_to}")
        });
        let index = if git.workdir().is_some() { facts::index(git) } else { None };
        Some(Self { head, branch, settings: facts::settings(git), index })
    }
}

/// An event file that has not landed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unlanded {
    pub(super) found: Found,
    /// In no commit of this branch either.
    pub(super) is_pending: bool,
    /// None where there is no working tree to look at.
    pub(super) on_disk: Option<OnDisk>,
}

/// All that a page hangs on.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    pub(super) now: Now,
    /// Every name of a trunk that was followed, the last one being the trunk.
    pub(super) trunks: Vec<Named>,
    pub(super) unlanded: Vec<Unlanded>,
    /// One gap can be folded without the others: no label in doubt, no revocation, nothing asked for by a message.
    pub(super) is_regular: bool,
}

/// A page that came from the cache, or is about to go there. Its rows stay as long as the program runs: few are ever
/// made, and so one thread can read them for another.
pub struct Page {
    body: Body,
    pub ledger: Id,
    pub missing: Option<Missing>,
    pub faults: Vec<Fault>,
    pub(super) facts: Facts,
}

#[derive(Clone)]
enum Body {
    /// A file of the cache, of which the rows are read where somebody asks.
    Kept(&'static Parts),
    Made(Arc<Made>),
}

/// A page as the cache is to have it.
pub(super) struct Made {
    /// What stands before the rows.
    head: Vec<u8>,
    rows: Rows,
}

/// What the length of a row takes at most, where rows are not very long.
const MORE_BYTES: usize = 3;

impl Made {
    pub(super) fn keep(&self, cache: &Cache) {
        let rows = &self.rows.written;
        let bytes: usize = rows.iter().map(|row| row.len() + MORE_BYTES).sum();
        let mut bytes = Writer::with_capacity(MORE_BYTES + bytes);
        bytes.list(rows, |w, row| w.bytes(row));
        cache.write_parts(NAME, &self.head, &Draft::single(bytes.finish()));
    }
}

impl Page {
    /// Makes a page of these rows.
    pub(super) fn make(
        facts: Facts,
        ledger: Id,
        missing: Option<Missing>,
        faults: Vec<Fault>,
        rows: Rows,
    ) -> Self {
        let mut bytes = Writer::default();
        put_facts(&mut bytes, &facts);
        bytes.raw(ledger.as_bytes());
        let trunk = match &missing {
            Some(Missing::NoTrunk { name, remote, .. }) => Some((name, remote)),
            _ => None,
        };
        bytes.optional(trunk, |w, (name, remote)| {
            w.text(name);
            w.optional(remote.as_deref(), Writer::text);
        });
        bytes.list(&faults, put_fault);
        let body = Body::Made(Arc::new(Made { head: bytes.finish(), rows }));
        Self { body, ledger, missing, faults, facts }
    }

    /// What the cache has, whether it still holds or not.
    pub(super) fn read(cache: &Cache) -> Option<Self> {
        let kept: &'static Parts = Box::leak(Box::new(cache.parts(NAME)?));
        let mut bytes = Reader::new(kept.head());
        let facts = facts(&mut bytes)?;
        let ledger = id(&mut bytes)?;
        let missing = bytes.optional(|r| {
            let (name, remote) = (owned(r)?, r.optional(owned)?);
            // Nothing of a shallow clone is kept.
            Some(Missing::NoTrunk { name, remote, is_shallow: false })
        })?;
        let faults = bytes.list(fault)?;
        bytes.is_done().then_some(())?;
        Some(Self { body: Body::Kept(kept), ledger, missing, faults, facts })
    }

    /// What the cache does not have yet.
    pub(super) fn made(&self) -> Option<Arc<Made>> {
        match &self.body {
            Body::Made(made) => Some(Arc::clone(made)),
            Body::Kept(_) => None,
        }
    }

    /// Whether nothing that it hangs on has changed.
    pub(super) fn holds(&self, git: &Git, now: &Now) -> bool {
        self.facts.now == *now
            && self.facts.trunks.iter().all(|(name, was)| there(git, name) == *was)
            && self.facts.unlanded.iter().all(|u| match (&u.on_disk, git.workdir()) {
                (Some(on_disk), Some(root)) => on_disk.holds(root, &u.found.path),
                (None, None) => true,
                _ => false,
            })
    }

    /// The rows by label. None where the cache was tampered with.
    pub fn rows(&self) -> Option<Cow<'_, [Row<'static>]>> {
        match &self.body {
            Body::Made(made) => Some(Cow::Borrowed(&made.rows.read)),
            Body::Kept(kept) => listed(kept, |bytes| Some(row(bytes)?.0)).map(Cow::Owned),
        }
    }

    /// The same, each with the stamp of the build that folded it.
    pub(super) fn stamped(&self) -> Option<Vec<(Row<'static>, u64)>> {
        match &self.body {
            Body::Made(made) => made.rows.written.iter().map(|bytes| row(bytes)).collect(),
            Body::Kept(kept) => listed(kept, row),
        }
    }

    /// What reads its rows, here or elsewhere.
    pub(super) fn reading(&self) -> impl FnOnce() -> Option<Rows> + Send + 'static {
        let body = self.body.clone();
        move || match body {
            Body::Made(made) => Some(made.rows.clone()),
            Body::Kept(kept) => Rows::kept(kept),
        }
    }
}

/// What somebody reads of each row of a list.
fn listed<T>(kept: &'static Parts, read: impl Fn(&'static [u8]) -> Option<T>) -> Option<Vec<T>> {
    let mut bytes = Reader::new(kept.single()?);
    let rows = bytes.list(|r| read(r.bytes()?))?;
    bytes.is_done().then_some(rows)
}

/// Rows by label, as they are written and as they are read.
#[derive(Clone)]
pub(super) struct Rows {
    written: Vec<&'static [u8]>,
    read: Vec<Row<'static>>,
}

impl Rows {
    /// Rows that were folded by the build with this stamp.
    pub(super) fn of(rows: &[Row<'_>], stamp: u64) -> Self {
        let (written, read) = rows.iter().map(|row| written(row, stamp)).unzip();
        Self { written, read }
    }

    fn kept(kept: &'static Parts) -> Option<Self> {
        let written = listed(kept, Some)?;
        let mut read = Vec::with_capacity(written.len());
        for bytes in &written {
            read.push(row(bytes)?.0);
        }
        Some(Self { written, read })
    }

    pub(super) fn read(&self) -> &[Row<'static>] {
        &self.read
    }

    /// Where the rows are that are shown or were claimed as one of these.
    pub(super) fn called(&self, labels: &BTreeSet<&str>) -> BTreeSet<usize> {
        // Mostly each is shown as it was claimed, and then they are sorted by both.
        if self.read.iter().any(|row| row.label != row.claimed) {
            let is = |row: &Row<'_>| labels.contains(row.label) || labels.contains(row.claimed);
            return (0..self.read.len()).filter(|at| is(&self.read[*at])).collect();
        }
        let named = |label: &str| label.parse::<Label>().ok();
        let of = |label: &&str| {
            let own = named(label);
            let from = self.read.partition_point(|row| named(row.label) < own);
            let behind = self.read[from..].iter().take_while(|row| named(row.label) == own);
            from..from + behind.count()
        };
        labels.iter().flat_map(of).collect()
    }

    /// Puts a row in the place of another one.
    pub(super) fn replace(&mut self, at: usize, row: &Row<'_>, stamp: u64) {
        (self.written[at], self.read[at]) = written(row, stamp);
    }

    /// Puts a row where its label belongs. The others are sorted already, and reading a label takes longer than
    /// looking at a few.
    pub(super) fn insert(&mut self, row: &Row<'_>, stamp: u64) {
        let order = |row: &Row<'_>| (row.label.parse::<Label>().ok(), row.id);
        let own = order(row);
        let at = self.read.partition_point(|other| order(other) < own);
        let (written, read) = written(row, stamp);
        self.written.insert(at, written);
        self.read.insert(at, read);
    }
}

/// A row as it is written, and as it is read again.
fn written(new: &Row<'_>, stamp: u64) -> (&'static [u8], Row<'static>) {
    let mut bytes = Writer::default();
    put_row(&mut bytes, new, stamp);
    let bytes: &'static [u8] = bytes.finish().leak();
    let Some((read, _)) = row(bytes) else { unreachable!("a row that was written is read") };
    (bytes, read)
}

fn put_facts(bytes: &mut Writer, facts: &Facts) {
    bytes.optional(facts.now.head, |w, id| w.bytes(id.as_slice()));
    bytes.optional(facts.now.branch.as_deref(), Writer::text);
    bytes.raw(&facts.now.settings);
    bytes.optional(facts.now.index, |w, index| w.raw(&index));
    bytes.list(&facts.trunks, |w, (name, there)| {
        w.text(name);
        w.optional(there.as_ref(), |w, (reference, id)| {
            w.text(reference);
            w.bytes(id.as_slice());
        });
    });
    bytes.list(&facts.unlanded, |w, u| {
        w.text(&u.found.path);
        w.bytes(u.found.blob.as_slice());
        w.count(KINDS.iter().position(|k| *k == u.found.kind).unwrap_or_default());
        w.flag(u.is_pending);
        w.optional(u.on_disk.as_ref(), |w, d| {
            w.raw(&d.stat);
            w.raw(&d.content);
            w.flag(d.is_fresh);
        });
    });
    bytes.flag(facts.is_regular);
}

const KINDS: [Kind; 4] = [Kind::File, Kind::Executable, Kind::Symlink, Kind::Submodule];

fn facts(bytes: &mut Reader<'_>) -> Option<Facts> {
    let head = bytes.optional(object)?;
    let branch = bytes.optional(owned)?;
    let settings = hash(bytes)?;
    let index = bytes.optional(hash)?;
    let trunks = bytes.list(|r| {
        let name = owned(r)?;
        Some((name, r.optional(|r| Some((owned(r)?, object(r)?)))?))
    })?;
    let unlanded = bytes.list(|r| {
        let path = owned(r)?;
        let blob = object(r)?;
        let found = Found { path, blob, kind: *KINDS.get(r.count()?)? };
        let is_pending = r.flag()?;
        let on_disk = r.optional(|r| {
            Some(OnDisk { stat: hash(r)?, content: hash(r)?, is_fresh: r.flag()? })
        })?;
        Some(Unlanded { found, is_pending, on_disk })
    })?;
    let is_regular = bytes.flag()?;
    Some(Facts { now: Now { head, branch, settings, index }, trunks, unlanded, is_regular })
}

fn hash(bytes: &mut Reader<'_>) -> Option<[u8; 32]> {
    bytes.raw(32)?.try_into().ok()
}

fn owned(bytes: &mut Reader<'_>) -> Option<String> {
    bytes.text().map(str::to_owned)
}

fn id(bytes: &mut Reader<'_>) -> Option<Id> {
    hash(bytes).map(Id::from_bytes)
}

fn put_fault(bytes: &mut Writer, fault: &Fault) {
    bytes.text(fault.code.as_str());
    bytes.optional(fault.event, |w, id| w.raw(id.as_bytes()));
    bytes.optional(fault.path.as_deref(), Writer::text);
    bytes.text(&fault.message);
}

fn fault(bytes: &mut Reader<'_>) -> Option<Fault> {
    let word = bytes.text()?;
    let code = *Code::ALL.iter().find(|c| c.as_str() == word)?;
    let event = bytes.optional(id)?;
    let path = bytes.optional(owned)?;
    Some(Fault { code, event, path, message: owned(bytes)? })
}

fn put_row(bytes: &mut Writer, row: &Row<'_>, stamp: u64) {
    bytes.raw(row.id.as_bytes());
    bytes.raw(&stamp.to_le_bytes());
    put_texts(bytes, [row.label, row.claimed]);
    put_texts(bytes, [row.title, row.block.0, row.block.1]);
    bytes.optional(row.criticality, |w, c| w.count(c as usize));
    bytes.count(row.status as usize);
    bytes.list(&row.contests, |w, c| w.text(c));
    bytes.optional(row.owner, Writer::text);
    bytes.optional(row.due, |w, due| w.signed(due.days_since(epoch())));
    bytes.count(row.criteria.0 as usize);
    bytes.count(row.criteria.1 as usize);
    bytes.optional(row.standing.as_deref(), Writer::text);
}

/// Texts: how long each is, then all of them as one, which is quicker to read than each alone.
fn put_texts<const N: usize>(bytes: &mut Writer, texts: [&str; N]) {
    texts.iter().for_each(|text| bytes.count(text.len()));
    texts.iter().for_each(|text| bytes.raw(text.as_bytes()));
}

fn texts<'a, const N: usize>(bytes: &mut Reader<'a>) -> Option<[&'a str; N]> {
    let mut lengths = [0; N];
    for length in &mut lengths {
        *length = bytes.count()?;
    }
    let whole = lengths.iter().try_fold(0usize, |sum, length| sum.checked_add(*length))?;
    let mut left = std::str::from_utf8(bytes.raw(whole)?).ok()?;
    let mut texts = [""; N];
    for (text, length) in texts.iter_mut().zip(lengths) {
        (*text, left) = left.split_at_checked(length)?;
    }
    Some(texts)
}

fn row<'a>(bytes: &'a [u8]) -> Option<(Row<'a>, u64)> {
    let bytes = &mut Reader::new(bytes);
    let id = id(bytes)?;
    let stamp = u64::from_le_bytes(bytes.raw(8)?.try_into().ok()?);
    let [label, claimed] = texts(bytes)?;
    let [title, block, prefix] = texts(bytes)?;
    let row = Row {
        id,
        label,
        claimed,
        title,
        block: (block, prefix),
        criticality: bytes.optional(|r| Criticality::ALL.get(r.count()?).copied())?,
        status: *Status::ALL.get(bytes.count()?)?,
        contests: bytes.list(|r| r.text().map(Cow::Borrowed))?,
        owner: bytes.optional(Reader::text)?,
        due: bytes.optional(|r| epoch().plus_days(r.signed()?))?,
        criteria: (bytes.count()?.try_into().ok()?, bytes.count()?.try_into().ok()?),
        standing: bytes.optional(|r| r.text().map(Cow::Borrowed))?,
    };
    Some((row, stamp))
}

fn epoch() -> Day {
    crate::model::At::from_unix(0).map(crate::model::At::day).unwrap_or_else(unreachable_day)
}

fn unreachable_day() -> Day {
    unreachable!("1970 is a year from 1 to 9999")
}
