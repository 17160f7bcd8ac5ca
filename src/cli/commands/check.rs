//! `gaps check`: what a gap says shows that it is done. Shows the commands; runs them only where the user says `--run`,
//! and then signs what came out.

use std::path::Path;
use std::time::Duration;

use clap::Args;
use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::failure::{ENVIRONMENT, Failure, REFUSED};
use crate::cli::load::{self, Loaded, Look};
use crate::cli::{labels, output, write};
use crate::ledger::kinds::evidenced::Evidenced;
use crate::model::{CommitId, Id};
use crate::project::Gap;
use crate::project::decide::check::{self as decide, Command};
use crate::project::decide::{Desk, Stamp};
use crate::shell::git::{Git, commit_id};
use crate::shell::keys::Signer;
use crate::shell::run::{self, Ran};
use crate::views::check as view;
use crate::views::json as views_json;

/// Show a gap's verification commands; run them only with --run, and record the evidence
#[derive(Debug, Args)]
pub struct Check {
    /// Labels; `-` reads them from standard input
    #[arg(required = true, value_name = "LABEL")]
    labels: Vec<String>,
    /// Run the commands in a shell, here and now, and sign what came out
    #[arg(long)]
    run: bool,
    /// End a command that takes longer than this many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 3600, value_parser = clap::value_parser!(u64).range(1..))]
    timeout: u64,
    /// Keep the end of what a command prints in the event, for good: never where it may hold a secret
    #[arg(long, requires = "run")]
    excerpt: bool,
    /// Run nothing and write nothing, as without --run
    #[arg(short = 'n', long)]
    dry_run: bool,
}

/// What is done with one gap.
struct Plan<'l> {
    gap: &'l Gap,
    commands: Vec<Command<'l>>,
}

impl Check {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let typed = labels::read(ctx, &self.labels)?;
        // What will be run must not come from a cache: every signature is checked anew.
        let loaded = load::load_from_git(ctx, &Look { writes: true, ..Look::here(ctx) })?;
        let plans: Vec<Plan<'_>> = labels::gaps(&loaded, &typed)?
            .into_iter()
            .map(|gap| Plan { gap, commands: decide::commands(gap) })
            .collect();
        if !self.run || self.dry_run {
            output::print(&if ctx.json {
                let gaps: Vec<Value> = plans.iter().map(|p| row(p, &[])).collect();
                views_json::document("check", json!({ "ran": false, "gaps": gaps }))
            } else {
                plans
                    .iter()
                    .map(|p| view::plan(&loaded.backlog, p.gap, &p.commands, &ctx.paint))
                    .collect()
            });
            return Ok(0);
        }
        let done = self.perform(ctx, &loaded, &plans)?;
        if ctx.json {
            let gaps: Vec<Value> = plans.iter().zip(&done).map(|(p, d)| row(p, d)).collect();
            output::print(&views_json::document("check", json!({ "ran": true, "gaps": gaps })));
        }
        let is_good = |(plan, done): (&Plan<'_>, &Vec<Done>)| {
            plan.commands.len() == done.len() && done.iter().all(Done::is_good)
        };
        Ok(u8::from(!plans.iter().zip(&done).all(is_good)))
    }

    /// Runs everything that may be run. What was run of a gap is written before the next one begins.
    fn perform(
        &self,
        ctx: &Context,
        loaded: &Loaded,
        plans: &[Plan<'_>],
    ) -> Result<Vec<Vec<Done>>, Failure> {
        let root = write::root(&loaded.git)?.to_owned();
        let runnable = |p: &&Plan<'_>| p.commands.iter().any(|c| c.held.is_none());
        if let Some(plan) = plans.iter().find(|p| !runnable(p)) {
            return Err(nothing(plan));
        }
        let tree = clean_tree(&loaded.git, Untracked::Matter)?;
        // Whoever may not sign, or cannot, is told before anything is run.
        let choice = write::pick(ctx, &loaded.git)?;
        let stamp = write::stamp(ctx, loaded, &choice);
        let probe =
            Ran { exit: "0".into(), output: [0; 32], tail: Vec::new(), took: Duration::ZERO };
        for plan in plans {
            let mut desk = Desk::new(&loaded.backlog, stamp.clone());
            decide::evidence(&mut desk, plan.gap, evidenced("true", &tree, &probe, None))?;
        }
        let signer = write::unlock(choice)?;
        let mut all = Vec::new();
        for plan in plans {
            all.push(self.one(
                ctx,
                loaded,
                plan,
                &Here { root: &root, tree: &tree, signer: &signer, stamp: &stamp },
            )?);
        }
        Ok(all)
    }

    fn one(
        &self,
        ctx: &Context,
        loaded: &Loaded,
        plan: &Plan<'_>,
        here: &Here<'_>,
    ) -> Result<Vec<Done>, Failure> {
        output::talk(&view::plan(&loaded.backlog, plan.gap, &plan.commands, &ctx.paint));
        let mut desk = Desk::new(&loaded.backlog, here.stamp.clone());
        let mut done = Vec::new();
        let mut stopped = None;
        for command in plan.commands.iter().filter(|c| c.held.is_none()) {
            // One that changes what is here takes the ground from those after it.
            if let Err(why) = here.still(&loaded.git) {
                stopped = Some(why);
                break;
            }
            output::talk(&view::running(&command.text, &ctx.paint));
            let mut screen = view::Screen::default();
            let mut see = |bytes: &[u8]| output::talk(&screen.take(bytes));
            let ran =
                run::run(&command.text, here.root, Duration::from_secs(self.timeout), &mut see);
            output::talk(&screen.rest());
            let ran = match ran {
                Ok(ran) => ran,
                // What was ended is no evidence of anything.
                Err(run::RunError::TooLong(_)) => {
                    output::talk(&view::ended(self.timeout, &ctx.paint));
                    done.push(Done { command: command.text.clone(), ran: None });
                    continue;
                }
                Err(error) => return Err(no_shell(&error)),
            };
            output::talk(&view::came(&ran.exit, ran.took, &ctx.paint));
            if head_tree(&loaded.git)? != *here.tree {
                stopped = Some(moved());
                break;
            }
            let excerpt = self.excerpt.then(|| view::excerpt(&ran.tail)).filter(|e| !e.is_empty());
            let body = evidenced(&command.text, here.tree, &ran, excerpt);
            let event = decide::evidence(&mut desk, plan.gap, body)?;
            done.push(Done { command: command.text.clone(), ran: Some((ran, event)) });
        }
        let events = desk.finish();
        write::append(&loaded.git, here.root, &write::sign(here.signer, &events)?)?;
        if !ctx.json {
            output::print(&write::lines(ctx, loaded, &events, self.dry_run));
        }
        stopped.map_or(Ok(done), Err)
    }
}

/// What is the same for every gap of one call.
struct Here<'a> {
    root: &'a Path,
    tree: &'a CommitId,
    signer: &'a Signer,
    stamp: &'a Stamp,
}

impl Here<'_> {
    /// Whether the files are still those of the tree that the evidence names.
    fn still(&self, git: &Git) -> Result<(), Failure> {
        if clean_tree(git, Untracked::AreLeft)? == *self.tree { Ok(()) } else { Err(moved()) }
    }
}

/// A command that was run; with what came of it and the event that says so, where it came to its end.
struct Done {
    command: String,
    ran: Option<(Ran, Id)>,
}

impl Done {
    fn is_good(&self) -> bool {
        self.ran.as_ref().is_some_and(|(ran, _)| ran.exit == "0")
    }
}

fn evidenced(command: &str, tree: &CommitId, ran: &Ran, excerpt: Option<String>) -> Evidenced {
    Evidenced {
        command: command.to_owned(),
        exit: ran.exit.clone(),
        output: Id::from_bytes(ran.output),
        tree: tree.clone(),
        duration_ms: u64::try_from(ran.took.as_millis()).unwrap_or(0),
        excerpt,
    }
}

/// Whether files that git does not know count: before the first command they do; what a command leaves behind is its
/// own.
#[derive(Clone, Copy)]
enum Untracked {
    Matter,
    AreLeft,
}

impl Untracked {
    fn option(self) -> &'static str {
        match self {
            Self::Matter => "--untracked-files=normal",
            Self::AreLeft => "--untracked-files=no",
        }
    }
}

/// The tree that is checked out, if it is that of a commit: evidence that names another tree than the one it ran on
/// would be false. What lies below `.gaps` decides nothing.
fn clean_tree(git: &Git, untracked: Untracked) -> Result<CommitId, Failure> {
    let tree = head_tree(git)?;
    let output = git.run(&[
        "-c",
        "core.fsmonitor=false",
        "status",
        "--porcelain",
        "-z",
        untracked.option(),
        "--",
        ":/",
        ":(exclude,top).gaps",
    ])?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    match said.split('\0').find(|l| l.len() > 3) {
        None if output.status.success() => Ok(tree),
        None => Err(Failure::new(
            ENVIRONMENT,
            "unreadable",
            "git cannot tell what has changed here",
            "git status",
        )),
        Some(first) => {
            let says = format!(
                "what is here is in no commit (`{}`): the evidence would name a tree that it did not run on",
                &first[3..]
            );
            Err(Failure::new(REFUSED, "not-clean", says, "git stash -u, or git commit"))
        }
    }
}

fn head_tree(git: &Git) -> Result<CommitId, Failure> {
    let none =
        || Failure::new(ENVIRONMENT, "no-commit", "there is no commit here yet", "git commit");
    let head = git.head()?.ok_or_else(none)?;
    commit_id(git.read_commit(head)?.tree).ok_or_else(none)
}

fn moved() -> Failure {
    let says = "the branch moved while the command ran: nothing was recorded of it";
    Failure::new(REFUSED, "moved", says, "gaps check LABEL --run")
}

fn no_shell(error: &run::RunError) -> Failure {
    Failure::new(ENVIRONMENT, "no-shell", error.to_string(), "see that `sh` is on the PATH")
}

fn nothing(plan: &Plan<'_>) -> Failure {
    let label = &plan.gap.label;
    match plan.commands.iter().find_map(|c| c.held) {
        Some(why) => {
            let says = format!("no command of {label} may be run: {why}");
            Failure::new(REFUSED, "held", says, format!("gaps check {label}"))
        }
        None => {
            let says = format!("{label} names no command that shows that it is done");
            Failure::new(
                REFUSED,
                "no-command",
                says,
                format!("gaps revise {label} --verify COMMAND"),
            )
        }
    }
}

fn row(plan: &Plan<'_>, done: &[Done]) -> Value {
    let one = |command: &Command<'_>| {
        let ran = done.iter().find(|d| d.command == command.text);
        let came = ran.and_then(|d| d.ran.as_ref());
        json!({
            "command": command.text,
            "named_by": command.by.map(|t| json!({
                "event": t.id.to_string(),
                "signer": t.event.signer.to_string(),
                "standing": t.standing.known(),
            })),
            "held": command.held,
            "ran": ran.is_some(),
            "exit": came.map(|(r, _)| &r.exit),
            "output": came.map(|(r, _)| Id::from_bytes(r.output).to_string()),
            "duration_ms": came.map(|(r, _)| u64::try_from(r.took.as_millis()).unwrap_or(0)),
            "event": came.map(|(_, event)| event.to_string()),
        })
    };
    json!({
        "label": plan.gap.label,
        "id": plan.gap.id.to_string(),
        "commands": plan.commands.iter().map(one).collect::<Vec<_>>(),
    })
}
