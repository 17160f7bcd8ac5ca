//! What a figure really is. A figure is true where one natural reading of its words makes it true; else the
//! plainest reading says what it should be. Figures of one matrix are read the same way.

use std::collections::BTreeMap;

use crate::model::Status;

use super::assemble::key;
use super::claim::{Gap, Tracker};
use super::figure::{Counted, Figure, Number, What, show_tenths};
use super::numbers::shares;

/// How a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// What `Unsaid` stands for.
    pub unsaid: What,
    /// What the ledger defers still counts as left.
    pub deferred: bool,
    /// Things that come back every month are left out.
    pub once: bool,
    /// Criteria are counted with the gaps.
    pub boxes: bool,
    /// Dropped gaps are left out of totals.
    pub kept: bool,
    /// Of a section, or of the whole document.
    pub whole: bool,
    /// What is not clear counts as done: it may be.
    pub unclear: bool,
}

pub const PLAIN: Way = Way {
    unsaid: What::Left,
    deferred: false,
    once: false,
    boxes: false,
    kept: false,
    whole: false,
    unclear: false,
};

/// The gaps as figures see them.
pub fn counted(tracker: &Tracker) -> Vec<Counted> {
    tracker
        .gaps
        .iter()
        .map(|gap| {
            let mut sections = Vec::new();
            let mut next = gap.section;
            while let Some(at) = next {
                sections.push(at);
                next = tracker.sections.get(at).and_then(|s| s.parent);
            }
            let phase = sections.iter().find_map(|s| tracker.sections.get(*s)?.phase.clone());
            let stated = gap.phase.as_deref().and_then(phase_number);
            Counted {
                block: Some(block_key(gap)),
                criticality: gap.criticality,
                phase: phase.or(stated),
                sections,
                status: gap.status,
                recurs: gap.recurs.is_some(),
                criteria_met: gap.criteria.iter().filter(|c| c.met).count(),
                criteria_all: gap.criteria.len(),
            }
        })
        .collect()
}

/// The block that a gap is counted in: its own, else the prefix of its label.
pub fn block_key(gap: &Gap) -> String {
    gap.block.as_ref().map_or_else(|| key(gap.label.prefix()), |b| key(&b.name))
}

fn phase_number(text: &str) -> Option<String> {
    let folded = super::words::folded(text);
    let digits: String = folded
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    (!digits.is_empty()).then_some(digits)
}

/// The ways to read one figure, the plainest first.
fn ways(figure: &Figure) -> Vec<Way> {
    let mut found = Vec::new();
    let unsaid: &[What] = match figure.what {
        What::Unsaid => &[What::Left, What::All],
        _ => &[What::Left],
    };
    // A heading `High (5)` counts what stands below it.
    let first = if figure.what == What::Unsaid && figure.scope.section.is_some() {
        What::All
    } else {
        What::Left
    };
    let narrow = figure.scope.section.is_some();
    for boxes in [false, true] {
        for whole in if narrow { &[false, true][..] } else { &[false][..] } {
            for once in [false, true] {
                for kept in [false, true] {
                    for deferred in [false, true] {
                        for what in unsaid {
                            let unsaid = if first == What::All && unsaid.len() == 2 {
                                flip(*what)
                            } else {
                                *what
                            };
                            found.push(Way {
                                unsaid,
                                deferred,
                                once,
                                boxes,
                                kept,
                                whole: *whole,
                                unclear: false,
                            });
                        }
                    }
                }
            }
        }
    }
    found
}

fn flip(what: What) -> What {
    if what == What::All { What::Left } else { What::All }
}

/// How many gaps of a scope are what a figure counts, in one way of counting.
fn count(figure: &Figure, what: What, way: Way, gaps: &[Counted]) -> u64 {
    let what = if what == What::Unsaid { way.unsaid } else { what };
    let mut scope = figure.scope.clone();
    if way.whole {
        scope.section = None;
    }
    let mut sum = 0;
    for gap in gaps.iter().filter(|g| scope.holds(g)) {
        if way.once && gap.recurs || way.kept && gap.status == Some(Status::Dropped) {
            continue;
        }
        let put_off = way.deferred && gap.status == Some(Status::Deferred);
        let open = matches!(what, What::Left | What::Is(Status::Open));
        // "Pending" usually means whatever is not done, begun or not.
        let status = gap.status.or(way.unclear.then_some(Status::Closed));
        let hit = what.holds(status) || put_off && open;
        sum += usize::from(hit);
        if way.boxes {
            sum += match what {
                What::Done => gap.criteria_met,
                What::Left | What::Is(Status::Open) => gap.criteria_all - gap.criteria_met,
                What::All => gap.criteria_all,
                _ => 0,
            };
        }
    }
    sum as u64
}

/// What a figure is, counted in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Truth {
    pub first: u64,
    pub second: u64,
}

pub fn truth(figure: &Figure, way: Way, gaps: &[Counted]) -> Truth {
    match figure.number {
        Number::Count { .. } => Truth { first: count(figure, figure.what, way, gaps), second: 0 },
        Number::Ratio { .. } | Number::Percent(_) => Truth {
            first: count(figure, What::Done, way, gaps),
            second: count(figure, What::All, way, gaps),
        },
    }
}

/// Does the figure say this?
pub fn says(figure: &Figure, truth: &Truth) -> bool {
    match &figure.number {
        Number::Count { claimed, at_least } => {
            if *at_least {
                truth.first >= *claimed
            } else {
                truth.first == *claimed
            }
        }
        Number::Ratio { done, all, percent, .. } => {
            let share =
                |p: &super::figure::Percent| shares(*done, *all, p.decimals).contains(&p.tenths);
            *done == truth.first && *all == truth.second && percent.as_ref().is_none_or(share)
        }
        Number::Percent(percent) => {
            truth.second > 0
                && shares(truth.first, truth.second, percent.decimals).contains(&percent.tenths)
        }
    }
}

/// For each figure, the way it is read, and whether it is true so.
pub fn readings(figures: &[Figure], gaps: &[Counted]) -> Vec<(Way, bool)> {
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, figure) in figures.iter().enumerate() {
        if figure.what == What::Unsaid && figure.scope.section.is_none() {
            groups.entry(figure.group).or_default().push(at);
        }
    }
    let mut found: Vec<(Way, bool)> = figures.iter().map(|f| alone(f, gaps)).collect();
    for group in groups.values().filter(|g| g.len() > 1) {
        let members: Vec<&Figure> = group.iter().map(|at| &figures[*at]).collect();
        let way = together(&members, gaps);
        for at in group {
            found[*at] = in_group(&figures[*at], way, gaps);
        }
    }
    // Whoever leaves out of one figure what comes back every month leaves it out of the others, where they agree.
    if found.iter().any(|(way, good)| *good && way.once) {
        for (figure, (way, _)) in figures.iter().zip(&mut found).filter(|(_, read)| read.1) {
            let once = Way { once: true, ..*way };
            if says(figure, &truth(figure, once, gaps)) {
                *way = once;
            }
        }
    }
    found
}

/// A figure read as its matrix is. Beside ranks that count what is left, a total may still be of all there are.
fn in_group(figure: &Figure, way: Way, gaps: &[Counted]) -> (Way, bool) {
    let all = Way { unsaid: What::All, ..way };
    let is_sum = figure.total && figure.scope.criticality.is_none();
    let ways = if is_sum { &[way, all][..] } else { &[way][..] };
    let said = |way: &&Way| says(figure, &truth(figure, **way, gaps));
    let unclear: Vec<Way> = ways.iter().map(|way| Way { unclear: true, ..*way }).collect();
    let good = ways.iter().find(said).or_else(|| unclear.iter().find(said));
    good.map_or((way, false), |way| (*way, true))
}

fn alone(figure: &Figure, gaps: &[Counted]) -> (Way, bool) {
    let ways = ways(figure);
    let plain = ways.first().copied().unwrap_or(PLAIN);
    // What nobody can read for sure may be what the author counted.
    let doubt = gaps.iter().any(|g| g.status.is_none());
    let more: Vec<Way> =
        ways.iter().filter(|_| doubt).map(|way| Way { unclear: true, ..*way }).collect();
    let good = ways.into_iter().chain(more).find(|way| {
        // Nothing at all is no reading of something.
        says(figure, &truth(figure, *way, gaps))
    });
    good.map_or((meant(figure, gaps).unwrap_or(plain), false), |way| (way, true))
}

/// Of the ways of reading a ratio that is wrong in each, the first in which at least its whole is right.
fn meant(figure: &Figure, gaps: &[Counted]) -> Option<Way> {
    let Number::Ratio { all, .. } = figure.number else { return None };
    ways(figure).into_iter().find(|way| truth(figure, *way, gaps).second == all)
}

/// One way for a whole matrix: one that makes all of it true, else the plainest, unless another is far
/// nearer to what is claimed.
fn together(figures: &[&Figure], gaps: &[Counted]) -> Way {
    let wrong = |way: Way| figures.iter().filter(|f| !says(f, &truth(f, way, gaps))).count();
    let mut best = (wrong(PLAIN), PLAIN);
    let plain = best.0;
    for way in figures.first().map(|f| ways(f)).unwrap_or_default() {
        if best.0 == 0 {
            break;
        }
        let count = wrong(way);
        if count == 0 || count < best.0 && count * 3 < plain {
            best = (count, way);
        }
    }
    best.1
}

/// A figure's claim and its truth, as a reader would write them.
pub fn shown(figure: &Figure, truth: &Truth) -> (String, String) {
    match &figure.number {
        Number::Count { claimed, at_least } => {
            (format!("{claimed}{}", if *at_least { "+" } else { "" }), truth.first.to_string())
        }
        Number::Ratio { done, all, percent, .. } => {
            let share = |tenths: u64| {
                percent
                    .as_ref()
                    .map(|p| format!(" ({})", show_tenths(tenths, p.decimals)))
                    .unwrap_or_default()
            };
            let claimed = percent.as_ref().map_or(0, |p| p.tenths);
            let decimals = percent.as_ref().map_or(0, |p| p.decimals);
            let actual =
                shares(truth.first, truth.second, decimals).first().copied().unwrap_or_default();
            (
                format!("{done}/{all}{}", share(claimed)),
                format!("{}/{}{}", truth.first, truth.second, share(actual)),
            )
        }
        Number::Percent(percent) => {
            let actual = shares(truth.first, truth.second, percent.decimals)
                .first()
                .copied()
                .unwrap_or_default();
            (show_tenths(percent.tenths, percent.decimals), show_tenths(actual, percent.decimals))
        }
    }
}
