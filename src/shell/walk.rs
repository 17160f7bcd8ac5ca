//! The landing walk: the trunk's first-parent line, and what each of its commits added below `.gaps/events` or
//! took away. Only trees are compared; no rename is ever guessed and no message is read for its meaning.

use gix::bstr::BStr;

use super::aside::{Aside, First, SOON};
use super::commits::Commits;
use super::diff::{self, Difference, Recent};
use super::git::{Git, GitError};
use super::parallel;
use super::roots::Roots;
use crate::ledger::path;

/// What one commit of the trunk changed below `.gaps/events`.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// Counts in the line, the oldest being 0.
    pub commit: usize,
    pub files: Difference,
}

/// The trunk's first-parent line, oldest first.
#[derive(Debug, Default)]
pub struct Walk {
    pub line: Vec<gix::ObjectId>,
    pub changes: Vec<Change>,
    /// The line ends at a commit whose parents are not here, or a tree on it is not here.
    pub is_cut: bool,
    /// What its commits were merged with, where the line goes on from one that is known.
    pub merged: Vec<gix::ObjectId>,
    /// What a listener said of the message of each commit of the line; empty where not every one was decoded.
    pub heard: Vec<Option<u64>>,
}

/// Listens to the messages of the line, where they pass by anyway.
pub type Listener<'l> = &'l (dyn Fn(&BStr) -> Option<u64> + Sync);

/// A commit of the line and its root tree.
pub(super) type Step = (gix::ObjectId, gix::ObjectId);

impl Git {
    /// Walks the first-parent line down from a commit.
    pub fn walk(&self, tip: gix::ObjectId) -> Result<Walk, GitError> {
        self.walk_above(tip, None, &|_| None, None).map(|(walk, _)| walk)
    }

    /// Walks the line down to a commit that is known already, which is left out. Says whether the line came there;
    /// where it did not, the walk is whole.
    pub fn walk_above(
        &self,
        tip: gix::ObjectId,
        known: Option<gix::ObjectId>,
        listener: Listener<'_>,
        aside: Option<&Aside<'_>>,
    ) -> Result<(Walk, bool), GitError> {
        let mut line: Vec<gix::ObjectId> = Vec::new();
        let mut heard: Vec<Option<u64>> = Vec::new();
        let mut merged = Vec::new();
        let mut is_cut = false;
        let mut met = false;
        let lenient = self.is_partial();
        let mut found = Vec::new();
        let mut next = Some(tip);
        let mut steps: Vec<Step> = Vec::new();
        // Where trees may be lacking, it has to be known which.
        let mut first = aside.filter(|_| !lenient).map(First::of);
        let shown = first.as_ref().map(First::shown);
        while next.is_some() {
            let apart = self.apart(if known.is_none() { BATCH } else { 0 });
            let mut commits = Commits::of(&apart);
            let mut left = BATCH;
            let part = parallel::pipe(
                &apart,
                |send| {
                    while let Some(id) = next.filter(|_| left > 0) {
                        left -= 1;
                        met = known == Some(id);
                        let listen = |message: &BStr| {
                            if !met {
                                heard.push(listener(message));
                            }
                        };
                        let shape = commits.shape_and(id, listen)?;
                        let soon = first.as_mut().filter(|_| line.len() <= SOON);
                        let is_soon = soon.is_some();
                        if let Some(first) = soon {
                            first.take(&apart, shape.tree)?;
                        }
                        // The last of one part is the first of the next: each is compared with what is before it.
                        if !is_soon || line.len() == SOON {
                            steps.push((id, shape.tree));
                        }
                        if met {
                            next = None;
                            break;
                        }
                        line.push(id);
                        is_cut |= commits.is_cut_at(id);
                        if steps.len() > CHUNK {
                            send((std::mem::replace(&mut steps, vec![(id, shape.tree)]), false));
                        }
                        next = shape.parents.first().copied();
                        if known.is_some() {
                            merged.extend(shape.parents.iter().skip(1));
                        }
                    }
                    if next.is_none() && steps.is_empty() {
                        first.iter_mut().filter(|_| !met).for_each(First::end);
                    } else if next.is_none() {
                        send((std::mem::take(&mut steps), !met));
                    }
                    Ok::<_, GitError>(())
                },
                |repo, (steps, is_end): (Vec<Step>, bool)| {
                    let part = differences(repo, &steps, (is_end, lenient));
                    part.inspect(|part| {
                        shown.iter().for_each(|shown| shown.show(&part.found));
                    })
                },
            )?;
            found.extend(part);
        }
        let first = first.map(|first| {
            let judged = first.judged();
            let found = first.done(self, met)?;
            Ok(Differences { judged, found, lacks: false })
        });
        line.reverse();
        heard.reverse();
        if heard.len() < line.len() {
            heard.clear();
        }
        let mut walk = Walk { line, changes: Vec::new(), is_cut, merged, heard };
        let mut above = walk.line.len();
        for part in first.into_iter().chain(found) {
            let part = part?;
            walk.is_cut |= part.lacks;
            for (place, files) in part.found {
                walk.changes.push(Change { commit: above - 1 - place, files });
            }
            above = above.saturating_sub(part.judged);
        }
        walk.changes.sort_by_key(|c| c.commit);
        Ok((walk, met))
    }

    /// The tree of `.gaps/events` in a commit.
    pub fn events_tree(&self, commit: gix::ObjectId) -> Result<Option<gix::ObjectId>, GitError> {
        let shape = self.commits().shape(commit)?;
        Roots::default().events(&self.repo, shape.tree)
    }
}

/// How many commits of the line make one piece of work: large enough that the trees of one piece lie close together
/// in the pack.
const CHUNK: usize = 2048;

/// How many commits of a long line are looked at before what they mapped of the packs is let go of.
pub(super) const BATCH: usize = 16 * CHUNK;

/// What a part of the line changed.
struct Differences {
    /// How many commits were judged.
    judged: usize,
    found: Vec<(usize, Difference)>,
    /// A tree is not here.
    lacks: bool,
}

/// What each of these commits, newest first, changed against the one after it in this list. The last is not judged
/// itself, unless the line ends there. A partial clone may lack trees: there a commit is compared with the nearest
/// one before it whose tree is here.
fn differences(
    repo: &gix::Repository,
    steps: &[Step],
    (is_end, lenient): (bool, bool),
) -> Result<Differences, GitError> {
    let (mut roots, mut recent) = (Roots::default(), Recent::default());
    let mut trees: Vec<Option<Option<gix::ObjectId>>> = Vec::with_capacity(steps.len());
    for (_, tree) in steps {
        match roots.events(repo, *tree) {
            Ok(events) => trees.push(Some(events)),
            Err(_) if lenient => trees.push(None),
            Err(error) => return Err(error),
        }
    }
    let judged = if is_end { steps.len() } else { steps.len().saturating_sub(1) };
    let mut lacks = trees.contains(&None);
    let mut found = Vec::new();
    for i in 0..judged {
        let Some(after) = trees[i] else { continue };
        let before = trees[i + 1..].iter().find_map(|t| *t).flatten();
        if after != before {
            let mut files = Difference::default();
            let pair = (before, after);
            match diff::compare_one(repo, &mut recent, pair, path::EVENTS, &mut files) {
                Ok(()) => {}
                Err(_) if lenient => lacks = true,
                Err(error) => return Err(error),
            }
            if !files.is_empty() {
                found.push((i, files));
            }
        }
    }
    Ok(Differences { judged, found, lacks })
}
