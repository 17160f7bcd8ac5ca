//! The rules, asked once: what trips each, what is waived, and whether this may go out. A view prints it; nothing
//! here knows how.

use std::collections::BTreeSet;

use crate::ledger::{Code, Fault, path};
use crate::model::{Criticality, Id, Status};
use crate::project::backlog::{Backlog, Gap};
use crate::project::entry::Missing;

use super::rule::{Looks, Question, Rule, Seen};
use super::waivers::{self, Waiver};
use super::{closing, kinds};

/// May this go out?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Yes,
    No,
    /// Not all of history is here, or not all of it can be read: nobody can say.
    Incomplete,
}

impl Verdict {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Incomplete => "incomplete",
        }
    }
}

/// The answer, whole.
#[derive(Debug, Clone)]
pub struct Judgement {
    pub verdict: Verdict,
    pub open: Open,
    pub outcomes: Vec<Outcome>,
    /// Why nobody can say, where nobody can.
    pub incomplete: Vec<String>,
    pub missing: Option<Missing>,
    /// What a reader should know beside the answer.
    pub notes: Vec<String>,
}

impl Judgement {
    /// The same where not all of history could be looked at, and why.
    pub fn lacking(mut self, holes: impl IntoIterator<Item = String>) -> Self {
        for hole in holes {
            if !self.incomplete.contains(&hole) {
                self.incomplete.push(hole);
            }
        }
        if !self.incomplete.is_empty() {
            self.verdict = Verdict::Incomplete;
        }
        self
    }

    /// Whether the ledger itself does not hold: more than a no.
    pub fn is_violated(&self) -> bool {
        self.outcomes.iter().any(|o| o.rule.kind.name == kinds::VIOLATION.name && !o.holds())
    }
}

/// What is open and started, worst first; the last is without criticality.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Open {
    pub counts: [u64; 5],
}

impl Open {
    pub const WORDS: [&'static str; 5] = ["blocker", "high", "medium", "low", "none"];

    pub fn of<'g>(gaps: impl Iterator<Item = &'g Gap>) -> Self {
        let mut counts = [0; 5];
        for gap in gaps.filter(|g| g.status.is_left()) {
            counts[gap.criticality().map_or(4, |c| c as usize)] += 1;
        }
        Self { counts }
    }

    pub fn total(self) -> u64 {
        self.counts.iter().sum()
    }

    /// `27 open: 0 blocker, 9 high, 11 medium, 7 low`.
    pub fn line(self) -> String {
        let shown = |i: usize| i < 4 || self.counts[i] > 0;
        let word = |i: usize| if i == 4 { "without criticality" } else { Self::WORDS[i] };
        let parts: Vec<String> = (0..5)
            .filter(|i| shown(*i))
            .map(|i| format!("{} {}", self.counts[i], word(i)))
            .collect();
        format!("{} open: {}", self.total(), parts.join(", "))
    }
}

/// What came of one rule.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub rule: Rule,
    pub findings: Vec<Finding>,
    /// Gaps for which a date that the rule needs is not known.
    pub left_out: usize,
}

impl Outcome {
    /// What is said of each gap that the rule is about.
    fn take(&mut self, question: &Question<'_>, gaps: &[&Gap], say: impl Fn(&Gap) -> Seen) {
        for gap in gaps.iter().filter(|g| self.rule.scope.holds(g)) {
            match say(gap) {
                Seen::Fine => {}
                Seen::Unknown => self.left_out += 1,
                Seen::Trips(message, events) => {
                    let found = finding(question, &self.rule, gap, message, events);
                    self.findings.push(found);
                }
            }
        }
    }

    /// The findings that no waiver holds up.
    pub fn counted(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|f| f.waived.is_none())
    }

    pub fn waived(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|f| f.waived.is_some())
    }

    pub fn holds(&self) -> bool {
        self.counted().count() as u64 <= self.rule.max
    }
}

/// One thing that a rule found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// None where it is about an event that belongs to no gap that is known.
    pub gap: Option<Id>,
    pub label: Option<String>,
    pub title: String,
    pub criticality: Option<Criticality>,
    pub status: Option<Status>,
    pub message: String,
    /// The events that show it.
    pub events: Vec<Id>,
    /// The file that a report points at.
    pub path: Option<String>,
    pub waived: Option<Waiver>,
    /// A waiver that would hold, had its end not come.
    pub ended: Option<Waiver>,
    /// A waiver that never held: one person asked and approved.
    pub own: Option<Waiver>,
}

/// Asks every rule.
pub fn judge(question: &Question<'_>) -> Judgement {
    let Question { backlog, faults, rules, .. } = *question;
    let mut gaps: Vec<&Gap> = backlog.gaps.values().collect();
    gaps.sort_by_key(|g| (g.criticality().map_or(4, |c| c as usize), &g.named, g.id));
    let outcomes: Vec<Outcome> = rules.iter().map(|rule| ask(question, rule, &gaps)).collect();
    let incomplete = incomplete(backlog, faults);
    let verdict = if !incomplete.is_empty() {
        Verdict::Incomplete
    } else if outcomes.iter().all(Outcome::holds) {
        Verdict::Yes
    } else {
        Verdict::No
    };
    Judgement {
        verdict,
        open: Open::of(backlog.gaps.values()),
        incomplete,
        missing: backlog.missing.clone(),
        notes: strangers(question, &gaps),
        outcomes,
    }
}

fn ask(question: &Question<'_>, rule: &Rule, gaps: &[&Gap]) -> Outcome {
    let mut outcome = Outcome { rule: rule.clone(), findings: Vec::new(), left_out: 0 };
    match rule.kind.looks {
        Looks::AtGap(look) => outcome.take(question, gaps, |gap| look(question, rule, gap)),
        Looks::AtClosing(look) => outcome.take(question, gaps, |gap| {
            let closing = closing::asked(question, rule, gap);
            closing.map_or_else(|seen| seen, |closing| look(question, gap, closing))
        }),
        Looks::AtFaults(look) => {
            let found = look(question).into_iter();
            outcome.findings.extend(found.map(|fault| Finding {
                gap: None,
                label: None,
                title: String::new(),
                criticality: None,
                status: None,
                message: fault.message,
                events: fault.event.into_iter().collect(),
                path: fault.path,
                waived: None,
                ended: None,
                own: None,
            }));
        }
    }
    outcome
}

fn finding(
    question: &Question<'_>,
    rule: &Rule,
    gap: &Gap,
    message: String,
    events: Vec<Id>,
) -> Finding {
    let held = waivers::held(&waivers::all(question.backlog, gap), &rule.name, question.today);
    // An ended waiver is not excused by another.
    let may_waive = rule.kind.name != "waiver-expired";
    Finding {
        gap: Some(gap.id),
        label: Some(gap.label.clone()),
        title: gap.title().to_owned(),
        criticality: gap.criticality(),
        status: Some(gap.status),
        message,
        path: events.last().map(|id| path::of(Some(&gap.claimed), *id)),
        events,
        waived: held.holds.filter(|_| may_waive),
        ended: held.ended,
        own: held.own,
    }
}

/// Why nobody can say: history that is not here, and events that this version cannot read.
fn incomplete(backlog: &Backlog, faults: &[Fault]) -> Vec<String> {
    let missing = backlog.missing.as_ref().map(Missing::says);
    let unread = faults.iter().filter(|f| f.code == Code::UnknownKind).count();
    let newer = (unread > 0).then(|| match unread {
        1 => "a newer version wrote an event that this one cannot read".to_owned(),
        n => format!("a newer version wrote {n} events that this one cannot read"),
    });
    missing.into_iter().chain(newer).collect()
}

/// Waivers of rules that are not there: most likely a word was mistyped.
fn strangers(question: &Question<'_>, gaps: &[&Gap]) -> Vec<String> {
    let known: BTreeSet<String> =
        question.rules.iter().map(|r| r.name.to_ascii_lowercase()).collect();
    let mut notes = Vec::new();
    for gap in gaps.iter().filter(|g| !g.status.is_done()) {
        for waiver in waivers::all(question.backlog, gap) {
            let word = waiver.waived.rule.trim();
            if !known.contains(&word.to_ascii_lowercase()) {
                notes.push(format!(
                    "{} has a waiver of `{word}`, and no rule is called so",
                    gap.label
                ));
            }
        }
    }
    notes
}
