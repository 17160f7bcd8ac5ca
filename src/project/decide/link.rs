//! Tying a gap to a pull request, an address, a commit or another gap; and untying it.

use crate::ledger::kinds::linked::Linked;
use crate::ledger::kinds::unlinked::Unlinked;
use crate::ledger::link::Link;
use crate::ledger::{Body, Field};
use crate::model::Id;

use crate::project::backlog::{Backlog, Gap};
use crate::project::lookup;
use crate::project::refusal::Refusal;

use super::desk::Desk;
use super::words;

/// What a person typed after `link LABEL`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ties {
    pub waits_on: Vec<String>,
    pub relates_to: Vec<String>,
    pub duplicates: Vec<String>,
    pub pr: Vec<String>,
    pub url: Vec<String>,
    pub commit: Vec<String>,
}

pub fn link(
    desk: &mut Desk<'_>,
    gap: &Gap,
    ties: &Ties,
    reason: Option<&String>,
    remove: bool,
) -> Result<Id, Refusal> {
    let mut links = read(desk.backlog, gap, ties)?;
    links.sort();
    links.dedup();
    let there = |l: &Link| gap.value(&Field::Link(l.clone())).is_some();
    // Where two people disagree, saying either side settles it.
    links.retain(|l| there(l) == remove || gap.disagrees_on(&Field::Link(l.clone())));
    if links.is_empty() {
        return Err(Refusal::NothingNew { label: gap.label.clone() });
    }
    let reason = words::maybe_lines("the reason", reason)?;
    let body = if remove {
        Body::from(Unlinked { links, reason })
    } else {
        Body::from(Linked { links, reason })
    };
    desk.about(gap, body)
}

fn read(backlog: &Backlog, gap: &Gap, ties: &Ties) -> Result<Vec<Link>, Refusal> {
    let mut links = Vec::new();
    let gaps = [
        ("waits-on", &ties.waits_on),
        ("relates-to", &ties.relates_to),
        ("duplicates", &ties.duplicates),
    ];
    for (relation, labels) in gaps {
        for typed in labels {
            let other = lookup::gap(backlog, typed)?;
            if other.id == gap.id {
                let says = format!("{} cannot be tied to itself", gap.label);
                return Err(Refusal::Cannot(says, format!("gaps show {}", gap.label)));
            }
            if relation == "waits-on" && waits_on(backlog, other.id, gap.id) {
                let says = format!(
                    "{} waits on {} already: they would wait for each other",
                    other.label, gap.label
                );
                return Err(Refusal::Cannot(says, format!("gaps show {}", other.label)));
            }
            links.push(Link { relation: relation.into(), of: Some(other.id), text: None });
        }
    }
    for (relation, texts) in [("pr", &ties.pr), ("url", &ties.url), ("commit", &ties.commit)] {
        for typed in texts {
            let text = words::line("the link", typed)?;
            let text = if relation == "pr" && text.bytes().all(|b| b.is_ascii_digit()) {
                format!("#{text}")
            } else {
                text
            };
            if relation == "url" && !(text.starts_with("https://") || text.starts_with("http://")) {
                return Err(Refusal::Cannot(
                    format!("{text:?} is no web address"),
                    "gaps link LABEL --url https://...".into(),
                ));
            }
            let is_numbered = text.bytes().any(|b| b.is_ascii_digit());
            let says = format!("{text:?} names no pull request: every one has a number");
            let link = Link { relation: relation.into(), of: None, text: Some(text) };
            // What is there all the same can be taken away.
            let is_there = gap.value(&Field::Link(link.clone())).is_some();
            if relation == "pr" && !is_numbered && !is_there {
                return Err(Refusal::Cannot(says, "gaps link LABEL --pr 12".into()));
            }
            links.push(link);
        }
    }
    Ok(links)
}

/// Whether one gap waits on another, directly or through others.
pub fn waits_on(backlog: &Backlog, from: Id, to: Id) -> bool {
    let mut waiting = vec![from];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if id == to {
            return true;
        }
        if let Some(gap) = backlog.gaps.get(&id).filter(|_| seen.insert(id)) {
            waiting.extend(awaited(gap));
        }
    }
    false
}

/// The gaps that this one waits on.
pub fn awaited(gap: &Gap) -> Vec<Id> {
    gap.members(|f, _| match f {
        Field::Link(link) if link.relation == "waits-on" => link.of,
        _ => None,
    })
}

/// The ties of a gap that is being opened.
pub fn for_new(backlog: &Backlog, ties: &Ties) -> Result<Option<Body>, Refusal> {
    let mut links = Vec::new();
    for typed in &ties.waits_on {
        let other = lookup::gap(backlog, typed)?;
        links.push(Link { relation: "waits-on".into(), of: Some(other.id), text: None });
    }
    links.sort();
    links.dedup();
    Ok((!links.is_empty()).then(|| Body::from(Linked { links, reason: None })))
}
