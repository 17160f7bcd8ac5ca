//! What must hold of every row, and of every row beside the one that it grew from.

use gaps::ledger::Code;
use gaps::model::{Mode, Role};
use gaps::project::roster::{Rosters, Verdict};
use gaps::project::{Entry, Place};

use super::walk::Node;
use super::world::{self, Act, KEYS, PUBLIC, Probe};

pub(super) fn check(before: &Node, after: &Node) {
    let broken = two_auditors_agree(after)
        .or_else(|| somebody_is_root(after))
        .or_else(|| an_outsider_never_counts(after))
        .or_else(|| what_is_struck_has_a_striker(after))
        .or_else(|| a_revoked_key_stays_out(after))
        .or_else(|| who_may_not_changes_nothing(before, after))
        .or_else(|| a_maintainer_is_no_root(before, after))
        .or_else(|| revocation_is_monotone(before, after));
    if let Some(rule) = broken {
        panic!("{rule}\nbefore: {}\nafter: {}", before.told(), after.told());
    }
}

/// Whoever reads the same files in another order says the same.
fn two_auditors_agree(node: &Node) -> Option<&'static str> {
    let read: Vec<&Entry> = node.entries.iter().rev().copied().collect();
    let other = Rosters::apply(&read, world::ledger(), &node.landings);
    (other != node.rosters).then_some("two auditors do not agree")
}

fn somebody_is_root(node: &Node) -> Option<&'static str> {
    let is_ruled = (0..node.height()).all(|l| {
        let at = node.rosters.at(Place::Landed(l));
        at.is_some_and(|r| r.signers.values().any(|s| s.role == Role::Root))
    });
    (!is_ruled).then_some("no root is left")
}

/// Whether an admission of this key counts, up to this landing.
fn is_admitted(node: &Node, key: usize, landing: usize) -> bool {
    key == 0
        || node.row.iter().enumerate().any(|(i, step)| {
            let admits = matches!(step.act, Act::Admit(who, _) if who == key);
            admits && node.refused(i).is_none() && node.lands[i] <= landing
        })
}

/// In a closed roster no event of a key that was not admitted by then counts, whatever else is said of it.
fn an_outsider_never_counts(node: &Node) -> Option<&'static str> {
    let is_outside = |p: &Probe| {
        node.mode_at(p.landing) == Mode::Closed && !is_admitted(node, p.by, node.height())
    };
    let gaps = node.probes.iter().any(|(p, v)| is_outside(p) && *v == Verdict::May);
    let is_early =
        |p: &Probe| node.mode_at(p.landing) == Mode::Closed && !is_admitted(node, p.by, p.landing);
    let early = node.probes.iter().any(|(p, v)| is_early(p) && *v == Verdict::May);
    let is_adopted = node.row.iter().any(|s| matches!(s.act, Act::Adopt(_) | Act::AdoptGaps(_)));
    let mut roster = node.row.iter().enumerate();
    let acts =
        roster.any(|(i, s)| node.refused(i).is_none() && !is_admitted(node, s.by, node.height()));
    (gaps || acts || early && !is_adopted).then_some("an outsider counts")
}

/// What a revocation strikes is struck by one that counts.
fn what_is_struck_has_a_striker(node: &Node) -> Option<&'static str> {
    let is_left = node.row.iter().enumerate().any(|(i, step)| {
        node.refused(i) == Some(Code::RevokedKey)
            && !node.rosters.revocations.iter().any(|r| r.key == PUBLIC[step.by].1)
    });
    is_left.then_some("struck by what does not count")
}

fn a_revoked_key_stays_out(node: &Node) -> Option<&'static str> {
    let now = node.rosters.now()?;
    let is_back = (0..KEYS)
        .map(|k| &PUBLIC[k].1)
        .any(|k| node.rosters.is_revoked(k) && now.signers.contains_key(k));
    is_back.then_some("a revoked key is back")
}

/// What is said of each probe in both.
fn beside<'n>(
    before: &'n Node,
    after: &'n Node,
) -> impl Iterator<Item = (&'n Probe, &'n Verdict, &'n Verdict)> {
    let both = before.probes.iter().zip(&after.probes);
    both.map(|((p, v), (q, w))| {
        assert_eq!(p, q);
        (p, v, w)
    })
}

/// Whether every verdict on what had landed is what it was.
fn verdicts_stand(before: &Node, after: &Node) -> bool {
    let steps = (0..before.row.len()).all(|i| before.refused(i) == after.refused(i));
    let class = |v: &Verdict| std::mem::discriminant(v);
    let probes = beside(before, after).all(|(_, v, w)| class(v) == class(w));
    steps && probes
}

/// What a key lands later that is neither root nor maintainer changes no verdict on what had landed, and no roster.
fn who_may_not_changes_nothing(before: &Node, after: &Node) -> Option<&'static str> {
    let last = after.row.last()?;
    if !last.fresh || before.role(last.by) >= Some(Role::Maintainer) {
        return None;
    }
    // An event that was adopted before it came was let in by whoever adopted it.
    let is_let_in = before.row.iter().any(|s| s.act == Act::Adopt(before.row.len()));
    let same = verdicts_stand(before, after)
        && (0..KEYS).all(|k| before.role(k) == after.role(k))
        && before.words() == after.words();
    (!is_let_in && !same).then_some("what came later changed what had landed")
}

/// A maintainer makes no root and takes none away, rules nothing and revokes nobody, by adopting neither.
fn a_maintainer_is_no_root(before: &Node, after: &Node) -> Option<&'static str> {
    let is_root = |by: usize, node: &Node| node.role(by) == Some(Role::Root);
    // Where no root wrote since the founding but to admit, all beyond that would be a maintainer's.
    let last = after.row.last()?;
    if !last.fresh || is_root(last.by, before) {
        return None;
    }
    // What somebody adopted who ever was a root was let in by a root.
    let row = &before.row;
    let was_root = |k| k == 0 || row.iter().any(|s| s.act == Act::Admit(k, Role::Root));
    if row.iter().any(|s| matches!(s.act, Act::Adopt(_)) && was_root(s.by)) {
        return None;
    }
    let high = |node: &Node, k| node.role(k).filter(|r| *r >= Role::Maintainer);
    let same = (0..KEYS).all(|k| high(before, k) == high(after, k))
        && before.words() == after.words()
        && before.mode_at(before.height()) == after.mode_at(after.height());
    (!same).then_some("a maintainer did what takes a root")
}

/// A word against a key takes away and never gives: while the revocations stand, what did not count does not.
fn revocation_is_monotone(before: &Node, after: &Node) -> Option<&'static str> {
    let last = after.row.len() - 1;
    let Act::Revoke(who, _) = after.row[last].act else { return None };
    if !before.words().is_subset(&after.words()) {
        return None;
    }
    let steps = (0..last)
        .any(|i| before.refused(i) == Some(Code::RevokedKey) && after.refused(i).is_none());
    let probes = beside(before, after).any(|(p, v, w)| {
        // Where it strikes who closed the roster, others count again: that is another matter.
        let same = before.mode_at(p.landing) == after.mode_at(p.landing);
        same && p.by == who && *v != Verdict::May && *w == Verdict::May
    });
    (steps || probes).then_some("a revocation made something count")
}
