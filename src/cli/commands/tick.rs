//! `gaps tick`: meet criteria, or say that they are not met after all.

use clap::Args;

use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::{load, write};
use crate::project::decide::{Desk, tick};
use crate::project::lookup;

/// Say that criteria are met
#[derive(Debug, Args)]
pub struct Tick {
    /// The gap
    label: String,
    /// The numbers of the criteria: 1 2, or 2.1 where one is nested
    #[arg(required_unless_present = "all", value_name = "NUMBER")]
    numbers: Vec<String>,
    /// All of them
    #[arg(long, conflicts_with = "numbers")]
    all: bool,
    /// Say that they are not met after all
    #[arg(short, long)]
    unmet: bool,
    /// Why, or where to see it
    #[arg(short = 'm', long = "reason", value_name = "REASON")]
    reason: Option<String>,
    #[command(flatten)]
    writing: Writing,
}

impl Tick {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let loaded = load::to_write_for(ctx, std::slice::from_ref(&self.label))?;
        let choice = write::pick(ctx, &loaded.git)?;
        let mut desk = Desk::new(&loaded.backlog, write::stamp(ctx, &loaded, &choice));
        let gap = lookup::gap(&loaded.backlog, &self.label)?;
        let numbers = self.numbers.iter().flat_map(|n| n.split(',')).map(str::to_owned).collect();
        let which = if self.all { tick::Which::All } else { tick::Which::These(numbers) };
        tick::tick(&mut desk, gap, &which, !self.unmet, self.reason.as_ref())?;
        write::perform(ctx, &loaded, choice, &desk.finish(), self.writing.dry_run)?;
        Ok(0)
    }
}
