//! The backlog as a list prints it: rows and faults, with the facts that they hang on. Made from a fold, kept in the
//! cache, and printed from there alone where nothing has changed since.

use std::borrow::Cow;

use crate::ledger::{Code, Fault};
use crate::model::{Criticality, Day, Id, Status};
use crate::project::entry::Missing;
use crate::shell::bytes::{Reader, Writer};
use crate::shell::cache::{Cache, Kept};
use crate::shell::git::Git;
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

/// A page that came from the cache, or is about to go there.
pub struct Page {
    body: Body,
    rows_at: usize,
    pub ledger: Id,
    pub missing: Option<Missing>,
    pub faults: Vec<Fault>,
    pub(super) facts: Facts,
}

enum Body {
    Kept(Kept),
    Made(Vec<u8>),
}

impl Page {
    /// Makes a page of these rows.
    pub(super) fn make(
        facts: Facts,
        ledger: Id,
        missing: Option<Missing>,
        faults: Vec<Fault>,
        rows: &[Written<'_>],
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
        let rows_at = bytes.as_slice().len();
        bytes.list(rows, |w, row| w.bytes(&row.0));
        Self { body: Body::Made(bytes.finish()), rows_at, ledger, missing, faults, facts }
    }

    /// What the cache has, whether it still holds or not.
    pub(super) fn read(cache: &Cache) -> Option<Self> {
        let kept = cache.read(NAME)?;
        let mut bytes = Reader::new(kept.body());
        let facts = facts(&mut bytes)?;
        let ledger = id(&mut bytes)?;
        let missing = bytes.optional(|r| {
            let (name, remote) = (owned(r)?, r.optional(owned)?);
            // Nothing of a shallow clone is kept.
            Some(Missing::NoTrunk { name, remote, is_shallow: false })
        })?;
        let faults = bytes.list(fault)?;
        let rows_at = kept.body().len() - bytes.left();
        Some(Self { rows_at, body: Body::Kept(kept), ledger, missing, faults, facts })
    }

    /// Keeps a page that was made.
    pub(super) fn keep(&self, cache: &Cache) {
        if let Body::Made(bytes) = &self.body {
            cache.write(NAME, bytes);
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
    pub fn rows(&self) -> Option<Vec<Row<'_>>> {
        self.listed(|bytes| Some(row(&mut Reader::new(bytes))?.0))
    }

    /// The same, each with the stamp of the build that folded it.
    pub(super) fn stamped(&self) -> Option<Vec<(Row<'_>, u64)>> {
        self.listed(|bytes| row(&mut Reader::new(bytes)))
    }

    /// The same as they are written.
    pub(super) fn written(&self) -> Option<Vec<Written<'_>>> {
        self.listed(|bytes| Some(Written(bytes.into())))
    }

    fn listed<'a, T>(&'a self, read: impl Fn(&'a [u8]) -> Option<T>) -> Option<Vec<T>> {
        let bytes = match &self.body {
            Body::Kept(kept) => kept.body(),
            Body::Made(bytes) => bytes,
        };
        let mut bytes = Reader::new(bytes.get(self.rows_at..)?);
        let rows = bytes.list(|r| read(r.bytes()?))?;
        bytes.is_done().then_some(rows)
    }
}

/// A row as it stands in a page.
pub(super) struct Written<'a>(Cow<'a, [u8]>);

/// What tells one row from another.
pub(super) struct Names<'a> {
    pub(super) id: Id,
    pub(super) label: &'a str,
    pub(super) claimed: &'a str,
}

impl Written<'_> {
    /// A row with the stamp of the build that folded it.
    pub(super) fn of(row: &Row<'_>, stamp: u64) -> Self {
        let mut bytes = Writer::default();
        put_row(&mut bytes, row, stamp);
        Self(bytes.finish().into())
    }

    pub(super) fn names(&self) -> Option<Names<'_>> {
        let mut bytes = Reader::new(&self.0);
        let id = id(&mut bytes)?;
        bytes.raw(size_of::<u64>())?;
        Some(Names { id, label: bytes.text()?, claimed: bytes.text()? })
    }
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
    bytes.text(&row.label);
    bytes.text(&row.claimed);
    bytes.text(&row.title);
    bytes.text(&row.block.0);
    bytes.text(&row.block.1);
    bytes.optional(row.criticality, |w, c| w.count(c as usize));
    bytes.count(row.status as usize);
    bytes.list(&row.contests, |w, c| w.text(c));
    bytes.optional(row.owner.as_deref(), Writer::text);
    bytes.optional(row.due, |w, due| w.signed(due.days_since(epoch())));
    bytes.count(row.criteria.0);
    bytes.count(row.criteria.1);
    bytes.optional(row.standing.as_deref(), Writer::text);
}

fn row<'a>(bytes: &mut Reader<'a>) -> Option<(Row<'a>, u64)> {
    let id = id(bytes)?;
    let stamp = u64::from_le_bytes(bytes.raw(8)?.try_into().ok()?);
    let row = Row {
        id,
        label: bytes.text()?.into(),
        claimed: bytes.text()?.into(),
        title: bytes.text()?.into(),
        block: (bytes.text()?.into(), bytes.text()?.into()),
        criticality: bytes.optional(|r| {
            let n = r.count()?;
            Criticality::ALL.into_iter().find(|c| *c as usize == n)
        })?,
        status: {
            let n = bytes.count()?;
            Status::ALL.into_iter().find(|s| *s as usize == n)?
        },
        contests: bytes.list(|r| r.text().map(Cow::Borrowed))?,
        owner: bytes.optional(|r| r.text().map(Cow::Borrowed))?,
        due: bytes.optional(|r| epoch().plus_days(r.signed()?))?,
        criteria: (bytes.count()?, bytes.count()?),
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
