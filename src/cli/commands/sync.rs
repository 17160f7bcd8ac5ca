//! `gaps sync`: write the events that commit messages on the trunk asked for. Idempotent: run twice, or by two
//! machines, it changes nothing more.

use std::collections::BTreeSet;

use clap::Args;
use serde_json::{Value, json};

use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::failure::{ENVIRONMENT, Failure};
use crate::cli::load::Loaded;
use crate::cli::{load, output, write};
use crate::ledger::Event;
use crate::model::count::counted;
use crate::model::{Id, Mode, Role};
use crate::project::Place;
use crate::project::asked::{Outcome, Trigger};
use crate::project::decide::Desk;
use crate::project::finding::Finding;
use crate::shell::store::NewFile;
use crate::views::{findings, json as views_json};

/// Write the events that commit messages on the trunk asked for
#[derive(Debug, Args)]
pub struct Sync {
    /// Write nothing; exit 1 when something waits
    #[arg(long)]
    check: bool,
    /// Make the commit that follows
    #[arg(long, conflicts_with = "check")]
    commit: bool,
    #[command(flatten)]
    writing: Writing,
}

impl Sync {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let loaded = load::to_write(ctx)?;
        if let Some(missing) = &loaded.backlog.missing {
            let message = format!("{}: what messages ask for cannot be known", missing.says());
            return Err(Failure::new(ENVIRONMENT, missing.word(), message, missing.hint()));
        }
        let waiting = waiting(&loaded);
        if waiting.is_empty() || self.check {
            let events: Vec<Event> = waiting.iter().filter_map(|t| stands(&loaded, t)).collect();
            output::print(&self.said(ctx, &loaded, &events, false, false));
            return Ok(u8::from(self.check && !waiting.is_empty()));
        }
        let choice = write::pick(ctx, &loaded.git)?;
        let mut desk = Desk::new(&loaded.backlog, write::stamp(ctx, &loaded, &choice));
        let is_bot = desk.role().is_ok_and(|role| role == Role::Recorder);
        if loaded.backlog.mode == Mode::Closed && is_bot {
            // What an outsider wrote into a message waits for a person; a machine does not speak for one.
            output::print(&self.said(ctx, &loaded, &[], false, true));
            return Ok(0);
        }
        let ids: BTreeSet<Id> = waiting.iter().filter_map(|t| waits(t)).collect();
        let gaps: BTreeSet<Id> = waiting.iter().filter_map(|t| t.gap).collect();
        for gap in gaps.iter().filter_map(|g| loaded.backlog.gaps.get(g)) {
            desk.record(gap, &ids)?;
        }
        let events = desk.finish();
        let mut is_committed = false;
        if !self.writing.dry_run {
            let root = write::root(&loaded.git)?;
            let signer = write::unlock(choice)?;
            let kind = signer.public().to_string();
            if !kind.starts_with("ssh-ed25519 ") {
                return Err(Failure::new(
                    ENVIRONMENT,
                    "wrong-key",
                    "sync signs with an ed25519 key only, so that two machines write the same bytes",
                    "gaps --key ~/.ssh/id_ed25519 sync",
                ));
            }
            let files = write::sign(&signer, &events)?;
            write::append(&loaded.git, root, &files)?;
            if self.commit && !files.is_empty() {
                follow(&loaded, &events, &files)?;
                is_committed = true;
            }
        }
        output::print(&self.said(ctx, &loaded, &events, is_committed, false));
        Ok(0)
    }

    fn said(
        &self,
        ctx: &Context,
        loaded: &Loaded,
        events: &[Event],
        is_committed: bool,
        waits_for_person: bool,
    ) -> String {
        let found: Vec<Finding> = loaded.asked.findings.clone();
        let only_told = self.check || self.writing.dry_run;
        if ctx.json {
            let rows: Vec<Value> = events.iter().map(|e| write::row(loaded, e)).collect();
            return views_json::document(
                "sync",
                json!({
                    "dry_run": only_told,
                    "committed": is_committed,
                    "waiting": waiting(loaded).len(),
                    "waits_for_person": waits_for_person,
                    "events": rows,
                    "findings": findings::rows(&found),
                }),
            );
        }
        let mut text = write::lines(ctx, loaded, events, only_told);
        if waits_for_person {
            let n = waiting(loaded).len();
            text.push_str(&format!(
                "{n} asked, and the roster is closed: a listed person says so with `gaps sync`, or with the verb\n"
            ));
        } else if events.is_empty() && found.is_empty() {
            text.push_str("Nothing waits: every trigger on the trunk is recorded.\n");
        } else if events.is_empty() {
            text.push_str("Nothing to write: what can be is recorded.\n");
        }
        text + &findings::text(&found, &ctx.paint)
    }
}

/// The triggers on the trunk that no event records yet.
fn waiting(loaded: &Loaded) -> Vec<&Trigger> {
    let landed = |t: &&Trigger| matches!(t.place, Place::Landed(_)) && waits(t).is_some();
    loaded.asked.triggers.iter().filter(landed).collect()
}

fn waits(trigger: &Trigger) -> Option<Id> {
    match trigger.outcome {
        Outcome::Waiting(id) => Some(id),
        _ => None,
    }
}

/// The entry that stands for a trigger.
fn stands(loaded: &Loaded, trigger: &Trigger) -> Option<Event> {
    let id = waits(trigger)?;
    loaded.asked.entries.iter().find(|e| e.id == id).map(|e| Event::clone(&e.event))
}

/// The commit that follows: these files and nothing else, whatever is staged beside them.
fn follow(loaded: &Loaded, events: &[Event], files: &[NewFile]) -> Result<(), Failure> {
    let message = message(loaded, events);
    let mut arguments = vec!["commit", "--quiet", "--no-verify", "-m", &message, "--"];
    arguments.extend(files.iter().map(|f| f.path.as_str()));
    let output = loaded.git.run(&arguments)?;
    if output.status.success() {
        return Ok(());
    }
    let why = String::from_utf8_lossy(&output.stderr);
    let why = why.lines().next().unwrap_or("git commit failed").to_owned();
    Err(Failure::new(
        ENVIRONMENT,
        "no-commit",
        format!("the events are written and staged, but git made no commit: {why}"),
        "git commit -m \"record what messages asked for\"",
    ))
}

/// Says what is recorded in words that are no triggers.
fn message(loaded: &Loaded, events: &[Event]) -> String {
    let mut text = format!("gaps: record {}\n\n", counted(events.len(), "trigger"));
    for event in events {
        let label = event.gap.as_ref().map(ToString::to_string).unwrap_or_default();
        let label = event
            .of
            .and_then(|of| loaded.backlog.gaps.get(&of))
            .map_or(label, |gap| gap.label.clone());
        let asked = event.cause.as_ref().and_then(|c| c.commit()).map(|c| c.short().to_owned());
        text.push_str(&format!(
            "- {label} {} (asked in {})\n",
            event.body.kind(),
            asked.unwrap_or_default()
        ));
    }
    text
}
