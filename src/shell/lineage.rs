//! The history of the trunk and of the branch as numbers: what each commit builds on, and which landing brought it.
//! Where the commits come from is not asked here, and no message is read.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};
use std::sync::OnceLock;

use gix::ObjectId;
use gix::commitgraph::{self, Position};
use gix::hashtable::hash_table::{Entry, HashTable};

use super::git::GitError;

/// Stands for a landing where a commit is the branch's own.
pub(super) const BRANCH: u32 = u32::MAX;

/// No parent.
const NONE: u32 = u32::MAX;

/// Says what a commit, by its number and its id, builds on.
pub type Parents<'p> = &'p mut dyn FnMut(u32, ObjectId, &mut Vec<ObjectId>) -> Result<(), GitError>;

/// Commits are numbered landing by landing, the oldest first, the branch's own last.
#[derive(Debug, Default)]
pub struct Lineage {
    graph: Graph,
    landings: Vec<u32>,
    sorted: OnceLock<Vec<ObjectId>>,
}

impl Lineage {
    /// What the oldest commits of a line brought, as far as a commit-graph has them. There each commit is found by its
    /// place, and none is looked up by its id.
    pub(super) fn of_graph(graph: &commitgraph::Graph, line: &[ObjectId]) -> Option<Self> {
        let known = line.iter().rposition(|id| graph.lookup(id).is_some())?;
        let mut at = graph.lookup(line[known])?;
        let mut places = Vec::with_capacity(known + 1);
        for id in line[..=known].iter().rev() {
            if graph.id_at(at) != *id {
                return None;
            }
            places.push(at);
            if let Some(parent) = graph.commit_at(at).iter_parents().next() {
                at = parent.ok()?;
            }
        }
        let commits = graph.num_commits() as usize;
        let mut all = Self { graph: Graph::with_capacity(commits), ..Self::default() };
        let mut numbers = vec![NONE; commits];
        for (landing, at) in (0..).zip(places.into_iter().rev()) {
            all.bring_graphed(graph, at, &mut numbers)?;
            all.landings.resize(all.graph.len(), landing);
        }
        Some(all)
    }

    fn bring_graphed(
        &mut self,
        graph: &commitgraph::Graph,
        tip: Position,
        numbers: &mut [u32],
    ) -> Option<()> {
        let mut waiting = Vec::new();
        let known = &mut self.graph;
        let mut number = |known: &mut Graph, at: Position, waiting: &mut Vec<Position>| {
            let number = &mut numbers[at.0 as usize];
            if *number == NONE {
                *number = known.intern(graph.id_at(at).to_owned());
                waiting.push(at);
            }
            *number
        };
        number(known, tip, &mut waiting);
        while let Some(at) = waiting.pop() {
            let child = number(known, at, &mut waiting);
            for parent in graph.commit_at(at).iter_parents() {
                let parent = number(known, parent.ok()?, &mut waiting);
                known.add_parent(child, parent);
            }
        }
        Some(())
    }

    /// Takes in what one commit brought: itself, and whatever in its history was not there before.
    pub(super) fn bring(
        &mut self,
        tip: ObjectId,
        landing: u32,
        parents: Parents<'_>,
    ) -> Result<(), GitError> {
        if self.knows(tip) {
            return Ok(());
        }
        let mut waiting = vec![self.graph.intern(tip)];
        let mut found = Vec::with_capacity(2);
        while let Some(number) = waiting.pop() {
            found.clear();
            parents(number, self.graph.ids[number as usize], &mut found)?;
            for parent in &found {
                let known = self.graph.ids.len();
                let parent = self.graph.intern(*parent);
                self.graph.add_parent(number, parent);
                if parent as usize >= known {
                    waiting.push(parent);
                }
            }
        }
        self.landings.resize(self.graph.ids.len(), landing);
        Ok(())
    }

    pub(super) fn number(&self, id: ObjectId) -> Option<u32> {
        self.graph.number(id)
    }

    pub(super) fn id(&self, number: u32) -> ObjectId {
        self.graph.id(number)
    }

    pub(super) fn landing_of(&self, number: u32) -> u32 {
        self.landings[number as usize]
    }

    /// The numbers of all commits.
    pub(super) fn all(&self) -> std::ops::Range<u32> {
        0..u32::try_from(self.graph.ids.len()).unwrap_or(u32::MAX)
    }

    /// The commits that one landing brought, each after those that it builds on; of several the lowest id first.
    pub(super) fn order(&self, landing: u32) -> HashMap<u32, usize> {
        // Numbers were given landing by landing.
        let first = self.landings.partition_point(|l| *l < landing);
        let end = self.landings.partition_point(|l| *l <= landing);
        let mut missing: HashMap<u32, usize> = HashMap::new();
        let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
        let mut ready = BinaryHeap::new();
        for number in first..end {
            let child = u32::try_from(number).unwrap_or(u32::MAX);
            let own: BTreeSet<u32> =
                self.graph.parents(child).filter(|p| *p as usize >= first).collect();
            if own.is_empty() {
                ready.push(Reverse((self.graph.ids[number], child)));
            }
            missing.insert(child, own.len());
            own.into_iter().for_each(|p| children.entry(p).or_default().push(child));
        }
        let mut order = HashMap::new();
        while let Some(Reverse((_, number))) = ready.pop() {
            order.insert(number, order.len());
            for child in children.remove(&number).unwrap_or_default() {
                let left = missing.entry(child).or_default();
                *left = left.saturating_sub(1);
                if *left == 0 {
                    ready.push(Reverse((self.graph.ids[child as usize], child)));
                }
            }
        }
        order
    }

    pub fn len(&self) -> usize {
        self.graph.ids.len()
    }

    pub fn is_empty(&self) -> bool {
        self.graph.ids.is_empty()
    }

    pub fn knows(&self, id: ObjectId) -> bool {
        self.graph.number(id).is_some()
    }

    /// The landing that brought a commit; none where the trunk does not have it.
    pub fn landing(&self, id: ObjectId) -> Option<usize> {
        let landing = self.landings[self.graph.number(id)? as usize];
        (landing != BRANCH).then_some(landing as usize)
    }

    /// Whether the branch has commits of its own.
    pub fn has_own(&self) -> bool {
        self.landings.last() == Some(&BRANCH)
    }

    /// The commit whose id begins so, where there is exactly one.
    pub fn named(&self, prefix: &str) -> Option<ObjectId> {
        if let Ok(whole) = ObjectId::from_hex(prefix.as_bytes()) {
            return self.knows(whole).then_some(whole);
        }
        let sorted = self.sorted.get_or_init(|| {
            let mut ids = self.graph.ids.clone();
            ids.sort();
            ids
        });
        let at = sorted.partition_point(|id| id.to_string().as_str() < prefix);
        let mut found = sorted[at..].iter().take_while(|id| id.to_string().starts_with(prefix));
        let first = found.next().copied();
        first.filter(|_| found.next().is_none())
    }

    /// Whether one commit is in the history of another one.
    pub fn precedes(&self, earlier: ObjectId, later: ObjectId) -> bool {
        let (Some(earlier), Some(later)) = (self.graph.number(earlier), self.graph.number(later))
        else {
            return false;
        };
        // What a landing brought has no later landing in its history.
        if self.landings[earlier as usize] > self.landings[later as usize] {
            return false;
        }
        earlier != later && self.history(later)[earlier as usize]
    }

    /// What a commit brought with itself: of a merge all that its first parent's history lacks.
    pub fn brought_with(&self, id: ObjectId) -> BTreeSet<ObjectId> {
        let Some(number) = self.graph.number(id) else { return BTreeSet::new() };
        let [first, second] = self.graph.parents[number as usize];
        if second == NONE {
            return BTreeSet::from([id]);
        }
        let (before, with) = (self.history(first), self.history(number));
        let own = before
            .iter()
            .zip(with)
            .zip(&self.graph.ids)
            .filter(|((before, with), _)| *with && !**before);
        own.map(|(_, id)| *id).collect()
    }

    /// The newest of these commits, the oldest first, that is in the history of another one.
    pub fn newest_before(&self, line: &[ObjectId], tip: ObjectId) -> Option<ObjectId> {
        let history = self.history(self.graph.number(tip)?);
        let is_before =
            |id: &&ObjectId| self.graph.number(**id).is_some_and(|n| history[n as usize]);
        line.iter().rev().find(is_before).copied()
    }

    pub fn first_parent(&self, id: ObjectId) -> Option<ObjectId> {
        let [first, _] = self.graph.parents[self.graph.number(id)? as usize];
        (first != NONE).then(|| self.graph.id(first))
    }

    /// For each commit whether it is in the history of this one, itself included.
    pub(super) fn history(&self, tip: u32) -> Vec<bool> {
        let mut seen = vec![false; self.graph.ids.len()];
        let mut waiting = vec![tip];
        while let Some(number) = waiting.pop() {
            if !std::mem::replace(&mut seen[number as usize], true) {
                waiting.extend(self.graph.parents(number));
            }
        }
        seen
    }
}

/// Commits by number, and what each builds on.
#[derive(Debug, Default)]
pub(super) struct Graph {
    ids: Vec<ObjectId>,
    /// By id; an id is a hash already.
    numbers: HashTable<u32>,
    /// The first and the second.
    parents: Vec<[u32; 2]>,
    /// Those after the second.
    more: BTreeMap<u32, Vec<u32>>,
}

impl Graph {
    fn with_capacity(commits: usize) -> Self {
        Self {
            ids: Vec::with_capacity(commits),
            numbers: HashTable::with_capacity(commits),
            parents: Vec::with_capacity(commits),
            more: BTreeMap::new(),
        }
    }

    pub(super) fn add_parent(&mut self, number: u32, parent: u32) {
        match self.parents[number as usize].iter_mut().find(|p| **p == NONE) {
            Some(free) => *free = parent,
            None => self.more.entry(number).or_default().push(parent),
        }
    }

    pub(super) fn intern(&mut self, id: ObjectId) -> u32 {
        let next = u32::try_from(self.ids.len()).unwrap_or(NONE);
        let ids = &self.ids;
        let is = |n: &u32| ids[*n as usize] == id;
        match self.numbers.entry(hash(&id), is, |n| hash(&ids[*n as usize])) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(free) => {
                free.insert(next);
                self.ids.push(id);
                self.parents.push([NONE; 2]);
                next
            }
        }
    }

    pub(super) fn number(&self, id: ObjectId) -> Option<u32> {
        self.numbers.find(hash(&id), |n| self.ids[*n as usize] == id).copied()
    }

    pub(super) fn id(&self, number: u32) -> ObjectId {
        self.ids[number as usize]
    }

    pub(super) fn parents(&self, number: u32) -> impl Iterator<Item = u32> {
        let more = self.more.get(&number).into_iter().flatten();
        self.parents[number as usize].into_iter().filter(|p| *p != NONE).chain(more.copied())
    }

    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }
}

/// The first bytes of an id, in its order.
pub(super) fn begins(id: ObjectId) -> u64 {
    id.as_slice().first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes))
}

/// They are as good a hash as any.
fn hash(id: &ObjectId) -> u64 {
    begins(*id)
}
