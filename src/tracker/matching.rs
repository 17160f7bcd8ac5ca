//! Labels that stay. A document without labels of its own gets made ones by counting, and counting changes
//! when a row is added or moved; so a later reading takes over the labels of an earlier one, by section and
//! text first, by text alone next, and for a retitling by what stands in the same place.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Label;

use super::assemble::key;
use super::claim::Tracker;

/// A gap as an earlier reading, or a ledger, knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub label: Label,
    pub title: String,
    /// The title of the section that it stood in, where known.
    pub section: Option<String>,
}

/// What an earlier reading knows, in the order of its document.
pub fn known(tracker: &Tracker) -> Vec<Known> {
    let section =
        |at: Option<usize>| at.and_then(|s| tracker.sections.get(s)).map(|s| s.title.clone());
    tracker
        .gaps
        .iter()
        .map(|g| Known {
            label: g.label.clone(),
            title: g.title.clone(),
            section: section(g.section),
        })
        .collect()
}

/// Gives the gaps with made labels the labels that they are known by. A label of the document's own is
/// never changed; a gap that nobody knows keeps a made label that no known gap has.
pub fn relabel(tracker: &mut Tracker, known: &[Known]) {
    let own: BTreeSet<Label> =
        tracker.gaps.iter().filter(|g| g.original.is_some()).map(|g| g.label.clone()).collect();
    let mut free: Vec<Option<&Known>> =
        known.iter().map(|k| (!own.contains(&k.label)).then_some(k)).collect();
    let mut found: BTreeMap<usize, Label> = BTreeMap::new();
    for section in [true, false] {
        let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, known) in free.iter().enumerate() {
            if let Some(known) = known {
                places.entry(name(known, section)).or_default().push(at);
            }
        }
        for (at, gap) in tracker.gaps.iter().enumerate() {
            if gap.original.is_some() || found.contains_key(&at) {
                continue;
            }
            let title = gap.section.and_then(|s| tracker.sections.get(s)).map(|s| s.title.clone());
            let me = Known { label: gap.label.clone(), title: gap.title.clone(), section: title };
            let list = places.get_mut(&name(&me, section));
            let hit = list.and_then(|l| if l.is_empty() { None } else { Some(l.remove(0)) });
            if let Some(known) = hit.and_then(|n| free[n].take()) {
                found.insert(at, known.label.clone());
            }
        }
    }
    retitled(tracker, &mut free, &mut found);
    assign(tracker, known, &found);
}

fn name(known: &Known, section: bool) -> String {
    let title = key(&known.title);
    match (&known.section, section) {
        (Some(section), true) => format!("{}\n{title}", key(section)),
        (_, true) => format!("\n{title}"),
        (_, false) => title,
    }
}

/// One unknown title in a section that lacks one known gap: a retitling, or a translation.
fn retitled(tracker: &Tracker, free: &mut [Option<&Known>], found: &mut BTreeMap<usize, Label>) {
    let mut unknown: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
    for (at, gap) in tracker.gaps.iter().enumerate() {
        if gap.original.is_none() && !found.contains_key(&at) {
            let section = gap.section.and_then(|s| tracker.sections.get(s));
            unknown.entry(section.map(|s| s.title.as_str())).or_default().push(at);
        }
    }
    let mut missing: BTreeMap<Option<String>, Vec<usize>> = BTreeMap::new();
    for (at, known) in free.iter().enumerate() {
        if let Some(known) = known {
            missing.entry(known.section.clone()).or_default().push(at);
        }
    }
    for (section, gaps) in unknown {
        let known = missing.get(&section.map(str::to_owned)).map(Vec::as_slice).unwrap_or_default();
        if let ([gap], [only]) = (gaps.as_slice(), known)
            && let Some(known) = free[*only].take()
        {
            found.insert(*gap, known.label.clone());
        }
    }
}

fn assign(tracker: &mut Tracker, known: &[Known], found: &BTreeMap<usize, Label>) {
    let mut taken: BTreeSet<Label> = known.iter().map(|k| k.label.clone()).collect();
    taken.extend(tracker.gaps.iter().filter(|g| g.original.is_some()).map(|g| g.label.clone()));
    for (at, gap) in tracker.gaps.iter_mut().enumerate() {
        if gap.original.is_some() {
            continue;
        }
        if let Some(label) = found.get(&at) {
            gap.label = label.clone();
            continue;
        }
        let prefix = gap.label.prefix().to_owned();
        let mut n = 1;
        while taken.contains(&gap.label) {
            let Ok(next) = format!("{prefix}-{n:02}").parse() else { break };
            gap.label = next;
            n += 1;
        }
        taken.insert(gap.label.clone());
    }
    for gap in &mut tracker.gaps {
        if let Some(block) = &mut gap.block {
            block.prefix = gap.label.prefix().to_owned();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tracker::read::claims;

    fn labels(tracker: &Tracker) -> Vec<String> {
        tracker.gaps.iter().map(|g| format!("{} {}", g.label, g.title)).collect()
    }

    #[test]
    fn tracker_labels_stay_with_their_gaps() {
        let old = claims(
            b"## Net\n\n- [ ] one\n- [ ] two\n- [ ] three\n\n## Disk\n\n- [ ] four\n- [ ] five\n",
        )
        .unwrap();
        let mut new =
            claims(b"## Net\n\n- [ ] zero\n- [ ] one\n- [x] two\n\n## Disk\n\n- [ ] quattro\n- [ ] five\n- [ ] three\n").unwrap();
        relabel(&mut new, &known(&old));
        assert_eq!(
            labels(&new),
            [
                "NET-04 zero",
                "NET-01 one",
                "NET-02 two",
                "DIS-01 quattro",
                "DIS-02 five",
                "NET-03 three"
            ]
        );
    }
}
