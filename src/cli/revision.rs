//! `REV|DATE`: a revision that git knows, or a date, which means the newest commit of the trunk's line that is not
//! after it.

use std::collections::BTreeSet;

use crate::model::Id;

use super::context::Context;
use super::failure::{Failure, REFUSED};
use super::load::{self, Loaded, Look};

/// The commit that is meant.
pub fn resolve(ctx: &Context, asked: &str) -> Result<gix::ObjectId, Failure> {
    let git = ctx.git()?;
    if let Ok(id) = git.commit(asked) {
        return Ok(id);
    }
    if !asked.starts_with(|c: char| c.is_ascii_digit()) && !asked.contains(' ') {
        return Err(git.commit(asked).err().map_or_else(|| unknown(asked), Failure::from));
    }
    // The end of a day counts as that day; anything else is as git understands it.
    let date = if asked.len() == 10 && asked.parse::<crate::model::Day>().is_ok() {
        format!("{asked} 23:59:59")
    } else {
        asked.to_owned()
    };
    let loaded = load::load(ctx)?;
    let tip =
        loaded.trunk.as_ref().map(|(_, id)| *id).or(git.head()?).ok_or_else(|| unknown(asked))?;
    let output = git.run(&[
        "rev-list",
        "-1",
        "--first-parent",
        &format!("--before={date}"),
        &tip.to_string(),
    ])?;
    let text = String::from_utf8_lossy(&output.stdout);
    git.commit(text.trim()).map_err(|_| unknown(asked))
}

fn unknown(asked: &str) -> Failure {
    Failure::new(
        REFUSED,
        "unknown-revision",
        format!("`{asked}` is no revision, and the trunk has no commit that old"),
        "git log --oneline --first-parent",
    )
}

/// The gaps about which anything was said since a revision or a date.
pub fn changed_since(ctx: &Context, loaded: &Loaded, since: &str) -> Result<BTreeSet<Id>, Failure> {
    let rev = resolve(ctx, since)?;
    let before =
        load::load_at(ctx, &Look { rev: Some(rev), trunk: ctx.trunk.clone() }).map(|l| l.backlog);
    let known: BTreeSet<Id> = match &before {
        Ok(backlog) => backlog.gaps.values().flat_map(|g| g.events.iter().map(|t| t.id)).collect(),
        // Before there was a ledger, nothing had been said.
        Err(error) if error.code == "no-ledger" => BTreeSet::new(),
        Err(_) => return before.map(|_| BTreeSet::new()),
    };
    let gaps = loaded.backlog.gaps.values();
    Ok(gaps.filter(|g| g.events.iter().any(|t| !known.contains(&t.id))).map(|g| g.id).collect())
}
