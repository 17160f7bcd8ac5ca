//! `gaps stats`: how much was open when, how long gaps take, what came back, how old the rest is.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::landed::{Asked, Landed};
use crate::cli::{figures, output};
use crate::project::stats::Unit;
use crate::views::json as views_json;
use crate::views::stats::{self as view, Page};

/// Figures of what has landed: open over time, lead time, age, what came back, throughput
#[derive(Debug, Args)]
pub struct Stats {
    /// The figures as they were at a revision of the trunk, or on a date
    #[arg(long, value_name = "REV|DATE")]
    at: Option<String>,
    /// A point of what is open for each landing, day or week (else as fine as stays readable)
    #[arg(long, value_name = "UNIT", value_parser = unit)]
    by: Option<Unit>,
}

fn unit(word: &str) -> Result<Unit, String> {
    let named = Unit::ALL.into_iter().find(|u| u.as_str() == word);
    named.ok_or_else(|| "landing, day or week".to_owned())
}

impl Stats {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let landed = Landed::read(ctx, &Asked { at: self.at.clone(), as_landed: false })?;
        // What is past does not age on.
        let now = |newest| if self.at.is_some() { newest } else { ctx.now };
        let moments = figures::moments(&landed);
        let figures = figures::figures(&landed, &moments, now, self.by)?;
        let loaded = &landed.loaded;
        let page = Page {
            stats: &figures.stats,
            ledger: loaded.backlog.ledger.to_string(),
            trunk: loaded.backlog.trunk.clone(),
            at: self.at.clone(),
            commit: landed.commit.map(|c| c.to_string()).unwrap_or_default(),
            day: figures.newest.1,
            now: now(figures.newest.0),
        };
        let text = if ctx.json {
            views_json::document("stats", view::json(&page))
        } else {
            view::text(&page, &ctx.paint)
        };
        output::answer(ctx, Some(&loaded.git), &text);
        output::faults(ctx, &loaded.faults);
        Ok(0)
    }
}
