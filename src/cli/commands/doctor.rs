//! `gaps doctor`: is this clone able to do everything, and if not, what to type.

use std::io::ErrorKind;
use std::path::Path;

use clap::Args;
use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::load::{self, Loaded};
use crate::cli::{config, labels, output};
use crate::ledger::{Code, path};
use crate::model::count::{counted, counted_as};
use crate::model::{Mode, Role};
use crate::project::entry::Missing;
use crate::shell::disk;
use crate::shell::git::Git;
use crate::shell::keys::{self, KeyChoiceError};
use crate::shell::store::{self, TEMPORARY};
use crate::shell::tree;
use crate::views::{json as views_json, safe};

/// Is this clone able to do everything, and if not, what to type
#[derive(Debug, Args)]
pub struct Doctor {}

/// One line of the page.
struct Check {
    name: &'static str,
    /// Well, worth knowing, or in the way.
    level: Level,
    says: String,
    hint: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Good,
    Note,
    Bad,
}

fn good(name: &'static str, says: impl Into<String>) -> Check {
    Check { name, level: Level::Good, says: says.into(), hint: None }
}

fn bad(name: &'static str, says: impl Into<String>, hint: impl Into<String>) -> Check {
    Check { name, level: Level::Bad, says: says.into(), hint: Some(hint.into()) }
}

fn note(name: &'static str, says: impl Into<String>, hint: impl Into<String>) -> Check {
    Check { level: Level::Note, ..bad(name, says, hint) }
}

impl Doctor {
    /// Exit 0 where everything is well, 1 where something is not: the answer is no.
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let git = ctx.git()?;
        let mut checks = Vec::new();
        match load::load(ctx) {
            Ok(loaded) => {
                checks.extend(history(&loaded));
                // Nobody can change what history is: it is said and counts as no trouble.
                let notices = load::notices(&loaded)?;
                checks.extend(notices.iter().map(|n| good("history", n.to_string())));
                checks.extend(ledger(&loaded));
                checks.push(signer(ctx, &git, Some(&loaded)));
                checks.extend(files(&loaded));
            }
            Err(failure) => {
                checks.push(bad("ledger", failure.message, failure.hint));
                checks.push(signer(ctx, &git, None));
            }
        }
        checks.extend(writing(&git));
        checks.push(program(&git));
        checks.extend(settings(&git));
        output::print(&page(ctx, &checks));
        Ok(u8::from(checks.iter().any(|c| c.level == Level::Bad)))
    }
}

fn history(loaded: &Loaded) -> Vec<Check> {
    let mut checks = Vec::new();
    match &loaded.landings.missing {
        Some(missing @ (Missing::Shallow | Missing::Partial)) => {
            let says = format!("{}; dates and pull requests are unresolvable", missing.says());
            checks.push(bad("history", says, missing.hint()));
        }
        Some(missing) => checks.push(bad("trunk", missing.says(), missing.hint())),
        None => checks.push(match &loaded.trunk {
            Some((name, _)) => {
                let landings = counted(loaded.landings.list.len(), "landing");
                good("trunk", format!("{name}, {landings}"))
            }
            None => {
                let says = format!("{} has no commit yet", loaded.backlog.trunk);
                note("trunk", says, "git commit -m \"start a ledger of gaps\"")
            }
        }),
    }
    checks
}

fn ledger(loaded: &Loaded) -> Vec<Check> {
    let backlog = &loaded.backlog;
    // What a message asked for is no event until one records it.
    let events = loaded.entries.iter().filter(|e| !e.asked).count();
    let says = format!(
        "{}, {}, {}, roster {}",
        backlog.ledger.short(),
        counted(events, "event"),
        counted(backlog.gaps.len(), "gap"),
        backlog.mode
    );
    let mut checks = vec![good("ledger", says)];
    let roots = backlog
        .rosters
        .now()
        .map_or(0, |r| r.signers.values().filter(|s| s.role == Role::Root).count());
    if roots == 1 {
        let hint = "gaps signer admit KEY.pub --principal NAME --role root";
        checks.push(note(
            "roots",
            "there is a single root: a lost key would leave nobody to admit or revoke",
            hint,
        ));
    }
    for fault in &loaded.faults {
        let at = fault.path.as_deref().unwrap_or_default();
        let taken = fault.event.filter(|_| fault.code == Code::LabelTaken);
        let hint = match taken.and_then(|id| backlog.gaps.get(&id)) {
            Some(gap) => labels::relabel(backlog, gap),
            // What no commit holds need not be looked for in history.
            None if !at.is_empty() && is_only_staged(&loaded.git, at) => {
                format!("git rm -f {at}")
            }
            None => format!("git log --stat -- {}", if at.is_empty() { path::EVENTS } else { at }),
        };
        checks.push(bad("event", format!("{fault} {at}").trim_end(), hint));
    }
    checks
}

fn is_only_staged(git: &Git, at: &str) -> bool {
    let head = git.head().ok().flatten();
    let is_staged = git.files_staged().is_ok_and(|staged| staged.contains_key(at));
    is_staged && head.is_none_or(|head| git.entry_at(head, at).is_none())
}

fn signer(ctx: &Context, git: &Git, loaded: Option<&Loaded>) -> Check {
    match keys::pick(&ctx.key_places(Some(git))) {
        Ok(choice) => {
            let key = choice.fingerprint();
            let locked = if choice.is_locked() { ", passphrase needed" } else { "" };
            let says = format!("{key} from {}{locked}", choice.source());
            let rosters = loaded.map(|l| &l.backlog.rosters);
            match rosters.and_then(|r| r.now()) {
                _ if rosters.is_some_and(|r| r.is_revoked(&key)) => bad(
                    "key",
                    format!("{says}, which was revoked: what it signs does not count"),
                    "ssh-keygen -t ed25519 -f ~/.ssh/gaps && git config gaps.signingKey ~/.ssh/gaps",
                ),
                Some(r) if r.mode == Mode::Closed && !r.signers.contains_key(&key) => bad(
                    "key",
                    format!("{says}, which the closed roster does not list"),
                    "ask a root: gaps signer admit KEY.pub --principal NAME",
                ),
                _ => good("key", says),
            }
        }
        Err(KeyChoiceError::None { .. }) => {
            bad("key", "no key to sign with", "ssh-keygen -t ed25519")
        }
        Err(error) => bad("key", error.to_string(), error.hint()),
    }
}

/// Event files that the working tree has and git does not, and what a crash left behind.
fn files(loaded: &Loaded) -> Vec<Check> {
    let Some(root) = loaded.git.workdir() else { return Vec::new() };
    let Ok(on_disk) = tree::files_on_disk(root) else {
        return vec![bad(
            "files",
            "the folder of events cannot be read",
            format!("ls -la {}", path::EVENTS),
        )];
    };
    let staged = loaded.git.files_staged().unwrap_or_default();
    let unknown: Vec<&String> = on_disk.iter().filter(|p| !staged.contains_key(*p)).collect();
    let torn = |p: &&&String| p.rsplit('/').next().is_some_and(|n| n.starts_with(TEMPORARY));
    let mut checks = Vec::new();
    for path in unknown.iter().filter(torn) {
        checks.push(bad(
            "files",
            format!("{path} was left by a write that did not finish"),
            format!("rm {path}"),
        ));
    }
    let unstaged: Vec<&&String> = unknown.iter().filter(|p| !torn(p)).collect();
    if let Some(first) = unstaged.first() {
        let hint = if unstaged.len() == 1 { (**first).clone() } else { path::EVENTS.to_owned() };
        checks.push(bad(
            "files",
            format!(
                "{} not staged",
                counted_as(unstaged.len(), "event file is", "event files are")
            ),
            format!("git add -f --sparse {hint}"),
        ));
    }
    if checks.is_empty() {
        checks.push(good(
            "files",
            format!("{}, all known to git", counted(on_disk.len(), "event file")),
        ));
    }
    checks
}

/// What a verb that writes could not write to.
fn writing(git: &Git) -> Vec<Check> {
    let Some(root) = git.workdir() else { return Vec::new() };
    let mut found = store::unwritable(&root.join(path::ROOT));
    found.extend(store::try_in(git.git_dir()).err().map(|e| (git.git_dir().to_owned(), e)));
    let mut checks: Vec<Check> =
        found.iter().map(|(at, error)| unwritable(root, at, error)).collect();
    if git.git_dir().join("index.lock").exists() {
        checks.push(note(
            "writing",
            "the index is locked: git works here now, or one ended before its time",
            "rm \"$(git rev-parse --git-path index.lock)\"   (once no git runs here)",
        ));
    }
    checks
}

fn unwritable(root: &Path, at: &Path, error: &std::io::Error) -> Check {
    // The git folder of a worktree lies elsewhere.
    let at = at.strip_prefix(root).unwrap_or(at).display();
    let hint = match error.kind() {
        ErrorKind::PermissionDenied => {
            format!("sudo chown -R \"$USER\" {at} && chmod -R u+w {at}")
        }
        ErrorKind::ReadOnlyFilesystem => "git clone . ../work   (where you may write)".to_owned(),
        _ => "df -h .".to_owned(),
    };
    bad("writing", format!("{at} cannot be written: {error}"), hint)
}

fn program(git: &Git) -> Check {
    match git.run(&["--version"]) {
        Ok(output) => good("git", String::from_utf8_lossy(&output.stdout).trim().to_owned()),
        Err(error) => bad("git", error.to_string(), error.hint()),
    }
}

fn settings(git: &Git) -> Vec<Check> {
    let mut checks = Vec::new();
    if let Err(error) = config::read(git) {
        checks.push(bad("config", error.message, error.hint));
    }
    let attributes = git.workdir().map(|root| root.join(".gaps/.gitattributes"));
    let guarded = attributes.is_some_and(|p| {
        disk::text(&p, 64 * 1024).is_ok_and(|t| t.is_some_and(|t| t.contains("-text")))
    });
    if git.workdir().is_some_and(|r| r.join(path::ROOT).is_dir()) && !guarded {
        let hint = "echo '* -text -filter -ident -working-tree-encoding' > .gaps/.gitattributes";
        checks.push(bad(
            "attributes",
            ".gaps/.gitattributes does not keep git from changing bytes",
            hint,
        ));
    }
    checks
}

fn page(ctx: &Context, checks: &[Check]) -> String {
    if ctx.json {
        let rows: Vec<Value> = checks
            .iter()
            .map(|c| json!({ "name": c.name, "good": c.level != Level::Bad, "says": c.says, "hint": c.hint }))
            .collect();
        return views_json::document(
            "doctor",
            json!({ "well": checks.iter().all(|c| c.level != Level::Bad), "checks": rows }),
        );
    }
    let mut text = String::new();
    for check in checks {
        let mark = match check.level {
            Level::Good => ctx.paint.good("ok"),
            Level::Note => ctx.paint.strong("--"),
            Level::Bad => ctx.paint.alarm("no"),
        };
        text.push_str(&format!("{mark}  {:<10}  {}\n", check.name, safe::line(&check.says)));
        if let Some(hint) = &check.hint {
            text.push_str(&format!("    {:<10}  {}\n", "", ctx.paint.strong(&safe::line(hint))));
        }
    }
    text
}
