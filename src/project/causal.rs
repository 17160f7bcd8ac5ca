//! What an event builds on: the causal order of one gap's events. Parents decide, never a clock and never the
//! order of reading. A parent that is not here orders nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Id;

/// One event as the order sees it. `index` is its place in a topological order by depth, then id.
#[derive(Debug, Clone)]
pub struct Causal {
    /// The ids in topological order.
    pub order: Vec<Id>,
    pasts: Vec<Past>,
    /// For each event, whether anything in its past is not here.
    pub incomplete: Vec<bool>,
}

/// Everything before an event: mostly the whole prefix of the order, else a set of bits.
#[derive(Debug, Clone)]
enum Past {
    Prefix,
    Bits(Vec<u64>),
}

impl Causal {
    /// Orders nodes by their parents (already resolved: an alias is its speaker). Parents that are no nodes are
    /// missing.
    pub fn new(nodes: &BTreeMap<Id, Vec<Id>>) -> Self {
        let ids: Vec<Id> = nodes.keys().copied().collect();
        let place = |id: &Id| ids.binary_search(id).ok();
        let parents: Vec<Vec<usize>> =
            nodes.values().map(|parents| parents.iter().filter_map(place).collect()).collect();
        let depths = depths(&parents);
        // In the order of ids before it is sorted, and by a sort that keeps it.
        let mut order: Vec<usize> = (0..ids.len()).collect();
        order.sort_by_key(|at| depths[*at]);
        let mut index = vec![0; ids.len()];
        order.iter().enumerate().for_each(|(i, at)| index[*at] = i);
        let mut made = Self { order: Vec::new(), pasts: Vec::new(), incomplete: Vec::new() };
        let mut heads: BTreeSet<usize> = BTreeSet::new();
        let named: Vec<usize> = nodes.values().map(Vec::len).collect();
        for (i, at) in order.iter().copied().enumerate() {
            // What does not come before an event cannot be its parent: only a broken hash could make a circle.
            let before = parents[at].iter().map(|p| index[*p]).filter(|p| *p < i);
            let parents: Vec<usize> = before.collect();
            let missing = parents.len() < named[at];
            made.incomplete.push(missing || parents.iter().any(|p| made.incomplete[*p]));
            let past = if heads.iter().all(|h| parents.contains(h)) {
                Past::Prefix
            } else {
                made.union(&parents, i)
            };
            parents.iter().for_each(|p| {
                heads.remove(p);
            });
            heads.insert(i);
            made.pasts.push(past);
        }
        made.order = order.into_iter().map(|at| ids[at]).collect();
        made
    }

    fn union(&self, parents: &[usize], i: usize) -> Past {
        let mut bits = vec![0u64; i / 64 + 1];
        for parent in parents {
            bits[parent / 64] |= 1 << (parent % 64);
            match &self.pasts[*parent] {
                Past::Prefix => (0..*parent).for_each(|p| bits[p / 64] |= 1 << (p % 64)),
                Past::Bits(more) => bits.iter_mut().zip(more).for_each(|(b, m)| *b |= m),
            }
        }
        Past::Bits(bits)
    }

    /// Whether everything before this event in [`Self::order`] is in its causal past.
    pub fn follows_all(&self, i: usize) -> bool {
        matches!(self.pasts[i], Past::Prefix)
    }

    /// Whether `earlier` is in the causal past of `later`; both count in [`Self::order`].
    pub fn precedes(&self, earlier: usize, later: usize) -> bool {
        earlier < later
            && match &self.pasts[later] {
                Past::Prefix => true,
                Past::Bits(bits) => {
                    bits.get(earlier / 64).is_some_and(|b| b >> (earlier % 64) & 1 == 1)
                }
            }
    }
}

/// The longest way down to each node. Ids are hashes of their parents, so that there is no circle to fall into; a
/// forged one ends at depth 0.
fn depths(parents: &[Vec<usize>]) -> Vec<usize> {
    let mut depths: Vec<Option<usize>> = vec![None; parents.len()];
    let mut is_under_way = vec![false; parents.len()];
    let mut stack = Vec::new();
    for start in 0..parents.len() {
        stack.push(start);
        while let Some(at) = stack.last().copied() {
            let waits = |p: &usize| depths[*p].is_none() && !is_under_way[*p];
            let waiting: Vec<usize> = parents[at].iter().copied().filter(waits).collect();
            if waiting.is_empty() || std::mem::replace(&mut is_under_way[at], true) {
                let below = parents[at].iter().filter_map(|p| depths[*p]).max();
                depths[at].get_or_insert(below.map_or(0, |d| d + 1));
                is_under_way[at] = false;
                stack.pop();
            } else {
                stack.extend(waiting);
            }
        }
    }
    depths.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> Id {
        Id::from_bytes([n; 32])
    }

    #[test]
    fn a_diamond_is_ordered_by_its_parents_only() {
        let nodes = BTreeMap::from([
            (id(9), vec![]),
            (id(3), vec![id(9)]),
            (id(5), vec![id(9)]),
            (id(1), vec![id(3), id(5)]),
            (id(0), vec![id(3)]),
        ]);
        let causal = Causal::new(&nodes);
        let at = |n: u8| causal.order.iter().position(|x| *x == id(n)).unwrap();
        assert!(
            causal.precedes(at(9), at(1))
                && causal.precedes(at(5), at(1))
                && causal.precedes(at(3), at(0))
        );
        assert!(!causal.precedes(at(3), at(5)) && !causal.precedes(at(5), at(3)));
        assert!(!causal.precedes(at(5), at(0)) && !causal.precedes(at(0), at(1)));
    }

    #[test]
    fn a_missing_parent_orders_nothing_and_is_remembered() {
        let nodes = BTreeMap::from([(id(1), vec![]), (id(2), vec![id(7)]), (id(3), vec![id(2)])]);
        let causal = Causal::new(&nodes);
        let at = |n: u8| causal.order.iter().position(|x| *x == id(n)).unwrap();
        assert!(!causal.precedes(at(1), at(2)));
        assert_eq!([1, 2, 3].map(|n| causal.incomplete[at(n)]), [false, true, true]);
    }

    #[test]
    fn a_long_line_costs_no_bits() {
        let nodes: BTreeMap<Id, Vec<Id>> =
            (0..200u8).map(|n| (id(n), (n > 0).then(|| id(n - 1)).into_iter().collect())).collect();
        let causal = Causal::new(&nodes);
        assert!(causal.pasts.iter().all(|p| matches!(p, Past::Prefix)));
        assert!(causal.precedes(0, 199));
    }
}
