//! `gaps checkpoint`: a few signed lines that stand for everything that has landed. Kept elsewhere, they show later
//! that nothing of it was changed.

use clap::Args;
use serde_json::json;

use crate::cli::audit::{self, Asked, Gathered};
use crate::cli::context::Context;
use crate::cli::failure::{ENVIRONMENT, Failure};
use crate::cli::{output, write};
use crate::ledger::Code;
use crate::project::checkpoint::{self, NAMESPACE};
use crate::shell::git::commit_id;
use crate::views::json as views_json;

/// Sign what has landed so far, to be kept elsewhere
#[derive(Debug, Args)]
pub struct Checkpoint {}

/// A violation.
const INTEGRITY: u8 = 3;

impl Checkpoint {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let gathered = audit::gather(ctx, &Asked::default())?;
        let (made, text) = make(ctx, &gathered)?;
        output::print(&if ctx.json {
            let data = json!({
                "ledger": made.ledger.to_string(),
                "size": made.size,
                "root": checkpoint::shown(&made.root),
                "trunk": made.trunk.as_ref().map(ToString::to_string),
                "checkpoint": text,
            });
            views_json::document("checkpoint", data)
        } else {
            text
        });
        Ok(0)
    }
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
        let which =
            if violations == 1 { "1 violation".into() } else { format!("{violations} violations") };
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
