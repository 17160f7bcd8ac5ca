//! `gaps note`: say something about a gap, or take it back.

use clap::Args;

use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::{labels, load, write};
use crate::project::decide::{Desk, note};

/// Say something about gaps
#[derive(Debug, Args)]
pub struct Note {
    /// Labels; `-` reads them from standard input
    #[arg(required = true, value_name = "LABEL")]
    labels: Vec<String>,
    /// What to say
    #[arg(short = 'm', long = "text", value_name = "TEXT", required_unless_present = "retract")]
    text: Option<String>,
    /// Take a note back, by the beginning of its id
    #[arg(long, value_name = "ID")]
    retract: Option<String>,
    #[command(flatten)]
    writing: Writing,
}

impl Note {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let typed = labels::read(ctx, &self.labels)?;
        let loaded = load::to_write_for(ctx, &typed)?;
        let choice = write::pick(ctx, &loaded.git)?;
        let mut desk = Desk::new(&loaded.backlog, write::stamp(ctx, &loaded, &choice));
        for gap in labels::gaps(&loaded, &typed)? {
            match &self.retract {
                Some(id) => note::retract(&mut desk, gap, id, self.text.as_ref())?,
                None => note::note(&mut desk, gap, self.text.as_deref().unwrap_or_default())?,
            };
        }
        write::perform(ctx, &loaded, choice, &desk.finish(), self.writing.dry_run)?;
        Ok(0)
    }
}
