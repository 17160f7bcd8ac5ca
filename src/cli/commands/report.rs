//! `gaps report`: one page to look at. It is made from what has landed, and no clock is asked: the same commit gives
//! the same bytes.

use std::mem;

use clap::Args;
use serde_json::json;

use crate::cli::audits::{self, Audits};
use crate::cli::context::{Context, variable};
use crate::cli::failure::Failure;
use crate::cli::landed::{Asked, Landed};
use crate::cli::{figures, judged, output};
use crate::model::{At, Day};
use crate::views::report::{self as view, Page};
use crate::views::{json as views_json, safe};

/// A page to look at: what stands in the way, where we are, and how we came here
#[derive(Debug, Args)]
pub struct Report {
    /// Write one self-contained HTML file; `-` is standard output
    #[arg(long, value_name = "FILE", required = true)]
    html: String,
    /// As it was at a revision of the trunk, or on a date
    #[arg(long, value_name = "REV|DATE")]
    at: Option<String>,
    /// The day to which ages and ends are reckoned (else the date of the newest commit of the trunk)
    #[arg(long, value_name = "DATE")]
    today: Option<Day>,
}

impl Report {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        if ctx.json && self.html == "-" {
            let hint = "gaps report --html report.html --json   or: gaps stats --json";
            return Err(Failure::usage("a page is no JSON document", hint));
        }
        let begin = self.at.is_none() && judged::most_likely_audits(ctx);
        audits::with(ctx, begin, |audits| self.make(ctx, audits))
    }

    fn make(&self, ctx: &Context, audits: &mut Audits<'_>) -> Result<u8, Failure> {
        let mut landed = Landed::read(ctx, &Asked { at: self.at.clone(), as_landed: false })?;
        // Only a clock that somebody set is asked.
        let set = variable("GAPS_NOW").filter(|_| self.at.is_none()).map(|_| ctx.now);
        let told: Option<At> = self.today.map(Day::start).or(set);
        let (newest, day) = figures::newest(&landed)?;
        landed.today = self.today.or(told.map(At::day)).unwrap_or(day);
        let moments = figures::moments(&landed);
        let figures = figures::figures(&landed, &moments, |_| told.unwrap_or(newest), None)?;
        let in_force = judged::in_force(&landed)?;
        let loaded = &landed.loaded;
        let page = Page {
            backlog: &loaded.backlog,
            stats: &figures.stats,
            course: &figures.course,
            steps: &figures.steps,
            moments: &moments,
            remote: loaded.remote.as_ref(),
            commit: landed.commit.map(|c| c.to_string()).unwrap_or_default(),
            day,
            today: landed.today,
        };
        // The same answer as that of `gaps gate`, on that day.
        let page = view::html(&page, || -> Result<_, Failure> {
            let rules =
                format!("rules {} from {}", &in_force.from.hash[..12], in_force.from.says());
            Ok((judged::judgement(audits, &landed, &in_force.rules)?, rules))
        })?;
        if self.html == "-" {
            output::print(&page);
        } else {
            super::gate::write(ctx, &self.html, &page)?;
            output::print(&self.told(ctx, page.len()));
        }
        output::faults(ctx, &loaded.faults);
        // Nothing follows but the end: it is not taken apart piece by piece.
        mem::forget(figures);
        mem::forget(moments);
        mem::forget(landed);
        Ok(0)
    }

    fn told(&self, ctx: &Context, bytes: usize) -> String {
        if ctx.json {
            return views_json::document("report", json!({ "file": self.html, "bytes": bytes }));
        }
        format!("{} ({} KB)\n", safe::line(&self.html), bytes.div_ceil(1000))
    }
}
