//! The walk of the audit: the trunk's first-parent line from its first commit on, and everything that its trees ever
//! held below `.gaps`. Every object on the way is read by `objects.rs`. What cannot be read or is made wrongly is a
//! fault beside the walk, never the end of it. No meaning is given to anything here.

mod trees;

use std::collections::HashSet;

use gix::ObjectId;
use gix::bstr::BString;

use super::git::{Apart, GitError};
use super::lineage::{Graph, Lineage};
use super::messages::{self, Message, Messages};
use super::objects::{Commit, Objects, Surroundings, Unread};
use super::walk::BATCH;
use crate::ledger::Code;
use trees::{Known, Piece, Trees, Why, Wrong};

/// A file as a tree has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    pub path: BString,
    pub mode: u32,
    pub id: ObjectId,
}

/// What one commit of the line changed below `.gaps` against its first parent; each list in path order.
#[derive(Debug, Clone, Default)]
pub struct Changed {
    /// Counts in [`Survey::line`].
    pub step: usize,
    pub added: Vec<Leaf>,
    pub edited: Vec<Leaf>,
    pub removed: Vec<Leaf>,
}

impl Changed {
    /// Each list in path order; none where nothing changed.
    fn sorted(mut self) -> Option<Self> {
        for list in [&mut self.added, &mut self.edited, &mut self.removed] {
            list.sort_by(|a, b| a.path.cmp(&b.path));
        }
        let is_empty = self.added.is_empty() && self.edited.is_empty() && self.removed.is_empty();
        (!is_empty).then_some(self)
    }
}

/// Something that is wrong with the objects themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectFault {
    pub code: Code,
    pub commit: Option<ObjectId>,
    pub path: Option<String>,
    pub message: String,
    /// The object is not here, and this clone says itself that it lacks some.
    pub is_excused: bool,
}

/// What the walk saw.
#[derive(Debug, Default)]
pub struct Survey {
    /// Oldest first.
    pub line: Vec<ObjectId>,
    pub changes: Vec<Changed>,
    pub faults: Vec<ObjectFault>,
    /// The line ends at a commit whose parent is not here.
    pub is_cut: bool,
}

/// The reader of a walk: trees are read once while they are in use.
pub struct Surveyor<'o> {
    objects: &'o Objects,
    around: &'o Surroundings,
    known: Known,
    told: HashSet<ObjectId>,
    faults: Vec<ObjectFault>,
    /// The commits that were read: what each builds on, when it was made, and what may say something.
    graph: Graph,
    seconds: Vec<i64>,
    said: Vec<(ObjectId, Message)>,
}

/// The commits that some others build on, and these; for the surveyor that found them.
#[derive(Debug, Default)]
pub struct History {
    /// By number.
    has: Vec<bool>,
}

/// Stands for the date of a commit that was not read yet.
const UNREAD: i64 = i64::MIN;

/// How far a walk has come.
#[derive(Default)]
struct Way {
    next: Option<ObjectId>,
    /// By number.
    seen: Vec<bool>,
    /// The root trees of a piece, newest first.
    piece: Vec<ObjectId>,
}

/// How many commits of the line make one piece of work.
const PIECE: usize = 2048;

/// So many commits are read before what was mapped is let go of.
const PART: usize = BATCH / 2;

/// The same beside the line, where what is read lies far apart.
const BESIDE: usize = BATCH / 8;

impl<'o> Surveyor<'o> {
    pub fn new(objects: &'o Objects, around: &'o Surroundings) -> Self {
        let (known, told) = (Known::default(), HashSet::new());
        let graph = Graph::default();
        let (faults, seconds, said) = (Vec::new(), Vec::new(), Vec::new());
        Self { objects, around, known, told, faults, graph, seconds, said }
    }

    /// Walks the first-parent line of a commit and compares what lies below `.gaps`. Each commit of the line is shown
    /// once, newest first.
    pub fn walk(&mut self, tip: ObjectId, mut see: impl FnMut(&Commit)) -> Survey {
        let mut survey = Survey::default();
        let objects = self.objects;
        let mut way = Way { next: Some(tip), ..Way::default() };
        let mut parts = Vec::new();
        while way.next.is_some() {
            let apart = objects.apart();
            parts.extend(objects.trees(
                &apart,
                |send| self.line(&apart, &mut way, &mut survey, &mut see, send),
                |read, piece| trees::compare(read, &piece),
            ));
        }
        survey.line.shrink_to_fit();
        survey.line.reverse();
        // Pieces come newest first, and so do the steps in each.
        let mut above = survey.line.len();
        let mut wrong = Vec::new();
        for part in parts {
            let place = |step: usize| above.saturating_sub(step + 1);
            survey
                .changes
                .extend(part.changes.into_iter().map(|c| Changed { step: place(c.step), ..c }));
            wrong.extend(part.wrong.into_iter().map(|w| (place(w.step), w)));
            above = above.saturating_sub(part.judged);
        }
        survey.changes.sort_by_key(|c| c.step);
        wrong.sort_by_key(|(step, _)| *step);
        for (step, wrong) in wrong {
            self.tell(survey.line[step], wrong);
        }
        survey.faults = std::mem::take(&mut self.faults);
        survey
    }

    /// The line itself, newest first, in pieces whose root trees are read meanwhile.
    fn line(
        &mut self,
        apart: &Apart<'_>,
        way: &mut Way,
        survey: &mut Survey,
        see: &mut impl FnMut(&Commit),
        send: &mut dyn FnMut(Piece),
    ) {
        let upto = survey.line.len() + PART;
        while let Some(id) = way.next.filter(|_| survey.line.len() < upto) {
            let number = self.graph.intern(id) as usize;
            way.seen.resize(self.graph.len(), false);
            if std::mem::replace(&mut way.seen[number], true) {
                way.next = None;
                break;
            }
            match self.read(apart, id) {
                Ok(commit) => {
                    see(&commit);
                    survey.line.push(id);
                    way.piece.push(commit.tree);
                    way.next = commit.parents.first().copied();
                }
                Err(why) => {
                    survey.is_cut = true;
                    self.fault(&why, None, None);
                    way.next = None;
                }
            }
            if way.piece.len() > PIECE {
                // The last of one is the first of the next.
                let last = way.piece[PIECE];
                let roots = std::mem::replace(&mut way.piece, vec![last]);
                send(Piece { roots, is_end: false });
            }
        }
        if way.next.is_none() {
            send(Piece { roots: std::mem::take(&mut way.piece), is_end: true });
        }
    }

    /// Reads a commit, and remembers what it builds on.
    fn read(&mut self, apart: &Apart<'_>, id: ObjectId) -> Result<Commit, Unread> {
        let mut said = None;
        let speaks = |data: &[u8]| said = messages::speaking(id, data);
        let commit = self.objects.commit_of(apart, id, speaks)?;
        let number = self.graph.intern(id);
        if !self.is_read(number) {
            for parent in &commit.parents {
                let parent = self.graph.intern(*parent);
                self.graph.add_parent(number, parent);
            }
            self.seconds.resize(self.graph.len(), UNREAD);
            self.seconds[number as usize] = commit.seconds.max(UNREAD + 1);
            self.said.extend(said.map(|message| (id, message)));
        }
        Ok(commit)
    }

    fn is_read(&self, number: u32) -> bool {
        self.seconds.get(number as usize).is_some_and(|at| *at != UNREAD)
    }

    /// The number of a commit that was read, now or before.
    fn read_once(&mut self, apart: &Apart<'_>, id: ObjectId) -> Result<u32, Unread> {
        match self.graph.number(id).filter(|n| self.is_read(*n)) {
            Some(number) => Ok(number),
            None => self.read(apart, id).map(|_| self.graph.intern(id)),
        }
    }

    /// Every message of the history of a line that may say something, from the bytes that were hashed.
    pub fn messages(&mut self, line: &[ObjectId]) -> Result<Messages, GitError> {
        let apart = self.objects.apart();
        let lineage = messages::lineage(Lineage::default(), line, None, &mut |_, id, parents| {
            let unreadable =
                |e: Unread| GitError::Read { what: id.to_string(), why: e.to_string() };
            let number = self.read_once(&apart, id).map_err(unreadable)?;
            parents.extend(self.graph.parents(number).map(|n| self.graph.id(n)));
            Ok(())
        })?;
        let said = self.said.iter().filter_map(|(id, m)| Some((lineage.number(*id)?, m.clone())));
        let said = said.collect();
        Ok(Messages::new(lineage, said))
    }

    /// What is wrong with a tree is told once, of one commit.
    fn tell(&mut self, commit: ObjectId, wrong: Wrong) {
        match wrong.why {
            Why::Made(faults) => {
                if self.told.insert(wrong.tree) {
                    self.bad_tree(commit, &wrong.path, &faults);
                }
            }
            Why::Unread(why) => {
                let path = Some(wrong.path).filter(|p| !p.is_empty());
                self.fault(&why, Some(commit), path);
            }
        }
    }

    fn bad_tree(&mut self, commit: ObjectId, path: &str, faults: &[String]) {
        let place =
            if path.is_empty() { "the root tree".to_owned() } else { format!("the tree {path}") };
        let message = format!("{place} is not as git makes trees: {}", faults.join("; "));
        let path = Some(path.to_owned()).filter(|p| !p.is_empty());
        let commit = Some(commit);
        self.faults.push(ObjectFault {
            code: Code::BadTree,
            commit,
            path,
            message,
            is_excused: false,
        });
    }

    fn fault(&mut self, why: &Unread, commit: Option<ObjectId>, path: Option<String>) {
        let fault = object_fault(self.around, why, commit, path);
        if let Unread::Missing { id } | Unread::Tampered { id, .. } | Unread::Malformed { id, .. } =
            why
            && !self.told.insert(*id)
        {
            return;
        }
        self.faults.push(fault);
    }

    /// Every file below `.gaps/events` that any commit in the history of this one ever held, by path.
    pub fn ever_held(&mut self, tip: ObjectId) -> HashSet<BString> {
        let history = self.history(&[tip]).0;
        self.held_by(&self.ids(&history))
    }

    /// The files below `.gaps/events` in the tree of one commit.
    pub fn held(&mut self, commit: ObjectId) -> HashSet<BString> {
        self.held_by(&[commit])
    }

    fn held_by(&mut self, commits: &[ObjectId]) -> HashSet<BString> {
        let (mut paths, mut seen) = (HashSet::new(), HashSet::new());
        let objects = self.objects;
        let mut read = |id| objects.tree(id);
        let mut trees = Trees::new(&mut read, std::mem::take(&mut self.known));
        for (step, commit) in commits.iter().enumerate() {
            if let Ok(commit) = objects.commit(*commit) {
                trees.step = step;
                trees.held(commit.tree, &mut seen, &mut paths);
            }
        }
        self.known = std::mem::take(&mut trees.known);
        for wrong in trees.wrong() {
            self.tell(commits[wrong.step], wrong);
        }
        paths
    }

    /// Every commit in the history of these, and whether some are not here.
    pub fn history(&mut self, tips: &[ObjectId]) -> (History, bool) {
        let mut apart = self.objects.apart();
        let (mut seen, mut history) = (Vec::new(), History::default());
        let (mut is_cut, mut read) = (false, 0);
        let mut waiting: Vec<u32> = tips.iter().map(|tip| self.graph.intern(*tip)).collect();
        while let Some(number) = waiting.pop() {
            seen.resize(self.graph.len(), false);
            if std::mem::replace(&mut seen[number as usize], true) {
                continue;
            }
            read += usize::from(!self.is_read(number));
            if read > BESIDE {
                // What was mapped so far is let go of.
                (apart, read) = (self.objects.apart(), 0);
            }
            match self.read_once(&apart, self.graph.id(number)) {
                Ok(number) => {
                    history.has.resize(self.graph.len(), false);
                    history.has[number as usize] = true;
                    waiting.extend(self.graph.parents(number));
                }
                Err(why) => {
                    is_cut = true;
                    self.fault(&why, None, None);
                }
            }
        }
        (history, is_cut)
    }

    /// Whether a history has a commit.
    pub fn is_in(&self, history: &History, id: ObjectId) -> bool {
        self.graph.number(id).is_some_and(|n| history.has.get(n as usize) == Some(&true))
    }

    /// The commits of a history.
    pub fn ids(&self, history: &History) -> Vec<ObjectId> {
        let has = (0..).zip(&history.has).filter(|(_, has)| **has);
        has.map(|(number, _)| self.graph.id(number)).collect()
    }

    /// When a commit that was read was made.
    pub fn seconds(&self, id: ObjectId) -> Option<i64> {
        let number = self.graph.number(id).filter(|n| self.is_read(*n))?;
        Some(self.seconds[number as usize])
    }

    /// What was found wrong since the last walk.
    pub fn faults(&mut self) -> Vec<ObjectFault> {
        std::mem::take(&mut self.faults)
    }
}

/// What an object that could not be had means in this clone.
pub fn object_fault(
    around: &Surroundings,
    why: &Unread,
    commit: Option<ObjectId>,
    path: Option<String>,
) -> ObjectFault {
    let lacks = around.is_partial || !around.shallow.is_empty();
    let is_excused = lacks && matches!(why, Unread::Missing { .. });
    ObjectFault { code: why.code(), commit, path, message: why.to_string(), is_excused }
}
