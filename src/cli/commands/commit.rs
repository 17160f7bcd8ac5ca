//! `gaps commit`: `git commit` that turns the triggers of its message into events first, so that code and event
//! travel in one commit. Everything else is git's.

use std::ffi::{OsStr, OsString};
use std::io::{Read, Write};
use std::process::Stdio;

use clap::Args;
use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::failure::{ENVIRONMENT, Failure, REFUSED};
use crate::cli::{load, message, output, write};
use crate::project::finding::Finding;
use crate::shell::git::Git;
use crate::shell::store::{self, NewFile};
use crate::views::{findings, json as views_json, safe};

/// `git commit` that turns the triggers of its message into events first
#[derive(Debug, Args)]
pub struct Commit {
    /// Whatever `git commit` takes
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "GIT COMMIT ARGUMENTS"
    )]
    arguments: Vec<OsString>,
}

impl Commit {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let arguments = without_separator(self.arguments);
        let git = ctx.git()?;
        let words = Words::read(&arguments);
        let mut piped = None;
        let message = words.message(ctx, &git, &mut piped)?;
        let mut written = Written::default();
        if let Some(message) = message.as_ref().filter(|_| !words.is_dry) {
            written = events(ctx, &git, message)?;
        }
        let mut arguments = arguments;
        if words.has_paths {
            // With paths, git takes nothing else from the index.
            let paths = written.files.iter().map(|f| OsString::from(format!(":/{}", f.path)));
            arguments.extend(paths);
        }
        let exit = commit(ctx, &git, &arguments, piped.as_deref())?;
        if exit != 0 {
            take_back(&git, &written.files)?;
            return Ok(exit);
        }
        if ctx.json {
            let made = git.head()?.filter(|_| !words.is_dry).map(|id| id.to_string());
            let data = json!({ "commit": made, "dry_run": words.is_dry, "events": written.rows });
            output::print(&views_json::document("commit", data));
        } else {
            output::talk(&written.told);
        }
        if message.is_none() && !words.is_dry {
            tell_unread(ctx, &git);
        }
        Ok(0)
    }
}

/// `gaps commit -- -m x` and `gaps commit -m x` are one.
fn without_separator(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let is_option = |a: &OsString| a.to_string_lossy().starts_with('-');
    if arguments.first().is_some_and(|a| a == "--") && arguments.iter().skip(1).any(is_option) {
        arguments.remove(0);
    }
    arguments
}

/// The events that a message came to.
#[derive(Default)]
struct Written {
    files: Vec<NewFile>,
    told: String,
    rows: Vec<Value>,
}

/// Signs and stages what the message asks for; none where a line of it is refused.
fn events(ctx: &Context, git: &Git, text: &str) -> Result<Written, Failure> {
    let reading = message::read(git, text)?;
    if reading.asked.is_empty() && reading.statements.malformed.is_empty() {
        return Ok(Written::default());
    }
    let loaded = load::to_write_for(ctx, &message::labels(&reading))?;
    let choice = write::pick(ctx, &loaded.git)?;
    let signer = write::unlock(choice)?;
    let stamp = crate::project::decide::Stamp {
        at: ctx.now,
        base: loaded.base(),
        signer: signer.fingerprint(),
    };
    let plan = message::plan(&loaded, &reading, text, stamp, signer.public());
    if let Some(first) = plan.refused.first() {
        return Err(refused(first, plan.refused.len()));
    }
    let root = write::root(&loaded.git)?;
    let files = write::sign(&signer, &plan.events)?;
    write::append(&loaded.git, root, &files)?;
    let told = write::lines(ctx, &loaded, &plan.events, false);
    let rows = plan.events.iter().map(|event| write::row(&loaded, event)).collect();
    Ok(Written { files, told, rows })
}

fn refused(first: &Finding, all: usize) -> Failure {
    let line = first.line.map(|l| format!("line {l} of the message: ")).unwrap_or_default();
    let more = if all > 1 { format!(" (and {} more)", all - 1) } else { String::new() };
    let message = format!("{line}{}{more}; nothing was committed", first.message);
    Failure::new(REFUSED, first.code, message, "mend the message, or: git commit")
}

fn commit(
    ctx: &Context,
    git: &Git,
    arguments: &[OsString],
    piped: Option<&[u8]>,
) -> Result<u8, Failure> {
    let failed =
        |e: std::io::Error| Failure::new(ENVIRONMENT, "no-git", e.to_string(), "install git");
    let mut command = git.command(&["commit"]);
    command.args(arguments).current_dir(&ctx.cwd);
    if ctx.json {
        // What git says is talk then.
        command.stdout(std::io::stderr());
    }
    if piped.is_some() {
        command.stdin(Stdio::piped());
    }
    let mut child = command.spawn().map_err(failed)?;
    if let (Some(bytes), Some(mut stdin)) = (piped, child.stdin.take()) {
        let _ = stdin.write_all(bytes);
    }
    let status = child.wait().map_err(failed)?;
    Ok(status.code().and_then(|c| u8::try_from(c).ok()).unwrap_or(1))
}

/// git made no commit: what was written for it goes again.
fn take_back(git: &Git, written: &[NewFile]) -> Result<(), Failure> {
    if written.is_empty() {
        return Ok(());
    }
    let paths: Vec<String> = written.iter().map(|f| f.path.clone()).collect();
    git.unstage(&paths)?;
    store::take_back(write::root(git)?, &paths)?;
    output::talk("gaps: git made no commit, so that no event was written\n");
    Ok(())
}

/// A message from the editor could not be read before: what it asks for waits.
fn tell_unread(ctx: &Context, git: &Git) {
    let Ok(Some(head)) = git.head() else { return };
    let Ok(commit) = git.read_commit(head) else { return };
    let text = String::from_utf8_lossy(&commit.message).into_owned();
    let Ok(reading) = message::read(git, &text) else { return };
    if message::is_silent(&reading) {
        return;
    }
    let Ok(loaded) = load::to_write_for(ctx, &message::labels(&reading)) else { return };
    let nobody = crate::ledger::key::PublicKey::nobody();
    let stamp = crate::project::decide::Stamp {
        at: ctx.now,
        base: loaded.base(),
        signer: nobody.fingerprint(),
    };
    let plan = message::plan(&loaded, &reading, &text, stamp, &nobody);
    let mut said = findings::text(&plan.refused, &ctx.paint);
    for line in &plan.lines {
        said.push_str(&format!(
            "gaps: line {} asks for {} of {}, and no event came with it: it counts from the trunk on\n",
            line.line,
            line.what,
            safe::line(&line.label)
        ));
    }
    output::talk(&said);
}

/// What the arguments of `git commit` say about the message.
#[derive(Debug, Default)]
struct Words {
    messages: Vec<String>,
    file: Option<OsString>,
    /// The commit whose message is taken as it is, or offered to the editor.
    reused: Option<OsString>,
    is_edited: bool,
    is_dry: bool,
    has_paths: bool,
}

/// Long options with a value that stand for a message, and others with a value.
const VALUED: &[&str] = &[
    "--message",
    "--file",
    "--reuse-message",
    "--reedit-message",
    "--fixup",
    "--squash",
    "--author",
    "--date",
    "--template",
    "--cleanup",
    "--trailer",
    "--pathspec-from-file",
];

impl Words {
    fn read(arguments: &[OsString]) -> Self {
        let mut words = Self::default();
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let text = argument.to_string_lossy().into_owned();
            if text == "--" {
                words.has_paths |= rest.next().is_some();
                break;
            }
            if let Some(long) = text.strip_prefix("--") {
                let (name, value) = match long.split_once('=') {
                    Some((name, value)) => (format!("--{name}"), Some(OsString::from(value))),
                    None => (text.clone(), None),
                };
                let whole = VALUED.iter().find(|v| name.len() > 3 && v.starts_with(&name));
                match whole {
                    Some(option) => {
                        let value = value.or_else(|| rest.next().cloned()).unwrap_or_default();
                        words.option(option, value);
                    }
                    None => words.flag(&name),
                }
            } else if text.len() > 1 && text.starts_with('-') {
                words.cluster(&text[1..], &mut rest);
            } else {
                words.has_paths = true;
            }
        }
        words
    }

    /// `-am text`, `-mtext`, `-F-`.
    fn cluster<'a>(&mut self, letters: &str, rest: &mut impl Iterator<Item = &'a OsString>) {
        for (at, letter) in letters.char_indices() {
            let option = match letter {
                'm' => "--message",
                'F' => "--file",
                'C' => "--reuse-message",
                'c' => "--reedit-message",
                't' => "--template",
                // Their values are glued to them.
                'S' | 'u' => return,
                'e' => {
                    self.is_edited = true;
                    continue;
                }
                _ => continue,
            };
            let glued = &letters[at + letter.len_utf8()..];
            let value = match glued {
                "" => rest.next().cloned().unwrap_or_default(),
                glued => OsString::from(glued),
            };
            return self.option(option, value);
        }
    }

    fn option(&mut self, option: &str, value: OsString) {
        match option {
            "--message" => self.messages.push(value.to_string_lossy().into_owned()),
            "--file" => self.file = Some(value),
            "--reuse-message" => self.reused = Some(value),
            "--reedit-message" => self.is_edited = true,
            _ => {}
        }
    }

    fn flag(&mut self, name: &str) {
        match name {
            "--dry-run" | "--short" | "--porcelain" | "--long" => self.is_dry = true,
            "--edit" => self.is_edited = true,
            // `--amend --no-edit` takes the message of HEAD as it is.
            "--no-edit" if self.reused.is_none() => self.reused = Some("HEAD".into()),
            _ => {}
        }
    }

    /// The message, where it can be known before git is asked.
    fn message(
        &self,
        ctx: &Context,
        git: &Git,
        piped: &mut Option<Vec<u8>>,
    ) -> Result<Option<String>, Failure> {
        if self.is_edited {
            return Ok(None);
        }
        if !self.messages.is_empty() {
            return Ok(Some(self.messages.join("\n\n")));
        }
        if let Some(file) = &self.file {
            let bytes = if file == OsStr::new("-") {
                let mut bytes = Vec::new();
                let read = std::io::stdin().take(16 << 20).read_to_end(&mut bytes);
                read.map_err(|e| Failure::usage(e.to_string(), "gaps commit -F FILE"))?;
                *piped = Some(bytes.clone());
                bytes
            } else {
                std::fs::read(ctx.cwd.join(file)).map_err(|e| {
                    let file = file.to_string_lossy();
                    Failure::usage(format!("{file} cannot be read: {e}"), "gaps commit -m TEXT")
                })?
            };
            return Ok(Some(String::from_utf8_lossy(&bytes).into_owned()));
        }
        match &self.reused {
            None => Ok(None),
            Some(rev) => {
                let commit = git.read_commit(git.commit(&rev.to_string_lossy())?)?;
                Ok(Some(String::from_utf8_lossy(&commit.message).into_owned()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Words {
        Words::read(&text.split('|').map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn messages_are_found_wherever_git_takes_them() {
        for text in ["-m|x", "-mx", "-am|x", "-qamx", "--message=x", "--message|x", "--mess|x"] {
            assert_eq!(words(text).messages, ["x"], "{text}");
        }
        assert_eq!(words("-m|a|-m|b").messages, ["a", "b"]);
        for text in ["-F|x", "-Fx", "--file=x", "-aF|x"] {
            assert_eq!(words(text).file, Some("x".into()), "{text}");
        }
        assert_eq!(words("-C|HEAD~1").reused, Some("HEAD~1".into()));
        assert_eq!(words("--amend|--no-edit").reused, Some("HEAD".into()));
        assert!(words("-c|HEAD").is_edited && words("-em|x").is_edited);
        assert!(words("-m|x|--dry-run").is_dry && !words("-m|--dry-run").is_dry);
        for text in ["-m|x|file", "-m|x|--|file", "--author|me|-m|x|file"] {
            assert!(words(text).has_paths, "{text}");
        }
        for text in ["-m|x", "-S|-m|x", "-t|file|-m|x", "--date=x|-m|file", "-m|x|--"] {
            assert!(!words(text).has_paths, "{text}");
        }
    }
}
