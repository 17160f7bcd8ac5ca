//! The walk of the audit: the trunk's first-parent line from its first commit on, and everything that its trees ever
//! held below `.gaps`. Every object on the way is read by `objects.rs`. What cannot be read or is made wrongly is a
//! fault beside the walk, never the end of it. No meaning is given to anything here.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use gix::ObjectId;
use gix::bstr::{BString, ByteSlice};

use super::objects::{Commit, Item, Objects, Surroundings, Unread};
use crate::ledger::{Code, path};

/// One commit of the line.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    pub id: ObjectId,
    pub tree: ObjectId,
}

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
    pub line: Vec<Step>,
    pub changes: Vec<Changed>,
    pub faults: Vec<ObjectFault>,
    /// The line ends at a commit whose parent is not here.
    pub is_cut: bool,
}

/// The reader of a walk: trees are read once while they are in use.
pub struct Surveyor<'o> {
    objects: &'o Objects,
    around: &'o Surroundings,
    trees: HashMap<ObjectId, Rc<Vec<Item>>>,
    held: usize,
    told: HashSet<ObjectId>,
    faults: Vec<ObjectFault>,
}

/// How many tree entries are kept in memory.
const HELD_MAX: usize = 200_000;

impl<'o> Surveyor<'o> {
    pub fn new(objects: &'o Objects, around: &'o Surroundings) -> Self {
        let (trees, told) = (HashMap::new(), HashSet::new());
        Self { objects, around, trees, held: 0, told, faults: Vec::new() }
    }

    /// Walks the first-parent line of a commit and compares what lies below `.gaps`. Each commit of the line is shown
    /// once, newest first.
    pub fn walk(&mut self, tip: ObjectId, mut see: impl FnMut(&Commit)) -> Survey {
        let mut survey = Survey::default();
        let mut next = Some(tip);
        let mut seen = HashSet::new();
        while let Some(id) = next.filter(|id| seen.insert(*id)) {
            match self.objects.commit(id) {
                Ok(commit) => {
                    see(&commit);
                    survey.line.push(Step { id, tree: commit.tree });
                    next = commit.parents.first().copied();
                }
                Err(why) => {
                    survey.is_cut = true;
                    self.fault(&why, None, None);
                    break;
                }
            }
        }
        survey.line.reverse();
        let mut before: Rc<Vec<Item>> = Rc::default();
        let mut last_root = None;
        for (step, at) in survey.line.iter().enumerate() {
            if last_root == Some(at.tree) {
                continue;
            }
            last_root = Some(at.tree);
            let after = self.below_root(at);
            if *after != *before {
                let mut changed = Changed { step, ..Changed::default() };
                self.compare(at.id, &before, &after, b"", &mut changed);
                if !(changed.added.is_empty()
                    && changed.edited.is_empty()
                    && changed.removed.is_empty())
                {
                    for list in [&mut changed.added, &mut changed.edited, &mut changed.removed] {
                        list.sort_by(|a, b| a.path.cmp(&b.path));
                    }
                    survey.changes.push(changed);
                }
                before = after;
            }
        }
        survey.faults = std::mem::take(&mut self.faults);
        survey
    }

    /// The entries of a root tree that are ours, or would be on a file system that does not tell cases apart.
    fn below_root(&mut self, at: &Step) -> Rc<Vec<Item>> {
        let (items, faults) = match self.objects.tree(at.tree) {
            Ok(read) => read,
            Err(why) => {
                self.fault(&why, Some(at.id), None);
                return Rc::default();
            }
        };
        if !faults.is_empty() && self.told.insert(at.tree) {
            self.bad_tree(at.id, "", &faults);
        }
        let ours = |i: &Item| folded(&i.name) == path::ROOT.as_bytes();
        Rc::new(items.into_iter().filter(ours).collect())
    }

    fn compare(
        &mut self,
        commit: ObjectId,
        before: &[Item],
        after: &[Item],
        prefix: &[u8],
        changed: &mut Changed,
    ) {
        let old: BTreeMap<&BString, &Item> = before.iter().rev().map(|i| (&i.name, i)).collect();
        let new: BTreeMap<&BString, &Item> = after.iter().rev().map(|i| (&i.name, i)).collect();
        for (name, item) in &new {
            let was = old.get(name).copied();
            if was == Some(*item) {
                continue;
            }
            let path = joined(prefix, name);
            let was_tree = was.filter(|w| w.is_tree());
            let was_leaf = was.filter(|w| !w.is_tree());
            if item.is_tree() {
                let below = self.tree(commit, item.id, &path);
                let below_before =
                    was_tree.map(|w| self.tree(commit, w.id, &path)).unwrap_or_default();
                self.compare(commit, &below_before, &below, &path, changed);
                changed.removed.extend(was_leaf.map(|w| leaf(&path, w)));
                continue;
            }
            if let Some(was) = was_tree {
                self.gone(commit, was, &path, changed);
            }
            let list = if was_leaf.is_some() { &mut changed.edited } else { &mut changed.added };
            list.push(leaf(&path, item));
        }
        for (name, item) in old.iter().filter(|(name, _)| !new.contains_key(*name)) {
            let path = joined(prefix, name);
            if item.is_tree() {
                self.gone(commit, item, &path, changed);
            } else {
                changed.removed.push(leaf(&path, item));
            }
        }
    }

    fn gone(&mut self, commit: ObjectId, item: &Item, path: &[u8], changed: &mut Changed) {
        let below = self.tree(commit, item.id, path);
        self.compare(commit, &below, &[], path, changed);
    }

    /// A folder of ours; one that cannot be read is empty, and told.
    fn tree(&mut self, commit: ObjectId, id: ObjectId, path: &[u8]) -> Rc<Vec<Item>> {
        if let Some(tree) = self.trees.get(&id) {
            return Rc::clone(tree);
        }
        let shown = path.to_str_lossy().into_owned();
        let items = match self.objects.tree(id) {
            Ok((items, faults)) => {
                if !faults.is_empty() && self.told.insert(id) {
                    self.bad_tree(commit, &shown, &faults);
                }
                items
            }
            Err(why) => {
                self.fault(&why, Some(commit), Some(shown));
                Vec::new()
            }
        };
        if self.held > HELD_MAX {
            self.trees.clear();
            self.held = 0;
        }
        self.held += items.len() + 1;
        let items = Rc::new(items);
        self.trees.insert(id, Rc::clone(&items));
        items
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

    /// Every file below `.gaps/events` that any commit in the history of these ever held, by path.
    pub fn ever_held(&mut self, tip: ObjectId) -> HashSet<BString> {
        let mut paths = HashSet::new();
        let mut trees = HashSet::new();
        for commit in self.history(&[tip]).0.into_keys() {
            let Ok(read) = self.objects.commit(commit) else { continue };
            let root = self.below_root(&Step { id: commit, tree: read.tree });
            for item in root.iter().filter(|i| i.name == path::ROOT && i.is_tree()) {
                self.paths_below(commit, item.id, path::ROOT.as_bytes(), &mut trees, &mut paths);
            }
        }
        paths
    }

    /// The files below `.gaps/events` in the tree of one commit.
    pub fn held(&mut self, commit: ObjectId) -> HashSet<BString> {
        let mut paths = HashSet::new();
        let Ok(read) = self.objects.commit(commit) else { return paths };
        let root = self.below_root(&Step { id: commit, tree: read.tree });
        for item in root.iter().filter(|i| i.name == path::ROOT && i.is_tree()) {
            self.paths_below(
                commit,
                item.id,
                path::ROOT.as_bytes(),
                &mut HashSet::new(),
                &mut paths,
            );
        }
        paths
    }

    fn paths_below(
        &mut self,
        commit: ObjectId,
        tree: ObjectId,
        prefix: &[u8],
        trees: &mut HashSet<ObjectId>,
        paths: &mut HashSet<BString>,
    ) {
        if !trees.insert(tree) {
            return;
        }
        for item in self.tree(commit, tree, prefix).iter() {
            let path = joined(prefix, &item.name);
            if item.is_tree() {
                self.paths_below(commit, item.id, &path, trees, paths);
            } else if path.starts_with(path::EVENTS.as_bytes()) {
                paths.insert(path.into());
            }
        }
    }

    /// Every commit in the history of these with its committer date, and whether some are not here.
    pub fn history(&mut self, tips: &[ObjectId]) -> (HashMap<ObjectId, i64>, bool) {
        let mut history = HashMap::new();
        let mut is_cut = false;
        let mut waiting: Vec<ObjectId> = tips.to_vec();
        while let Some(id) = waiting.pop() {
            if history.contains_key(&id) {
                continue;
            }
            match self.objects.commit(id) {
                Ok(commit) => {
                    history.insert(id, commit.seconds);
                    waiting.extend(commit.parents.into_iter().filter(|p| !history.contains_key(p)));
                }
                Err(why) => {
                    is_cut = true;
                    self.fault(&why, None, None);
                }
            }
        }
        (history, is_cut)
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

fn leaf(path: &[u8], item: &Item) -> Leaf {
    Leaf { path: path.into(), mode: item.mode, id: item.id }
}

fn joined(prefix: &[u8], name: &[u8]) -> Vec<u8> {
    if prefix.is_empty() { name.to_vec() } else { [prefix, b"/", name].concat() }
}

/// A name as a file system sees it that does not tell cases apart and drops what cannot be seen.
fn folded(name: &BString) -> Vec<u8> {
    let text = name.to_str_lossy();
    let seen = text.chars().filter(|c| !matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'));
    seen.flat_map(char::to_lowercase)
        .collect::<String>()
        .trim_end_matches(['.', ' '])
        .to_owned()
        .into_bytes()
}
