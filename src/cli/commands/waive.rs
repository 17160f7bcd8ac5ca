//! `gaps waive`: a signed exception to a rule of the gate, with reason and end.

use clap::Args;

use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::load::Loaded;
use crate::cli::{judged, labels, load, output, write};
use crate::model::{Day, Principal};
use crate::project::decide::{Desk, waive};
use crate::project::lookup::nearest;
use crate::views::safe;

/// Sign an exception to a rule of the gate; the signer approves, somebody else asks
#[derive(Debug, Args)]
pub struct Waive {
    /// Labels; `-` reads them from standard input
    #[arg(required = true, value_name = "LABEL")]
    labels: Vec<String>,
    /// The rule that is waived
    #[arg(long, value_name = "RULE")]
    rule: String,
    /// Why
    #[arg(short = 'm', long = "reason", value_name = "REASON", required_unless_present = "revoke")]
    reason: Option<String>,
    /// Who asked for it
    #[arg(long, value_name = "NAME", required_unless_present = "revoke")]
    asker: Option<Principal>,
    /// The last day on which it holds
    #[arg(long, value_name = "DATE", value_parser = super::add::day, required_unless_present = "revoke")]
    until: Option<Day>,
    /// Take the waiver back before its end
    #[arg(long)]
    revoke: bool,
    #[command(flatten)]
    writing: Writing,
}

impl Waive {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let typed = labels::read(ctx, &self.labels)?;
        let loaded = load::to_write_for(ctx, &typed)?;
        let choice = write::pick(ctx, &loaded.git)?;
        let mut desk = Desk::new(&loaded.backlog, write::stamp(ctx, &loaded, &choice));
        for gap in labels::gaps(&loaded, &typed)? {
            match (&self.asker, self.until) {
                (Some(asker), Some(until)) if !self.revoke => {
                    let reason = self.reason.clone().unwrap_or_default();
                    let exception = waive::Exception {
                        rule: self.rule.clone(),
                        reason,
                        asker: asker.clone(),
                        until,
                    };
                    waive::waive(&mut desk, gap, &exception)?;
                }
                _ => {
                    waive::unwaive(&mut desk, gap, &self.rule, self.reason.as_ref())?;
                }
            }
        }
        write::perform(ctx, &loaded, choice, &desk.finish(), self.writing.dry_run)?;
        if !self.revoke && !ctx.json {
            self.warn(&loaded)?;
        }
        Ok(0)
    }

    /// A rule that is not there may come later; most likely a word was mistyped.
    fn warn(&self, loaded: &Loaded) -> Result<(), Failure> {
        let Some(names) = judged::names(loaded)? else { return Ok(()) };
        let typed = self.rule.trim();
        if names.iter().any(|n| n.eq_ignore_ascii_case(typed)) {
            return Ok(());
        }
        let near = nearest(names.iter().map(|n| (n.to_lowercase(), n)), &typed.to_lowercase());
        let near = near.map(|n| format!("; did you mean {n}?")).unwrap_or_default();
        let known: Vec<&str> = names.iter().map(String::as_str).collect();
        let says =
            format!("no rule of the gate is called `{typed}` (known: {}){near}", known.join(", "));
        let hint = if self.writing.dry_run { "gaps gate --rules" } else { "gaps undo" };
        output::talk(&format!("gaps: {}\nhint: {hint}\n", safe::line(&says)));
        Ok(())
    }
}
