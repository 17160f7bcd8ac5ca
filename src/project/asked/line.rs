//! The line of a ledger's history with everything that was asked on it: step by step, each trigger judged on its
//! gap as it stands there. What one trigger comes to, the next ones see.

use std::collections::{BTreeMap, BTreeSet};

use crate::ledger::{Body, Cause, Code, Fault};
use crate::model::{Id, Label};
use crate::project::entry::{Entry, Landings, Place};
use crate::project::finding::{Finding, Level};
use crate::project::fold;
use crate::project::roster::Rosters;
use crate::project::scan::Verb;

use super::causes;
use super::copies::{Copies, Key};
use super::draft::{self, Stand};
use super::facts::{self, Counts, Heard};
use super::gaps::{Gaps, Meaning};
use super::judge::{self, Judged};
use super::records::Records;
use super::refused::Refused;
use super::undone::{Effect, Effects};
use super::values::{Ask, Commit, History, Outcome, Projection, Step, Trigger};

pub struct Line<'a> {
    ledger: Id,
    entries: Vec<&'a Entry>,
    gaps: Gaps<'a>,
    pub records: Records<'a>,
    pub copies: Copies,
    effects: Effects,
    history: &'a dyn History,
    /// What waits so far, gap by gap.
    waiting: BTreeMap<Id, Vec<Entry>>,
    refused: Vec<Refused>,
    out: Projection,
}

/// One thing that is asked of one gap.
struct Wish<'s> {
    step: &'s Step,
    commit: &'s Commit,
    /// 0 where no line asks.
    line: u32,
    ask: Ask,
    gap: Id,
    label: Label,
    /// What an event that records it names: several where there are copies.
    causes: Vec<Cause>,
    /// An event that is before it wherever it is: the one whose file was taken away or brought back.
    after: Option<Id>,
}

impl<'a> Line<'a> {
    pub fn new(
        entries: &[&'a Entry],
        rosters: &'a Rosters,
        landings: &'a Landings,
        history: &'a dyn History,
        ledger: Id,
    ) -> Self {
        let gaps = Gaps::new(entries, rosters, landings);
        let records = Records::new(entries, &gaps, history);
        Self {
            ledger,
            entries: entries.to_vec(),
            gaps,
            records,
            copies: Copies::default(),
            effects: Effects::default(),
            history,
            waiting: BTreeMap::new(),
            refused: Vec::new(),
            out: Projection::default(),
        }
    }

    pub fn step(&mut self, step: &Step, heard: &[Heard]) {
        let mut moved = false;
        for (commit, heard) in step.commits.iter().zip(heard) {
            if commit.id == step.tip.id {
                self.files(step);
                moved = true;
            }
            self.commit(step, commit, heard);
        }
        if !moved {
            self.files(step);
        }
    }

    /// What files that are gone, or here again, ask for.
    fn files(&mut self, step: &Step) {
        let genesis = crate::ledger::path::of(None, self.ledger);
        let moved = !(step.removed.is_empty() && step.restored.is_empty());
        if !moved || !self.history.holds(&step.tip.id, &genesis) {
            return;
        }
        let (commit, authored) = (step.tip.id.clone(), step.tip.authored);
        for removed in &step.removed {
            let (removed, commit) = (*removed, commit.clone());
            self.file(step, removed, Ask::Undo, Cause::Removed { authored, commit, removed });
        }
        for restored in &step.restored {
            let (restored, commit) = (*restored, commit.clone());
            self.file(step, restored, Ask::Redo, Cause::Restored { authored, commit, restored });
        }
    }

    fn file(&mut self, step: &Step, event: Id, ask: Ask, cause: Cause) {
        let Some(gap) = self.gaps.gap_of(event) else { return };
        let closes = self
            .gaps
            .member(gap, event)
            .is_some_and(|e| matches!(e.event.body, Body::Closed(_)) && self.gaps.is_accepted(e));
        if closes {
            let label = self.gaps.known[&gap].claimed.clone();
            let (commit, causes) = (&step.tip, vec![cause]);
            self.wish(Wish { step, commit, line: 0, ask, gap, label, causes, after: Some(event) });
        }
    }

    fn commit(&mut self, step: &Step, commit: &Commit, heard: &Heard) {
        match heard.counts {
            Counts::Foreign => return,
            Counts::NothingChanged => return self.changed_nothing(commit, heard),
            Counts::Yes => {}
        }
        for bad in &heard.reading.statements.malformed {
            let says = format!("`{}` {}", cut(&bad.text), bad.why);
            let finding = Finding::new(Level::Warning, "malformed-trigger", says);
            self.out.findings.push(finding.about_line(&commit.id, bad.line));
        }
        let undoing = &heard.reading.statements.undoing;
        let mut said: Vec<_> = undoing.reverts.iter().map(|s| (s, false)).collect();
        said.extend(undoing.reapplies.iter().map(|s| (s, true)));
        said.sort_by_key(|(s, _)| s.line);
        let mut numbers: BTreeMap<u32, u32> = BTreeMap::new();
        let mut said = said.into_iter().peekable();
        for asked in &heard.reading.asked {
            while let Some((statement, again)) = said.next_if(|(s, _)| s.line < asked.line) {
                self.undo(step, commit, statement, again, &mut numbers);
            }
            self.asked(step, commit, asked);
        }
        for (statement, again) in said {
            self.undo(step, commit, statement, again, &mut numbers);
        }
    }

    fn changed_nothing(&mut self, commit: &Commit, heard: &Heard) {
        if let Some(asked) = heard.reading.asked.first() {
            let says = "asks for something, and what brought it to the trunk changed nothing there";
            let finding = Finding::new(Level::Notice, "nothing-changed", says);
            self.out.findings.push(finding.about_line(&commit.id, asked.line));
        }
    }

    fn asked(&mut self, step: &Step, commit: &Commit, asked: &crate::project::scan::Asked) {
        let key = Key { commit: commit.id.clone(), line: asked.line, n: asked.n };
        let ask = match &asked.verb {
            Verb::Close => Ask::Close,
            Verb::Start => Ask::Start,
            Verb::Reopen => Ask::Reopen,
            Verb::Meet(criteria) => Ask::Meet(criteria.clone()),
            Verb::Refer => Ask::Refer,
        };
        let (line, label) = (asked.line, asked.label.clone());
        let meant = self.gaps.meant(&label, &commit.id, step, self.history);
        let gap = match meant {
            Meaning::One(gap) => gap,
            Meaning::None => {
                let says = format!("there is no gap {label}");
                return self.unknown(step, commit, line, label, ask, "unknown-label", says);
            }
            Meaning::Several(gaps) => {
                let marks: Vec<String> =
                    gaps.iter().map(|g| format!("{label}~{}", g.mark())).collect();
                let says = format!("{label} can mean {}", marks.join(" or "));
                return self.unknown(step, commit, line, label, ask, "ambiguous-label", says);
            }
        };
        if let Some(original) = self.copies.original(&key).cloned() {
            return self.copy(step, commit, &original, (line, label, ask, gap));
        }
        let cause = |named: &super::copies::Named| Cause::Trigger {
            authored: named.authored,
            commit: named.key.commit.clone(),
            line: u64::from(named.key.line),
            n: u64::from(named.key.n),
            text: named.text,
        };
        let causes = self.copies.all(&key).iter().map(cause).collect();
        self.wish(Wish { step, commit, line, ask, gap, label, causes, after: None });
    }

    /// A copy does what its original did: nothing anew, but reverting it undoes the same.
    fn copy(
        &mut self,
        step: &Step,
        commit: &Commit,
        original: &Key,
        (line, label, ask, gap): (u32, Label, Ask, Id),
    ) {
        let closes = self.out.triggers.iter().any(|t| {
            t.commit == original.commit
                && t.gap == Some(gap)
                && t.ask == Ask::Close
                && matches!(t.outcome, Outcome::Recorded(_) | Outcome::Waiting(_))
        });
        if closes && ask == Ask::Close {
            self.effects.add(commit, Effect { gap, label: label.clone(), closes: true });
        }
        let (commit, gap, place) = (commit.id.clone(), Some(gap), step.place);
        let outcome = Outcome::Copy;
        self.out.triggers.push(Trigger { commit, line, label, gap, ask, place, outcome });
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of a finding and of a trigger")]
    fn unknown(
        &mut self,
        step: &Step,
        commit: &Commit,
        line: u32,
        label: Label,
        ask: Ask,
        code: &'static str,
        says: String,
    ) {
        let finding = Finding::new(Level::Warning, code, says).about_line(&commit.id, line);
        self.out.findings.push(finding);
        let (commit, place) = (commit.id.clone(), step.place);
        let outcome = Outcome::Unknown;
        self.out.triggers.push(Trigger { commit, line, label, gap: None, ask, place, outcome });
    }

    fn undo(
        &mut self,
        step: &Step,
        commit: &Commit,
        statement: &crate::project::scan::Statement,
        again: bool,
        numbers: &mut BTreeMap<u32, u32>,
    ) {
        let asks = match self.effects.undone(commit, statement, again, self.history) {
            Ok(asks) => asks,
            Err(finding) => return self.out.findings.push(*finding),
        };
        let line = statement.line;
        let text = facts::hash(facts::line_of(&commit.message, line).unwrap_or_default());
        for (effect, ask) in asks {
            let n = numbers.entry(line).or_default();
            let cause = Cause::Trigger {
                authored: commit.authored,
                commit: commit.id.clone(),
                line: u64::from(line),
                n: u64::from(*n),
                text,
            };
            *n += 1;
            let (gap, label, causes) = (effect.gap, effect.label, vec![cause]);
            self.wish(Wish { step, commit, line, ask, gap, label, causes, after: None });
        }
    }

    /// Places and judges one wish.
    fn wish(&mut self, wish: Wish<'_>) {
        let kind = judge::kind(&wish.ask);
        let (recorders, is_rewritten) = self.records.of(&wish.causes, wish.gap, kind, &self.gaps);
        let place = self.place(&wish);
        let recorded = self.recorded(&wish, &recorders, &place, is_rewritten);
        let outcome = match recorded.or_else(|| self.answered(&wish)) {
            Some(outcome) => outcome,
            None => self.judged(&wish, &place),
        };
        if let Outcome::Recorded(_) | Outcome::Waiting(_) = outcome
            && matches!(wish.ask, Ask::Close | Ask::Redo | Ask::Undo)
        {
            let (gap, label) = (wish.gap, wish.label.clone());
            let effect = Effect { gap, label, closes: wish.ask != Ask::Undo };
            self.effects.add(wish.commit, effect);
        }
        let Wish { commit, line, ask, gap, label, step, .. } = wish;
        let (commit, gap, place) = (commit.id.clone(), Some(gap), step.place);
        self.out.triggers.push(Trigger { commit, line, label, gap, ask, place, outcome });
    }

    /// The entries that are before a trigger: those of its gap that its landing has, or its own commit; and what
    /// records an earlier trigger, wherever that landed.
    fn place(&self, wish: &Wish<'_>) -> Vec<&'a Entry> {
        let Some(known) = self.gaps.known.get(&wish.gap) else { return Vec::new() };
        let own = wish.commit.id != wish.step.tip.id;
        let is_before = |e: &&&Entry| {
            if self.out.unplaced.contains_key(&e.id) {
                return false;
            }
            if self.records.is_settled(e.id) || wish.after == Some(e.id) {
                return true;
            }
            !self.records.is_later(e.id, wish.step.place)
                && (wish.step.has(e) || own && self.history.holds(&wish.commit.id, &e.path))
        };
        known.members.iter().filter(is_before).copied().collect()
    }

    /// Whether an event records it whose parents stay in its place; those whose parents leave it do not count.
    fn recorded(
        &mut self,
        wish: &Wish<'_>,
        recorders: &[&'a Entry],
        place: &[&'a Entry],
        is_rewritten: bool,
    ) -> Option<Outcome> {
        if recorders.is_empty() {
            return None;
        }
        let before: BTreeSet<Id> = place.iter().map(|e| e.id).collect();
        let known: BTreeSet<Id> = self.gaps.known[&wish.gap].members.iter().map(|e| e.id).collect();
        let mut outcome = None;
        for event in recorders {
            let leaves =
                event.event.parents.iter().find(|p| known.contains(p) && !before.contains(p));
            if let Some(parent) = leaves {
                let why = format!(
                    "it builds on {}, which is not before what asked for it ({})",
                    parent.short(),
                    wish.commit.id.short()
                );
                self.out.unplaced.insert(event.id, why);
                continue;
            }
            self.records.settle(event.id);
            outcome = outcome.or(Some(Outcome::Recorded(event.id)));
            if is_rewritten {
                self.rewritten(event, wish);
            }
        }
        outcome
    }

    fn rewritten(&mut self, event: &Entry, wish: &Wish<'_>) {
        if let (Some(cause), Place::Landed(at)) = (&event.event.cause, wish.step.place) {
            self.out.lends.insert(cause.clone(), at);
        }
        self.out.faults.push(Fault {
            code: Code::Rewritten,
            event: Some(event.id),
            path: Some(event.path.clone()),
            message: format!(
                "the commit that it names is in no history now; {} says the same",
                wish.commit.id.short()
            ),
        });
    }

    /// A status event that came with it and makes the move that it asks for.
    fn answered(&self, wish: &Wish<'_>) -> Option<Outcome> {
        let to = judge::status(&wish.ask)?;
        let answers = |e: &&&Entry| {
            wish.step.brings(e)
                && e.id != wish.gap
                && !self.records.cause_at.contains_key(&e.id)
                && e.event.body.table().and_then(|t| t.gives) == Some(to)
                && self.gaps.is_accepted(e)
        };
        let members = &self.gaps.known.get(&wish.gap)?.members;
        members.iter().find(answers).map(|e| Outcome::Answered(e.id))
    }

    fn judged(&mut self, wish: &Wish<'_>, place: &[&'a Entry]) -> Outcome {
        let waiting = self.waiting.get(&wish.gap);
        let all: Vec<&Entry> = place.iter().copied().chain(waiting.into_iter().flatten()).collect();
        let Some(gap) = fold::gap_of(&all, self.gaps.rosters, self.gaps.landings) else {
            return Outcome::Unknown;
        };
        let stand = Stand {
            ledger: self.ledger,
            label: &self.gaps.known[&wish.gap].claimed,
            place: wish.step.place,
            base: &wish.step.tip.id,
            at: wish.commit.at,
        };
        let Some(cause) = wish.causes.first().cloned() else { return Outcome::Unknown };
        match judge::judge(&gap, &wish.ask, &wish.commit.id) {
            Judged::Satisfied => Outcome::Satisfied,
            Judged::Do(body) => {
                let entry = draft::entry(&stand, &gap, body, cause);
                let id = entry.id;
                self.out.entries.push(entry.clone());
                self.waiting.entry(wish.gap).or_default().push(entry);
                Outcome::Waiting(id)
            }
            Judged::Refused { body, code, why } => {
                if let Some(body) = body {
                    self.out.entries.push(draft::entry(&stand, &gap, body, cause));
                }
                let says = format!("{} of {} asked, {why}", wish.ask.word(), wish.label);
                let finding = Finding::new(Level::Warning, code, says);
                let finding = if wish.line == 0 {
                    finding.about_commit(&wish.commit.id)
                } else {
                    finding.about_line(&wish.commit.id, wish.line)
                };
                self.refused.push(Refused {
                    finding: self.out.findings.len(),
                    gap: wish.gap,
                    wanted: judge::status(&wish.ask),
                    before: all.iter().map(|e| e.id).collect(),
                });
                self.out.findings.push(finding);
                Outcome::Refused(why)
            }
        }
    }

    /// Takes back what was said of refusals that something later settled.
    fn settle(&mut self) {
        let mut settled: BTreeSet<usize> = BTreeSet::new();
        for refused in &self.refused {
            let known = self.gaps.known.get(&refused.gap).map(|k| k.members.iter().copied());
            let waiting = self.waiting.get(&refused.gap).into_iter().flatten();
            let all: Vec<&Entry> = known
                .into_iter()
                .flatten()
                .filter(|e| !self.out.unplaced.contains_key(&e.id))
                .chain(waiting)
                .collect();
            let gap = fold::gap_of(&all, self.gaps.rosters, self.gaps.landings);
            if gap.is_some_and(|gap| refused.is_settled(&gap)) {
                settled.insert(refused.finding);
            }
        }
        let mut at = 0..;
        self.out.findings.retain(|_| at.next().is_none_or(|at| !settled.contains(&at)));
    }

    /// What each cause lends, and which of them lie.
    pub fn finish(mut self, steps: &[Step]) -> Projection {
        self.settle();
        causes::lend(&self.entries, steps, self.history, &mut self.out);
        self.out
    }
}

fn cut(text: &str) -> String {
    let first = text.lines().next().unwrap_or_default();
    match first.char_indices().nth(72) {
        Some((end, _)) => format!("{}...", &first[..end]),
        None => first.to_owned(),
    }
}
