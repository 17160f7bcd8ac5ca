//! What every form of the answer is made from, and the sentences that all of them share.

use std::collections::BTreeMap;

use crate::ledger::path;
use crate::model::{CommitId, Day, Id};
use crate::project::gate::waivers::Waiver;
use crate::project::gate::{Finding, Judgement, Outcome, Verdict};
use crate::project::timeline::Moment;

/// The forms that `--report` knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Text,
    Json,
    Markdown,
    Github,
    Sarif,
    Junit,
    Gitlab,
}

impl Form {
    pub const ALL: [(&'static str, Self); 7] = [
        ("text", Self::Text),
        ("json", Self::Json),
        ("markdown", Self::Markdown),
        ("github", Self::Github),
        ("sarif", Self::Sarif),
        ("junit", Self::Junit),
        ("gitlab", Self::Gitlab),
    ];

    pub fn from_word(word: &str) -> Option<Self> {
        if word.eq_ignore_ascii_case("annotations") {
            return Some(Self::Github);
        }
        Self::ALL.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, form)| *form)
    }
}

/// Where the rules came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesFrom {
    /// BLAKE3 of the text that they were read from.
    pub hash: String,
    /// Whether that text is the file of the trunk; else it is the one that stands in the program.
    pub is_file: bool,
}

impl RulesFrom {
    pub fn says(&self) -> &'static str {
        if self.is_file { ".gaps/gate.toml" } else { "the defaults" }
    }
}

pub struct Page<'a> {
    pub judgement: &'a Judgement,
    pub trunk: Option<String>,
    pub commit: Option<CommitId>,
    pub today: Day,
    pub as_landed: bool,
    pub rules: RulesFrom,
    /// The events behind each verdict, where they were asked for.
    pub moments: BTreeMap<Id, Moment>,
    pub explain: bool,
}

impl Page<'_> {
    pub fn verdict(&self) -> Verdict {
        self.judgement.verdict
    }

    /// `no: 27 open: 2 blocker, ...`
    pub fn headline(&self) -> String {
        format!("{}: {}", self.verdict().as_str(), self.judgement.open.line())
    }

    /// `at main 1a2b3c4, as of 2026-11-20; rules 5f2c9a0b11aa from .gaps/gate.toml`
    pub fn about(&self) -> String {
        let trunk = self.trunk.as_deref().unwrap_or("no trunk");
        let commit = self.commit.as_ref().map(|c| format!(" {}", c.short())).unwrap_or_default();
        let how = if self.as_landed { " with this branch merged" } else { "" };
        format!(
            "at {trunk}{commit}{how}, as of {}; rules {} from {}",
            self.today,
            &self.rules.hash[..12],
            self.rules.says()
        )
    }

    /// Rules that say no, then those that do not.
    pub fn failed(&self) -> impl Iterator<Item = &Outcome> {
        self.judgement.outcomes.iter().filter(|o| !o.holds())
    }
}

/// `2 open (blocker), at most 0`.
pub fn counted(outcome: &Outcome) -> String {
    let count = outcome.counted().count();
    let waived = outcome.waived().count();
    let waived = if waived > 0 { format!(", {waived} waived") } else { String::new() };
    let unknown = match outcome.left_out {
        0 => String::new(),
        n => format!(", {n} without a known date left out"),
    };
    format!("{count} {}, at most {}{waived}{unknown}", outcome.rule.says(), outcome.rule.max)
}

/// `OBS-001 Alert rules: open, known for 3 days`.
pub fn sentence(finding: &Finding) -> String {
    let head = match &finding.label {
        Some(label) => format!("{label} {}: ", finding.title),
        None => place(finding).map_or_else(String::new, |place| format!("{place}: ")),
    };
    let more = aside(finding).map(|a| format!("; {a}")).unwrap_or_default();
    format!("{head}{}{more}", finding.message)
}

/// Where a finding about an event lies, short enough to read: `SEC/001/ab417360`.
pub fn place(finding: &Finding) -> Option<String> {
    let Some(path) = &finding.path else {
        return finding.events.first().map(|id| id.short());
    };
    let below = path.strip_prefix(path::EVENTS).and_then(|p| p.strip_prefix('/'));
    Some(match (path::id_of(path), below.and_then(|p| p.rsplit_once('/'))) {
        (Some(id), Some((folder, _))) => format!("{folder}/{}", &id.to_string()[..8]),
        _ => path.clone(),
    })
}

/// What waivers say about a finding.
pub fn aside(finding: &Finding) -> Option<String> {
    let named = |w: &Waiver, what: &str| {
        let reason = w.waived.reason.lines().next().unwrap_or_default();
        format!("{what} {}, {}: {reason}", w.waived.until, w.people())
    };
    if let Some(waiver) = &finding.waived {
        return Some(named(waiver, "waived until"));
    }
    if let Some(waiver) = &finding.ended {
        return Some(named(waiver, "its waiver ended on"));
    }
    let own = finding.own.as_ref()?;
    Some(format!("its waiver does not hold: {} asked for it and approved it", own.approver))
}

/// What stays the same about a finding from run to run.
pub fn fingerprint(outcome: &Outcome, finding: &Finding) -> String {
    let about = match finding.gap {
        Some(gap) => gap.to_string(),
        None => format!("{:?} {:?} {}", finding.path, finding.events, finding.message),
    };
    blake3::hash(format!("{}\n{about}", outcome.rule.name).as_bytes()).to_hex()[..32].to_owned()
}
