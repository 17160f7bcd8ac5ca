//! `gaps undo`: take back my last events that no commit holds yet; one that is committed gets its opposite.

use std::collections::BTreeSet;

use clap::Args;
use serde_json::json;

use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, REFUSED};
use crate::cli::load::Loaded;
use crate::cli::{load, output, write};
use crate::model::{Fingerprint, Id};
use crate::project::backlog::Told;
use crate::project::decide::{Desk, undo};
use crate::project::{Entry, Gap, Place, lookup};
use crate::shell::{recent, store};
use crate::views::json as views_json;

/// Take back my last events that no commit holds yet; one that is committed gets its opposite
#[derive(Debug, Args)]
pub struct Undo {
    /// An event, by the beginning of its id, or the label whose last event is meant
    #[arg(value_name = "EVENT|LABEL")]
    what: Option<String>,
    #[command(flatten)]
    writing: Writing,
}

impl Undo {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let loaded = load::to_write(ctx)?;
        let choice = write::pick(ctx, &loaded.git)?;
        let me = choice.fingerprint();
        let held = held(&loaded);
        let pending = self.pending(&loaded, &me, &held)?;
        if !pending.is_empty() {
            take_back(ctx, &loaded, &pending, self.writing.dry_run)?;
            return Ok(0);
        }
        let (gap, told) = self.committed(&loaded, &me, &held)?;
        let mut desk = Desk::new(&loaded.backlog, write::stamp(ctx, &loaded, &choice));
        undo::opposite(&mut desk, gap, told)?;
        write::perform(ctx, &loaded, choice, &desk.finish(), self.writing.dry_run)?;
        Ok(0)
    }

    /// My events that only the index holds: those of the last command, or what was named.
    fn pending<'l>(
        &self,
        loaded: &'l Loaded,
        me: &Fingerprint,
        held: &BTreeSet<Id>,
    ) -> Result<Vec<&'l Entry>, Failure> {
        let is_free = |e: &&Entry| e.place == Place::Pending && !held.contains(&e.id);
        let mine = |e: &&Entry| is_free(e) && e.event.signer == *me;
        let all: Vec<&Entry> = loaded.entries.iter().filter(mine).collect();
        let chosen: Vec<&Entry> = match &self.what {
            None => last_command(loaded, all),
            Some(what) if lookup::is_id_prefix(what) => all
                .iter()
                .copied()
                .filter(|e| e.id.to_string().starts_with(what.as_str()))
                .collect(),
            Some(label) => {
                let gap = lookup::gap(&loaded.backlog, label)?;
                let about: Vec<&Entry> =
                    all.iter().copied().filter(|e| e.event.of.unwrap_or(e.id) == gap.id).collect();
                last_command(loaded, about)
            }
        };
        let ids: BTreeSet<Id> = chosen.iter().map(|e| e.id).collect();
        let child = loaded.entries.iter().find(|e| {
            !ids.contains(&e.id)
                && (e.event.parents.iter().any(|p| ids.contains(p))
                    || e.event.of.is_some_and(|of| ids.contains(&of)))
        });
        if let Some(child) = child {
            let message = format!("a later event builds on it ({})", child.id.short());
            return Err(Failure::new(
                REFUSED,
                "built-on",
                message,
                format!("gaps undo {}", child.id.short()),
            ));
        }
        Ok(chosen)
    }

    /// My last event that a commit holds.
    fn committed<'l>(
        &self,
        loaded: &'l Loaded,
        me: &Fingerprint,
        held: &BTreeSet<Id>,
    ) -> Result<(&'l Gap, &'l Told), Failure> {
        let gaps = loaded.backlog.gaps.values();
        let is_held = |t: &Told| t.place != Place::Pending || held.contains(&t.id);
        let mine = gaps.flat_map(|g| g.events.iter().map(move |t| (g, t))).filter(|(_, t)| {
            t.event.signer == *me && t.rejected.is_none() && !t.asked && is_held(t)
        });
        let chosen: Vec<(&Gap, &Told)> = match &self.what {
            None => mine.collect(),
            Some(what) if lookup::is_id_prefix(what) => {
                mine.filter(|(_, t)| t.id.to_string().starts_with(what.as_str())).collect()
            }
            Some(label) => {
                let gap = lookup::gap(&loaded.backlog, label)?;
                mine.filter(|(g, _)| g.id == gap.id).collect()
            }
        };
        let commands = recent::commands(&loaded.git.common_dir());
        let last = chosen.into_iter().max_by_key(|(g, t)| {
            let order = g.events.iter().position(|e| e.id == t.id);
            let command = commands.iter().rposition(|c| c.contains(&t.id));
            (t.place, command, t.event.at, order)
        });
        last.ok_or_else(|| {
            Failure::new(
                REFUSED,
                "nothing-to-undo",
                "no event of yours is there to be undone",
                "gaps log --oneline",
            )
        })
    }
}

/// Events that are only staged here and that a commit holds all the same: what is being merged or picked brought them.
fn held(loaded: &Loaded) -> BTreeSet<Id> {
    let commits = loaded.git.in_progress();
    let pending = loaded.entries.iter().filter(|e| e.place == Place::Pending);
    let holds = |e: &&Entry| commits.iter().any(|c| loaded.git.entry_at(*c, &e.path).is_some());
    pending.filter(holds).map(|e| e.id).collect()
}

/// Of these events those that one command wrote last. Where this clone did not note that, the last event.
fn last_command<'l>(loaded: &Loaded, events: Vec<&'l Entry>) -> Vec<&'l Entry> {
    let commands = recent::commands(&loaded.git.common_dir());
    for command in commands.iter().rev() {
        let written: Vec<&Entry> =
            events.iter().copied().filter(|e| command.contains(&e.id)).collect();
        if !written.is_empty() {
            return written;
        }
    }
    let built_on = |e: &Entry| events.iter().any(|o| o.event.parents.contains(&e.id));
    let tops = events.iter().copied().filter(|e| !built_on(e));
    tops.max_by_key(|e| (e.event.at, e.id)).into_iter().collect()
}

/// Removes files that no commit ever held, from index and disk.
fn take_back(ctx: &Context, loaded: &Loaded, pending: &[&Entry], dry: bool) -> Result<(), Failure> {
    let paths: Vec<String> = pending.iter().map(|e| e.path.clone()).collect();
    if !dry {
        let root = write::root(&loaded.git)?;
        // The files first: where one cannot be removed, it still counts, and the next try ends what this one began.
        store::take_back(root, &paths)?;
        loaded.git.unstage(&paths)?;
    }
    if ctx.json {
        let ids: Vec<String> = pending.iter().map(|e| e.id.to_string()).collect();
        output::print(&views_json::document("undo", json!({ "dry_run": dry, "taken_back": ids })));
        return Ok(());
    }
    let would = if dry { "would take back" } else { "took back" };
    for entry in pending {
        let label = write::label(loaded, &entry.event);
        output::print(&format!(
            "{would}  {label} {}  {}\n",
            entry.event.body.kind(),
            entry.id.short()
        ));
    }
    Ok(())
}
