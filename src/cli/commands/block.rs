//! `gaps block`: the blocks and their prefixes.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::{load, output, write};
use crate::model::count::counted;
use crate::project::decide::{Desk, open, revise};
use crate::views::paint::{fit, width};
use crate::views::{json as views_json, safe};

/// The blocks and their prefixes
#[derive(Debug, Args)]
pub struct Block {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List them
    List,
    /// Give a block another name; labels stay
    Rename {
        /// Its name or prefix
        from: String,
        /// The new name
        to: String,
        #[command(flatten)]
        writing: Writing,
    },
}

impl Block {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let loaded = load::load(ctx)?;
        match self.what {
            What::List => {
                let blocks = open::blocks(&loaded.backlog);
                if ctx.json {
                    let rows: Vec<Value> = blocks
                        .iter()
                        .map(|(name, (prefix, gaps))| json!({ "name": name, "prefix": prefix, "gaps": gaps }))
                        .collect();
                    output::print(&views_json::document("blocks", json!({ "blocks": rows })));
                    return Ok(0);
                }
                let wide = blocks.keys().map(|n| width(n)).max().unwrap_or(0);
                for (name, (prefix, gaps)) in &blocks {
                    let gaps = counted(*gaps, "gap");
                    output::print(&format!(
                        "{}  {}  {gaps}\n",
                        fit(&safe::line(name), wide),
                        ctx.paint.label(prefix)
                    ));
                }
            }
            What::Rename { from, to, writing } => {
                let choice = write::pick(ctx, &loaded.git)?;
                let mut desk = Desk::new(&loaded.backlog, write::stamp(ctx, &loaded, &choice));
                revise::rename_block(&mut desk, &from, &to)?;
                write::perform(ctx, &loaded, choice, &desk.finish(), writing.dry_run)?;
            }
        }
        Ok(0)
    }
}
