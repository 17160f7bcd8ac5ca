//! Trees of the audit side by side: what one commit of the line changed below `.gaps` against the one before it. The
//! newest comes first, which is the order in which git packs trees; what is wrong with a tree is told of the oldest
//! commit that has it. How a tree is read, and that it was hashed, is for the caller.

use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

use gix::ObjectId;
use gix::bstr::{BStr, BString, ByteSlice};
use gix::hashtable::HashMap;

use super::{Changed, Leaf};
use crate::ledger::path;
use crate::shell::objects::{Item, Items, Tree, Unread};

/// How many tree entries are kept in memory.
const HELD_MAX: usize = 50_000;

/// A part of the line, newest first. The last is what the others are compared with, unless the line ends there.
pub(super) struct Piece {
    pub(super) roots: Vec<ObjectId>,
    pub(super) is_end: bool,
}

/// What a piece of the line says; steps count in it.
pub(super) struct Compared {
    /// How many commits were judged.
    pub(super) judged: usize,
    pub(super) changes: Vec<Changed>,
    pub(super) wrong: Vec<Wrong>,
}

/// A tree that is not as git makes trees, or cannot be read.
pub(super) struct Wrong {
    /// The oldest that has it, and which was met sooner there.
    pub(super) step: usize,
    order: usize,
    pub(super) tree: ObjectId,
    /// Empty for a root tree.
    pub(super) path: String,
    pub(super) why: Why,
}

pub(super) enum Why {
    Made(Vec<String>),
    Unread(Unread),
}

/// Reads one tree.
pub(super) type Read<'r> = &'r mut dyn FnMut(ObjectId) -> Result<Tree, Unread>;

/// Trees that were read; each once while it is in use.
#[derive(Default)]
pub(super) struct Known {
    trees: HashMap<ObjectId, Rc<Items>>,
    held: usize,
}

pub(super) struct Trees<'r> {
    read: Read<'r>,
    pub(super) known: Known,
    wrong: HashMap<ObjectId, Wrong>,
    met: usize,
    pub(super) step: usize,
}

/// Compares the commits of a piece.
pub(super) fn compare(read: Read<'_>, piece: &Piece) -> Compared {
    let mut trees = Trees::new(read, Known::default());
    let judged = piece.roots.len() - usize::from(!piece.is_end && !piece.roots.is_empty());
    let mut changes = Vec::new();
    let mut after = piece.roots.first().map(|root| (*root, trees.root(0, *root)));
    for step in 0..judged {
        let before = match (piece.roots.get(step + 1), &after) {
            (Some(older), Some((tree, same))) if older == tree => {
                trees.meet(step + 1, *tree);
                Some((*tree, Rc::clone(same)))
            }
            (Some(older), _) => Some((*older, trees.root(step + 1, *older))),
            (None, _) => None,
        };
        let items = |side: &Option<(ObjectId, Rc<Items>)>| {
            side.as_ref().map(|(_, items)| Rc::clone(items)).unwrap_or_default()
        };
        let (old, new) = (items(&before), items(&after));
        if old != new {
            trees.step = step;
            let mut changed = Changed { step, ..Changed::default() };
            trees.compare(&old, &new, b"", &mut changed);
            changes.extend(changed.sorted());
        }
        after = before;
    }
    Compared { judged, changes, wrong: trees.wrong() }
}

impl<'r> Trees<'r> {
    pub(super) fn new(read: Read<'r>, known: Known) -> Self {
        Self { read, known, wrong: HashMap::default(), met: 0, step: 0 }
    }

    /// What is wrong, the oldest last.
    pub(super) fn wrong(self) -> Vec<Wrong> {
        let mut wrong: Vec<Wrong> = self.wrong.into_values().collect();
        wrong.sort_by_key(|w| (w.step, w.order));
        wrong
    }

    /// The entries of a root tree that are ours, or would be on a file system that does not tell cases apart.
    pub(super) fn root(&mut self, step: usize, tree: ObjectId) -> Rc<Items> {
        self.step = step;
        let read = (self.read)(tree).map(|(items, faults)| (items.only(is_root), faults));
        self.found(tree, b"", read)
    }

    /// A folder of ours; one that cannot be read is empty, and told.
    pub(super) fn tree(&mut self, id: ObjectId, path: &[u8]) -> Rc<Items> {
        if let Some(tree) = self.known.trees.get(&id) {
            let tree = Rc::clone(tree);
            self.meet_at(id, path);
            return tree;
        }
        let read = (self.read)(id);
        let items = self.found(id, path, read);
        let known = &mut self.known;
        if known.held > HELD_MAX {
            known.trees.clear();
            known.held = 0;
        }
        known.held += items.len() + 1;
        known.trees.insert(id, Rc::clone(&items));
        items
    }

    fn found(&mut self, tree: ObjectId, path: &[u8], read: Result<Tree, Unread>) -> Rc<Items> {
        let (items, why) = match read {
            Ok((items, faults)) if faults.is_empty() => return Rc::new(items),
            Ok((items, faults)) => (items, Why::Made(faults)),
            Err(why) => (Items::default(), Why::Unread(why)),
        };
        let (step, order) = (self.step, self.met);
        self.met += 1;
        let path = path.to_str_lossy().into_owned();
        let new = Wrong { step, order, tree, path, why };
        let was = self.wrong.insert(tree, new);
        // At one step the first meeting counts.
        if let Some(was) = was.filter(|w| w.step >= step) {
            self.wrong.insert(tree, was);
        }
        Rc::new(items)
    }

    /// A root tree that was read a moment ago stands at an older step too.
    fn meet(&mut self, step: usize, tree: ObjectId) {
        self.step = step;
        self.meet_at(tree, b"");
    }

    fn meet_at(&mut self, tree: ObjectId, path: &[u8]) {
        if let Some(wrong) = self.wrong.get_mut(&tree)
            && wrong.step < self.step
        {
            wrong.step = self.step;
            wrong.order = self.met;
            wrong.path = path.to_str_lossy().into_owned();
            self.met += 1;
        }
    }

    pub(super) fn compare(
        &mut self,
        before: &Items,
        after: &Items,
        prefix: &[u8],
        changed: &mut Changed,
    ) {
        let (was, is) = before.differing(after);
        let old: BTreeMap<&BStr, Item<'_>> = before.range(was).rev().map(|i| (i.name, i)).collect();
        let new: BTreeMap<&BStr, Item<'_>> = after.range(is).rev().map(|i| (i.name, i)).collect();
        for (name, item) in &new {
            let was = old.get(name).copied();
            if was == Some(*item) {
                continue;
            }
            let path = joined(prefix, name);
            let was_tree = was.filter(|w| w.is_tree());
            let was_leaf = was.filter(|w| !w.is_tree());
            if item.is_tree() {
                let below = self.tree(item.id, &path);
                let below_before = was_tree.map(|w| self.tree(w.id, &path)).unwrap_or_default();
                self.compare(&below_before, &below, &path, changed);
                changed.removed.extend(was_leaf.map(|w| leaf(&path, w)));
                continue;
            }
            if let Some(was) = was_tree {
                self.gone(was, &path, changed);
            }
            let list = if was_leaf.is_some() { &mut changed.edited } else { &mut changed.added };
            list.push(leaf(&path, *item));
        }
        for (name, item) in old.iter().filter(|(name, _)| !new.contains_key(*name)) {
            let path = joined(prefix, name);
            if item.is_tree() {
                self.gone(*item, &path, changed);
            } else {
                changed.removed.push(leaf(&path, *item));
            }
        }
    }

    fn gone(&mut self, item: Item<'_>, path: &[u8], changed: &mut Changed) {
        let below = self.tree(item.id, path);
        self.compare(&below, &Items::default(), path, changed);
    }

    /// Adds every file below `.gaps/events` that a commit with this root tree holds; trees seen before are passed by.
    pub(super) fn held(
        &mut self,
        root: ObjectId,
        seen: &mut HashSet<ObjectId>,
        paths: &mut HashSet<BString>,
    ) {
        let items = self.root(self.step, root);
        for item in items.iter().filter(|i| i.name == path::ROOT && i.is_tree()) {
            self.held_below(item.id, path::ROOT.as_bytes(), seen, paths);
        }
    }

    fn held_below(
        &mut self,
        tree: ObjectId,
        prefix: &[u8],
        seen: &mut HashSet<ObjectId>,
        paths: &mut HashSet<BString>,
    ) {
        if !seen.insert(tree) {
            return;
        }
        for item in self.tree(tree, prefix).iter() {
            let path = joined(prefix, item.name);
            if item.is_tree() {
                self.held_below(item.id, &path, seen, paths);
            } else if path.starts_with(path::EVENTS.as_bytes()) {
                paths.insert(path.into());
            }
        }
    }
}

fn leaf(path: &[u8], item: Item<'_>) -> Leaf {
    Leaf { path: path.into(), mode: item.mode, id: item.id }
}

fn joined(prefix: &[u8], name: &[u8]) -> Vec<u8> {
    if prefix.is_empty() { name.to_vec() } else { [prefix, b"/", name].concat() }
}

/// Whether a name is that of our folder on some file system.
fn is_root(name: &BStr) -> bool {
    if name.is_ascii() {
        let shown = name.trim_end_with(|c| matches!(c, '.' | ' '));
        return shown.eq_ignore_ascii_case(path::ROOT.as_bytes());
    }
    folded(name) == path::ROOT.as_bytes()
}

/// A name as a file system sees it that does not tell cases apart and drops what cannot be seen.
fn folded(name: &BStr) -> Vec<u8> {
    let text = name.to_str_lossy();
    let seen = text.chars().filter(|c| !matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'));
    seen.flat_map(char::to_lowercase)
        .collect::<String>()
        .trim_end_matches(['.', ' '])
        .to_owned()
        .into_bytes()
}
