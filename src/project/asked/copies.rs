//! Copies: a trigger that travelled with a cherry-pick or a rebase is one with its original, unless the copy's own
//! history holds the original; then it asks anew.

use std::collections::BTreeMap;

use super::facts::{Counts, Heard};
use super::values::{Commit, History, Step};
use crate::model::{At, CommitId, Id, Label};
use crate::project::scan::Asked;

/// One fact of one line of one commit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub commit: CommitId,
    pub line: u32,
    pub n: u32,
}

/// What a cause says of a fact.
#[derive(Debug, Clone)]
pub struct Named {
    pub key: Key,
    pub authored: At,
    pub text: Id,
}

/// Which facts are one.
#[derive(Debug, Clone, Default)]
pub struct Copies {
    /// Fact -> the first of those that are one with it.
    original: BTreeMap<Key, Key>,
    /// The first -> all of them.
    all: BTreeMap<Key, Vec<Named>>,
}

struct Seen<'s> {
    key: Key,
    commit: &'s Commit,
    asked: &'s Asked,
}

type Look<'s> = (&'s str, At, &'s str, u32, &'s Label);

impl Copies {
    pub fn find(steps: &[Step], heard: &[Vec<Heard>], history: &dyn History) -> Self {
        let mut facts: Vec<Seen<'_>> = Vec::new();
        let mut of_commit: BTreeMap<&CommitId, Vec<usize>> = BTreeMap::new();
        let mut picked: BTreeMap<usize, Vec<CommitId>> = BTreeMap::new();
        for (step, heard) in steps.iter().zip(heard) {
            for (commit, heard) in step.commits.iter().zip(heard) {
                if heard.counts != Counts::Yes {
                    continue;
                }
                let picks = &heard.reading.statements.undoing.cherry_picks;
                let from: Vec<CommitId> =
                    picks.iter().filter_map(|p| history.named(&p.commit)).collect();
                for asked in &heard.reading.asked {
                    let key = Key { commit: commit.id.clone(), line: asked.line, n: asked.n };
                    of_commit.entry(&commit.id).or_default().push(facts.len());
                    if !from.is_empty() {
                        picked.insert(facts.len(), from.clone());
                    }
                    facts.push(Seen { key, commit, asked });
                }
            }
        }
        let mut near: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (copy, from) in &picked {
            let originals = from.iter().filter_map(|c| of_commit.get(c)).flatten();
            for original in originals.filter(|o| is_same(facts[**o].asked, facts[*copy].asked)) {
                near.entry(*copy.max(original)).or_default().push(*copy.min(original));
            }
        }
        let mut copies = Self::default();
        let mut looks: BTreeMap<Look<'_>, Vec<usize>> = BTreeMap::new();
        for (at, fact) in facts.iter().enumerate() {
            let (commit, asked) = (fact.commit, fact.asked);
            let look: Look<'_> =
                (&commit.author, commit.authored, &asked.text, asked.n, &asked.label);
            let alike = looks.entry(look).or_default();
            let mut earlier: Vec<usize> =
                alike.iter().chain(near.get(&at).into_iter().flatten()).copied().collect();
            alike.push(at);
            earlier.retain(|e| facts[*e].key.commit != fact.key.commit);
            earlier.sort_unstable();
            let anew = earlier.iter().any(|e| history.precedes(&facts[*e].key.commit, &commit.id));
            let first = earlier.first().filter(|_| !anew).map(|e| facts[*e].key.clone());
            copies.add(fact, first);
        }
        copies
    }

    fn add(&mut self, fact: &Seen<'_>, first: Option<Key>) {
        let first = first.and_then(|f| self.original.get(&f).cloned()).unwrap_or(fact.key.clone());
        let named = Named {
            key: fact.key.clone(),
            authored: fact.commit.authored,
            text: fact.asked.text_hash(),
        };
        self.all.entry(first.clone()).or_default().push(named);
        self.original.insert(fact.key.clone(), first);
    }

    /// The first of those that are one with this fact, where that is another one.
    pub fn original(&self, key: &Key) -> Option<&Key> {
        self.original.get(key).filter(|first| *first != key)
    }

    /// All facts that are one with this first one, itself included.
    pub fn all(&self, first: &Key) -> &[Named] {
        self.all.get(first).map_or(&[], Vec::as_slice)
    }
}

fn is_same(a: &Asked, b: &Asked) -> bool {
    a.label == b.label && a.verb == b.verb
}
