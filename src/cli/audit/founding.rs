//! Which ledger is audited, and on which branch: the event that founds it is looked for on the line of what is checked
//! out, and its trunk is followed from there. Where there are several, history says which is the first, else the pin.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use gix::ObjectId;

use crate::cli::context::Context;
use crate::cli::failure::{ENVIRONMENT, Failure};
use crate::ledger::Body;
use crate::ledger::file::Signed;
use crate::model::Id;
use crate::project::audit::{Content, Line, Record};
use crate::project::entry::{Entry, Landings, Place};
use crate::project::pin::Pin;
use crate::project::remote::Remote;
use crate::project::roster::Rosters;
use crate::shell::objects::{Objects, Surroundings};
use crate::shell::survey::{Survey, Surveyor};

use super::files::{self, Messages, Read};
use super::history::Range;

pub(super) struct Found {
    pub(super) ledger: Id,
    /// The reference and its commit; what is checked out where the trunk is not here.
    pub(super) trunk: (String, ObjectId),
    pub(super) has_trunk: bool,
    /// The name that the ledger gives its trunk.
    pub(super) name: String,
    pub(super) walk: Survey,
    /// When each commit of the line was made.
    pub(super) seconds: Vec<i64>,
    pub(super) read: Read,
}

impl Found {
    /// The line as the case has it.
    pub(super) fn line(&self) -> Line {
        let mut line = Line::with_capacity(self.seconds.len());
        for (id, seconds) in self.walk.line.iter().zip(&self.seconds) {
            line.push(id.as_slice(), super::made(*seconds));
        }
        line
    }
}

/// A line that was walked and read.
struct Walked {
    tip: ObjectId,
    walk: Survey,
    seconds: Vec<i64>,
    read: Read,
}

pub(super) fn find(
    ctx: &Context,
    objects: &Objects,
    surveyor: &mut Surveyor<'_>,
    range: Option<&Range>,
    pin: Option<&Pin>,
) -> Result<Found, Failure> {
    let to = range.and_then(|(_, to)| *to);
    let start = to.or_else(|| objects.head()).or_else(|| remote_head(objects));
    let Some(start) = start else { return Err(no_ledger()) };
    let mut walked = walk(objects, surveyor, start)?;
    let mut founding = founding(&walked.read);
    if founding.is_empty()
        && to.is_none()
        && let Some(elsewhere) = remote_head(objects).filter(|r| *r != start)
    {
        walked = walk(objects, surveyor, elsewhere)?;
        founding = self::founding(&walked.read);
    }
    let first = choose(ctx, objects, surveyor, &walked, &founding, pin)?;
    let Body::Founded(founded) = &first.event.body else { return Err(no_ledger()) };
    let mut name = ctx.trunk.clone().unwrap_or_else(|| founded.trunk.clone());
    let mut tried = BTreeSet::new();
    loop {
        tried.insert(name.clone());
        let trunk = match to {
            Some(to) => Some((asked_for(range), to)),
            None => objects.trunk(&name),
        };
        if let Some((_, tip)) = &trunk
            && *tip != walked.tip
        {
            walked = walk(objects, surveyor, *tip)?;
        }
        let ruled = ruled(&walked.read, first.id).filter(|_| ctx.trunk.is_none() && to.is_none());
        if let Some(next) = ruled.filter(|n| !tried.contains(n)) {
            name = next;
            continue;
        }
        let has_trunk = trunk.is_some();
        let trunk = trunk.unwrap_or_else(|| ("HEAD".to_owned(), walked.tip));
        let Walked { walk, seconds, read, .. } = walked;
        return Ok(Found { ledger: first.id, trunk, has_trunk, name, walk, seconds, read });
    }
}

fn asked_for(range: Option<&Range>) -> String {
    range.and_then(|(_, to)| *to).map_or_else(String::new, |id| id.to_string())
}

fn remote_head(objects: &Objects) -> Option<ObjectId> {
    let remote = objects.git.remote()?;
    objects.reference(&format!("refs/remotes/{remote}/HEAD"))
}

fn walk(objects: &Objects, surveyor: &mut Surveyor<'_>, tip: ObjectId) -> Result<Walked, Failure> {
    let around = Surroundings::read(&objects.git);
    let url = objects.git.remote().and_then(|r| objects.git.remote_url(&r));
    let forge = url.and_then(|u| Remote::read(&u, &BTreeMap::new())).and_then(|r| r.forge);
    let mut messages = Messages::default();
    let mut seconds = Vec::new();
    let walk = surveyor.walk(tip, |commit| {
        messages.see(commit, forge);
        seconds.push(commit.seconds);
    });
    messages.turn();
    seconds.reverse();
    let mut read = files::read(objects, &around, &walk);
    read.messages = messages;
    Ok(Walked { tip, walk, seconds, read })
}

/// Good events with the commit of the line that brought them.
fn good(read: &Read) -> impl Iterator<Item = (&Signed, usize, &str)> {
    read.files.iter().filter_map(|f| match &f.content {
        Content::Event(Record::Good(signed)) => Some((&**signed, f.commit, f.path.as_str())),
        _ => None,
    })
}

fn founding(read: &Read) -> Vec<Signed> {
    let mut seen = HashSet::new();
    let founds = |s: &Signed| matches!(s.event.body, Body::Founded(_));
    good(read).filter(|(s, ..)| founds(s) && seen.insert(s.id)).map(|(s, ..)| s.clone()).collect()
}

/// The trunk that the ledger's own landed events name.
fn ruled(read: &Read, ledger: Id) -> Option<String> {
    let entries: Vec<Entry> = good(read)
        .filter(|(s, ..)| {
            s.event.gap.is_none() && (s.id == ledger || s.event.ledger == Some(ledger))
        })
        .map(|(s, commit, path)| Entry {
            id: s.id,
            event: s.event.clone(),
            key: s.key.clone(),
            path: path.to_owned(),
            place: Place::Landed(commit),
            asked: false,
        })
        .collect();
    let own: Vec<&Entry> = entries.iter().collect();
    let rosters = Rosters::apply(&own, ledger, &Landings::default());
    rosters.now().map(|r| r.trunk.clone()).filter(|t| !t.is_empty())
}

fn choose(
    ctx: &Context,
    objects: &Objects,
    surveyor: &mut Surveyor<'_>,
    walked: &Walked,
    founding: &[Signed],
    pin: Option<&Pin>,
) -> Result<Signed, Failure> {
    if let Some(asked) = &ctx.ledger {
        let found = founding.iter().find(|s| super::begins(s.id, asked));
        return found.cloned().ok_or_else(|| {
            let says = format!("no ledger here has the id {asked}");
            Failure::new(ENVIRONMENT, "no-ledger", says, "gaps audit")
        });
    }
    let pinned = |s: &&Signed| pin.is_some_and(|p| p.ledger == s.id);
    match founding {
        [] => Err(no_ledger()),
        [one] => Ok(one.clone()),
        many => older(objects, surveyor, walked, many)
            .or_else(|| many.iter().find(pinned).cloned())
            .ok_or_else(|| undecided(many)),
    }
}

/// The one that every commit which introduced another one has in its history.
fn older(
    objects: &Objects,
    surveyor: &mut Surveyor<'_>,
    walked: &Walked,
    founding: &[Signed],
) -> Option<Signed> {
    let paths: Vec<(Id, String)> = good(&walked.read)
        .filter(|(s, ..)| founding.iter().any(|f| f.id == s.id))
        .map(|(s, _, p)| (s.id, p.to_owned()))
        .collect();
    let (history, _) = surveyor.history(&[walked.tip]);
    let mut held: BTreeMap<Id, HashSet<ObjectId>> = BTreeMap::new();
    for commit in surveyor.ids(&history) {
        let there = surveyor.held(commit);
        for (id, _) in paths.iter().filter(|(_, p)| there.contains(p.as_bytes())) {
            held.entry(*id).or_default().insert(commit);
        }
    }
    let none = HashSet::new();
    let holders = |id: Id| held.get(&id).unwrap_or(&none);
    // Where it was introduced: held there, and by no parent.
    let introduced = |id: Id| -> Vec<ObjectId> {
        let new = |c: &&ObjectId| {
            objects
                .commit(**c)
                .is_ok_and(|read| read.parents.iter().all(|p| !holders(id).contains(p)))
        };
        holders(id).iter().filter(new).copied().collect()
    };
    let is_first = |a: &Signed, surveyor: &mut Surveyor<'_>| {
        founding.iter().filter(|b| b.id != a.id).all(|b| {
            let commits = introduced(b.id);
            !commits.is_empty()
                && commits.iter().all(|c| {
                    let parents = objects.commit(*c).map(|r| r.parents).unwrap_or_default();
                    let (before, _) = surveyor.history(&parents);
                    holders(a.id).iter().any(|h| surveyor.is_in(&before, *h))
                })
        })
    };
    founding.iter().find(|a| is_first(a, surveyor)).cloned()
}

fn undecided(many: &[Signed]) -> Failure {
    let ids: Vec<String> = many.iter().map(|s| s.id.short()).collect();
    let message = format!(
        "there are {} ledgers here ({}), and history does not say which is first",
        ids.len(),
        ids.join(", ")
    );
    Failure::new(ENVIRONMENT, "second-genesis", message, format!("gaps audit --ledger {}", ids[0]))
}

fn no_ledger() -> Failure {
    Failure::new(
        ENVIRONMENT,
        "no-ledger",
        "no commit here holds a ledger",
        "gaps init, then git commit",
    )
}
