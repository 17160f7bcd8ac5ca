//! `gaps next`: what to do now. Worst criticality first, nothing that waits on another, nobody on it.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::{load, output};
use crate::model::Status;
use crate::project::decide::link;
use crate::project::{Backlog, Gap};
use crate::views::row::Row;
use crate::views::{json as views_json, list};

/// What to do now: worst first, nothing it waits on, nobody on it
#[derive(Debug, Args)]
pub struct Next {
    /// How many
    #[arg(default_value_t = 5)]
    count: usize,
}

impl Next {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let loaded = load::load(ctx)?;
        let chosen = pick(&loaded.backlog, self.count);
        let text = if ctx.json {
            let rows: Vec<Value> =
                chosen.iter().map(|g| views_json::gap(&loaded.backlog, g)).collect();
            views_json::document("next", json!({ "gaps": rows }))
        } else if chosen.is_empty() {
            "Nothing is free to be started.   gaps list\n".to_owned()
        } else {
            let rows: Vec<Row<'_>> = chosen.iter().map(|g| Row::of(g)).collect();
            list::rows(&rows.iter().collect::<Vec<_>>(), loaded.today, &ctx.paint)
        };
        output::print(&text);
        Ok(0)
    }
}

/// Free gaps: open, uncontested, nobody on them, nothing left that they wait on. Worst first, then what is due
/// first, then the oldest.
fn pick(backlog: &Backlog, count: usize) -> Vec<&Gap> {
    let waits = |gap: &Gap| {
        link::awaited(gap).iter().any(|of| backlog.gaps.get(of).is_some_and(|g| g.status.is_left()))
    };
    let free = |gap: &&Gap| {
        gap.status == Status::Open && gap.owner().is_none() && !gap.is_contested() && !waits(gap)
    };
    let mut free: Vec<&Gap> = backlog.gaps.values().filter(free).collect();
    free.sort_by_key(|g| {
        let due = g.due().map_or_else(|| "9999".to_owned(), |d| d.to_string());
        (g.criticality().map_or(9, |c| c as u8), due, g.opened.at, &g.named)
    });
    free.truncate(count);
    free
}
