//! `gaps checkpoint`: a few signed lines that stand for everything that has landed. Kept elsewhere, they show later
//! that nothing of it was changed.

use std::io::Write;
use std::process::Stdio;

use clap::Args;
use serde_json::json;

use crate::cli::audit::{self, Asked, Gathered};
use crate::cli::context::Context;
use crate::cli::failure::{ENVIRONMENT, Failure, REFUSED};
use crate::cli::{output, write};
use crate::ledger::Code;
use crate::model::count::counted;
use crate::project::checkpoint::{self, NAMESPACE};
use crate::shell::git::{GitError, commit_id};
use crate::views::json as views_json;

/// Sign what has landed so far, to be kept elsewhere
#[derive(Debug, Args)]
pub struct Checkpoint {
    /// Write it as an annotated tag of the trunk's commit too
    #[arg(long, value_name = "NAME")]
    tag: Option<String>,
}

/// A violation.
const INTEGRITY: u8 = 3;

impl Checkpoint {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let gathered = audit::gather(ctx, &Asked::default())?;
        let (made, text) = make(ctx, &gathered)?;
        if let Some(name) = &self.tag {
            tag(ctx, name, &gathered.trunk.1.to_string(), &text)?;
        }
        output::print(&if ctx.json {
            let data = json!({
                "ledger": made.ledger.to_string(),
                "size": made.size,
                "root": checkpoint::shown(&made.root),
                "trunk": made.trunk.as_ref().map(ToString::to_string),
                "checkpoint": text,
                "tag": self.tag,
            });
            views_json::document("checkpoint", data)
        } else {
            text
        });
        Ok(0)
    }
}

/// Makes an annotated tag whose words are the checkpoint, every byte of it.
fn tag(ctx: &Context, name: &str, commit: &str, text: &str) -> Result<(), Failure> {
    let shown = crate::views::safe::line(name);
    let refuse = |why: &str| {
        let says = format!("no tag `{shown}` was made: {}", crate::views::safe::line(why));
        Failure::new(REFUSED, "no-tag", says, "gaps checkpoint --tag checkpoint-2026-11")
    };
    if name.starts_with('-') {
        return Err(refuse("that is no name of a tag"));
    }
    let git = ctx.git()?;
    let mut command =
        git.command(&["tag", "-a", "--no-sign", "--cleanup=verbatim", "-F", "-", name, commit]);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(GitError::NoGit)?;
    if let Some(mut input) = child.stdin.take() {
        // Where git does not read it, it says why.
        let _ = input.write_all(text.as_bytes());
    }
    let output = child.wait_with_output().map_err(GitError::NoGit)?;
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(refuse(why.trim().trim_start_matches("fatal: ")));
    }
    if !ctx.json {
        output::talk(&format!("gaps: tagged {shown}\nhint: git push origin {shown}\n"));
    }
    Ok(())
}

/// Signs the log as it is. What cannot be seen whole, or was tampered with, is not signed for.
pub fn make(
    ctx: &Context,
    gathered: &Gathered,
) -> Result<(checkpoint::Checkpoint, String), Failure> {
    if let Some((why, hint)) = gathered.holes.first() {
        return Err(Failure::new(
            ENVIRONMENT,
            "incomplete",
            format!("there is no checkpoint of a part: {why}"),
            hint,
        ));
    }
    let (findings, _) = crate::project::audit::audit(&gathered.case);
    let violations = findings.iter().filter(|f| !f.is_notice).count();
    let spoilt = [Code::TamperedObject, Code::BadTree];
    if let Some(found) = findings.iter().find(|f| spoilt.contains(&f.code)) {
        return Err(Failure::new(
            INTEGRITY,
            found.code.as_str(),
            found.message.clone(),
            "gaps audit",
        ));
    }
    if violations > 0 {
        let which = counted(violations, "violation");
        output::talk(&format!(
            "gaps: the audit finds {which}; the checkpoint says what landed, not that it is right\nhint: gaps audit\n"
        ));
    }
    let case = &gathered.case;
    let made = checkpoint::Checkpoint::of(case.ledger, &case.log, commit_id(gathered.trunk.1));
    let lines = made.text();
    // The key is chosen as for an event, from the person's own settings too.
    let signer = write::unlock(write::pick(ctx, &ctx.git()?)?)?;
    let armour = signer.sign_for(NAMESPACE, lines.as_bytes())?;
    Ok((made, lines + &armour))
}
