//! `without-evidence`: gaps that are done and for which no verification that succeeded is on record. A gap that
//! names commands needs each of them to have succeeded when it was run last.

use std::collections::BTreeMap;

use super::rule::{Days, Kind, Looks, Question, Seen};
use crate::ledger::{Body, Field};
use crate::project::backlog::{Gap, Told};

pub const KIND: Kind = Kind {
    name: "without-evidence",
    counts: "closed without evidence",
    days: Days::No,
    looks: Looks::AtClosing(look),
};

fn look(_: &Question<'_>, gap: &Gap, closing: &Told) -> Seen {
    let last = last_exits(gap);
    let commands = gap.members(|field, _| match field {
        Field::Verify(command) => Some(command.clone()),
        _ => None,
    });
    let ran = |command: &String| last.get(command.as_str()) == Some(&"0");
    let missing = commands.iter().find(|c| !ran(c));
    match missing {
        Some(command) => {
            let what = match last.get(command.as_str()) {
                Some(exit) => format!("`{command}` gave {exit} when it was run last"),
                None => format!("`{command}` was never run"),
            };
            Seen::trips(format!("closed without evidence: {what}"), [closing.id])
        }
        None if commands.is_empty() && !last.values().any(|exit| *exit == "0") => {
            Seen::trips("closed without evidence", [closing.id])
        }
        None => Seen::Fine,
    }
}

/// How each command ended when it was run last.
fn last_exits(gap: &Gap) -> BTreeMap<&str, &str> {
    let evidence = gap.events.iter().filter(|t| t.rejected.is_none() && t.alias_of.is_none());
    evidence
        .filter_map(|t| match &t.event.body {
            Body::Evidenced(e) => Some((e.command.as_str(), e.exit.as_str())),
            _ => None,
        })
        .collect()
}
