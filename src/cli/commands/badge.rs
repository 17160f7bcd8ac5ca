//! `gaps badge`: how much is open on the trunk, as an SVG or as the JSON of an endpoint badge.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::landed::{Asked, Landed};
use crate::cli::output;
use crate::project::diff::Left;
use crate::views::{badge as view, json as views_json};

/// How much is open on the trunk, as a badge
#[derive(Debug, Args)]
pub struct Badge {
    /// Print the JSON that the endpoint badge of shields.io reads
    #[arg(long)]
    endpoint: bool,
    /// What stands on the left
    #[arg(long, value_name = "TEXT", default_value = "gaps")]
    label: String,
    /// Write to this file; `-` is standard output
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    output: String,
    /// As it was at a revision of the trunk, or on a date
    #[arg(long, value_name = "REV|DATE")]
    at: Option<String>,
}

impl Badge {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let landed = Landed::read(ctx, &Asked { at: self.at.clone(), as_landed: false })?;
        let badge = view::badge(&self.label, &Left::of(Some(&landed.loaded.backlog)));
        let endpoint = view::endpoint(&badge);
        let text = match (ctx.json && self.output == "-", self.endpoint) {
            (true, _) => views_json::document("badge", endpoint),
            (false, true) => format!("{endpoint:#}\n"),
            (false, false) => view::svg(&badge),
        };
        if self.output == "-" {
            output::print(&text);
        } else {
            super::gate::write(ctx, &self.output, &text)?;
        }
        Ok(0)
    }
}
