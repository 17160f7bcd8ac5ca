//! `gaps replay`: the history, landing by landing, with the backlog after each.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::failure::{ENVIRONMENT, Failure};
use crate::cli::{load, output, revision};
use crate::project::replay::{self, Step};
use crate::project::timeline;
use crate::views::{json as views_json, replay as view};

/// Walk the history, landing by landing: what each brought, and what was left
#[derive(Debug, Args)]
pub struct Replay {
    /// Only landings from this date on, as git understands dates
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// Only landings up to this date
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// Newest first
    #[arg(long)]
    reverse: bool,
    /// At most so many landings, the newest ones
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Print one JSON object a line, one for each landing
    #[arg(long, conflicts_with = "json")]
    ndjson: bool,
}

impl Replay {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let loaded = load::load(ctx)?;
        if let Some(missing) = &loaded.backlog.missing {
            let message = format!("nothing can be replayed: {}", missing.says());
            return Err(Failure::new(ENVIRONMENT, missing.word(), message, missing.hint()));
        }
        let since =
            self.since.as_deref().map(|d| revision::since(ctx, &loaded.git, d)).transpose()?;
        let until =
            self.until.as_deref().map(|d| revision::until(ctx, &loaded.git, d)).transpose()?;
        let (backlog, entries, landings) = (&loaded.backlog, &loaded.entries, &loaded.landings);
        let moments = timeline::moments(backlog, entries, landings);
        let mut steps = replay::replay(backlog, entries, landings, &moments);
        steps.retain(|s| {
            since.is_none_or(|d| s.landing.at >= d) && until.is_none_or(|d| s.landing.at <= d)
        });
        let more = steps.len().saturating_sub(self.limit.unwrap_or(usize::MAX));
        steps.drain(..more);
        if self.reverse {
            steps.reverse();
        }
        output::answer(ctx, Some(&loaded.git), &self.page(ctx, &steps));
        Ok(0)
    }

    fn page(&self, ctx: &Context, steps: &[Step<'_>]) -> String {
        if self.ndjson {
            return steps.iter().map(|s| format!("{}\n", view::step(s))).collect();
        }
        if ctx.json {
            let rows: Vec<Value> = steps.iter().map(view::step).collect();
            return views_json::document("replay", json!({ "landings": rows }));
        }
        if steps.is_empty() {
            return "Nothing landed there.   gaps log\n".to_owned();
        }
        view::text(steps, &ctx.paint)
    }
}
