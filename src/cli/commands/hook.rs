//! `gaps hook NAME ...`: what git's hooks run. Hidden: nobody types it. It stages nothing, leaves nothing behind,
//! and where something is amiss with us, the commit goes on.

use std::path::PathBuf;

use clap::Args;

use crate::cli::config::{self, triggers::Check};
use crate::cli::context::{self, Context};
use crate::cli::failure::Failure;
use crate::cli::load::Loaded;
use crate::cli::{load, message, output};
use crate::ledger::key::PublicKey;
use crate::project::decide::Stamp;
use crate::project::finding::{Finding, Level};
use crate::project::scan::Reading;
use crate::project::{Entry, Place, echo};
use crate::shell::git::Git;
use crate::views::{findings, safe};

/// What git's hooks run
#[derive(Debug, Args)]
#[command(hide = true)]
pub struct Hook {
    /// prepare-commit-msg or commit-msg
    #[arg(value_name = "NAME")]
    name: String,
    /// What git gives to it
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENT")]
    arguments: Vec<PathBuf>,
}

/// Where `hooks status` waits for a sign of life.
pub const PROBE: &str = "GAPS_HOOK_PROBE";

impl Hook {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        if let Some(sign) = context::variable(PROBE) {
            let _ = append(&sign, &format!("{}\n", self.name));
            return Ok(0);
        }
        let Some(file) = self.arguments.first() else { return Ok(0) };
        let source = self.arguments.get(1).map(|s| s.to_string_lossy().into_owned());
        let done = match self.name.as_str() {
            "prepare-commit-msg" => prepare(ctx, file, source.as_deref()).map(|()| 0),
            "commit-msg" => check(ctx, file),
            _ => Ok(0),
        };
        match done {
            Ok(code) => Ok(code),
            // No ledger here, or one that cannot be read: that is no reason not to commit.
            Err(failure) => {
                if failure.code != "no-ledger" {
                    output::talk(&format!("gaps: {} (hook)\n", safe::line(&failure.message)));
                }
                Ok(0)
            }
        }
    }
}

fn append(path: &str, line: &str) -> std::io::Result<()> {
    use std::io::Write;
    std::fs::OpenOptions::new().append(true).create(true).open(path)?.write_all(line.as_bytes())
}

/// Adds the echo of each event that this commit brings and the message does not have.
fn prepare(ctx: &Context, file: &PathBuf, source: Option<&str>) -> Result<(), Failure> {
    let git = ctx.git()?;
    // What is replayed keeps its message, and a merge brings what others said.
    if source == Some("merge") || is_replaying(&git) {
        return Ok(());
    }
    let path = ctx.cwd.join(file);
    let Ok(bytes) = std::fs::read(&path) else { return Ok(()) };
    let Ok(text) = String::from_utf8(bytes) else { return Ok(()) };
    let reading = message::read(&git, &text)?;
    let loaded = load::to_commit(ctx, &message::labels(&reading))?;
    let mut lines = Vec::new();
    for entry in own(&loaded) {
        let gap = entry.event.of.and_then(|of| loaded.backlog.gaps.get(&of));
        if let Some(gap) = gap.filter(|g| !echo::is_said(&reading, g, entry.id, &entry.event.body))
        {
            lines.extend(echo::line(gap, entry.id, &entry.event.body));
        }
    }
    let comment = comment(&git);
    let with = echo::add(&text, &lines, &comment);
    if with != text {
        std::fs::write(&path, with).map_err(|e| {
            Failure::usage(format!("the message cannot be written: {e}"), "gaps hooks uninstall")
        })?;
    }
    Ok(())
}

/// The events that this commit would bring: staged, and in no commit yet.
fn own(loaded: &Loaded) -> impl Iterator<Item = &Entry> {
    loaded.entries.iter().filter(|e| e.place == Place::Pending && e.event.cause.is_none())
}

fn is_replaying(git: &Git) -> bool {
    let there = |name: &str| git.git_dir().join(name).exists();
    ["rebase-merge", "rebase-apply", "CHERRY_PICK_HEAD", "REVERT_HEAD", "sequencer"]
        .iter()
        .any(|name| there(name))
}

fn comment(git: &Git) -> String {
    let set = git.config("core.commentString").or_else(|| git.config("core.commentChar"));
    set.filter(|c| c != "auto").unwrap_or_else(|| "#".to_owned())
}

/// Says what of the message will not hold. Whether that stops the commit stands in the config.
fn check(ctx: &Context, file: &PathBuf) -> Result<u8, Failure> {
    let git = ctx.git()?;
    let settings = config::read(&git)?.triggers;
    let Ok(bytes) = std::fs::read(ctx.cwd.join(file)) else { return Ok(0) };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    if is_only_echo(&text, &comment(&git)) {
        output::talk("gaps: the message says nothing but what gaps put there: no commit\n");
        return Ok(1);
    }
    if settings.check == Check::Off || is_replaying(&git) {
        return Ok(0);
    }
    let reading = message::read(&git, &text)?;
    if message::is_silent(&reading) {
        return Ok(0);
    }
    let loaded = load::to_commit(ctx, &message::labels(&reading))?;
    let nobody = PublicKey::nobody();
    let stamp = Stamp { at: ctx.now, base: loaded.base(), signer: nobody.fingerprint() };
    let plan = message::plan(&loaded, &reading, &text, stamp, &nobody);
    let blocks = settings.check == Check::Block && !plan.refused.is_empty();
    let mut said: Vec<Finding> = plan.refused;
    for line in &plan.lines {
        let says = format!(
            "{} of {} is asked, and no event comes with it: it counts from the trunk on (gaps commit writes the event)",
            line.what, line.label
        );
        let finding = Finding::new(Level::Notice, "no-event", says);
        said.push(Finding { line: Some(line.line), ..finding });
    }
    said.extend(strays(&loaded, &reading));
    said.sort_by_key(|f| f.line);
    if blocks {
        said.iter_mut().filter(|f| f.level == Level::Warning).for_each(|f| f.level = Level::Error);
    }
    let mut page = String::new();
    for finding in &said {
        let line = finding.line.map(|l| format!("line {l}: ")).unwrap_or_default();
        let whole = Finding { message: format!("{line}{}", finding.message), ..finding.clone() };
        page.push_str(&format!("gaps: {}", findings::text(&[whole], &ctx.paint)));
    }
    if blocks {
        page.push_str("hint: mend the message, or: git commit --no-verify\n");
    }
    output::talk(&page);
    Ok(u8::from(blocks))
}

/// Echoes of events that this commit does not bring.
fn strays(loaded: &Loaded, reading: &Reading) -> Vec<Finding> {
    let head: Vec<String> = loaded
        .entries
        .iter()
        .filter(|e| e.place != Place::Pending)
        .map(|e| e.id.to_string())
        .collect();
    let staged: Vec<String> = own(loaded).map(|e| e.id.to_string()).collect();
    let mut found = Vec::new();
    for echo in &reading.statements.echoes {
        let names = |ids: &[String]| ids.iter().any(|id| id.starts_with(&echo.event));
        if names(&staged) {
            continue;
        }
        let where_ = if names(&head) { "another commit brings it" } else { "nothing staged is it" };
        let says = format!("{}@{} names an event, and {where_}", echo.label, echo.event);
        let finding = Finding::new(Level::Notice, "echo-elsewhere", says);
        found.push(Finding { line: Some(echo.line), ..finding });
    }
    found
}

/// Whether a message has nothing but echoes: the author left it empty.
fn is_only_echo(text: &str, comment: &str) -> bool {
    let mut lines = text
        .lines()
        .take_while(|l| !(l.starts_with(comment) && l.contains(">8")))
        .filter(|l| !l.trim().is_empty() && !l.starts_with(comment))
        .peekable();
    let is_echo = |line: &str| {
        let Some((key, value)) = line.split_once(": ") else { return false };
        key.ends_with("-Gap") && value.split(", ").all(|v| v.contains('@'))
    };
    lines.peek().is_some() && lines.all(is_echo)
}
