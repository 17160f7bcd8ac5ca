//! `gaps hooks`: wire our two hooks beside whatever is there, show whether git reaches them, take them away again.

use clap::{Args, Subcommand};
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::failure::{ENVIRONMENT, Failure};
use crate::cli::{output, write};
use crate::shell::git::Git;
use crate::shell::hooks::{self, Held, Manager, Place, Slot};
use crate::views::{json as views_json, safe};

use super::hook::PROBE;

/// Wire the commit hooks beside whatever is there
#[derive(Debug, Args)]
pub struct Hooks {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Write our scripts where the slots are free; else print the line for whoever has the slot
    Install {
        /// Print what would be done, and do nothing
        #[arg(short = 'n', long)]
        dry_run: bool,
    },
    /// Show whether git reaches them, by running each through git
    Status,
    /// Take our scripts away; everything else stays, byte by byte
    Uninstall {
        /// Print what would be done, and do nothing
        #[arg(short = 'n', long)]
        dry_run: bool,
    },
}

impl Hooks {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let git = ctx.git()?;
        match self.verb {
            Verb::Install { dry_run } => install(ctx, &git, dry_run),
            Verb::Status => status(ctx, &git),
            Verb::Uninstall { dry_run } => uninstall(ctx, &git, dry_run),
        }
    }
}

/// What is done about one slot.
struct Deed {
    slot: Slot,
    word: &'static str,
    line: Option<String>,
}

fn install(ctx: &Context, git: &Git, dry: bool) -> Result<u8, Failure> {
    let root = write::root(git)?;
    let place = git.hooks()?;
    let managers = hooks::managers(root, &place);
    let husky = managers.contains(&Manager::Husky) && place.is_set;
    let mut deeds = Vec::new();
    for slot in hooks::slots(&place.folder) {
        let word = match slot.held {
            Held::Ours => "there already",
            Held::Nothing if place.is_own && !husky => {
                if !dry {
                    hooks::install(&slot).map_err(|e| unwritable(&slot, &e))?;
                }
                if dry { "would be written" } else { "written" }
            }
            Held::Nothing => "not written: the folder is not ours",
            Held::Theirs => "taken: left as it is",
        };
        let is_wired = matches!(word, "there already" | "written" | "would be written");
        let line = (!is_wired).then(|| line_for(&managers, slot.name, &slot));
        deeds.push(Deed { slot, word, line });
    }
    output::print(&said(ctx, git, &place, &managers, &deeds, dry));
    Ok(0)
}

fn unwritable(slot: &Slot, error: &std::io::Error) -> Failure {
    let message = format!("{} cannot be written: {error}", slot.path.display());
    Failure::new(ENVIRONMENT, "cannot-write", message, "gaps hooks install --dry-run")
}

/// What its owner has to add, exactly.
fn line_for(managers: &[Manager], name: &str, slot: &Slot) -> String {
    match managers.first() {
        Some(Manager::Husky) => {
            format!("echo 'gaps hook {name} \"$@\"' >> .husky/{name}")
        }
        Some(Manager::Lefthook) => format!(
            "in lefthook.yml:\n    {name}:\n      commands:\n        gaps:\n          run: gaps hook {name} {{0}}"
        ),
        Some(Manager::PreCommit) => format!(
            "in .pre-commit-config.yaml, below `repos:` (then: pre-commit install --hook-type {name}):\n    - repo: local\n      hooks:\n        - id: gaps-{name}\n          name: gaps {name}\n          entry: gaps hook {name}\n          language: system\n          stages: [{name}]\n          always_run: true\n          verbose: true"
        ),
        None => {
            format!("in {}, before it exits:\n    gaps hook {name} \"$@\" || exit $?", shown(slot))
        }
    }
}

/// A path without what stands above the repository.
fn shown(slot: &Slot) -> String {
    let parts: Vec<String> =
        slot.path.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect();
    let from = parts.iter().rposition(|p| p == ".git" || p.starts_with(".husky"));
    let from = from.unwrap_or(parts.len().saturating_sub(2));
    parts[from..].join("/")
}

fn said(
    ctx: &Context,
    git: &Git,
    place: &Place,
    managers: &[Manager],
    deeds: &[Deed],
    dry: bool,
) -> String {
    if ctx.json {
        let rows: Vec<_> = deeds
            .iter()
            .map(|d| {
                json!({ "hook": d.slot.name, "path": shown(&d.slot), "done": d.word, "line": d.line })
            })
            .collect();
        let names: Vec<String> = managers.iter().map(|m| format!("{m:?}").to_lowercase()).collect();
        let data = json!({ "dry_run": dry, "hooks": rows, "managers": names });
        return views_json::document("hooks", data);
    }
    let mut page = String::new();
    for deed in deeds {
        page.push_str(&format!(
            "{:<20}{}   {}\n",
            deed.slot.name,
            deed.word,
            ctx.paint.faint(&safe::line(&shown(&deed.slot)))
        ));
    }
    for deed in deeds.iter().filter(|d| d.line.is_some()) {
        let line = deed.line.clone().unwrap_or_default();
        page.push_str(&format!("\nTo run {}: {}\n", deed.slot.name, safe::lines(&line)));
    }
    if place.is_set && !place.is_own {
        page.push_str(
            "\ncore.hooksPath leads out of this repository: it is not ours to write in.\n",
        );
    }
    if deeds.iter().any(|d| d.line.is_some()) {
        page.push_str(&config_hooks(git));
    }
    page.push_str("\nNext:\n  gaps hooks status\n");
    page
}

/// git 2.54 can take hooks from its config. We have not seen that git: it is said so.
fn config_hooks(git: &Git) -> String {
    let version = git.run(&["version"]).ok();
    let version = version.map(|o| String::from_utf8_lossy(&o.stdout).trim().to_owned());
    let mut page = format!(
        "\nWith git 2.54 or newer, in place of a script (not seen to work here: this is {}):\n",
        safe::line(&version.unwrap_or_else(|| "no git".into()))
    );
    for name in hooks::NAMES {
        page.push_str(&format!(
            "  git config hook.gaps-{name}.event {name}\n  git config hook.gaps-{name}.command \"gaps hook {name}\"\n"
        ));
    }
    page
}

fn uninstall(ctx: &Context, git: &Git, dry: bool) -> Result<u8, Failure> {
    let mut folders = vec![git.hooks()?.folder, git.default_hooks()];
    folders.dedup();
    let mut deeds = Vec::new();
    for slot in folders.iter().flat_map(|f| hooks::slots(f)).filter(|s| s.held == Held::Ours) {
        if !dry {
            hooks::uninstall(&slot).map_err(|e| unwritable(&slot, &e))?;
        }
        let word = if dry { "would be taken away" } else { "taken away" };
        deeds.push(Deed { slot, word, line: None });
    }
    if ctx.json {
        let rows: Vec<_> = deeds
            .iter()
            .map(|d| json!({ "hook": d.slot.name, "path": shown(&d.slot), "done": d.word }))
            .collect();
        output::print(&views_json::document("hooks", json!({ "dry_run": dry, "hooks": rows })));
        return Ok(0);
    }
    let mut page = String::new();
    for deed in &deeds {
        page.push_str(&format!("{:<20}{}   {}\n", deed.slot.name, deed.word, shown(&deed.slot)));
    }
    if deeds.is_empty() {
        page.push_str("No hook of ours is here.\n");
    }
    output::print(&page);
    Ok(0)
}

/// Whether git comes to each of our hooks: shown by running it through git.
fn status(ctx: &Context, git: &Git) -> Result<u8, Failure> {
    let place = git.hooks()?;
    let mut rows = Vec::new();
    let mut all = true;
    for slot in hooks::slots(&place.folder) {
        let is_reached = reaches(ctx, git, slot.name)?;
        all &= is_reached;
        let elsewhere = git.default_hooks().join(slot.name);
        let why = if is_reached {
            None
        } else if slot.held == Held::Nothing && place.is_set && elsewhere.exists() {
            Some("core.hooksPath leads elsewhere: git never looks in .git/hooks".to_owned())
        } else {
            Some(why_not(&slot).to_owned())
        };
        rows.push((slot, is_reached, why));
    }
    if ctx.json {
        let rows: Vec<_> = rows
            .iter()
            .map(|(slot, is_reached, why)| {
                json!({ "hook": slot.name, "path": shown(slot), "reached": is_reached, "why": why })
            })
            .collect();
        output::print(&views_json::document("hooks", json!({ "reached": all, "hooks": rows })));
        return Ok(u8::from(!all));
    }
    let mut page = String::new();
    for (slot, is_reached, why) in &rows {
        let word =
            if *is_reached { ctx.paint.good("reached") } else { ctx.paint.alarm("not reached") };
        let why = why.as_ref().map(|w| format!("   {w}")).unwrap_or_default();
        page.push_str(&format!("{:<20}{word}{why}\n", slot.name));
    }
    if !all {
        page.push_str("\nTriggers count without hooks too.   gaps hooks install\n");
    }
    output::print(&page);
    Ok(u8::from(!all))
}

fn why_not(slot: &Slot) -> &'static str {
    match slot.held {
        Held::Nothing => "no script is there",
        _ if !slot.is_executable => "the script is not executable: git passes it over (chmod +x)",
        Held::Ours => "the script runs, and finds no `gaps` on the path of git",
        Held::Theirs => "the script that is there does not run `gaps hook`",
    }
}

/// Runs a hook through git, with a sign that it leaves where it comes to us.
fn reaches(ctx: &Context, git: &Git, name: &str) -> Result<bool, Failure> {
    let failed = |e: std::io::Error| {
        Failure::new(ENVIRONMENT, "no-room", format!("no temporary folder: {e}"), "df /tmp")
    };
    let folder = tempfile::tempdir().map_err(failed)?;
    let (sign, text) = (folder.path().join("sign"), folder.path().join("MESSAGE"));
    std::fs::write(&text, "gaps looks whether this hook is reached\n").map_err(failed)?;
    let mut command = git.command(&["hook", "run", "--ignore-missing", name, "--"]);
    command.arg(&text).env(PROBE, &sign).env("GIT_EDITOR", "true").current_dir(&ctx.cwd);
    command.stdin(std::process::Stdio::null());
    // What others' hooks say to this message is not our answer.
    let _ = command.output().map_err(failed)?;
    let left = std::fs::read_to_string(&sign).unwrap_or_default();
    Ok(left.lines().any(|l| l == name))
}
