//! Every row of steps up to a bound, each looked at beside the row that it grew from.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use gaps::ledger::Code;
use gaps::model::{Id, Mode, Role};
use gaps::project::roster::{Rosters, Verdict};
use gaps::project::{Entry, Landings, Place};

use super::world::{self, Act, KEYS, PUBLIC, Probe, Step};
use super::{bound, is_quick, rules};

/// A row and what the program makes of it.
pub(super) struct Node {
    pub(super) mode: Mode,
    pub(super) row: Vec<Step>,
    pub(super) lands: Vec<usize>,
    pub(super) entries: Vec<&'static Entry>,
    pub(super) landings: Landings,
    pub(super) rosters: Rosters,
    /// Whether each probe counts, in the order of [`Probe::all`].
    pub(super) probes: Vec<(Probe, Verdict)>,
}

impl Node {
    pub(super) fn new(mode: Mode, row: Vec<Step>) -> Self {
        let lands = world::landings_of(&row);
        let made = row.iter().zip(&lands).enumerate();
        let mut entries = vec![world::founded(mode)];
        entries.extend(made.map(|(i, (step, landing))| world::entry_of(i, *step, *landing)));
        let landings = world::seen(&row);
        let rosters = Rosters::apply(&entries, world::ledger(), &landings);
        let most = lands.last().copied().unwrap_or_default() + 1;
        let judged = |p: Probe| (p, rosters.judge(p.entry(), &landings));
        let probes = Probe::all(most).map(judged).collect();
        Self { mode, row, lands, entries, landings, rosters, probes }
    }

    /// How many landings there are.
    pub(super) fn height(&self) -> usize {
        self.lands.last().copied().unwrap_or_default() + 1
    }

    pub(super) fn refused(&self, i: usize) -> Option<Code> {
        self.rosters.refused.get(&world::step_id(i)).map(|(code, _)| *code)
    }

    pub(super) fn role(&self, key: usize) -> Option<Role> {
        self.rosters.now()?.signers.get(&world::PUBLIC[key].1).map(|s| s.role)
    }

    pub(super) fn mode_at(&self, landing: usize) -> Mode {
        self.rosters.at(Place::Landed(landing)).map_or(Mode::Closed, |r| r.mode)
    }

    /// The revocations that count.
    pub(super) fn words(&self) -> BTreeSet<Id> {
        self.rosters.revocations.iter().map(|r| r.event).collect()
    }

    /// The row as a person reads it.
    pub(super) fn told(&self) -> String {
        let mut says = format!("founded {}\n", self.mode);
        for (i, step) in self.row.iter().enumerate() {
            let verdict = self.refused(i).map_or("counts".to_owned(), |c| format!("no: {c}"));
            says += &format!(
                "  {i}: landing {} key {} {:?}: {verdict}\n",
                self.lands[i], step.by, step.act
            );
        }
        for (probe, verdict) in &self.probes {
            says += &format!("  {probe:?}: {verdict:?}\n");
        }
        says
    }
}

/// Whoever is named by a step.
fn names(step: Step) -> [usize; 2] {
    let other = match step.act {
        Act::Admit(who, _) | Act::Revoke(who, _) | Act::AdoptGaps(who) => who,
        Act::Adopt(_) | Act::Rule(_) => step.by,
    };
    [step.by, other]
}

fn other_mode(node: &Node) -> Mode {
    match node.mode_at(node.height()) {
        Mode::Open => Mode::Closed,
        Mode::Closed => Mode::Open,
    }
}

/// What may come next. The second key is named only after the first.
fn next(node: &Node, most: usize) -> Vec<Step> {
    let mut steps = Vec::new();
    let i = node.row.len();
    let known = node.row.iter().flat_map(|s| names(*s)).max().unwrap_or(0);
    for fresh in [false, true] {
        let landing = node.height() - 1 + usize::from(fresh);
        for by in 0..KEYS {
            let mut acts = vec![Act::Admit(0, Role::Contributor)];
            for who in 1..KEYS {
                let roles = [Role::Contributor, Role::Maintainer, Role::Root];
                acts.extend(roles.map(|role| Act::Admit(who, role)));
            }
            for who in 0..KEYS {
                // Nothing was seen, or all that landed before, or all; by hand also what lies between.
                let between = if is_quick() { 1 } else { landing.max(1) };
                let views = (0..between).chain(landing.max(1)..=landing + 1);
                acts.extend(views.map(|view| Act::Revoke(who, view)));
                acts.push(Act::AdoptGaps(who));
            }
            acts.extend((0..most).filter(|j| *j != i).map(Act::Adopt));
            acts.push(Act::Rule(other_mode(node)));
            steps.extend(acts.into_iter().map(|act| Step { by, act, fresh }));
        }
    }
    // What nobody knows was tried after every row but the longest.
    let is_known = |k: usize| node.role(k).is_some() || node.rosters.is_revoked(&PUBLIC[k].1);
    let is_last = i > 1 && i + 1 == most;
    steps.retain(|step| {
        if is_last && !is_known(step.by) {
            return false;
        }
        let mut so_far = known;
        names(*step).into_iter().all(|name| {
            let is_next = name <= so_far + 1;
            so_far = so_far.max(name);
            is_next
        })
    });
    steps
}

/// Whether nothing can come of a step: the roster told it no, and nobody adopts it. Then the roster is what it was
/// before, and whatever follows was tried without it.
fn is_inert(before: &Node, node: &Node) -> bool {
    let last = node.row.len() - 1;
    let is_adopted = node.row.iter().any(|s| s.act == Act::Adopt(last));
    let code = node.refused(last);
    if is_adopted || !matches!(code, Some(Code::UnknownSigner | Code::NotPermitted)) {
        return false;
    }
    let mut without = node.rosters.clone();
    without.refused.remove(&world::step_id(last));
    without == before.rosters
}

/// Looks at the row and at all that grow from it; says how many those are.
fn walk(node: &Node, most: usize) -> usize {
    let mut seen = 1;
    if node.row.len() == most {
        return seen;
    }
    for step in next(node, most) {
        let mut row = node.row.clone();
        row.push(step);
        let grown = Node::new(node.mode, row);
        rules::check(node, &grown);
        seen += if is_inert(node, &grown) { 1 } else { walk(&grown, most) };
    }
    seen
}

#[test]
fn every_ledger_of_a_few_steps_keeps_the_rules() {
    let most = bound(3);
    let total = AtomicUsize::new(0);
    // Two halves of the same size, for two processors.
    std::thread::scope(|scope| {
        for mode in Mode::ALL {
            let total = &total;
            scope.spawn(move || {
                let seen = walk(&Node::new(mode, Vec::new()), most);
                total.fetch_add(seen, Ordering::Relaxed);
            });
        }
    });
    println!("model: {} rows of up to {most} steps", total.into_inner());
}
