//! stdout is the answer, stderr is the talk. A long answer on a terminal goes through the pager that git uses.

use std::io::{ErrorKind, Write};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use crate::shell::git::Git;

use super::context::{Context, variable};
use super::failure::{ENVIRONMENT, Failure};

/// Prints the answer.
pub fn answer(ctx: &Context, git: Option<&Git>, text: &str) {
    let lines = terminal_size::terminal_size().map_or(24, |(_, h)| usize::from(h.0));
    if ctx.pager && text.lines().count() >= lines && page(ctx, git, text) {
        return;
    }
    print(text);
}

/// Why an answer did not arrive, where one did not.
static LOST: OnceLock<String> = OnceLock::new();

/// Prints without a pager. A reader who stopped reading (`| head`) is no error; a full disk is one, and is told once
/// the command has come to its end.
pub fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            LOST.get_or_init(|| error.to_string());
        }
        _ => {}
    }
}

/// The end of a command: its own exit code, if its answer arrived.
pub fn arrived(exit: u8) -> Result<u8, Failure> {
    let Some(why) = LOST.get() else { return Ok(exit) };
    let says = format!("the answer could not be written: {why}");
    Err(Failure::new(ENVIRONMENT, "cannot-write", says, "df -h ."))
}

/// Says something beside the answer.
pub fn talk(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}

fn page(ctx: &Context, git: Option<&Git>, text: &str) -> bool {
    let chosen = variable("GIT_PAGER")
        .or_else(|| git.and_then(|g| g.trusted_config("core.pager")))
        .or_else(|| variable("PAGER"))
        .unwrap_or_else(|| "less".to_owned());
    if chosen == "cat" {
        return false;
    }
    let mut command = Command::new("sh");
    command.arg("-c").arg(&chosen).stdin(Stdio::piped()).current_dir(&ctx.cwd);
    for (name, value) in [("LESS", "FRX"), ("LV", "-c")] {
        if variable(name).is_none() {
            command.env(name, value);
        }
    }
    let Ok(mut pager) = command.spawn() else { return false };
    if let Some(mut input) = pager.stdin.take() {
        let _ = input.write_all(text.as_bytes());
    }
    pager.wait().is_ok()
}

/// Says, beside the answer, which events do not count. The answer is not theirs to change.
pub fn faults(ctx: &Context, all: &[crate::ledger::Fault]) {
    let bad: Vec<&crate::ledger::Fault> = all
        .iter()
        .filter(|f| f.code.is_violation() || f.code == crate::ledger::Code::UnknownKind)
        .collect();
    if bad.is_empty() || ctx.json {
        return;
    }
    let mut text = String::new();
    for fault in bad.iter().take(5) {
        let path = fault.path.as_deref().map(|p| format!(" ({p})")).unwrap_or_default();
        text.push_str(&format!(
            "gaps: {}{}\n",
            crate::views::safe::line(&fault.to_string()),
            crate::views::safe::line(&path)
        ));
    }
    if bad.len() > 5 {
        text.push_str(&format!("gaps: and {} more\n", bad.len() - 5));
    }
    text.push_str("hint: gaps doctor\n");
    talk(&text);
}
