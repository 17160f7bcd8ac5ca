//! Some gaps alone, for the verbs that name them: of the others only the labels are known. What is asked costs no more
//! in a ledger of many gaps.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::load::{Loaded, Look, cache, whole};
use crate::ledger::{Field, path};
use crate::model::{Block, Id, Label};
use crate::project::asked::Projection;
use crate::project::backlog::{Backlog, Called, Gap};
use crate::shell::cache::Cache;
use crate::shell::git::Git;
use crate::shell::verdicts::Verdicts;
use crate::views::row::Row;

use super::landed::Shared;
use super::line_kept::KeptLine;
use super::page::{Page, Unlanded};
use super::part::{self, Part};
use super::reader::Reader;
use super::refresh::current;

/// Loads the ledger as far as these labels need it. Where one is not exactly that of a gap, everything is loaded, so
/// that what was meant can be said.
pub fn load_for(ctx: &Context, typed: &[String]) -> Result<Loaded, Failure> {
    load_some(ctx, &Wanted::Labels(typed), &Look::here(ctx))
}

/// The same for a verb that writes.
pub fn to_write_for(ctx: &Context, typed: &[String]) -> Result<Loaded, Failure> {
    load_some(ctx, &Wanted::Labels(typed), &Look { writes: true, ..Look::here(ctx) })
}

/// The same, with the gaps that have events in no commit yet: what a commit message is read against.
pub fn to_commit(ctx: &Context, named: &[String]) -> Result<Loaded, Failure> {
    load_some(ctx, &Wanted::Pending(named), &Look { writes: true, ..Look::here(ctx) })
}

fn load_some(ctx: &Context, wanted: &Wanted<'_>, look: &Look) -> Result<Loaded, Failure> {
    let git = ctx.git()?;
    let cache = cache(ctx, &git, look);
    if let Some((kept, now)) = &cache
        && let Some((page, news)) = current(&git, kept, now)?
    {
        news.keep(&git, kept);
        if let Some(loaded) = some(ctx, &git, kept, &page, wanted)? {
            return Ok(loaded);
        }
    }
    whole(ctx, git, look, cache.as_ref()).map(|(loaded, _)| loaded)
}

/// Which gaps are asked for.
pub(super) enum Wanted<'a> {
    Labels(&'a [String]),
    /// Those, and all that have events in no commit yet.
    Pending(&'a [String]),
    Ids(&'a BTreeSet<Id>),
}

impl Wanted<'_> {
    /// Their folders; none where a label is not exactly that of a gap.
    fn folders(&self, rows: &[(Row<'_>, u64)], unlanded: &[Unlanded]) -> Option<BTreeSet<String>> {
        match self {
            Self::Labels(typed) => folders_of(rows, typed),
            Self::Pending(typed) => {
                let mut all = folders_of(rows, typed)?;
                let pending = unlanded.iter().filter(|u| u.is_pending);
                let at = pending.filter_map(|u| part::folder(&u.found.path));
                all.extend(at.filter(|at| *at != path::LEDGER).map(str::to_owned));
                Some(all)
            }
            Self::Ids(ids) => rows
                .iter()
                .filter(|(row, _)| ids.contains(&row.id))
                .map(|(row, _)| folder(row))
                .collect(),
        }
    }
}

fn folders_of(rows: &[(Row<'_>, u64)], typed: &[String]) -> Option<BTreeSet<String>> {
    let of = |label: &String| {
        let is = |(row, _): &&(Row<'_>, u64)| row.label.eq_ignore_ascii_case(label.trim());
        folder(&rows.iter().find(is)?.0)
    };
    typed.iter().map(of).collect()
}

fn folder(row: &Row<'_>) -> Option<String> {
    row.claimed.parse::<Label>().ok().map(|claimed| claimed.folder())
}

/// These gaps alone, where they can be had so.
pub(super) fn some(
    ctx: &Context,
    git: &Git,
    cache: &Cache,
    page: &Page,
    wanted: &Wanted<'_>,
) -> Result<Option<Loaded>, Failure> {
    let Some(rows) = page.stamped().filter(|_| page.facts.is_regular) else { return Ok(None) };
    let Some(mut folders) = wanted.folders(&rows, &page.facts.unlanded) else { return Ok(None) };
    let trunk = page.facts.trunks.last().and_then(|(_, there)| there.clone());
    let shared = Shared::new(git, trunk.as_ref());
    let here = trunk.as_ref().map(|(_, tip)| *tip);
    let kept = KeptLine::read(cache, &page.facts.now.settings);
    let Some(kept) = kept.filter(|kept| Some(kept.tip) == here) else { return Ok(None) };
    let fold = |folders: &BTreeSet<String>| fold_folders(git, &shared, page, &kept, folders);
    let Some(mut found) = fold(&folders)? else { return Ok(None) };
    // A page names the gaps that it links to, with their status.
    let links = linked(&found.backlog);
    let linked: Vec<String> = rows
        .iter()
        .filter(|(row, _)| links.contains(&row.id))
        .filter_map(|(row, _)| folder(row))
        .collect();
    let before = folders.len();
    folders.extend(linked);
    if folders.len() > before {
        let Some(more) = fold(&folders)? else { return Ok(None) };
        found = more;
    }
    let all: Option<BTreeMap<Id, Called>> =
        rows.iter().map(|(row, _)| Some((row.id, called(row)?))).collect();
    let Some(all) = all else { return Ok(None) };
    let is_known = |g: &Gap| all.get(&g.id).is_some_and(|c| c.label == g.label);
    if !found.backlog.gaps.values().all(is_known) {
        return Ok(None);
    }
    found.backlog.others = all;
    let Part { backlog, entries, landings, .. } = found;
    let (faults, remote, today) = (page.faults.clone(), shared.remote, ctx.now.day());
    let git = ctx.git()?;
    let asked = Projection::default();
    Ok(Some(Loaded { git, backlog, faults, entries, landings, trunk, remote, today, asked }))
}

/// Where no label is in doubt, a gap is shown as it is named.
fn called(row: &Row<'_>) -> Option<Called> {
    Some(Called {
        label: row.label.to_string(),
        claimed: row.claimed.parse().ok()?,
        named: row.label.parse().ok()?,
        block: Block { name: row.block.0.to_string(), prefix: row.block.1.to_string() },
    })
}

fn linked(backlog: &Backlog) -> BTreeSet<Id> {
    let of = |gap: &Gap| {
        gap.members(|field, _| match field {
            Field::Link(link) => link.of,
            _ => None,
        })
    };
    backlog.gaps.values().flat_map(of).collect()
}

fn fold_folders(
    git: &Git,
    shared: &Shared,
    page: &Page,
    kept: &KeptLine,
    folders: &BTreeSet<String>,
) -> Result<Option<Part>, Failure> {
    let wanted = folders.iter().map(String::as_str).chain([path::LEDGER]).collect();
    let Some(mut line) = kept.part(&wanted) else { return Ok(None) };
    let here = |u: &&Unlanded| part::folder(&u.found.path).is_some_and(|at| folders.contains(at));
    let unlanded: Vec<&Unlanded> = page.facts.unlanded.iter().filter(here).collect();
    // What is shown, or built on, is checked.
    let reader = Reader::new(git, Verdicts::none());
    part::fold_some(git, shared, (kept, &mut line), &unlanded, page.ledger, reader)
}
