//! Contradictions inside one document: figures against what they count, one gap stated in two ways, a
//! closed gap with unmet criteria, prose that says all is done. What the ledger and the history know is
//! checked elsewhere.

use crate::model::{Label, Status};

use super::claim::{Claim, Fact, Form, Gap, Shape, Tracker};
use super::figure::{Counted, Number};
use super::place::Place;
use super::reckon;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A count, a matrix cell, a ratio or a percentage that is not true.
    WrongFigure,
    /// Two places say different things about one gap's status.
    StatusDiffers,
    /// A gap's own criticality is not that of the section it stands in.
    CriticalityDiffers,
    /// Struck through, and still open.
    StruckOpen,
    /// Closed, with a criterion that is not met.
    UnmetCriteria,
    /// Open, with every criterion met.
    AllCriteriaMet,
    /// A section that says it is done, with gaps left in it.
    SectionDiffers,
    DuplicateLabel,
    StaleProse,
    /// A list of what is left that leaves gaps out.
    RemainingOmits,
    /// Completed before it was opened.
    DateBeforeOpening,
    /// A date of completion, or a pull request, stated in two ways.
    CompletedDiffers,
    /// A status is stated, but not clearly which.
    UnsureStatus,
    /// Another status than the ledger's.
    Stale,
    /// Done in the document, and not on the trunk.
    NotLanded,
    /// Another date than the landing's.
    WrongDate,
    /// Another pull request than the landing's.
    WrongPr,
    /// A gap that the ledger does not have.
    Unknown,
    /// A gap of the ledger that the document does not have.
    Missing,
    /// Rendering found no place in the document to say it.
    NotWritten,
    /// Done before, and open again with no word why.
    Regressed,
}

impl Code {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WrongFigure => "wrong-figure",
            Self::StatusDiffers => "status-differs",
            Self::CriticalityDiffers => "criticality-differs",
            Self::StruckOpen => "struck-open",
            Self::UnmetCriteria => "unmet-criteria",
            Self::AllCriteriaMet => "all-criteria-met",
            Self::SectionDiffers => "section-differs",
            Self::DuplicateLabel => "duplicate-label",
            Self::StaleProse => "stale-prose",
            Self::RemainingOmits => "remaining-omits",
            Self::DateBeforeOpening => "date-before-opening",
            Self::CompletedDiffers => "completed-differs",
            Self::UnsureStatus => "unsure-status",
            Self::Stale => "stale",
            Self::NotLanded => "not-landed",
            Self::WrongDate => "wrong-date",
            Self::WrongPr => "wrong-pr",
            Self::Unknown => "unknown",
            Self::Missing => "missing",
            Self::NotWritten => "not-written",
            Self::Regressed => "regressed",
        }
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub code: Code,
    pub line: usize,
    pub label: Option<Label>,
    pub claimed: String,
    pub actual: String,
    /// The bytes that rendering would replace; none where replacing no bytes makes it true.
    pub place: Option<Place>,
}

/// Every claim of the document that its own content contradicts, in the order of its lines.
pub fn lint(tracker: &Tracker) -> Vec<Finding> {
    let counted = reckon::counted(tracker);
    let mut found = Vec::new();
    figures(tracker, &counted, &mut found);
    statuses(tracker, &mut found);
    criticalities(tracker, &mut found);
    for gap in &tracker.gaps {
        criteria(gap, &mut found);
        dates(gap, &mut found);
    }
    completions(tracker, &mut found);
    sections(tracker, &counted, &mut found);
    prose(tracker, &counted, &mut found);
    lists(tracker, &mut found);
    found.sort_by_key(|f| (f.line, f.code));
    found
}

fn figures(tracker: &Tracker, counted: &[Counted], found: &mut Vec<Finding>) {
    let readings = reckon::readings(&tracker.figures, counted);
    for (figure, (way, good)) in tracker.figures.iter().zip(readings) {
        if good {
            continue;
        }
        let truth = reckon::truth(figure, way, counted);
        let empty = truth.second == 0 && !matches!(figure.number, Number::Count { .. });
        if empty {
            continue;
        }
        let (claimed, actual) = reckon::shown(figure, &truth);
        found.push(Finding {
            code: Code::WrongFigure,
            line: figure.line,
            label: None,
            claimed: format!("{}: {claimed}", figure.name),
            actual,
            place: Some(figure.place),
        });
    }
}

fn word(status: Option<Status>) -> String {
    status.map_or_else(|| "not clear".to_owned(), |s| s.to_string())
}

/// Does one say done and the other not, or do both name something definite and different?
fn differ(claimed: Status, actual: Status, form: Form) -> bool {
    let same = claimed == actual || claimed.is_done() && actual.is_done();
    // An empty box only says "not done", and a lane of open things holds begun ones too.
    let loose = matches!(form, Form::Box | Form::Flag | Form::Lane | Form::Mark)
        && claimed == Status::Open
        && !actual.is_done();
    // A remark "(partial)" beside an open gap is one, not a contradiction.
    let remark = form == Form::Mark && claimed.is_left() && actual.is_left();
    // What will never be done is closed as well, in a list of closed things.
    let over = form == Form::Lane && claimed == Status::Closed && actual == Status::Dropped;
    !same && !loose && !remark && !over
}

/// `## Pending` over `### Urgent` over a ticked box: the lane is a rubric there, not a claim about the box.
fn is_remote(tracker: &Tracker, claim: &Claim, claimed: Status) -> bool {
    let statement = tracker.statements.get(claim.statement);
    let section = statement.and_then(|s| s.section).and_then(|s| tracker.sections.get(s));
    let direct = section.is_some_and(|s| s.place.holds(claim.place));
    claim.form == Form::Lane && claimed.is_left() && !direct
}

fn statuses(tracker: &Tracker, found: &mut Vec<Finding>) {
    let mut unsure = vec![false; tracker.gaps.len()];
    let struck: std::collections::BTreeSet<usize> =
        tracker.claims.iter().filter(|c| c.form == Form::Strike).map(|c| c.gap).collect();
    for claim in &tracker.claims {
        let Fact::Status(stated) = claim.fact else { continue };
        let Some(gap) = tracker.gaps.get(claim.gap) else { continue };
        if claim.form == Form::Second {
            // Where it contradicts the first column, the status is not clear.
            continue;
        }
        if claim.form == Form::Strike {
            if gap.status.is_none_or(Status::is_left) && !unsure[claim.gap] {
                unsure[claim.gap] = true;
                found.push(finding(
                    gap,
                    claim,
                    Code::StruckOpen,
                    "struck through",
                    &word(gap.status),
                    None,
                ));
            }
            continue;
        }
        match (stated, gap.status) {
            (_, None) if !unsure[claim.gap] && !struck.contains(&claim.gap) => {
                unsure[claim.gap] = true;
                let raw = super::inline::plain(claim.place.of(&tracker.text));
                found.push(finding(gap, claim, Code::UnsureStatus, &raw, "not clear", None));
            }
            (Some(claimed), Some(actual))
                if differ(claimed, actual, claim.form) && !is_remote(tracker, claim, claimed) =>
            {
                // A row of the completed table goes; a section's name stays.
                let row = tracker.statements.get(claim.statement);
                let row = row.filter(|s| s.shape == Shape::Row && !s.primary && claimed.is_done());
                let place = match claim.form {
                    Form::Lane => row.map(|s| s.place),
                    _ => Some(claim.place),
                };
                found.push(finding(
                    gap,
                    claim,
                    Code::StatusDiffers,
                    claimed.as_str(),
                    actual.as_str(),
                    place,
                ));
            }
            _ => {}
        }
    }
}

fn finding(
    gap: &Gap,
    claim: &Claim,
    code: Code,
    claimed: &str,
    actual: &str,
    place: Option<Place>,
) -> Finding {
    let line = claim.said_at;
    Finding {
        code,
        line,
        label: Some(gap.label.clone()),
        claimed: claimed.to_owned(),
        actual: actual.to_owned(),
        place,
    }
}

/// A gap's own criticality against the section that it stands in.
fn criticalities(tracker: &Tracker, found: &mut Vec<Finding>) {
    for claim in &tracker.claims {
        let Fact::Criticality(own) = claim.fact else { continue };
        let statement = tracker.statements.get(claim.statement);
        let Some(statement) = statement.filter(|s| s.primary || s.shape != Shape::Bullet) else {
            continue;
        };
        let Some(gap) = tracker.gaps.get(claim.gap) else { continue };
        if gap.criticality != Some(own) && claim.form != Form::Mark {
            found.push(finding(
                gap,
                claim,
                Code::CriticalityDiffers,
                own.as_str(),
                gap.criticality.map_or("none", |c| c.as_str()),
                None,
            ));
            continue;
        }
        let mut next = statement.section;
        while let Some(section) = next.and_then(|s| tracker.sections.get(s)) {
            if let Some(above) = section.criticality {
                if above != own {
                    let claimed = format!("{own} below {}", section.title);
                    found.push(finding(
                        gap,
                        claim,
                        Code::CriticalityDiffers,
                        &claimed,
                        own.as_str(),
                        None,
                    ));
                }
                break;
            }
            next = section.parent;
        }
    }
}

fn criteria(gap: &Gap, found: &mut Vec<Finding>) {
    let marked: Vec<_> = gap.criteria.iter().filter(|c| c.marked).collect();
    let unmet = marked.iter().filter(|c| !c.met).count();
    let Some(status) = gap.status else { return };
    let report = |code: Code, line: usize, claimed: String, actual: String| Finding {
        code,
        line,
        label: Some(gap.label.clone()),
        claimed,
        actual,
        place: None,
    };
    if let Some(first) = marked.iter().find(|c| !c.met)
        && status.is_done()
    {
        let all = marked.len();
        found.push(report(
            Code::UnmetCriteria,
            first.line,
            status.to_string(),
            format!("{unmet} of {all} criteria unmet"),
        ));
    }
    if status.is_left() && unmet == 0 && !marked.is_empty() && marked.len() == gap.criteria.len() {
        found.push(report(
            Code::AllCriteriaMet,
            gap.line,
            status.to_string(),
            format!("all {} criteria met", marked.len()),
        ));
    }
}

fn dates(gap: &Gap, found: &mut Vec<Finding>) {
    if let (Some(opened), Some(completed)) = (gap.opened, gap.completed)
        && completed < opened
    {
        found.push(Finding {
            code: Code::DateBeforeOpening,
            line: gap.line,
            label: Some(gap.label.clone()),
            claimed: format!("completed {completed}"),
            actual: format!("opened {opened}"),
            place: None,
        });
    }
}

/// One completion with two dates, or with two pull requests: what stands first is taken, and the other is told.
fn completions(tracker: &Tracker, found: &mut Vec<Finding>) {
    for claim in &tracker.claims {
        let Some(gap) = tracker.gaps.get(claim.gap) else { continue };
        if !gap.status.is_some_and(Status::is_done) {
            continue;
        }
        let (claimed, actual) = match (&claim.fact, gap.completed, &gap.pr) {
            (Fact::Completed(says), Some(is), _) if *says != is => {
                (says.to_string(), is.to_string())
            }
            (Fact::Pr(says), _, Some(is)) if !is.is_also(says) => (says.clone(), is.text.clone()),
            _ => continue,
        };
        let place = Some(claim.place);
        found.push(finding(gap, claim, Code::CompletedDiffers, &claimed, &actual, place));
    }
}

/// `## Security ✅ COMPLETE` over gaps that are left.
fn sections(tracker: &Tracker, counted: &[Counted], found: &mut Vec<Finding>) {
    let mut left: std::collections::BTreeMap<usize, usize> = Default::default();
    let mut by_block: std::collections::BTreeMap<&str, usize> = Default::default();
    for gap in counted.iter().filter(|g| g.status.is_some_and(Status::is_left) && !g.recurs) {
        for section in &gap.sections {
            *left.entry(*section).or_default() += 1;
        }
        if let Some(block) = &gap.block {
            *by_block.entry(block.as_str()).or_default() += 1;
        }
    }
    let items: std::collections::BTreeSet<usize> = tracker
        .statements
        .iter()
        .filter(|s| s.shape == Shape::Heading)
        .map(|s| s.head.start)
        .collect();
    for (at, section) in tracker.sections.iter().enumerate() {
        let item = items.range(section.place.start..=section.place.end).next().is_some();
        if item || !section.lane.is_some_and(Status::is_done) {
            continue;
        }
        let read = super::heading::heading(&section.title, &tracker.legend, None);
        if read.lane {
            continue;
        }
        let block = super::assemble::key(&read.name);
        let count =
            left.get(&at).or_else(|| by_block.get(block.as_str())).copied().unwrap_or_default();
        if count > 0 {
            found.push(Finding {
                code: Code::SectionDiffers,
                line: section.line,
                label: None,
                claimed: section.title.clone(),
                actual: format!("{count} left"),
                place: None,
            });
        }
    }
}

/// Sentences that are not true and that no figure in them could mend.
pub(super) fn prose(tracker: &Tracker, counted: &[Counted], found: &mut Vec<Finding>) {
    for prose in &tracker.prose {
        let left = counted
            .iter()
            .filter(|g| prose.scope.holds(g) && g.status.is_some_and(Status::is_left) && !g.recurs)
            .count();
        if left > 0 {
            found.push(Finding {
                code: Code::StaleProse,
                line: prose.line,
                label: None,
                claimed: prose.text.clone(),
                actual: format!("{left} left"),
                place: None,
            });
        }
    }
}

fn lists(tracker: &Tracker, found: &mut Vec<Finding>) {
    for twice in &tracker.twice {
        let (Some(gap), Some(first)) = (tracker.gaps.get(twice.gap), tracker.gaps.get(twice.first))
        else {
            continue;
        };
        found.push(Finding {
            code: Code::DuplicateLabel,
            line: twice.line,
            label: Some(gap.label.clone()),
            claimed: twice.raw.clone(),
            actual: format!("line {} has it: {}", first.line, first.title),
            place: None,
        });
    }
    for list in &tracker.remaining {
        let left = tracker
            .gaps
            .iter()
            .filter(|g| g.original.is_some() && g.status.is_some_and(Status::is_left));
        let omitted: Vec<&str> =
            left.filter(|g| !list.named.contains(&g.label)).map(|g| g.label.as_str()).collect();
        if !omitted.is_empty() {
            found.push(Finding {
                code: Code::RemainingOmits,
                line: list.line,
                label: None,
                claimed: format!("{} named as remaining", list.named.len()),
                actual: format!("also left: {}", omitted.join(", ")),
                place: None,
            });
        }
    }
}
