//! A rule said no to what was asked. A refusal names the thing and the rule, and ends with what can be typed.

use crate::ledger::spec::SpecError;
use crate::model::count::criteria;
use crate::model::criterion::BadNumber;
use crate::model::label::BadLabel;
use crate::model::{Role, Status};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("there is no gap `{given}`{}", did_you_mean(near))]
    UnknownLabel { given: String, near: Vec<String> },
    #[error("`{given}` can mean {}", candidates.join(" or "))]
    Ambiguous { given: String, candidates: Vec<String> },
    #[error("{label} is {from}{since}: it cannot become {to}; from {from} a gap goes to {}", moves(*from))]
    IllegalMove { label: String, from: Status, to: Status, since: String },
    #[error("{label} has {} unmet: {}", criteria(unmet.len()), unmet.join("; "))]
    Unmet { label: String, unmet: Vec<String> },
    #[error("`{verb}` needs a reason")]
    NeedsReason { verb: &'static str, label: String },
    #[error("{label} has no criterion {number}{}", if known.is_empty() { "; it has no criteria".to_owned() } else { format!("; it has {}", known.join(", ")) })]
    UnknownCriterion { label: String, number: String, known: Vec<String> },
    #[error("criterion {number} of {label} is {} already", if *met { "met" } else { "unmet" })]
    SameCriterion { label: String, number: String, met: bool },
    #[error("`{given}` is no criterion: {error}")]
    BadNumber { label: String, given: String, error: BadNumber },
    #[error("`{given}` is no label: {error}")]
    BadLabel { given: String, error: BadLabel },
    #[error("{label} is taken by {title:?}")]
    LabelTaken { label: String, title: String },
    #[error("which block? there are {}", names.join(", "))]
    WhichBlock { names: Vec<String> },
    #[error("the prefix {prefix} belongs to {owner}{}", did_you_mean(near.as_slice()))]
    PrefixTaken { prefix: String, owner: String, near: Option<String> },
    #[error("no prefix can be made from {name:?}")]
    NoPrefix { name: String },
    #[error("there is no block {given:?}{}", did_you_mean(near))]
    UnknownBlock { given: String, near: Vec<String> },
    #[error("{what} is empty")]
    Empty { what: &'static str },
    #[error("{what} has {} bytes, and {most} is the most", size)]
    Long { what: &'static str, size: usize, most: usize },
    #[error("{what} holds the character {point}, which no event may hold")]
    Character { what: &'static str, point: String },
    #[error("{what} must be one line, without a tab")]
    OneLine { what: &'static str },
    #[error("{label} already says so")]
    NothingNew { label: String },
    #[error("{label} has no {what}")]
    NotThere { label: String, what: String },
    #[error("your key ({key}) is a {role}, which may not write `{kind}`")]
    NotPermitted { key: String, role: Role, kind: String },
    #[error("your key ({key}) is not on the roster, which is closed")]
    NotListed { key: String },
    #[error("your key ({key}) was revoked")]
    Revoked { key: String },
    #[error("{0}")]
    Roster(String),
    #[error("the event would not be well-formed: {0}")]
    Spec(SpecError),
    #[error("{0}")]
    Cannot(String, String),
}

impl Refusal {
    /// What to type next.
    pub fn hint(&self) -> String {
        match self {
            Self::UnknownLabel { near, .. } if !near.is_empty() => format!("gaps show {}", near[0]),
            Self::UnknownLabel { .. } => "gaps list --status all".into(),
            Self::Ambiguous { candidates, .. } => {
                format!("gaps show {}", candidates.first().map_or("LABEL", String::as_str))
            }
            Self::IllegalMove { label, from, to, .. } => match (from, to) {
                (Status::Closed | Status::Confirmed, _) => format!("gaps reopen {label} -m REASON"),
                (_, Status::Confirmed) => format!("gaps close {label} -m REASON"),
                _ => format!("gaps log {label}"),
            },
            Self::Unmet { label, unmet } => {
                let numbers: Vec<&str> = unmet.iter().filter_map(|u| u.split(' ').next()).collect();
                format!(
                    "gaps tick {label} {}   or: gaps close {label} --force -m REASON",
                    numbers.join(" ")
                )
            }
            Self::NeedsReason { verb, label } => format!("gaps {verb} {label} -m REASON"),
            Self::UnknownCriterion { label, .. }
            | Self::SameCriterion { label, .. }
            | Self::BadNumber { label, .. } => {
                format!("gaps show {label}")
            }
            Self::BadLabel { .. } => "gaps list --status all".into(),
            Self::LabelTaken { label, .. } => format!("gaps show {label}"),
            Self::WhichBlock { names } => {
                format!("gaps add TITLE --block {:?}", names.first().map_or("NAME", String::as_str))
            }
            Self::PrefixTaken { near: Some(name), .. } => {
                format!("gaps add TITLE --block {name:?}")
            }
            Self::PrefixTaken { .. } | Self::NoPrefix { .. } => {
                "gaps add TITLE --block NAME --prefix ABC".into()
            }
            Self::UnknownBlock { .. } => "gaps block list".into(),
            Self::Empty { .. } | Self::OneLine { .. } | Self::Character { .. } => {
                "say it in plain words, on one line".into()
            }
            Self::Long { .. } => {
                "say it in fewer words; more can go into notes: gaps note LABEL -m TEXT".into()
            }
            Self::NothingNew { label } | Self::NotThere { label, .. } => {
                format!("gaps show {label}")
            }
            Self::NotPermitted { .. } | Self::NotListed { .. } | Self::Revoked { .. } => {
                "gaps signer list".into()
            }
            Self::Roster(_) => "gaps signer list".into(),
            Self::Spec(_) => "gaps show LABEL".into(),
            Self::Cannot(_, hint) => hint.clone(),
        }
    }

    /// The word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownLabel { .. } => "unknown-label",
            Self::Ambiguous { .. } => "ambiguous-label",
            Self::IllegalMove { .. } => "illegal-move",
            Self::Unmet { .. } => "unmet-criteria",
            Self::NeedsReason { .. } => "needs-reason",
            Self::UnknownCriterion { .. } | Self::SameCriterion { .. } | Self::BadNumber { .. } => {
                "bad-criterion"
            }
            Self::BadLabel { .. } => "bad-label",
            Self::LabelTaken { .. } => "label-taken",
            Self::WhichBlock { .. }
            | Self::PrefixTaken { .. }
            | Self::NoPrefix { .. }
            | Self::UnknownBlock { .. } => "bad-block",
            Self::Empty { .. }
            | Self::Long { .. }
            | Self::Character { .. }
            | Self::OneLine { .. } => "bad-text",
            Self::NothingNew { .. } => "nothing-new",
            Self::NotThere { .. } => "not-there",
            Self::NotPermitted { .. } | Self::NotListed { .. } | Self::Revoked { .. } => {
                "not-permitted"
            }
            Self::Roster(_) => "roster",
            Self::Spec(_) => "bad-event",
            Self::Cannot(..) => "refused",
        }
    }
}

fn did_you_mean(near: &[String]) -> String {
    if near.is_empty() { String::new() } else { format!("; did you mean {}?", near.join(" or ")) }
}

fn moves(from: Status) -> String {
    let words: Vec<&str> = from.moves().iter().map(|s| s.as_str()).collect();
    words.join(", ")
}
