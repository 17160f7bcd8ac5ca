//! `gaps link`: tie a gap to a pull request, an address, a commit or another gap.

use clap::Args;

use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::{labels, load, write};
use crate::project::decide::{Desk, link};

/// Tie gaps to pull requests, addresses, commits or other gaps
#[derive(Debug, Args)]
pub struct Link {
    /// Labels; `-` reads them from standard input
    #[arg(required = true, value_name = "LABEL")]
    labels: Vec<String>,
    /// A gap that must be done first (again for each)
    #[arg(long, value_name = "LABEL")]
    waits_on: Vec<String>,
    /// A gap that has to do with it (again for each)
    #[arg(long, value_name = "LABEL")]
    relates_to: Vec<String>,
    /// A gap that says the same (again for each)
    #[arg(long, value_name = "LABEL")]
    duplicates: Vec<String>,
    /// A pull request: 12, or owner/repo#12 (again for each)
    #[arg(long, value_name = "PR")]
    pr: Vec<String>,
    /// A web address (again for each)
    #[arg(long, value_name = "URL")]
    url: Vec<String>,
    /// A commit, by any name that git knows (again for each)
    #[arg(long, value_name = "REV")]
    commit: Vec<String>,
    /// Untie instead
    #[arg(long)]
    remove: bool,
    /// Why
    #[arg(short = 'm', long = "reason", value_name = "REASON")]
    reason: Option<String>,
    #[command(flatten)]
    writing: Writing,
}

impl Link {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let typed = labels::read(ctx, &self.labels)?;
        // Whether a gap would wait for itself is a question about all of them.
        let loaded = if self.waits_on.is_empty() {
            let others = self.relates_to.iter().chain(&self.duplicates);
            load::to_write_for(ctx, &typed.iter().chain(others).cloned().collect::<Vec<_>>())?
        } else {
            load::to_write(ctx)?
        };
        let choice = write::pick(ctx, &loaded.git)?;
        let resolve = |rev: &String| Ok(loaded.git.commit(rev)?.to_string());
        let commit = self.commit.iter().map(resolve).collect::<Result<Vec<String>, Failure>>()?;
        let ties = link::Ties {
            waits_on: self.waits_on,
            relates_to: self.relates_to,
            duplicates: self.duplicates,
            pr: self.pr,
            url: self.url,
            commit,
        };
        if ties == link::Ties::default() {
            let says = "nothing was named to tie it to";
            return Err(Failure::usage(says, "gaps link LABEL --pr 12"));
        }
        let mut desk = Desk::new(&loaded.backlog, write::stamp(ctx, &loaded, &choice));
        for gap in labels::gaps(&loaded, &typed)? {
            link::link(&mut desk, gap, &ties, self.reason.as_ref(), self.remove)?;
        }
        write::perform(ctx, &loaded, choice, &desk.finish(), self.writing.dry_run)?;
        Ok(0)
    }
}
